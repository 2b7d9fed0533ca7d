//! What a change of the source left behind in translations that nobody touched.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, HashMap};

use crate::model::diagnostic::Diagnostic;
use crate::model::document::{Document, Procedure, Step};
use crate::model::lag::{Turn, Unfollowed};
use crate::model::locale::Locale;
use crate::model::source_file::{Location, Span};

use super::lines::Lines;

/// So many URLs that went from the source are looked at for the one that a translation still has in its own form.
const MOST_COMPARED: usize = 64;

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

/// Groups new findings of translations by what in their source they come of, in the order of the source. Those that only
/// come of URLs being paired otherwise than before, where the source has not changed, are left out.
pub fn unfollowed(findings: Vec<Diagnostic>, source: Source<'_>) -> Vec<Unfollowed> {
    let story = Story::new(source);
    let mut groups: BTreeMap<(u32, Turn), (Span, Vec<Diagnostic>)> = BTreeMap::new();
    for finding in findings {
        let (turn, place) = story.turn(&finding);
        let is_kept = place.is_some_and(|place| story.is_kept(place));
        if is_kept && matches!(turn, Turn::Changed(_)) && !is_about_steps(&finding) {
            continue;
        }
        let place = place.unwrap_or_default();
        let line = source.now.file.line_column(place.start).line;
        let group = groups.entry((line, turn)).or_insert((place, Vec::new()));
        // The URL rather than the link around it.
        if place.range().len() < group.0.range().len() {
            group.0 = place;
        }
        group.1.push(finding);
    }
    let groups = groups.into_iter().map(|((_, turn), (span, mut findings))| {
        findings.sort_by(|a, b| a.locale.cmp(&b.locale));
        findings.dedup_by(|a, b| a.locale == b.locale);
        let place = Location { file: source.now.file.clone(), span };
        Unfollowed { locale: source.locale.clone(), place, turn, findings }
    });
    groups.collect()
}

/// A source in both states.
struct Story<'a> {
    source: Source<'a>,
    lines: Option<Lines<'a>>,
    now: Names<'a>,
    then: Names<'a>,
    /// The URLs that went, each once, in their order.
    gone: Vec<(&'a str, Span)>,
}

/// The URLs, codes, anchors and first lines of steps of a document: how often each stands there, and where first.
type Names<'a> = HashMap<&'a str, (usize, Span)>;

impl<'a> Story<'a> {
    fn new(source: Source<'a>) -> Self {
        let then = source.then.map(names).unwrap_or_default();
        let lines = source.then.map(|then| Lines::new(&then.file, &source.now.file));
        let mut story = Self { source, lines, now: names(source.now), then, gone: Vec::new() };
        let urls = source
            .then
            .into_iter()
            .flat_map(|then| then.urls.iter().map(|url| (then.text(url.span), url.span)));
        let first =
            |(text, span): &(&str, Span)| story.then.get(text).is_some_and(|(_, first)| first == span);
        story.gone =
            urls.filter(first).filter(|(text, _)| story.change_of(text) == Some(Ordering::Less)).collect();
        story
    }

    /// What became of the source, and where, as far as it can be told.
    fn turn(&self, finding: &Diagnostic) -> (Turn, Option<Span>) {
        match (&finding.found, &finding.expected) {
            (Some(found), None) if finding.rule.name.ends_with("-extra") => self.went(finding, found),
            (found, Some(expected)) if is_about_steps(finding) => {
                let place = self.place(finding);
                let turn = if found.is_none() { Turn::Came } else { Turn::Changed };
                let step = place.and_then(|place| self.new_step(finding, place));
                step.map_or_else(|| (turn(expected.clone()), place), |(turn, place)| (turn, Some(place)))
            }
            (found, Some(expected)) => {
                let place = self.place(finding);
                let place = place.or_else(|| self.now.get(expected.as_str()).map(|(_, span)| *span));
                (self.came(found.as_deref(), expected), place)
            }
            (found, None) => {
                let place = self.place(finding);
                let text = place.map(|span| self.source.now.text(span)).filter(|text| !text.is_empty());
                let text = text.or(found.as_deref()).unwrap_or(&finding.message);
                (Turn::Changed(text.to_owned()), place)
            }
        }
    }

    /// What became of something that the source has.
    fn came(&self, found: Option<&str>, expected: &str) -> Turn {
        let new = expected.to_owned();
        if matches!(self.change_of(expected), Some(Ordering::Less | Ordering::Equal)) {
            return Turn::Changed(new);
        }
        match found.filter(|old| self.change_of(old) == Some(Ordering::Less)) {
            Some(old) => Turn::Replaced { old: old.to_owned(), new },
            None => Turn::Came(new),
        }
    }

    /// What became of something that the source does not have.
    fn went(&self, finding: &Diagnostic, found: &str) -> (Turn, Option<Span>) {
        let Some(then) = self.source.then else { return (Turn::Changed(found.to_owned()), None) };
        let span = if is_about_steps(finding) { step(then, &finding.subject) } else { self.former(found) };
        let text = span.map_or(found, |span| then.text(span));
        let place = span.and_then(|span| Some(self.lines.as_ref()?.nearest(span.start)));
        let turn = match self.change_of(text) {
            Some(Ordering::Equal | Ordering::Greater) => Turn::Changed,
            Some(Ordering::Less) | None => Turn::Went,
        };
        (turn(text.to_owned()), place)
    }

    /// Where a URL of a translation stood in the source, be it in the source's form: with another locale, for instance.
    fn former(&self, found: &str) -> Option<Span> {
        if let Some((_, span)) = self.then.get(found) {
            return Some(*span);
        }
        let candidates =
            self.gone.iter().take(MOST_COMPARED).map(|(text, span)| (alike(text, found), text, span));
        let near = candidates.filter(|(alike, text, _)| alike * 2 >= text.len().max(found.len()));
        near.max_by_key(|(alike, _, span)| (*alike, Reverse(span.start))).map(|(_, _, span)| *span)
    }

    /// The new step of the source that a finding comes of: the one that it is about, or where a step of the translation
    /// seems to hold two, the second of them.
    fn new_step(&self, finding: &Diagnostic, place: Span) -> Option<(Turn, Span)> {
        let reach = match finding.rule.name {
            "step-missing" => 1,
            "step-merged" => 2,
            _ => return None,
        };
        let document = self.source.now;
        let at = |list: &Procedure| list.steps.iter().position(|step| step.span.start == place.start);
        let (list, first) = document.procedures.iter().find_map(|list| Some((list, at(list)?)))?;
        let steps = list.steps.iter().skip(first).take(reach);
        let mut texts = steps.filter_map(|step| Some((step, words(document, step)?)));
        let is_new = |span: Span| self.change_of(document.text(span)) == Some(Ordering::Greater);
        let (step, span) = texts.find(|(_, span)| is_new(*span))?;
        let last = list.steps.last()?.ordinal.max(step.ordinal);
        let title = format!("{} of {last}: {}", step.ordinal, document.text(span));
        Some((Turn::Came(title), Span { start: step.span.start, end: span.end }))
    }

    /// The place that a finding names in the source as it is.
    fn place(&self, finding: &Diagnostic) -> Option<Span> {
        let location = &finding.reference.as_ref().filter(|_| !finding.related.is_empty())?.location;
        (location.file.text == self.source.now.file.text).then_some(location.span)
    }

    /// Whether the line of a place stood there already.
    fn is_kept(&self, place: Span) -> bool {
        self.lines.as_ref().is_some_and(|lines| lines.is_kept(place.start))
    }

    /// Whether the source has something more or less often than it had; none if it has and had it never.
    fn change_of(&self, text: &str) -> Option<Ordering> {
        let count = |names: &Names<'_>| names.get(text).map_or(0, |(count, _)| *count);
        let (now, then) = (count(&self.now), count(&self.then));
        (now + then > 0).then(|| now.cmp(&then))
    }
}

fn names(document: &Document) -> Names<'_> {
    let urls = document.urls.iter().map(|url| (document.text(url.span), url.span));
    let codes = document.codes.iter().map(|code| (code.text.as_str(), code.span));
    let anchors = document.anchors.iter().map(|anchor| (anchor.id.as_str(), anchor.span));
    let steps = document.procedures.iter().flat_map(|list| &list.steps);
    let steps = steps.filter_map(|step| words(document, step)).map(|span| (document.text(span), span));
    let mut names: Names<'_> = HashMap::new();
    for (text, span) in urls.chain(codes).chain(anchors).chain(steps) {
        names.entry(text).or_insert((0, span)).0 += 1;
    }
    names
}

/// How many bytes two texts have in common at their beginning and at their end.
fn alike(a: &str, b: &str) -> usize {
    let start = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let rest = a.bytes().skip(start).rev().zip(b.bytes().skip(start).rev());
    start + rest.take_while(|(x, y)| x == y).count()
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
