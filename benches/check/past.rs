//! Earlier texts of sources: which of them a check asks git for.

use std::collections::BTreeMap;
use std::sync::Arc;

use instep::model::comparison::ReferenceKind;
use instep::model::diagnostic::Diagnostic;
use instep::model::page::Page;
use instep::model::source_file::SourceFile;
use instep::parse::parse;
use instep::reference::{After, Assignment, History, Pin, Pins, Reference, Seen};

use super::stages::judge;
use super::study::{Pair, Studied, Study, Text};

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

/// The search for earlier texts of one page.
pub(crate) struct Search<'a> {
    study: &'a Study,
    page: &'a Page,
    history: &'a History,
    pins: Pins,
    /// Where among the earlier texts those are that were found.
    known: BTreeMap<String, usize>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(study: &'a Study, page: &'a Page, history: &'a History) -> Self {
        let pins = Pins::new(&study.config.reference.revision_keys);
        Self { study, page, history, pins, known: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, assignment: &Assignment, studied: &mut Studied) {
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
        let Some(source) = studied.document(now.reference).map(|document| Arc::clone(&document.file)) else {
            return;
        };
        let Some(translation) = studied.document(now.translation) else { return };
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

impl Question {
    /// Puts the question; how many texts the answer has.
    pub(crate) fn ask(&self, page: &Page, studied: &Studied, history: &History) -> usize {
        let file = |variant: usize| studied.document(variant).map(|document| &document.file);
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
