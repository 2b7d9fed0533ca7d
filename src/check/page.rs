//! One page: its variants are read, each translation is compared with its reference.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

use crate::discover::Discovery;
use crate::lag::{Judged, Source, share};
use crate::model::comparison::{PageView, Unreadable};
use crate::model::diagnostic::Diagnostic;
use crate::model::document::Document;
use crate::model::locale::Locale;
use crate::model::page::Page;
use crate::model::report::Holdings;
use crate::parse::parse;
use crate::reference::{Assignment, Reference, assign};
use crate::rules::{Check, RULES, Rule, look_at_page};
use crate::suppress::{Ignores, Silence, weigh};

use super::Run;
use super::compare::Comparer;
use super::past::Past;

/// What is known of a page.
#[derive(Clone, Default)]
pub(super) struct CheckedPage {
    /// The findings about the page as a whole and on its source.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is known of its translations.
    pub(super) translations: Vec<Judged>,
    /// What silences its findings.
    pub(super) silence: Silence,
    /// What each of its variants holds, in their order.
    pub(super) holdings: Vec<Holdings>,
    /// Whether anything was compared.
    pub(super) compared: bool,
}

/// A page whose translations are compared with their references.
pub(super) struct Compared {
    /// Its variants' documents, in their order.
    pub(super) documents: Vec<Result<Document, Unreadable>>,
    /// What each translation is compared with.
    pub(super) assignments: Vec<Assignment>,
    /// What is known of each translation, in the same order.
    pub(super) translations: Vec<Judged>,
    pub(super) silence: Silence,
    has_source: bool,
}

impl Run<'_> {
    pub(super) fn check_page(&self, page: &Page) -> CheckedPage {
        self.conclude(page, self.compare(page))
    }

    /// Compares each translation of a page with its reference.
    pub(super) fn compare(&self, page: &Page) -> Compared {
        let documents = self.documents(page);
        let readable = readable(&documents);
        let has_source = self.site.has_source(page);
        let assignments = assign(page, &readable, &self.pins, has_source);
        self.count_other_revisions(page, &readable, &assignments);
        let past = Past::default();
        let comparer = Comparer { run: self, page, documents: &readable, past: &past };
        let mut translations: Vec<Judged> =
            assignments.iter().map(|assignment| comparer.judge(assignment)).collect();
        merge_ties(&mut translations);
        comparer.settle_fixes(&assignments, &mut translations);
        let silence = Silence::new(Ignores::new(page, &readable));
        Compared { documents, assignments, translations, silence, has_source }
    }

    /// What is known of a page as a whole after its translations were compared.
    pub(super) fn conclude(&self, page: &Page, compared: Compared) -> CheckedPage {
        let Compared { documents, assignments, translations, silence, has_source } = compared;
        self.config.progress.step();
        let readable = readable(&documents);
        let holdings =
            readable.iter().map(|document| document.map_or_else(Holdings::default, count)).collect();
        let mut checked = CheckedPage { translations, silence, holdings, ..CheckedPage::default() };
        let portals = &self.config.portals;
        let missing = self.missing(page);
        let view = PageView { page, documents: &documents, has_source, missing: &missing, portals };
        look_at_page(&view, &mut checked.diagnostics);
        // An orphan was looked at as well: there is nothing to compare it with, and that is said.
        checked.compared = !assignments.is_empty() || (has_source && page.source().is_none());
        let on_source = share_deviations(page, &readable, &assignments, &mut checked.translations);
        checked.diagnostics.extend(on_source);
        checked
    }

    /// What is missing of the source's pages that have no translation, behind what is known of the others.
    pub(super) fn add_untranslated(
        &self,
        discovery: &Discovery,
        checked: &mut Vec<CheckedPage>,
        found: &mut Vec<Vec<Diagnostic>>,
    ) {
        for mut page in self.check_untranslated(&discovery.untranslated) {
            found.push(std::mem::take(&mut page.diagnostics));
            checked.push(page);
        }
    }

    /// What is missing of pages of the source that have no translation, as far as it is wanted. An ignore comment in them
    /// that silences nothing may do so when they are translated.
    pub(super) fn check_untranslated(&self, pages: &[Page]) -> Vec<CheckedPage> {
        pages.par_iter().map(|page| self.check_alone(page)).collect()
    }

    fn check_alone(&self, page: &Page) -> CheckedPage {
        let missing = self.missing(page);
        if missing.is_empty() {
            return CheckedPage::default();
        }
        let documents = self.documents(page);
        let readable = readable(&documents);
        let mut silence = Silence::new(Ignores::new(page, &readable));
        let (has_source, portals) = (self.site.has_source(page), &self.config.portals);
        let view = PageView { page, documents: &documents, has_source, missing: &missing, portals };
        let mut found = Vec::new();
        for rule in RULES.iter().filter(|rule| self.wanted.contains(rule.meta.name)) {
            for check in rule.checks {
                if let Check::Presence(check) = check {
                    check(&view, &mut found);
                }
            }
        }
        found.retain_mut(|found| !silence.covers(&self.config.per_path, found) && weigh(self.config, found));
        CheckedPage { diagnostics: found, silence, ..CheckedPage::default() }
    }

    /// The locales into which a page is expected to be translated and is not: those of the families that it belongs to,
    /// as far as findings in them are wanted. None where no rule asks.
    fn missing(&self, page: &Page) -> Vec<Locale> {
        let asks = |rule: &&Rule| rule.checks.iter().any(|check| matches!(check, Check::Presence(_)));
        let asked = RULES.iter().any(|rule| asks(rule) && self.wanted.contains(rule.meta.name));
        let Some(source) = page.source().filter(|_| asked) else { return Vec::new() };
        let trees = page.variants.iter().filter_map(|variant| variant.tree);
        let families: BTreeSet<u32> =
            trees.filter_map(|tree| Some(self.site.trees.get(tree as usize)?.family)).collect();
        let locales = families.iter().filter_map(|&family| self.site.locales.get(family as usize));
        let all: BTreeSet<&Locale> = locales.flatten().collect();
        let is_there = |locale: &Locale| page.variants.iter().any(|variant| variant.locale == *locale);
        let expected =
            |locale: &Locale| self.config.reports_on(locale) && self.config.expects(&source.path, locale);
        all.into_iter().filter(|locale| !is_there(locale) && expected(locale)).cloned().collect()
    }

    /// The documents of a page's variants, in their order.
    fn documents(&self, page: &Page) -> Vec<Result<Document, Unreadable>> {
        page.variants.iter().map(|variant| self.read(&variant.path).map(|file| parse(&file))).collect()
    }
}

/// Those documents that could be read, in their places.
fn readable(documents: &[Result<Document, Unreadable>]) -> Vec<Option<&Document>> {
    documents.iter().map(|document| document.as_ref().ok()).collect()
}

/// What several translations share, taken out of each of them and told of their source.
fn share_deviations(
    page: &Page,
    documents: &[Option<&Document>],
    assignments: &[Assignment],
    translations: &mut [Judged],
) -> Vec<Diagnostic> {
    let sources = assignments.iter().filter_map(|assignment| match assignment.reference {
        Reference::Source(source) => Some(source),
        _ => None,
    });
    let sources: Vec<usize> = sources.collect();
    let source = sources.first().and_then(|&source| Some((source, documents[source]?)));
    let Some((source, document)) = source else { return Vec::new() };
    let source = Source { locale: &page.variants[source].locale, document };
    share(translations, source, sources.len())
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

fn count(document: &Document) -> Holdings {
    let steps: usize = document.procedures.iter().map(|procedure| procedure.steps.len()).sum();
    Holdings {
        urls: document.urls.len() as u32,
        procedures: document.procedures.len() as u32,
        steps: steps as u32,
    }
}
