//! A finding's identity from one run to the next.

use std::borrow::Cow;
use std::collections::HashMap;

use super::diagnostic::Diagnostic;
use super::fnv::{EMPTY, absorb};

/// Beginnings of subjects that count places: a list above moves them all.
const COUNTED: [&str; 4] = ["step:", "list:", "bullet:", "item:"];

/// A byte that no UTF-8 text contains.
const SEPARATOR: u8 = 0xff;

/// One fingerprint for each finding, in their order. It names rule, page, locale and what the finding is about, and
/// no line, so that it survives edits above the finding; of findings that agree in all that, the first, second, …
/// are told apart by their number.
pub fn fingerprints(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let numbered = diagnostics.iter().map(|found| {
        let locale = found.locale.as_ref().map_or("", |locale| locale.as_str());
        let base = hash(&[found.rule.name, &found.page.0, locale, &identity(found)]);
        let earlier = seen.entry(base).or_default();
        let hash = absorb(base, &earlier.to_le_bytes());
        *earlier += 1;
        format!("{hash:016x}")
    });
    numbered.collect()
}

/// The hash of what a finding is about, within one rule and one variant. Findings that say the same thing of two places
/// of a text have the same.
pub fn subject_hash(found: &Diagnostic) -> u64 {
    hash(&[found.rule.name, &identity(found)])
}

fn hash(parts: &[&str]) -> u64 {
    parts.iter().fold(EMPTY, |hash, part| absorb(absorb(hash, part.as_bytes()), &[SEPARATOR]))
}

/// What a finding is about in terms that no edit elsewhere changes: its subject, or, where that counts places, the words
/// that stand there, without marker.
fn identity(found: &Diagnostic) -> Cow<'_, str> {
    if !COUNTED.iter().any(|start| found.subject.starts_with(start)) {
        return Cow::Borrowed(&found.subject);
    }
    // What the reference expects nothing for is the translation's own.
    let reference = found.reference.as_ref().filter(|_| found.expected.is_some());
    let words = reference.map_or(&found.primary.location, |note| &note.location).text();
    let line = words.lines().next().unwrap_or_default();
    Cow::Borrowed(line.trim_start_matches(|c: char| !c.is_alphabetic()).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::{SourceFile, Span};
    use crate::report::sample;

    #[test]
    fn a_fingerprint_survives_lines_above_and_tells_twins_apart() {
        let found = sample::report().diagnostics.swap_remove(0);
        let mut lower = found.clone();
        let text = format!("\n\n{}", lower.primary.location.file.text);
        lower.primary.location.file = SourceFile::new("elsewhere.md", text);
        lower.primary.location.span = Span::at(2);
        let mut other = found.clone();
        other.subject.push('x');
        let [pair, alone, others] =
            [vec![found.clone(), lower.clone()], vec![lower], vec![other]].map(|list| fingerprints(&list));
        assert_eq!(pair[0], alone[0]);
        assert_ne!(pair[0], others[0]);
        assert_ne!(pair[0], pair[1]);
    }

    #[test]
    fn a_step_is_known_by_its_words_and_not_by_its_number() {
        let mut found = sample::report().diagnostics.swap_remove(0);
        let at = |text: &str, number: &str| {
            found.subject = format!("step:{number}");
            found.reference = None;
            found.primary.location.file = SourceFile::new("a.md", text);
            found.primary.location.span = Span::new(0..text.len());
            subject_hash(&found)
        };
        let mut at = at;
        let one = at("2. Open the portal.", "0.1");
        assert_eq!(one, at("3) Open the portal.", "4.2"));
        assert_ne!(one, at("2. Close the portal.", "0.1"));
    }
}
