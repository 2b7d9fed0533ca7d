//! Values as a configuration file writes them. What is wrong with one is said where it stands, in a list at its item.

use std::fmt;

use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::severities::Level;
use super::suggest::{nearest, unknown};
use crate::model::diagnostic::Severity;
use crate::model::locale::Locale;

/// Reads a text, or says what is wrong with it.
pub(super) type Read<T> = fn(&str) -> Result<T, String>;

/// A text that is read.
struct Text<T>(Read<T>);

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    // The error has to arise in here: whoever calls this knows the place of the text.
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.0(text).map_err(E::custom)
    }
}

impl<'de, T> DeserializeSeed<'de> for Text<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

/// A list of texts that are read.
struct List<T>(Read<T>);

impl<'de, T> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Text(self.0))? {
            list.push(item);
        }
        Ok(list)
    }
}

/// A text that is read.
pub(super) fn text<'de, D: Deserializer<'de>, T>(deserializer: D, read: Read<T>) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text(read))
}

/// A list of texts that are read.
pub(super) fn list<'de, D: Deserializer<'de>, T>(deserializer: D, read: Read<T>) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_seq(List(read))
}

/// A locale.
pub(super) fn locale<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Locale>, D::Error> {
    text(deserializer, read_locale).map(Some)
}

/// A list of locales.
pub(super) fn locales<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Locale>, D::Error> {
    list(deserializer, read_locale)
}

fn read_locale(name: &str) -> Result<Locale, String> {
    let language = || name.split(['-', '_']).next().filter(|first| Locale::parse(first).is_some());
    let near = || language().or_else(|| nearest(name, &Locale::names().collect::<Vec<_>>()));
    Locale::parse(name).ok_or_else(|| match near() {
        Some(near) => format!("`{name}` is no locale; did you mean `{near}`?"),
        None => format!("`{name}` is no locale, expected a tag such as `pt-BR`"),
    })
}

/// A severity.
pub(super) fn severity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Severity>, D::Error> {
    let read: Read<Severity> = |name| {
        let found = Severity::ALL.into_iter().find(|severity| severity.name() == name);
        found.ok_or_else(|| unknown("severity", name, &Severity::ALL.map(Severity::name)))
    };
    text(deserializer, read).map(Some)
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer, |name| {
            let found = Self::ALL.into_iter().find(|level| level.name() == name);
            found.ok_or_else(|| unknown("severity", name, &Self::ALL.map(Self::name)))
        })
    }
}
