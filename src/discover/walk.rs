//! The files below a scope, in an order of their own.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use walkdir::{DirEntry, WalkDir};

use super::scope::{Asked, Scope};
use crate::config::Config;
use crate::model::contract::SourceText;
use crate::model::snapshot::{Entry, Snapshot};
use crate::real::real;
use crate::regular;

/// A file that was found.
#[derive(Debug)]
pub(super) struct File {
    /// Its path below the anchor of the scope.
    pub(super) path: String,
    /// Whether it was named or lies in a named folder.
    pub(super) asked: bool,
    /// The text of a file of a contract, which is not on disk.
    pub(super) held: Option<SourceText>,
    /// What the file holds in the state that is looked at, where that is not what lies on disk.
    pub(super) content: Option<Arc<[u8]>>,
}

/// The folder of a file and its name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

impl File {
    /// The file's text, invalid UTF-8 replaced; empty where it cannot be read.
    pub(super) fn text(&self, scope: &Scope) -> Cow<'_, str> {
        match (&self.held, &self.content) {
            (Some(held), _) => Cow::Borrowed(held.as_ref().map_or("", |file| &file.text)),
            (None, Some(content)) => String::from_utf8_lossy(content),
            (None, None) => Cow::Owned(read(&scope.real(&self.path), scope.most_bytes)),
        }
    }
}

/// Finds the documents of a scope, sorted by path, and what is to be said about the others.
pub(super) fn walk(
    scope: &Scope,
    asked: &Asked<'_>,
    config: &Config,
    snapshot: &Snapshot,
) -> anyhow::Result<(Vec<File>, Vec<String>)> {
    let mut walk = Walk {
        scope,
        config,
        snapshot,
        exclude: exclude(&scope.exclude_base, &config.exclude)?,
        found: Vec::new(),
        notices: Vec::new(),
        links: BTreeSet::new(),
        documents: 0,
    };
    for start in &scope.starts {
        walk.root(start);
    }
    if walk.is_full() {
        let (most, starts) = (config.limits.files, scope.starts.iter().map(|start| scope.shown_real(start)));
        let named: Vec<String> = starts.map(|start| here(&start).to_string()).collect();
        bail!(
            "{}: there are more than {most} documents; name a folder that has fewer, leave some out with `exclude`, or \
             raise `files` in `[limits]`",
            named.join(", ")
        );
    }
    for file in asked.files() {
        if snapshot.at(file) == Entry::Absent {
            continue;
        }
        if walk.excluded(file, false) {
            walk.notices.push(format!("{}: left out, as `exclude` says", scope.shown_real(file)));
        } else {
            walk.found.extend(scope.inner(file));
        }
    }
    walk.found.sort_unstable();
    walk.found.dedup();
    let files = walk.found.into_iter().map(|path| {
        let real = scope.real(&path);
        let content = match snapshot.at(&real) {
            Entry::Content(content) => Some(Arc::clone(content)),
            Entry::AsOnDisk | Entry::Absent => None,
        };
        File { asked: asked.covers(&real), path, held: None, content }
    });
    Ok((files.collect(), walk.notices))
}

/// The file that names what a folder ignores.
const GITIGNORE: &str = ".gitignore";

/// The largest `.gitignore` that is heeded, in bytes.
const MOST_RULES: u64 = 4 << 20;

/// The text of a file of at most so many bytes, invalid UTF-8 replaced; empty where it cannot be read, which whoever checks
/// it will say. What is no file, a pipe for instance, is not opened: it might never end.
pub(super) fn read(path: &Utf8Path, most: u64) -> String {
    let bytes = regular::read(path, most).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// A folder as it is printed, where the working folder is no empty name.
fn here(shown: &Utf8Path) -> &Utf8Path {
    if shown.as_str().is_empty() { Utf8Path::new(".") } else { shown }
}

fn exclude(base: &Utf8Path, globs: &[String]) -> anyhow::Result<Gitignore> {
    let mut builder = GitignoreBuilder::new(base);
    for glob in globs {
        builder.add_line(None, glob).with_context(|| format!("exclude: `{glob}` is no valid pattern"))?;
    }
    builder.build().context("exclude")
}

struct Walk<'a> {
    scope: &'a Scope,
    config: &'a Config,
    snapshot: &'a Snapshot,
    exclude: Gitignore,
    found: Vec<String>,
    notices: Vec<String>,
    /// Folders to which a followed link led, so that none is followed twice.
    links: BTreeSet<Utf8PathBuf>,
    /// How many documents were met.
    documents: usize,
}

/// What one root holds.
#[derive(Default)]
struct Holding {
    documents: Vec<String>,
    texts: Vec<Utf8PathBuf>,
    links: Vec<(Utf8PathBuf, Utf8PathBuf)>,
}

impl Walk<'_> {
    fn root(&mut self, start: &Utf8Path) {
        let mut holding = Holding::default();
        self.folder(start, &mut holding);
        let mut links = std::mem::take(&mut holding.links);
        links.sort();
        for (link, target) in links {
            if self.links.insert(target) {
                self.folder(&link, &mut holding);
            }
        }
        self.other_state(start, &mut holding);
        if holding.documents.is_empty() {
            self.texts_as_markdown(start, &mut holding);
        }
        self.found.extend(holding.documents);
    }

    /// A folder without Markdown but with texts that open with front matter: Markdown under another name.
    fn texts_as_markdown(&mut self, start: &Utf8Path, holding: &mut Holding) {
        let text = |path: &Utf8Path| match self.snapshot.at(path) {
            Entry::Content(content) => String::from_utf8_lossy(content).into_owned(),
            Entry::AsOnDisk | Entry::Absent => read(path, self.config.limits.file_bytes),
        };
        let opens = |path: &Utf8PathBuf| text(path).trim_start_matches('\u{feff}').starts_with("---");
        let texts: Vec<_> = holding.texts.iter().filter(|path| opens(path)).collect();
        if !texts.is_empty() {
            let shown = self.scope.shown_real(start);
            let shown = here(&shown);
            let count = texts.len();
            self.notices.push(format!(
                "{shown}: no Markdown; {count} .txt files with front matter are read as Markdown"
            ));
        }
        holding.documents.extend(texts.into_iter().filter_map(|path| self.scope.inner(path)));
    }

    /// Leaves out files that are not there in the state that is looked at, and adds those that are there only.
    fn other_state(&mut self, start: &Utf8Path, holding: &mut Holding) {
        let is_there = |path: &Utf8Path| self.snapshot.at(path) != Entry::Absent;
        holding.documents.retain(|path| is_there(&self.scope.real(path)));
        holding.texts.retain(|path| is_there(path));
        let snapshot = self.snapshot;
        for path in snapshot.below(start).filter(|path| !path.is_file()) {
            if self.is_open(start, path) {
                self.file(path, holding);
            }
        }
    }

    /// Whether the walk from a folder would come upon a file, were it there: nothing on the way is hidden, ignored or
    /// excluded.
    fn is_open(&self, start: &Utf8Path, path: &Utf8Path) -> bool {
        let mut way: Vec<&Utf8Path> = path.ancestors().take_while(|dir| *dir != start).collect();
        way.reverse();
        let mut rules = Rules::new(&self.scope.above);
        let mut inside = start;
        way.into_iter().enumerate().all(|(depth, step)| {
            rules.enter(depth, inside);
            inside = step;
            let is_dir = step != path;
            let is_hidden = step.file_name().is_some_and(|name| name.starts_with('.'));
            !is_hidden && !rules.ignore(step, is_dir) && !self.excluded(step, is_dir)
        })
    }

    /// Everything below a folder but what is hidden, ignored or excluded. Links to folders are kept for later.
    fn folder(&mut self, start: &Utf8Path, holding: &mut Holding) {
        let mut rules = Rules::default();
        for dir in &self.scope.above {
            self.enter(&mut rules, 0, dir);
        }
        let mut entries = WalkDir::new(start).into_iter();
        while let Some(entry) = entries.next() {
            if self.is_full() {
                return;
            }
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unreadable(&error);
                    continue;
                }
            };
            let is_dir = entry.file_type().is_dir();
            rules.leave(entry.depth());
            let Some(path) = self.wanted(&entry, is_dir, &rules) else {
                if is_dir {
                    entries.skip_current_dir();
                }
                continue;
            };
            if is_dir {
                self.enter(&mut rules, entry.depth(), path);
            } else if entry.path_is_symlink() && entry.depth() > 0 {
                self.link(path, holding);
            } else {
                self.file(path, holding);
            }
        }
    }

    /// Heeds the `.gitignore` of a folder.
    fn enter(&mut self, rules: &mut Rules, depth: usize, dir: &Utf8Path) {
        if !rules.enter(depth, dir) {
            let shown = self.scope.shown_real(dir).join(GITIGNORE);
            let most = MOST_RULES >> 20;
            let notice =
                format!("{shown}: it is larger than {most} MiB, and what it ignores is not left out");
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
    }

    /// Whether there are more documents than a run looks at.
    const fn is_full(&self) -> bool {
        self.documents > self.config.limits.files
    }

    /// The entry's path, unless it is hidden, ignored, excluded or cannot be named.
    fn wanted<'e>(&mut self, entry: &'e DirEntry, is_dir: bool, rules: &Rules) -> Option<&'e Utf8Path> {
        let name = entry.file_name().as_encoded_bytes();
        if entry.depth() > 0 && name.starts_with(b".") {
            return None;
        }
        let Some(path) = Utf8Path::from_path(entry.path()) else {
            self.notices.push(format!("{}: the name is not UTF-8; left out", self.shown(entry.path())));
            return None;
        };
        if entry.depth() > 0 && (rules.ignore(path, is_dir) || self.excluded(path, is_dir)) {
            return None;
        }
        Some(path)
    }

    fn excluded(&self, path: &Utf8Path, is_dir: bool) -> bool {
        !self.exclude.is_empty()
            && path.starts_with(&self.scope.exclude_base)
            && self.exclude.matched_path_or_any_parents(path, is_dir).is_ignore()
    }

    fn file(&mut self, path: &Utf8Path, holding: &mut Holding) {
        if self.is_document(path) {
            holding.documents.extend(self.scope.inner(path));
            self.documents += 1;
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt")) {
            holding.texts.push(path.to_owned());
        }
    }

    fn is_document(&self, path: &Utf8Path) -> bool {
        let known = |extension: &str| {
            self.config.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
        };
        path.extension().is_some_and(known)
    }

    /// A link is followed where it stays below the walked folders and does not lead back to one of its own.
    fn link(&mut self, path: &Utf8Path, holding: &mut Holding) {
        let Ok(target) = real(path) else {
            if self.is_document(path) {
                self.notices
                    .push(format!("{}: a link that leads nowhere; left out", self.scope.shown_real(path)));
            }
            return;
        };
        if !self.scope.starts.iter().any(|start| target.starts_with(start)) {
            return;
        }
        if target.is_file() {
            self.file(path, holding);
        } else if !path.starts_with(&target) {
            holding.links.push((path.to_owned(), target));
        }
    }

    fn unreadable(&mut self, error: &walkdir::Error) {
        let path = error.path().map_or_else(String::new, |path| self.shown(path));
        let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        self.notices.push(format!("{path}: {why}"));
    }

    fn shown(&self, path: &Path) -> String {
        let folder = path.parent().and_then(Utf8Path::from_path);
        match (Utf8Path::from_path(path), folder, path.file_name()) {
            (Some(path), ..) => self.scope.shown_real(path).into_string(),
            (None, Some(folder), Some(name)) => {
                self.scope.shown_real(folder).join(&*name.to_string_lossy()).into_string()
            }
            _ => path.to_string_lossy().into_owned(),
        }
    }
}

/// The `.gitignore` files that hold in the folder being walked, the innermost last, each with its folder's depth.
#[derive(Default)]
struct Rules(Vec<(usize, Gitignore)>);

impl Rules {
    fn new(above: &[Utf8PathBuf]) -> Self {
        let mut rules = Self(Vec::new());
        for dir in above {
            rules.enter(0, dir);
        }
        rules
    }

    /// Whether what the folder's file says is heeded; not if it is too large. What is no file says nothing.
    fn enter(&mut self, depth: usize, dir: &Utf8Path) -> bool {
        let path = dir.join(GITIGNORE);
        let Ok(metadata) = path.as_std_path().metadata() else { return true };
        if !metadata.is_file() || metadata.len() > MOST_RULES {
            return !metadata.is_file();
        }
        // A broken line leaves the others valid, as in git.
        let (rules, _) = Gitignore::new(path);
        if !rules.is_empty() {
            self.0.push((depth, rules));
        }
        true
    }

    /// Forgets what holds only in folders that an entry of this depth is not in.
    fn leave(&mut self, depth: usize) {
        while self.0.last().is_some_and(|(own, _)| depth > 0 && *own >= depth) {
            self.0.pop();
        }
    }

    fn ignore(&self, path: &Utf8Path, is_dir: bool) -> bool {
        let verdicts = self.0.iter().rev().map(|(_, rules)| rules.matched(path, is_dir));
        verdicts.into_iter().find(|verdict| !verdict.is_none()).is_some_and(|verdict| verdict.is_ignore())
    }
}
