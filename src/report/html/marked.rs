//! Stretches of a document, cleaned for the eye, with the parts that findings are about.

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};

use super::super::parts::excerpt::Excerpt;
use super::super::parts::place;
use super::super::parts::text::{escaped, is_hidden};
use crate::model::source_file::{Location, SourceFile, Span};

/// Characters of a long text that are shown whatever they say, and bytes around each mark.
const HEAD: usize = 1_200;
const AROUND: u32 = 200;
/// Characters of a line that is shown for what stands beside it.
const NEIGHBOUR: usize = 160;

/// A text, and marks in it: start and end in UTF-16 code units, and the number of the finding.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    text: String,
    marks: Vec<(usize, usize, usize)>,
}

impl Serialize for Marked {
    /// A string, or `[string, [start, end, finding], …]`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.marks.is_empty() {
            return serializer.serialize_str(&self.text);
        }
        let mut seq = serializer.serialize_seq(Some(self.marks.len() + 1))?;
        seq.serialize_element(&self.text)?;
        for mark in &self.marks {
            seq.serialize_element(mark)?;
        }
        seq.end()
    }
}

impl Marked {
    /// Parts of a file as one text. `marks` are places in it and the findings that they belong to. Lines lose their
    /// indent; of a text that is too long to read, its beginning is left and what stands around the marks.
    pub(super) fn of(file: &SourceFile, parts: &[Span], marks: &[(Span, usize)]) -> Self {
        let mut writer = Writer::new(marks);
        for part in parts {
            writer.part(file, *part);
        }
        let (text, bounds) = writer.finish();
        let unit = |offset: u32| {
            let at = bounds.partition_point(|bound| bound.offset < offset);
            bounds.get(at).map_or(0, |bound| bound.unit)
        };
        let places = marks.iter().map(|(span, finding)| (unit(span.start), unit(span.end), *finding));
        let mut marks: Vec<_> = places.filter(|(from, to, _)| from < to).collect();
        marks.sort_unstable();
        Self { text, marks }
    }

    /// The first line of a place, with a mark on it.
    pub(super) fn line(location: &Location, finding: usize) -> Self {
        let excerpt = Excerpt::of(location);
        let place = excerpt.position(location.span);
        let units = |at: usize| excerpt.text[..at].encode_utf16().count();
        let (from, to) = (units(place.start), units(place.end));
        Self { text: excerpt.text, marks: vec![(from, to, finding)] }
    }

    /// A line beside that of a place.
    fn neighbour(text: &str) -> Self {
        let cut = text.char_indices().nth(NEIGHBOUR).map(|(at, _)| at);
        let kept = escaped(&text[..cut.unwrap_or(text.len())]).replace('\t', " ");
        Self { text: if cut.is_some() { kept + "…" } else { kept }, marks: Vec::new() }
    }
}

/// The first line of a place and some on either side of it, with the number of the first of them.
pub(super) fn lines(location: &Location, finding: usize, around: u32) -> Option<(u32, Vec<Marked>)> {
    let file = &location.file;
    if file.text.is_empty() {
        return None;
    }
    let (start, _) = place::range(location);
    let first = start.line.saturating_sub(around).max(1);
    let last = file.line_column(file.text.len() as u32).line;
    let beside = |line: u32| Marked::neighbour(file.line(line));
    let mut lines: Vec<Marked> = (first..start.line).map(beside).collect();
    lines.push(Marked::line(location, finding));
    lines.extend((start.line + 1..=last.min(start.line + around)).map(beside));
    Some((first, lines))
}

/// Where a mark begins or ends.
struct Bound {
    /// In the file, in bytes.
    offset: u32,
    /// In the text that is written, in UTF-16 code units.
    unit: usize,
}

/// Writes stretches of a document one after the other.
struct Writer {
    text: String,
    /// Length of `text` in UTF-16 code units.
    units: usize,
    /// How many characters were shown.
    shown: usize,
    /// Whether the last character was shown.
    open: bool,
    /// Where marks begin and end, by offset; those before `next` have been passed.
    bounds: Vec<Bound>,
    next: usize,
    /// Stretches that are shown however long the text is, in order; those before `near` have been passed.
    stretches: Vec<Span>,
    near: usize,
}

impl Writer {
    fn new(marks: &[(Span, usize)]) -> Self {
        let mut offsets: Vec<u32> = marks.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
        offsets.sort_unstable();
        let around = |(span, _): &(Span, usize)| Span {
            start: span.start.saturating_sub(AROUND),
            end: span.end.min(span.start + AROUND) + AROUND,
        };
        let mut stretches: Vec<Span> = marks.iter().map(around).collect();
        stretches.sort_unstable();
        Self {
            text: String::new(),
            units: 0,
            shown: 0,
            open: true,
            bounds: offsets.into_iter().map(|offset| Bound { offset, unit: 0 }).collect(),
            next: 0,
            stretches,
            near: 0,
        }
    }

    fn part(&mut self, file: &SourceFile, part: Span) {
        let mut is_indent = self.text.is_empty();
        for (offset, c) in file.slice(part).char_indices() {
            let at = part.start + offset as u32;
            self.pass(at);
            is_indent = c == '\n' || is_indent && matches!(c, ' ' | '\t');
            if c == '\r' || is_indent && c != '\n' {
                continue;
            }
            if self.shown < HEAD || self.is_near(at) {
                self.put(c);
            } else if self.open {
                self.open = false;
                self.push("…");
            }
        }
        self.pass(part.end);
    }

    /// Notes where the marks begin and end that do so at an offset, or before.
    fn pass(&mut self, at: u32) {
        while let Some(bound) = self.bounds.get_mut(self.next).filter(|bound| bound.offset <= at) {
            bound.unit = self.units;
            self.next += 1;
        }
    }

    fn is_near(&mut self, at: u32) -> bool {
        while self.stretches.get(self.near).is_some_and(|stretch| stretch.end <= at) {
            self.near += 1;
        }
        self.stretches.get(self.near).is_some_and(|stretch| stretch.start <= at)
    }

    fn put(&mut self, c: char) {
        (self.open, self.shown) = (true, self.shown + 1);
        match c {
            '\n' if self.text.is_empty() || self.text.ends_with("\n\n") => {}
            '\n' => self.push("\n"),
            '\t' => self.push(" "),
            _ if is_hidden(c) => self.push(&c.escape_unicode().to_string()),
            _ => self.push(c.encode_utf8(&mut [0; 4])),
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.units += text.encode_utf16().count();
    }

    /// The text without white space at its end, and where marks begin and end in it.
    fn finish(mut self) -> (String, Vec<Bound>) {
        self.pass(u32::MAX);
        self.text.truncate(self.text.trim_end().len());
        let length = self.text.encode_utf16().count();
        for bound in &mut self.bounds {
            bound.unit = bound.unit.min(length);
        }
        (self.text, self.bounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, parts: &[(usize, usize)], mark: &str) -> (String, String) {
        let file = SourceFile::new("a.md", text);
        let parts: Vec<Span> = parts.iter().map(|&(start, end)| Span::new(start..end)).collect();
        let at = text.find(mark).unwrap();
        let marked = Marked::of(&file, &parts, &[(Span::new(at..at + mark.len()), 7)]);
        let units: Vec<u16> = marked.text.encode_utf16().collect();
        let shown = marked.marks.first().map(|&(from, to, _)| String::from_utf16(&units[from..to]).unwrap());
        (marked.text, shown.unwrap_or_default())
    }

    #[test]
    fn marks_follow_the_text_that_they_are_in() {
        let text = "1. 😀 \u{202e}see <https://a.example>\n   and `go`\n";
        let shown = "😀 \\u{202e}see <https://a.example>\nand `go`".to_owned();
        assert_eq!(
            marked(text, &[(2, text.len())], "https://a.example"),
            (shown.clone(), "https://a.example".into())
        );
        assert_eq!(marked(text, &[(2, text.len())], "go"), (shown, "go".into()));
    }

    #[test]
    fn what_is_left_out_bears_no_mark() {
        assert_eq!(marked("one two three", &[(0, 3), (7, 13)], "two"), ("one three".into(), String::new()));
    }

    #[test]
    fn a_long_text_is_cut_around_its_marks() {
        let text = format!("{}needle{}", "日 ".repeat(100_000), "本 ".repeat(100_000));
        let (shown, mark) = marked(&text, &[(0, text.len())], "needle");
        assert_eq!(mark, "needle");
        assert!(shown.chars().count() < HEAD + 2 * AROUND as usize + 10, "{}", shown.chars().count());
    }

    #[test]
    fn lines_are_counted_from_the_first_that_is_shown() {
        let text = "one\ntwo\nthree\nfour\n";
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            Location { file: SourceFile::new("a.md", text), span: Span::new(start..start + word.len()) }
        };
        let texts = |word: &str| {
            let (first, lines) = lines(&at(word), 0, 1).unwrap();
            (first, lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join("|"))
        };
        assert_eq!(texts("one"), (1, "one|two".into()));
        assert_eq!(texts("three"), (2, "two|three|four".into()));
    }
}
