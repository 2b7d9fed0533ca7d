//! What was said. (Stub.)

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::locale::Locale;

/// What one place said. (Stub.)
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder of the file that said it.
    pub folder: Option<Utf8PathBuf>,
    /// The source locale.
    pub source: Option<Locale>,
    /// The locales to report on.
    pub locales: Vec<Locale>,
    /// Extensions of documents.
    pub extensions: Vec<String>,
    /// Rules or families of rules to run.
    pub select: Vec<String>,
    /// Rules or families of rules to leave out.
    pub ignore: Vec<String>,
}

impl Options {
    /// The configuration file that holds in a folder. (Stub.)
    pub const fn find(_: &Utf8Path) -> Option<Utf8PathBuf> {
        None
    }

    /// What a configuration file says. (Stub.)
    pub fn read(path: &Utf8Path) -> anyhow::Result<Self> {
        anyhow::bail!("cannot read {path}")
    }
}
