//! Which reference a translation is compared with, and what the votes of several references amount to.

mod batch;
mod changes;
mod consensus;
mod contract;
mod date;
mod git;
mod head;
mod history;
mod log;
mod notice;
mod pinned;
mod revision;
#[cfg(test)]
mod tests;

pub use changes::{ChangedFile, Changes, OldFile, changes};
pub use consensus::{Ballot, decide};
pub use contract::{parse_contract, read_contract};
pub use head::revision_of;
pub use history::{After, History, Origin, Revision, Revisions, Seen, names_text};
pub use pinned::{since, unrefuted};
pub use revision::{Pin, Pins};

use crate::model::comparison::ReferenceKind;
use crate::model::document::{BlockKind, Document};
use crate::model::page::Page;

/// How many siblings vote on a translation. With as many of one mind, more would not change it.
const MOST_VOTERS: usize = 7;

/// What one translation is compared with. Numbers are indices into the page's variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The variant that is checked.
    pub translation: usize,
    /// What it is compared with.
    pub reference: Reference,
    /// Whether the reference shows another revision than the translation follows, so that some differences may only
    /// say that the translation is behind.
    pub lagging: bool,
}

/// A reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The source: at the revision that the translation pins if it can be read, else as it stands.
    Source(usize),
    /// The siblings, by majority. One sibling cannot outvote the translation: the two disagree.
    Siblings(Vec<usize>),
    /// The source text embedded in the translation.
    Embedded,
}

impl Reference {
    /// Its kind, as reports name it.
    pub const fn kind(&self) -> ReferenceKind {
        match self {
            Self::Source(_) => ReferenceKind::Source,
            Self::Siblings(_) => ReferenceKind::Consensus,
            Self::Embedded => ReferenceKind::Bilingual,
        }
    }
}

/// The assignments of a page: one for each translation that can be checked. `documents` belong to the page's variants,
/// in the same order; none where a file could not be read. `has_source` says whether the documentation has a source
/// language: a translation without its source is then an orphan and not compared with its siblings.
pub fn assign(
    page: &Page,
    documents: &[Option<&Document>],
    pins: &Pins,
    has_source: bool,
) -> Vec<Assignment> {
    let source = page.variants.iter().position(|variant| variant.role == crate::model::page::Role::Source);
    let readable = |index: &usize| documents[*index].is_some();
    let mut out = Vec::new();
    for index in (0..page.variants.len()).filter(|&index| Some(index) != source).filter(readable) {
        let Some(document) = documents[index].filter(|document| !is_redirect(document)) else { continue };
        let embedded = document.embedded.is_some();
        if let Some(source) = source.filter(readable) {
            let lagging = pins.revision(document).is_some();
            out.push(Assignment { translation: index, reference: Reference::Source(source), lagging });
        } else if embedded {
            out.push(Assignment { translation: index, reference: Reference::Embedded, lagging: false });
        } else if source.is_none() && !has_source {
            out.extend(siblings(index, documents, pins));
        }
    }
    out
}

/// Whether a file only says where the page is: it has no text, and its front matter names an address.
fn is_redirect(document: &Document) -> bool {
    let keys = ["url", "redirect", "redirect_url", "redirect_to", "redirectTo"];
    let has_text = document.blocks.iter().any(|block| block.kind != BlockKind::FrontMatter);
    !has_text && keys.iter().any(|key| document.field(key).is_some())
}

/// The siblings that vote on a variant: those of its revision if there are any, else all.
fn siblings(index: usize, documents: &[Option<&Document>], pins: &Pins) -> Option<Assignment> {
    let revision = |index: usize| documents[index].and_then(|document| pins.revision(document));
    let own = revision(index);
    let others: Vec<usize> =
        (0..documents.len()).filter(|&other| other != index && documents[other].is_some()).collect();
    let same: Vec<usize> = others.iter().copied().filter(|&other| revision(other) == own).collect();
    let lagging = same.is_empty();
    let mut voters = if lagging { others } else { same };
    voters.truncate(MOST_VOTERS);
    let pair = voters.len() == 1 && !lagging;
    // Two variants that can only disagree with each other are compared once.
    if voters.is_empty() || (pair && voters[0] > index) {
        return None;
    }
    Some(Assignment { translation: index, reference: Reference::Siblings(voters), lagging })
}
