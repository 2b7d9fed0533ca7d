//! Front matter is read the same by both of its readers, the one for what nearly everybody writes and the YAML library.

use instep::model::document::{Document, Field};
use instep::model::source_file::SourceFile;
use instep::parse::parse;

use super::parse::is_sound;

pub(crate) fn holds(data: &[u8]) {
    let content = String::from_utf8_lossy(data);
    let read = |delimiter: &str, content: &str| {
        parse(&SourceFile::new("page.md", format!("{delimiter}\n{content}\n{delimiter}\n\nText.\n")))
    };
    is_sound(&read("+++", &content));
    let document = read("---", &content);
    is_sound(&document);
    if let Some(indent) = indent(&content).filter(|_| document.problems.is_empty()) {
        // An anchor is for the library, which then reads all of it.
        let tail = read("---", &format!("{content}\n{indent}instep-tail: &a x"));
        is_sound(&tail);
        let (last, fields) = tail.front_matter.split_last().expect("the tail is read");
        assert_eq!((last.key.as_str(), last.value.as_str()), ("instep-tail", "x"), "{content:?}");
        assert_eq!(shown(&document, &document.front_matter), shown(&tail, fields), "{content:?}");
    }
}

/// How far the keys of a map are indented, which another one may follow.
fn indent(content: &str) -> Option<&str> {
    let ends = |line: &str| line.starts_with("---") || line.starts_with("...") || line.starts_with("+++");
    if content.lines().any(ends) || content.contains(['\t', '\r']) {
        return None;
    }
    let first =
        content.lines().find(|line| !line.trim_start().is_empty() && !line.trim_start().starts_with('#'));
    let (indent, key) = first.map(|line| line.split_at(line.len() - line.trim_start_matches(' ').len()))?;
    let name = key.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_key =
        name > 0 && key[name..].starts_with(':') && matches!(key.as_bytes().get(name + 1), None | Some(b' '));
    is_key.then_some(indent)
}

fn shown<'d>(document: &'d Document, fields: &'d [Field]) -> Vec<(&'d str, &'d str, &'d str)> {
    // A block without a line is its sign alone where the text ends with it, and nothing anywhere else.
    let written = |field: &Field| {
        let written = document.text(field.span);
        if field.value.is_empty() && matches!(written, ">" | "|") { "" } else { written }
    };
    fields.iter().map(|field| (field.key.as_str(), field.value.as_str(), written(field))).collect()
}
