//! The whole report as one JSON document, a stable interface: fields are added, never renamed or removed while
//! `schema_version` stays.
//!
//! What is written is read as well, where results of several runs become one; so each part of the document is one type
//! for both.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use camino::Utf8Path;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use super::parts::{place, text};
use super::{Format, Style};
use crate::model::diagnostic as model;
use crate::model::diagnostic::Severity;
use crate::model::fingerprint::fingerprints;
use crate::model::report::{PageSummary, Report};
use crate::model::source_file::{Location, Span};

pub(super) static FORMAT: Format =
    Format { name: "json", summary: "one JSON document with everything, stable", write, shows_steps: false };

/// The version of the format that is written.
pub(crate) const SCHEMA_VERSION: u32 = 1;

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    text::write_json(&document(report), out)
}

fn document(report: &Report) -> Document<'_, Pages<'_>, Diagnostics<'_>> {
    Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool::default(),
        summary: Summary {
            files: report.counts.files,
            pages: report.pages.len(),
            locales: report.locales.iter().map(|locale| locale.as_str().into()).collect(),
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
        diagnostics: Diagnostics(numbered(&report.diagnostics)),
    }
}

/// Findings, each with its fingerprint. Of those that say the same of one place the fingerprint decides, for nothing else
/// that is written tells in what order a check has found them, and results that are merged have to come out in the same.
pub(super) fn numbered(found: &[model::Diagnostic]) -> Vec<(&model::Diagnostic, String)> {
    fn said(found: &model::Diagnostic) -> (&Utf8Path, Span, &str, &str) {
        let Location { file, span } = &found.primary.location;
        (&file.path, *span, found.rule.name, &found.message)
    }
    let mut numbered: Vec<_> = found.iter().zip(fingerprints(found)).collect();
    for twins in numbered.chunk_by_mut(|(one, _), (other, _)| said(one) == said(other)) {
        twins.sort_by(|(_, one), (_, other)| one.cmp(other));
    }
    numbered
}

/// The document: pages and findings are turned into their written form one at a time, and read as lists.
#[derive(Serialize, Deserialize)]
pub(crate) struct Document<'a, P, D> {
    pub(crate) schema_version: u32,
    pub(crate) tool: Tool<'a>,
    pub(crate) summary: Summary<'a>,
    pub(crate) pages: P,
    pub(crate) diagnostics: D,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Tool<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) version: Cow<'a, str>,
}

impl Default for Tool<'_> {
    /// This program.
    fn default() -> Self {
        Self { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Summary<'a> {
    pub(crate) files: usize,
    pub(crate) pages: usize,
    pub(crate) locales: Vec<Cow<'a, str>>,
    pub(crate) urls: usize,
    pub(crate) procedures: usize,
    pub(crate) steps: usize,
    pub(crate) diagnostics: Counts,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) error: usize,
    pub(crate) warning: usize,
    pub(crate) info: usize,
}

struct Pages<'a>(&'a [PageSummary]);

impl Serialize for Pages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|page| {
            let variants = page.variants.iter().map(|variant| Variant {
                locale: variant.locale.as_str().into(),
                path: variant.path.as_str().into(),
                urls: variant.held.urls,
                procedures: variant.held.procedures,
                steps: variant.held.steps,
            });
            Page {
                key: (&*page.key.0).into(),
                reference: page.reference.as_ref().map(|locale| locale.as_str().into()),
                variants: variants.collect(),
            }
        }))
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Page<'a> {
    #[serde(rename = "page")]
    pub(crate) key: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<Cow<'a, str>>,
    pub(crate) variants: Vec<Variant<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Variant<'a> {
    pub(crate) locale: Cow<'a, str>,
    pub(crate) path: Cow<'a, str>,
    pub(crate) urls: u32,
    pub(crate) procedures: u32,
    pub(crate) steps: u32,
}

/// Findings with their fingerprints.
struct Diagnostics<'a>(Vec<(&'a model::Diagnostic, String)>);

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(found, print)| Diagnostic::new(found, print)))
    }
}

/// A finding in its written form.
#[derive(PartialEq, Serialize, Deserialize)]
pub(crate) struct Diagnostic<'a> {
    pub(crate) rule: Cow<'a, str>,
    pub(crate) severity: Cow<'a, str>,
    page: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<Cow<'a, str>>,
    pub(crate) path: Cow<'a, str>,
    pub(crate) range: Range,
    pub(crate) message: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Reference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
    pub(crate) fingerprint: Cow<'a, str>,
    /// What a later version, or another program, says beside it.
    #[serde(flatten)]
    more: BTreeMap<String, Value>,
}

impl<'a> Diagnostic<'a> {
    pub(super) fn new(found: &'a model::Diagnostic, fingerprint: &'a str) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            rule: found.rule.name.into(),
            severity: found.severity.name().into(),
            page: (&*found.page.0).into(),
            locale: found.locale.as_ref().map(|locale| locale.as_str().into()),
            path: found.primary.location.file.path.as_str().into(),
            range: Range::of(&found.primary.location),
            message: (&*found.message).into(),
            help: text(&found.help),
            note: text(&found.note),
            found: text(&found.found),
            expected: text(&found.expected),
            reference: found.reference.as_ref().map(Reference::new),
            fix: found.fix.as_ref().map(Fix::new),
            fingerprint: fingerprint.into(),
            more: BTreeMap::new(),
        }
    }
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Reference<'a> {
    kind: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    votes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<u32>,
    locale: Cow<'a, str>,
    path: Cow<'a, str>,
    range: Range,
}

impl<'a> Reference<'a> {
    fn new(note: &'a model::ReferenceNote) -> Self {
        Self {
            kind: note.kind.name().into(),
            revision: note.revision.as_deref().map(Cow::Borrowed),
            votes: note.votes.map(|(votes, _)| votes),
            of: note.votes.map(|(_, of)| of),
            locale: note.locale.as_str().into(),
            path: note.location.file.path.as_str().into(),
            range: Range::of(&note.location),
        }
    }
}

#[derive(PartialEq, Serialize, Deserialize)]
pub(crate) struct Range {
    pub(crate) start: Position,
    pub(crate) end: Position,
}

#[derive(PartialEq, Serialize, Deserialize)]
pub(crate) struct Position {
    line: u32,
    column: u32,
    pub(crate) offset: u32,
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

#[derive(PartialEq, Serialize, Deserialize)]
struct Fix<'a> {
    title: Cow<'a, str>,
    applicability: Cow<'a, str>,
    edits: Vec<Edit<'a>>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Edit<'a> {
    start: u32,
    end: u32,
    text: Cow<'a, str>,
}

impl<'a> Fix<'a> {
    fn new(fix: &'a model::Fix) -> Self {
        let edits = fix.edits.iter();
        let edits =
            edits.map(|edit| Edit { start: edit.span.start, end: edit.span.end, text: (&*edit.text).into() });
        Self {
            title: (&*fix.title).into(),
            applicability: fix.applicability.name().into(),
            edits: edits.collect(),
        }
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
