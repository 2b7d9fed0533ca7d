//! What is shown where the pointer rests on a finding: all that is known of it, and the page of its rule.

use super::findings::Finding;
use super::protocol::{Hover, MarkupContent, Position, Range};
use crate::model::comparison::ReferenceKind;
use crate::model::diagnostic::{Diagnostic, ReferenceNote};

/// What is to be said of the findings at a position; nothing where there is none.
pub(super) fn hover(findings: &[Finding], position: Position, markdown: bool) -> Option<Hover> {
    let here = Range { start: position, end: position };
    let at = findings.iter().filter(|finding| finding.published.range.meets(here));
    let told: Vec<(&Diagnostic, Range)> =
        at.filter_map(|finding| Some((finding.found.as_ref()?, finding.published.range))).collect();
    let (_, range) = *told.first()?;
    let mut parts: Vec<String> = told
        .iter()
        .map(|(found, _)| if markdown { in_markdown(found) } else { in_plain_text(found) })
        .collect();
    let mut rules: Vec<&str> = Vec::new();
    for (found, _) in &told {
        if !rules.contains(&found.rule.name) {
            rules.push(found.rule.name);
            parts.push(found.rule.documentation());
        }
    }
    let kind = if markdown { "markdown" } else { "plaintext" };
    Some(Hover { contents: MarkupContent { kind, value: parts.join("\n\n---\n\n") }, range })
}

fn in_markdown(found: &Diagnostic) -> String {
    let mut lines =
        vec![format!("**{}: {}**", found.severity.name(), found.rule.name), escaped(&found.message)];
    lines.extend(more(found).into_iter().map(|(name, text)| format!("**{name}:** {}", escaped(&text))));
    lines.join("\n\n")
}

fn in_plain_text(found: &Diagnostic) -> String {
    let mut lines = vec![format!("{}: {}", found.severity.name(), found.rule.name), found.message.clone()];
    lines.extend(more(found).into_iter().map(|(name, text)| format!("{name}: {text}")));
    lines.join("\n\n")
}

/// What is known of a finding beside what it says.
fn more(found: &Diagnostic) -> Vec<(&'static str, String)> {
    let help = found.help.clone().map(|help| ("Help", help));
    let note = found.note.clone().map(|note| ("Note", note));
    let reference = found.reference.as_ref().map(|reference| ("Compared with", compared_with(reference)));
    [help, note, reference].into_iter().flatten().collect()
}

fn compared_with(reference: &ReferenceNote) -> String {
    let locale = &reference.locale;
    match (reference.kind, reference.votes, &reference.revision) {
        (ReferenceKind::Consensus, Some((votes, of)), _) => {
            format!("the other translations, of which {votes} of {of} agree with `{locale}`")
        }
        (ReferenceKind::Consensus, None, _) => format!("the translation `{locale}`; there is no source"),
        (ReferenceKind::Bilingual, ..) => "the source text embedded in the page".to_owned(),
        (ReferenceKind::Contract, ..) => format!("the contract of the source `{locale}`"),
        (_, _, Some(revision)) => format!("the source `{locale}` at revision `{revision}`"),
        (_, _, None) => format!("the source `{locale}`"),
    }
}

/// A text in which nothing but its code spans is mark-up.
fn escaped(text: &str) -> String {
    let spans = text.matches('`').count().is_multiple_of(2);
    let mut is_code = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '`' if spans => is_code = !is_code,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '!' | '|' | '~' if !is_code => {
                out.push('\\');
            }
            _ => {}
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_documents_are_no_mark_up() {
        assert_eq!(escaped("“a *b* <img>” `c*d<e>`"), "“a \\*b\\* \\<img\\>” `c*d<e>`");
        assert_eq!(escaped("one ` and <b>"), "one \\` and \\<b\\>");
    }
}
