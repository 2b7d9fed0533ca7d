//! How much a run takes on, and how much it tells.

use std::fmt;
use std::time::Duration;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::regular::MOST_BYTES;

/// The largest number of mebibytes that a file may be allowed: places in it are counted in 32 bits.
pub(super) const MOST_MIB: u64 = 1024;

/// The longest that git may be waited for, in seconds: an hour.
pub(super) const MOST_SECONDS: u64 = 3600;

/// The largest number of files or findings that may be allowed.
pub(super) const MOST: u64 = 1_000_000_000;

/// What a configuration file says of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LimitOptions {
    /// Documents, as many as a run looks at.
    #[serde(deserialize_with = "number::<_, MOST>")]
    pub files: Option<u64>,
    /// The largest document that is read, in mebibytes.
    #[serde(deserialize_with = "number::<_, MOST_MIB>")]
    pub file_mib: Option<u64>,
    /// Findings of one page in the reports.
    #[serde(deserialize_with = "number::<_, MOST>")]
    pub page_findings: Option<u64>,
    /// Findings in the reports.
    #[serde(deserialize_with = "number::<_, MOST>")]
    pub findings: Option<u64>,
    /// For how long git may say nothing, in seconds.
    #[serde(deserialize_with = "number::<_, MOST_SECONDS>")]
    pub git_seconds: Option<u64>,
}

/// What holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many documents a run looks at; where there are more it ends.
    pub files: usize,
    /// The largest document that is read, in bytes.
    pub file_bytes: u64,
    /// How many findings of one page the reports have.
    pub page_findings: usize,
    /// How many findings the reports have.
    pub findings: usize,
    /// For how long git may say nothing before it is stopped.
    pub git: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 1_000_000,
            file_bytes: MOST_BYTES,
            page_findings: 10_000,
            findings: 100_000,
            git: Duration::from_secs(30),
        }
    }
}

impl Limits {
    pub(super) fn apply(&mut self, said: &LimitOptions) {
        let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        self.files = said.files.map_or(self.files, size);
        self.file_bytes = said.file_mib.map_or(self.file_bytes, |mib| mib << 20);
        self.page_findings = said.page_findings.map_or(self.page_findings, size);
        self.findings = said.findings.map_or(self.findings, size);
        self.git = said.git_seconds.map_or(self.git, Duration::from_secs);
    }
}

fn number<'de, D: Deserializer<'de>, const MOST: u64>(deserializer: D) -> Result<Option<u64>, D::Error> {
    deserializer.deserialize_u64(Number::<MOST>).map(Some)
}

/// A number from 1 to the most.
struct Number<const MOST: u64>;

impl<const MOST: u64> Visitor<'_> for Number<MOST> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 1 to {MOST}")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        let fits = (1..=MOST).contains(&number);
        if fits { Ok(number) } else { Err(E::invalid_value(Unexpected::Unsigned(number), &self)) }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
        let positive = u64::try_from(number).ok().filter(|number| (1..=MOST).contains(number));
        positive.ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::{KEYS, Kind};
    use crate::config::options::Options;

    fn read(text: &str) -> Result<Limits, String> {
        let options = Options::parse("x".into(), format!("[limits]\n{text}\n"));
        let mut limits = Limits::default();
        options.map(|said| limits.apply(&said.limits)).map_err(|error| error.to_string())?;
        Ok(limits)
    }

    #[test]
    fn what_the_table_of_keys_says_holds_without_it_does() {
        let table = KEYS.iter().find(|key| key.name == "limits").map(|key| key.kind);
        let Some(Kind::Table(keys)) = table else { panic!("`limits` is a table") };
        let said: Vec<String> = keys.iter().map(|key| format!("{} = {}", key.name, key.default)).collect();
        assert_eq!(read(&said.join("\n")), Ok(Limits::default()));
        let examples: Vec<String> =
            keys.iter().map(|key| format!("{} = {}", key.name, key.example)).collect();
        let other = read(&examples.join("\n")).unwrap();
        assert_eq!((other.files, other.file_bytes), (20_000, 4 << 20));
        assert_eq!((other.page_findings, other.findings, other.git.as_secs()), (100, 1_000, 120));
    }

    #[test]
    fn numbers_out_of_range_say_what_was_expected() {
        for (text, expected) in [
            ("file-mib = 0", "integer `0`, expected a whole number from 1 to 1024"),
            ("file-mib = 4096", "integer `4096`, expected a whole number from 1 to 1024"),
            ("git-seconds = -1", "integer `-1`, expected a whole number from 1 to 3600"),
            ("files = \"many\"", "string \"many\", expected a whole number from 1 to 1000000000"),
            ("findings = 1.5", "floating point `1.5`, expected a whole number from 1 to 1000000000"),
        ] {
            let message = read(text).unwrap_err();
            assert!(message.starts_with("x:2:") && message.ends_with(expected), "{message}");
        }
    }
}
