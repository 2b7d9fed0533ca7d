//! What a whole run found, ready to be written in any format.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use camino::Utf8PathBuf;

use super::beside::Beside;
use super::diagnostic::{Applicability, Diagnostic, RuleMeta, Severity};
use super::locale::Locale;
use super::page::PageKey;

/// The result of a run. Everything in it is sorted; the same input gives the same bytes.
#[derive(Debug, Default)]
pub struct Report {
    /// Counts over all files.
    pub counts: Counts,
    /// All locales seen, sorted.
    pub locales: Vec<Locale>,
    /// The pages that were checked, by key.
    pub pages: Vec<PageSummary>,
    /// The findings, by path, place and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// What is not among them, since there are too many.
    pub left_out: LeftOut,
    /// The steps of the translations that have findings beside those of their references, by page and locale. Empty
    /// unless an output shows them.
    pub beside: Vec<Beside>,
    /// All rules, in the order of their table.
    pub rules: Vec<&'static RuleMeta>,
}

impl Report {
    /// How many findings weigh exactly `severity`, those that were left out among them.
    pub fn count(&self, severity: Severity) -> usize {
        let told = self.diagnostics.iter().filter(|found| found.severity == severity).count();
        told + self.left_out.severities.get(&severity).copied().unwrap_or_default()
    }

    /// How many findings have a fix that is exactly so certain, those that were left out among them.
    pub fn fixes(&self, applicability: Applicability) -> usize {
        let fixes = self.diagnostics.iter().filter_map(|found| found.fix.as_ref());
        let told = fixes.filter(|fix| fix.applicability == applicability).count();
        told + self.left_out.fixes.get(&applicability).copied().unwrap_or_default()
    }

    /// Leaves out the least severe findings beyond `page` of one page and beyond `all` of all pages; among those that
    /// weigh the same the last.
    pub fn keep_at_most(&mut self, page: usize, all: usize) {
        if self.diagnostics.len() <= page.min(all) {
            return;
        }
        let mut order: Vec<usize> = (0..self.diagnostics.len()).collect();
        order.sort_by_key(|&index| Reverse(self.diagnostics[index].severity));
        let mut of_pages: HashMap<&PageKey, usize> = HashMap::new();
        let mut kept = vec![false; self.diagnostics.len()];
        let mut number = 0;
        for index in order {
            let of_page = of_pages.entry(&self.diagnostics[index].page).or_default();
            if *of_page < page && number < all {
                (*of_page, number, kept[index]) = (*of_page + 1, number + 1, true);
            }
        }
        let mut kept = kept.into_iter();
        let left_out = &mut self.left_out;
        self.diagnostics.retain(|found| {
            let is_kept = kept.next().unwrap_or_default();
            if !is_kept {
                left_out.count(found);
            }
            is_kept
        });
    }
}

/// Findings that a report does not have.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// How many there are of each weight.
    severities: BTreeMap<Severity, usize>,
    /// How many of them have a fix, by how certain it is.
    fixes: BTreeMap<Applicability, usize>,
}

impl LeftOut {
    /// How many there are.
    pub fn findings(&self) -> usize {
        self.severities.values().sum()
    }

    fn count(&mut self, found: &Diagnostic) {
        *self.severities.entry(found.severity).or_default() += 1;
        if let Some(fix) = &found.fix {
            *self.fixes.entry(fix.applicability).or_default() += 1;
        }
    }
}

/// Counts over all files of paired pages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// The files.
    pub files: usize,
    /// URL occurrences.
    pub urls: usize,
    /// Numbered lists.
    pub procedures: usize,
    /// Their steps.
    pub steps: usize,
}

impl Counts {
    /// What the files of these pages hold together.
    pub fn of(pages: &[PageSummary]) -> Self {
        let mut counts = Self::default();
        for held in pages.iter().flat_map(|page| &page.variants).map(|variant| variant.held) {
            counts.files += 1;
            counts.urls += held.urls as usize;
            counts.procedures += held.procedures as usize;
            counts.steps += held.steps as usize;
        }
        counts
    }
}

/// What one file holds; nothing if it could not be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holdings {
    /// URL occurrences.
    pub urls: u32,
    /// Numbered lists.
    pub procedures: u32,
    /// Their steps.
    pub steps: u32,
}

/// A page in a report.
#[derive(Clone, Debug)]
pub struct PageSummary {
    /// Its key.
    pub key: PageKey,
    /// The locale of its source; none under consensus.
    pub reference: Option<Locale>,
    /// Its variants, the source first, then by locale.
    pub variants: Vec<VariantSummary>,
}

/// A variant in a report.
#[derive(Clone, Debug)]
pub struct VariantSummary {
    /// Its locale.
    pub locale: Locale,
    /// Its path.
    pub path: Utf8PathBuf,
    /// What it holds.
    pub held: Holdings,
}
