//! The pipeline: the one place that names every stage. Pages are checked in parallel; what comes out is sorted.

use std::collections::HashSet;
use std::sync::atomic::AtomicUsize;

use camino::Utf8Path;
use rayon::prelude::*;

use crate::baseline::Baseline;
use crate::config::Config;
use crate::config::severities::Level;
use crate::discover::Discovery;
use crate::lag::{Judged, Survey};
use crate::model::contract::Held;
use crate::model::diagnostic::{Diagnostic, RuleMeta};
use crate::model::page::Page;
use crate::model::report::Report;
use crate::model::site::Site;
use crate::model::snapshot::Snapshot;
use crate::model::source_file::Location;
use crate::reference::{History, Origin, Pins};
use crate::rules::{Check, RULES, Rule, UNUSED, selects};
use crate::suppress::weigh;

mod baselined;
mod beside;
mod compare;
mod held;
mod mend;
mod page;
mod past;
mod read;
mod rounds;
mod since;
mod standing;
mod told;
mod unmet;

use baselined::Baselined;
use page::CheckedPage;

pub use held::{find, find_at};
pub use read::read;
pub use rounds::{Fixed, fix};
pub use since::{Since, check_since};
pub use standing::{Standing, Told};

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
    /// The pages that were checked, and what is known of the others.
    discovery: Discovery,
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
    config.progress.begin(discovery.pages.len());
    let checked = run.check_pages(&discovery);
    let others = if asks_others(&checked) { run.judge_rest(&discovery) } else { Vec::new() };
    let outcome = run.tell(&discovery, checked, &others, baselined);
    Ok(Outcome { discovery, ..outcome })
}

/// Whether other pages have to be looked at to judge what was found on these.
fn asks_others(checked: &[CheckedPage]) -> bool {
    Survey::is_needed(checked.iter().flat_map(|page| &page.translations))
}

/// Where the configuration says that the source's history lies.
fn origin(config: &Config) -> Option<Origin> {
    let repository = config.reference.repository.clone()?;
    Some(Origin { repository, folder: config.reference.folder.clone().unwrap_or_default() })
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

/// By path, place, rule and message, which reports hold, so that what they are merged to is in the same order; one finding
/// where several comparisons come to the same.
fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(found: &Diagnostic) -> (&Utf8Path, u32, u32, &str, &str, &str) {
        let Location { file, span } = &found.primary.location;
        (&file.path, span.start, span.end, found.rule.name, &found.message, &found.subject)
    }
    let unreferenced = |found: &Diagnostic| found.reference.is_none();
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| unreferenced(a).cmp(&unreferenced(b))));
    diagnostics.dedup_by(|a, b| key(a) == key(b));
}

struct Run<'a> {
    /// All rules, in the order of their table.
    rules: Vec<&'static RuleMeta>,
    /// The names of those that are wanted.
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
            rules: RULES.iter().map(|rule| &rule.meta).collect(),
            wanted: wanted_rules(config),
            config,
            site: &discovery.site,
            held: &discovery.held,
            other_revision: AtomicUsize::new(0),
            history: History::new(origin(config), config.limits.git),
            pins: Pins::new(&config.reference.revision_keys),
            snapshot,
        }
    }
}

impl Run<'_> {
    fn check_pages(&self, discovery: &Discovery) -> Vec<CheckedPage> {
        discovery.pages.par_iter().map(|page| self.check_page(page)).collect()
    }

    /// What is known of the translations of the pages that are not wanted, in their order.
    fn judge_rest(&self, discovery: &Discovery) -> Vec<Vec<Judged>> {
        self.config.progress.add(discovery.rest.len());
        discovery.rest.par_iter().map(|page| self.check_page(page).translations).collect()
    }

    /// What is told of pages that were checked. `others` is known of those that are not wanted, or nothing where no
    /// finding asks for it.
    fn tell(
        &self,
        discovery: &Discovery,
        mut checked: Vec<CheckedPage>,
        others: &[Vec<Judged>],
        baselined: Option<Baselined>,
    ) -> Outcome {
        part_lag(discovery, &mut checked, others);
        let pages = discovery.pages.par_iter().zip(&mut checked);
        let mut found: Vec<Vec<Diagnostic>> =
            pages.map(|(page, checked)| self.findings(page, checked)).collect();
        self.add_untranslated(discovery, &mut checked, &mut found);
        self.outcome(discovery, &checked, found, baselined)
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
        found.extend(checked.silence.comments.unused(UNUSED, page, &self.rules));
        found.retain_mut(|found| self.wanted.contains(found.rule.name) && weigh(self.config, found));
        sort(&mut found);
        found
    }
}

/// Parts what only says that a translation is behind, by what all pages of its language show. Where only some pages
/// are checked, the others are looked at if a finding asks for it, so that a run on a part agrees with a run on the
/// whole.
fn part_lag(discovery: &Discovery, checked: &mut [CheckedPage], others: &[Vec<Judged>]) {
    let survey = survey(discovery, checked, others);
    checked.par_iter_mut().flat_map(|page| &mut page.translations).for_each(|judged| survey.part(judged));
}

/// What the translations of all pages say about each language.
fn survey(discovery: &Discovery, checked: &[CheckedPage], others: &[Vec<Judged>]) -> Survey {
    let mut survey = Survey::default();
    for (page, checked) in discovery.pages.iter().zip(checked) {
        count_in(&mut survey, page, &checked.translations);
    }
    for (page, translations) in discovery.rest.iter().zip(others) {
        count_in(&mut survey, page, translations);
    }
    survey
}

fn count_in(survey: &mut Survey, page: &Page, translations: &[Judged]) {
    for judged in translations {
        survey.count(&page.key, judged);
    }
}
