//! What is told of all that was found: what holds, was not known before, and stands in a file that is wanted.

use std::collections::{BTreeSet, HashSet};

use camino::Utf8Path;
use rayon::prelude::*;

use crate::discover::Discovery;
use crate::model::anchor::AnchorKey;
use crate::model::contract::Held;
use crate::model::diagnostic::{Diagnostic, Label};
use crate::model::locale::Locale;
use crate::model::page::{Page, Variant};
use crate::model::report::{Counts, Holdings, PageSummary, Report, VariantSummary};
use crate::real::real;
use crate::rules::UNUSED;
use crate::suppress::{Entries, weigh};

use super::baselined::Baselined;
use super::page::CheckedPage;
use super::unmet::Unmet;
use super::{Outcome, Run, sort};

impl Run<'_> {
    /// The result of a run in which these pages were checked.
    pub(super) fn outcome(
        &self,
        discovery: &Discovery,
        checked: &[CheckedPage],
        found: Vec<Vec<Diagnostic>>,
        mut baselined: Option<Baselined>,
    ) -> Outcome {
        let unmet = Unmet::new(self.config, discovery);
        let mut outcome = Outcome {
            report: self.report(discovery, checked),
            notices: discovery.notices.iter().cloned().chain(unmet.notices).collect(),
            paired: checked.iter().any(|page| page.compared) && !unmet.all_locales,
            baseline: None,
            discovery: Discovery::default(),
        };
        let anchors = anchors(self, &found);
        let holds =
            |found: &Diagnostic| found.unless.as_ref().is_none_or(|target| !anchors.contains(&target.anchor));
        let pages = discovery.pages.iter().chain(&discovery.untranslated).zip(found);
        let found = pages.flat_map(|(page, found)| found.into_iter().map(move |found| (page, found)));
        let found: Vec<(&Page, Diagnostic)> = found.filter(|(_, found)| holds(found)).collect();
        let is_known = baselined.as_mut().map_or_else(
            || vec![false; found.len()],
            |baselined| {
                let all: Vec<&Diagnostic> = found.iter().map(|(_, found)| found).collect();
                baselined.know(&all, |index| in_wanted_file(found[index].0, found[index].1.clone()).is_some())
            },
        );
        let report = &mut outcome.report.diagnostics;
        let new = found.into_iter().zip(is_known).filter(|(_, is_known)| !is_known);
        report.extend(new.filter_map(|((page, found), _)| in_wanted_file(page, found)));
        report.extend(self.unused_entries(discovery, checked));
        outcome.notices.extend(self.history.notices());
        outcome.notices.extend(self.contract_notice());
        if let Some(baselined) = baselined {
            let files: Vec<&Utf8Path> = wanted_files(discovery).map(|(path, _)| path).collect();
            let closing = baselined.close(self, &files);
            report.extend(closing.unused);
            outcome.notices.extend(closing.notices);
            outcome.baseline = closing.write;
        }
        sort(report);
        outcome
    }

    /// What was looked at, without findings.
    fn report(&self, discovery: &Discovery, checked: &[CheckedPage]) -> Report {
        let mut report = Report { rules: self.rules.clone(), ..Report::default() };
        let variants = discovery.pages.iter().flat_map(|page| &page.variants);
        let locales: BTreeSet<_> = variants.map(|variant| variant.locale.clone()).collect();
        report.locales = locales.into_iter().collect();
        let pages = discovery.pages.iter().zip(checked);
        report.pages = pages.map(|(page, checked)| summary(page, &checked.holdings, self.held)).collect();
        report.counts = Counts::of(&report.pages);
        report
    }

    /// Whether everything below the folder of the configuration was looked at.
    fn covers_configuration(&self) -> bool {
        let real = |path: &Utf8Path| real(path).ok();
        let folder = self.config.folder.as_deref().and_then(|folder| match folder.as_str() {
            "" => real(Utf8Path::new(".")),
            _ => real(folder),
        });
        let mut roots = self.config.roots.iter().filter_map(|root| real(root));
        folder.is_some_and(|folder| roots.any(|root| folder.starts_with(root)))
    }

    /// The entries of the configuration that silence nothing, where all files that they may be about were checked.
    fn unused_entries(&self, discovery: &Discovery, checked: &[CheckedPage]) -> Vec<Diagnostic> {
        let mut variants = discovery.pages.iter().flat_map(|page| &page.variants);
        let none = self.config.per_path.is_empty() || !discovery.rest.is_empty();
        if none || !variants.all(|variant| variant.wanted) {
            return Vec::new();
        }
        let mut all = Entries::default();
        for page in checked {
            all.join(&page.silence.entries);
        }
        let files: Vec<_> = wanted_files(discovery).collect();
        let mut unused = all.unused(UNUSED, &self.config.per_path, (&files, self.covers_configuration()));
        unused.retain_mut(|found| self.wanted.contains(found.rule.name) && weigh(self.config, found));
        unused
    }
}

/// The anchors of the files that findings ask for. Few do, so that those files are read again rather than the anchors
/// of all kept.
pub(super) fn anchors(run: &Run<'_>, found: &[Vec<Diagnostic>]) -> HashSet<AnchorKey> {
    let asked: BTreeSet<&Utf8Path> =
        found.iter().flatten().filter_map(|found| Some(found.unless.as_ref()?.file.as_path())).collect();
    let of_file = |path: &&Utf8Path| run.anchors_of(path);
    asked.par_iter().flat_map_iter(of_file).collect()
}

fn summary(page: &Page, holdings: &[Holdings], contract: &Held) -> PageSummary {
    let variants = page.variants.iter().zip(holdings).map(|(variant, held)| VariantSummary {
        locale: variant.locale.clone(),
        path: contract.name(&variant.path).to_owned(),
        held: *held,
    });
    PageSummary {
        key: page.key.clone(),
        reference: page.source().map(|variant| variant.locale.clone()),
        variants: variants.collect(),
    }
}

/// The files in which findings are wanted.
fn wanted_files(discovery: &Discovery) -> impl Iterator<Item = (&Utf8Path, &Locale)> {
    let variants = discovery.pages.iter().chain(&discovery.untranslated).flat_map(|page| &page.variants);
    variants.filter(|variant| variant.wanted).map(|variant| (variant.path.as_path(), &variant.locale))
}

/// A finding if it stands in a file that is wanted. What translations share is told in the first of them that is, where
/// their source is not.
pub(super) fn in_wanted_file(page: &Page, found: Diagnostic) -> Option<Diagnostic> {
    in_file_that(page, found, |variant| variant.wanted)
}

/// The same for files that are asked about.
pub(super) fn in_file_that(
    page: &Page,
    mut found: Diagnostic,
    is_asked: impl Fn(&Variant) -> bool,
) -> Option<Diagnostic> {
    let asked = |label: &Label| {
        let path = &label.location.file.path;
        page.variants.iter().find(|variant| variant.path == *path && is_asked(variant))
    };
    if asked(&found.primary).is_some() {
        return Some(found);
    }
    let is_on_source = found.locale.as_ref() == page.source().map(|source| &source.locale);
    let index = found.related.iter().position(|label| is_on_source && asked(label).is_some())?;
    std::mem::swap(&mut found.primary, &mut found.related[index]);
    std::mem::swap(&mut found.found, &mut found.expected);
    found.locale = asked(&found.primary).map(|variant| variant.locale.clone());
    Some(found)
}
