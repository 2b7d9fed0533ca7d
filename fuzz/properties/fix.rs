//! Edits change what they say and nothing else, in whatever order they come; edits that cannot hold together change nothing.

use instep::fix::{edits, patches};
use instep::model::diagnostic::{Applicability, Diagnostic, Edit};
use instep::model::edit::Edited;
use instep::model::source_file::Span;
use instep::parse::parse;

use instep::model::source_file::SourceFile;

use super::bytes::Bytes;
use super::desk::{CONFIG, found, lies_in};
use super::parse::is_sound;

pub(crate) fn holds(data: &[u8]) {
    change_what_they_say(data);
    let mut data = Bytes(data);
    let (source, translation) = (data.text(), data.text());
    let found = found(&source, &translation, &CONFIG);
    let found: Vec<&Diagnostic> = found.iter().collect();
    let (edits, count) = edits(&found, Applicability::Unsafe);
    let edited = Edited::new(&translation, edits.clone()).expect("fixes that are chosen hold together");
    is_edited(&translation, &edits, &edited);
    let owned: Vec<Diagnostic> = found.into_iter().cloned().collect();
    for patch in patches(&owned, Applicability::Unsafe) {
        assert_eq!((patch.after.as_str(), patch.fixes), (edited.text.as_str(), count));
        assert_eq!(patch.diff().is_empty(), patch.after == patch.before.text);
        is_sound(&parse(&SourceFile::new("page.md", patch.after)));
    }
}

/// Any edits of a text.
fn change_what_they_say(data: &[u8]) {
    let mut data = Bytes(data);
    let count = data.number() % 8;
    let mut edits = Vec::new();
    for _ in 0..count {
        let (start, length) = (data.number() as u32, data.number() as u32 % 16);
        edits.push(Edit { span: Span { start, end: start + length }, text: data.text().into_owned() });
    }
    let text = data.rest();
    let edited = Edited::new(&text, edits.clone());
    let file = SourceFile::new("page.md", text.as_ref());
    edits.sort_by_key(|edit| edit.span);
    let apart = edits.windows(2).all(|pair| pair[0].span.end < pair[1].span.start);
    assert_eq!(edited.is_some(), apart && edits.iter().all(|edit| lies_in(edit.span, &file)), "{edits:?}");
    if let Some(edited) = edited {
        is_edited(&text, &edits, &edited);
    }
}

/// Panics unless a text with edits, which are in order, is made of what they say and of what stood between them.
fn is_edited(text: &str, edits: &[Edit], edited: &Edited) {
    let backwards = edits.iter().rev().cloned().collect();
    assert_eq!(Edited::new(text, backwards).map(|edited| edited.text), Some(edited.text.clone()));
    // An empty stretch where something is inserted may be on either side of it.
    let (mut at, mut last) = (0, 0);
    let mut undo = Vec::new();
    for edit in edits {
        let between = Span { start: at, end: edit.span.start };
        let now = edited.moved(between);
        assert_eq!(edited.text.get(now.range()), text.get(between.range()), "{between:?}");
        let start = last + (edit.span.start - at);
        let written = Span { start, end: start + edit.text.len() as u32 };
        last = written.end;
        assert_eq!(edited.text.get(written.range()), Some(edit.text.as_str()));
        assert!(edited.touches_old(edit.span) && edited.touches_new(written));
        undo.push(Edit { span: written, text: text[edit.span.range()].to_owned() });
        at = edit.span.end;
    }
    let behind = Span { start: at, end: text.len() as u32 };
    assert_eq!(edited.text.get(edited.moved(behind).range()), text.get(behind.range()), "{behind:?}");
    if let Some(undone) = Edited::new(&edited.text, undo) {
        assert_eq!(undone.text, text);
    }
}
