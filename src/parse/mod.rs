//! Text → [`Document`]: one pass over Markdown events with offsets. Never fails, never panics.

use std::sync::Arc;

use crate::model::document::Document;
use crate::model::source_file::SourceFile;

/// Parses a file. What cannot be understood is left out or becomes a problem of the document.
pub fn parse(file: &Arc<SourceFile>) -> Document {
    Document::empty(Arc::clone(file))
}
