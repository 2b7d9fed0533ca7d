//! Objects of a repository, read through one `git cat-file --batch`.

use std::collections::VecDeque;

use camino::Utf8Path;

use crate::regular::MOST_BYTES;

use super::git::{Git, Process, Trouble};

/// How many texts are remembered, and how large they may be, in bytes. Most translations of a page follow one revision
/// of its source, and are checked one after the other.
const MOST_RECENT: usize = 16;
const MOST_REMEMBERED: usize = 1 << 20;

/// A running `git cat-file --batch`.
#[derive(Debug)]
pub(super) struct Batch {
    process: Process,
    /// The texts that were asked for last, the latest last.
    recent: VecDeque<Recent>,
}

/// A text that was asked for by a name, or that there is none.
#[derive(Debug)]
struct Recent {
    name: String,
    text: Option<String>,
}

/// What of a commit is of use here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    /// Its full id.
    pub(super) id: String,
    /// When it was committed, in seconds since 1970.
    pub(super) time: i64,
    /// Whether it has a parent, be it in this clone or not.
    pub(super) has_parent: bool,
}

/// An object as `cat-file` gives it.
struct Object {
    id: String,
    kind: String,
    bytes: Vec<u8>,
}

impl Batch {
    /// Starts the process.
    pub(super) fn start(git: &Git, root: &Utf8Path) -> Result<Self, Trouble> {
        Ok(Self { process: git.start(root, &["cat-file", "--batch"])?, recent: VecDeque::new() })
    }

    /// The text of a file in a commit; none if it is not there or no text.
    pub(super) fn text(&mut self, commit: &str, path: &str) -> Result<Option<String>, Trouble> {
        let name = format!("{commit}:{path}");
        if let Some(known) = self.recent.iter().find(|known| known.name == name) {
            return Ok(known.text.clone());
        }
        let object = self.read(&name)?.filter(|object| object.kind == "blob");
        let text = object.and_then(|object| String::from_utf8(object.bytes).ok());
        if text.as_ref().is_none_or(|text| text.len() <= MOST_REMEMBERED) {
            if self.recent.len() == MOST_RECENT {
                self.recent.pop_front();
            }
            self.recent.push_back(Recent { name, text: text.clone() });
        }
        Ok(text)
    }

    /// The content of a blob by its id; none if it is not there, or too large.
    pub(super) fn blob(&mut self, id: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let object = self.read(id)?.filter(|object| object.kind == "blob");
        Ok(object.map(|object| object.bytes))
    }

    /// A commit by its id, which may be shortened, or by another of its names; none if it is not there.
    pub(super) fn commit(&mut self, id: &str) -> Result<Option<Commit>, Trouble> {
        let object = self.read(&format!("{id}^{{commit}}"))?.filter(|object| object.kind == "commit");
        Ok(object.map(|object| {
            // Grafts and shallow boundaries hide parents from every other command, not from this one.
            let text = String::from_utf8_lossy(&object.bytes);
            let head = || text.lines().take_while(|line| !line.is_empty());
            let committer = head().find_map(|line| line.strip_prefix("committer "));
            let time = committer.and_then(|line| line.rsplit(' ').nth(1)?.parse().ok());
            let has_parent = head().any(|line| line.starts_with("parent "));
            Commit { id: object.id, time: time.unwrap_or_default(), has_parent }
        }))
    }

    fn read(&mut self, name: &str) -> Result<Option<Object>, Trouble> {
        if name.contains('\n') {
            return Ok(None);
        }
        self.process.send(name)?;
        let Some(header) = self.process.until(b'\n')? else {
            return Err(Trouble::Broken("it ended before it had answered".to_owned()));
        };
        let header = String::from_utf8_lossy(header).into_owned();
        let mut words = header.rsplit(' ');
        let size: Option<u64> = words.next().and_then(|word| word.parse().ok());
        let (Some(size), Some(kind), Some(id)) = (size, words.next(), words.next()) else { return Ok(None) };
        if size > MOST_BYTES {
            self.process.skip(size + 1)?;
            return Ok(None);
        }
        let bytes = self.process.take(size as usize)?;
        self.process.skip(1)?;
        Ok(Some(Object { id: id.to_owned(), kind: kind.to_owned(), bytes }))
    }
}
