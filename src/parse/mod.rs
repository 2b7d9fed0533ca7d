//! Text → [`Document`]: one pass over Markdown events with offsets. Never fails, never panics.
//!
//! What Markdown does not know is dealt with around that pass: before it, `constructs` and `bilingual` make a
//! `view` of the text that Markdown reads rightly; within it, `inline` reads the verbatim text of each block;
//! behind it, `headings` finds procedures that are written as headings, and `ignores` the comments that silence findings.

mod bare;
mod bilingual;
mod builder;
mod components;
mod constructs;
mod destination;
mod front_matter;
mod headings;
mod ignores;
mod inline;
mod links;
mod lists;
mod near_steps;
mod near_urls;
mod seek;
mod tags;
#[cfg(test)]
mod tests;
mod view;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::model::document::{Document, Problem};
use crate::model::source_file::{SourceFile, Span};

use front_matter::FrontMatter;

pub use builder::OPTIONS;

/// Parses a file. What cannot be understood is left out or becomes a problem of the document.
pub fn parse(file: &Arc<SourceFile>) -> Document {
    let front = front_matter::split(&file.text);
    let body = front.as_ref().ok().and_then(Option::as_ref).map_or(0, |matter| matter.whole.end);
    let text = line_endings(&file.text);
    let Some(pages) = bilingual::split(&text, body) else {
        let mut document = parse_text(file, &text, &front);
        document.ignores = ignores::find(&document);
        return document;
    };
    let mut document = parse_text(file, &pages.translation.text, &front);
    pages.translation.restore(&mut document);
    document.left_out = pages.translation.left_out();
    document.ignores = ignores::find(&document);
    let mut embedded = parse_text(file, &pages.source.text, &front);
    pages.source.restore(&mut embedded);
    embedded.left_out = pages.source.left_out();
    document.embedded = Some(Box::new(embedded));
    document
}

/// The text with carriage returns that stand alone as line feeds: both end a line (CommonMark, section 2.1).
fn line_endings(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let alone = |&at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let mut found = memchr::memchr_iter(b'\r', bytes).filter(alone).peekable();
    if found.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in found {
        out.push_str(&text[from..at]);
        out.push('\n');
        from = at + 1;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

fn parse_text(
    file: &Arc<SourceFile>,
    text: &str,
    front: &Result<Option<FrontMatter>, Range<usize>>,
) -> Document {
    let matter = front.as_ref().ok().and_then(Option::as_ref);
    let mut document = builder::begin(file, matter.map(|matter| matter.whole.clone()));
    if let Err(range) = front {
        let message = "the front matter is never closed".to_owned();
        document.problems.push(Problem { span: Span::new(range.clone()), message });
    }
    if let Some(matter) = matter {
        document.front_matter = front_matter::fields(&file.text, matter, &mut document.problems);
        builder::front_matter_urls(&mut document);
    }
    let byte_order_mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = matter.map_or(byte_order_mark, |matter| matter.whole.end);
    let mdx = file.path.extension() == Some("mdx");
    let prepared = constructs::prepare(text, body, mdx);
    let mut document = builder::build(document, &prepared.view.text, text, body, &prepared.extras);
    headings::find(&prepared.view.text, &mut document);
    prepared.view.restore(&mut document);
    document
}
