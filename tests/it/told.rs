//! All that is said of a small page, to the column: places, labels, help and fixes.
//!
//! Each case of `told/*.txt` says in its first line what holds; then come the source, the translation and what is told.
//! `SNAPSHOTS=overwrite cargo test told` writes what is told now.

use std::fmt::Write as _;
use std::path::Path;

use instep::model::diagnostic::Diagnostic;
use instep::model::source_file::{Location, SourceFile, Span};
use snapbox::{Data, assert_data_eq};

use crate::pages::{Case, as_written};
use crate::steps::report;

/// The case as its file has it: its sentence, its pages, and what is told of them.
fn told(case: &Case<'_>) -> String {
    let found = report(&case.source, &case.translation).diagnostics;
    let (source, translation) = (as_written(&case.source), as_written(&case.translation));
    let mut out = format!("=== {}\n{source}---\n{translation}", case.holds);
    if found.is_empty() {
        out.push_str("---> nothing\n");
    }
    for found in &found {
        write_finding(found, &mut out);
    }
    out
}

fn write_finding(found: &Diagnostic, out: &mut String) {
    let Location { file, span } = &found.primary.location;
    let Diagnostic { rule, severity, message, .. } = found;
    writeln!(out, "---> {} {} {}: {message}", severity.name(), rule.name, between(file, *span)).unwrap();
    if found.stale {
        writeln!(out, "  may be behind").unwrap();
    }
    let reference = found.reference.as_ref().map(|reference| (&reference.location, "is beside it"));
    let related = found.related.iter().map(|label| (&label.location, label.text.as_str()));
    for (place, says) in reference.into_iter().chain(related) {
        let language = place.file.path.parent().and_then(|folder| folder.file_name()).unwrap();
        writeln!(out, "  {language} {}: {says}", between(&place.file, place.span)).unwrap();
    }
    for (what, said) in [("help", &found.help), ("note", &found.note)] {
        if let Some(said) = said {
            writeln!(out, "  {what}: {said}").unwrap();
        }
    }
    if let Some(fix) = &found.fix {
        write!(out, "  {}:", fix.applicability.name()).unwrap();
        for edit in &fix.edits {
            write!(out, " {} {:?}", between(file, edit.span), edit.text).unwrap();
        }
        out.push('\n');
    }
}

/// The first and the last place of a span, each a line and a column.
fn between(file: &SourceFile, span: Span) -> String {
    let (start, end) = (file.line_column(span.start), file.line_column(span.end));
    format!("{}:{}-{}:{}", start.line, start.column, end.line, end.column)
}

/// Fails unless a file of cases is what is told of its pages.
fn assert_all_told(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/told").join(name);
    let cases = std::fs::read_to_string(&path).unwrap();
    let head = cases.split("\n=== ").next().unwrap();
    let now: Vec<String> = Case::all(&cases).map(|case| told(&case)).collect();
    assert_data_eq!(format!("{head}\n{}", now.join("\n")), Data::read_from(&path, None).raw());
}

#[test]
fn of_urls() {
    assert_all_told("urls.txt");
}

#[test]
fn of_steps() {
    assert_all_told("steps.txt");
}

#[test]
fn of_blocks() {
    assert_all_told("blocks.txt");
}

#[test]
fn of_what_is_read() {
    assert_all_told("parsed.txt");
}
