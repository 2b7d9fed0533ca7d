//! A contract: what a source repository says of its pages, for repositories that hold translations only.
//!
//! # The format
//!
//! JSON lines, UTF-8. The first line is the [`Header`], each further line one [`PageLine`], sorted by path:
//!
//! ```json
//! {"instep-contract":1,"tool":"0.1.0","locale":"en-US","revision":"0d1b065c…","pages":2}
//! {"path":"docs/start.md","sum":"a1f0c6d25b7e9038","text":"# Start\n\n1. Sign in at https://…"}
//! {"path":"docs/broken.md","sum":"0c4e9a7712d8f365","unreadable":"the file is not UTF-8: byte 17 begins no character"}
//! ```
//!
//! A page's line holds its text as it is. Aligning a translation asks of any stretch of the source how long it is, how
//! many sentences end in it and which of its words stand in the translation too (names, commands, numbers), so any
//! word may decide a finding; facts that answer all of that are longer than the text, can be read by nobody, and tie
//! both repositories to one version of the program. With the text, a finding is the same as with the source beside
//! the translations, its place in the source and the quoted line included.
//!
//! Paths are relative to the root of the source's repository (without one, to the folder in which the contract was
//! written), `/`-separated, and lead out of it nowhere. `sum` is FNV-1a, 64 bits, over the path, a zero byte and the
//! text or the reason why there is none: it tells a damaged file, and protects from nobody. A reader refuses versions
//! it does not know; within a version no field is added.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::comparison::Unreadable;
use super::fnv::{EMPTY, absorb};
use super::locale::Locale;
use super::source_file::SourceFile;

/// The version of the format that is written, and the only one that is read.
pub const VERSION: u32 = 1;

/// The first line of a contract.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`VERSION`].
    #[serde(rename = "instep-contract")]
    pub version: u32,
    /// The version of the program that wrote it.
    pub tool: String,
    /// The locale of the source.
    pub locale: String,
    /// The commit whose texts these are; left out where the files differ from every commit, or git does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// How many lines follow.
    pub pages: usize,
}

/// A line of a contract behind the first: one file of the source, with its text or why there is none.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageLine {
    /// Relative to the source's root.
    pub path: String,
    /// [`PageLine::checksum`], in hexadecimal.
    pub sum: String,
    /// The whole text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why there is none, as a clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
}

impl PageLine {
    /// The checksum of a path and of what stands for its text: FNV-1a, 64 bits, with a zero byte between them.
    pub fn checksum(path: &str, content: &str) -> String {
        let sum = [path.as_bytes(), &[0], content.as_bytes()].into_iter().fold(EMPTY, absorb);
        format!("{sum:016x}")
    }
}

/// A file of the source, or why it could not be read.
pub type SourceText = Result<Arc<SourceFile>, Unreadable>;

/// What a source repository says of its pages.
#[derive(Debug)]
pub struct Contract {
    /// The locale of the source.
    pub locale: Locale,
    /// The commit whose texts these are, where it is known.
    pub revision: Option<String>,
    /// The files, by path.
    pub pages: BTreeMap<Utf8PathBuf, SourceText>,
}

/// The files of a contract as a run finds them: by the path at which each would lie beside the translations. There is
/// no such file on disk, or it does not count.
#[derive(Debug, Default)]
pub struct Held {
    /// The files. Their own paths are those of the contract.
    pub files: BTreeMap<Utf8PathBuf, SourceText>,
    /// The commit whose texts these are, where it is known.
    pub revision: Option<String>,
}

impl Held {
    /// The name of a file in reports: where the contract holds it, the path that the contract has.
    pub fn name<'a>(&'a self, path: &'a Utf8Path) -> &'a Utf8Path {
        self.files.get(path).map_or(path, |text| match text {
            Ok(file) | Err(Unreadable { file, .. }) => &file.path,
        })
    }

    /// Whether the texts are those of a commit that is named by its hash or the beginning of it.
    pub fn is_at(&self, revision: &str) -> bool {
        let begins = |own: &String| {
            own.as_bytes()
                .get(..revision.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(revision.as_bytes()))
        };
        revision.len() >= 7 && self.revision.as_ref().is_some_and(begins)
    }
}

/// Whether a path names a file below the root: relative, with plain names only, separated by `/`.
pub fn is_inside(path: &str) -> bool {
    let plain = Utf8Path::new(path).components().all(|part| matches!(part, Utf8Component::Normal(_)));
    let names = path.split('/').all(|name| !matches!(name, "" | "." | ".."));
    let drive = path.as_bytes().get(1) == Some(&b':');
    plain && names && !drive && !path.contains('\\') && !path.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_fnv() {
        assert_ne!(PageLine::checksum("a.md", "x"), PageLine::checksum("a.m", "dx"));
        assert_eq!(PageLine::checksum("", ""), "af63bd4c8601b7df");
    }

    #[test]
    fn paths_stay_below_the_root() {
        for path in ["a.md", "docs/en/a b.md", "文書/a.md"] {
            assert!(is_inside(path), "{path}");
        }
        for path in
            ["", "/a.md", "../a.md", "a/../../b.md", "a//b.md", "./a.md", "C:/a.md", "a\\b.md", "a\0.md"]
        {
            assert!(!is_inside(path), "{path:?}");
        }
    }

    #[test]
    fn a_commit_is_known_by_its_beginning() {
        let held = Held { revision: Some("0d1b065c9a".to_owned()), ..Held::default() };
        assert!(held.is_at("0d1b065") && held.is_at("0D1B065C9A"));
        assert!(!held.is_at("0d1b06") && !held.is_at("0d1b065c9ab") && !held.is_at("1111111"));
        assert!(!Held::default().is_at("0d1b065"));
    }
}
