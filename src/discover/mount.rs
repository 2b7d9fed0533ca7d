//! The source's files from a contract, put where they would lie beside the translations.
//!
//! Discovery then runs as if they were there, with every layout it knows. Where a source would lie is tried, the
//! likeliest first: at the path that the contract has; deeper or less deep, where one of the two repositories starts at
//! another folder; and where the translations' paths say no locale, beside a folder of the locale that their front
//! matter, the configuration or the repository's name says.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use camino::Utf8Path;

use super::index::loose;
use super::scope::{self, Asked, Scope};
use super::walk::{self, File};
use super::{Discovery, assemble, text};
use crate::config::Config;
use crate::model::contract::{Contract, SourceText};
use crate::model::locale::Locale;
use crate::model::page::{Role, Variant};
use crate::model::site::Tree;
use crate::model::snapshot::Snapshot;

/// Places that are tried beside the contract's own.
const ATTEMPTS: usize = 4;

/// Folders by which a place may be deeper or less deep.
const DEPTH: usize = 6;

/// Files read to tell the locale of translations whose paths say none.
const SAMPLES: usize = 8;

/// Finds the pages under the configured roots with the source's files of a contract, which are not on disk, or do not
/// count there.
///
/// An error is a root that does not exist or an invalid pattern.
pub fn discover_beside(
    config: &Config,
    contract: &Contract,
    snapshot: &Snapshot,
) -> anyhow::Result<Discovery> {
    let config = Config { source: Some(contract.locale.clone()), ..config.clone() };
    let roots = scope::roots(&config)?;
    let asked = Asked::new(&roots);
    let mut best: Option<(usize, Discovery)> = None;
    for scope in scope::candidates_within(&roots, &config) {
        let (files, notices) = walk::walk(&scope, &asked, &config, snapshot)?;
        let ground = Ground { scope, files, notices, contract, config: &config };
        let wanted = ground.asked().count();
        for (knows, place) in ground.places() {
            let found = ground.attempt(&place);
            let paired = paired(&found, knows);
            if best.as_ref().is_none_or(|(most, _)| paired > *most) {
                best = Some((paired, found));
            }
            if paired > 0 && paired * 2 >= wanted {
                break;
            }
        }
        if best.as_ref().is_some_and(|(paired, _)| *paired > 0) {
            break;
        }
    }
    Ok(best.map(|(_, found)| found).unwrap_or_default())
}

/// How a translation's locale has to be known for its pair to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Knows {
    /// Its path says it: there is a better source than a guess.
    ByPath,
    /// However it may be.
    Anyhow,
}

/// How many of the files asked about have a source in the contract.
fn paired(found: &Discovery, knows: Knows) -> usize {
    let held = found
        .pages
        .iter()
        .filter(|page| page.source().is_some_and(|source| found.held.files.contains_key(&source.path)));
    let counts = |variant: &&Variant| {
        let tree = variant.tree.map(|tree| &found.site.trees[tree as usize]);
        let said = knows == Knows::Anyhow || tree.is_none_or(says_its_locale);
        variant.wanted && variant.role == Role::Translation && said
    };
    held.flat_map(|page| &page.variants).filter(counts).count()
}

/// Whether the path of a tree says its locale, and not only a guess at its texts.
fn says_its_locale(tree: &Tree) -> bool {
    let says =
        |dir: &Utf8Path| scope::folder_locale(dir).is_some_and(|named| named.same_language(&tree.locale));
    !tree.suffix.is_empty() || tree.dir.ancestors().any(says)
}

/// A place at which the contract's files may lie.
#[derive(Debug, Default, PartialEq, Eq)]
struct Place {
    /// What goes before the paths of the files on disk: empty, or a folder of their locale.
    lead: String,
    /// What goes before the contract's paths.
    prefix: String,
    /// What is taken away from the beginning of those that have it.
    without: String,
}

impl Place {
    fn of(&self, path: &str) -> Option<String> {
        Some(format!("{}{}", self.prefix, path.strip_prefix(&self.without)?))
    }
}

/// The files on disk, and the contract that is to be put beside them.
struct Ground<'a> {
    scope: Scope,
    files: Vec<File>,
    notices: Vec<String>,
    contract: &'a Contract,
    config: &'a Config,
}

impl Ground<'_> {
    fn attempt(&self, place: &Place) -> Discovery {
        let scope = self.scope.under(&place.lead);
        let held = self.held(place);
        let mut files: Vec<File> = Vec::with_capacity(self.files.len() + held.len());
        for file in &self.files {
            let path = format!("{}{}", place.lead, file.path);
            if !held.contains_key(&path) {
                files.push(File { path, asked: file.asked, held: None, content: file.content.clone() });
            }
        }
        let held = held.into_iter();
        files.extend(held.map(|(path, text)| File {
            path,
            asked: false,
            held: Some(text.clone()),
            content: None,
        }));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut found = assemble(&scope, &files, self.notices.clone(), self.config);
        found.held.revision.clone_from(&self.contract.revision);
        found
    }

    /// The contract's files by the paths they get. One that keeps its path gives way to one that is moved there.
    fn held(&self, place: &Place) -> BTreeMap<String, &SourceText> {
        let mut held: BTreeMap<String, &SourceText> = BTreeMap::new();
        let pages = || self.contract.pages.iter();
        held.extend(pages().filter_map(|(path, text)| Some((place.of(path.as_str())?, text))));
        for (path, text) in pages().filter(|(path, _)| place.of(path.as_str()).is_none()) {
            held.entry(format!("{}{path}", place.prefix)).or_insert(text);
        }
        held
    }

    /// The places to try: the contract's own, then those at which the most pages find their names.
    fn places(&self) -> Vec<(Knows, Place)> {
        let own = Place::default();
        let mut leads = vec![(String::new(), String::new())];
        if let Some((locale, way)) =
            self.unsaid_locale().filter(|(locale, _)| *locale != self.contract.locale)
        {
            leads.push((format!("{locale}/{way}"), format!("{}/", self.contract.locale)));
        }
        let wanted = self.asked().count();
        let mut places = Vec::new();
        for (lead, source) in &leads {
            let names: HashSet<String> =
                self.asked().map(|file| self.name(&format!("{lead}{}", file.path))).collect();
            for place in self.places_under(lead, source).into_iter().filter(|place| *place != own) {
                let paths = self.contract.pages.keys().filter_map(|path| place.of(path.as_str()));
                let count = paths.filter(|path| names.contains(&self.name(path))).count();
                // A few files of the same name prove nothing.
                places.extend((count > 0 && count * 5 >= wanted).then_some((count, place)));
            }
        }
        let distance = |place: &Place| place.prefix.len() + place.without.len();
        places.sort_by_key(|(count, place)| (Reverse(*count), !place.lead.is_empty(), distance(place)));
        let several = leads.len() > 1;
        let knows = |place: &Place| match place.lead.as_str() {
            "" if several => Knows::ByPath,
            _ => Knows::Anyhow,
        };
        let places = std::iter::once(own).chain(places.into_iter().map(|(_, place)| place).take(ATTEMPTS));
        places.map(|place| (knows(&place), place)).collect()
    }

    /// The places for a lead of the files on disk, deeper and less deep; `source` is the folder that corresponds to the
    /// locale's in the lead.
    fn places_under(&self, lead: &str, source: &str) -> Vec<Place> {
        let paths: Vec<String> = self.asked().map(|file| format!("{lead}{}", file.path)).collect();
        let own_folder = lead.find('/').map_or(0, |at| at + 1);
        let deeper = starts(paths.iter().map(|path| &path[own_folder..]));
        let withouts = starts(self.contract.pages.keys().map(|path| path.as_str()));
        let place = |start: &str, without: &str| Place {
            lead: lead.to_owned(),
            prefix: format!("{source}{start}"),
            without: without.to_owned(),
        };
        // Not both: that would be another folder, and not another depth.
        let less_deep = withouts.iter().map(|without| place("", without));
        less_deep.chain(deeper.iter().skip(1).map(|start| place(start, ""))).collect()
    }

    fn asked(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.asked)
    }

    /// A path without the folders that are named after a locale, small differences forgiven.
    fn name(&self, path: &str) -> String {
        let loose = loose(path, &self.config.extensions);
        let folders = loose.split('/').filter(|name| Locale::parse(name).is_none());
        folders.collect::<Vec<_>>().join("/")
    }

    /// The locale of translations whose paths do not say it, and the way from the folder that does to the anchor: from
    /// their front matter, the configuration, or the name of the repository or of a folder around it.
    fn unsaid_locale(&self) -> Option<(Locale, String)> {
        let above = self.scope.locale_above();
        let configured = match self.config.locales.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let named = above.as_ref().map(|(locale, _)| locale.clone());
        let locale = self.declared_locale().or(configured).or(named)?;
        let way = above.filter(|(named, _)| named.same_language(&locale)).map(|(_, way)| way);
        Some((locale, way.unwrap_or_default()))
    }

    /// The locale that most of the files declare.
    fn declared_locale(&self) -> Option<Locale> {
        let asked: Vec<&File> = self.asked().collect();
        let samples: Vec<&&File> = asked.iter().step_by(asked.len().div_ceil(SAMPLES).max(1)).collect();
        let mut counts: BTreeMap<Locale, usize> = BTreeMap::new();
        for file in &samples {
            if let Some(locale) = text::declared_locale(&file.text(&self.scope)) {
                *counts.entry(locale).or_default() += 1;
            }
        }
        let (locale, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
        (count * 2 > samples.len()).then_some(locale)
    }
}

/// The folders, from the outside in, that hold at least half of these files, each with a `/` at its end; the empty
/// one first.
fn starts<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<String> {
    let mut inside: Vec<&str> = paths.collect();
    let half = inside.len().div_ceil(2);
    let mut starts = vec![String::new()];
    while starts.len() <= DEPTH {
        let length = starts.last().map_or(0, String::len);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for path in &inside {
            if let Some(at) = path[length..].find('/') {
                *counts.entry(&path[..=length + at]).or_default() += 1;
            }
        }
        let Some((folder, _)) = counts.into_iter().find(|(_, count)| *count >= half && half > 0) else {
            break;
        };
        let folder = folder.to_owned();
        inside.retain(|path| path.starts_with(&folder));
        starts.push(folder);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_hold_most_files() {
        let paths = ["README.md", "docs/en/a.md", "docs/en/b/c.md", "docs/en/b/d.md", "docs/en/b/e.md"];
        assert_eq!(starts(paths.into_iter()), ["", "docs/", "docs/en/", "docs/en/b/"]);
        assert_eq!(starts(["a.md"].into_iter()), [""]);
        assert_eq!(starts([].into_iter()), [""]);
    }
}
