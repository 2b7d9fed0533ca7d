//! What the ignore comments of a document cover for one rule, and what was asked of them. However many comments and
//! findings there are, each is looked at a fixed number of times.

use std::collections::HashSet;

use crate::model::document::Cover;
use crate::model::source_file::{SourceFile, Span};

/// A comment that names the rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// What it covers.
    pub(super) cover: Cover,
    /// Which comment of the document it is.
    pub(super) comment: usize,
    /// Which of the comment's rules is meant.
    pub(super) rule: usize,
}

/// The comments of a document that name one rule.
#[derive(Clone, Debug)]
pub(super) struct Covering {
    entries: Vec<Entry>,
    is_whole: bool,
    /// What they cover together, in order and apart from one another.
    spans: Vec<Span>,
    /// The lines that these touch, without white space around them; none before one was looked for.
    lines: Option<HashSet<String>>,
    asked: Asked,
}

/// What was asked for.
#[derive(Clone, Debug, Default)]
struct Asked {
    anything: bool,
    places: Vec<Span>,
    lines: HashSet<String>,
}

impl Covering {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let parts = entries.iter().filter_map(|entry| match entry.cover {
            Cover::Part(span) => Some(span),
            Cover::File => None,
        });
        let spans = united(parts.collect());
        let is_whole = entries.iter().any(|entry| entry.cover == Cover::File);
        Self { entries, is_whole, spans, lines: None, asked: Asked::default() }
    }

    /// Whether a comment covers the page as a whole.
    pub(super) fn covers_page(&mut self) -> bool {
        self.asked.anything = true;
        self.is_whole
    }

    /// Whether a comment covers a place in the document.
    pub(super) fn covers_place(&mut self, place: Span) -> bool {
        if self.spans.is_empty() {
            return false;
        }
        self.asked.places.push(place);
        touches(&self.spans, place)
    }

    /// Whether a comment covers a line that another text of the document has.
    pub(super) fn covers_line(&mut self, line: &str, file: &SourceFile) -> bool {
        if self.spans.is_empty() || line.is_empty() {
            return false;
        }
        let covered = || lines(file).filter(|(span, _)| overlaps(&self.spans, *span));
        let known = self.lines.get_or_insert_with(|| covered().map(|(_, line)| line.to_owned()).collect());
        self.asked.lines.insert(line.to_owned());
        known.contains(line)
    }

    /// The comments that cover something that was asked for.
    pub(super) fn used(&self, file: &SourceFile) -> Vec<Entry> {
        let places = united(self.asked.places.clone());
        let wanted = |line: &str| self.asked.lines.contains(line);
        let looked_for = Some(file).filter(|_| !self.asked.lines.is_empty());
        let lines = looked_for.into_iter().flat_map(lines).filter(|(_, line)| wanted(line));
        let lines: Vec<Span> = lines.map(|(span, _)| span).collect();
        let is_used = |entry: &&Entry| match entry.cover {
            Cover::File => self.asked.anything,
            Cover::Part(span) => touches(&places, span) || overlaps(&lines, span),
        };
        self.entries.iter().filter(is_used).copied().collect()
    }
}

/// The lines of a file and their places, without white space around them and without empty ones.
fn lines(file: &SourceFile) -> impl Iterator<Item = (Span, &str)> {
    let start = file.text.as_ptr() as usize;
    let lines = file.text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(move |line| {
        let at = line.as_ptr() as usize - start;
        (Span::new(at..at + line.len()), line)
    })
}

/// Spans in order; those that touch are one.
fn united(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let meets = next.start <= last.end;
        if meets {
            last.end = last.end.max(next.end);
        }
        meets
    });
    spans
}

/// Whether a place lies in one of the spans, which are in order and apart, or at an end of one, where something is
/// missing.
fn touches(spans: &[Span], place: Span) -> bool {
    let first = spans.partition_point(|span| span.end < place.start);
    spans.get(first).is_some_and(|span| span.start <= place.end)
}

/// Whether a place shares text with one of the spans, which are in order and apart.
fn overlaps(spans: &[Span], place: Span) -> bool {
    let first = spans.partition_point(|span| span.end <= place.start);
    spans.get(first).is_some_and(|span| span.overlaps(place))
}
