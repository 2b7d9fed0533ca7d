//! A tree and all that the stages of a check need, made ready before anything is measured.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use instep::align::{Context, align};
use instep::check;
use instep::config::Config;
use instep::discover::{Discovery, discover};
use instep::model::comparison::{Comparison, ReferenceKind, Side};
use instep::model::diagnostic::Diagnostic;
use instep::model::document::Document;
use instep::model::page::Page;
use instep::model::report::Report;
use instep::model::source_file::SourceFile;
use instep::parse::parse;
use instep::reference::{After, Assignment, History, Pin, Pins, Reference, Seen, assign};
use instep::rules::{Check, RULES};
use rayon::prelude::*;

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
    /// One for each variant; none where a file cannot be read.
    pub(crate) documents: Vec<Option<Document>>,
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
    reference: usize,
    text: Text,
    /// The variant of the translation.
    translation: usize,
    kind: ReferenceKind,
}

/// Which text of a variant.
#[derive(Clone, Copy)]
enum Text {
    Current,
    /// The source text that stands in a bilingual page.
    Embedded,
    /// An earlier one, by its place among those of the page.
    Past(usize),
}

/// A question to the history of a source file, by the variant.
pub(crate) enum Question {
    /// What does the revision say that a translation names?
    Pinned(usize, Pin),
    /// And those since?
    SincePin(usize, Pin),
    /// Who touched a translation last, and what did the source say then?
    Touched(usize, usize),
    /// And since?
    SinceSeen(usize, Seen),
}

impl Study {
    pub(crate) fn new(root: &Utf8Path) -> anyhow::Result<Self> {
        let config = Config::new(vec![root.to_owned()], &[]);
        let discovery = discover(&config)?;
        let report = check::check(&config)?.report;
        let variants = discovery.pages.iter().flat_map(|page| &page.variants);
        let paths: Vec<Utf8PathBuf> = variants.map(|variant| variant.path.clone()).collect();
        anyhow::ensure!(!paths.is_empty(), "{root}: there are no pages in two languages");
        let files = paths.par_iter().filter_map(|path| check::read(path).ok()).collect();
        let mut study = Self { config, discovery, paths, files, pages: Vec::new(), report };
        let history = History::default();
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

    fn comparison<'a>(&'a self, page: &'a Page, studied: &'a Studied, pair: Pair) -> Option<Comparison<'a>> {
        let translation = studied.documents[pair.translation].as_ref()?;
        let current = studied.documents[pair.reference].as_ref()?;
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

    /// Reads a page and finds out what it is compared with, as a check does: the pinned source beside the current one, an
    /// earlier source where a difference asks for it.
    fn page(&self, page: &Page, history: &History) -> Studied {
        let read = |path: &Utf8PathBuf| check::read(path).ok().map(|file| parse(&file));
        let documents: Vec<Option<Document>> =
            page.variants.iter().map(|variant| read(&variant.path)).collect();
        let mut studied = Studied { documents, past: Vec::new(), pairs: Vec::new(), questions: Vec::new() };
        let pins = Pins::new(&self.config.reference.revision_keys);
        let readable: Vec<Option<&Document>> = studied.documents.iter().map(Option::as_ref).collect();
        let tree = page.variants.iter().find_map(|variant| variant.tree);
        let site = &self.discovery.site;
        let sourced = tree.is_some_and(|tree| site.sourced.contains(&site.trees[tree as usize].family));
        let assignments = assign(page, &readable, &pins, sourced);
        let mut search = Search { study: self, page, history, pins, known: BTreeMap::new() };
        for assignment in &assignments {
            search.add(assignment, &mut studied);
        }
        studied
    }
}

/// The search for earlier texts of one page.
struct Search<'a> {
    study: &'a Study,
    page: &'a Page,
    history: &'a History,
    pins: Pins,
    /// Where among the earlier texts those are that were found.
    known: BTreeMap<String, usize>,
}

impl Search<'_> {
    fn add(&mut self, assignment: &Assignment, studied: &mut Studied) {
        let translation = assignment.translation;
        let pair = |reference, text, kind| Pair { reference, text, translation, kind };
        match &assignment.reference {
            Reference::Source(source) => {
                self.add_source(pair(*source, Text::Current, ReferenceKind::Source), studied);
            }
            Reference::Embedded => {
                studied.pairs.push(pair(translation, Text::Embedded, ReferenceKind::Bilingual));
            }
            Reference::Siblings(voters) => {
                let voters = voters.iter().map(|&voter| pair(voter, Text::Current, ReferenceKind::Consensus));
                studied.pairs.extend(voters);
            }
        }
    }

    fn add_source(&mut self, now: Pair, studied: &mut Studied) {
        studied.pairs.push(now);
        let Some(source) =
            studied.documents[now.reference].as_ref().map(|document| Arc::clone(&document.file))
        else {
            return;
        };
        let Some(translation) = &studied.documents[now.translation] else { return };
        let pin = self.pins.pin(translation);
        let differs = !self.findings(studied, now).is_empty();
        if let Some(pin) = pin {
            studied.questions.push(Question::Pinned(now.reference, pin.clone()));
            let text = self.history.pinned(&source, &pin);
            let Some(text) = text.filter(|text| *text != source.text) else { return };
            let then = self.past(text, &source, studied);
            studied.pairs.push(Pair { text: Text::Past(then), kind: ReferenceKind::Pinned, ..now });
            if differs {
                studied.questions.push(Question::SincePin(now.reference, pin));
            }
            return;
        }
        let may_lag = |found: &Diagnostic| found.stale || found.replaced.is_some();
        if !differs || !self.findings(studied, now).iter().any(may_lag) {
            return;
        }
        studied.questions.push(Question::Touched(now.reference, now.translation));
        let seen = self.history.touched(&self.page.variants[now.translation].path);
        let Some(seen) = seen else { return };
        let revision = self.history.text_as_of(&source.path, &seen);
        let Some(revision) = revision.filter(|revision| *revision.text != *source.text) else { return };
        let then = self.past(revision.text.as_ref().to_owned(), &source, studied);
        studied.pairs.push(Pair { text: Text::Past(then), ..now });
        studied.questions.push(Question::SinceSeen(now.reference, seen));
    }

    /// The place of an earlier text, each of which is kept once.
    fn past(&mut self, text: String, source: &SourceFile, studied: &mut Studied) -> usize {
        *self.known.entry(text).or_insert_with_key(|text| {
            studied.past.push(parse(&SourceFile::new(source.path.clone(), text.clone())));
            studied.past.len() - 1
        })
    }

    fn findings(&self, studied: &Studied, pair: Pair) -> Vec<Diagnostic> {
        self.study
            .comparison(self.page, studied, pair)
            .map(|comparison| judge(&comparison))
            .unwrap_or_default()
    }
}

/// What the rules find in a comparison.
pub(crate) fn judge(comparison: &Comparison<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for check in RULES.iter().flat_map(|rule| rule.checks) {
        if let Check::Translation(check) = check {
            check(comparison, &mut found);
        }
    }
    found
}

impl Question {
    /// Puts the question; how many texts the answer has.
    pub(crate) fn ask(&self, page: &Page, studied: &Studied, history: &History) -> usize {
        let file = |variant: usize| studied.documents[variant].as_ref().map(|document| &document.file);
        let since = |source, after| file(source).map(|file| history.texts_between(file, after).all.len());
        let answer = match self {
            Self::Pinned(source, pin) => file(*source).and_then(|file| history.pinned(file, pin)).map(|_| 1),
            Self::SincePin(source, pin) => since(*source, After::Pin(pin)),
            Self::SinceSeen(source, seen) => since(*source, After::Seen(seen)),
            Self::Touched(source, translation) => {
                let seen = history.touched(&page.variants[*translation].path);
                let path = &page.variants[*source].path;
                seen.and_then(|seen| history.text_as_of(path, &seen)).map(|_| 1)
            }
        };
        answer.unwrap_or_default()
    }
}
