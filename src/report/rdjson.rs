//! reviewdog's diagnostic format, for comments in any review
//! (<https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>). Columns count bytes of UTF-8 from 1, ends are
//! exclusive.

use std::io::{self, Write};

use serde::Serialize;

use super::parts::{place, text, words};
use super::{Format, Style};
use crate::model::diagnostic::{Applicability, Diagnostic, Fix, Label, Severity};
use crate::model::report::Report;
use crate::model::source_file::{Location, SourceFile, Span};

pub(super) static FORMAT: Format = Format {
    name: "rdjson",
    summary: "reviewdog's format, for comments in any review",
    write,
    shows_steps: false,
};

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    let worst = report.diagnostics.iter().map(|found| found.severity).max();
    let result = DiagnosticResult {
        source: Source { name: env!("CARGO_PKG_NAME") },
        severity: worst.map(severity),
        diagnostics: report.diagnostics.iter().map(Entry::new).collect(),
    };
    text::write_json(&result, out)
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}

#[derive(Serialize)]
struct DiagnosticResult {
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    diagnostics: Vec<Entry>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Entry {
    message: String,
    location: Place,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

#[derive(Serialize)]
struct Place {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Place,
}

impl Entry {
    fn new(found: &Diagnostic) -> Self {
        let location = &found.primary.location;
        Self {
            message: words::message(found),
            location: Place::of(location),
            severity: severity(found.severity),
            code: Code { value: found.rule.name },
            suggestions: found.fix.iter().filter_map(|fix| Suggestion::of(fix, &location.file)).collect(),
            related_locations: words::related_places(found).iter().map(Related::of).collect(),
        }
    }
}

impl Suggestion {
    /// A reviewer applies suggestions one by one, so that only a fix of a single edit is one.
    fn of(fix: &Fix, file: &SourceFile) -> Option<Self> {
        let [edit] = fix.edits.as_slice() else { return None };
        let text = edit.text.clone();
        (fix.applicability > Applicability::DisplayOnly)
            .then(|| Self { range: Range::of(file, edit.span), text })
    }
}

impl Related {
    fn of(label: &Label) -> Self {
        Self { message: words::label(label), location: Place::of(&label.location) }
    }
}

impl Place {
    fn of(location: &Location) -> Self {
        let path = text::line(place::path(location));
        Self { path, range: Range::of(&location.file, location.span) }
    }
}

impl Range {
    fn of(file: &SourceFile, span: Span) -> Self {
        let at = |offset| Position { line: file.line_column(offset).line, column: file.utf8_column(offset) };
        Self { start: at(span.start), end: at(span.end) }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, file};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        let expected = file!["snapshots/sample.rdjson": Text].raw();
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), expected);
    }
}
