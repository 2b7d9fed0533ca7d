//! A tree and all that the stages of a check need, made ready before anything is measured.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use instep::align::{Context, align};
use instep::check;
use instep::config::Config;
use instep::config::limits::Limits;
use instep::discover::{Discovery, discover};
use instep::model::comparison::{Comparison, PageView, ReferenceKind, Side, Unreadable};
use instep::model::document::Document;
use instep::model::page::Page;
use instep::model::report::Report;
use instep::model::source_file::SourceFile;
use instep::parse::parse;
use instep::reference::{History, Pins, assign};
use rayon::prelude::*;

use super::past::{Question, Search};

/// A tree, and what a check of it reads and compares.
pub(crate) struct Study {
    pub(crate) config: Config,
    pub(crate) discovery: Discovery,
    /// The files of all pages.
    pub(crate) paths: Vec<Utf8PathBuf>,
    /// Those that can be read.
    pub(crate) files: Vec<Arc<SourceFile>>,
    /// One for each page of the discovery, in the same order.
    pub(crate) pages: Vec<Studied>,
    /// What a check tells.
    pub(crate) report: Report,
}

/// A page whose files were read and parsed.
pub(crate) struct Studied {
    /// One for each variant.
    pub(crate) documents: Vec<Result<Document, Unreadable>>,
    /// Whether other pages of the same documentation have a source.
    has_source: bool,
    /// Earlier texts of its source.
    pub(crate) past: Vec<Document>,
    /// What is compared with what.
    pub(crate) pairs: Vec<Pair>,
    /// What git is asked for.
    pub(crate) questions: Vec<Question>,
}

/// A translation and what it is compared with.
#[derive(Clone, Copy)]
pub(crate) struct Pair {
    /// The variant of the reference.
    pub(crate) reference: usize,
    pub(crate) text: Text,
    /// The variant of the translation.
    pub(crate) translation: usize,
    pub(crate) kind: ReferenceKind,
}

/// Which text of a variant.
#[derive(Clone, Copy)]
pub(crate) enum Text {
    Current,
    /// The source text that stands in a bilingual page.
    Embedded,
    /// An earlier one, by its place among those of the page.
    Past(usize),
}

impl Studied {
    /// The document of a variant; none where its file cannot be read.
    pub(crate) fn document(&self, variant: usize) -> Option<&Document> {
        self.documents[variant].as_ref().ok()
    }
}

impl Study {
    pub(crate) fn new(root: &Utf8Path) -> anyhow::Result<Self> {
        let config = Config::new(vec![root.to_owned()], &[]);
        let discovery = discover(&config)?;
        let report = check::check(&config)?.report;
        let variants = discovery.pages.iter().flat_map(|page| &page.variants);
        let paths: Vec<Utf8PathBuf> = variants.map(|variant| variant.path.clone()).collect();
        anyhow::ensure!(!paths.is_empty(), "{root}: there are no pages in two languages");
        let files = paths
            .par_iter()
            .filter_map(|path| check::read(path, Limits::default().file_bytes).ok())
            .collect();
        let mut study = Self { config, discovery, paths, files, pages: Vec::new(), report };
        let history = History::new(None, Limits::default().git);
        study.pages = study.discovery.pages.par_iter().map(|page| study.page(page, &history)).collect();
        Ok(study)
    }

    /// The earlier source texts that translations are compared with.
    pub(crate) fn past(&self) -> Vec<&str> {
        self.pages.iter().flat_map(|page| &page.past).map(|document| document.file.text.as_str()).collect()
    }

    /// Compares all pairs of a page.
    pub(crate) fn compare<'a>(&'a self, page: &'a Page, studied: &'a Studied) -> Vec<Comparison<'a>> {
        studied.pairs.iter().filter_map(|pair| self.comparison(page, studied, *pair)).collect()
    }

    pub(crate) fn comparison<'a>(
        &'a self,
        page: &'a Page,
        studied: &'a Studied,
        pair: Pair,
    ) -> Option<Comparison<'a>> {
        let translation = studied.document(pair.translation)?;
        let current = studied.document(pair.reference)?;
        let reference = match pair.text {
            Text::Current => current,
            Text::Embedded => current.embedded.as_deref()?,
            Text::Past(index) => &studied.past[index],
        };
        let context = Context {
            page: &page.key,
            site: &self.discovery.site,
            equivalents: &self.config.equivalents,
            portals: &self.config.portals,
        };
        let side = |variant: usize, document| Side { variant: &page.variants[variant], document };
        Some(align(side(pair.reference, reference), side(pair.translation, translation), pair.kind, context))
    }

    /// What rules see of a page as a whole.
    pub(crate) fn view<'a>(&'a self, page: &'a Page, studied: &'a Studied) -> PageView<'a> {
        let (documents, has_source) = (&studied.documents, studied.has_source);
        PageView { page, documents, has_source, missing: &[], portals: &self.config.portals }
    }

    /// Reads a page and finds out what it is compared with, as a check does: the pinned source beside the current one, an
    /// earlier source where a difference asks for it.
    fn page(&self, page: &Page, history: &History) -> Studied {
        let read =
            |path: &Utf8PathBuf| check::read(path, Limits::default().file_bytes).map(|file| parse(&file));
        let documents = page.variants.iter().map(|variant| read(&variant.path)).collect();
        let has_source = self.discovery.site.has_source(page);
        let mut studied =
            Studied { documents, has_source, past: Vec::new(), pairs: Vec::new(), questions: Vec::new() };
        let pins = Pins::new(&self.config.reference.revision_keys);
        let readable: Vec<_> = (0..page.variants.len()).map(|variant| studied.document(variant)).collect();
        let assignments = assign(page, &readable, &pins, has_source);
        let mut search = Search::new(self, page, history);
        for assignment in &assignments {
            search.add(assignment, &mut studied);
        }
        studied
    }
}
