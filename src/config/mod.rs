//! What holds in a run: built-in data, the configuration file and the command line, resolved.

use camino::Utf8PathBuf;

use crate::model::equivalents::Equivalents;
use crate::model::locale::Locale;

pub mod layout;
pub mod options;

/// What holds in a run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Files and folders to check.
    pub roots: Vec<Utf8PathBuf>,
    /// The source locale, where it was said.
    pub source: Option<Locale>,
    /// The locales to report on; empty for all.
    pub locales: Vec<Locale>,
    /// Extensions of documents, without dot, lower-case.
    pub extensions: Vec<String>,
    /// Layouts, the configured ones before the built-in ones.
    pub layouts: Vec<layout::Layout>,
    /// Globs of paths that are left out.
    pub exclude: Vec<String>,
    /// URL equivalences.
    pub equivalents: Equivalents,
    /// Rules or families of rules to run; empty for those that are on by default.
    pub select: Vec<String>,
    /// Rules or families of rules to leave out.
    pub ignore: Vec<String>,
}

impl Config {
    /// What holds for these roots after what each layer said. (Stub.)
    pub fn new(roots: Vec<Utf8PathBuf>, layers: &[options::Options]) -> Self {
        let said = layers.last().cloned().unwrap_or_default();
        Self {
            roots,
            source: said.source,
            locales: said.locales,
            extensions: said.extensions,
            layouts: Vec::new(),
            exclude: Vec::new(),
            equivalents: Equivalents::default(),
            select: said.select,
            ignore: said.ignore,
        }
    }
}
