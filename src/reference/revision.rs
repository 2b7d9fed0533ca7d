//! The source revision that a translation says it follows.

use crate::model::document::Document;

/// Front-matter keys that name the source's revision, the most exact first: a hash of the source file's content, then
/// a commit.
const KEYS: [&str; 8] = [
    "ms.openlocfilehash",
    "original_hash",
    "ms.sourcegitcommit",
    "default_lang_commit",
    "l10n.sourceCommit",
    "EN-Revision",
    "source_commit",
    "sourceCommit",
];

/// Those of the keys that name a commit of the source's repository.
const COMMIT_KEYS: [&str; 6] = [
    "ms.sourcegitcommit",
    "default_lang_commit",
    "l10n.sourceCommit",
    "EN-Revision",
    "source_commit",
    "sourceCommit",
];

/// The commit of the source's repository that the front matter names, as written.
pub fn pin(document: &Document) -> Option<&str> {
    value(document, &COMMIT_KEYS)
}

/// The revision that the front matter names, as written: equal for translations of the same text.
pub fn revision(document: &Document) -> Option<&str> {
    value(document, &KEYS)
}

fn value<'a>(document: &'a Document, keys: &[&str]) -> Option<&'a str> {
    let field = keys.iter().find_map(|key| document.field(key))?;
    let value = field.value.split(['#', ' ']).next().unwrap_or_default().trim();
    (!value.is_empty()).then_some(value)
}
