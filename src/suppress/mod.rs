//! Findings → findings: what a writer has said is no fault is left out, and what was said in vain is told.

mod comments;
mod covering;
mod paths;

use crate::config::per_path::PerPath;
use crate::model::diagnostic::Diagnostic;

pub use comments::Ignores;
pub use paths::{Entries, weigh};

/// What silences the findings of a page, and what of it has silenced one.
#[derive(Clone, Debug, Default)]
pub struct Silence {
    /// The comments in its documents.
    pub comments: Ignores,
    /// The entries of the configuration.
    pub entries: Entries,
}

impl Silence {
    /// Of a page with these comments.
    pub fn new(comments: Ignores) -> Self {
        Self { comments, entries: Entries::default() }
    }

    /// Whether a comment or an entry of the configuration silences a finding.
    pub fn covers(&mut self, entries: &[PerPath], found: &Diagnostic) -> bool {
        // Both are asked: neither is in vain where both silence.
        let by_comment = self.comments.silence(found);
        self.entries.silence(entries, found) || by_comment
    }
}
