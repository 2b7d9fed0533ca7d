//! Builds findings, so that each rule says only what is its own.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use crate::model::comparison::{CodeDifference, Comparison, PageView, ReferenceKind, UrlMend};
use crate::model::diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, ReferenceNote};
use crate::model::document::{CodeSpan, Document, ListForm, Procedure, StepRef, UrlOccurrence};
use crate::model::source_file::{Location, SourceFile, Span};
use crate::model::url::percent_decode;

use super::Rule;
use super::quote::excerpt;

/// A finding about a translation, at a place in it and about a place in the reference.
pub(super) fn finding(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    place: Span,
    reference: Span,
    message: String,
) -> Diagnostic {
    let location = Location { file: Arc::clone(&comparison.reference.document.file), span: reference };
    let label =
        Label { location: location.clone(), text: format!("{} has this", reference_name(comparison.kind)) };
    let note = ReferenceNote {
        kind: comparison.kind,
        locale: comparison.reference.variant.locale.clone(),
        revision: None,
        votes: None,
        location,
    };
    let own = Location { file: Arc::clone(&comparison.translation.document.file), span: place };
    let mut found = Diagnostic::new(&rule.meta, comparison.page.clone(), own, message);
    found.locale = Some(comparison.translation.variant.locale.clone());
    found.related = vec![label];
    found.reference = Some(note);
    found
}

/// A finding about something in a translation that has no counterpart in the reference.
pub(super) fn unpaired(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    place: Span,
    message: String,
) -> Diagnostic {
    let mut found = finding(rule, comparison, place, comparison.counterpart(place), message);
    found.related.clear();
    found
}

/// A finding about a file as a whole or about one place in it, without a reference.
pub(super) fn page_finding(
    rule: &'static Rule,
    view: &PageView<'_>,
    variant: usize,
    place: (Arc<SourceFile>, Span),
    message: String,
) -> Diagnostic {
    let location = Location { file: place.0, span: place.1 };
    let mut found = Diagnostic::new(&rule.meta, view.page.key.clone(), location, message);
    found.locale = view.page.variants.get(variant).map(|variant| variant.locale.clone());
    rule.meta.name.clone_into(&mut found.subject);
    found
}

/// The documents of a page that no other is the source of: its source, or all of them where it has none.
pub(super) fn originals<'v>(view: &PageView<'v>) -> impl Iterator<Item = (usize, &'v Document)> {
    let source = view.page.source_index();
    let documents = view.documents.iter().enumerate();
    documents
        .filter(move |(index, _)| source.is_none_or(|source| source == *index))
        .filter_map(|(index, document)| Some((index, document.as_ref().ok()?)))
}

/// The facts of a page's documents, each told once, with the index of its variant: what a translation has of its source's
/// is told of the source, and what siblings without a source share, of the first. A fact has a name by which it is known
/// in every document.
pub(super) fn told_once<'v, N: Eq + Hash, T>(
    view: &PageView<'v>,
    facts: impl Fn(&'v Document) -> Vec<(N, T)>,
) -> Vec<(usize, &'v Document, T)> {
    let source = view.page.source_index();
    let mut told: HashSet<N> = HashSet::new();
    let mut out = Vec::new();
    // The source stands first.
    for (variant, document) in view.documents.iter().enumerate() {
        let Ok(document) = document else { continue };
        let mut own: HashSet<N> = HashSet::new();
        for (name, fact) in facts(document) {
            if !told.contains(&name) && own.insert(name) {
                out.push((variant, document, fact));
            }
        }
        if source.is_none_or(|source| source == variant) {
            told.extend(own);
        }
    }
    out
}

/// The code spans of a difference: the reference's and the translation's.
pub(super) fn codes<'a>(
    comparison: &Comparison<'a>,
    difference: &CodeDifference,
) -> (&'a CodeSpan, &'a CodeSpan) {
    let (r, t) = (comparison.reference.document, comparison.translation.document);
    (&r.codes[difference.reference as usize], &t.codes[difference.translation as usize])
}

/// A finding about inline code that became other code: the reference's and the translation's, and what is said of them.
pub(super) fn changed_code(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    difference: &CodeDifference,
    message: String,
) -> Diagnostic {
    let (wanted, written) = codes(comparison, difference);
    let mut found = finding(rule, comparison, written.span, wanted.span, message);
    found.found = Some(written.text.clone());
    found.expected = Some(wanted.text.clone());
    found.help = Some(format!("write `{}`", wanted.text));
    // Words in code may be meant for translation; the name of a placeholder is not.
    let certain = difference.unique && difference.placeholder.is_some();
    found.fix = Some(replace(written.span, &wanted.text, proposed(certain)));
    found
}

/// What a rule proposes: a fix that is certain is safe if it proves to be.
pub(super) const fn proposed(certain: bool) -> Applicability {
    if certain { Applicability::Safe } else { Applicability::Unsafe }
}

/// The fix that puts a URL right.
pub(super) fn mended(mend: Option<&UrlMend>) -> Option<Fix> {
    mend.map(|mend| {
        let fix = replace(mend.span, &mend.text, proposed(mend.certain));
        if mend.text.trim().is_empty() {
            Fix { title: "part the URL from the text".to_owned(), ..fix }
        } else {
            fix
        }
    })
}

/// How a message calls the reference.
pub(super) const fn reference_name(kind: ReferenceKind) -> &'static str {
    match kind {
        ReferenceKind::Pinned => "the pinned source",
        ReferenceKind::Source | ReferenceKind::Contract => "the source",
        ReferenceKind::Consensus => "its sibling",
        ReferenceKind::Bilingual => "the embedded source",
    }
}

/// The reference's URL occurrence.
pub(super) fn reference_url<'a>(comparison: &Comparison<'a>, index: u32) -> &'a UrlOccurrence {
    &comparison.reference.document.urls[index as usize]
}

/// The translation's URL occurrence.
pub(super) fn translation_url<'a>(comparison: &Comparison<'a>, index: u32) -> &'a UrlOccurrence {
    &comparison.translation.document.urls[index as usize]
}

/// The text of a span of the reference.
pub(super) fn reference_text<'a>(comparison: &Comparison<'a>, span: Span) -> &'a str {
    comparison.reference.document.text(span)
}

/// The text of a span of the translation.
pub(super) fn translation_text<'a>(comparison: &Comparison<'a>, span: Span) -> &'a str {
    comparison.translation.document.text(span)
}

/// A finding about a URL or link that became another: the reference's and the translation's, what the translation should
/// read, and what is said of them.
pub(super) fn changed(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    ((reference, translation), mend): ((u32, u32), Option<&UrlMend>),
    message: String,
) -> Diagnostic {
    let (r, t) = (reference_url(comparison, reference), translation_url(comparison, translation));
    let wanted = reference_text(comparison, r.span);
    let mut found = finding(rule, comparison, t.span, r.span, message);
    found.found = Some(translation_text(comparison, t.span).to_owned());
    found.expected = Some(wanted.to_owned());
    let mut keys = [
        comparison.reference_keys[reference as usize].as_str(),
        comparison.translation_keys[translation as usize].as_str(),
    ];
    keys.sort_unstable();
    let family = rule.meta.name.split('-').next().unwrap_or_default();
    found.subject = format!("{family}:{}", keys.join(" "));
    found.fix = mended(mend);
    found
}

/// A finding about what became of a placeholder. If the portal has moved in between, the reference's URL is no mend.
pub(super) fn changed_tenant(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    pair: ((u32, u32), Option<&UrlMend>),
    moved: bool,
    message: String,
) -> Diagnostic {
    let mut found = changed(rule, comparison, pair, message);
    if !moved {
        found.help = Some(advice(&found));
    }
    found
}

/// What to do about a URL that should be another.
pub(super) fn advice(found: &Diagnostic) -> String {
    let url = found.expected.as_deref().unwrap_or_default();
    found.fix.as_ref().map_or_else(|| format!("write `{url}`"), |fix| fix.title.clone())
}

/// The words by which two URLs differ, given by their names; none where one is not plain ASCII.
pub(super) fn replaced(
    comparison: &Comparison<'_>,
    (reference, translation): (u32, u32),
) -> Option<(String, String)> {
    // A letter is the same however it is spelt.
    let wanted = percent_decode(&comparison.reference_keys[reference as usize]);
    let written = percent_decode(&comparison.translation_keys[translation as usize]);
    if !written.is_ascii() || !wanted.is_ascii() {
        return None;
    }
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let (a, b) = (written.as_bytes(), wanted.as_bytes());
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let start = same - a[..same].iter().rev().take_while(|byte| is_word(byte)).count();
    let (a, b) = (&a[start..], &b[start..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let end = same - a[a.len() - same..].iter().take_while(|byte| is_word(byte)).count();
    let word = |bytes: &[u8]| String::from_utf8_lossy(&bytes[..bytes.len() - end]).into_owned();
    Some((word(a), word(b)))
}

/// A mend that writes `text` over `span`.
pub(super) fn replace(span: Span, text: &str, applicability: Applicability) -> Fix {
    let edit = Edit { span, text: text.to_owned() };
    Fix { title: format!("write `{text}`"), applicability, edits: vec![edit] }
}

/// A procedure as its own list of steps sees it: the reference's or the translation's.
pub(super) fn procedure<'a>(comparison: &Comparison<'a>, of_reference: bool, index: u32) -> &'a Procedure {
    let side = if of_reference { comparison.reference } else { comparison.translation };
    &side.document.procedures[index as usize]
}

/// What a message calls a step: `step 3 of 5`.
pub(super) fn step_name(comparison: &Comparison<'_>, of_reference: bool, step: StepRef) -> String {
    let list = procedure(comparison, of_reference, step.procedure);
    let ordinal = list.steps[step.step as usize].ordinal;
    format!("step {ordinal} of {}", list.steps.last().map_or(ordinal, |last| last.ordinal.max(ordinal)))
}

/// A step's number and first words: `4 of 5: Access the portal…`.
pub(super) fn step_title(comparison: &Comparison<'_>, of_reference: bool, step: StepRef) -> String {
    let side = if of_reference { comparison.reference } else { comparison.translation };
    let name = step_name(comparison, of_reference, step);
    let item = side.document.step(step);
    let text = Span { start: item.marker.end.max(item.span.start), end: item.span.end };
    let text = if item.marker.end <= item.span.end { text } else { item.span };
    let mut text = side.document.file.slice(text);
    if procedure(comparison, of_reference, step.procedure).form == ListForm::Headings {
        // Of the section its heading.
        text = text.lines().next().unwrap_or_default();
    }
    format!("{}: {}", name.trim_start_matches("step "), excerpt(text))
}

/// A finding about a step of the reference and the step of the translation that belongs to it.
pub(super) fn paired_steps(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    (reference, translation): (StepRef, StepRef),
    message: String,
) -> Diagnostic {
    let place = step_place(comparison, false, translation);
    let mut found = finding(rule, comparison, place, step_place(comparison, true, reference), message);
    found.found = Some(step_title(comparison, false, translation));
    found.expected = Some(step_title(comparison, true, reference));
    found.subject = step_subject(reference);
    found
}

/// A finding about a list of the translation that has no counterpart.
pub(super) fn about_list(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    list: u32,
    message: String,
) -> Diagnostic {
    let mut found = about_extra_step(rule, comparison, StepRef { procedure: list, step: 0 }, message);
    found.subject = format!("list:{list}");
    found
}

/// A finding about a step of the translation that has no counterpart.
pub(super) fn about_extra_step(
    rule: &'static Rule,
    comparison: &Comparison<'_>,
    step: StepRef,
    message: String,
) -> Diagnostic {
    let mut found = unpaired(rule, comparison, step_place(comparison, false, step), message);
    found.found = Some(step_title(comparison, false, step));
    found.subject = step_subject(step);
    found
}

/// A name for a step of the reference that no language changes: the number of its list and its own.
pub(super) fn step_subject(step: StepRef) -> String {
    format!("step:{}.{}", step.procedure, step.step)
}

/// The place that stands for a step: its marker and first line.
pub(super) fn step_place(comparison: &Comparison<'_>, of_reference: bool, step: StepRef) -> Span {
    let side = if of_reference { comparison.reference } else { comparison.translation };
    first_line(&side.document.file, side.document.step(step).span)
}

/// A span cut off at the end of its first line.
pub(super) fn first_line(file: &SourceFile, span: Span) -> Span {
    let text = file.slice(span);
    let len = text.find(['\n', '\r']).unwrap_or(text.len());
    Span { start: span.start, end: span.start + text[..len].trim_end().len() as u32 }
}

/// What a message calls a list.
pub(super) fn list_name(list: &Procedure) -> String {
    let count = list.steps.len();
    let plural = if count == 1 { "" } else { "s" };
    match list.form {
        ListForm::Headings => format!("the list of {count} numbered heading{plural}"),
        _ => format!("the list of {count} step{plural}"),
    }
}
