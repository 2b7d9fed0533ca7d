//! Which commit a folder's repository is at.

use std::process::{Command, Stdio};
use std::sync::Arc;

use camino::Utf8Path;

use super::history::History;
use super::revision::Pin;
use crate::model::source_file::SourceFile;

/// The commit that all of these files are as it has them: the one that is checked out; none where a file differs from
/// it, or git does not tell. Each file comes with its place on disk.
pub fn revision_of<'f>(files: impl Iterator<Item = (&'f Utf8Path, &'f Arc<SourceFile>)>) -> Option<String> {
    let mut files = files.peekable();
    let folder = files.peek()?.0.parent()?;
    let head = head(folder)?;
    let history = History::default();
    let pin = Pin::Commit(head.clone());
    // Asked by the place on disk, since the file may bear another name.
    let same = |(path, file): (&Utf8Path, &Arc<SourceFile>)| {
        let file = SourceFile::new(path, file.text.as_str());
        history.pinned(&file, &pin).is_some_and(|text| text == file.text)
    };
    files.all(same).then_some(head)
}

/// The hash of the commit that is checked out where a folder lies; none without a repository or a commit. Git is told
/// to fetch nothing, and `rev-parse` runs nothing of the repository's.
#[expect(clippy::disallowed_methods, reason = "this asks git, as its neighbour does")]
fn head(folder: &Utf8Path) -> Option<String> {
    let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
    let output = Command::new("git")
        .args([
            "--no-optional-locks",
            "-C",
            folder.as_str(),
            "rev-parse",
            "--verify",
            "--quiet",
            "HEAD^{commit}",
        ])
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env_remove("GIT_DIR")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let hash = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    let is_hash = hash.len() >= 40 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    (output.status.success() && is_hash).then_some(hash)
}
