//! What a whole run found, ready to be written in any format.

use camino::Utf8PathBuf;

use super::beside::Beside;
use super::diagnostic::{Diagnostic, RuleMeta, Severity};
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
    /// The steps of the translations that have findings beside those of their references, by page and locale. Empty
    /// unless an output shows them.
    pub beside: Vec<Beside>,
    /// All rules, in the order of their table.
    pub rules: Vec<&'static RuleMeta>,
}

impl Report {
    /// How many findings weigh exactly `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
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
