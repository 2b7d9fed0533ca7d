//! What holds in a run: built-in data, the configuration file and the command line, resolved.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::model::diagnostic::Severity;
use crate::model::equivalents::Equivalents;
use crate::model::locale::Locale;
use crate::model::portal::Portals;
use crate::model::progress::Progress;
use crate::model::source_file::SourceFile;

pub mod equivalents;
mod globs;
pub mod keys;
pub mod layout;
pub mod limits;
pub mod options;
pub mod per_path;
pub mod portals;
mod reading;
pub mod schema;
pub mod severities;
pub mod suggest;
mod values;

use layout::Layout;
use limits::Limits;
use options::{Options, ReferenceOptions};
use per_path::PerPath;
use portals::{PlaceholderOptions, PortalOptions};
use severities::Severities;

/// What holds in a run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Files and folders to check.
    pub roots: Vec<Utf8PathBuf>,
    /// The folder of the configuration file, to which layouts and globs are relative; none without a file.
    pub folder: Option<Utf8PathBuf>,
    /// The configuration file, so that findings can point into it; none without one.
    pub file: Option<Arc<SourceFile>>,
    /// The source locale, where it was said.
    pub source: Option<Locale>,
    /// The contract that holds the source's pages, where they are not on disk.
    pub contract: Option<Utf8PathBuf>,
    /// The locales to report on; empty for all.
    pub locales: Vec<Locale>,
    /// Extensions of documents, without dot, lower-case.
    pub extensions: Vec<String>,
    /// Layouts, the configured ones before the built-in ones.
    pub layouts: Vec<Layout>,
    /// How many of the layouts are configured.
    pub configured_layouts: usize,
    /// Locale codes that are mostly something else as names of folders and files, lower-case. Sorted.
    pub ambiguous: Vec<String>,
    /// Globs of paths that are left out.
    pub exclude: Vec<String>,
    /// URL equivalences.
    pub equivalents: Equivalents,
    /// Portals and what placeholders are made of.
    pub portals: Portals,
    /// Rules or families of rules to run; empty for those that are on by default.
    pub select: Vec<String>,
    /// Rules or families of rules to leave out.
    pub ignore: Vec<String>,
    /// What findings weigh, where it was said.
    pub severities: Severities,
    /// What holds for some files only, in the order of the file.
    pub per_path: Vec<PerPath>,
    /// The locales into which no page is expected to be translated.
    pub not_expected: Vec<Locale>,
    /// The least severity that fails a run.
    pub fail_on: Severity,
    /// The file of findings that are known already, as seen from the working folder.
    pub baseline: Option<Utf8PathBuf>,
    /// Whether that file is to be written.
    pub write_baseline: bool,
    /// Whether fixes that are not safe are asked for.
    pub unsafe_fixes: bool,
    /// How the revisions are found that translations follow; its paths are as seen from the working folder.
    pub reference: ReferenceOptions,
    /// How much a run takes on, and how much it tells.
    pub limits: Limits,
    /// Where a run says how far it is.
    pub progress: Progress,
}

/// The extensions of Markdown.
const EXTENSIONS: [&str; 3] = ["md", "mdx", "markdown"];

/// The built-in layouts as they are written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltIn {
    ambiguous: Vec<String>,
    layout: Vec<Layout>,
}

impl Config {
    /// What holds for these roots after what each layer said, the later ones over the earlier ones. A locale and a
    /// selection replace what was said before; extensions, exclusions and layouts are added to it.
    pub fn new(roots: Vec<Utf8PathBuf>, layers: &[Options]) -> Self {
        let mut built_in: BuiltIn =
            toml::from_str(include_str!("layouts.toml")).expect("a test reads the built-in data");
        built_in.ambiguous.sort();
        let mut config = Self {
            roots,
            folder: None,
            file: None,
            source: None,
            contract: None,
            locales: Vec::new(),
            extensions: EXTENSIONS.map(str::to_owned).to_vec(),
            layouts: Vec::new(),
            configured_layouts: 0,
            ambiguous: built_in.ambiguous,
            exclude: Vec::new(),
            equivalents: equivalents::equivalents(layers),
            portals: Portals::default(),
            select: Vec::new(),
            ignore: Vec::new(),
            severities: Severities::default(),
            per_path: Vec::new(),
            not_expected: Vec::new(),
            fail_on: Severity::Warning,
            baseline: None,
            write_baseline: false,
            unsafe_fixes: false,
            reference: ReferenceOptions::default(),
            limits: Limits::default(),
            progress: Progress::default(),
        };
        for layer in layers {
            config.apply(layer);
        }
        config.portals = portals_of(layers);
        config.configured_layouts = config.layouts.len();
        config.layouts.extend(built_in.layout);
        config
    }

    fn apply(&mut self, layer: &Options) {
        let extension = |name: &String| name.trim_start_matches('.').to_lowercase();
        self.extensions.extend(layer.extensions.iter().map(extension));
        self.exclude.extend(layer.exclude.iter().cloned());
        self.ignore.extend(layer.ignore.iter().cloned());
        self.layouts.extend(layer.layouts.iter().cloned());
        self.reference.revision_keys.extend(layer.reference.revision_keys.iter().cloned());
        if layer.reference.repository.is_some() {
            let here = layer.folder.clone().unwrap_or_default();
            let below = |path: &Option<Utf8PathBuf>| path.as_ref().map(|path| here.join(path));
            self.reference.repository = below(&layer.reference.repository);
            self.reference.folder = below(&layer.reference.folder).or(Some(here.clone()));
        }
        self.limits.apply(&layer.limits);
        self.severities.extend(&layer.severities);
        self.per_path.extend(PerPath::all(layer));
        self.not_expected.extend(layer.not_expected.iter().cloned());
        self.fail_on = layer.fail_on.unwrap_or(self.fail_on);
        if layer.file.is_some() {
            self.file.clone_from(&layer.file);
        }
        if layer.folder.is_some() {
            self.folder.clone_from(&layer.folder);
        }
        if layer.source.is_some() {
            self.source.clone_from(&layer.source);
        }
        if let Some(contract) = &layer.contract {
            self.contract = Some(layer.path(contract.as_ref()));
        }
        self.write_baseline |= layer.write_baseline;
        self.unsafe_fixes |= layer.unsafe_fixes;
        if let Some(baseline) = &layer.baseline {
            self.baseline = Some(layer.path(baseline));
        }
        if !layer.locales.is_empty() {
            self.locales.clone_from(&layer.locales);
        }
        if !layer.select.is_empty() {
            self.select.clone_from(&layer.select);
        }
    }
}

impl Config {
    /// Whether findings in a locale are wanted: all are, unless some were named.
    pub fn reports_on(&self, locale: &Locale) -> bool {
        self.locales.is_empty() || self.locales.iter().any(|named| named.means(locale))
    }

    /// Whether a page, whose source's path is as seen from the working folder, is expected to be translated into a locale.
    pub fn expects(&self, source: &Utf8Path, locale: &Locale) -> bool {
        let names = |list: &[Locale]| list.iter().any(|named| named.means(locale));
        let excused = |entry: &PerPath| names(&entry.not_expected) && entry.matches(source, Some(locale));
        !names(&self.not_expected) && !self.per_path.iter().any(excused)
    }
}

/// The portals and placeholders that hold after what each layer said; every list is added to.
fn portals_of(layers: &[Options]) -> Portals {
    let configured: Vec<PortalOptions> =
        layers.iter().flat_map(|layer| layer.portals.iter().cloned()).collect();
    let mut placeholders = PlaceholderOptions::default();
    for said in layers.iter().map(|layer| &layer.placeholders) {
        placeholders.spelling.extend(said.spelling.iter().cloned());
        placeholders.fictitious.extend(said.fictitious.iter().cloned());
        placeholders.allow.extend(said.allow.iter().cloned());
    }
    portals::portals(&configured, &placeholders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_layers_replace_what_was_said_and_add_to_lists() {
        let said = |source: &str, extension: &str| Options {
            source: Locale::parse(source),
            extensions: vec![extension.to_owned()],
            ..Options::default()
        };
        let config = Config::new(Vec::new(), &[said("ja", ".RST"), said("zh", "txt"), Options::default()]);
        assert_eq!(config.source, Locale::parse("zh"));
        assert_eq!(config.extensions, ["md", "mdx", "markdown", "rst", "txt"]);
    }

    #[test]
    fn built_in_layouts_have_distinct_names() {
        let config = Config::new(Vec::new(), &[]);
        let mut names: Vec<_> = config.layouts.iter().map(|layout| &layout.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), config.layouts.len());
    }
}
