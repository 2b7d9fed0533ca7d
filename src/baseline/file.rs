//! The file that a baseline is kept in.
//!
//! ```json
//! {
//!   "instep-baseline": 1,
//!   "files": [
//!     {"path": "docs/de/start.md", "sum": "5d0c…", "findings": {"url-drift:0f3a…": 2}}
//!   ]
//! }
//! ```
//!
//! One line a file, sorted by path, so that two branches that mend different pages merge. Paths are relative to the
//! folder of the baseline. Each finding is its rule and the [`subject_hash`](crate::model::fingerprint::subject_hash), in
//! hexadecimal. `sum` is FNV-1a, 64 bits, over the path and the findings: it tells a line that something else than
//! instep has changed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Write};
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::model::fnv::{EMPTY, absorb};
use crate::model::source_file::{SourceFile, Span};

/// The version of the format that is written, and the only one that is read.
const VERSION: u32 = 1;

/// Largest baseline that is read, in bytes.
const MOST_BYTES: u64 = 1 << 28;

/// How many findings of each kind: `url-drift:0f3a…`.
pub(super) type Counts = BTreeMap<String, u32>;

/// A baseline.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// Its file. Without text where it has not been written yet.
    pub(super) file: Arc<SourceFile>,
    /// By path, relative to the folder of the file.
    pub(super) files: BTreeMap<Utf8PathBuf, Counts>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(rename = "instep-baseline")]
    #[expect(dead_code, reason = "it was read before the rest")]
    version: u32,
    files: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    sum: String,
    findings: Counts,
}

/// What every version says.
#[derive(Deserialize)]
struct AnyVersion {
    #[serde(rename = "instep-baseline")]
    version: u32,
}

/// The baseline in a file. An error names the file, and where it can the line, and says what is wrong.
pub fn read(path: &Utf8Path) -> anyhow::Result<Baseline> {
    let cannot = || format!("cannot read the baseline {path}");
    if path.is_dir() {
        bail!("cannot read the baseline {path}: it is a folder");
    }
    let mut text = String::new();
    let file = File::open(path).with_context(cannot)?;
    file.take(MOST_BYTES + 1).read_to_string(&mut text).with_context(cannot)?;
    if text.len() as u64 > MOST_BYTES {
        bail!("cannot read the baseline {path}: it is too large");
    }
    Baseline::parse(path, text)
}

/// The files of a baseline's text, or the line that is wrong and what is wrong with it.
fn parse(text: &str) -> Result<BTreeMap<Utf8PathBuf, Counts>, (usize, String)> {
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(AnyVersion { version }) = serde_json::from_str(text)
        && version != VERSION
    {
        let writer = if version > VERSION { "a newer instep" } else { "an instep unknown to this one" };
        return Err((
            1,
            format!(
                "the baseline was written by {writer}: its format is version {version}, and version {VERSION} is read \
                 here"
            ),
        ));
    }
    let document: Document =
        serde_json::from_str(text).map_err(|error| (error.line().max(1), broken(&error)))?;
    let mut files = BTreeMap::new();
    for entry in document.files {
        let line = || line_of(text, &entry.path);
        if entry.sum != sum(&entry.path, &entry.findings) {
            let message = format!(
                "the entry of `{}` is not as it was written; a baseline is edited by `instep check --write-baseline` \
                 alone",
                entry.path
            );
            return Err((line(), message));
        }
        if files.insert(Utf8PathBuf::from(&entry.path), entry.findings).is_some() {
            return Err((line(), format!("`{}` is there twice", entry.path)));
        }
    }
    Ok(files)
}

fn broken(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let what = if error.is_eof() { "the baseline is cut off" } else { "the baseline is damaged" };
    format!("{what}: {}; restore it, or delete it and write it anew", &message[..end])
}

/// The line (from 1) on which a path stands; the last of them if it is there twice.
fn line_of(text: &str, path: &str) -> usize {
    let at = memchr::memmem::rfind(text.as_bytes(), quoted(path).as_bytes()).unwrap_or(0);
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count()
}

fn quoted(path: &str) -> String {
    serde_json::to_string(path).unwrap_or_default()
}

fn sum(path: &str, findings: &Counts) -> String {
    let start = absorb(absorb(EMPTY, path.as_bytes()), &[0]);
    let sum = findings.iter().fold(start, |sum, (finding, count)| {
        absorb(absorb(absorb(sum, finding.as_bytes()), &[0]), &count.to_le_bytes())
    });
    format!("{sum:016x}")
}

impl Baseline {
    /// A baseline that nothing is in yet.
    pub fn empty(path: &Utf8Path) -> Self {
        Self { file: SourceFile::new(path, ""), files: BTreeMap::new() }
    }

    /// The baseline that is written in a file. An error names the file and the line, and says what is wrong.
    pub fn parse(path: &Utf8Path, text: String) -> anyhow::Result<Self> {
        let files = parse(&text).map_err(|(line, message)| anyhow!("{path}:{line}: {message}"))?;
        Ok(Self { file: SourceFile::new(path, text), files })
    }

    /// Its file.
    pub fn path(&self) -> &Utf8Path {
        &self.file.path
    }

    /// How many files it has findings of.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Where a file's entry stands.
    pub(super) fn place(&self, path: &Utf8Path) -> Span {
        let quoted = quoted(path.as_str());
        let at = memchr::memmem::find(self.file.text.as_bytes(), quoted.as_bytes());
        at.map_or(Span::at(0), |at| Span::new(at..at + quoted.len()))
    }

    /// Writes it as it is read.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{\n  \"instep-baseline\": {VERSION},\n  \"files\": [")?;
        for (index, (path, findings)) in self.files.iter().enumerate() {
            let sum = sum(path.as_str(), findings);
            let end = if index + 1 == self.files.len() { "" } else { "," };
            let findings = serde_json::to_string(findings)?;
            let path = quoted(path.as_str());
            writeln!(out, "    {{\"path\": {path}, \"sum\": \"{sum}\", \"findings\": {findings}}}{end}")?;
        }
        writeln!(out, "  ]\n}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Baseline {
        let mut baseline = Baseline::empty(Utf8Path::new("b.json"));
        for (path, finding, count) in [
            ("de/a.md", "url-drift:01", 2),
            ("de/a.md", "step-missing:02", 1),
            ("fr/\"ü\".md", "url-drift:01", 1),
        ] {
            baseline.files.entry(path.into()).or_default().insert(finding.to_owned(), count);
        }
        baseline
    }

    fn written(baseline: &Baseline) -> String {
        let mut out = Vec::new();
        baseline.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let baseline = sample();
        assert_eq!(parse(&written(&baseline)).unwrap(), baseline.files);
        assert_eq!(baseline.files(), 2);
        assert_eq!(parse(&written(&Baseline::empty(Utf8Path::new("x")))).unwrap(), BTreeMap::new());
    }

    #[test]
    fn what_is_damaged_is_an_error_with_its_line() {
        let text = written(&sample());
        for (text, line, part) in [
            (text.replace("baseline\": 1", "baseline\": 2"), 1, "by a newer instep"),
            (text.replace("drift:01\":2", "drift:01\":3"), 4, "not as it was written"),
            (text.replace("de/a.md", "de/b.md"), 4, "not as it was written"),
            (text.replace("\"sum\"", "\"total\""), 4, "unknown field `total`"),
            (text.replace("\"files\"", "\"pages\""), 3, "unknown field `pages`"),
            ("[]\n".to_owned(), 1, "damaged"),
            (String::new(), 1, "cut off"),
        ] {
            let (at, message) = parse(&text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
            assert_eq!(at, line, "{message}");
        }
    }

    #[test]
    fn a_baseline_cut_anywhere_is_an_error() {
        let text = written(&sample());
        let whole = text.trim_end().len();
        for end in (0..whole).filter(|&end| text.is_char_boundary(end)) {
            assert!(parse(&text[..end]).is_err(), "{end}");
        }
    }
}
