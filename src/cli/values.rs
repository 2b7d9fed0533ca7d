//! What the values of options may be, and what is said of others.

use std::ffi::OsStr;
use std::fmt::Write as _;

use camino::Utf8PathBuf;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::config::options::Options;
use crate::config::suggest::{nearest, unknown};
use crate::model::diagnostic::Severity;
use crate::model::locale::Locale;
use crate::model::placed_error::PlacedError;
use crate::report::{self, FORMATS, Format};
use crate::rules::{RULES, selects};

/// A format and where it goes.
#[derive(Clone)]
pub struct Output {
    /// The format.
    pub format: &'static Format,
    /// The file; standard output if none.
    pub file: Option<Utf8PathBuf>,
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Output").field("format", &self.format.name).field("file", &self.file).finish()
    }
}

/// Values that are read by a function of their own, some of which a shell offers while they are typed.
#[derive(Clone)]
pub(super) struct Offered<T> {
    read: fn(&str) -> Result<T, String>,
    /// Each with a line that explains it.
    offer: fn() -> Vec<(&'static str, &'static str)>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Offered<T> {
    type Value = T;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        TypedValueParser::parse_ref(&self.read, command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let offer = (self.offer)().into_iter();
        Some(Box::new(offer.map(|(name, summary)| PossibleValue::new(name).help(summary))))
    }
}

/// A format, and the file that it goes to.
pub(super) fn output() -> Offered<Output> {
    let offer = || FORMATS.iter().map(|format| (format.name, format.summary)).collect();
    Offered { read: read_output, offer }
}

/// A rule's name.
pub(super) fn rule() -> Offered<String> {
    Offered {
        read: read_rule,
        offer: || RULES.iter().map(|rule| (rule.meta.name, rule.meta.summary)).collect(),
    }
}

/// The name of a rule or of a family of rules.
pub(super) fn rules() -> Offered<String> {
    Offered { read: selector, ..rule() }
}

pub(super) fn format_help() -> String {
    let mut help = "How to print findings, and where; may be repeated [default: full]".to_owned();
    let width = FORMATS.iter().map(|format| format.name.len()).max().unwrap_or_default();
    for format in FORMATS {
        let _ = write!(help, "\n  {:width$}  {}", format.name, format.summary);
    }
    help
}

fn read_output(value: &str) -> Result<Output, String> {
    let (name, file) = match value.split_once('=') {
        Some((_, "")) => return Err("the file's name is missing behind `=`".to_owned()),
        Some((name, "-")) => (name, None),
        Some((name, file)) => (name, Some(file.into())),
        None => (value, None),
    };
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    let format = report::format(name).ok_or_else(|| unknown("format", name, &names))?;
    Ok(Output { format, file })
}

pub(super) fn locale(value: &str) -> Result<Locale, String> {
    Locale::parse(value).ok_or_else(|| "not a tag of a known language, such as `de` or `pt-BR`".to_owned())
}

pub(super) fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::name)).map(|name| {
        Severity::ALL
            .into_iter()
            .find(|severity| severity.name() == name)
            .expect("only names of severities are accepted")
    })
}

fn read_rule(value: &str) -> Result<String, String> {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.meta.name).collect();
    if names.contains(&value) { Ok(value.to_owned()) } else { Err(unknown_rule(value, &names)) }
}

/// A rule's name, or the beginning that the names of a family share: `url`, `url-`. A family loses its dash.
///
/// # Errors
///
/// Says what there is instead.
pub fn selector(value: &str) -> Result<String, String> {
    let family = value.trim_end_matches('-');
    if RULES.iter().any(|rule| selects(family, rule.meta.name)) {
        return Ok(family.to_owned());
    }
    let names = RULES.iter().map(|rule| rule.meta.name);
    let families = names.clone().filter_map(|name| name.split('-').next());
    Err(unknown_rule(value, &names.chain(families).collect::<Vec<_>>()))
}

fn unknown_rule(value: &str, known: &[&str]) -> String {
    match nearest(value, known) {
        Some(_) => unknown("rule", value, known),
        None => format!("there is no rule `{value}`; `instep explain` lists all rules"),
    }
}

/// Whether the rules that a configuration file names exist.
///
/// # Errors
///
/// The place of the first that does not, and what was meant.
pub fn check_rules(options: &Options) -> Result<(), PlacedError> {
    options.rules.iter().try_for_each(|(name, place)| {
        selector(name).map(drop).map_err(|message| PlacedError::new(place.clone(), message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_may_name_its_file() {
        let out = read_output("sarif=out/a=b.sarif").unwrap();
        assert_eq!((out.format.name, out.file.unwrap().as_str()), ("sarif", "out/a=b.sarif"));
        assert!(read_output("sarif=").is_err());
        assert_eq!(read_output("jsno").unwrap_err(), "there is no format `jsno`; did you mean `json`?");
    }
}
