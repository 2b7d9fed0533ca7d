//! What holds for some files only.

use std::sync::Arc;

use camino::Utf8Path;
use serde::Deserialize;
use toml::Spanned;

use super::globs::{Globs, read_glob};
use super::options::Options;
use super::severities::Severities;
use super::values::{list, locales};
use crate::model::locale::Locale;
use crate::model::source_file::{Location, Span};

/// An entry as a configuration file says it, with its place.
pub type PerPathOptions = Spanned<Entry>;

/// What a configuration file says of some files.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawEntry")]
pub struct Entry(RawEntry);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawEntry {
    #[serde(deserialize_with = "globs")]
    paths: Vec<String>,
    #[serde(default, deserialize_with = "locales")]
    locales: Vec<Locale>,
    #[serde(default)]
    ignore: Vec<String>,
    #[serde(default)]
    severity: Severities,
    #[serde(default, deserialize_with = "locales")]
    not_expected: Vec<Locale>,
    reason: Option<String>,
}

fn globs<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, read_glob)
}

impl TryFrom<RawEntry> for Entry {
    type Error = String;

    fn try_from(raw: RawEntry) -> Result<Self, String> {
        if raw.paths.is_empty() {
            return Err("`paths` is empty, expected a glob such as `docs/archive/**`".to_owned());
        }
        if raw.ignore.is_empty() && raw.severity.is_empty() && raw.not_expected.is_empty() {
            return Err(
                "an entry of `per-path` that changes nothing: expected `ignore`, `severity` or `not-expected`"
                    .to_owned(),
            );
        }
        if !raw.ignore.is_empty() && raw.reason.as_ref().is_none_or(|reason| reason.trim().is_empty()) {
            return Err("an entry of `per-path` that ignores rules needs a `reason`".to_owned());
        }
        Ok(Self(raw))
    }
}

/// What holds for some files only: an entry of the configuration, resolved.
#[derive(Clone, Debug)]
pub struct PerPath {
    globs: Globs,
    /// The locales of the files; empty for all. A bare language stands for all its forms.
    pub locales: Vec<Locale>,
    /// Rules or families of rules to leave out.
    pub ignore: Vec<String>,
    /// What findings weigh.
    pub severities: Severities,
    /// The locales into which the pages are not expected to be translated.
    pub not_expected: Vec<Locale>,
    /// Why; there is one where something is ignored.
    pub reason: Option<String>,
    /// The head of the entry in the configuration file.
    pub place: Location,
}

impl PerPath {
    /// The entries of a configuration file; none of what no file said.
    pub(super) fn all(options: &Options) -> Vec<Self> {
        let Some(file) = &options.file else { return Vec::new() };
        let folder = options.folder.as_deref().unwrap_or(Utf8Path::new("."));
        let entry = |said: &PerPathOptions| {
            let raw = said.get_ref().0.clone();
            Self {
                globs: Globs::new(&raw.paths, folder),
                locales: raw.locales,
                ignore: raw.ignore,
                severities: raw.severity,
                not_expected: raw.not_expected,
                reason: raw.reason,
                place: Location { file: Arc::clone(file), span: Span::new(said.span()) },
            }
        };
        options.per_path.iter().map(entry).collect()
    }

    /// Whether the entry is about a file, whose path is as seen from the working folder or absolute. An entry for
    /// certain locales is about no file without one.
    pub fn matches(&self, path: &Utf8Path, locale: Option<&Locale>) -> bool {
        let named = |locale: &Locale| self.locales.iter().any(|named| named.means(locale));
        (self.locales.is_empty() || locale.is_some_and(named)) && self.globs.matches(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::severities::Level;
    use crate::model::diagnostic::Severity;

    fn read(text: &str) -> Vec<PerPath> {
        let options = Options::parse("instep.toml".into(), text.to_owned()).unwrap();
        Config::new(Vec::new(), &[options]).per_path
    }

    #[test]
    fn an_entry_is_about_its_paths_and_locales() {
        let all = read(
            "source = \"en\"\n\n[[per-path]]\npaths = [\"docs/legal/\"]\nlocales = [\"pt\", \"de-AT\"]\n\
             ignore = [\"url\"]\nseverity = { step-missing = \"warning\" }\nreason = \"other laws\"\n",
        );
        let entry = &all[0];
        let matches = |path: &str, locale: Option<&str>| {
            let locale = locale.map(|name| Locale::parse(name).unwrap());
            entry.matches(Utf8Path::new(path), locale.as_ref())
        };
        assert!(matches("docs/legal/pt/a.md", Some("pt-BR")));
        assert!(matches("docs/legal/de/a.md", Some("de-AT")));
        assert!(!matches("docs/legal/de/a.md", Some("de")));
        assert!(!matches("docs/legal/a.md", None));
        assert!(!matches("docs/pt/a.md", Some("pt")));
        assert_eq!(entry.severities.of("step-missing"), Some(Level::On(Severity::Warning)));
        assert_eq!(entry.place.text(), "[[per-path]]");
    }

    #[test]
    fn an_entry_for_all_locales_is_about_files_without_one() {
        let all = read("[[per-path]]\npaths = [\"*.md\"]\nnot-expected = [\"ja\"]\n");
        assert!(all[0].matches(Utf8Path::new("a/b.md"), None));
    }
}
