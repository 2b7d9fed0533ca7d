//! A translation beside what it is compared with, to be shown: which step stands for which.

use std::sync::Arc;

use super::diagnostic::ReferenceNote;
use super::locale::Locale;
use super::page::PageKey;
use super::source_file::{SourceFile, Span};

/// The lists of a translation beside those of its reference.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The page.
    pub page: PageKey,
    /// The translation's locale.
    pub locale: Locale,
    /// The translation.
    pub translation: Arc<SourceFile>,
    /// What it is compared with; its location names the file, and no place in it.
    pub reference: ReferenceNote,
    /// The lists, in the reference's order.
    pub passages: Vec<Passage>,
}

/// A list with all that is nested in it, or what stands for it on the other side.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// The heading that it stands below, in the reference and in the translation, without markup.
    pub headings: [Option<String>; 2],
    /// Its steps.
    pub rows: Vec<Row>,
}

/// A step of the reference and the step of the translation that stands for it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The reference's; none where it has no such step.
    pub reference: Option<Item>,
    /// The translation's; none where it has no such step.
    pub translation: Option<Item>,
    /// Whether the text of the side that has none stands in a row above: two steps were merged, or one was split.
    pub joined: bool,
}

/// A step as it is written.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its marker.
    pub marker: Span,
    /// The number it is rendered with; 0 where it is not rendered as a step.
    pub ordinal: u32,
    /// How many steps it is nested in.
    pub depth: u32,
    /// Its text, without its marker and without the steps nested in it. In order; at least one.
    pub parts: Vec<Span>,
}

impl Item {
    /// Whether an offset lies in its marker or its text.
    pub fn holds(&self, offset: u32) -> bool {
        let within = |span: &Span| span.start <= offset && offset < span.end.max(span.start + 1);
        within(&self.marker) || self.parts.iter().any(within)
    }
}
