//! One page: its variants are read, each translation is compared with its reference.

use std::collections::{BTreeMap, HashSet};

use crate::lag::{Judged, share};
use crate::model::anchor::AnchorKey;
use crate::model::comparison::{PageView, Unreadable};
use crate::model::diagnostic::Diagnostic;
use crate::model::document::Document;
use crate::model::page::Page;
use crate::model::report::Counts;
use crate::model::source_file::{Location, SourceFile, Span};
use crate::parse::parse;
use crate::reference::{Assignment, Reference, assign, pin};
use crate::rules::Check;

use super::compare::Comparer;
use super::{Run, read};

/// What is known of a page.
#[derive(Default)]
pub(super) struct CheckedPage {
    /// The findings about the page as a whole and on its source.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is known of its translations.
    pub(super) translations: Vec<Judged>,
    /// Its anchors.
    pub(super) anchors: Vec<AnchorKey>,
    /// What was looked at.
    pub(super) counts: Counts,
    /// Whether anything was compared.
    pub(super) compared: bool,
}

/// The document of a pinned revision; none if it is the current text.
pub(super) type Pinned = Option<Document>;

impl Run<'_> {
    pub(super) fn check_page(&self, page: &Page) -> CheckedPage {
        let documents: Vec<Result<Document, Unreadable>> =
            page.variants.iter().map(|variant| read(&variant.path).map(|file| parse(&file))).collect();
        let readable: Vec<Option<&Document>> =
            documents.iter().map(|document| document.as_ref().ok()).collect();
        let has_source = self.has_source(page);
        let anchors = readable.iter().flatten().flat_map(|document| AnchorKey::all(document)).collect();
        let mut checked = CheckedPage { counts: count(&readable), anchors, ..CheckedPage::default() };
        let view = PageView { page, documents: &documents, has_source };
        for rule in &self.rules {
            if let Check::Page(check) = rule.check {
                check(&view, &mut checked.diagnostics);
            }
        }
        let assignments = assign(page, &readable, has_source);
        // An orphan was looked at as well: there is nothing to compare it with, and that is said.
        checked.compared = !assignments.is_empty() || (has_source && page.source().is_none());
        let pins = self.read_pins(page, &readable, &assignments);
        let comparer = Comparer { run: self, page, documents: &readable, pins: &pins };
        checked.translations = assignments.iter().map(|assignment| comparer.judge(assignment)).collect();
        merge_ties(&mut checked.translations);
        let on_source = share_deviations(page, &readable, &assignments, &mut checked.translations);
        checked.diagnostics.extend(on_source);
        checked
    }

    /// Whether the documentation that a page belongs to has a source language.
    fn has_source(&self, page: &Page) -> bool {
        let tree = page.variants.iter().find_map(|variant| variant.tree);
        tree.is_some_and(|tree| self.site.sourced.contains(&self.site.trees[tree as usize].family))
    }

    /// The source texts that translations of a page pin, by revision.
    fn read_pins(
        &self,
        page: &Page,
        documents: &[Option<&Document>],
        all: &[Assignment],
    ) -> BTreeMap<String, Pinned> {
        let mut pins = BTreeMap::new();
        for assignment in all {
            let Reference::Source(source) = assignment.reference else { continue };
            let Some(revision) = documents[assignment.translation].and_then(pin) else { continue };
            let current = documents[source].map(|document| document.file.text.as_str());
            if !pins.contains_key(revision)
                && let Some(text) = self.history.text_at(&page.variants[source].path, revision)
            {
                let changed = current != Some(text.as_str());
                let file = SourceFile::new(page.variants[source].path.clone(), text);
                pins.insert(revision.to_owned(), changed.then(|| parse(&file)));
            }
        }
        pins
    }
}

/// What several translations share, taken out of each of them and told of their source.
fn share_deviations(
    page: &Page,
    documents: &[Option<&Document>],
    assignments: &[Assignment],
    translations: &mut [Judged],
) -> Vec<Diagnostic> {
    let sources = assignments.iter().filter_map(|assignment| match assignment.reference {
        Reference::Source(source) => Some((source, assignment.translation)),
        _ => None,
    });
    let unpinned: Vec<usize> = sources
        .filter(|(_, translation)| documents[*translation].is_some_and(|document| pin(document).is_none()))
        .map(|(source, _)| source)
        .collect();
    let Some((&source, document)) = unpinned.first().and_then(|source| Some((source, documents[*source]?)))
    else {
        return Vec::new();
    };
    let file = Location { file: document.file.clone(), span: Span::at(0) };
    share(translations, (&page.variants[source].locale, &file), unpinned.len())
}

/// One finding where both sides of a tie would report the other.
fn merge_ties(translations: &mut [Judged]) {
    let mut seen = HashSet::new();
    for judged in translations {
        judged.stands.retain(|finding| {
            let votes = finding.reference.as_ref().and_then(|reference| reference.votes);
            let tie = votes.is_some_and(|(against, of)| 2 * against == of + 1);
            !tie || seen.insert(finding.subject.clone())
        });
    }
}

fn count(documents: &[Option<&Document>]) -> Counts {
    let mut counts = Counts { files: documents.len(), ..Counts::default() };
    for document in documents.iter().flatten() {
        counts.urls += document.urls.len();
        counts.procedures += document.procedures.len();
        counts.steps += document.procedures.iter().map(|procedure| procedure.steps.len()).sum::<usize>();
    }
    counts
}
