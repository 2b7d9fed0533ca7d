//! What a change of the source left behind in translations that nobody touched.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::model::diagnostic::Diagnostic;
use crate::model::document::{Document, Procedure, Step};
use crate::model::lag::{Turn, Unfollowed};
use crate::model::locale::Locale;
use crate::model::source_file::{Location, Span};

use super::lines::nearest;

/// The source of a page.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its locale.
    pub locale: &'a Locale,
    /// As it is.
    pub now: &'a Document,
    /// As it was; none if it is new.
    pub then: Option<&'a Document>,
}

/// Groups new findings of translations by what in their source they come of, in the order of the source.
pub fn unfollowed(findings: Vec<Diagnostic>, source: Source<'_>) -> Vec<Unfollowed> {
    let mut told: BTreeMap<(&'static str, String), (Turn, Option<Span>)> = BTreeMap::new();
    for finding in &findings {
        let seen = source.turn(finding);
        let kept = told.entry(key(finding)).or_insert_with(|| seen.clone());
        if kept.1.is_none() {
            *kept = seen;
        }
    }
    let mut groups: BTreeMap<(Span, Turn), Vec<Diagnostic>> = BTreeMap::new();
    for finding in findings {
        let (turn, place) = told.get(&key(&finding)).cloned().unwrap_or_else(|| source.turn(&finding));
        groups.entry((place.unwrap_or_default(), turn)).or_default().push(finding);
    }
    let groups = groups.into_iter().map(|((span, turn), mut findings)| {
        findings.sort_by(|a, b| a.locale.cmp(&b.locale));
        findings.dedup_by(|a, b| a.locale == b.locale);
        let place = Location { file: source.now.file.clone(), span };
        Unfollowed { locale: source.locale.clone(), place, turn, findings }
    });
    groups.collect()
}

/// What findings of several translations have in common: the text of the source that they are about, or where it has
/// none, a name that every language shares.
fn key(finding: &Diagnostic) -> (&'static str, String) {
    let about = finding.expected.as_ref().map(|expected| {
        let span = finding.reference.as_ref().map(|reference| reference.location.span);
        format!("{expected} {:?}", span.unwrap_or_default())
    });
    let rule = if finding.expected.is_some() { "" } else { finding.rule.name };
    (rule, about.unwrap_or_else(|| finding.subject.clone()))
}

impl Source<'_> {
    /// What became of the source, and where, as far as it can be told.
    fn turn(self, finding: &Diagnostic) -> (Turn, Option<Span>) {
        match (&finding.found, &finding.expected) {
            (Some(found), None) if finding.rule.name.ends_with("-extra") => self.gone(finding, found),
            (found, Some(expected)) if is_about_steps(finding) => {
                let place = self.place(finding);
                let whole = || {
                    if found.is_none() {
                        Turn::Came(expected.clone())
                    } else {
                        Turn::Changed(expected.clone())
                    }
                };
                let step = place.and_then(|place| self.new_step(finding, place));
                step.map_or_else(|| (whole(), place), |(turn, place)| (turn, Some(place)))
            }
            (found, Some(expected)) => {
                let place = self.place(finding).or_else(|| self.find(expected));
                (self.came(found.as_deref(), expected), place)
            }
            (found, None) => {
                let place = self.place(finding);
                let text = place.map(|span| self.now.text(span)).filter(|text| !text.is_empty());
                let text = text.or(found.as_deref()).unwrap_or(&finding.message);
                (Turn::Changed(text.to_owned()), place)
            }
        }
    }

    /// What became of something that the source has.
    fn came(self, found: Option<&str>, expected: &str) -> Turn {
        let new = || expected.to_owned();
        if self.change_of(expected).is_le() {
            return Turn::Changed(new());
        }
        match found.filter(|old| *old != expected && self.change_of(old).is_lt()) {
            Some(old) => Turn::Replaced { old: old.to_owned(), new: new() },
            None => Turn::Came(new()),
        }
    }

    /// What became of something that the source does not have.
    fn gone(self, finding: &Diagnostic, found: &str) -> (Turn, Option<Span>) {
        let Some(then) = self.then else { return (Turn::Changed(found.to_owned()), None) };
        let span = if is_about_steps(finding) { step(then, &finding.subject) } else { find(then, found) };
        let text = span.map_or(found, |span| then.text(span));
        let is_gone = span.is_none() || self.change_of(text).is_lt();
        let place = span.map(|span| nearest(&then.file, &self.now.file, span.start));
        let text = text.to_owned();
        (if is_gone { Turn::Went(text) } else { Turn::Changed(text) }, place)
    }

    /// The new step of the source that a finding comes of: the one that it is about, or where a step of the translation
    /// seems to hold two, the second of them.
    fn new_step(self, finding: &Diagnostic, place: Span) -> Option<(Turn, Span)> {
        let reach = match finding.rule.name {
            "step-missing" => 1,
            "step-merged" => 2,
            _ => return None,
        };
        let lists = self.now.procedures.iter();
        let at = |list: &Procedure| list.steps.iter().position(|step| step.span.start == place.start);
        let (list, first) = lists.filter_map(|list| Some((list, at(list)?))).next()?;
        let (last, steps) = (list.steps.last()?.ordinal, list.steps.iter().skip(first).take(reach));
        let texts = steps.filter_map(|step| Some((step, words(self.now, step)?)));
        let mut new = texts.filter(|(_, span)| self.change_of(self.now.text(*span)).is_gt());
        let (step, span) = new.next()?;
        let title = format!("{} of {}: {}", step.ordinal, last.max(step.ordinal), self.now.text(span));
        Some((Turn::Came(title), Span { start: step.span.start, end: span.end }))
    }

    /// The place that a finding names in the source as it is.
    fn place(self, finding: &Diagnostic) -> Option<Span> {
        let location = &finding.reference.as_ref().filter(|_| !finding.related.is_empty())?.location;
        (location.file.text == self.now.file.text).then_some(location.span)
    }

    fn find(self, text: &str) -> Option<Span> {
        find(self.now, text)
    }

    /// Whether a text stands in the source more or less often than it did.
    fn change_of(self, text: &str) -> Ordering {
        let finder = memchr::memmem::Finder::new(text);
        let count = |document: &Document| finder.find_iter(document.file.text.as_bytes()).count();
        count(self.now).cmp(&self.then.map_or(0, count))
    }
}

fn find(document: &Document, text: &str) -> Option<Span> {
    let start = document.file.text.find(text).filter(|_| !text.is_empty())?;
    Some(Span::new(start..start + text.len()))
}

/// The words of a step, or of the first one of a list, that a translation made of this source calls by this name.
fn step(document: &Document, subject: &str) -> Option<Span> {
    let (_, numbers) = subject.split_once(':')?;
    let (list, step) = numbers.split_once('.').unwrap_or((numbers, "0"));
    let list = document.procedures.get(list.parse::<usize>().ok()?)?;
    words(document, list.steps.get(step.parse::<usize>().ok()?)?)
}

/// The first line of a step without its marker; none if it is empty.
fn words(document: &Document, step: &Step) -> Option<Span> {
    let inside = step.marker.end <= step.span.end;
    let start = if inside { step.marker.end.max(step.span.start) } else { step.span.start };
    let text = document.text(Span { start, end: step.span.end });
    let line = text.trim_start().lines().next()?.trim_end();
    let start = start as usize + (text.len() - text.trim_start().len());
    (!line.is_empty()).then(|| Span::new(start..start + line.len()))
}

fn is_about_steps(finding: &Diagnostic) -> bool {
    ["step-", "procedure-"].iter().any(|family| finding.rule.name.starts_with(family))
}
