//! Ignore comments are comments, cover what lies in their file, and silence or complain without changing anything else.

use instep::model::document::{Cover, Ignore};

use super::desk::{CONFIG, document, found_in, lies_in};

pub(crate) fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    are_comments(&text);
    let framed = format!("Text.\n\n<!-- instep-ignore {text} -->\n\n1. Open https://a.example.com.\n");
    are_comments(&framed);
    let document = document("de", &framed);
    assert!(found_in(&document, &document, &CONFIG).is_empty(), "{framed:?}");
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
