//! Where a finding is, as people and programs count it.

use camino::Utf8Path;

use crate::model::source_file::{LineColumn, Location};

/// First and one past the last character of a location.
pub(in crate::report) fn range(location: &Location) -> (LineColumn, LineColumn) {
    let start = location.file.line_column(location.span.start);
    if location.span.start == location.span.end {
        return (start, start);
    }
    (start, location.file.line_column(location.span.end))
}

/// The path as formats for machines want it: relative ones without `./`.
pub(in crate::report) fn path(location: &Location) -> &str {
    bare(&location.file.path)
}

/// The same of a path without a location.
pub(in crate::report) fn bare(path: &Utf8Path) -> &str {
    let mut path = path.as_str();
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
    fn paths_lose_what_says_nothing() {
        let location = |path| Location { file: SourceFile::new(path, ""), span: Span::default() };
        assert_eq!(path(&location("././/a.md")), "a.md");
        assert_eq!(path(&location("../a.md")), "../a.md");
    }
}
