//! Translations that follow an earlier revision of their source.

use std::collections::HashSet;

use crate::model::diagnostic::Diagnostic;

/// The findings against the pinned source that the current source does not refute. A URL or step that the current
/// source has is right: the translation is ahead of its pin.
pub fn unrefuted(pinned: Vec<Diagnostic>, current: &[Diagnostic]) -> Vec<Diagnostic> {
    let found: HashSet<&str> = current.iter().filter_map(|finding| finding.found.as_deref()).collect();
    let missing: HashSet<&str> = current.iter().filter_map(|finding| finding.expected.as_deref()).collect();
    let about_steps = |finding: &&Diagnostic| is_about_steps(finding);
    let steps: HashSet<&str> = current.iter().filter(about_steps).flat_map(titles).collect();
    let places: HashSet<u32> =
        current.iter().filter(about_steps).map(|finding| finding.primary.location.span.start).collect();
    let mut kept = pinned;
    kept.retain(|finding| match (finding.rule.name, &finding.found, &finding.expected) {
        ("url-drift" | "link-drift" | "url-extra" | "code-drift", Some(text), _) => {
            found.contains(text.as_str())
        }
        ("url-missing", _, Some(text)) => missing.contains(text.as_str()),
        _ if is_about_steps(finding) => {
            places.contains(&finding.primary.location.span.start)
                || titles(finding).any(|title| steps.contains(title))
        }
        _ => true,
    });
    kept
}

fn is_about_steps(finding: &Diagnostic) -> bool {
    ["step-", "procedure-"].iter().any(|family| finding.rule.name.starts_with(family))
}

/// What a finding says of its step, without the number, which another revision may have changed.
fn titles(finding: &Diagnostic) -> impl Iterator<Item = &str> {
    let said = [&finding.found, &finding.expected].into_iter().flatten();
    said.map(|title| title.split_once(": ").map_or(title.as_str(), |(_, words)| words))
}
