//! Roots → pages: which files are the same page in different languages.

use std::collections::HashSet;

use camino::{Utf8Path, Utf8PathBuf};

use crate::config::Config;
use crate::model::contract::Held;
use crate::model::locale::Locale;
use crate::model::page::{Page, PageKey, Role, Variant};
use crate::model::site::{Site, Tree, normalize};
use crate::model::snapshot::Snapshot;

mod ambiguity;
mod choose;
mod claims;
mod content;
mod index;
mod mount;
mod pages;
mod scope;
mod source;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod walk;

use pages::{Assembly, Draft};
use scope::{Asked, Scope};
use walk::File;

pub use mount::discover_beside;
pub use sources::{SourcePath, Sources, sources};
pub use table::Table;

/// What was found under the roots.
#[derive(Debug, Default)]
pub struct Discovery {
    /// The pages with at least two variants, or with a single one and a reason to check it (a bilingual page, an
    /// orphan), by key.
    pub pages: Vec<Page>,
    /// The pages with at least two variants of which none is wanted, by key.
    pub rest: Vec<Page>,
    /// The source's pages without translation, by key.
    pub untranslated: Vec<Page>,
    /// What pages need to know of one another.
    pub site: Site,
    /// The source's files where a contract holds them.
    pub held: Held,
    /// The layouts found, for `instep list`.
    pub layouts: Vec<FoundLayout>,
    /// Files that belong to no page with two variants.
    pub unpaired: Vec<Unpaired>,
    /// Lines for standard error: what could not be read, what was assumed. Sorted.
    pub notices: Vec<String>,
    /// In which terms the paths of variants are given.
    pub terms: Terms,
}

/// In which terms paths are given: as seen from the working folder, or as the roots are.
#[derive(Clone, Debug, Default)]
pub struct Terms(Option<Scope>);

impl Terms {
    /// An absolute path without links in these terms.
    pub fn shown(&self, real: &Utf8Path) -> Utf8PathBuf {
        self.0.as_ref().map_or_else(|| real.to_owned(), |scope| scope.shown_real(real))
    }
}

/// A layout that some of the files follow.
#[derive(Clone, Debug)]
pub struct FoundLayout {
    /// The layout's name.
    pub name: String,
    /// Where it was found: its patterns with all but `{locale}` and `{path}` filled in.
    pub translation: String,
    /// The same for the source; none where there is no source.
    pub source: Option<String>,
    /// Its locales, the source's first.
    pub locales: Vec<Locale>,
    /// Number of pages.
    pub pages: usize,
}

/// A file without a counterpart.
#[derive(Clone, Debug)]
pub struct Unpaired {
    /// The file.
    pub path: Utf8PathBuf,
    /// Its locale, where known.
    pub locale: Option<Locale>,
    /// Why it stayed alone.
    pub reason: UnpairedReason,
}

/// Why a file has no counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnpairedReason {
    /// A source page without translations.
    NotTranslated,
    /// A translation without a source page.
    NoSource,
    /// A translation without siblings, in documentation that has no source.
    NoSibling,
    /// Neither path nor front matter says a locale.
    NoLocale,
}

/// Finds the pages under the configured roots.
///
/// Unreadable entries become notices. An error is a root that does not exist, an invalid pattern, or a file on
/// which two configured layouts disagree.
pub fn discover(config: &Config) -> anyhow::Result<Discovery> {
    discover_at(config, &Snapshot::default())
}

/// Finds the pages under the configured roots as they were in another state, whose files go by their absolute paths.
///
/// Unreadable entries become notices. An error is a root that does not exist or an invalid pattern.
pub fn discover_at(config: &Config, snapshot: &Snapshot) -> anyhow::Result<Discovery> {
    let roots = scope::roots(config)?;
    let asked = Asked::new(&roots);
    let mut best: Option<(Standing, Discovery)> = None;
    for scope in scope::candidates(&roots, config) {
        let found = attempt(&scope, &asked, config, snapshot)?;
        let standing = Standing::of(&found);
        // Around a folder without sources they may be one level up; further up begins what is not meant.
        let enough = standing.is_complete(&asked) || best.as_ref().is_some_and(|(last, _)| last.paired > 0);
        if best.as_ref().is_none_or(|(last, _)| standing > *last) {
            best = Some((standing, found));
        }
        if enough {
            break;
        }
    }
    Ok(best.map(|(_, found)| found).unwrap_or_default())
}

/// How well the files asked about found company.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    /// Those in a page that has a source and a translation.
    sourced: usize,
    /// Those in a page with another variant.
    paired: usize,
}

impl Standing {
    fn of(found: &Discovery) -> Self {
        let mut standing = Self { sourced: 0, paired: 0 };
        for page in found.pages.iter().filter(|page| page.variants.len() > 1) {
            let wanted = page.variants.iter().filter(|variant| variant.wanted).count();
            standing.paired += wanted;
            standing.sourced += if page.source().is_some() { wanted } else { 0 };
        }
        standing
    }

    fn is_complete(self, asked: &Asked<'_>) -> bool {
        self.sourced > 0 && (asked.only_folders() || self.sourced >= asked.files().count())
    }
}

/// Finds the pages of one scope.
fn attempt(
    scope: &Scope,
    asked: &Asked<'_>,
    config: &Config,
    snapshot: &Snapshot,
) -> anyhow::Result<Discovery> {
    let (files, notices) = walk::walk(scope, asked, config, snapshot)?;
    ambiguity::refuse(&files, scope, config)?;
    Ok(assemble(scope, &files, notices, config))
}

/// Finds the pages that the files of a scope make.
fn assemble(scope: &Scope, files: &[File], notices: Vec<String>, config: &Config) -> Discovery {
    let index = index::Index::new(files, &config.extensions);
    let families = claims::families(files, &index, config);
    let chosen = choose::choose(&families, files, scope, config);
    let mut assembly = Assembly::new(files, scope, config);
    for chosen in &chosen {
        assembly.add(&families[chosen.family], chosen);
    }
    assembly.add_untranslated();
    content::add(&mut assembly);
    assembly.notices.extend(notices);
    finish(assembly)
}

/// Names the pages, and keeps those that are asked about.
fn finish(assembly: Assembly<'_>) -> Discovery {
    let Assembly { files, scope, config, mut drafts, trees, layouts, mut notices, seated, .. } = assembly;
    let shown: Vec<_> = files.iter().map(|file| scope.shown(&file.path)).collect();
    drafts.sort_by(|a, b| (&a.name, first_file(a)).cmp(&(&b.name, first_file(b))));
    let mut names = HashSet::new();
    let with_source = layouts.iter().enumerate().filter(|(_, layout)| layout.source.is_some());
    let sourced = with_source.map(|(family, _)| family as u32).collect();
    let locales = layouts.iter().map(|layout| layout.locales.clone()).collect();
    let (project, here) = scope.project();
    let mut site = Site { sourced, locales, project, here, ..Site::default() };
    let known = |tree: Tree| Tree { dir: site.known(&tree.dir).into_owned(), ..tree };
    site.trees = trees.into_iter().map(known).collect();
    let mut found = Discovery { site, ..Discovery::default() };
    let mut pages_of_layout = vec![0; layouts.len()];
    for draft in drafts {
        let key = unique_key(&draft, files, &mut names);
        let page = page(&draft, key, files, &shown, config);
        for variant in &page.variants {
            let path = normalize(&found.site.known(&variant.path));
            found.site.pages.insert(path.into_string(), page.key.clone());
        }
        if !page.variants.iter().any(|variant| variant.wanted) {
            found.rest.extend((page.variants.len() > 1).then_some(page));
            continue;
        }
        for &family in &draft.families {
            pages_of_layout[family as usize] += 1;
        }
        let sourced = draft.families.iter().any(|family| found.site.sourced.contains(family));
        match page.variants.as_slice() {
            [only] => {
                let reason = match only.role {
                    Role::Source => UnpairedReason::NotTranslated,
                    Role::Translation if sourced => UnpairedReason::NoSource,
                    Role::Translation => UnpairedReason::NoSibling,
                };
                found.unpaired.push(Unpaired {
                    path: only.path.clone(),
                    locale: Some(only.locale.clone()),
                    reason,
                });
                let pages = match reason {
                    UnpairedReason::NotTranslated => &mut found.untranslated,
                    _ => &mut found.pages,
                };
                pages.push(page);
            }
            _ => found.pages.push(page),
        }
    }
    let alone = files.iter().zip(&shown).zip(&seated).filter(|((file, _), seated)| file.asked && !**seated);
    found.unpaired.extend(alone.map(|((_, path), _)| Unpaired {
        path: path.clone(),
        locale: None,
        reason: UnpairedReason::NoLocale,
    }));
    let counted = layouts.into_iter().zip(pages_of_layout).filter(|(_, pages)| *pages > 0);
    found.layouts = counted.map(|(layout, pages)| FoundLayout { pages, ..layout }).collect();
    found.pages.sort_by(|a, b| a.key.cmp(&b.key));
    found.untranslated.sort_by(|a, b| a.key.cmp(&b.key));
    found.rest.sort_by(|a, b| a.key.cmp(&b.key));
    found.unpaired.sort_by(|a, b| a.path.cmp(&b.path));
    notices.sort();
    found.notices = notices;
    let held = files.iter().zip(shown).filter_map(|(file, shown)| Some((shown, file.held.clone()?)));
    found.held.files = held.collect();
    found.terms = Terms(Some(scope.clone()));
    found
}

fn first_file(draft: &Draft) -> Option<u32> {
    draft.seats.iter().map(|seat| seat.file).min()
}

/// The page's name, or where another page has it already, the path of its first file.
fn unique_key(draft: &Draft, files: &[File], names: &mut HashSet<String>) -> PageKey {
    let path = || files[first_file(draft).unwrap_or_default() as usize].path.clone();
    let mut name = if draft.name.is_empty() { path() } else { draft.name.clone() };
    if names.contains(&name) {
        name = path();
    }
    names.insert(name.clone());
    PageKey(name.into())
}

fn page(draft: &Draft, key: PageKey, files: &[File], shown: &[Utf8PathBuf], config: &Config) -> Page {
    let asked = |file: u32| files[file as usize].asked;
    let source_asked = draft.seats.iter().any(|seat| seat.role == Role::Source && asked(seat.file));
    let mut variants: Vec<_> = draft
        .seats
        .iter()
        .map(|seat| Variant {
            locale: seat.locale.clone(),
            path: shown[seat.file as usize].clone(),
            role: seat.role,
            tree: seat.tree,
            wanted: (source_asked || asked(seat.file))
                && (seat.role == Role::Source || config.reports_on(&seat.locale)),
        })
        .collect();
    variants.sort_by(|a, b| {
        let order = |variant: &Variant| (variant.role != Role::Source, variant.locale.clone());
        order(a).cmp(&order(b))
    });
    Page { key, variants }
}
