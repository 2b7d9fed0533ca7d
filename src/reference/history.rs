//! Earlier texts of source files, and who last changed a file, as git knows them.
//!
//! Each repository has one `git cat-file`, which gives texts, and up to two `git log`, which are read only as far back
//! as questions reach. They start when they are first needed; a repository in which git fails or hangs is given up, and
//! that is told once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use md5::{Digest as _, Md5};

use super::batch::{Batch, Commit};
use super::date::date;
use super::git::{Git, Trouble};
use super::log::{Mainline, Touch, Touches};
use super::notice::{self, Lack};
use super::revision::Pin;
use crate::model::source_file::SourceFile;
use crate::real::real;

/// How many revisions of a source file are looked at, between a translation's and the current one or in search of the
/// one with a certain hash.
const MOST_REVISIONS: usize = 50;

/// The file at the root of a repository that names commits which say nothing of anyone having read what they changed.
const IGNORED_COMMITS: &str = ".git-blame-ignore-revs";

/// Where the history of source files lies, if it is not the repository that they lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// A folder of the repository.
    pub repository: Utf8PathBuf,
    /// The folder here that has the same files as that one.
    pub folder: Utf8PathBuf,
}

/// The commit from which the history of a repository is looked back on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tip {
    /// The repository's root, links resolved.
    root: Utf8PathBuf,
    /// The commit's full id.
    commit: String,
}

/// The history of the repositories in which documents lie.
#[derive(Debug)]
pub struct History {
    git: Git,
    origin: Option<Origin>,
    tip: Option<Tip>,
    repositories: Mutex<BTreeMap<Utf8PathBuf, Arc<Repository>>>,
    /// In which repository files of a folder lie.
    folders: Mutex<HashMap<Utf8PathBuf, Option<Home>>>,
    /// Files with a pin that lie in no repository.
    outside: Mutex<BTreeSet<Utf8PathBuf>>,
}

/// The place of a folder in a repository.
#[derive(Clone, Debug)]
struct Home {
    /// The repository's root.
    root: Utf8PathBuf,
    /// The folder's path below it.
    way: Utf8PathBuf,
}

/// The commit that last changed a translation: its author can have read the source as it stood then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The commit's full id.
    pub commit: String,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// The repository that has the commit.
    root: Utf8PathBuf,
}

/// A source file as a commit left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The commit's full id.
    pub commit: String,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// The file's text.
    pub text: Arc<str>,
}

impl Seen {
    /// The day of the commit in UTC: `2026-05-12`.
    pub fn date(&self) -> String {
        date(self.time)
    }
}

impl Revision {
    /// The day of the commit in UTC: `2026-05-12`.
    pub fn date(&self) -> String {
        date(self.time)
    }
}

/// Revisions that follow one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revisions {
    /// The oldest first; each differs from the one before it.
    pub all: Vec<Revision>,
    /// How many older ones were not looked at.
    pub left_out: usize,
}

/// From where on revisions are asked for.
#[derive(Clone, Copy, Debug)]
pub enum After<'a> {
    /// The revision that a translation says it follows.
    Pin(&'a Pin),
    /// The commit that last changed it.
    Seen(&'a Seen),
}

/// Whether a pin is the hash of this very text.
pub fn names_text(pin: &Pin, text: &str) -> bool {
    matches!(pin, Pin::Hash(hash) if hashes(text).any(|known| known == *hash))
}

impl History {
    /// A history that is read through another git.
    #[cfg(test)]
    pub(super) fn through(git: Git) -> Self {
        Self { git, ..Self::new(None, Duration::from_secs(30)) }
    }

    /// A history that has source files elsewhere than beside the documents, if an origin is given. Git is waited for as
    /// long as it says nothing for no longer than `patience`.
    pub fn new(origin: Option<Origin>, patience: Duration) -> Self {
        Self {
            git: Git::patient(patience),
            origin,
            tip: None,
            repositories: Mutex::default(),
            folders: Mutex::default(),
            outside: Mutex::default(),
        }
    }

    /// The same history as somebody saw it who had a certain commit of one repository, by its root, checked out.
    #[must_use]
    pub fn as_of(self, root: Utf8PathBuf, commit: String) -> Self {
        Self { tip: Some(Tip { root, commit }), ..self }
    }

    /// The text of the source that a translation says it follows: the current one's if that is what the pin names. None
    /// where there is no repository or it does not have the revision, which [`History::notices`] tells.
    pub fn pinned(&self, source: &SourceFile, pin: &Pin) -> Option<String> {
        if names_text(pin, &source.text) {
            return Some(source.text.clone());
        }
        let (repository, path) = self.locate(&source.path).or_else(|| {
            self.outside.lock().unwrap_or_else(PoisonError::into_inner).insert(source.path.clone());
            None
        })?;
        repository.ask(|state| match pin {
            Pin::Commit(commit) => state.text_at(&path, commit),
            Pin::Hash(hash) => {
                let found = state.with_hash(&path, hash)?;
                if found.is_none() {
                    state.lack(Lack::Revision, hash);
                }
                Ok(found.map(|revision| revision.text.as_ref().to_owned()))
            }
        })
    }

    /// The commit that last changed a file. Commits that the repository's `.git-blame-ignore-revs` names do not count,
    /// nor does moving a file unchanged. None where it is not known: outside a repository, before a file's first
    /// commit, and where the last change is older than a shallow clone.
    pub fn touched(&self, file: &Utf8Path) -> Option<Seen> {
        let (root, path) = self.place(file)?;
        let repository = self.repository(&root);
        let commit = repository.ask(|state| match state.last_touch(path.as_str())? {
            Touch::At(commit) => Ok(Some(commit)),
            Touch::Never => Ok(None),
            Touch::Cut => {
                state.lack(Lack::Touch, path.as_str());
                Ok(None)
            }
        })?;
        Some(Seen { commit: commit.id, time: commit.time, root })
    }

    /// A source file as whoever made a commit can have read it: as the commit has it, or, where the source lies in
    /// another repository, as its branch stood at that time.
    pub fn text_as_of(&self, source: &Utf8Path, seen: &Seen) -> Option<Revision> {
        let (repository, path) = self.locate(source)?;
        repository.ask(|state| {
            if repository.root == seen.root {
                let text = state.text_or_moved(&path, &seen.commit)?;
                let revision = |text: String| Revision {
                    commit: seen.commit.clone(),
                    time: seen.time,
                    text: text.into(),
                };
                return Ok(text.map(revision));
            }
            let Some(index) = state.find(|commit| commit.time <= seen.time)? else { return Ok(None) };
            state.revision(&path, index)
        })
    }

    /// The revisions of a source file from a point on, which is left out, up to what the branch has now, which is not.
    /// Empty where the point is not known.
    pub fn texts_between(&self, source: &SourceFile, after: After<'_>) -> Revisions {
        if let After::Pin(Pin::Hash(hash)) = after
            && hashes(&source.text).any(|known| known == *hash)
        {
            return Revisions::default();
        }
        let between = self.locate(&source.path).and_then(|(repository, path)| {
            repository.ask(|state| {
                let start = match after {
                    After::Pin(Pin::Commit(id)) => {
                        state.batch()?.commit(id)?.map(|commit| (commit.id, commit.time))
                    }
                    After::Pin(Pin::Hash(hash)) => {
                        state.with_hash(&path, hash)?.map(|revision| (revision.commit, revision.time))
                    }
                    After::Seen(seen) => Some((seen.commit.clone(), seen.time)),
                };
                start.map(|(id, time)| state.between(&path, &id, time)).transpose()
            })
        });
        between.unwrap_or_default()
    }

    /// What could not be read and what to do about it, one line each, for standard error.
    pub fn notices(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = outside.first() {
            lines.push(notice::outside(
                first,
                outside.len(),
                self.origin.as_ref().map(|origin| origin.repository.as_path()),
            ));
        }
        let repositories = self.repositories.lock().unwrap_or_else(PoisonError::into_inner);
        for repository in repositories.values() {
            let state = repository.state.lock().unwrap_or_else(PoisonError::into_inner);
            lines.extend(state.troubles().map(|trouble| notice::trouble(&repository.root, trouble)));
            let lacks = state.lacks.iter();
            lines.extend(lacks.map(|(&lack, what)| notice::lack(&repository.root, lack, what.len())));
        }
        lines.sort();
        lines.dedup();
        lines
    }

    /// The repository that has the history of a source file, and the file's path in it.
    fn locate(&self, source: &Utf8Path) -> Option<(Arc<Repository>, String)> {
        let elsewhere = self.origin.as_ref().map(|origin| {
            let (file, folder) = (absolute(source)?, absolute(&origin.folder)?);
            Some(origin.repository.join(file.strip_prefix(folder).ok()?))
        });
        let (root, path) = match elsewhere {
            Some(file) => self.place(&file?),
            None => self.place(source),
        }?;
        Some((self.repository(&root), path.into_string()))
    }

    /// The root of the repository that a file lies in, and the file's path in it.
    fn place(&self, file: &Utf8Path) -> Option<(Utf8PathBuf, Utf8PathBuf)> {
        let (folder, name) = (file.parent()?, file.file_name()?);
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if !folders.contains_key(folder) {
            folders.insert(folder.to_owned(), home(folder));
        }
        let home = folders.get(folder)?.as_ref()?;
        Some((home.root.clone(), home.way.join(name)))
    }

    fn repository(&self, root: &Utf8Path) -> Arc<Repository> {
        let mut repositories = self.repositories.lock().unwrap_or_else(PoisonError::into_inner);
        let is_root = |tip: &&Tip| real(root).is_ok_and(|real| real == tip.root);
        let new = || {
            let tip = self.tip.as_ref().filter(is_root).map_or("HEAD", |tip| &tip.commit);
            Arc::new(Repository::new(root.to_owned(), self.git.clone(), tip))
        };
        Arc::clone(repositories.entry(root.to_owned()).or_insert_with(new))
    }
}

fn absolute(path: &Utf8Path) -> Option<Utf8PathBuf> {
    Some(crate::model::site::normalize(&camino::absolute_utf8(path).ok()?))
}

/// The place of a folder in the repository that it lies in.
fn home(folder: &Utf8Path) -> Option<Home> {
    let folder = absolute(if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder })?;
    let root = folder.ancestors().find(|dir| dir.join(".git").exists())?.to_owned();
    let way = folder.strip_prefix(&root).ok()?.to_owned();
    Some(Home { root, way })
}

/// The hashes that a text has, with either kind of line ends: it may have been hashed in a working tree of another
/// system.
fn hashes(text: &str) -> impl Iterator<Item = String> {
    let hash = |text: &str| format!("{:032x}", u128::from_be_bytes(Md5::digest(text).into()));
    let unix = text.replace("\r\n", "\n");
    std::iter::once(hash(&unix)).chain(std::iter::once_with(move || hash(&unix.replace('\n', "\r\n"))))
}

/// One repository.
#[derive(Debug)]
struct Repository {
    root: Utf8PathBuf,
    state: Mutex<State>,
}

/// What is known of a repository, and the processes that tell more.
#[derive(Debug)]
struct State {
    root: Utf8PathBuf,
    /// The commit from which is looked back.
    tip: String,
    git: Git,
    batch: Option<Batch>,
    touches: Option<Touches>,
    mainline: Option<Mainline>,
    /// By source file, the hashes of its revisions, newest first.
    hashes: BTreeMap<String, Vec<Vec<String>>>,
    /// Why the repository was given up.
    trouble: Option<Trouble>,
    lacks: BTreeMap<Lack, BTreeSet<String>>,
}

impl Repository {
    fn new(root: Utf8PathBuf, git: Git, tip: &str) -> Self {
        let state = State {
            root: root.clone(),
            tip: tip.to_owned(),
            git,
            batch: None,
            touches: None,
            mainline: None,
            hashes: BTreeMap::new(),
            trouble: None,
            lacks: BTreeMap::new(),
        };
        Self { root, state: Mutex::new(state) }
    }

    /// Puts a question, unless the repository was given up. It is when there is no answer.
    fn ask<T>(&self, question: impl FnOnce(&mut State) -> Result<Option<T>, Trouble>) -> Option<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.trouble.is_some() {
            return None;
        }
        question(&mut state).unwrap_or_else(|trouble| {
            state.trouble = Some(trouble);
            (state.batch, state.touches, state.mainline) = (None, None, None);
            None
        })
    }
}

impl State {
    fn lack(&mut self, lack: Lack, what: &str) {
        self.lacks.entry(lack).or_default().insert(what.to_owned());
    }

    /// What went wrong.
    fn troubles(&self) -> impl Iterator<Item = &Trouble> {
        let logs = [
            self.touches.as_ref().and_then(Touches::broken),
            self.mainline.as_ref().and_then(Mainline::broken),
        ];
        self.trouble.iter().chain(logs.into_iter().flatten())
    }

    fn batch(&mut self) -> Result<&mut Batch, Trouble> {
        if self.batch.is_none() {
            self.batch = Some(Batch::start(&self.git, &self.root)?);
        }
        self.batch.as_mut().ok_or(Trouble::Absent)
    }

    /// The text of a file at the commit that a pin names.
    fn text_at(&mut self, path: &str, commit: &str) -> Result<Option<String>, Trouble> {
        if !is_commit(commit) {
            self.lack(Lack::Meaning, commit);
            return Ok(None);
        }
        let text = self.text_or_moved(path, commit)?;
        if text.is_none() {
            let known = self.batch()?.commit(commit)?.is_some();
            self.lack(if known { Lack::File } else { Lack::Revision }, commit);
        }
        Ok(text)
    }

    /// The text of a file at a commit, where it may have been called something else.
    fn text_or_moved(&mut self, path: &str, commit: &str) -> Result<Option<String>, Trouble> {
        if let Some(text) = self.batch()?.text(commit, path)? {
            return Ok(Some(text));
        }
        let Some(Commit { id, time, .. }) = self.batch()?.commit(commit)? else { return Ok(None) };
        let Some(index) = self.find(|commit| commit.id == id || commit.time < time)? else { return Ok(None) };
        let old = self.mainline.as_ref().map(|mainline| mainline.name_at(path, index).to_owned());
        match old.filter(|old| old != path) {
            Some(old) => self.batch()?.text(&id, &old),
            None => Ok(None),
        }
    }

    /// Who last changed a file.
    fn last_touch(&mut self, path: &str) -> Result<Touch, Trouble> {
        if self.touches.is_none() {
            let tip = self.tip.clone();
            if self.batch()?.commit(&tip)?.is_none() {
                return Ok(Touch::Never);
            }
            let ignored = self.batch()?.text(&tip, IGNORED_COMMITS)?.unwrap_or_default();
            self.touches = Some(Touches::start(&self.git, &self.root, (&tip, &ignored))?);
        }
        match (&mut self.touches, &mut self.batch) {
            (Some(touches), Some(batch)) => touches.last(path, batch),
            _ => Ok(Touch::Never),
        }
    }

    /// The branch, and what reads its objects; none where nothing was committed.
    fn mainline(&mut self) -> Result<Option<(&mut Mainline, &mut Batch)>, Trouble> {
        let tip = self.tip.clone();
        if self.mainline.is_none() && self.batch()?.commit(&tip)?.is_some() {
            self.mainline = Some(Mainline::start(&self.git, &self.root, &tip)?);
        }
        Ok(self.mainline.as_mut().zip(self.batch.as_mut()))
    }

    /// The position of the newest commit of the branch that fits.
    fn find(&mut self, fits: impl Fn(&Commit) -> bool) -> Result<Option<u32>, Trouble> {
        self.mainline()?.map_or(Ok(None), |(mainline, batch)| mainline.find(fits, batch))
    }

    /// A file as the commit at a position left it.
    fn revision(&mut self, path: &str, index: u32) -> Result<Option<Revision>, Trouble> {
        let Some(mainline) = &self.mainline else { return Ok(None) };
        let name = mainline.name_at(path, index).to_owned();
        let Commit { id, time, .. } = mainline.commit(index).clone();
        let text = self.batch()?.text(&id, &name)?;
        Ok(text.map(|text| Revision { commit: id, time, text: text.into() }))
    }

    /// The revisions of a file that are newer than a commit, or than a time where the branch lacks the commit.
    fn between(&mut self, path: &str, id: &str, time: i64) -> Result<Revisions, Trouble> {
        let end = self.find(|commit| commit.id == id || commit.time < time)?;
        let changes = self.mainline.as_ref().map_or(&[][..], |mainline| mainline.changes(path));
        let newer: Vec<u32> =
            changes.iter().copied().filter(|&index| end.is_none_or(|end| index < end)).collect();
        let left_out = newer.len().saturating_sub(MOST_REVISIONS);
        let mut all: Vec<Revision> = Vec::new();
        for &index in newer.iter().take(MOST_REVISIONS).rev() {
            let revision = self.revision(path, index)?;
            all.extend(revision.filter(|next| all.last().is_none_or(|last| last.text != next.text)));
        }
        Ok(Revisions { all, left_out })
    }

    /// The newest revision of a file whose text has a hash.
    fn with_hash(&mut self, path: &str, hash: &str) -> Result<Option<Revision>, Trouble> {
        for nth in 0..MOST_REVISIONS {
            let Some((mainline, batch)) = self.mainline()? else { break };
            let Some(index) = mainline.change(path, nth, batch)? else { break };
            let read = self.hashes.get(path).map_or(0, Vec::len) > nth;
            if !read {
                let revision = self.revision(path, index)?;
                let hashes = revision.map(|revision| hashes(&revision.text).collect()).unwrap_or_default();
                self.hashes.entry(path.to_owned()).or_default().push(hashes);
            }
            let mut hashes = self.hashes.get(path).and_then(|known| known.get(nth)).into_iter().flatten();
            if hashes.any(|known| known == hash) {
                return self.revision(path, index);
            }
        }
        Ok(None)
    }
}

/// Whether a text can be the id of a commit, or its beginning.
fn is_commit(text: &str) -> bool {
    matches!(text.len(), 7..=64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
