//! A page: one document in all its languages, before any of them is read.

use std::fmt;
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::locale::Locale;

/// What all variants of a page share: the path without its locale, extension and index name,
/// such as `docs/mssp/access-portal`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageKey(pub Arc<str>);

impl fmt::Display for PageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The two roles a variant plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What the others are translated from.
    Source,
    /// A translation.
    Translation,
}

/// One file of a page, in one locale.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its language.
    pub locale: Locale,
    /// Its path, as given on the command line or found on disk, `/`-separated.
    pub path: Utf8PathBuf,
    /// Source or translation.
    pub role: Role,
    /// The [`Tree`](super::site::Tree) it belongs to, an index into `Site::trees`; none where the path says
    /// nothing about the locale.
    pub tree: Option<u32>,
    /// Whether findings in this file are wanted: it, or the source of its page, was named on the command line
    /// or lies in a named folder.
    pub wanted: bool,
}

/// A page with its variants: at most one per locale, the source first, then by locale.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its key.
    pub key: PageKey,
    /// Its variants.
    pub variants: Vec<Variant>,
}

impl Page {
    /// The variant that the others are translated from, where there is one.
    pub fn source(&self) -> Option<&Variant> {
        self.source_index().map(|index| &self.variants[index])
    }

    /// The index of that variant.
    pub fn source_index(&self) -> Option<usize> {
        self.variants.iter().position(|variant| variant.role == Role::Source)
    }
}
