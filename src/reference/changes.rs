//! What the working tree has changed since it parted from a revision.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};

use super::batch::Batch;
use super::git::{Git, Trouble};
use crate::model::slash::slashed;
use crate::real::real;

/// Files that moved are followed if they are as similar as git demands by itself. Nothing of what the repository or the
/// user configures for looking at differences is taken over, and submodules are not entered.
const DIFF: [&str; 12] = [
    "diff",
    "--raw",
    "-z",
    "--no-abbrev",
    "-M",
    "-l1000",
    "-O/dev/null",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--ignore-submodules=all",
];

/// Files of which git knows nothing yet, and is not told to ignore.
const UNTRACKED: [&str; 4] = ["ls-files", "--others", "--exclude-standard", "-z"];

/// Programs that the configuration would have git run on a file's content before it is compared.
const FILTERS: [&str; 5] =
    ["config", "-z", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|smudge|process|required)$"];

/// What differs between a commit and the working tree: staged or not, and files that git does not know yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The repository's root, absolute, links resolved.
    pub root: Utf8PathBuf,
    /// The full id of the commit at which the revision and what is checked out have parted.
    pub base: String,
    /// The files, by path.
    pub files: Vec<ChangedFile>,
}

/// A file that came, went, moved or has another content. One of the two is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// As it was.
    pub old: Option<OldFile>,
    /// Where it is now, absolute.
    pub new: Option<Utf8PathBuf>,
}

/// A file as a commit has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldFile {
    /// Where it was, absolute.
    pub path: Utf8PathBuf,
    /// What it held; none of a file that is no document.
    pub content: Option<Arc<[u8]>>,
}

/// Finds what has changed since the working tree around some files and folders parted from a revision. The content is
/// read of those files that `is_document` picks, by their absolute paths. Git may say nothing for as long as `patience`.
///
/// An error says why git cannot tell, and what to do.
pub fn changes(
    around: &[Utf8PathBuf],
    revision: &str,
    patience: Duration,
    is_document: impl Fn(&Utf8Path) -> bool,
) -> anyhow::Result<Changes> {
    changes_through(&Git::patient(patience), around, revision, is_document)
}

pub(super) fn changes_through(
    git: &Git,
    around: &[Utf8PathBuf],
    revision: &str,
    is_document: impl Fn(&Utf8Path) -> bool,
) -> anyhow::Result<Changes> {
    let root = root(git, around)?;
    let failed = |trouble: Trouble| failure(&trouble, &root);
    let mut batch = Batch::start(git, &root).map_err(failed)?;
    let base = base(git, &mut batch, &root, revision)?;
    let mut files = differing(git, &root, &base).map_err(failed)?;
    let mut unread = 0;
    for file in files.iter_mut().filter_map(|file| file.old.as_mut()).filter(|old| is_document(&old.path)) {
        let content = batch.blob(&file.id).map_err(failed)?;
        unread += usize::from(content.is_none());
        file.content = content.map(Arc::from);
    }
    if unread > 0 {
        bail!(
            "{root}: git does not have what {unread} changed file(s) held in {base}; this may be a partial clone: clone \
             without `--filter`"
        );
    }
    let old = |raw: RawOld| OldFile { path: raw.path, content: raw.content };
    let files = files.into_iter().map(|raw| ChangedFile { old: raw.old.map(old), new: raw.new }).collect();
    Ok(Changes { root, base, files })
}

/// A changed file before its content is read.
#[derive(Debug, Default)]
struct Raw {
    old: Option<RawOld>,
    new: Option<Utf8PathBuf>,
}

#[derive(Debug)]
struct RawOld {
    path: Utf8PathBuf,
    /// The blob.
    id: String,
    content: Option<Arc<[u8]>>,
}

/// The root of the repository that all these files and folders lie in.
fn root(git: &Git, around: &[Utf8PathBuf]) -> anyhow::Result<Utf8PathBuf> {
    let here = [Utf8PathBuf::from(".")];
    let around = if around.is_empty() { &here[..] } else { around };
    let mut folders: Vec<Utf8PathBuf> = around.iter().map(|path| folder(path)).collect();
    folders.dedup();
    let first = &folders[0];
    let answer = git.answer(first, &["rev-parse", "--show-toplevel"]);
    let answer = answer.map_err(|trouble| failure(&trouble, first))?.unwrap_or_default();
    let root = String::from_utf8_lossy(&answer).trim_end_matches(['\n', '\r']).to_owned();
    if root.is_empty() {
        bail!("{first}: in no working tree of a git repository; `--since` compares with what git has");
    }
    let root = real(Utf8Path::new(&root)).unwrap_or_else(|_| root.into());
    let lies_in = |folder: &Utf8PathBuf| {
        folder.ancestors().find(|dir| dir.join(".git").exists()).is_none_or(|own| own == root)
    };
    if let Some(other) = folders.iter().find(|folder| !folder.starts_with(&root) || !lies_in(folder)) {
        bail!(
            "{other} does not lie in the repository {root}, as the first path does; \
             run `instep check --since` once for each repository"
        );
    }
    Ok(root)
}

/// The folder of a path, or where there is none, of the next one above it; links resolved.
fn folder(path: &Utf8Path) -> Utf8PathBuf {
    let above = path.ancestors().map(|dir| if dir.as_str().is_empty() { Utf8Path::new(".") } else { dir });
    let folder = above.into_iter().find(|dir| dir.is_dir()).unwrap_or(Utf8Path::new("."));
    real(folder).unwrap_or_else(|_| folder.to_owned())
}

/// The commit at which a revision and what is checked out have parted.
fn base(git: &Git, batch: &mut Batch, root: &Utf8Path, revision: &str) -> anyhow::Result<String> {
    let failed = |trouble: Trouble| failure(&trouble, root);
    if batch.commit("HEAD").map_err(failed)?.is_none() {
        bail!("{root}: nothing is committed here yet, so there is nothing to compare with");
    }
    // Asked through a pipe, where nothing that a revision may begin with is an option.
    let Some(commit) = batch.commit(revision).map_err(failed)? else {
        let remote = format!("origin/{revision}");
        if batch.commit(&remote).map_err(failed)?.is_some() {
            bail!("{root}: git has no commit `{revision}`; did you mean `{remote}`?");
        }
        bail!(
            "{root}: git has no commit `{revision}`; if it is a branch elsewhere, get it with `git fetch origin` (in CI: \
             `fetch-depth: 0`)"
        );
    };
    let answer = git.answer(root, &["merge-base", "HEAD", &commit.id]).map_err(failed)?;
    let answer = String::from_utf8_lossy(&answer.unwrap_or_default()).trim().to_owned();
    if !answer.is_empty() {
        return Ok(answer);
    }
    let shallow = git.answer(root, &["rev-parse", "--is-shallow-repository"]).map_err(failed)?;
    if shallow.is_some_and(|answer| answer.starts_with(b"true")) {
        bail!(
            "{root}: git has `{revision}`, but not the commit at which it and HEAD have parted, since this is a \
             shallow clone; get the history with `git fetch --unshallow` (in CI: `fetch-depth: 0`)"
        );
    }
    bail!("{root}: `{revision}` and HEAD have no commit in common; name a revision that HEAD comes from")
}

/// The files that differ, by path.
fn differing(git: &Git, root: &Utf8Path, base: &str) -> Result<Vec<Raw>, Trouble> {
    let mut arguments = without_filters(git, root)?;
    arguments.extend(DIFF.map(str::to_owned));
    arguments.extend([base.to_owned(), "--".to_owned()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = git.answer(root, &arguments)?.unwrap_or_default();
    let mut files = raw_files(root, &output);
    let untracked = git.answer(root, &UNTRACKED)?.unwrap_or_default();
    for path in untracked.split(|&byte| byte == 0).filter_map(|name| inside(root, name)) {
        let new = path.clone();
        files.entry(path).or_default().new = Some(new);
    }
    Ok(files.into_values().collect())
}

/// The options that turn off every filter that is configured: they run programs.
fn without_filters(git: &Git, root: &Utf8Path) -> Result<Vec<String>, Trouble> {
    let names = git.answer(root, &FILTERS)?.unwrap_or_default();
    let names = String::from_utf8(names).unwrap_or_default();
    let mut options = Vec::new();
    for name in names.split('\0').filter(|name| !name.is_empty()) {
        if name.contains('=') {
            return Err(Trouble::Broken(format!("the filter `{name}` cannot be turned off")));
        }
        let value = if name.ends_with(".required") { "false" } else { "" };
        options.extend(["-c".to_owned(), format!("{name}={value}")]);
    }
    Ok(options)
}

/// Reads the output of `git diff --raw -z`: `:100644 100644 ID ID M`, then one path, or two where a file has moved. By
/// the path that the file has now, or had.
fn raw_files(root: &Utf8Path, output: &[u8]) -> BTreeMap<Utf8PathBuf, Raw> {
    let mut files: BTreeMap<Utf8PathBuf, Raw> = BTreeMap::new();
    let mut fields = output.split(|&byte| byte == 0);
    while let Some(head) = fields.next() {
        let head = String::from_utf8_lossy(head);
        let words: Vec<&str> = head.trim_start_matches(':').split(' ').collect();
        let &[old_mode, new_mode, old_id, new_id, status] = words.as_slice() else { continue };
        let Some(first) = fields.next() else { break };
        let second = if status.starts_with(['R', 'C']) { fields.next().unwrap_or(first) } else { first };
        let is_same = old_id == new_id && first == second && is_file(old_mode) && is_file(new_mode);
        // What is being merged is told a second time, as what it has become.
        if is_same || status == "U" {
            continue;
        }
        let old = inside(root, first).filter(|_| is_file(old_mode) && !status.starts_with('C'));
        let new = inside(root, second).filter(|_| is_file(new_mode) || is_link(new_mode));
        if let Some(path) = new.clone().or_else(|| old.clone()) {
            let entry = files.entry(path).or_default();
            entry.old = old.map(|path| RawOld { path, id: old_id.to_owned(), content: None });
            entry.new = new;
        }
    }
    files
}

/// Whether a mode is a regular file's: of a link, git keeps the name that it leads to, and of a submodule a commit.
fn is_file(mode: &str) -> bool {
    mode.starts_with("100")
}

fn is_link(mode: &str) -> bool {
    mode.starts_with("120")
}

/// The absolute path of a file, by git's name of it; none if it is not UTF-8, as the paths of documents are.
fn inside(root: &Utf8Path, name: &[u8]) -> Option<Utf8PathBuf> {
    let name = std::str::from_utf8(name).ok().filter(|name| !name.is_empty())?;
    Some(slashed(&root.join(name)).into_owned())
}

/// Why git could not tell, and what to do.
fn failure(trouble: &Trouble, place: &Utf8Path) -> anyhow::Error {
    match trouble {
        Trouble::Absent => anyhow!(
            "`--since` asks git what has changed, and git was not found; install it, or check without `--since`"
        ),
        Trouble::Foreign => anyhow!(
            "{place}: git does not read this repository, since it belongs to another user \
             (if you trust it: `git config --global --add safe.directory {place}`)"
        ),
        Trouble::Silent(patience) => {
            anyhow!("{place}: git gave no answer for {} s and was stopped", patience.as_secs_f32())
        }
        Trouble::Broken(message) if message.contains("not a git repository") => {
            anyhow!("{place}: in no git repository; `--since` compares with what git has")
        }
        Trouble::Broken(message) if message.contains("unable to read") => anyhow!(
            "{place}: git could not tell what has changed ({message}); this may be a partial clone: clone without \
             `--filter`"
        ),
        Trouble::Broken(message) => anyhow!("{place}: git could not tell what has changed ({message})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_differences_are_read_by_their_kinds() {
        let output = "\
            :100644 100644 aaa 000 M\0en/a b.md\0\
            :100644 000000 bbb 000 D\0en/gone.md\0\
            :000000 100644 000 ccc A\0en/new\n.md\0\
            :100644 100644 ddd ddd R100\0de/old.md\0de/new.md\0\
            :100644 100755 eee eee M\0mode.md\0\
            :160000 160000 fff ggg M\0module\0\
            :120000 100644 hhh iii T\0link.md\0\
            :000000 000000 000 000 U\0merged.md\0\
            :100644 100644 jjj 000 M\0merged.md\0";
        let files = raw_files(Utf8Path::new("/r"), output.as_bytes());
        let told: Vec<String> = files
            .values()
            .map(|raw| {
                let old = raw.old.as_ref().map_or_else(String::new, |old| format!("{} {}", old.id, old.path));
                format!("{old} > {}", raw.new.as_deref().unwrap_or(Utf8Path::new("")))
            })
            .collect();
        let expected = [
            "ddd /r/de/old.md > /r/de/new.md",
            "aaa /r/en/a b.md > /r/en/a b.md",
            "bbb /r/en/gone.md > ",
            " > /r/en/new\n.md",
            " > /r/link.md",
            "jjj /r/merged.md > /r/merged.md",
        ];
        assert_eq!(told, expected);
    }
}
