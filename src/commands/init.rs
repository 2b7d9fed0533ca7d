//! `instep init`: a first configuration file, which changes nothing yet.

use std::io::{self, Write};

use crate::config::keys::{KEYS, Key, Kind};
use crate::discover::{Discovery, FoundLayout};
use crate::model::locale::Locale;
use crate::model::page::Page;
use crate::report::printable;

/// The locale that all layouts found are translated from.
pub fn source(found: &Discovery) -> Option<&Locale> {
    let source = |layout: &FoundLayout| layout.source.is_some();
    let first = found.layouts.first().filter(|layout| source(layout))?.locales.first()?;
    let agrees = |layout: &FoundLayout| source(layout) && layout.locales.first() == Some(first);
    found.layouts.iter().all(agrees).then_some(first)
}

/// Whether two ways of looking find the same pages.
pub fn is_same(a: &Discovery, b: &Discovery) -> bool {
    let variants = |page: &Page| {
        let all = page.variants.iter();
        all.map(|variant| (variant.path.clone(), variant.locale.clone(), variant.role)).collect::<Vec<_>>()
    };
    let pages = |found: &Discovery| {
        let all = found.pages.iter().chain(&found.untranslated);
        all.map(|page| (page.key.clone(), variants(page))).collect::<Vec<_>>()
    };
    let unpaired = |found: &Discovery| {
        let all = found.unpaired.iter();
        all.map(|file| (file.path.clone(), file.locale.clone(), file.reason)).collect::<Vec<_>>()
    };
    pages(a) == pages(b) && unpaired(a) == unpaired(b)
}

/// Writes the file: what was found as a comment, the source's locale if it is to be said, and every other key as a
/// comment with what holds without it, or where nothing does, an example.
pub fn write(found: &Discovery, source: Option<&Locale>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# What instep checks here, and how. Lines that begin with `#` say nothing yet: they show what holds"
    )?;
    writeln!(out, "# without them, or an example. `instep config` shows what is made of the others.")?;
    writeln!(out, "#")?;
    let how = match (found.pages.is_empty(), found.layouts.is_empty()) {
        (true, _) => {
            "No file was found to have a counterpart in another language: say in `[[layout]]` where they lie."
        }
        (false, true) => {
            "Found by itself, from what the files say of their language and from what they have in common."
        }
        (false, false) => "Found by itself:",
    };
    writeln!(out, "# {how}")?;
    for layout in &found.layouts {
        let locales: Vec<&str> = layout.locales.iter().map(Locale::as_str).collect();
        writeln!(out, "#   layout {} in {}", printable(&layout.name), locales.join(", "))?;
        if let Some(source) = &layout.source {
            writeln!(out, "#     source        {}", printable(source))?;
        }
        writeln!(out, "#     translations  {}", printable(&layout.translation))?;
    }
    write_keys(KEYS, "", source, out)
}

fn write_keys(keys: &[Key], path: &str, source: Option<&Locale>, out: &mut dyn Write) -> io::Result<()> {
    for key in keys {
        let name = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        let is_top = path.is_empty();
        if is_top || matches!(key.kind, Kind::Table(_) | Kind::Tables(_)) {
            writeln!(out, "\n# {}", key.summary())?;
        }
        match key.kind {
            Kind::Table(keys) => {
                writeln!(out, "# [{name}]")?;
                write_keys(keys, &name, None, out)?;
            }
            Kind::Tables(keys) => {
                writeln!(out, "# [[{name}]]")?;
                write_keys(keys, &name, None, out)?;
            }
            Kind::Map(..) if is_top => {
                let entry = key.example.trim_matches(['{', '}', ' ']);
                writeln!(out, "# [{name}]\n# {entry}")?;
            }
            _ => match source.filter(|_| key.name == "source") {
                Some(source) => writeln!(out, "source = \"{source}\"")?,
                None => write_value(key, is_top, out)?,
            },
        }
    }
    Ok(())
}

/// A line for a key: at the top below what it does, in a table with it.
fn write_value(key: &Key, is_top: bool, out: &mut dyn Write) -> io::Result<()> {
    let value = if key.default.is_empty() || key.required { key.example } else { key.default };
    let line = format!("# {} = {value}", key.name);
    if is_top { writeln!(out, "{line}") } else { writeln!(out, "{line:<50}  # {}", key.summary()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::options::Options;

    fn written(source: Option<&Locale>) -> String {
        let found = Discovery {
            layouts: vec![FoundLayout {
                name: "folders".to_owned(),
                translation: "docs/{locale}/{path}".to_owned(),
                source: Some("docs/en/{path}".to_owned()),
                locales: ["en", "de"].map(|tag| Locale::parse(tag).unwrap()).to_vec(),
                pages: 2,
            }],
            ..Discovery::default()
        };
        let mut out = Vec::new();
        write(&found, source.or_else(|| super::source(&found)), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn read(text: &str) -> Options {
        Options::parse("instep.toml".into(), text.to_owned())
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    #[test]
    fn it_says_the_source_and_nothing_else() {
        let text = written(None);
        assert!(
            text.contains("#   layout folders in en, de\n#     source        docs/en/{path}\n"),
            "{text}"
        );
        let said = read(&text).said;
        assert_eq!(said.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["source"]);
    }

    #[test]
    fn what_it_shows_can_be_said() {
        let comment = |line: &str| {
            let text = line.strip_prefix("# ")?;
            let name = text.split(" = ").next().unwrap_or_default();
            let is_key = name.len() < text.len() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            (is_key || text.starts_with('[')).then(|| text.to_owned())
        };
        let text = written(None);
        let all: Vec<String> =
            text.lines().filter(|line| !line.starts_with("source")).filter_map(comment).collect();
        let said = read(&all.join("\n")).said;
        for key in KEYS.iter().filter(|key| key.name != "source" && !matches!(key.kind, Kind::Table(_))) {
            assert!(said.iter().any(|(name, _)| name.split('.').next() == Some(key.name)), "{}", key.name);
        }
    }
}
