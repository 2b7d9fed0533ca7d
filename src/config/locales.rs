//! Locales as a configuration file writes them.

use serde::{Deserialize as _, Deserializer};

use crate::model::locale::Locale;

/// A locale.
pub(super) fn locale<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Locale>, D::Error> {
    let name = String::deserialize(deserializer)?;
    parse_locale(&name).map(Some)
}

/// A list of locales.
pub(super) fn locales<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Locale>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| parse_locale(name)).collect()
}

fn parse_locale<E: serde::de::Error>(name: &str) -> Result<Locale, E> {
    Locale::parse(name)
        .ok_or_else(|| E::custom(format!("`{name}` is no locale, expected a tag such as `pt-BR`")))
}
