//! The whole report as one JSON document, a stable interface: fields are added, never renamed or removed while
//! `schema_version` stays.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::parts::{place, text};
use super::{Format, Style};
use crate::model::diagnostic as model;
use crate::model::diagnostic::Severity;
use crate::model::fingerprint::fingerprints;
use crate::model::locale::Locale;
use crate::model::report::{PageSummary, Report};
use crate::model::source_file::Location;

pub(super) static FORMAT: Format =
    Format { name: "json", summary: "one JSON document with everything, stable", write, shows_steps: false };

const SCHEMA_VERSION: u32 = 1;

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    text::write_json(&document(report), out)
}

fn document(report: &Report) -> Document<'_> {
    let prints = fingerprints(&report.diagnostics);
    Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: Summary {
            files: report.counts.files,
            pages: report.pages.len(),
            locales: report.locales.iter().map(Locale::as_str).collect(),
            urls: report.counts.urls,
            procedures: report.counts.procedures,
            steps: report.counts.steps,
            diagnostics: Counts {
                error: report.count(Severity::Error),
                warning: report.count(Severity::Warning),
                info: report.count(Severity::Info),
            },
        },
        pages: Pages(&report.pages),
        diagnostics: Diagnostics(&report.diagnostics, prints),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    summary: Summary<'a>,
    pages: Pages<'a>,
    diagnostics: Diagnostics<'a>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary<'a> {
    files: usize,
    pages: usize,
    locales: Vec<&'a str>,
    urls: usize,
    procedures: usize,
    steps: usize,
    diagnostics: Counts,
}

#[derive(Serialize)]
struct Counts {
    error: usize,
    warning: usize,
    info: usize,
}

/// Pages, turned into their written form one at a time.
struct Pages<'a>(&'a [PageSummary]);

impl Serialize for Pages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|page| {
            Page {
                key: &page.key.0,
                reference: page.reference.as_ref().map(Locale::as_str),
                variants: page
                    .variants
                    .iter()
                    .map(|(locale, path)| Variant { locale: locale.as_str(), path: path.as_str() })
                    .collect(),
            }
        }))
    }
}

#[derive(Serialize)]
struct Page<'a> {
    #[serde(rename = "page")]
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    variants: Vec<Variant<'a>>,
}

#[derive(Serialize)]
struct Variant<'a> {
    locale: &'a str,
    path: &'a str,
}

/// Findings with their fingerprints, turned into their written form one at a time.
struct Diagnostics<'a>(&'a [model::Diagnostic], Vec<String>);

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().zip(&self.1).map(|(found, print)| Diagnostic::new(found, print)))
    }
}

/// A finding in its written form.
#[derive(Serialize)]
pub(super) struct Diagnostic<'a> {
    rule: &'static str,
    severity: &'static str,
    page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    path: &'a str,
    range: Range,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Reference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
    fingerprint: &'a str,
}

impl<'a> Diagnostic<'a> {
    pub(super) fn new(found: &'a model::Diagnostic, fingerprint: &'a str) -> Self {
        Self {
            rule: found.rule.name,
            severity: found.severity.name(),
            page: &found.page.0,
            locale: found.locale.as_ref().map(Locale::as_str),
            path: found.primary.location.file.path.as_str(),
            range: Range::of(&found.primary.location),
            message: &found.message,
            help: found.help.as_deref(),
            note: found.note.as_deref(),
            found: found.found.as_deref(),
            expected: found.expected.as_deref(),
            reference: found.reference.as_ref().map(Reference::new),
            fix: found.fix.as_ref().map(Fix::new),
            fingerprint,
        }
    }
}

#[derive(Serialize)]
struct Reference<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    votes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<u32>,
    locale: &'a str,
    path: &'a str,
    range: Range,
}

impl<'a> Reference<'a> {
    fn new(note: &'a model::ReferenceNote) -> Self {
        Self {
            kind: note.kind.name(),
            revision: note.revision.as_deref(),
            votes: note.votes.map(|(votes, _)| votes),
            of: note.votes.map(|(_, of)| of),
            locale: note.locale.as_str(),
            path: note.location.file.path.as_str(),
            range: Range::of(&note.location),
        }
    }
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
    offset: u32,
}

impl Range {
    fn of(location: &Location) -> Self {
        let (start, end) = place::range(location);
        Self {
            start: Position { line: start.line, column: start.column, offset: location.span.start },
            end: Position { line: end.line, column: end.column, offset: location.span.end },
        }
    }
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

impl<'a> Fix<'a> {
    fn new(fix: &'a model::Fix) -> Self {
        let edits = fix.edits.iter();
        let edits = edits.map(|edit| Edit { start: edit.span.start, end: edit.span.end, text: &edit.text });
        Self { title: &fix.title, applicability: fix.applicability.name(), edits: edits.collect() }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, file};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        let expected = file!["snapshots/sample.json": Text].raw();
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), expected);
    }
}
