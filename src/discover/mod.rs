//! Roots → pages: which files are the same page in different languages.

use camino::Utf8PathBuf;

use crate::config::Config;
use crate::model::locale::Locale;
use crate::model::page::Page;
use crate::model::site::Site;

/// What was found under the roots.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The pages with at least two variants, or with a single one and a reason to check it (a bilingual page, an
    /// orphan), by key.
    pub pages: Vec<Page>,
    /// What pages need to know of one another.
    pub site: Site,
    /// The layouts found, for `instep list`.
    pub layouts: Vec<FoundLayout>,
    /// Files that belong to no page with two variants.
    pub unpaired: Vec<Unpaired>,
    /// Lines for standard error: what could not be read, what was assumed. Sorted.
    pub notices: Vec<String>,
}

/// A layout that some of the files follow.
#[derive(Clone, Debug)]
pub struct FoundLayout {
    /// The layout's name.
    pub name: String,
    /// Where it was found: its patterns with all but `{locale}` and `{path}` filled in.
    pub translation: String,
    /// The same for the source; none where there is no source.
    pub source: Option<String>,
    /// Its locales, the source's first.
    pub locales: Vec<Locale>,
    /// Number of pages.
    pub pages: usize,
}

/// A file without a counterpart.
#[derive(Clone, Debug)]
pub struct Unpaired {
    /// The file.
    pub path: Utf8PathBuf,
    /// Its locale, where known.
    pub locale: Option<Locale>,
    /// Why it stayed alone.
    pub reason: UnpairedReason,
}

/// Why a file has no counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnpairedReason {
    /// A source page without translations.
    NotTranslated,
    /// A translation without a source page.
    NoSource,
    /// A translation without siblings, in documentation that has no source.
    NoSibling,
    /// Neither path nor front matter says a locale.
    NoLocale,
}

/// Finds the pages under the configured roots.
///
/// Unreadable entries become notices. An error is a root that does not exist or an invalid pattern.
pub fn discover(config: &Config) -> anyhow::Result<Discovery> {
    let _ = config;
    Ok(Discovery::default())
}
