//! An error with a place in a file.

use std::fmt;

use super::diagnostic::Label;
use super::source_file::Location;

/// Why something that was written cannot hold. In one line it reads `path:line:column: message`.
#[derive(Clone, Debug)]
pub struct PlacedError {
    /// What is wrong, and what was expected.
    pub message: String,
    /// Where it stands.
    pub place: Location,
    /// What else belongs to it.
    pub related: Vec<Label>,
}

impl PlacedError {
    /// An error at a place.
    pub fn new(place: Location, message: impl Into<String>) -> Self {
        Self { message: message.into(), place, related: Vec::new() }
    }
}

impl fmt::Display for PlacedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.place.file.line_column(self.place.span.start);
        write!(f, "{}:{}:{}: {}", self.place.file.path, at.line, at.column, self.message)
    }
}

impl std::error::Error for PlacedError {}
