//! Byte offsets and the positions of the protocol: lines from 0, and within them units of the encoding that both sides
//! have agreed on.

use std::sync::Arc;

use super::protocol::{Position, Range};
use crate::model::source_file::{SourceFile, Span};

/// In which units characters of a line are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, which every client knows.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The one to use with a client that offers these: bytes where it can, for that is how texts are kept here.
    pub(super) fn choose(offered: &[String]) -> Self {
        let offers = |encoding: &Self| offered.iter().any(|name| name == encoding.name());
        [Self::Utf8, Self::Utf16, Self::Utf32].into_iter().find(offers).unwrap_or(Self::Utf16)
    }

    /// The name in the protocol.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    /// How many units a character takes.
    const fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// Where a text has its lines. They end with `\n`, `\r\n` or `\r`.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        let ends = ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        Self(std::iter::once(0).chain(ends.map(|at| at + 1)).collect())
    }

    /// The byte offset of a position. One beyond the end of its line is at that end, one beyond the last line at the end
    /// of the text, and one within a character before that.
    pub(super) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        let Some(&start) = self.0.get(line) else { return text.len() };
        let end = self.0.get(line + 1).copied().unwrap_or(text.len());
        let line = text[start..end].trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        for (at, c) in line.char_indices() {
            let width = encoding.width(c);
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }
}

/// The positions of one file.
#[derive(Debug)]
pub(super) struct Positions {
    file: Arc<SourceFile>,
    lines: Lines,
    encoding: Encoding,
    /// Whether a byte order mark counts: to an editor it is no part of the text, unless it sent the text with one.
    counts_mark: bool,
}

impl Positions {
    /// The positions of a file as it lies on disk.
    pub(super) fn on_disk(file: &Arc<SourceFile>, encoding: Encoding) -> Self {
        Self { file: Arc::clone(file), lines: Lines::new(&file.text), encoding, counts_mark: false }
    }

    /// The positions of a text as the editor has it.
    pub(super) fn in_editor(file: &Arc<SourceFile>, encoding: Encoding) -> Self {
        Self { counts_mark: true, ..Self::on_disk(file, encoding) }
    }

    /// The range of a span.
    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }

    fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.file.text.len());
        let starts = &self.lines.0;
        let line = starts.partition_point(|&start| start <= offset).max(1) - 1;
        let character = self.units(offset) - self.units(starts[line]);
        Position { line: line as u32, character }
    }

    /// What stands before an offset in its line, as far as `\n` begins one; that is the same for all offsets of a line, so
    /// that differences are right.
    fn units(&self, offset: usize) -> u32 {
        let at = offset as u32;
        let mark = '\u{feff}';
        let is_behind_mark = offset >= mark.len_utf8() && self.file.text.starts_with(mark);
        let place = self.file.line_column(at);
        let is_first = place.line == 1 && is_behind_mark;
        let mark_width = if is_first && self.counts_mark { self.encoding.width(mark) as u32 } else { 0 };
        let hidden = if is_first { mark.len_utf8() as u32 } else { 0 };
        match self.encoding {
            Encoding::Utf8 => at.saturating_sub(hidden) + mark_width,
            Encoding::Utf16 => self.file.utf16_column(at) + mark_width,
            Encoding::Utf32 => place.column + mark_width,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn utf_8_is_taken_where_it_is_offered_and_utf_16_where_nothing_is() {
        let choose = |offered: &[&str]| {
            Encoding::choose(&offered.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(choose(&["utf-16", "utf-8"]), Encoding::Utf8);
        assert_eq!(choose(&["utf-32", "utf-16"]), Encoding::Utf16);
        assert_eq!(choose(&["utf-32"]), Encoding::Utf32);
        assert_eq!(choose(&[]), Encoding::Utf16);
        assert_eq!(choose(&["utf-7"]), Encoding::Utf16);
    }

    #[test]
    fn every_offset_has_a_position_and_back() {
        let text = "a😀é\r\ne\u{301}日\rlone\n\n👩\u{200d}💻x";
        for encoding in ALL {
            let file = SourceFile::new("a.md", text);
            let positions = Positions::on_disk(&file, encoding);
            for (offset, c) in text.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                let position = positions.position(offset as u32);
                assert_eq!(positions.lines.offset(text, position, encoding), offset, "{encoding:?} {c:?}");
            }
        }
    }

    #[test]
    fn characters_are_counted_in_the_units_agreed_on() {
        let text = "a😀é日x\nb";
        let file = SourceFile::new("a.md", text);
        let x = text.find('x').unwrap() as u32;
        let of_x = ALL.map(|encoding| Positions::on_disk(&file, encoding).position(x).character);
        assert_eq!(of_x, [10, 5, 4]);
        for encoding in ALL {
            assert_eq!(Positions::on_disk(&file, encoding).position(x + 2), at(1, 0));
        }
    }

    #[test]
    fn positions_out_of_the_text_are_brought_into_it() {
        let text = "a😀\r\nb";
        let lines = Lines::new(text);
        let offset = |line, character| lines.offset(text, at(line, character), Encoding::Utf16);
        assert_eq!((offset(0, 3), offset(0, 99), offset(1, 9), offset(7, 0)), (5, 5, 8, 8));
        assert_eq!(offset(0, 2), 1, "a position within a surrogate pair is before it");
        assert_eq!(lines.offset(text, at(0, 2), Encoding::Utf8), 1);
        assert_eq!(Lines::new("").offset("", at(0, 5), Encoding::Utf8), 0);
    }

    #[test]
    fn a_mark_counts_only_where_the_editor_has_it() {
        let file = SourceFile::new("a.md", "\u{feff}a\nb");
        for (encoding, width) in ALL.into_iter().zip([3, 1, 1]) {
            let hidden = Positions::on_disk(&file, encoding);
            assert_eq!(
                (hidden.position(0), hidden.position(3), hidden.position(4)),
                (at(0, 0), at(0, 0), at(0, 1))
            );
            let shown = Positions::in_editor(&file, encoding);
            assert_eq!((shown.position(0), shown.position(3)), (at(0, 0), at(0, width)));
            assert_eq!((hidden.position(5), shown.position(5)), (at(1, 0), at(1, 0)));
        }
    }

    #[test]
    fn a_carriage_return_alone_ends_a_line_too() {
        let file = SourceFile::new("a.md", "é\rñz");
        for (encoding, character) in ALL.into_iter().zip([2, 1, 1]) {
            assert_eq!(Positions::on_disk(&file, encoding).position(5), at(1, character), "{encoding:?}");
        }
    }
}
