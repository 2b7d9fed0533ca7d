//! What is said, once for each repository, of history that could not be read.

use camino::Utf8Path;

use super::git::Trouble;

/// What a repository does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lack {
    /// A revision that a translation names.
    Revision,
    /// The source file, in a revision that a translation names.
    File,
    /// A name of a revision that can be understood.
    Meaning,
    /// The commit that last changed a translation.
    Touch,
}

const SO: &str =
    "they are compared with the current source, and what may only be out of date is reported as info";

/// What was lacking, so many times.
pub(super) fn lack(root: &Utf8Path, lack: Lack, count: usize) -> String {
    match lack {
        Lack::Revision => format!(
            "{root}: git does not have {count} source revision(s) that translations name; {SO} \
             (get the history: `git fetch --unshallow`, in CI `fetch-depth: 0`)"
        ),
        Lack::File => format!(
            "{root}: git has {count} revision(s) that translations name, but not the source file in them; {SO} \
             (where the file was moved, or the clone is a partial one, the translation may name a newer revision)"
        ),
        Lack::Meaning => {
            format!("{root}: translations name {count} source revision(s) that are no ids of commits; {SO}")
        }
        Lack::Touch => format!(
            "{root}: the last change of {count} translation(s) is older than this clone, so what they are behind with \
             is not told from what is wrong (get the history: `git fetch --unshallow`, in CI `fetch-depth: 0`)"
        ),
    }
}

/// Why a repository was given up.
pub(super) fn trouble(root: &Utf8Path, trouble: &Trouble) -> String {
    match trouble {
        Trouble::Absent => {
            "git was not found, so earlier revisions of the source are not looked at".to_owned()
        }
        Trouble::Foreign => format!(
            "{root}: git does not read this repository, since it belongs to another user, so earlier revisions of the \
             source are not looked at (if you trust it: `git config --global --add safe.directory {root}`)"
        ),
        Trouble::Silent(patience) => format!(
            "{root}: git gave no answer for {} s and was stopped; earlier revisions of the source are no longer \
             looked at",
            patience.as_secs_f32()
        ),
        Trouble::Broken(message) => {
            format!("{root}: git failed, so earlier revisions of the source are not looked at ({message})")
        }
    }
}

/// Source files whose revisions translations name lie in no repository.
pub(super) fn outside(first: &Utf8Path, count: usize, origin: Option<&Utf8Path>) -> String {
    match origin {
        None => format!(
            "{first}: not in a git repository, so the source revisions that translations of {count} page(s) name \
             cannot be read; {SO} (`repository` under `[reference]` says where the source's repository is)"
        ),
        Some(origin) => format!(
            "{origin}: has no history of {first}, so the source revisions that translations of {count} page(s) name \
             cannot be read; {SO} (see `repository` and `folder` under `[reference]`)"
        ),
    }
}
