//! `instep list`: which files are taken for the same page, and which for none.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::discover::{Discovery, FoundLayout, Unpaired, UnpairedReason};
use crate::model::locale::Locale;

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
    writeln!(out, "layout {}: {} in {}", layout.name, pages(layout.pages), locales.join(", "))?;
    writeln!(
        out,
        "  source        {}",
        layout.source.as_deref().unwrap_or("none: the translations are compared with one another")
    )?;
    writeln!(out, "  translations  {}", layout.translation)
}

fn write_locales(found: &Discovery, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&Locale, usize> = BTreeMap::new();
    for variant in found.pages.iter().flat_map(|page| &page.variants) {
        *counts.entry(&variant.locale).or_default() += 1;
    }
    if counts.is_empty() {
        return writeln!(out, "no page has two languages");
    }
    writeln!(out, "\n{} in {} locales", pages(found.pages.len()), counts.len())?;
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
            let path = file.path.as_str().escape_debug();
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
