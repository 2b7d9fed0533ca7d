//! What one page needs to know of all the others.

use std::borrow::Cow;
use std::collections::BTreeSet;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashMap;

use super::locale::Locale;
use super::page::{Page, PageKey};
use super::slash::slashed;

/// A folder that holds one locale of a family of pages: `docs/de`, `i18n/fr/docusaurus-plugin-content-docs/current`,
/// or `docs` with the suffix `de` for `docs/page.de.md`.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Trees of one family hold the same pages in different locales; they share this number.
    pub family: u32,
    /// The locale.
    pub locale: Locale,
    /// The folder, as paths of variants begin; empty for the working folder. Where [`Site::here`] is known, as seen from
    /// the project's folder.
    pub dir: Utf8PathBuf,
    /// What stands between a file's stem and its extension where the locale is part of the file name, with its
    /// separator: `.de`, `_ja`. Empty otherwise.
    pub suffix: String,
}

/// The whole tree of documentation, as far as comparing one page asks for it.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// All locale trees.
    pub trees: Vec<Tree>,
    /// The families that have a source.
    pub sourced: BTreeSet<u32>,
    /// The locales of each family, by its number: the source's first.
    pub locales: Vec<Vec<Locale>>,
    /// The page of each variant's path; where `here` is known, the path as seen from the project's folder.
    pub pages: FxHashMap<String, PageKey>,
    /// The project's folder, as paths begin.
    pub project: Utf8PathBuf,
    /// The way from the project's folder down to the working folder, where that lies in it: `x.md` may then belong to
    /// the tree `..`. Empty elsewhere.
    pub here: Utf8PathBuf,
}

impl Site {
    /// Whether the documentation that a page belongs to has a source language.
    pub fn has_source(&self, page: &Page) -> bool {
        let tree = page.variants.iter().find_map(|variant| variant.tree);
        tree.is_some_and(|tree| self.sourced.contains(&self.trees[tree as usize].family))
    }

    /// A path as given or printed, as the site knows it: from the working folder, or where that lies in the project, from
    /// the project's folder. Not normalised.
    pub fn known<'p>(&self, path: &'p Utf8Path) -> Cow<'p, Utf8Path> {
        if self.here.as_str().is_empty() {
            Cow::Borrowed(path)
        } else {
            Cow::Owned(normalize(&self.here.join(path)))
        }
    }

    /// A path that the site knows, as it is printed.
    fn printed<'p>(&self, known: &'p Utf8Path) -> Cow<'p, Utf8Path> {
        if self.here.as_str().is_empty() || known.is_absolute() {
            return Cow::Borrowed(known);
        }
        let both =
            self.here.components().zip(known.components()).take_while(|(here, known)| here == known).count();
        let up = self.here.components().skip(both).map(|_| Utf8Component::ParentDir);
        Cow::Owned(slashed(&up.chain(known.components().skip(both)).collect::<Utf8PathBuf>()).into_owned())
    }

    /// A name for a path that is the same in every locale: the path with the folder and suffix of its locale taken
    /// away, and of a page also the extension and index name, which generators let writers leave out. `from` is the tree
    /// of the linking page, which decides where locale folders lie within one another. Paths outside every tree come
    /// back normalised, as seen from the project's folder.
    pub fn neutral(&self, path: &Utf8Path, from: Option<u32>) -> String {
        self.name(&self.known(path), from)
    }

    /// The same of a path that the site knows.
    fn name(&self, path: &Utf8Path, from: Option<u32>) -> String {
        let path = normalize(path);
        let own = from.and_then(|index| self.trees.get(index as usize));
        let family = own.map(|tree| tree.family);
        let inside = |tree: &&Tree| below(path.as_str(), tree.dir.as_str()).is_some();
        let tree = own.filter(inside).or_else(|| {
            let same_family = self.trees.iter().filter(|tree| Some(tree.family) == family);
            same_family.filter(inside).max_by_key(|tree| tree.dir.as_str().len())
        });
        match tree {
            Some(tree) => {
                let name = below(path.as_str(), tree.dir.as_str()).unwrap_or(path.as_str());
                let name = without_suffix(name, &tree.suffix);
                format!("{}:{}", tree.family, page_name(&name))
            }
            None => {
                page_name(below(path.as_str(), self.project.as_str()).unwrap_or(path.as_str())).to_owned()
            }
        }
    }

    /// The neutral names that a link may lead to when it is followed from a page. Where the page is served as a folder
    /// of its own (`/a/b/` for `a/b.md`), a relative link starts one level deeper than in the file system; one that
    /// starts with `/` starts at the folder of the locale, or at the one around it.
    pub fn targets(&self, link: &str, page: &Utf8Path, from: Option<u32>) -> Vec<String> {
        let paths = self.paths(link, page, from);
        if link.starts_with('/') {
            return paths.iter().map(|path| self.name(path, from)).collect();
        }
        // A link to a certain language's file, as in a menu of languages, leads there from every language.
        let files = paths.iter().filter_map(|path| self.page_file(path));
        let files = files.map(|file| format!("file:{}", self.printed(file)));
        files.chain(paths.iter().map(|path| self.name(path, from))).collect()
    }

    /// The file that a link leads to when it is followed from a page, as in [`Site::targets`].
    pub fn linked_file(&self, link: &str, page: &Utf8Path, from: Option<u32>) -> Option<Cow<'_, Utf8Path>> {
        let tree = from.and_then(|index| self.trees.get(index as usize))?;
        let paths = self.paths(link, page, from);
        let page = self.known(page);
        let found = paths.iter().find_map(|path| self.named_file(path, &tree.suffix));
        let rest = link.strip_prefix('/');
        let content = || {
            let inside: Vec<&Utf8Path> = page
                .ancestors()
                .skip(1)
                .take_while(|dir| below(dir.as_str(), tree.dir.as_str()).is_some())
                .collect();
            // The folder that a site is built from often lies deeper in the tree than the folder of the locale.
            inside.iter().rev().find_map(|dir| self.named_file(&dir.join(rest?), &tree.suffix))
        };
        found.or_else(content).map(|file| self.printed(file))
    }

    /// Whether two links that say nothing of files lead to different pages however their pages are served.
    pub fn lead_apart(&self, a: (&str, &Utf8Path, Option<u32>), b: (&str, &Utf8Path, Option<u32>)) -> bool {
        let names = |(link, page, from): (&str, &Utf8Path, Option<u32>)| {
            let paths = self.paths(link, page, from);
            let name = |path: Option<&Utf8PathBuf>| path.map(|path| self.name(path, from));
            (name(paths.first()), name(paths.last()))
        };
        let (a, b) = (names(a), names(b));
        a.0 != b.0 && a.1 != b.1
    }

    /// The paths that a link may stand for.
    fn paths(&self, link: &str, page: &Utf8Path, from: Option<u32>) -> Vec<Utf8PathBuf> {
        let Some(tree) = from.and_then(|index| self.trees.get(index as usize)) else { return Vec::new() };
        if let Some(path) = link.strip_prefix('/') {
            let mut paths = vec![tree.dir.join(path)];
            let is_folder = |first: &str, other: &Tree| {
                other.family == tree.family && other.dir.file_name() == Some(first)
            };
            if let Some((first, rest)) = path.split_once('/')
                && self.trees.iter().any(|other| is_folder(first, other))
            {
                paths.push(tree.dir.join(rest));
            }
            return paths;
        }
        let page = self.known(page);
        let folder = page.parent().unwrap_or_else(|| Utf8Path::new(""));
        let mut paths = vec![folder.join(link)];
        let stem = page.file_stem().unwrap_or_default();
        if !matches!(stem, "index" | "_index") {
            paths.push(folder.join(stem).join(link));
        }
        paths
    }

    /// Whether a path is the file of a page.
    pub fn is_file(&self, path: &Utf8Path) -> bool {
        self.pages.contains_key(normalize(&self.known(path)).as_str())
    }

    /// The file of a page that a relative link leads to: the path itself, or with the extension or index name that
    /// generators let writers leave out.
    fn page_file(&self, path: &Utf8Path) -> Option<&Utf8Path> {
        self.named_file(path, "")
    }

    /// The same in a tree whose files have the locale in their names.
    fn named_file(&self, path: &Utf8Path, suffix: &str) -> Option<&Utf8Path> {
        const ENDINGS: [&str; 8] =
            ["", ".md", ".mdx", ".markdown", "/index.md", "/_index.md", "/index.mdx", "/README.md"];
        let path = normalize(path);
        let plain = path.as_str().trim_end_matches('/');
        let stem = plain.strip_suffix(".html").unwrap_or(plain);
        if !suffix.is_empty() {
            let (bare, extension) = stem.rsplit_once(".md").unwrap_or((stem, ""));
            let found = self.known_file(bare, &[format!("{suffix}.md{extension}").as_str()]);
            if found.is_some() {
                return found;
            }
        }
        self.known_file(stem, &ENDINGS)
    }

    /// The file of a page whose path is a stem with the first of some endings that there is.
    fn known_file(&self, stem: &str, endings: &[&str]) -> Option<&Utf8Path> {
        let mut name = String::with_capacity(stem.len() + "/index.mdx".len());
        name.push_str(stem);
        endings.iter().find_map(|ending| {
            name.truncate(stem.len());
            name.push_str(ending);
            self.pages.get_key_value(&name).map(|(path, _)| Utf8Path::new(path))
        })
    }
}

/// The path of a page without what need not be written: `a/index.md`, `a.md` and `a/` are `a`.
fn page_name(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let stem =
        [".md", ".mdx", ".markdown", ".html"].iter().find_map(|extension| path.strip_suffix(extension));
    let stem = stem.unwrap_or(path);
    ["/index", "/_index"].iter().find_map(|index| stem.strip_suffix(index)).unwrap_or(stem)
}

/// What of a path lies below a folder, both normalised.
fn below<'p>(path: &'p str, dir: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(dir)?;
    if dir.is_empty() || dir.ends_with('/') || rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// `page.de.md` without `.de`.
fn without_suffix(name: &str, suffix: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    match stem.strip_suffix(suffix) {
        Some(stem) if !suffix.is_empty() => format!("{stem}.{extension}"),
        _ => name.to_owned(),
    }
}

/// The path with `.` and `..` resolved as text. A `..` above the start is kept.
pub fn normalize(path: &Utf8Path) -> Utf8PathBuf {
    let text = path.as_str();
    let pairs = text.as_bytes().windows(2);
    let odd = text.contains('\\') || pairs.into_iter().any(|pair| matches!(pair, b"/." | b"//"));
    if !odd && !text.starts_with('.') && !text.ends_with('/') {
        return path.to_owned();
    }
    let mut out = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir
                if matches!(out.components().next_back(), Some(Utf8Component::Normal(_))) =>
            {
                out.pop();
            }
            other => out.push(other),
        }
    }
    slashed(&out).into_owned()
}
