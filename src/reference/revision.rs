//! The source revision that a translation says it follows.

use crate::model::document::Document;

/// Front-matter keys that name a hash of the source file's content.
static HASH_KEYS: [&str; 2] = ["ms.openlocfilehash", "original_hash"];

/// Front-matter keys that name a commit of the source's repository.
static COMMIT_KEYS: [&str; 6] = [
    "ms.sourcegitcommit",
    "default_lang_commit",
    "l10n.sourceCommit",
    "EN-Revision",
    "source_commit",
    "sourceCommit",
];

/// The commit of the source's repository that the front matter names, as written.
pub fn pin(document: &Document) -> Option<&str> {
    value(document, COMMIT_KEYS.iter())
}

/// The revision that the front matter names, as written: equal for translations of the same text. A hash of the file is
/// more exact than a commit.
pub fn revision(document: &Document) -> Option<&str> {
    value(document, HASH_KEYS.iter().chain(&COMMIT_KEYS))
}

fn value(document: &Document, mut keys: impl Iterator<Item = &'static &'static str>) -> Option<&str> {
    let field = keys.find_map(|key| document.field(key))?;
    let value = field.value.split(['#', ' ']).next().unwrap_or_default().trim();
    (!value.is_empty()).then_some(value)
}
