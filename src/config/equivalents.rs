//! The built-in URL equivalences, which are data.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::equivalents::Equivalents;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    language_keys: Vec<String>,
    language_subdomains: Vec<String>,
    language_folders: Vec<String>,
    any_path: Vec<String>,
    same_prefixes: BTreeMap<String, String>,
    aliases: BTreeMap<String, String>,
}

/// The equivalences that are known without configuration.
pub(super) fn built_in() -> Equivalents {
    let raw: Raw = toml::from_str(include_str!("equivalents.toml")).expect("a test reads the built-in data");
    Equivalents {
        language_keys: sorted(raw.language_keys),
        language_subdomains: sorted(raw.language_subdomains),
        language_folders: sorted(raw.language_folders),
        any_path: sorted(raw.any_path),
        same_prefixes: raw.same_prefixes.into_iter().collect(),
        aliases: raw.aliases.into_iter().collect(),
    }
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::locale::Locale;

    #[test]
    fn built_in_data_holds_together() {
        let data = built_in();
        assert!(data.any_path.iter().all(|host| data.language_subdomains.contains(host)));
        assert!(data.aliases.iter().all(|(_, language)| Locale::parse(language).is_some()));
    }
}
