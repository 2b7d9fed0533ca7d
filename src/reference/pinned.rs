//! Translations that follow an earlier revision of their source.

use std::collections::HashSet;

use crate::model::diagnostic::Diagnostic;
use crate::model::document::Document;

/// The findings against the pinned source that the current source does not refute. A URL or step that the current
/// source has is right: the translation is ahead of its pin. `current` are the findings against the current source.
pub fn unrefuted(pinned: Vec<Diagnostic>, current: &[Diagnostic], translation: &Document) -> Vec<Diagnostic> {
    let evidence = Evidence::new(current, translation);
    let mut kept = pinned;
    kept.retain(|finding| match (finding.rule.name, &finding.found, &finding.expected) {
        ("url-drift" | "link-drift" | "url-extra" | "code-drift", Some(text), _) => {
            evidence.found.contains(text.as_str()) || evidence.differs_around(finding)
        }
        ("url-missing", _, Some(text)) => evidence.missing.contains(text.as_str()),
        _ if is_about_steps(finding) => {
            evidence.differs_around(finding) || titles(finding).any(|title| evidence.titles.contains(title))
        }
        _ => true,
    });
    kept
}

/// The differences from the current source that the pinned one does not show: what has changed between the two.
pub fn since<'a>(current: impl Iterator<Item = &'a Diagnostic>, pinned: &[Diagnostic]) -> Vec<Diagnostic> {
    type Key<'a> = (Option<(&'a str, u32)>, Option<&'a str>, Option<&'a str>);
    fn key(finding: &Diagnostic) -> Key<'_> {
        let (found, expected) = (finding.found.as_deref(), finding.expected.as_deref());
        if is_about_steps(finding) && found.is_some() && expected.is_some() {
            // What the translation made of a step stays the same, whatever words or number the source has since given it.
            return (Some((finding.rule.name, finding.primary.location.span.start)), found, None);
        }
        (None, found, expected)
    }
    let old: HashSet<_> = pinned.iter().map(key).collect();
    current.filter(|finding| !old.contains(&key(finding))).cloned().collect()
}

/// What the comparison with the current source says.
struct Evidence<'a> {
    translation: &'a Document,
    /// What stands in the translation and not in the current source.
    found: HashSet<&'a str>,
    /// What stands in the current source and not in the translation.
    missing: HashSet<&'a str>,
    /// The steps that findings are about.
    titles: HashSet<&'a str>,
    /// The lists of the translation that differ from the current source.
    lists: HashSet<Option<u32>>,
}

impl<'a> Evidence<'a> {
    fn new(current: &'a [Diagnostic], translation: &'a Document) -> Self {
        let steps = || current.iter().filter(|finding| is_about_steps(finding));
        Self {
            translation,
            found: current.iter().filter_map(|finding| finding.found.as_deref()).collect(),
            missing: current.iter().filter_map(|finding| finding.expected.as_deref()).collect(),
            titles: steps().flat_map(titles).collect(),
            lists: steps().map(|finding| list_of(translation, finding)).collect(),
        }
    }

    /// Whether the list that a finding lies in is not that of the current source either.
    fn differs_around(&self, finding: &Diagnostic) -> bool {
        let list = list_of(self.translation, finding);
        list.is_some() && self.lists.contains(&list)
    }
}

/// The beginning of the outermost list that a finding lies in, or right behind.
fn list_of(document: &Document, finding: &Diagnostic) -> Option<u32> {
    let at = finding.primary.location.span.start;
    let lists = document.procedures.iter().chain(&document.bullets);
    let around = lists.filter(|list| list.span.start <= at && at <= list.span.end);
    around.map(|list| list.span.start).min()
}

fn is_about_steps(finding: &Diagnostic) -> bool {
    ["step-", "procedure-"].iter().any(|family| finding.rule.name.starts_with(family))
}

/// What a finding says of its step, without the number, which another revision may have changed.
fn titles(finding: &Diagnostic) -> impl Iterator<Item = &str> {
    let said = [&finding.found, &finding.expected].into_iter().flatten();
    said.map(|title| title.split_once(": ").map_or(title.as_str(), |(_, words)| words))
}
