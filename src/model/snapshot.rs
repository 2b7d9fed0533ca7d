//! Files as they stood in another state than the one on disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

/// What differs from the disk in another state of the same files, such as that of an earlier commit. A file that it does
/// not name is as it lies on disk.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// By path; none for files on disk that are not there in this state.
    files: BTreeMap<Utf8PathBuf, Option<Arc<[u8]>>>,
}

/// What a state has at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// What lies on disk, be it a file or nothing.
    AsOnDisk,
    /// No file.
    Absent,
    /// A file with this content.
    Content(&'a Arc<[u8]>),
}

impl Snapshot {
    /// Says what is at a path: a content, or no file.
    pub fn put(&mut self, path: Utf8PathBuf, content: Option<Arc<[u8]>>) {
        self.files.insert(path, content);
    }

    /// What is at a path.
    pub fn at(&self, path: &Utf8Path) -> Entry<'_> {
        match self.files.get(path) {
            None => Entry::AsOnDisk,
            Some(None) => Entry::Absent,
            Some(Some(content)) => Entry::Content(content),
        }
    }

    /// The paths below a folder at which there is a file that differs from the disk, in order.
    pub fn below(&self, folder: &Utf8Path) -> impl Iterator<Item = &Utf8Path> {
        let files = self.files.iter().filter(|(_, content)| content.is_some());
        files.map(|(path, _)| path.as_path()).filter(move |path| path.starts_with(folder))
    }

    /// The same state under other names of its files.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&Utf8Path) -> Utf8PathBuf) -> Self {
        let files = self.files.iter().map(|(path, content)| (name(path), content.clone()));
        Self { files: files.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_as_on_disk() {
        let mut snapshot = Snapshot::default();
        let content: Arc<[u8]> = Arc::from(&b"# A"[..]);
        snapshot.put("/r/en/a.md".into(), Some(Arc::clone(&content)));
        snapshot.put("/r/en/new.md".into(), None);
        assert_eq!(snapshot.at("/r/en/a.md".into()), Entry::Content(&content));
        assert_eq!(snapshot.at("/r/en/new.md".into()), Entry::Absent);
        assert_eq!(snapshot.at("/r/en/b.md".into()), Entry::AsOnDisk);
        assert_eq!(snapshot.below("/r".into()).collect::<Vec<_>>(), ["/r/en/a.md"]);
        assert_eq!(snapshot.below("/r/e".into()).count(), 0);
        let shown = snapshot.renamed(|path| path.strip_prefix("/r").unwrap().to_owned());
        assert_eq!(shown.at("en/new.md".into()), Entry::Absent);
    }
}
