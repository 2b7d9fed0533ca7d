//! The source revision that a translation says it follows.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::model::document::Document;
use crate::regular;

/// Keys that name a commit of the source's repository.
const COMMIT_KEYS: [&str; 6] = [
    "ms.sourcegitcommit",
    "default_lang_commit",
    "l10n.sourceCommit",
    "EN-Revision",
    "source_commit",
    "sourceCommit",
];

/// The key that names the MD5 of the source file's bytes.
const HASH_KEY: &str = "original_hash";

/// A hash of the source's content that cannot be computed from its text. It is only equal or not.
const OPAQUE_KEY: &str = "ms.openlocfilehash";

/// The file in which co-op-translator keeps what it knows of a language's pages.
const CO_OP_FILE: &str = ".co-op-translator.json";

/// The revision that a translation names.
///
/// Whoever patches a translation by hand may leave the name of the older revision and say so in a comment behind it
/// (`default_lang_commit: 1a2b3c4 # patched`). The name still holds: what was patched agrees with a later revision,
/// and what agrees with any revision from the pin to now is accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pin {
    /// A commit, as written; it may be shortened, or no commit at all.
    Commit(String),
    /// The MD5 of the source file, in lower-case hexadecimal digits.
    Hash(String),
}

impl Pin {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Commit(name) | Self::Hash(name) => name,
        }
    }
}

/// Finds pins: in front matter, in comments, and in what translation tools keep beside the pages.
#[derive(Debug)]
pub struct Pins {
    commit_keys: Vec<String>,
    /// By folder, what it and those above it name.
    folders: Mutex<HashMap<Utf8PathBuf, Arc<[Named]>>>,
}

type Hashes = HashMap<String, String>;

/// The hashes that a folder's file names, by the pages' paths below it.
#[derive(Clone, Debug)]
struct Named {
    folder: Utf8PathBuf,
    hashes: Arc<Hashes>,
}

/// An entry of the file that co-op-translator writes.
#[derive(Deserialize)]
struct Entry {
    original_hash: Option<String>,
}

impl Default for Pins {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Pins {
    /// Looks for commits under these keys, and then under the usual ones.
    pub fn new(keys: &[String]) -> Self {
        let usual = COMMIT_KEYS.iter().map(|&key| key.to_owned());
        Self { commit_keys: keys.iter().cloned().chain(usual).collect(), folders: Mutex::default() }
    }

    /// The revision of the source that a document names.
    pub fn pin(&self, document: &Document) -> Option<Pin> {
        let hash = |hash: &str| Pin::Hash(hash.to_ascii_lowercase());
        let commits = self.commit_keys.iter().map(String::as_str);
        let in_matter = || {
            let commit = commits.clone().find_map(|key| field(document, key));
            let commit = commit.map(|commit| Pin::Commit(commit.to_owned()));
            commit.or_else(|| field(document, HASH_KEY).map(hash))
        };
        let in_comment = || {
            comments(document).find_map(|comment| {
                let commit = commits.clone().find_map(|key| said(comment, key));
                let commit = commit.map(|commit| Pin::Commit(commit.to_owned()));
                commit.or_else(|| said(comment, HASH_KEY).map(hash))
            })
        };
        in_matter().or_else(in_comment).or_else(|| self.beside(&document.file.path).as_deref().map(hash))
    }

    /// The revision that a document names, as written: equal for translations of the same text. A hash of the content
    /// is more exact than a commit.
    pub fn revision(&self, document: &Document) -> Option<String> {
        let opaque = field(document, OPAQUE_KEY).or_else(|| field(document, HASH_KEY)).map(str::to_owned);
        opaque.or_else(|| self.pin(document).map(|pin| pin.as_str().to_owned()))
    }

    /// The hash that a file in one of the folders above a page names for it.
    fn beside(&self, page: &Utf8Path) -> Option<String> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        let named = named(&mut folders, page.parent()?);
        drop(folders);
        named.iter().find_map(|named| {
            let below = page.strip_prefix(&named.folder).ok()?;
            named.hashes.get(below.as_str()).cloned()
        })
    }
}

/// What a folder and those above it name, the folder's own first. Most name nothing.
fn named(known: &mut HashMap<Utf8PathBuf, Arc<[Named]>>, folder: &Utf8Path) -> Arc<[Named]> {
    if let Some(known) = known.get(folder) {
        return Arc::clone(known);
    }
    let above = folder.parent().map(|above| named(known, above)).unwrap_or_default();
    let own = read(&folder.join(CO_OP_FILE)).filter(|hashes| !hashes.is_empty());
    let all = match own {
        Some(hashes) => {
            let own = Named { folder: folder.to_owned(), hashes: Arc::new(hashes) };
            std::iter::once(own).chain(above.iter().cloned()).collect()
        }
        None => above,
    };
    known.insert(folder.to_owned(), Arc::clone(&all));
    all
}

/// The hashes that a file of co-op-translator names; none if it is no such file.
fn read(path: &Utf8Path) -> Option<Hashes> {
    let bytes = regular::read(path, regular::MOST_BYTES).ok()?;
    let entries: HashMap<String, Entry> = serde_json::from_slice(&bytes).ok()?;
    Some(entries.into_iter().filter_map(|(page, entry)| Some((page, entry.original_hash?))).collect())
}

/// The value of a front-matter key, up to a comment.
fn field<'a>(document: &'a Document, key: &str) -> Option<&'a str> {
    let value = document.field(key)?.value.split(['#', ' ']).next()?.trim();
    // An empty value of YAML is written in several ways.
    (!matches!(value, "" | "~" | "null")).then_some(value)
}

/// The comments that stand for themselves.
fn comments(document: &Document) -> impl Iterator<Item = &str> {
    let comments = document.comments.iter().map(|&span| document.text(span));
    comments.filter_map(|text| text.strip_prefix("<!--")).map(|text| text.split("-->").next().unwrap_or(text))
}

/// The value that a comment gives for a key: `key: value`, `"key": "value"`.
fn said<'a>(comment: &'a str, key: &str) -> Option<&'a str> {
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    comment.match_indices(key).find_map(|(at, _)| {
        if comment[..at].ends_with(part_of_name) {
            return None;
        }
        let rest = &comment[at + key.len()..];
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start();
        let value = rest.strip_prefix([':', '='])?.trim_start();
        let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
        let value = value.split(|c: char| !part_of_name(c)).next()?;
        (!value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::model::source_file::SourceFile;
    use crate::parse::parse;

    const ENTRIES: &str = r#"{"guide/a.md": {"original_hash": "cd34", "language_code": "de"}, "b.md": {}}"#;

    fn pin_of(path: &str, text: &str) -> Option<Pin> {
        Pins::new(&["follows".to_owned()]).pin(&parse(&SourceFile::new(path, text)))
    }

    #[test]
    fn pins_are_found_wherever_translations_name_them() {
        for (text, name) in [
            ("---\nms.sourcegitcommit: 1a2b3c4\n---\n", "1a2b3c4"),
            ("---\ndefault_lang_commit: 1a2b3c4 # patched\ntitle: x\n---\n", "1a2b3c4"),
            ("---\nl10n:\n  sourceCommit: 1a2b3c4\n---\n", "1a2b3c4"),
            ("---\nfollows: 1a2b3c4\nsourceCommit: 5d6e7f8\n---\n", "1a2b3c4"),
            ("+++\nEN-Revision = \"1a2b3c4\"\n+++\n", "1a2b3c4"),
            ("# Titel\n\n<!-- EN-Revision: 1a2b3c4 Maintainer: a Status: ready -->\n\nText\n", "1a2b3c4"),
            ("<!--\n{ \"source_commit\": \"1a2b3c4\", \"x\": 1 }\n-->\n\n# Titel\n", "1a2b3c4"),
        ] {
            assert_eq!(pin_of("de/a.md", text), Some(Pin::Commit(name.to_owned())), "{text}");
        }
        for text in [
            "---\nsourceCommit:\ntitle: x\n---\n",
            "---\ntitle: x\n---\n\nsourceCommit: 1a2b3c4\n",
            "# Titel\n\n```html\n<!-- EN-Revision: 1a2b3c4 -->\n```\n",
            "<!-- see the CHEN-Revision: 1a2b3c4 -->\n",
            "<!-- EN-Revision of the page -->\n",
        ] {
            assert_eq!(pin_of("de/a.md", text), None, "{text}");
        }
    }

    #[test]
    fn hashes_are_found_in_comments_and_beside_the_pages() {
        let hash = |hash: &str| Some(Pin::Hash(hash.to_owned()));
        let comment = "<!--\nMETADATA:\n{\n  \"original_hash\": \"AB12\",\n  \"language_code\": \"de\"\n}\n-->\n# Titel\n";
        assert_eq!(pin_of("de/a.md", comment), hash("ab12"));
        assert_eq!(pin_of("de/a.md", "---\noriginal_hash: ab12\n---\n"), hash("ab12"));
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        for (folder, text) in [("de", ENTRIES), ("fr", "not JSON")] {
            std::fs::create_dir(root.join(folder)).unwrap();
            std::fs::File::create(root.join(folder).join(CO_OP_FILE))
                .unwrap()
                .write_all(text.as_bytes())
                .unwrap();
        }
        assert_eq!(pin_of(root.join("de/guide/a.md").as_str(), "# Titel\n"), hash("cd34"));
        assert_eq!(pin_of(root.join("de/b.md").as_str(), "# Titel\n"), None);
        assert_eq!(pin_of(root.join("fr/a.md").as_str(), "# Titre\n"), None);
    }
}
