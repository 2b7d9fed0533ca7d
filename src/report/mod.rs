//! Findings → bytes: one file a format, each a pure function of the whole report; what they share is in `parts`.
//!
//! A new format is one file and its line in [`FORMATS`]; the command line and the tests are loops over that table.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::model::placed_error::PlacedError;
use crate::model::report::Report;

mod checkstyle;
mod concise;
mod full;
mod github;
mod gitlab;
mod html;
pub(crate) mod json;
mod jsonl;
mod junit;
mod markdown;
mod parts;
mod rdjson;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod sarif;

pub(crate) use parts::summary::{checked_in_words, count, numbers_in_words};
pub use parts::summary::{fixable, limited, remaining, summary, would_fix};
use parts::text;

/// An output format.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// One line for `--help`.
    pub summary: &'static str,
    /// Writes the whole report.
    pub write: fn(&Report, Style, &mut dyn Write) -> io::Result<()>,
    /// Whether it shows the steps of both sides, which a report has only where they are asked for.
    pub shows_steps: bool,
}

/// Whether a format for people may use colours. Formats for machines never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text and nothing else.
    Plain,
    /// ANSI escape sequences for colours.
    Coloured,
}

/// All formats, in the order in which `--help` lists them.
pub static FORMATS: &[&Format] = &[
    &full::FORMAT,
    &concise::FORMAT,
    &markdown::FORMAT,
    &html::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &sarif::FORMAT,
    &junit::FORMAT,
    &checkstyle::FORMAT,
    &rdjson::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
];

/// The format of a name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// A text, such as a file's name, in which every character that a terminal would obey is written as an escape.
pub fn printable(text: &str) -> Cow<'_, str> {
    text::escaped(text)
}

/// The lines that an error is about, each with a mark below what is meant.
pub fn place_of(error: &PlacedError) -> String {
    full::places(&error.place, &error.related)
}

/// Writes a value as indented JSON that is as safe to print.
pub fn write_json(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    text::write_json(value, out)
}

/// Writes a value as one line of JSON that is as safe to print.
pub fn write_json_line(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    text::write_json_line(value, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_name_of_its_own() {
        for (index, known) in FORMATS.iter().enumerate() {
            assert!(FORMATS[..index].iter().all(|other| other.name != known.name), "{}", known.name);
            assert!(std::ptr::eq(format(known.name).unwrap(), *known));
        }
    }

    #[test]
    fn no_format_prints_what_a_terminal_would_obey() {
        let report = sample::hostile();
        for format in FORMATS {
            let out = sample::written(format, &report);
            let raw = out.chars().find(|&c| c != '\n' && text::is_hidden(c));
            assert_eq!(raw, None, "{} prints it raw:\n{}", format.name, out.escape_debug());
        }
    }

    #[test]
    fn every_format_trims_or_survives_a_very_long_line() {
        let report = sample::long_line();
        for format in FORMATS {
            let out = sample::written(format, &report);
            let always = sample::written(format, &Report::default());
            let length = out.len() - always.len();
            assert!(length < 20_000, "{} writes {length} bytes", format.name);
        }
    }

    #[test]
    fn every_format_can_say_that_there_is_nothing_and_ends_its_last_line() {
        for format in FORMATS {
            let out = sample::written(format, &Report::default());
            assert!(out.is_empty() || out.ends_with('\n'), "{}: {out:?}", format.name);
            let out = sample::written(format, &sample::report());
            assert!(out.ends_with('\n'), "{}", format.name);
        }
    }
}
