//! Documentation that stays checked while its files are edited.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::baselined::Baselined;
use super::page::CheckedPage;
use super::told::{in_file_that, in_wanted_file};
use super::{Outcome, Run, asks_others, sort, survey};
use crate::config::Config;
use crate::discover::Discovery;
use crate::lag::Judged;
use crate::model::diagnostic::Diagnostic;
use crate::model::page::Page;
use crate::model::snapshot::Snapshot;
use crate::model::source_file::SourceFile;

/// Documentation whose pages are checked once, and again one by one as their files change. What it tells at any time is
/// what a check of all its files as they are then tells.
pub struct Standing<'a> {
    run: Run<'a>,
    discovery: &'a Discovery,
    checked: Vec<CheckedPage>,
    /// What is known of the pages that are not wanted; none as long as no finding has asked for it.
    others: Option<Vec<Vec<Judged>>>,
}

/// What is told of some pages.
#[derive(Debug)]
pub struct Told {
    /// All files of these pages.
    pub files: Vec<Utf8PathBuf>,
    /// The findings in them, by path, place and rule.
    pub found: Vec<Diagnostic>,
}

impl<'a> Standing<'a> {
    /// Checks all pages that were discovered. In `edited`, files go by their absolute paths without links.
    pub fn new(config: &'a Config, discovery: &'a Discovery, edited: &Snapshot) -> Self {
        let run = Run::new(config, discovery, in_terms(discovery, edited));
        let checked = run.check_pages(discovery);
        Self { run, discovery, checked, others: None }
    }

    /// Checks the pages again to which some files belong, which go by the paths of variants; `edited` is what now differs
    /// from the disk. Returns what is told of them; the findings of other pages may have changed with it, which
    /// [`Standing::outcome`] tells.
    ///
    /// An error is a baseline that cannot be read.
    pub fn recheck(&mut self, paths: &BTreeSet<Utf8PathBuf>, edited: &Snapshot) -> anyhow::Result<Told> {
        self.run.snapshot = in_terms(self.discovery, edited);
        let run = &self.run;
        let paths: BTreeSet<&str> = paths.iter().map(|path| path.as_str()).collect();
        let is_touched =
            |page: &Page| page.variants.iter().any(|variant| paths.contains(variant.path.as_str()));
        if let Some(others) = &mut self.others {
            let pages = self.discovery.rest.par_iter().zip(others);
            pages
                .filter(|(page, _)| is_touched(page))
                .for_each(|(page, judged)| *judged = run.check_page(page).translations);
        }
        let pages = self.discovery.pages.par_iter().zip(&mut self.checked).enumerate();
        let touched = pages.filter_map(|(index, (page, checked))| {
            let again = is_touched(page).then(|| run.check_page(page))?;
            *checked = again;
            Some(index)
        });
        let touched: Vec<usize> = touched.collect();
        self.told(&touched)
    }

    /// What is told of some pages, by their indices.
    fn told(&mut self, touched: &[usize]) -> anyhow::Result<Told> {
        let mut baselined = Baselined::open(self.run.config)?;
        self.look_at_others();
        let others = self.others.as_deref().unwrap_or_default();
        let survey = survey(self.discovery, &self.checked, others);
        let pages = &self.discovery.pages;
        let mut found: Vec<(&Page, Diagnostic)> = Vec::new();
        for &index in touched {
            let mut checked = self.checked[index].clone();
            checked.translations.iter_mut().for_each(|judged| survey.part(judged));
            let own = self.run.findings(&pages[index], &mut checked).into_iter();
            found.extend(own.filter(|found| self.holds(found)).map(|found| (&pages[index], found)));
        }
        let all: Vec<&Diagnostic> = found.iter().map(|(_, found)| found).collect();
        let is_known =
            baselined.as_mut().map_or_else(|| vec![false; all.len()], |known| known.know(&all, |_| true));
        let new = found.into_iter().zip(is_known).filter(|(_, is_known)| !is_known);
        let mut found: Vec<Diagnostic> =
            new.filter_map(|((page, found), _)| in_wanted_file(page, found)).collect();
        sort(&mut found);
        let files = touched.iter().flat_map(|&index| &pages[index].variants);
        Ok(Told { files: files.map(|variant| variant.path.clone()).collect(), found })
    }

    /// Whether a finding is one although links may lead to places that were found since.
    fn holds(&self, found: &Diagnostic) -> bool {
        let Some(target) = &found.unless else { return true };
        !self.run.anchors_of(&target.file).contains(&target.anchor)
    }

    fn look_at_others(&mut self) {
        if self.others.is_none() && asks_others(&self.checked) {
            self.others = Some(self.run.judge_rest(self.discovery));
        }
    }

    /// What a check of all files finds.
    ///
    /// An error is a baseline that cannot be read.
    pub fn outcome(&mut self) -> anyhow::Result<Outcome> {
        let baselined = Baselined::open(self.run.config)?;
        self.look_at_others();
        let others = self.others.as_deref().unwrap_or_default();
        Ok(self.run.tell(self.discovery, self.checked.clone(), others, baselined))
    }

    /// What a check of one file tells, by what a check of all files has found: its own findings, and what it shares with
    /// other translations of its source.
    pub fn told_of(&self, path: &Utf8Path, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let Some(index) = self.page_index(path) else { return Vec::new() };
        let page = &self.discovery.pages[index];
        let own = found.iter().filter(|found| found.page == page.key);
        own.filter_map(|found| in_file_that(page, found.clone(), |variant| variant.path == path)).collect()
    }

    /// The index of the page that a file belongs to.
    fn page_index(&self, path: &Utf8Path) -> Option<usize> {
        // As texts: telling paths apart part by part takes much longer, and there are many.
        let is_it = |page: &Page| page.variants.iter().any(|variant| variant.path.as_str() == path.as_str());
        self.discovery.pages.iter().position(is_it)
    }

    /// Whether a file is known: that of a page, or one that stayed alone.
    pub fn knows(&self, path: &Utf8Path) -> bool {
        let discovery = self.discovery;
        let pages = discovery.pages.iter().chain(&discovery.rest).chain(&discovery.untranslated);
        let mut paths = pages.flat_map(|page| &page.variants).map(|variant| variant.path.as_path());
        let mut alone = discovery.unpaired.iter().map(|file| file.path.as_path());
        paths.any(|known| known.as_str() == path.as_str())
            || alone.any(|known| known.as_str() == path.as_str())
    }

    /// The text of a file as it is now; none where it cannot be read.
    pub fn text(&self, path: &Utf8Path) -> Option<Arc<SourceFile>> {
        self.run.read(path).ok()
    }
}

/// The same state by the paths of variants.
fn in_terms(discovery: &Discovery, edited: &Snapshot) -> Snapshot {
    edited.renamed(|path| discovery.terms.shown(path))
}
