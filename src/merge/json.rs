//! JSON reports.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::bail;
use camino::Utf8Path;

use super::{keep_one_of_each, pages};
use crate::model::diagnostic::Severity;
use crate::report::checked_in_words;
use crate::report::json::{Counts, Diagnostic, Document, Page, SCHEMA_VERSION, Summary, Tool, Variant};

/// A report as it is read, and as it is written after all.
pub(super) type Merged = Document<'static, Vec<Page<'static>>, Vec<Diagnostic<'static>>>;

/// What the reports said so far.
#[derive(Default)]
pub(super) struct Reports {
    pages: Vec<Page<'static>>,
    found: Vec<Diagnostic<'static>>,
}

impl Reports {
    pub(super) fn add(&mut self, report: Merged) -> anyhow::Result<()> {
        if let Some(found) = report.diagnostics.iter().find(|found| known(found).is_none()) {
            bail!("the severity `{}` is not one that this version knows", found.severity);
        }
        self.found.extend(report.diagnostics);
        // Jobs that share the work by locale all name the same pages.
        self.pages.extend(report.pages);
        self.pages = pages::joined(std::mem::take(&mut self.pages));
        Ok(())
    }

    pub(super) fn finish(self) -> Merged {
        let Self { pages, mut found } = self;
        keep_one_of_each(&mut found, by_identity, severity);
        found.sort_by(|a, b| by_place(a, b).then_with(|| a.message.cmp(&b.message)));
        let summary = summary(&pages, &found);
        Document { schema_version: SCHEMA_VERSION, tool: Tool::default(), summary, pages, diagnostics: found }
    }
}

/// How many findings weigh exactly `severity`.
pub(super) const fn count(report: &Merged, severity: Severity) -> usize {
    let Counts { error, warning, info } = report.summary.diagnostics;
    match severity {
        Severity::Error => error,
        Severity::Warning => warning,
        Severity::Info => info,
    }
}

/// `checked 5 files of 1 page in 5 locales`
pub(super) fn checked(report: &Merged) -> String {
    let Summary { files, pages, locales, .. } = &report.summary;
    checked_in_words(*files, *pages, locales.len())
}

fn summary(pages: &[Page<'static>], found: &[Diagnostic<'static>]) -> Summary<'static> {
    let variants = || pages.iter().flat_map(|page| &page.variants);
    let locales: BTreeSet<_> = variants().map(|variant| variant.locale.clone()).collect();
    // A file belongs to several pages where runs have named the page differently.
    let files: BTreeMap<&str, &Variant<'_>> = variants().map(|variant| (&*variant.path, variant)).collect();
    let sum = |of: fn(&Variant<'_>) -> u32| files.values().map(|variant| of(variant) as usize).sum();
    let count = |wanted| found.iter().filter(|found| severity(found) == wanted).count();
    Summary {
        files: files.len(),
        pages: pages.len(),
        locales: locales.into_iter().collect(),
        urls: sum(|variant| variant.urls),
        procedures: sum(|variant| variant.procedures),
        steps: sum(|variant| variant.steps),
        diagnostics: Counts {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            info: count(Severity::Info),
        },
    }
}

fn known(found: &Diagnostic<'_>) -> Option<Severity> {
    Severity::ALL.into_iter().find(|severity| severity.name() == found.severity)
}

/// The severity of a finding whose severity is known to be one.
fn severity(found: &Diagnostic<'_>) -> Severity {
    known(found).unwrap_or(Severity::Info)
}

fn by_identity(a: &Diagnostic<'_>, b: &Diagnostic<'_>) -> Ordering {
    by_place(a, b).then_with(|| a.fingerprint.cmp(&b.fingerprint))
}

/// By path, place and rule, as a check sorts its findings.
fn by_place(a: &Diagnostic<'_>, b: &Diagnostic<'_>) -> Ordering {
    let key = |found: &Diagnostic<'_>| (found.range.start.offset, found.range.end.offset);
    let paths = Utf8Path::new(&*a.path).cmp(Utf8Path::new(&*b.path));
    paths.then_with(|| key(a).cmp(&key(b))).then_with(|| a.rule.cmp(&b.rule))
}
