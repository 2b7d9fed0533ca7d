//! Chosen families → pages: which files stand side by side, and which of them is the source.

use std::collections::{BTreeMap, HashMap};

use camino::Utf8Path;

use super::FoundLayout;
use super::choose::{Chosen, Source};
use super::claims::{Claim, Family};
use super::index::page_name;
use super::scope::Scope;
use super::walk::File;
use crate::config::Config;
use crate::model::locale::Locale;
use crate::model::page::Role;
use crate::model::site::Tree;

/// A page in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Its name, not yet unique.
    pub(super) name: String,
    /// Its files.
    pub(super) seats: Vec<Seat>,
    /// The families it belongs to, indices into the found layouts.
    pub(super) families: Vec<u32>,
}

/// A file's place in a page.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) file: u32,
    pub(super) locale: Locale,
    pub(super) role: Role,
    pub(super) tree: Option<u32>,
}

/// All that is put together from the chosen families.
pub(super) struct Assembly<'a> {
    pub(super) files: &'a [File],
    pub(super) scope: &'a Scope,
    pub(super) config: &'a Config,
    pub(super) drafts: Vec<Draft>,
    pub(super) trees: Vec<Tree>,
    pub(super) layouts: Vec<FoundLayout>,
    pub(super) notices: Vec<String>,
    /// Files that have a seat.
    pub(super) seated: Vec<bool>,
    /// The page of a source that lies apart from its translations.
    of_source: HashMap<u32, usize>,
    /// Folders of sources that lie apart, relative to the anchor, with their locale, tree and family.
    source_dirs: BTreeMap<String, Home>,
}

/// Whose folder one is that lies apart from the translations.
struct Home {
    locale: Locale,
    role: Role,
    tree: u32,
    family: u32,
}

/// A family while its pages are put together.
struct Plan<'a> {
    family: &'a Family<'a>,
    number: u32,
    source: Source,
    /// The locale of a source that lies apart.
    apart: Option<Locale>,
    /// The tree of a source that lies apart.
    apart_tree: u32,
    /// The tongue that is the source although there are files that lie apart.
    leading: Option<u16>,
    /// The tree of each tongue.
    trees: Vec<u32>,
}

impl<'a> Assembly<'a> {
    pub(super) fn new(files: &'a [File], scope: &'a Scope, config: &'a Config) -> Self {
        Self {
            files,
            scope,
            config,
            drafts: Vec::new(),
            trees: Vec::new(),
            layouts: Vec::new(),
            notices: Vec::new(),
            seated: vec![false; files.len()],
            of_source: HashMap::new(),
            source_dirs: BTreeMap::new(),
        }
    }

    /// Adds the pages of a family.
    pub(super) fn add(&mut self, family: &Family<'_>, chosen: &Chosen) {
        let mut claims: Vec<&Claim<'_>> =
            chosen.claims.iter().map(|&claim| &family.claims[claim as usize]).collect();
        let mut plan = self.plan(family, chosen, &claims);
        if let Some(apart) = &plan.apart {
            let same = |claim: &&Claim<'_>| family.tongues[claim.tongue as usize].locale == *apart;
            if let Some(twin) = claims.iter().find(|claim| same(claim)) {
                let shown = self.scope.shown(&self.files[twin.file as usize].path);
                self.notices
                    .push(format!("{shown}: another `{apart}` beside the source; left out with its folder"));
                for claim in claims.iter().filter(|claim| same(claim)) {
                    self.seated[claim.file as usize] = true;
                }
                claims.retain(|claim| !same(claim));
            }
        }
        self.add_trees(&mut plan, &claims);
        claims.sort_by_key(|claim| claim.file);
        let drafts = match plan.source {
            Source::Apart => self.beside_source(&plan, &claims),
            Source::Tongue(_) | Source::None => self.by_path(&plan, &claims),
        };
        let pages = drafts.len();
        for (source, draft) in drafts {
            self.merge(source, draft);
        }
        self.add_layout(&plan, &claims, pages);
    }

    fn plan<'f>(&self, family: &'f Family<'f>, chosen: &Chosen, claims: &[&Claim<'_>]) -> Plan<'f> {
        let apart = (chosen.source == Source::Apart).then(|| self.apart_locale(family, claims));
        let leading = apart.as_ref().and_then(|apart| self.leading(family, claims, apart));
        Plan {
            family,
            number: self.layouts.len() as u32,
            source: chosen.source,
            apart,
            apart_tree: 0,
            leading,
            trees: Vec::new(),
        }
    }

    /// The folders of a family's locales.
    fn add_trees(&mut self, plan: &mut Plan<'_>, claims: &[&Claim<'_>]) {
        let family = plan.family;
        let layout = &self.config.layouts[family.layout];
        let by_name = !layout.translation.ends_in_path();
        let common = by_name.then(|| self.common_folder(claims.iter().map(|claim| claim.file)));
        for tongue in &family.tongues {
            let captures = family.captures(&tongue.written, "");
            let (dir, suffix) = match &common {
                Some(common) => (common.clone(), layout.translation.suffix(&captures)),
                None => (layout.translation.render(&captures), String::new()),
            };
            plan.trees.push(self.tree(plan.number, &tongue.locale, &dir, suffix));
        }
        if let (Some(locale), Some(source)) = (&plan.apart, &layout.source) {
            let dir = if by_name {
                self.common_folder(claims.iter().filter_map(|claim| claim.source).map(|(file, _)| file))
            } else {
                source.render(&family.captures("", ""))
            };
            plan.apart_tree = self.tree(plan.number, locale, &dir, String::new());
            if !by_name {
                let dir = dir.trim_end_matches('/').to_owned();
                let role = if plan.leading.is_none() { Role::Source } else { Role::Translation };
                let home = Home { locale: locale.clone(), role, tree: plan.apart_tree, family: plan.number };
                self.source_dirs.entry(dir).or_insert(home);
            }
        }
    }

    fn tree(&mut self, family: u32, locale: &Locale, dir: &str, suffix: String) -> u32 {
        let dir = self.scope.shown(dir.trim_end_matches('/'));
        self.trees.push(Tree { family, locale: locale.clone(), dir, suffix });
        self.trees.len() as u32 - 1
    }

    /// The folder that holds all these files, with a `/` at its end.
    fn common_folder(&self, files: impl Iterator<Item = u32>) -> String {
        let mut folders = files.map(|file| folder(&self.files[file as usize].path));
        let first = folders.next().unwrap_or_default().to_owned();
        folders.fold(first, |mut common, folder| {
            while !folder.starts_with(&common) {
                let shorter = common.trim_end_matches('/').rfind('/').map_or(0, |at| at + 1);
                common.truncate(shorter);
            }
            common
        })
    }

    /// The pages of a family whose source lies apart. Where several files of one locale have a claim to a page, an
    /// exact path goes before one that needed forgiveness, and of the latter none is believed.
    fn beside_source(&mut self, plan: &Plan<'_>, claims: &[&Claim<'_>]) -> Vec<(Option<u32>, Draft)> {
        let mut pages: BTreeMap<u32, BTreeMap<&Locale, Vec<&Claim<'_>>>> = BTreeMap::new();
        let mut orphans: Vec<&Claim<'_>> = Vec::new();
        for &claim in claims {
            match claim.source {
                Some((source, _)) if !self.is_translation(source) => {
                    let locale = &plan.family.tongues[claim.tongue as usize].locale;
                    pages.entry(source).or_default().entry(locale).or_default().push(claim);
                }
                _ => orphans.push(claim),
            }
        }
        let mut drafts = Vec::new();
        for (source, locales) in pages {
            let mut draft = self.draft(plan, &self.files[source as usize].path);
            draft.seats.push(apart_seat(plan, source));
            for claims in locales.into_values() {
                let is_exact = |claim: &&Claim<'_>| claim.source.is_some_and(|(_, exact)| exact);
                let (exact, loose): (Vec<_>, Vec<_>) = claims.into_iter().partition(is_exact);
                match (exact.as_slice(), loose.as_slice()) {
                    ([], [only]) => draft.seats.push(seat(plan, only)),
                    (exact, loose) => {
                        draft.seats.extend(exact.iter().map(|claim| seat(plan, claim)));
                        orphans.extend(loose);
                    }
                }
            }
            drafts.push((Some(source), draft));
        }
        drafts.extend(self.by_path(plan, &orphans));
        drafts
    }

    /// Whether a file already is a translation of something.
    fn is_translation(&self, file: u32) -> bool {
        self.seated[file as usize] && !self.of_source.contains_key(&file)
    }

    /// The pages of claims that have nothing but one another: by exact path, then with small differences forgiven.
    fn by_path(&self, plan: &Plan<'_>, claims: &[&Claim<'_>]) -> Vec<(Option<u32>, Draft)> {
        let mut exact: BTreeMap<&str, Vec<&Claim<'_>>> = BTreeMap::new();
        for &claim in claims {
            exact.entry(claim.path).or_default().push(claim);
        }
        let mut groups: BTreeMap<u32, Vec<Vec<&Claim<'_>>>> = BTreeMap::new();
        for claims in exact.into_values() {
            groups.entry(claims[0].group).or_default().push(claims);
        }
        let pages = groups.into_values().flat_map(join_unambiguous);
        let drafts = pages.map(|claims| {
            let mut draft = self.draft(plan, &self.neutral_path(plan, claims[0]));
            draft.seats = claims.iter().map(|claim| seat(plan, claim)).collect();
            (None, draft)
        });
        drafts.collect()
    }

    /// A page's path without its locale.
    fn neutral_path(&self, plan: &Plan<'_>, claim: &Claim<'_>) -> String {
        let family = plan.family;
        let layout = &self.config.layouts[family.layout];
        if !layout.translation.ends_in_path() {
            return claim.path.to_owned();
        }
        if let Some(source) = &layout.source {
            return source.render(&family.captures("", claim.path));
        }
        let stars = family.stars.iter().flat_map(|star| [star.as_str(), "/"]).collect::<String>();
        format!("{}{stars}{}", family.folders, claim.path)
    }

    fn draft(&self, plan: &Plan<'_>, path: &str) -> Draft {
        let name = page_name(path, &self.config.extensions).to_owned();
        Draft { name, seats: Vec::new(), families: vec![plan.number] }
    }

    /// Adds a page, to the page of the same source where there is one already. The first file of a locale stays.
    fn merge(&mut self, source: Option<u32>, draft: Draft) {
        let known = source.and_then(|source| self.of_source.get(&source).copied());
        let page = known.unwrap_or_else(|| {
            self.drafts.push(Draft { name: draft.name.clone(), ..Draft::default() });
            self.drafts.len() - 1
        });
        if let Some(source) = source {
            self.of_source.insert(source, page);
        }
        for seat in draft.seats {
            self.seat(page, seat);
        }
        self.drafts[page].families.extend(draft.families);
    }

    fn seat(&mut self, page: usize, seat: Seat) {
        self.seated[seat.file as usize] = true;
        let draft = &mut self.drafts[page];
        match draft.seats.iter().find(|other| other.locale == seat.locale) {
            Some(other) if other.file == seat.file => {}
            Some(other) => {
                let path = |file: u32| self.scope.shown(&self.files[file as usize].path);
                let (second, first) = (path(seat.file), path(other.file));
                self.notices
                    .push(format!("{second}: another `{}` of the page; {first} is used", seat.locale));
            }
            None => draft.seats.push(seat),
        }
    }

    fn add_layout(&mut self, plan: &Plan<'_>, claims: &[&Claim<'_>], pages: usize) {
        let family = plan.family;
        let layout = &self.config.layouts[family.layout];
        let show = |path: String| self.scope.shown(&path).into_string();
        let mut captures = family.captures("{locale}", "{path}");
        if !layout.translation.ends_in_path() {
            captures.stars.push("*");
        }
        let translation = show(layout.translation.render(&captures));
        let mut locales: Vec<_> =
            claims.iter().map(|claim| family.tongues[claim.tongue as usize].locale.clone()).collect();
        let leading = match plan.source {
            Source::Tongue(tongue) => Some(tongue),
            Source::Apart | Source::None => plan.leading,
        };
        let leading = leading.map(|tongue| &family.tongues[tongue as usize]);
        locales.extend(plan.apart.clone());
        locales.sort();
        locales.dedup();
        let source_locale = leading.map(|tongue| tongue.locale.clone()).or_else(|| plan.apart.clone());
        if let Some(source) = &source_locale {
            locales.retain(|locale| locale != source);
            locales.insert(0, source.clone());
        }
        let source = match leading {
            Some(tongue) => {
                captures.locale = &tongue.written;
                Some(show(layout.translation.render(&captures)))
            }
            None if plan.apart.is_some() => {
                layout.source.as_ref().map(|source| show(source.render(&captures)))
            }
            None => None,
        };
        self.layouts.push(FoundLayout { name: layout.name.clone(), translation, source, locales, pages });
    }

    /// Adds the pages of sources that lie apart and have no translation.
    pub(super) fn add_untranslated(&mut self) {
        for file in 0..self.files.len() {
            if self.seated[file] {
                continue;
            }
            let path = Utf8Path::new(&self.files[file].path);
            let found = path.ancestors().skip(1).find_map(|dir| self.source_dirs.get(dir.as_str()));
            let Some(home) = found else { continue };
            let name = page_name(path.as_str(), &self.config.extensions).to_owned();
            let seat = Seat {
                file: file as u32,
                locale: home.locale.clone(),
                role: home.role,
                tree: Some(home.tree),
            };
            self.seated[file] = true;
            self.drafts.push(Draft { name, seats: vec![seat], families: vec![home.family] });
        }
    }
}

fn apart_seat(plan: &Plan<'_>, file: u32) -> Seat {
    let locale = plan.apart.clone().unwrap_or_else(|| plan.family.tongues[0].locale.clone());
    let role = if plan.leading.is_none() { Role::Source } else { Role::Translation };
    Seat { file, locale, role, tree: Some(plan.apart_tree) }
}

fn seat(plan: &Plan<'_>, claim: &Claim<'_>) -> Seat {
    let tongue = claim.tongue as usize;
    let leads = plan.source == Source::Tongue(claim.tongue) || plan.leading == Some(claim.tongue);
    let role = if leads { Role::Source } else { Role::Translation };
    Seat {
        file: claim.file,
        locale: plan.family.tongues[tongue].locale.clone(),
        role,
        tree: Some(plan.trees[tongue]),
    }
}

/// Pages whose paths differ a little are one page where no locale has two of them.
fn join_unambiguous<'a>(pages: Vec<Vec<&'a Claim<'a>>>) -> Vec<Vec<&'a Claim<'a>>> {
    let mut tongues: Vec<u16> = pages.iter().flatten().map(|claim| claim.tongue).collect();
    tongues.sort_unstable();
    let unambiguous = tongues.windows(2).all(|pair| pair[0] != pair[1]);
    if unambiguous { vec![pages.into_iter().flatten().collect()] } else { pages }
}

/// A path's folder with a `/` at its end.
fn folder(path: &str) -> &str {
    &path[..path.rfind('/').map_or(0, |at| at + 1)]
}
