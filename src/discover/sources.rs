//! The source's files, for a contract.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use super::scope::{self, Asked};
use super::{Discovery, UnpairedReason, discover, text};
use crate::config::Config;
use crate::model::contract::is_inside;
use crate::model::locale::Locale;
use crate::model::page::Role;
use crate::real::real;

/// Files read to tell the language of a source whose paths say none.
const SAMPLES: usize = 5;

/// The files that translations elsewhere are made from.
#[derive(Debug)]
pub struct Sources {
    /// Their locale.
    pub locale: Locale,
    /// The files, by path.
    pub files: Vec<SourcePath>,
    /// Lines for standard error: what could not be read, what was left out.
    pub notices: Vec<String>,
}

/// A file of the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourcePath {
    /// Relative to the root of the source's repository; see [`crate::model::contract`].
    pub path: String,
    /// As given on the command line or found on disk.
    pub shown: Utf8PathBuf,
}

/// Finds the files under the configured roots that are no translations: the source's, and those of which neither path
/// nor front matter says a locale. Where nothing is a source and all is in one language, that is the source.
///
/// An error is a root that does not exist or an invalid pattern.
pub fn sources(config: &Config) -> anyhow::Result<Sources> {
    let found = discover(config)?;
    let roots = scope::roots(config)?;
    let root = scope::root_of(&roots)?;
    let asked = Asked::new(&roots);
    let mut sources =
        Sources { locale: locale(&found, &root, config), files: Vec::new(), notices: Vec::new() };
    let mut folders: BTreeMap<Utf8PathBuf, Option<Utf8PathBuf>> = BTreeMap::new();
    for shown in shown(&found, config) {
        let folder =
            shown.parent().filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
        let real = folders.entry(folder.to_owned()).or_insert_with(|| real(folder).ok());
        let real = real.as_ref().zip(shown.file_name()).map(|(folder, name)| folder.join(name));
        let path = real.filter(|real| asked.covers(real)).and_then(|real| {
            let path = real.strip_prefix(&root).ok()?.as_str().to_owned();
            is_inside(&path).then_some(path)
        });
        match path {
            Some(path) => sources.files.push(SourcePath { path, shown }),
            None => sources.notices.push(format!("{shown}: not below {root}; left out")),
        }
    }
    sources.files.sort();
    sources.files.dedup_by(|a, b| a.path == b.path);
    sources.notices.extend(found.notices);
    Ok(sources)
}

/// The files that are no translations.
fn shown(found: &Discovery, config: &Config) -> BTreeSet<Utf8PathBuf> {
    let variants = || found.pages.iter().flat_map(|page| &page.variants).filter(|variant| variant.wanted);
    let mut files: BTreeSet<Utf8PathBuf> = variants()
        .filter(|variant| variant.role == Role::Source)
        .map(|variant| variant.path.clone())
        .collect();
    let alone = found
        .unpaired
        .iter()
        .filter(|file| matches!(file.reason, UnpairedReason::NotTranslated | UnpairedReason::NoLocale));
    files.extend(alone.map(|file| file.path.clone()));
    let is_sourced = variants().any(|variant| variant.role == Role::Source)
        || found.unpaired.iter().any(|file| file.reason == UnpairedReason::NotTranslated);
    if !is_sourced {
        let locales: BTreeSet<&Locale> = variants().map(|variant| &variant.locale).collect();
        let fits =
            |locale: &&Locale| config.source.as_ref().is_none_or(|source| source.same_language(locale));
        if let (1, Some(only)) = (locales.len(), locales.first().filter(|locale| fits(locale))) {
            files.extend(
                variants().filter(|variant| variant.locale == **only).map(|variant| variant.path.clone()),
            );
        }
    }
    files
}

/// The source's locale: as configured, as most of its paths say, else as its texts look, in the form that the name of
/// its repository has.
fn locale(found: &Discovery, root: &Utf8Path, config: &Config) -> Locale {
    let mut counts: BTreeMap<&Locale, usize> = BTreeMap::new();
    let paired = found.pages.iter().filter_map(|page| page.source()).map(|variant| &variant.locale);
    let alone = found.unpaired.iter().filter(|file| file.reason == UnpairedReason::NotTranslated);
    for locale in paired.chain(alone.filter_map(|file| file.locale.as_ref())) {
        *counts.entry(locale).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(locale, _)| locale.clone());
    config.source.clone().or(most).unwrap_or_else(|| {
        let guess =
            guess(found, config).unwrap_or_else(|| Locale::parse("en").expect("English is a language"));
        scope::folder_locale(root).filter(|named| named.same_language(&guess)).unwrap_or(guess)
    })
}

/// What the texts of files without a locale look like, where no variant says it.
fn guess(found: &Discovery, config: &Config) -> Option<Locale> {
    let variants = found.pages.iter().flat_map(|page| &page.variants);
    let only = variants.filter(|variant| variant.wanted).map(|variant| variant.locale.clone()).next();
    let files: Vec<_> = found.unpaired.iter().filter(|file| file.locale.is_none()).collect();
    let mut votes: BTreeMap<Locale, usize> = BTreeMap::new();
    for file in files.iter().step_by(files.len().div_ceil(SAMPLES).max(1)) {
        if let Some(locale) = text::language(&super::walk::read(&file.path, config.limits.file_bytes)) {
            *votes.entry(locale).or_default() += 1;
        }
    }
    only.or_else(|| votes.into_iter().max_by_key(|(_, count)| *count).map(|(locale, _)| locale))
}
