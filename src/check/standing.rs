//! Documentation that stays checked while its files are edited.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::baselined::Baselined;
use super::page::CheckedPage;
use super::told::in_file_that;
use super::{Outcome, Run, asks_others};
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

impl<'a> Standing<'a> {
    /// Checks all pages that were discovered. In `edited`, files go by their absolute paths without links.
    pub fn new(config: &'a Config, discovery: &'a Discovery, edited: &Snapshot) -> Self {
        let run = Run::new(config, discovery, in_terms(discovery, edited));
        let checked = run.check_pages(discovery);
        Self { run, discovery, checked, others: None }
    }

    /// Checks the pages again to which some files belong, which go by the paths of variants; `edited` is what now differs
    /// from the disk.
    pub fn recheck(&mut self, paths: &BTreeSet<Utf8PathBuf>, edited: &Snapshot) {
        self.run.snapshot = in_terms(self.discovery, edited);
        let run = &self.run;
        let is_touched = |page: &Page| page.variants.iter().any(|variant| paths.contains(&variant.path));
        let pages = self.discovery.pages.par_iter().zip(&mut self.checked);
        pages
            .filter(|(page, _)| is_touched(page))
            .for_each(|(page, checked)| *checked = run.check_page(page));
        if let Some(others) = &mut self.others {
            let pages = self.discovery.rest.par_iter().zip(others);
            pages
                .filter(|(page, _)| is_touched(page))
                .for_each(|(page, judged)| *judged = run.check_page(page).translations);
        }
    }

    /// What a check of all files finds.
    ///
    /// An error is a baseline that cannot be read.
    pub fn outcome(&mut self) -> anyhow::Result<Outcome> {
        let baselined = Baselined::open(self.run.config)?;
        if self.others.is_none() && asks_others(&self.checked) {
            self.others = Some(self.run.judge_rest(self.discovery));
        }
        let others = self.others.as_deref().unwrap_or_default();
        Ok(self.run.tell(self.discovery, self.checked.clone(), others, baselined))
    }

    /// What a check of one file tells, by what a check of all files has found: its own findings, and what it shares with
    /// other translations of its source.
    pub fn told_of(&self, path: &Utf8Path, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let Some(page) = self.page(path) else { return Vec::new() };
        let own = found.iter().filter(|found| found.page == page.key);
        own.filter_map(|found| in_file_that(page, found.clone(), |variant| variant.path == path)).collect()
    }

    /// The page that a file belongs to.
    fn page(&self, path: &Utf8Path) -> Option<&Page> {
        self.discovery.pages.iter().find(|page| page.variants.iter().any(|variant| variant.path == path))
    }

    /// Whether a file is known: that of a page, or one that stayed alone.
    pub fn knows(&self, path: &Utf8Path) -> bool {
        let discovery = self.discovery;
        let pages = discovery.pages.iter().chain(&discovery.rest).chain(&discovery.untranslated);
        let mut paths = pages.flat_map(|page| &page.variants).map(|variant| variant.path.as_path());
        let mut alone = discovery.unpaired.iter().map(|file| file.path.as_path());
        paths.any(|known| known == path) || alone.any(|known| known == path)
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
