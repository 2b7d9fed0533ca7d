//! A configuration file beside the table of keys: what it says, and where.

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::keys::{KEYS, Key, Kind};
use super::suggest::nearest;
use crate::model::source_file::Span;

/// What a file says, before it is known what it means.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The first key that there is not.
    pub(super) unknown: Option<(Span, String)>,
    /// The rules that are named.
    pub(super) rules: Vec<(String, Span)>,
    /// The keys that are said, by name behind the names of their tables.
    pub(super) said: Vec<(String, Span)>,
}

impl Reading {
    /// Reads the text of a file.
    pub(super) fn of(text: &str) -> Result<Self, Error> {
        let table = DeTable::parse(text)?;
        let mut reading = Self::default();
        reading.table(table.get_ref(), KEYS, "");
        reading.rules.sort_by_key(|(_, span)| span.start);
        reading.said.sort_by_key(|(_, span)| span.start);
        Ok(reading)
    }

    fn table(&mut self, table: &DeTable<'_>, keys: &'static [Key], path: &str) {
        for (name, value) in table {
            let span = Span::new(name.span());
            let name = name.get_ref().as_ref();
            let Some(key) = keys.iter().find(|key| key.name == name) else {
                self.unknown(name, span, keys);
                continue;
            };
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            match (key.kind, value.get_ref()) {
                (Kind::Table(keys), DeValue::Table(table)) => self.table(table, keys, &path),
                (Kind::Tables(keys), DeValue::Array(tables)) => {
                    for table in tables {
                        self.said.push((path.clone(), Span::new(table.span())));
                        if let DeValue::Table(table) = table.get_ref() {
                            self.table(table, keys, &path);
                        }
                    }
                }
                (kind, _) => self.values(kind, value, &path, span),
            }
        }
    }

    fn values(&mut self, kind: Kind, value: &Spanned<DeValue<'_>>, path: &str, span: Span) {
        match (kind, value.get_ref()) {
            (Kind::Map(keys, _), DeValue::Table(table)) => {
                for name in table.keys() {
                    let span = Span::new(name.span());
                    self.said.push((format!("{path}.{}", name.get_ref()), span));
                    if matches!(keys, Kind::Rule) {
                        self.rules.push((name.get_ref().to_string(), span));
                    }
                }
            }
            (Kind::List(Kind::Rule), DeValue::Array(names)) => {
                let rule = |name: &Spanned<DeValue<'_>>| {
                    Some((name.get_ref().as_str()?.to_owned(), Span::new(name.span())))
                };
                self.rules.extend(names.iter().filter_map(rule));
            }
            _ => {}
        }
        self.said.push((path.to_owned(), span));
    }

    fn unknown(&mut self, name: &str, span: Span, keys: &[Key]) {
        if self.unknown.as_ref().is_some_and(|(first, _)| first.start < span.start) {
            return;
        }
        let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
        let message = match nearest(name, &known) {
            Some(near) => format!("unknown key `{name}`; did you mean `{near}`?"),
            None => format!("unknown key `{name}`; known are {}", known.join(", ")),
        };
        self.unknown = Some((span, message));
    }
}
