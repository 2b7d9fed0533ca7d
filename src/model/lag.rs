//! What in a translation only says that it is behind its source.

use super::diagnostic::Diagnostic;
use super::locale::Locale;
use super::source_file::Location;

/// Why a difference is held to be the source's doing, which the translation has not followed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The source of the revision that the translation follows does not have it.
    History,
    /// Several translations of the page, made apart from one another, differ from the source in the same way.
    Shared,
    /// Pages of the same language all over the documentation differ from their sources in the same way.
    Repeated,
    /// Whole passages came to the source, or went from it.
    Passages,
    /// The page differs in many ways, several of them in this section.
    Clustered,
    /// The translation holds only a small part of the page.
    Stub,
}

impl Evidence {
    /// Whether it is known, and not only likely, that the source has changed.
    pub const fn is_certain(self) -> bool {
        matches!(self, Self::History | Self::Stub)
    }

    /// As the end of the sentence "believed, since …".
    pub const fn reason(self) -> &'static str {
        match self {
            Self::History => "the revision that the translation follows does not have it",
            Self::Shared => "other translations of the page differ in the same way",
            Self::Repeated => "other pages of the language differ in the same way",
            Self::Passages => "whole passages have no counterpart",
            Self::Clustered => "much of the page differs",
            Self::Stub => "the translation holds only a small part of the page",
        }
    }
}

/// A change of the source that translations, themselves as they were, have not followed.
#[derive(Clone, Debug)]
pub struct Unfollowed {
    /// The source's locale.
    pub locale: Locale,
    /// Where the source has changed, as it is now.
    pub place: Location,
    /// What became of the source there.
    pub turn: Turn,
    /// What differs in each of the translations, by locale; at least one.
    pub findings: Vec<Diagnostic>,
}

/// What became of something in the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It came.
    Came(String),
    /// It came for something else.
    Replaced {
        /// What stood there.
        old: String,
        /// What stands there.
        new: String,
    },
    /// It went.
    Went(String),
    /// It stands there, and something about it has changed.
    Changed(String),
}

/// Something that came, went or was replaced in the source, as the translation shows it.
#[derive(Clone, Debug)]
pub struct Change {
    /// What the comparison with the current source says.
    pub finding: Diagnostic,
    /// Why it is no fault of the translation.
    pub evidence: Evidence,
    /// The day on which the source changed, where history tells: `2026-05-12`.
    pub date: Option<String>,
}
