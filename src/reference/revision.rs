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

/// The revision that the front matter names, as written.
pub fn revision(document: &Document) -> Option<&str> {
    let field = KEYS.iter().find_map(|key| document.field(key))?;
    let value = field.value.split(['#', ' ']).next().unwrap_or_default().trim();
    (!value.is_empty()).then_some(value)
}
