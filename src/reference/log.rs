//! What commits changed, newest first, read from one running `git log` only as far as questions reach back.

use std::collections::{HashMap, HashSet};

use camino::Utf8Path;

use super::batch::{Batch, Commit};
use super::git::{Git, Process, Trouble};

/// The beginning of a commit in the log.
const MARK: char = '\u{1}';

/// Files that were moved unchanged are followed; similar ones would have to be compared with one another.
const FORMAT: [&str; 12] = [
    "log",
    "-z",
    "--format=tformat:%x01%H %ct %P",
    "--name-status",
    "-M100%",
    "-O/dev/null",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-decorate",
    "--no-notes",
];

/// A running `git log`.
#[derive(Debug)]
struct Walk {
    process: Process,
    /// The first line of the commit that is read next.
    next: Option<String>,
    /// What it failed of. The commits before that are known, so that no answer depends on when it was asked for.
    broken: Option<Trouble>,
}

/// One commit of the log.
struct Entry {
    id: String,
    time: i64,
    has_parent: bool,
    changes: Vec<Change>,
}

/// One file that a commit changed.
struct Change {
    path: String,
    /// What it was called before, where the commit moved it and left its text alone.
    from: Option<String>,
}

impl Walk {
    fn start(git: &Git, root: &Utf8Path, which: &[&str], tip: &str) -> Result<Self, Trouble> {
        let arguments = [&FORMAT, which, &[tip, "--"]].concat();
        Ok(Self { process: git.start(root, &arguments)?, next: None, broken: None })
    }

    /// The next commit; none at the end and where git fails.
    fn next(&mut self) -> Result<Option<Entry>, Trouble> {
        if self.broken.is_some() {
            return Ok(None);
        }
        match self.read() {
            Err(trouble @ Trouble::Broken(_)) => {
                self.broken = Some(trouble);
                Ok(None)
            }
            entry => entry,
        }
    }

    fn read(&mut self) -> Result<Option<Entry>, Trouble> {
        let head = match self.next.take() {
            Some(head) => head,
            None => match self.field()? {
                Some(head) => head,
                None => return Ok(None),
            },
        };
        let mut words = head.trim_start_matches(MARK).split(' ');
        let id = words.next().unwrap_or_default().to_owned();
        let time = words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
        let has_parent = words.next().is_some_and(|parent| !parent.is_empty());
        let mut changes = Vec::new();
        while let Some(field) = self.field()? {
            if field.starts_with(MARK) {
                self.next = Some(field);
                break;
            }
            let from = if field.starts_with('R') { self.field()? } else { None };
            if let Some(path) = self.field()? {
                changes.push(Change { path, from });
            }
        }
        Ok(Some(Entry { id, time, has_parent, changes }))
    }

    /// The next field that is not empty, without the line break that precedes a commit's first.
    fn field(&mut self) -> Result<Option<String>, Trouble> {
        while let Some(field) = self.process.until(0)? {
            let field = field.strip_prefix(b"\n").unwrap_or(field);
            if !field.is_empty() {
                return Ok(Some(String::from_utf8_lossy(field).into_owned()));
            }
        }
        Ok(None)
    }
}

/// What files that older commits speak of are called today; none for those that are gone.
#[derive(Debug, Default)]
struct Names {
    today: HashMap<String, Option<String>>,
}

/// A change with the file's name of today.
struct Told {
    path: String,
    from: Option<String>,
}

impl Names {
    /// Reads one commit: the files that it changed, as they are called today.
    fn tell(&mut self, changes: Vec<Change>) -> Vec<Told> {
        let mut told = Vec::new();
        let mut gone = Vec::new();
        for change in changes {
            let today = self.today.get(&change.path).map_or_else(|| Some(change.path.clone()), Clone::clone);
            if change.from.is_some() {
                gone.push(change.path);
            }
            told.extend(today.map(|path| Told { path, from: change.from }));
        }
        self.today.extend(gone.into_iter().map(|path| (path, None)));
        for moved in &told {
            if let Some(from) = &moved.from {
                self.today.insert(from.clone(), Some(moved.path.clone()));
            }
        }
        told
    }
}

/// The commits that last changed each file, merges left out: whoever changed it did so before the merge.
#[derive(Debug)]
pub(super) struct Touches {
    walk: Walk,
    names: Names,
    /// Commits that change files in bulk and say nothing of anyone having read them.
    ignored: HashSet<String>,
    /// None where the history ends before it is known.
    last: HashMap<String, Option<u32>>,
    commits: Vec<Commit>,
}

/// What is known of a file's last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    /// No commit has changed the file.
    Never,
    /// It is older than this clone.
    Cut,
    /// This commit made it.
    At(Commit),
}

impl Touches {
    /// Begins to read from a commit. `ignored` is the text of a file such as `.git-blame-ignore-revs`.
    pub(super) fn start(git: &Git, root: &Utf8Path, (tip, ignored): (&str, &str)) -> Result<Self, Trouble> {
        let ids = ignored.lines().filter_map(|line| line.split('#').next()?.split_whitespace().next());
        Ok(Self {
            walk: Walk::start(git, root, &["--no-merges"], tip)?,
            names: Names::default(),
            ignored: ids.map(str::to_ascii_lowercase).collect(),
            last: HashMap::new(),
            commits: Vec::new(),
        })
    }

    /// What git failed of, if it did.
    pub(super) const fn broken(&self) -> Option<&Trouble> {
        self.walk.broken.as_ref()
    }

    /// Who last changed a file.
    pub(super) fn last(&mut self, path: &str, batch: &mut Batch) -> Result<Touch, Trouble> {
        loop {
            if let Some(known) = self.last.get(path) {
                return Ok(known.map_or(Touch::Cut, |index| Touch::At(self.commits[index as usize].clone())));
            }
            let Some(entry) = self.walk.next()? else { return Ok(Touch::Never) };
            self.add(entry, batch)?;
        }
    }

    fn add(&mut self, entry: Entry, batch: &mut Batch) -> Result<(), Trouble> {
        let cut = !entry.has_parent && batch.commit(&entry.id)?.is_some_and(|commit| commit.has_parent);
        let ignored = self.ignored.contains(&entry.id);
        let index = (!cut).then_some(self.commits.len() as u32);
        let known = self.last.len();
        for change in self.names.tell(entry.changes) {
            if change.from.is_none() && !ignored {
                self.last.entry(change.path).or_insert(index);
            }
        }
        if !cut && self.last.len() > known {
            self.commits.push(Commit { id: entry.id, time: entry.time, has_parent: entry.has_parent });
        }
        Ok(())
    }
}

/// The commits that the branch has consisted of, each with what it brought: merges count as one commit.
#[derive(Debug)]
pub(super) struct Mainline {
    walk: Walk,
    names: Names,
    /// Newest first.
    commits: Vec<Commit>,
    /// By file, the commits that changed its text, newest first.
    changes: HashMap<String, Vec<u32>>,
    /// By file, the commits that moved it, newest first, and what it was called before.
    moves: HashMap<String, Vec<(u32, String)>>,
}

impl Mainline {
    /// Begins to read from a commit.
    pub(super) fn start(git: &Git, root: &Utf8Path, tip: &str) -> Result<Self, Trouble> {
        Ok(Self {
            walk: Walk::start(git, root, &["--first-parent", "--diff-merges=first-parent"], tip)?,
            names: Names::default(),
            commits: Vec::new(),
            changes: HashMap::new(),
            moves: HashMap::new(),
        })
    }

    /// What git failed of, if it did.
    pub(super) const fn broken(&self) -> Option<&Trouble> {
        self.walk.broken.as_ref()
    }

    /// The position of the newest commit that fits, counted from the newest; none if none does.
    pub(super) fn find(
        &mut self,
        fits: impl Fn(&Commit) -> bool,
        batch: &mut Batch,
    ) -> Result<Option<u32>, Trouble> {
        if let Some(index) = self.commits.iter().position(&fits) {
            return Ok(Some(index as u32));
        }
        while let Some(entry) = self.walk.next()? {
            self.add(entry, batch)?;
            if self.commits.last().is_some_and(&fits) {
                return Ok(Some(self.commits.len() as u32 - 1));
            }
        }
        Ok(None)
    }

    /// The position of the commit that changed a file for the `nth` time, counted from the newest and from 0.
    pub(super) fn change(
        &mut self,
        path: &str,
        nth: usize,
        batch: &mut Batch,
    ) -> Result<Option<u32>, Trouble> {
        loop {
            if let Some(&index) = self.changes(path).get(nth) {
                return Ok(Some(index));
            }
            let Some(entry) = self.walk.next()? else { return Ok(None) };
            self.add(entry, batch)?;
        }
    }

    fn add(&mut self, entry: Entry, batch: &mut Batch) -> Result<(), Trouble> {
        let Entry { id, time, has_parent, changes } = entry;
        let cut = !has_parent && batch.commit(&id)?.is_some_and(|commit| commit.has_parent);
        let index = self.commits.len() as u32;
        self.commits.push(Commit { id, time, has_parent });
        // Where the clone ends, a commit seems to have brought every file.
        let changes = if cut { Vec::new() } else { changes };
        for change in self.names.tell(changes) {
            match change.from {
                Some(from) => self.moves.entry(change.path).or_default().push((index, from)),
                None => self.changes.entry(change.path).or_default().push(index),
            }
        }
        Ok(())
    }

    /// The commit at a position that was found.
    pub(super) fn commit(&self, index: u32) -> &Commit {
        &self.commits[index as usize]
    }

    /// The positions of the commits that changed a file, newest first, as far as was read.
    pub(super) fn changes(&self, path: &str) -> &[u32] {
        self.changes.get(path).map_or(&[], Vec::as_slice)
    }

    /// What a file was called after the commit at a position.
    pub(super) fn name_at<'a>(&'a self, path: &'a str, index: u32) -> &'a str {
        let moves = self.moves.get(path).map_or(&[][..], Vec::as_slice);
        let later = moves.partition_point(|&(at, _)| at < index);
        later.checked_sub(1).map_or(path, |last| moves[last].1.as_str())
    }
}
