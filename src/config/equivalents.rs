//! URL equivalences: the built-in ones, which are data, and what a configuration file adds to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::options::Options;
use super::portals::host;
use super::values::{list, text};
use crate::model::equivalents::Equivalents;
use crate::model::locale::Locale;

/// Differences between two URLs that are a localization and no fault.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct EquivalentOptions {
    /// Query keys whose value is a language.
    #[serde(deserialize_with = "words")]
    language_keys: Vec<String>,
    /// Hosts that keep their languages in the first label.
    #[serde(deserialize_with = "hosts")]
    language_subdomains: Vec<String>,
    /// Folders that hold a folder for each language.
    #[serde(deserialize_with = "words")]
    language_folders: Vec<String>,
    /// Hosts with languages in the first label on which another language's page has another path as well.
    #[serde(deserialize_with = "hosts")]
    any_path: Vec<String>,
    /// Beginnings of URLs, and other beginnings that lead to the same place.
    same_prefixes: BTreeMap<String, Prefix>,
    /// Beginnings of URLs, and keys of their queries whose values are words for readers.
    text_keys: BTreeMap<String, Words>,
    /// Labels that stand for a language by custom.
    aliases: BTreeMap<String, Language>,
}

/// The beginning of a URL.
#[derive(Clone, Debug)]
struct Prefix(String);

/// Names of query keys.
#[derive(Clone, Debug)]
struct Words(Vec<String>);

/// A language without script and region.
#[derive(Clone, Debug)]
struct Language(String);

impl<'de> Deserialize<'de> for Prefix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer, |text| {
            let is_prefix = text.split_once("://").is_some_and(|(_, rest)| !rest.is_empty());
            let message =
                || format!("`{text}` begins no URL, expected one such as `https://example.com/docs`");
            is_prefix.then(|| Self(text.to_owned())).ok_or_else(message)
        })
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        words(deserializer).map(Self)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer, |text| {
            let language = Locale::parse(text).filter(|locale| !locale.has_subtags());
            let message = || format!("`{text}` is no language, expected one such as `ja`");
            language.map(|locale| Self(locale.as_str().to_owned())).ok_or_else(message)
        })
    }
}

fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, |text| {
        let is_word =
            !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        let message = || format!("`{text}` is no name, expected letters, digits, hyphens and underscores");
        is_word.then(|| text.to_owned()).ok_or_else(message)
    })
}

fn hosts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, |text| host(text).map(|host| host.to_lowercase()))
}

/// The equivalences that hold after what each layer said, which is added to the built-in ones.
pub(super) fn equivalents(layers: &[Options]) -> Equivalents {
    let mut all: EquivalentOptions =
        toml::from_str(include_str!("equivalents.toml")).expect("a test reads the built-in data");
    for said in layers.iter().map(|layer| &layer.equivalents) {
        all.language_keys.extend(said.language_keys.iter().cloned());
        all.language_subdomains.extend(said.language_subdomains.iter().chain(&said.any_path).cloned());
        all.language_folders.extend(said.language_folders.iter().cloned());
        all.any_path.extend(said.any_path.iter().cloned());
        all.same_prefixes.extend(said.same_prefixes.iter().map(|(one, other)| (one.clone(), other.clone())));
        all.text_keys.extend(said.text_keys.iter().map(|(prefix, keys)| (prefix.clone(), keys.clone())));
        all.aliases.extend(said.aliases.iter().map(|(label, language)| (label.clone(), language.clone())));
    }
    Equivalents {
        language_keys: sorted(all.language_keys),
        language_subdomains: sorted(all.language_subdomains),
        language_folders: sorted(all.language_folders),
        any_path: sorted(all.any_path),
        same_prefixes: all.same_prefixes.into_iter().map(|(one, other)| (one, other.0)).collect(),
        text_keys: all.text_keys.into_iter().map(|(prefix, keys)| (prefix, keys.0)).collect(),
        aliases: all.aliases.into_iter().map(|(label, language)| (label, language.0)).collect(),
    }
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list.dedup();
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_data_holds_together() {
        let data = equivalents(&[]);
        assert!(data.any_path.iter().all(|host| data.language_subdomains.contains(host)));
        assert!(data.aliases.iter().all(|(_, language)| Locale::parse(language).is_some()));
    }

    #[test]
    fn what_is_configured_is_added() {
        let said = "[equivalents]\nlanguage-keys = [\"tongue\"]\nlanguage-subdomains = [\"example.org\"]\n\
                    any-path = [\"wiki.example.com\"]\n[equivalents.aliases]\nch = \"de\"\n\
                    [equivalents.text-keys]\n\"https://share.example.com/\" = [\"say\"]\n\
                    [equivalents.same-prefixes]\n\"https://go.example.com/\" = \"https://example.com/go/\"\n";
        let before = equivalents(&[]);
        let after = equivalents(&[Options::parse("instep.toml".into(), said.to_owned()).unwrap()]);
        assert_eq!(after.language_keys.len(), before.language_keys.len() + 1);
        assert!(after.language_keys.contains(&"tongue".to_owned()));
        assert_eq!(after.language_subdomains.len(), before.language_subdomains.len() + 2);
        assert!(after.aliases.contains(&("ch".to_owned(), "de".to_owned())));
        assert!(after.is_text("https://share.example.com/a", "say"));
        assert!(!before.is_text("https://share.example.com/a", "say"));
        assert!(after.is_text("mailto:a@example.com", "subject"));
        assert!(
            after
                .same_prefixes
                .contains(&("https://go.example.com/".to_owned(), "https://example.com/go/".to_owned()))
        );
    }
}
