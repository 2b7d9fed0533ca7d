//! Every format is well-formed whatever stands in paths, messages and documents, and nothing in them acts on whoever reads it.

use std::sync::Arc;

use instep::model::comparison::ReferenceKind;
use instep::model::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, ReferenceNote, Severity};
use instep::model::locale::Locale;
use instep::model::page::PageKey;
use instep::model::report::{Counts, Holdings, LeftOut, PageSummary, Report, VariantSummary};
use instep::model::source_file::{Location, SourceFile, Span};
use instep::rules::RULES;

use super::bytes::Bytes;
use super::written;

/// More findings than GitHub shows of a kind.
const MOST: usize = 16;

pub(crate) fn holds(data: &[u8]) {
    written::agree(&report(&mut Bytes(data)));
}

fn report(data: &mut Bytes<'_>) -> Report {
    let repeated = data.number() % MOST;
    let file = SourceFile::new(data.text().into_owned(), data.text());
    let key = PageKey(data.text().into());
    let mut diagnostics = Vec::new();
    while !data.is_empty() && diagnostics.len() < MOST {
        diagnostics.push(finding(data, &file, &key));
    }
    if let Some(first) = diagnostics.first().cloned() {
        diagnostics.extend(std::iter::repeat_n(first, repeated));
    }
    let locale = Locale::parse("de").expect("a locale");
    let variant =
        VariantSummary { locale: locale.clone(), path: file.path.clone(), held: Holdings::default() };
    Report {
        counts: Counts { files: 1, ..Counts::default() },
        locales: vec![locale],
        pages: vec![PageSummary { key, reference: None, variants: vec![variant] }],
        diagnostics,
        left_out: LeftOut::default(),
        beside: Vec::new(),
        rules: RULES.iter().map(|rule| &rule.meta).collect(),
    }
}

fn finding(data: &mut Bytes<'_>, file: &Arc<SourceFile>, page: &PageKey) -> Diagnostic {
    let kinds = data.number();
    let rule = &RULES[kinds % RULES.len()].meta;
    let location = place(data, file);
    let mut found = Diagnostic::new(rule, page.clone(), location.clone(), data.text().into_owned());
    found.severity = Severity::ALL[kinds % 3];
    found.locale = if kinds.is_multiple_of(5) { None } else { Locale::parse("de") };
    found.subject.clone_from(&found.message);
    found.primary.text = data.text().into_owned();
    if kinds.is_multiple_of(2) {
        found.related.push(Label { location: place(data, file), text: data.text().into_owned() });
        found.help = Some(data.text().into_owned());
        found.note = Some(data.text().into_owned());
    }
    if kinds.is_multiple_of(3) {
        found.found = Some(data.text().into_owned());
        found.expected = Some(data.text().into_owned());
        let edits = vec![Edit { span: location.span, text: data.text().into_owned() }];
        found.fix = Some(Fix { title: data.text().into_owned(), applicability: Applicability::Safe, edits });
        found.reference = Some(ReferenceNote {
            kind: ReferenceKind::Pinned,
            locale: Locale::parse("en").expect("a locale"),
            revision: Some(data.text().into_owned()),
            votes: None,
            location: place(data, file),
        });
    }
    found
}

/// A place in a file, on character boundaries.
fn place(data: &mut Bytes<'_>, file: &Arc<SourceFile>) -> Location {
    let boundary = |at: usize| (0..=at.min(file.text.len())).rev().find(|&at| file.text.is_char_boundary(at));
    let start = boundary(data.number()).unwrap_or_default();
    let end = boundary(start + data.number() % 32).unwrap_or_default().max(start);
    Location { file: Arc::clone(file), span: Span::new(start..end) }
}
