//! A text file, and places in it.

use std::sync::{Arc, OnceLock};

use camino::Utf8PathBuf;

/// A text file as it was read. Byte offsets into `text` are byte offsets into the file.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as given on the command line or found on disk.
    pub path: Utf8PathBuf,
    /// The whole text, unchanged: byte order mark and line endings included.
    pub text: String,
    line_starts: OnceLock<Vec<u32>>,
    lines: OnceLock<Vec<Line>>,
    milestones: OnceLock<Vec<Width>>,
}

/// How many bytes lie between two milestones.
const MILESTONE: usize = 1 << 12;

/// The line in which a milestone stands.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    /// How many lines end before it.
    number: u32,
    /// The byte offset at which it begins.
    start: u32,
}

impl Line {
    /// The line at the end of bytes that begin in this one, at `offset`.
    fn after(self, bytes: &[u8], offset: usize) -> Self {
        let ends = memchr::memchr_iter(b'\n', bytes).count() as u32;
        let start = memchr::memrchr(b'\n', bytes).map_or(self.start, |end| (offset + end + 1) as u32);
        Self { number: self.number + ends, start }
    }
}

/// How much text is, in other units than bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Width {
    /// Unicode scalar values.
    chars: u32,
    /// Those of them that UTF-16 writes as two units.
    pairs: u32,
}

impl Width {
    fn plus(self, bytes: &[u8]) -> Self {
        let continuing = bytes.iter().filter(|&&byte| byte & 0xc0 == 0x80).count();
        let pairs = bytes.iter().filter(|&&byte| byte >= 0xf0).count();
        Self { chars: self.chars + (bytes.len() - continuing) as u32, pairs: self.pairs + pairs as u32 }
    }

    const fn utf16(self) -> u32 {
        self.chars + self.pairs
    }
}

impl SourceFile {
    /// A file of `text`, which is shorter than 4 GiB.
    pub fn new(path: impl Into<Utf8PathBuf>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            path: path.into(),
            text: text.into(),
            line_starts: OnceLock::new(),
            lines: OnceLock::new(),
            milestones: OnceLock::new(),
        })
    }

    /// The text of a span; empty where the span does not lie in the text on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The line and column of a byte offset, both from 1; columns count Unicode scalar values.
    /// A byte order mark takes no column.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let (line, start) = self.line_of(offset);
        LineColumn { line, column: self.width(start, offset).chars + 1 }
    }

    /// The column of a byte offset in UTF-16 code units, from 1.
    pub fn utf16_column(&self, offset: u32) -> u32 {
        let (_, start) = self.line_of(offset);
        self.width(start, offset).utf16() + 1
    }

    /// The column of a byte offset in bytes of UTF-8, from 1.
    pub fn utf8_column(&self, offset: u32) -> u32 {
        let (_, start) = self.line_of(offset);
        offset.max(start) - start + 1
    }

    /// The place of a line (from 1) without its line ending and without a byte order mark; empty at the end where
    /// there is no such line.
    pub fn line_span(&self, line: u32) -> Span {
        let starts = self.line_starts();
        let index = line as usize;
        if index == 0 || index > starts.len() {
            return Span::at(self.text.len() as u32);
        }
        let end = starts.get(index).map_or(self.text.len(), |&next| next as usize);
        let start = self.without_mark(starts[index - 1]) as usize;
        Span::new(start..start + self.text[start..end].trim_end_matches(['\n', '\r']).len())
    }

    /// The text of a line (from 1) without its line ending; empty where there is no such line.
    pub fn line(&self, line: u32) -> &str {
        self.slice(self.line_span(line))
    }

    /// The line of an offset, and where it starts. Counted from the nearest milestone: most files are asked for one place
    /// or two, for which a list of all their lines is too much.
    fn line_of(&self, offset: u32) -> (u32, u32) {
        let bytes = self.text.as_bytes();
        let lines = self.lines.get_or_init(|| {
            let lines = bytes.chunks(MILESTONE).enumerate().scan(Line::default(), |line, (index, chunk)| {
                let before = *line;
                *line = line.after(chunk, index * MILESTONE);
                Some(before)
            });
            lines.collect()
        });
        let offset = (offset as usize).min(bytes.len());
        let nearest = offset.saturating_sub(1) / MILESTONE;
        let from = nearest * MILESTONE;
        let line =
            lines.get(nearest).map_or_else(Line::default, |line| line.after(&bytes[from..offset], from));
        (line.number + 1, self.without_mark(line.start))
    }

    /// The start of a line, behind a byte order mark.
    fn without_mark(&self, start: u32) -> u32 {
        const MARK: char = '\u{feff}';
        if start == 0 && self.text.starts_with(MARK) { MARK.len_utf8() as u32 } else { start }
    }

    /// What stands between two offsets; nothing if the second is the smaller. Where they are far apart it is counted from
    /// milestones, so that many findings in one long line do not count it again and again.
    fn width(&self, start: u32, end: u32) -> Width {
        let len = self.text.len();
        let (start, end) = ((start as usize).min(len), (end.max(start) as usize).min(len));
        if end - start <= MILESTONE {
            return Width::default().plus(&self.text.as_bytes()[start..end]);
        }
        let (before, all) = (self.width_before(start), self.width_before(end));
        Width { chars: all.chars - before.chars, pairs: all.pairs - before.pairs }
    }

    fn width_before(&self, offset: usize) -> Width {
        let bytes = self.text.as_bytes();
        let milestones = self.milestones.get_or_init(|| {
            let sums = bytes.chunks(MILESTONE).scan(Width::default(), |sum, chunk| {
                let before = *sum;
                *sum = sum.plus(chunk);
                Some(before)
            });
            sums.collect()
        });
        let nearest = offset.saturating_sub(1) / MILESTONE;
        milestones
            .get(nearest)
            .map_or_else(Width::default, |sum| sum.plus(&bytes[nearest * MILESTONE..offset]))
    }

    /// Byte offsets at which lines begin; the first is 0.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(newlines.map(|at| at as u32 + 1)).collect()
        })
    }
}

/// A half-open range of bytes in one file, on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of a byte range shorter than 4 GiB.
    pub fn new(range: std::ops::Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }

    /// The empty span at an offset.
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The same span as a range for slicing.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies within this span.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A place as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// From 1.
    pub line: u32,
    /// From 1, in Unicode scalar values.
    pub column: u32,
}

/// A span together with the file it lies in, so that a finding needs no registry of files.
#[derive(Clone, Debug)]
pub struct Location {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The place in it.
    pub span: Span,
}

impl Location {
    /// The start of a file without name and text, for what was said in none.
    pub fn nowhere() -> Self {
        Self { file: SourceFile::new("", ""), span: Span::at(0) }
    }

    /// The text at the place.
    pub fn text(&self) -> &str {
        self.file.slice(self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let file = SourceFile::new("a.md", "\u{feff}# 見出し\r\nzwei\n");
        assert_eq!(file.line_column(3), LineColumn { line: 1, column: 1 });
        assert_eq!(file.line_column(5 + 3), LineColumn { line: 1, column: 4 });
        assert_eq!(file.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(file.line(1), "# 見出し");
        assert_eq!(file.line_column(16), LineColumn { line: 2, column: 1 });
        assert_eq!(file.line(9), "");
    }

    #[test]
    fn columns_are_the_same_across_milestones() {
        let text = "日😀x".repeat(MILESTONE);
        let file = SourceFile::new("a.md", format!("y\n{text}"));
        for (index, at) in (0..text.len()).step_by(8).enumerate() {
            let offset = at as u32 + 2;
            assert_eq!(file.line_column(offset), LineColumn { line: 2, column: index as u32 * 3 + 1 });
            assert_eq!(file.utf16_column(offset), index as u32 * 4 + 1);
        }
    }
}
