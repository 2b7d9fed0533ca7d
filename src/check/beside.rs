//! What outputs show beside the findings: the steps of both sides.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Outcome;
use crate::align::{Context, align, passages};
use crate::config::Config;
use crate::discover::Discovery;
use crate::model::beside::Beside;
use crate::model::comparison::{ReferenceKind, Side};
use crate::model::diagnostic::{Diagnostic, ReferenceNote};
use crate::model::document::Document;
use crate::model::locale::Locale;
use crate::model::page::Page;
use crate::model::source_file::{Location, SourceFile, Span};
use crate::parse::parse;

impl Outcome {
    /// Adds to the report the steps of the translations that have findings beside those of their references. The texts
    /// are those that the findings are about; no file is read.
    pub fn add_steps(&mut self, config: &Config) {
        let mut found: BTreeMap<&str, BTreeMap<&Locale, Vec<&Diagnostic>>> = BTreeMap::new();
        for diagnostic in &self.report.diagnostics {
            if let Some(locale) = &diagnostic.locale {
                found.entry(&diagnostic.page.0).or_default().entry(locale).or_default().push(diagnostic);
            }
        }
        let pages = self.discovery.pages.par_iter();
        let shown = pages.filter_map(|page| {
            Some(Shown { page, discovery: &self.discovery, config }.all(found.get(&*page.key.0)?))
        });
        self.report.beside = shown.flatten_iter().collect();
    }
}

/// A page of which something is shown.
struct Shown<'a> {
    page: &'a Page,
    discovery: &'a Discovery,
    config: &'a Config,
}

impl Shown<'_> {
    /// Its translations that have findings.
    fn all(&self, found: &BTreeMap<&Locale, Vec<&Diagnostic>>) -> Vec<Beside> {
        let mut parsed = Parsed::default();
        let shown = found.iter().filter_map(|(locale, found)| self.translation(locale, found, &mut parsed));
        shown.collect()
    }

    fn translation(&self, locale: &Locale, found: &[&Diagnostic], parsed: &mut Parsed) -> Option<Beside> {
        let note = reference(found)?;
        let index = |locale: &Locale| self.page.variants.iter().position(|variant| variant.locale == *locale);
        let (ours, theirs) = (index(&note.locale)?, index(locale)?);
        let variants = &self.page.variants;
        let name = self.discovery.held.name(&variants[theirs].path);
        let file = found.iter().map(|found| &found.primary.location.file);
        let translation = file.into_iter().find(|file| file.path == name && !file.text.is_empty())?;
        let document = parsed.document(translation);
        let reference = if note.kind == ReferenceKind::Bilingual {
            Arc::clone(&document)
        } else {
            parsed.document(&note.location.file)
        };
        let embedded =
            (note.kind == ReferenceKind::Bilingual).then(|| reference.embedded.as_deref()).flatten();
        if ours == theirs && embedded.is_none() {
            return None;
        }
        let context = Context {
            page: &self.page.key,
            site: &self.discovery.site,
            equivalents: &self.config.equivalents,
            portals: &self.config.portals,
        };
        let comparison = align(
            Side { variant: &variants[ours], document: embedded.unwrap_or(&reference) },
            Side { variant: &variants[theirs], document: &document },
            note.kind,
            context,
        );
        let location = Location { file: Arc::clone(&note.location.file), span: Span::default() };
        Some(Beside {
            page: self.page.key.clone(),
            locale: locale.clone(),
            translation: Arc::clone(translation),
            reference: ReferenceNote { location, ..note.clone() },
            passages: passages(&comparison),
        })
    }
}

/// The reference of most of the findings, the heaviest of them first.
fn reference<'a>(found: &[&'a Diagnostic]) -> Option<&'a ReferenceNote> {
    let notes = || {
        let noted = found.iter().filter_map(|found| Some((found.severity, found.reference.as_ref()?)));
        noted.filter(|(_, note)| !note.location.file.text.is_empty())
    };
    let heaviest = notes().map(|(severity, _)| severity).max()?;
    let mut counts: Vec<(&ReferenceNote, usize)> = Vec::new();
    for (_, note) in notes().filter(|(severity, _)| *severity == heaviest) {
        let same =
            |(known, _): &&mut (&ReferenceNote, usize)| is_same(&known.location.file, &note.location.file);
        match counts.iter_mut().find(same) {
            Some((_, count)) => *count += 1,
            None => counts.push((note, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(note, _)| note)
}

fn is_same(a: &Arc<SourceFile>, b: &Arc<SourceFile>) -> bool {
    Arc::ptr_eq(a, b) || (a.path == b.path && a.text == b.text)
}

/// The documents of a page, each parsed once.
#[derive(Default)]
struct Parsed(Vec<Arc<Document>>);

impl Parsed {
    fn document(&mut self, file: &Arc<SourceFile>) -> Arc<Document> {
        if let Some(known) = self.0.iter().find(|known| Arc::ptr_eq(&known.file, file)) {
            return Arc::clone(known);
        }
        let document = Arc::new(parse(file));
        self.0.push(Arc::clone(&document));
        document
    }
}
