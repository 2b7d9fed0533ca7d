//! Finds a URL of the reference that is broken into pieces in the translation's text.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::document::{BlockKind, Document, UrlFlaw};
use crate::model::source_file::Span;
use crate::model::url::Url;

use super::super::occurrences::occurrences;

/// A text without what breaks URLs: no white space within lines, no characters without width, no backslashes;
/// full-width characters and typographic quotation marks as their ASCII counterparts; lower-case.
pub(super) struct Squeezed<'a> {
    document: &'a Document,
    text: Vec<u8>,
    /// The stretches of the document that `text` is made of: where each begins in `text` and in the document.
    stretches: Vec<(u32, u32)>,
    /// Where each spelling that is looked for stands in `text` and was not found before, the first one last.
    places: HashMap<String, Vec<usize>>,
}

/// Which bytes are visible characters of ASCII that break no URL.
const IS_PLAIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte.is_ascii() {
        table[byte as usize] = byte.is_ascii_graphic() && byte != b'\\';
        byte += 1;
    }
    table
};

/// Spans that are accounted for.
#[derive(Default)]
pub(super) struct Taken {
    /// The end of each span by its beginning; spans within others are left out.
    ends: BTreeMap<u32, u32>,
}

impl Taken {
    pub(super) fn add(&mut self, span: Span) {
        let end = self.ends.entry(span.start).or_default();
        *end = span.end.max(*end);
    }

    fn overlaps(&self, span: Span) -> bool {
        let before = self.ends.range(..span.end).next_back();
        before.is_some_and(|(_, &end)| span.start < end)
    }
}

impl<'a> Squeezed<'a> {
    /// Reads a document, in which some URLs are going to be looked for.
    pub(super) fn new<'u>(document: &'a Document, urls: impl Iterator<Item = &'u Url>) -> Self {
        let source = &document.file.text;
        let start = match document.blocks.first() {
            Some(block) if block.kind == BlockKind::FrontMatter => block.span.end as usize,
            _ => 0,
        };
        let text = Vec::with_capacity(source.len() - start);
        let mut squeezed = Self { document, text, stretches: Vec::new(), places: HashMap::new() };
        let mut at = start;
        while at < source.len() {
            let plain =
                source.as_bytes()[at..].iter().take_while(|&&byte| IS_PLAIN[usize::from(byte)]).count();
            if plain > 0 {
                squeezed.push(at, &source[at..at + plain]);
                at += plain;
            }
            let Some(character) = source[at..].chars().next() else { break };
            if let Some(plain) = squeeze(character) {
                squeezed.push(at, plain.encode_utf8(&mut [0; 4]));
            }
            at += character.len_utf8();
        }
        squeezed.text.make_ascii_lowercase();
        squeezed.places = places(&squeezed.text, &urls.filter_map(spelling).collect());
        squeezed
    }

    /// Adds what stands for a stretch of the document: that itself, or another character.
    fn push(&mut self, offset: usize, plain: &str) {
        let (at, offset) = (self.text.len() as u32, offset as u32);
        let goes_on = self.stretches.last().is_some_and(|&(start, from)| from + (at - start) == offset);
        if !goes_on {
            self.stretches.push((at, offset));
        }
        self.text.extend_from_slice(plain.as_bytes());
    }

    /// The offset in the document of the character that a byte of `text` belongs to.
    fn offset(&self, at: usize) -> usize {
        let stretch = self.stretches.partition_point(|&(start, _)| start as usize <= at) - 1;
        let (start, from) = self.stretches[stretch];
        let offset = from as usize + (at - start as usize);
        (0..=offset).rev().find(|&at| self.document.file.text.is_char_boundary(at)).unwrap_or(0)
    }

    /// The first broken text that spells the URL, outside the spans that are accounted for, and what broke it. Where the
    /// same URL was looked for before, all up to the last find is accounted for.
    pub(super) fn find(&mut self, url: &Url, taken: &Taken) -> Option<(Span, UrlFlaw)> {
        let needle = spelling(url)?;
        let relative = !url.is_absolute();
        while let Some(at) = self.places.get_mut(&needle)?.pop() {
            let span = self.span(at, needle.len());
            if !taken.overlaps(span)
                && let Some(flaw) = flaw(self.document.text(span), relative)
            {
                return Some((span, flaw));
            }
        }
        None
    }

    /// The span of the original text behind a range of the squeezed one. Behind the target of a link, the bracket that
    /// should close it belongs to it.
    fn span(&self, at: usize, len: usize) -> Span {
        let source = &self.document.file.text;
        let last = self.offset(at + len - 1);
        let mut end = last + source[last..].chars().next().map_or(0, char::len_utf8);
        if self.text[at] == b']' && source[end..].starts_with(['）', ']']) {
            end += source[end..].chars().next().map_or(0, char::len_utf8);
        }
        Span { start: self.offset(at) as u32, end: end as u32 }
    }
}

/// What a URL looks like in a squeezed text: itself, and of a link the end of its text as well. None for what is too short
/// to be told from other text.
fn spelling(url: &Url) -> Option<String> {
    let spelled: String = url.as_str().chars().filter_map(squeeze).collect::<String>().to_ascii_lowercase();
    let relative = !url.is_absolute();
    if spelled.len() < 3 || (relative && !url.is_relative()) {
        return None;
    }
    Some(if relative { format!("]({spelled}") } else { spelled })
}

/// All places where each of some spellings stands in a text, the last one first.
fn places(text: &[u8], spellings: &HashSet<String>) -> HashMap<String, Vec<usize>> {
    let found = occurrences(text, spellings.iter().map(String::as_str).collect());
    let last_first = |(spelling, mut places): (&str, Vec<usize>)| {
        places.reverse();
        (spelling.to_owned(), places)
    };
    found.into_iter().map(last_first).collect()
}

/// The character that a broken spelling stands for; none for what should not be there.
const fn squeeze(character: char) -> Option<char> {
    match character {
        '\n' | '\r' => Some('\n'),
        ' '
        | '\t'
        | '\\'
        | '\u{a0}'
        | '\u{ad}'
        | '\u{3000}'
        | '\u{2000}'..='\u{200f}'
        | '\u{202a}'..='\u{202f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xff01 + 0x21),
        '。' => Some('.'),
        '“' | '”' | '„' | '«' | '»' => Some('"'),
        '‘' | '’' => Some('\''),
        other => Some(other),
    }
}

/// A URL as it was meant before white space and full-width characters came into it.
pub(super) fn mended(text: &str) -> String {
    text.chars().filter_map(squeeze).collect()
}

/// What in a text is no part of a URL; none if nothing is.
pub(super) fn flaw(text: &str, link: bool) -> Option<UrlFlaw> {
    let mut opened = !link;
    let mut previous = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escapes = character == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation);
        let found = match character {
            '（' | '）' if link => Some(UrlFlaw::Bracket),
            ']' if link && opened => Some(UrlFlaw::Bracket),
            ' ' | '\t' if link && !opened => Some(UrlFlaw::Detached),
            // White space may stand between the bracket and the target of a link.
            ' ' | '\t' if link && previous == '(' => None,
            ' ' | '\t' | '\u{3000}' => Some(UrlFlaw::Space),
            '\\' if escapes => None,
            '\\' => Some(UrlFlaw::Backslash),
            '“' | '”' | '„' | '«' | '»' | '‘' | '’' => Some(UrlFlaw::SmartQuote),
            _ if squeeze(character).is_none() => Some(UrlFlaw::Invisible),
            _ if squeeze(character) != Some(character) && character != '\r' => Some(UrlFlaw::FullWidth),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        opened |= character == '(';
        previous = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_breaks_a_link_unless_it_stands_at_its_bracket() {
        for (text, expected) in [
            ("https://a.example/b", None),
            ("https://a.example/ b", Some(UrlFlaw::Space)),
            ("[t]( https://a.example/b)", None),
            ("[t](https://a.example/ b)", Some(UrlFlaw::Space)),
            ("[t] (https://a.example/b)", Some(UrlFlaw::Detached)),
            ("[t](https://a.example/b]", Some(UrlFlaw::Bracket)),
        ] {
            assert_eq!(flaw(text, text.starts_with('[')), expected, "{text}");
        }
    }
}
