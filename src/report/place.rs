//! Where a finding is, as people and programs count it.

use crate::model::source_file::{LineColumn, Location};

/// First and one past the last character of a location.
pub(super) fn range(location: &Location) -> (LineColumn, LineColumn) {
    let start = location.file.line_column(location.span.start);
    if location.span.start == location.span.end {
        return (start, start);
    }
    (start, location.file.line_column(location.span.end))
}

/// The column in UTF-16 code units, from 1.
pub(super) fn utf16_column(location: &Location, place: LineColumn) -> u32 {
    let line = location.file.line(place.line);
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let before = line.chars().take(place.column as usize - 1);
    // A place behind the line's last character lies in its line ending, of which every character is one unit.
    let (chars, units) = before.fold((0, 0), |(chars, units), c| (chars + 1, units + c.len_utf16() as u32));
    units + (place.column - 1 - chars) + 1
}

/// The path as formats for machines want it: relative ones without `./`.
pub(super) fn path(location: &Location) -> &str {
    let mut path = location.file.path.as_str();
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::{SourceFile, Span};

    #[test]
    fn utf16_columns_count_two_for_what_lies_beyond_the_first_plane() {
        let file = SourceFile::new("./a.md", "\u{feff}😀日x\r\n");
        let location = Location { span: Span::new(10..11), file };
        let (start, end) = range(&location);
        assert_eq!((start.column, end.column), (3, 4));
        assert_eq!(utf16_column(&location, start), 4);
        assert_eq!(utf16_column(&location, end), 5);
        assert_eq!(path(&location), "a.md");
    }
}
