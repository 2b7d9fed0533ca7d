//! Anchors that links can lead to: explicit ids and the ids that generators make of headings.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::document::Document;
use super::url::percent_decode;

/// An anchor of a page, by hashes of the file's path and of the anchor's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnchorKey {
    file: u64,
    name: u64,
}

impl AnchorKey {
    /// The same anchor in a file of another path: the path that links lead to.
    #[must_use]
    pub fn moved_to(self, file: &Utf8Path) -> Self {
        Self { file: hash(file.as_str()), ..self }
    }

    /// The key of a fragment, as a URL has it without `#`, in a file.
    pub fn new(file: &Utf8Path, fragment: &str) -> Self {
        Self { file: hash(file.as_str()), name: hash(&name(fragment)) }
    }

    /// The key of an explicit id that is written with these very letters.
    pub fn exact(file: &Utf8Path, fragment: &str) -> Self {
        Self { file: hash(file.as_str()), name: hash(&exact(fragment)) }
    }

    /// The keys of all anchors of a document.
    pub fn all(document: &Document) -> impl Iterator<Item = Self> + '_ {
        let file = hash(document.file.path.as_str());
        let ids = document.anchors.iter().map(|anchor| exact(&anchor.id));
        names(document).chain(ids).map(move |name| Self { file, name: hash(&name) })
    }
}

/// An anchor that a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The file that should have it.
    pub file: Utf8PathBuf,
    /// The anchor.
    pub anchor: AnchorKey,
}

/// The places of a document that fragments lead to: explicit ids, and headings by the ids that generators make of them.
#[derive(Debug)]
pub struct Places(HashSet<String>);

impl Places {
    /// Those of a document.
    pub fn of(document: &Document) -> Self {
        Self(names(document).collect())
    }

    /// Whether a fragment leads to one of them, or to the beginning of the page.
    pub fn resolve(&self, fragment: &str) -> bool {
        is_top(fragment) || self.0.contains(&name(fragment))
    }
}

/// Whether a fragment leads to the beginning of any page: `#`, `#top` (HTML, section 7.4.6.4).
pub fn is_top(fragment: &str) -> bool {
    let name = name(fragment);
    name.is_empty() || name == "top"
}

/// Whether an id of a document is written with the very letters of a fragment.
pub fn has_id(document: &Document, fragment: &str) -> bool {
    let wanted = percent_decode(fragment);
    document.anchors.iter().any(|anchor| anchor.id == wanted)
}

/// The name of an explicit id, told apart from that of a heading by its first character.
fn exact(id: &str) -> String {
    format!("#{}", percent_decode(id))
}

/// What is left of an id or heading in every generator: generators agree on its letters and digits, and differ in case,
/// punctuation and how they write spaces. Python's `markdown` keeps ASCII only, which gives a second name.
fn name(text: &str) -> String {
    if text.is_ascii() && !text.contains('%') {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|letter| char::from(letter.to_ascii_lowercase())).collect();
    }
    percent_decode(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn names(document: &Document) -> impl Iterator<Item = String> + '_ {
    let explicit = document.anchors.iter().map(|anchor| name(&anchor.id));
    let mut seen: HashMap<String, u32> = HashMap::new();
    let headings = document.headings.iter().flat_map(move |heading| {
        let full = name(&heading.text);
        let ascii: String = full.chars().filter(char::is_ascii).collect();
        let count = seen.entry(full.clone()).or_default();
        // Generators number the headings of one text from the second on.
        let numbered = (*count > 0).then(|| format!("{full}{count}"));
        *count += 1;
        [Some(full), Some(ascii), numbered].into_iter().flatten()
    });
    explicit.chain(headings).filter(|name| !name.is_empty())
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generators_agree_on_letters_and_digits() {
        assert_eq!(name("Schritt-1-öffnen"), name("Schritt 1: Öffnen"));
        assert_eq!(name("%E6%89%8B%E9%A0%86"), name("手順"));
        assert_eq!(name("_next_steps"), name("Next steps"));
    }
}
