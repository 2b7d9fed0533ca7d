//! Only what has changed: the same pages in two states.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::baselined::Baselined;
use super::held::find_at;
use super::page::{CheckedPage, Compared};
use super::told::{anchors, in_wanted_file};
use super::{Outcome, Run, origin, part_lag};
use crate::config::Config;
use crate::discover::{Discovery, UnpairedReason};
use crate::lag::{Judged, Survey};
use crate::model::anchor::Target;
use crate::model::diagnostic::Diagnostic;
use crate::model::page::{Page, PageKey, Role, Variant};
use crate::model::snapshot::Snapshot;
use crate::parse::parse;
use crate::reference::{Changes, History, Reference, changes};
use crate::rules::{Check, RULES};
use crate::since::{Known, Source, unfollowed};

/// What a run is narrowed to.
#[derive(Clone, Copy, Debug)]
pub struct Since<'a> {
    /// The pages of which a variant has changed since what is checked out and this revision have parted.
    pub revision: &'a str,
    /// Whether to leave out what these pages had then.
    pub new_only: bool,
}

/// Checks the pages under the configured roots that have changed.
///
/// An error is, beside those of [`check`](super::check), that git cannot tell what has changed.
pub fn check_since(config: &Config, since: Since<'_>) -> anyhow::Result<Outcome> {
    check_since_edited(config, since, &Snapshot::default())
}

/// The same with some of the files edited.
pub(super) fn check_since_edited(
    config: &Config,
    since: Since<'_>,
    edited: &Snapshot,
) -> anyhow::Result<Outcome> {
    let baselined = Baselined::open(config)?.map(|baselined| baselined.of_new_only(since.new_only));
    let is_document = |path: &Utf8Path| is_document(config, path);
    let changes = changes(&config.roots, since.revision, config.limits.git, is_document)?;
    let mut now = super::find(config)?;
    let files = snapshot(&changes);
    let mut then = find_at(config, &files)?;
    let moves = Moves::new(&changes, &now, &then);
    let is_paired = !now.pages.is_empty() || changes.files.is_empty();
    select(&mut now, &mut then, &moves);
    let history =
        || History::new(origin(config), config.limits.git).as_of(changes.root.clone(), changes.base.clone());
    let run = Run::new(config, &now, edited.clone());
    let snapshot = files.renamed(|path| then.terms.shown(path));
    let past = Run { history: history(), ..Run::new(config, &then, snapshot) };
    config.progress.begin(now.pages.len() + then.pages.len());
    let untouched = untouched((&run, &past), &now.pages, &moves);
    let known = known(&past, &then, (&moves, untouched));
    let change = Change { now: &run, then: &past, moves: &moves, known };
    let mut outcome = change.check(&now, since, baselined);
    outcome.paired |= is_paired;
    if now.pages.is_empty() && outcome.report.diagnostics.is_empty() && is_paired {
        outcome.notices.push(nothing(&changes, since.revision));
    }
    Ok(Outcome { discovery: now, ..outcome })
}

/// Whether discovery may take a file for a document.
fn is_document(config: &Config, path: &Utf8Path) -> bool {
    let known = |extension: &str| {
        extension.eq_ignore_ascii_case("txt")
            || config.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
    };
    let is_named = || config.roots.iter().any(|root| root.file_name() == path.file_name());
    path.extension().is_some_and(known) || is_named()
}

/// The files as they were, by their absolute paths.
fn snapshot(changes: &Changes) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for path in changes.files.iter().filter_map(|file| file.new.as_ref()) {
        snapshot.put(path.clone(), None);
    }
    for old in changes.files.iter().filter_map(|file| file.old.as_ref()) {
        if let Some(content) = &old.content {
            snapshot.put(old.path.clone(), Some(content.clone()));
        }
    }
    snapshot
}

/// What is said where no page is left to check.
fn nothing(changes: &Changes, revision: &str) -> String {
    let base = changes.base.get(..12).unwrap_or(&changes.base);
    match changes.files.len() {
        0 => format!("nothing has changed since `{revision}` ({base})"),
        count => format!(
            "{count} file(s) have changed since `{revision}` ({base}), but none of a page that is to be checked here"
        ),
    }
}

/// Which files have changed, and what they were called, as paths of variants.
struct Moves {
    /// By what a changed file is called, what it was called; none if it is new.
    before: BTreeMap<Utf8PathBuf, Option<Utf8PathBuf>>,
    /// By what a changed file was called, what it is called; none if it is gone.
    after: BTreeMap<Utf8PathBuf, Option<Utf8PathBuf>>,
}

impl Moves {
    fn new(changes: &Changes, now: &Discovery, then: &Discovery) -> Self {
        let mut moves = Self { before: BTreeMap::new(), after: BTreeMap::new() };
        for file in &changes.files {
            let old = file.old.as_ref().map(|old| then.terms.shown(&old.path));
            let new = file.new.as_ref().map(|new| now.terms.shown(new));
            if let Some(new) = &new {
                moves.before.insert(new.clone(), old.clone());
            }
            if let Some(old) = old {
                moves.after.insert(old, new);
            }
        }
        moves
    }

    /// What a file was called; none if it was not there.
    fn then<'p>(&'p self, now: &'p Utf8Path) -> Option<&'p Utf8Path> {
        self.before.get(now).map_or(Some(now), |then| then.as_deref())
    }

    /// What a file is called; none if it is gone.
    fn now<'p>(&'p self, then: &'p Utf8Path) -> Option<&'p Utf8Path> {
        self.after.get(then).map_or(Some(then), |now| now.as_deref())
    }
}

/// Leaves the pages of which a variant has changed, and what they were. A page whose variant is gone, or belongs to
/// another page now, is one of them.
fn select(now: &mut Discovery, then: &mut Discovery, moves: &Moves) {
    let all_then = std::mem::take(&mut then.pages).into_iter().chain(std::mem::take(&mut then.rest));
    let all_then: Vec<Page> = all_then.collect();
    let has_changed =
        |page: &&Page| page.variants.iter().any(|variant| moves.after.contains_key(&variant.path));
    let touched = all_then.iter().filter(has_changed).flat_map(|page| &page.variants);
    let touched: BTreeSet<&Utf8Path> = touched.filter_map(|variant| moves.now(&variant.path)).collect();
    let is_wanted = |variant: &Variant| {
        moves.before.contains_key(&variant.path) || touched.contains(variant.path.as_path())
    };
    let (chosen, others): (Vec<Page>, Vec<Page>) =
        std::mem::take(&mut now.pages).into_iter().partition(|page| page.variants.iter().any(is_wanted));
    now.untranslated.retain(|page| page.variants.iter().any(is_wanted));
    now.rest.extend(others.into_iter().filter(|page| page.variants.len() > 1));
    now.rest.sort_by(|a, b| a.key.cmp(&b.key));
    now.pages = chosen;

    let variants = || now.pages.iter().flat_map(|page| &page.variants);
    let wanted: BTreeSet<&Utf8Path> =
        variants().filter(|variant| variant.wanted).map(|variant| variant.path.as_path()).collect();
    let old: BTreeSet<&Utf8Path> = variants().filter_map(|variant| moves.then(&variant.path)).collect();
    let mut pages: Vec<Page> = all_then
        .into_iter()
        .filter(|page| page.variants.iter().any(|variant| old.contains(variant.path.as_path())))
        .collect();
    pages.extend(untranslated(&now.pages, then, moves));
    let is_old = |path: &Utf8PathBuf| old.contains(path.as_path()) || moves.after.contains_key(path);
    then.untranslated.retain(|page| page.variants.iter().any(|variant| is_old(&variant.path)));
    for variant in pages.iter_mut().flat_map(|page| &mut page.variants) {
        variant.wanted = moves.now(&variant.path).is_some_and(|path| wanted.contains(path));
    }
    then.pages = pages;
}

/// Sources that had no translation then, each as a page of its own: what they had already is theirs.
fn untranslated(now: &[Page], then: &Discovery, moves: &Moves) -> Vec<Page> {
    let alone = then.unpaired.iter().filter(|file| file.reason == UnpairedReason::NotTranslated);
    let alone: BTreeSet<&Utf8Path> = alone.map(|file| file.path.as_path()).collect();
    let sources = now.iter().filter_map(|page| page.source());
    let old = sources.filter_map(|source| Some((source, moves.then(&source.path)?)));
    let pages = old.filter(|(_, path)| alone.contains(path)).map(|(source, path)| Page {
        key: PageKey(path.as_str().into()),
        variants: vec![Variant { path: path.to_owned(), role: Role::Source, tree: None, ..source.clone() }],
    });
    pages.collect()
}

/// The variants that have the same text in both states.
fn untouched((now, then): (&Run<'_>, &Run<'_>), pages: &[Page], moves: &Moves) -> BTreeSet<Utf8PathBuf> {
    let is_untouched = |path: &Utf8Path| {
        let Some(old) = moves.then(path) else { return false };
        let texts = || Some((now.read(path).ok()?, then.read(old).ok()?));
        !moves.before.contains_key(path) || texts().is_some_and(|(now, then)| now.text == then.text)
    };
    let variants = pages.iter().flat_map(|page| &page.variants);
    variants.filter(|variant| is_untouched(&variant.path)).map(|variant| variant.path.clone()).collect()
}

/// What the pages had then: whatever was found in their variants, be it that they were only behind. Files that are as
/// they were are `untouched`.
fn known(
    then: &Run<'_>,
    discovery: &Discovery,
    (moves, untouched): (&Moves, BTreeSet<Utf8PathBuf>),
) -> Known {
    let pages = &discovery.pages;
    let found = pages.par_iter().map(|page| {
        let compared = then.compare(page);
        let mut found: Vec<Diagnostic> = compared.translations.iter().flat_map(whole).collect();
        found.append(&mut then.conclude(page, compared).diagnostics);
        found.into_iter().filter_map(|found| in_wanted_file(page, found)).collect()
    });
    let found: Vec<Vec<Diagnostic>> = found.collect();
    let anchors = anchors(then, &found);
    let mut found: Vec<Diagnostic> = found.into_iter().flatten().collect();
    found.retain(|found| found.unless.as_ref().is_none_or(|target| !anchors.contains(&target.anchor)));
    let alone = then.check_untranslated(&discovery.untranslated).into_iter();
    found.extend(alone.flat_map(|page| page.diagnostics));
    let mut known = Known::new(untouched);
    for found in &found {
        if let Some(path) = moves.now(&found.primary.location.file.path) {
            known.add(path, found);
        }
    }
    known
}

/// All that is found in a translation. That it is behind is told of a link wherever the link leads.
fn whole(judged: &Judged) -> impl Iterator<Item = Diagnostic> + '_ {
    let behind = judged.behind.iter().map(|change| Diagnostic { unless: None, ..change.finding.clone() });
    judged.stands.iter().cloned().chain(behind)
}

/// Two states of the same pages.
struct Change<'a> {
    now: &'a Run<'a>,
    then: &'a Run<'a>,
    moves: &'a Moves,
    known: Known,
}

impl Change<'_> {
    fn check(&self, now: &Discovery, since: Since<'_>, baselined: Option<Baselined>) -> Outcome {
        let check = |page: &Page| {
            let mut compared = self.now.compare(page);
            let unfollowed = self.take_unfollowed(page, &mut compared);
            let mut checked = self.now.conclude(page, compared);
            checked.diagnostics.extend(unfollowed);
            checked
        };
        let mut checked: Vec<CheckedPage> = now.pages.par_iter().map(check).collect();
        let others = if self.asks_others(&checked, since) { self.now.judge_rest(now) } else { Vec::new() };
        part_lag(now, &mut checked, &others);
        if since.new_only {
            let translations = checked.iter_mut().flat_map(|page| &mut page.translations);
            for judged in translations {
                let is_known = self.known.has(judged.behind.iter().map(|change| &change.finding));
                let mut is_known = is_known.into_iter();
                judged.behind.retain(|_| !is_known.next().unwrap_or_default());
                judged.put_back_few();
            }
        }
        let pages = now.pages.par_iter().zip(&mut checked);
        let mut found: Vec<Vec<Diagnostic>> =
            pages.map(|(page, checked)| self.now.findings(page, checked)).collect();
        self.now.add_untranslated(now, &mut checked, &mut found);
        let mut outcome = self.now.outcome(now, &checked, found, baselined);
        if since.new_only {
            let found = &mut outcome.report.diagnostics;
            let mut is_known = self.known.has(found.iter()).into_iter();
            found.retain(|_| !is_known.next().unwrap_or_default());
        }
        outcome
    }

    /// Whether other pages have to be looked at to judge what will be told.
    fn asks_others(&self, checked: &[CheckedPage], since: Since<'_>) -> bool {
        let mut translations = checked.iter().flat_map(|page| &page.translations);
        translations.any(|judged| {
            let mut told = judged.clone();
            if since.new_only {
                let mut is_known = self.known.has(judged.everything()).into_iter();
                told.take(|_| is_known.next().unwrap_or_default());
            }
            Survey::is_needed(std::iter::once(&told))
        })
    }

    /// Takes out of the translations of a page what is new in them although they are as they were: it comes of the
    /// source, of which it is told.
    fn take_unfollowed(&self, page: &Page, compared: &mut Compared) -> Vec<Diagnostic> {
        let Compared { documents, assignments, translations, silence, .. } = compared;
        let Some(source) = page.source_index() else { return Vec::new() };
        let variant = &page.variants[source];
        let Ok(document) = &documents[source] else { return Vec::new() };
        if self.known.is_untouched(&variant.path) {
            return Vec::new();
        }
        let mut taken = Vec::new();
        for (assignment, judged) in assignments.iter().zip(translations) {
            let translation = &page.variants[assignment.translation];
            if assignment.reference == Reference::Source(source) && self.known.is_untouched(&translation.path)
            {
                let new = self.take_new(judged);
                let entries = &self.now.config.per_path;
                let new = new.into_iter().filter(|found| !silence.covers(entries, found));
                taken.extend(new.filter(|_| translation.wanted));
            }
        }
        if taken.is_empty() {
            return taken;
        }
        let then = self.moves.then(&variant.path).and_then(|path| self.then.read(path).ok());
        let then = then.map(|file| parse(&file));
        let source = Source { locale: &variant.locale, now: document, then: then.as_ref() };
        let mut found = Vec::new();
        for change in unfollowed(taken, source) {
            for rule in RULES {
                for check in rule.checks {
                    if let Check::Unfollowed(check) = check {
                        check(&page.key, &change, &mut found);
                    }
                }
            }
        }
        found
    }

    /// What a translation did not have, but for links that lead somewhere after all.
    fn take_new(&self, judged: &mut Judged) -> Vec<Diagnostic> {
        let is_known = self.known.has(judged.everything());
        let is_new = judged
            .everything()
            .zip(is_known)
            .map(|(found, is_known)| !is_known && !self.leads_somewhere(found));
        let is_new: Vec<bool> = is_new.collect();
        let mut is_new = is_new.into_iter();
        judged.take(|_| is_new.next().unwrap_or_default())
    }

    fn leads_somewhere(&self, found: &Diagnostic) -> bool {
        let leads = |target: &Target| self.now.anchors_of(&target.file).contains(&target.anchor);
        found.unless.as_ref().is_some_and(leads)
    }
}
