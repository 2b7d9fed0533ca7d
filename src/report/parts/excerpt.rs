//! The line around a place, cut and cleaned for the eye.

use crate::model::source_file::{Location, Span};

use super::place;
use super::text::escaped;

/// A line of so many bytes is shown whole; of a longer one, so many before a place, of it, and behind it.
const WHOLE: usize = 160;
const BEFORE: usize = 72;
const WITHIN: usize = 160;
const BEHIND: usize = 48;

/// Part of one line of a file.
pub(in crate::report) struct Excerpt<'a> {
    /// The part as it is written in the file.
    raw: &'a str,
    /// Where the part begins in the file.
    from: usize,
    /// Whether something of the line is left out before the part.
    cut: bool,
    /// The part as it is shown.
    pub(in crate::report) text: String,
    /// Whether all of the location is in the part.
    pub(in crate::report) whole: bool,
}

impl<'a> Excerpt<'a> {
    /// The first line of a location, or as much around its start as a reader can take in.
    pub(in crate::report) fn of(location: &'a Location) -> Self {
        let text = location.file.text.as_str();
        let (at, _) = place::range(location);
        let line = location.file.line_span(at.line);
        let (line_start, line_end) = (line.start as usize, line.end as usize);
        let start = floor(text, location.span.start as usize);
        let start = start.clamp(line_start, line_end);
        let end = (location.span.end as usize).clamp(start, line_end);
        let (mut from, mut to) = (line_start, line_end);
        if line_end - line_start > WHOLE {
            from = floor(text, start.saturating_sub(BEFORE)).max(line_start);
            to = floor(text, end.min(start + WITHIN) + BEHIND).min(line_end);
        }
        let raw = &text[from..to];
        let (left, right) = (cut_mark(from > line_start), cut_mark(to < line_end));
        Self {
            raw,
            from,
            cut: from > line_start,
            text: format!("{left}{}{right}", escaped(raw)),
            whole: location.span.end as usize <= to,
        }
    }

    /// Where a span of the file lies in `text`.
    pub(in crate::report) fn position(&self, span: Span) -> std::ops::Range<usize> {
        let at = |offset: u32| {
            let within = (offset as usize).clamp(self.from, self.from + self.raw.len()) - self.from;
            let before = &self.raw[..floor(self.raw, within)];
            cut_mark(self.cut).len() + escaped(before).len()
        };
        at(span.start)..at(span.end)
    }
}

const fn cut_mark(cut: bool) -> &'static str {
    if cut { "…" } else { "" }
}

/// The nearest character boundary at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::SourceFile;

    fn excerpt(text: &str, span: std::ops::Range<usize>) -> (String, String) {
        let location = Location { file: SourceFile::new("a.md", text), span: Span::new(span) };
        let excerpt = Excerpt::of(&location);
        let marked = excerpt.text[excerpt.position(location.span)].to_owned();
        (excerpt.text, marked)
    }

    #[test]
    fn an_excerpt_is_one_line_without_its_ending() {
        assert_eq!(excerpt("a\r\nbcd\r\ne", 4..5), ("bcd".into(), "c".into()));
        assert_eq!(excerpt("a\nbcd\ne", 3..7), ("bcd".into(), "cd".into()));
        assert_eq!(excerpt("\u{feff}abc", 0..4), ("abc".into(), "a".into()));
        assert_eq!(excerpt("a\n", 2..2), (String::new(), String::new()));
        assert_eq!(excerpt("a\r\n", 2..2), ("a".into(), String::new()));
        assert_eq!(excerpt("", 0..0), (String::new(), String::new()));
    }

    #[test]
    fn hidden_characters_move_what_is_marked() {
        assert_eq!(excerpt("\u{1b}x\u{202e}y", 1..2), (r"\u{1b}x\u{202e}y".into(), "x".into()));
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = format!("{}needle{}", "日".repeat(9_000), "本".repeat(9_000));
        let (shown, marked) = excerpt(&text, 27_000..27_006);
        assert_eq!(marked, "needle");
        assert!(shown.len() <= BEFORE + 6 + 6 + BEHIND && shown.starts_with('…') && shown.ends_with('…'));
    }
}
