//! Ignore comments are comments, cover what lies in their file, and silence what they cover or are told to be in vain.

use instep::model::diagnostic::Diagnostic;
use instep::model::document::{Cover, Document, Ignore};
use instep::model::page::{Page, PageKey, Role};
use instep::rules::{RULES, UNUSED, selects};
use instep::suppress::Ignores;

use super::desk::{CONFIG, document, found_in, lies_in, variant};

/// What a page with comments is compared with.
const SOURCE: &str = "# Access\n\nSee [this](a.md).\n\n1. Open https://a.example.com/{tenant}.\n2. Select `x`.\n\nOpen https://b.example.com.\n";

pub(crate) fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    are_comments(&text);
    let framed = format!("Text.\n\n<!-- instep-ignore {text} -->\n\n1. Open https://a.example.com.\n");
    are_comments(&framed);
    let document = document("de", &framed);
    assert!(found_in(&document, &document, &CONFIG).is_empty(), "{framed:?}");
    silence_what_they_cover(&document);
    silence_what_they_cover(&super::desk::document("de", &text));
}

/// Panics unless a finding is silenced where a comment that names its rule covers its place, and nowhere else, and a comment
/// is told of where there is none such.
fn silence_what_they_cover(document: &Document) {
    let variants = vec![variant("en", Role::Source), variant("de", Role::Translation)];
    let page = Page { key: PageKey("docs/page".into()), variants };
    let mut silence = Ignores::new(&page, &[None, Some(document)]);
    let found = found_in(&super::desk::document("en", SOURCE), document, &CONFIG);
    for found in &found {
        let covers =
            document.ignores.iter().any(|ignore| ignore.rules.iter().any(|rule| covers(ignore, rule, found)));
        assert_eq!(silence.silence(found), covers, "{found:?}");
    }
    let known: Vec<_> = RULES.iter().map(|rule| &rule.meta).collect();
    let told: Vec<_> =
        silence.unused(UNUSED, &page, &known).iter().map(|told| told.primary.location.span).collect();
    let in_vain = document.ignores.iter().filter(|ignore| {
        let used = |rule: &String| found.iter().any(|found| covers(ignore, rule, found));
        ignore.covers.is_err() || !ignore.rules.iter().all(used)
    });
    assert_eq!(told, in_vain.map(|ignore| ignore.span).collect::<Vec<_>>());
}

fn covers(ignore: &Ignore, rule: &str, found: &Diagnostic) -> bool {
    let place = found.primary.location.span;
    selects(rule, found.rule.name)
        && match ignore.covers {
            Ok(Cover::File) => true,
            Ok(Cover::Part(part)) => part.start <= place.end && place.start <= part.end,
            Err(_) => false,
        }
}

fn are_comments(text: &str) {
    let document = document("de", text);
    let comments = text.matches("instep-").count();
    assert!(document.ignores.len() <= comments, "{:?}", document.ignores);
    for Ignore { span, covers, rules, .. } in &document.ignores {
        let written = document.text(*span);
        let is_comment = |open: &str, close: &str| written.starts_with(open) && written.ends_with(close);
        assert!(is_comment("<!--", "-->") || is_comment("{/*", "*/}"), "{written:?}");
        assert!(rules.iter().all(|rule| !rule.is_empty() && written.contains(rule.as_str())), "{rules:?}");
        if let Ok(Cover::Part(covered)) = covers {
            assert!(lies_in(*covered, &document.file), "{covered:?}");
        }
    }
}
