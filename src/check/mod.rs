//! The pipeline: the one place that names every stage. Pages are checked in parallel; what comes out is sorted.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::AtomicUsize;

use camino::Utf8Path;
use rayon::prelude::*;

use crate::config::Config;
use crate::config::severities::Level;
use crate::discover::Discovery;
use crate::lag::{Judged, Survey};
use crate::model::anchor::AnchorKey;
use crate::model::contract::Held;
use crate::model::diagnostic::{Diagnostic, Label};
use crate::model::page::Page;
use crate::model::report::{Counts, PageSummary, Report};
use crate::model::site::Site;
use crate::parse::parse;
use crate::reference::{History, Origin, Pins};
use crate::rules::{Check, RULES, Rule, selects};

mod compare;
mod held;
mod page;
mod past;
mod read;

use page::CheckedPage;

pub use held::find;
pub use read::read;

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What was found.
    pub report: Report,
    /// Lines for standard error: what could not be read, what was assumed.
    pub notices: Vec<String>,
    /// Whether anything was compared.
    pub paired: bool,
}

/// Checks the documentation under the configured roots.
///
/// An error is a root that does not exist or an invalid configuration; everything else becomes a finding or a notice.
pub fn check(config: &Config) -> anyhow::Result<Outcome> {
    let discovery = find(config)?;
    let run = Run {
        wanted: wanted_rules(config),
        config,
        site: &discovery.site,
        held: &discovery.held,
        other_revision: AtomicUsize::new(0),
        history: History::new(origin(config)),
        pins: Pins::new(&config.reference.revision_keys),
    };
    let mut checked: Vec<CheckedPage> = discovery.pages.par_iter().map(|page| run.check_page(page)).collect();
    run.part_lag(&discovery, &mut checked);
    let mut found: Vec<Vec<Diagnostic>> = discovery
        .pages
        .par_iter()
        .zip(&mut checked)
        .map(|(page, checked)| run.findings(page, checked))
        .collect();
    found.par_extend(discovery.untranslated.par_iter().map(|page| run.check_untranslated(page)));
    Ok(run.outcome(&discovery, &checked, found))
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
}

impl Run<'_> {
    /// Parts what only says that a translation is behind, by what all pages of its language show. Where only some pages
    /// are checked, the others are looked at as far as a finding asks for it, so that a run on a part agrees with a run
    /// on the whole.
    fn part_lag(&self, discovery: &Discovery, checked: &mut [CheckedPage]) {
        let mut survey = Survey::default();
        let pages = discovery.pages.iter().zip(checked.iter());
        for (page, checked) in pages {
            count_in(&mut survey, page, &checked.translations);
        }
        if Survey::is_needed(checked.iter().flat_map(|page| &page.translations)) {
            let judge = |page| (page, self.check_page(page).translations);
            let others: Vec<(&Page, Vec<Judged>)> = discovery.rest.par_iter().map(judge).collect();
            for (page, translations) in &others {
                count_in(&mut survey, page, translations);
            }
        }
        checked.par_iter_mut().flat_map(|page| &mut page.translations).for_each(|judged| survey.part(judged));
    }

    /// The findings in the files of a page that are wanted.
    fn findings(&self, page: &Page, checked: &mut CheckedPage) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut checked.diagnostics);
        for judged in std::mem::take(&mut checked.translations) {
            found.extend(judged.stands);
            for rule in RULES {
                for check in rule.checks {
                    if let Check::Lag(check) = check {
                        check(&judged.behind, &mut found);
                    }
                }
            }
        }
        found.retain(|found| self.wanted.contains(found.rule.name));
        found.into_iter().filter_map(|found| in_wanted_file(page, found)).collect()
    }

    fn outcome(
        &self,
        discovery: &Discovery,
        checked: &[CheckedPage],
        found: Vec<Vec<Diagnostic>>,
    ) -> Outcome {
        let anchors = anchors(self, &discovery.pages, checked, &found);
        let holds =
            |found: &Diagnostic| found.unless.as_ref().is_none_or(|target| !anchors.contains(&target.anchor));
        let mut report = Report { rules: RULES.iter().map(|rule| &rule.meta).collect(), ..Report::default() };
        let variants = discovery.pages.iter().flat_map(|page| &page.variants);
        let locales: BTreeSet<_> = variants.map(|variant| variant.locale.clone()).collect();
        report.locales = locales.into_iter().collect();
        report.pages = discovery.pages.iter().map(|page| summary(page, self.held)).collect();
        for page in checked {
            add(&mut report.counts, page.counts);
        }
        report.diagnostics = found.into_iter().flatten().filter(holds).collect();
        sort(&mut report.diagnostics);
        let mut notices = discovery.notices.clone();
        notices.extend(self.history.notices());
        notices.extend(self.contract_notice());
        Outcome { report, notices, paired: checked.iter().any(|page| page.compared) }
    }
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
