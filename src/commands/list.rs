//! `instep list`: which files are taken for the same page, and which for none.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::discover::{Discovery, FoundLayout, Unpaired, UnpairedReason};
use crate::model::locale::Locale;
use crate::report::printable;

/// How many files of a reason are named unless all are asked for.
const NAMED: usize = 5;

/// Writes layouts, pages of each locale, and unpaired files.
pub fn write(found: &Discovery, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    for layout in &found.layouts {
        write_layout(layout, out)?;
    }
    write_locales(found, out)?;
    write_unpaired(&found.unpaired, verbose, out)
}

fn write_layout(layout: &FoundLayout, out: &mut dyn Write) -> io::Result<()> {
    let locales: Vec<&str> = layout.locales.iter().map(Locale::as_str).collect();
    let (name, pages) = (printable(&layout.name), pages(layout.pages));
    writeln!(out, "layout {name}: {pages} in {}", locales.join(", "))?;
    let source = layout.source.as_deref().unwrap_or("none: the translations are compared with one another");
    writeln!(out, "  source        {}", printable(source))?;
    writeln!(out, "  translations  {}", printable(&layout.translation))
}

fn write_locales(found: &Discovery, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&Locale, usize> = BTreeMap::new();
    for variant in found.pages.iter().flat_map(|page| &page.variants) {
        *counts.entry(&variant.locale).or_default() += 1;
    }
    if counts.is_empty() {
        return writeln!(out, "no page has two languages");
    }
    writeln!(out, "\n{} paired, in {} locales", pages(found.pages.len()), counts.len())?;
    let width = counts.keys().map(|locale| locale.as_str().len()).max().unwrap_or_default();
    for (locale, count) in counts {
        let share = count * 100 / found.pages.len();
        writeln!(out, "  {:width$}  {count:>6}  {share:>3} %", locale.as_str())?;
    }
    Ok(())
}

fn write_unpaired(unpaired: &[Unpaired], verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut groups: BTreeMap<UnpairedReason, Vec<&Unpaired>> = BTreeMap::new();
    for file in unpaired {
        groups.entry(file.reason).or_default().push(file);
    }
    for (reason, files) in groups {
        writeln!(out, "\n{}: {}", describe(reason), files.len())?;
        let shown = if verbose { files.len() } else { NAMED };
        for file in files.iter().take(shown) {
            let path = printable(file.path.as_str());
            match &file.locale {
                Some(locale) => writeln!(out, "  {path} ({locale})")?,
                None => writeln!(out, "  {path}")?,
            }
        }
        if files.len() > shown {
            writeln!(out, "  and {} more; `--verbose` names them", files.len() - shown)?;
        }
    }
    Ok(())
}

const fn describe(reason: UnpairedReason) -> &'static str {
    match reason {
        UnpairedReason::NotTranslated => "source pages without translation",
        UnpairedReason::NoSource => "translations without source page",
        UnpairedReason::NoSibling => "pages in one language only, where there is no source",
        UnpairedReason::NoLocale => "files of which neither path nor front matter says the language",
    }
}

fn pages(number: usize) -> String {
    if number == 1 { "1 page".to_owned() } else { format!("{number} pages") }
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::model::page::{Page, PageKey, Role, Variant};

    fn page(key: &str, locales: &[&str]) -> Page {
        let variant = |tag: &&str| Variant {
            locale: Locale::parse(tag).unwrap(),
            path: format!("docs/{tag}/{key}.md").into(),
            role: Role::Translation,
            tree: None,
            wanted: true,
        };
        Page { key: PageKey(key.into()), variants: locales.iter().map(variant).collect() }
    }

    #[test]
    fn layouts_locales_and_what_stayed_alone() {
        let locales = ["en", "de", "pt-BR"].map(|tag| Locale::parse(tag).unwrap());
        let alone = |name: &str, reason| Unpaired {
            path: format!("docs/{name}.md").into(),
            locale: Locale::parse("de"),
            reason,
        };
        let mut unpaired: Vec<Unpaired> =
            (0..7).map(|index| alone(&format!("de/{index}"), UnpairedReason::NoSource)).collect();
        unpaired.push(alone("en/\u{202e}x", UnpairedReason::NotTranslated));
        let found = Discovery {
            pages: vec![page("a", &["en", "de", "pt-BR"]), page("b", &["en", "pt-BR"])],
            layouts: vec![FoundLayout {
                name: "folders".to_owned(),
                translation: "docs/{locale}/{path}".to_owned(),
                source: Some("docs/en/{path}".to_owned()),
                locales: locales.to_vec(),
                pages: 2,
            }],
            unpaired,
            ..Discovery::default()
        };
        let mut out = Vec::new();
        write(&found, false, &mut out).unwrap();
        assert_data_eq!(
            String::from_utf8(out).unwrap(),
            str![[r#"
layout folders: 2 pages in en, de, pt-BR
  source        docs/en/{path}
  translations  docs/{locale}/{path}

2 pages paired, in 3 locales
  de          1   50 %
  en          2  100 %
  pt-BR       2  100 %

source pages without translation: 1
  docs/en/\u{202e}x.md (de)

translations without source page: 7
  docs/de/0.md (de)
  docs/de/1.md (de)
  docs/de/2.md (de)
  docs/de/3.md (de)
  docs/de/4.md (de)
  and 2 more; `--verbose` names them

"#]]
            .raw()
        );
        let mut all = Vec::new();
        write(&found, true, &mut all).unwrap();
        assert!(String::from_utf8(all).unwrap().contains("docs/de/6.md"));
    }
}
