//! The pipeline: the one place that names every stage. Pages are checked in parallel; what comes out is sorted.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::AtomicUsize;

use camino::Utf8Path;
use rayon::prelude::*;

use crate::baseline::Baseline;
use crate::config::Config;
use crate::config::severities::Level;
use crate::discover::Discovery;
use crate::lag::{Judged, Survey};
use crate::model::anchor::AnchorKey;
use crate::model::contract::Held;
use crate::model::diagnostic::{Diagnostic, Label, RuleMeta};
use crate::model::locale::Locale;
use crate::model::page::Page;
use crate::model::report::{Counts, PageSummary, Report};
use crate::model::site::Site;
use crate::model::snapshot::Snapshot;
use crate::parse::parse;
use crate::reference::{History, Origin, Pins};
use crate::rules::{Check, RULES, Rule, UNUSED, selects};
use crate::suppress::{Entries, weigh};

mod baselined;
mod compare;
mod held;
mod mend;
mod page;
mod past;
mod read;
mod rounds;
mod since;
mod unmet;

use baselined::Baselined;
use page::CheckedPage;
use unmet::Unmet;

pub use held::find;
pub use read::read;
pub use rounds::{Fixed, fix};
pub use since::{Since, check_since};

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What was found.
    pub report: Report,
    /// Lines for standard error: what could not be read, what was assumed.
    pub notices: Vec<String>,
    /// Whether anything was compared.
    pub paired: bool,
    /// The baseline, where it is to be written.
    pub baseline: Option<Baseline>,
}

/// Checks the documentation under the configured roots.
///
/// An error is a root that does not exist or an invalid configuration; everything else becomes a finding or a notice.
pub fn check(config: &Config) -> anyhow::Result<Outcome> {
    check_edited(config, &Snapshot::default())
}

/// Checks the documentation with some of the files edited.
fn check_edited(config: &Config, edited: &Snapshot) -> anyhow::Result<Outcome> {
    let baselined = Baselined::open(config)?;
    let discovery = find(config)?;
    let run = Run::new(config, &discovery, edited.clone());
    let mut checked: Vec<CheckedPage> = discovery.pages.par_iter().map(|page| run.check_page(page)).collect();
    let is_needed = Survey::is_needed(checked.iter().flat_map(|page| &page.translations));
    run.part_lag(&discovery, &mut checked, is_needed);
    let mut found: Vec<Vec<Diagnostic>> = discovery
        .pages
        .par_iter()
        .zip(&mut checked)
        .map(|(page, checked)| run.findings(page, checked))
        .collect();
    run.add_untranslated(&discovery, &mut checked, &mut found);
    Ok(run.outcome(&discovery, &checked, found, baselined))
}

/// Where the configuration says that the source's history lies.
fn origin(config: &Config) -> Option<Origin> {
    let repository = config.reference.repository.clone()?;
    Some(Origin { repository, folder: config.reference.folder.clone().unwrap_or_default() })
}

/// The anchors of all pages that were read, and of those that findings ask for beside them.
fn anchors(
    run: &Run<'_>,
    pages: &[Page],
    checked: &[CheckedPage],
    found: &[Vec<Diagnostic>],
) -> HashSet<AnchorKey> {
    let known: BTreeSet<&Utf8Path> =
        pages.iter().flat_map(|page| &page.variants).map(|variant| variant.path.as_path()).collect();
    let asked: BTreeSet<&Utf8Path> =
        found.iter().flatten().filter_map(|found| Some(found.unless.as_ref()?.file.as_path())).collect();
    let mut anchors: HashSet<AnchorKey> =
        checked.iter().flat_map(|page| page.anchors.iter().copied()).collect();
    for path in asked.difference(&known) {
        if let Ok(file) = run.read(path) {
            anchors.extend(run.anchors_at(path, &parse(&file)));
        }
    }
    anchors
}

/// The names of the rules that the configuration asks for. All are run, since what lag explains is told by all of them.
fn wanted_rules(config: &Config) -> HashSet<&'static str> {
    let names = |list: &[String], name: &str| list.iter().any(|entry| selects(entry, name));
    let wanted = |rule: &&Rule| {
        let name = rule.meta.name;
        let selected = if config.select.is_empty() {
            rule.meta.severity.is_some() || config.severities.turns_on(name)
        } else {
            names(&config.select, name)
        };
        selected && !names(&config.ignore, name) && config.severities.of(name) != Some(Level::Off)
    };
    RULES.iter().copied().filter(wanted).map(|rule| rule.meta.name).collect()
}

fn summary(page: &Page, held: &Held) -> PageSummary {
    PageSummary {
        key: page.key.clone(),
        reference: page.source().map(|variant| variant.locale.clone()),
        variants: page
            .variants
            .iter()
            .map(|variant| (variant.locale.clone(), held.name(&variant.path).to_owned()))
            .collect(),
    }
}

fn add(total: &mut Counts, counts: Counts) {
    total.files += counts.files;
    total.urls += counts.urls;
    total.procedures += counts.procedures;
    total.steps += counts.steps;
}

/// By path, place and rule; one finding where several comparisons come to the same.
fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(found: &Diagnostic) -> (&Utf8Path, u32, u32, &str, &str) {
        let location = &found.primary.location;
        (&location.file.path, location.span.start, location.span.end, found.rule.name, &found.subject)
    }
    let unreferenced = |found: &Diagnostic| found.reference.is_none();
    diagnostics.sort_by(|a, b| {
        let said = key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message));
        said.then_with(|| unreferenced(a).cmp(&unreferenced(b)))
    });
    diagnostics.dedup_by(|a, b| key(a) == key(b) && a.message == b.message);
}

struct Run<'a> {
    wanted: HashSet<&'static str>,
    config: &'a Config,
    site: &'a Site,
    /// The source's files of a contract.
    held: &'a Held,
    /// How many translations name another revision of the source than the contract's.
    other_revision: AtomicUsize,
    history: History,
    pins: Pins,
    /// What differs from the disk in the state that is looked at, by the paths of variants.
    snapshot: Snapshot,
}

impl<'a> Run<'a> {
    /// A run over a state of what was discovered.
    fn new(config: &'a Config, discovery: &'a Discovery, snapshot: Snapshot) -> Self {
        Self {
            wanted: wanted_rules(config),
            config,
            site: &discovery.site,
            held: &discovery.held,
            other_revision: AtomicUsize::new(0),
            history: History::new(origin(config)),
            pins: Pins::new(&config.reference.revision_keys),
            snapshot,
        }
    }
}

impl Run<'_> {
    /// Parts what only says that a translation is behind, by what all pages of its language show. Where only some pages
    /// are checked, the others are looked at if a finding asks for it, so that a run on a part agrees with a run on the
    /// whole.
    fn part_lag(&self, discovery: &Discovery, checked: &mut [CheckedPage], ask_others: bool) {
        let mut survey = Survey::default();
        let pages = discovery.pages.iter().zip(checked.iter());
        for (page, checked) in pages {
            count_in(&mut survey, page, &checked.translations);
        }
        if ask_others {
            let judge = |page| (page, self.check_page(page).translations);
            let others: Vec<(&Page, Vec<Judged>)> = discovery.rest.par_iter().map(judge).collect();
            for (page, translations) in &others {
                count_in(&mut survey, page, translations);
            }
        }
        checked.par_iter_mut().flat_map(|page| &mut page.translations).for_each(|judged| survey.part(judged));
    }

    /// The findings of a page, whichever of its files is wanted.
    fn findings(&self, page: &Page, checked: &mut CheckedPage) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut checked.diagnostics);
        for mut judged in std::mem::take(&mut checked.translations) {
            judged.behind.retain(|change| !checked.silence.covers(&self.config.per_path, &change.finding));
            found.extend(judged.stands);
            for rule in RULES {
                for check in rule.checks {
                    if let Check::Lag(check) = check {
                        check(&judged.behind, &mut found);
                    }
                }
            }
        }
        found.retain(|found| !checked.silence.covers(&self.config.per_path, found));
        let rules: Vec<&RuleMeta> = RULES.iter().map(|rule| &rule.meta).collect();
        found.extend(checked.silence.comments.unused(UNUSED, page, &rules));
        found.retain_mut(|found| self.wanted.contains(found.rule.name) && weigh(self.config, found));
        sort(&mut found);
        found
    }

    fn outcome(
        &self,
        discovery: &Discovery,
        checked: &[CheckedPage],
        found: Vec<Vec<Diagnostic>>,
        baselined: Option<Baselined>,
    ) -> Outcome {
        let unmet = Unmet::new(self.config, discovery);
        let mut outcome = Outcome {
            report: self.report(discovery, checked),
            notices: discovery.notices.iter().cloned().chain(unmet.notices).collect(),
            paired: checked.iter().any(|page| page.compared) && !unmet.all_locales,
            baseline: None,
        };
        let anchors = anchors(self, &discovery.pages, checked, &found);
        let holds =
            |found: &Diagnostic| found.unless.as_ref().is_none_or(|target| !anchors.contains(&target.anchor));
        let pages = discovery.pages.iter().chain(&discovery.untranslated).zip(found);
        let found = pages.flat_map(|(page, found)| found.into_iter().map(move |found| (page, found)));
        let found: Vec<(&Page, Diagnostic)> = found.filter(|(_, found)| holds(found)).collect();
        let mut baselined = baselined;
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
            let alone = discovery.untranslated.iter().flat_map(|page| &page.variants);
            let alone = alone.map(|variant| variant.path.as_path());
            let files: Vec<&Utf8Path> = wanted_files(discovery).map(|(path, _)| path).chain(alone).collect();
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
        let mut report = Report { rules: RULES.iter().map(|rule| &rule.meta).collect(), ..Report::default() };
        let variants = discovery.pages.iter().flat_map(|page| &page.variants);
        let locales: BTreeSet<_> = variants.map(|variant| variant.locale.clone()).collect();
        report.locales = locales.into_iter().collect();
        report.pages = discovery.pages.iter().map(|page| summary(page, self.held)).collect();
        for page in checked {
            add(&mut report.counts, page.counts);
        }
        report
    }

    /// Whether everything below the folder of the configuration was looked at.
    fn covers_configuration(&self) -> bool {
        let real = |path: &Utf8Path| path.canonicalize_utf8().ok();
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
        if !discovery.rest.is_empty() || !variants.all(|variant| variant.wanted) {
            return Vec::new();
        }
        let mut all = Entries::default();
        for page in checked {
            all.join(&page.silence.entries);
        }
        let alone = discovery.untranslated.iter().flat_map(|page| &page.variants);
        let alone = alone.map(|variant| (variant.path.as_path(), &variant.locale));
        let files: Vec<_> = wanted_files(discovery).chain(alone).collect();
        let mut unused = all.unused(UNUSED, &self.config.per_path, (&files, self.covers_configuration()));
        unused.retain_mut(|found| self.wanted.contains(found.rule.name) && weigh(self.config, found));
        unused
    }
}

/// The files in which findings are wanted.
fn wanted_files(discovery: &Discovery) -> impl Iterator<Item = (&Utf8Path, &Locale)> {
    let variants = discovery.pages.iter().flat_map(|page| &page.variants);
    variants.filter(|variant| variant.wanted).map(|variant| (variant.path.as_path(), &variant.locale))
}

/// A finding if it stands in a file that is wanted. What translations share is told in the first of them that is, where
/// their source is not.
fn in_wanted_file(page: &Page, mut found: Diagnostic) -> Option<Diagnostic> {
    let wanted = |label: &Label| {
        let path = &label.location.file.path;
        page.variants.iter().find(|variant| variant.wanted && variant.path == *path)
    };
    if wanted(&found.primary).is_some() {
        return Some(found);
    }
    let is_on_source = found.locale.as_ref() == page.source().map(|source| &source.locale);
    let index = found.related.iter().position(|label| is_on_source && wanted(label).is_some())?;
    std::mem::swap(&mut found.primary, &mut found.related[index]);
    std::mem::swap(&mut found.found, &mut found.expected);
    found.locale = wanted(&found.primary).map(|variant| variant.locale.clone());
    Some(found)
}

fn count_in(survey: &mut Survey, page: &Page, translations: &[Judged]) {
    for judged in translations {
        survey.count(&page.key, judged);
    }
}
