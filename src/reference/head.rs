//! Which commit a folder's repository is at.

use std::sync::Arc;
use std::time::Duration;

use camino::Utf8Path;

use super::git::Git;
use super::history::History;
use super::revision::Pin;
use crate::model::source_file::SourceFile;

/// The commit that all of these files are as it has them: the one that is checked out; none where a file differs from
/// it, or git does not tell, or says nothing for longer than `patience`. Each file comes with its place on disk.
pub fn revision_of<'f>(
    files: impl Iterator<Item = (&'f Utf8Path, &'f Arc<SourceFile>)>,
    patience: Duration,
) -> Option<String> {
    let mut files = files.peekable();
    let folder = files.peek()?.0.parent()?;
    let head = head(&Git::patient(patience), folder)?;
    let history = History::new(None, patience);
    let pin = Pin::Commit(head.clone());
    // Asked by the place on disk, since the file may bear another name.
    let same = |(path, file): (&Utf8Path, &Arc<SourceFile>)| {
        let file = SourceFile::new(path, file.text.as_str());
        history.pinned(&file, &pin).is_some_and(|text| text == file.text)
    };
    files.all(same).then_some(head)
}

/// The hash of the commit that is checked out where a folder lies; none without a repository or a commit.
fn head(git: &Git, folder: &Utf8Path) -> Option<String> {
    let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
    let answer = git.answer(folder, &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
    let hash = String::from_utf8(answer.ok()??).ok()?.trim().to_owned();
    let is_hash = hash.len() >= 40 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash.then_some(hash)
}
