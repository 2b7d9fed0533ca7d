//! Placeholders in brackets, however the brackets are spelled.

use std::net::Ipv6Addr;
use std::ops::Range;

use super::Style;

/// The longest placeholder that is looked for, brackets included, in bytes. It bounds every search for a closing
/// bracket, so that a text is scanned in time linear in its length.
pub const LONGEST: usize = 80;

/// A text in brackets at the beginning of another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosed {
    /// What is between the brackets, in bytes of the text.
    pub inner: Range<usize>,
    /// The length with the brackets, in bytes.
    pub len: usize,
    /// The kind of the brackets.
    pub style: Style,
}

/// An opening bracket, what may close it, and the placeholder's style. The longer spelling stands before the shorter.
const BRACKETS: [(&str, &[&str], Style); 13] = [
    (r"\<", &[r"\>", ">"], Style::Angle),
    ("&lt;", &["&gt;"], Style::Angle),
    ("<", &[">"], Style::Angle),
    ("%3C", &["%3E"], Style::Angle),
    ("{{", &["}}"], Style::DoubleBraces),
    (r"\{\{", &[r"\}\}", "}}"], Style::DoubleBraces),
    ("%7B%7B", &["%7D%7D"], Style::DoubleBraces),
    ("${", &["}"], Style::DollarBraces),
    (r"\{", &[r"\}", "}"], Style::Braces),
    ("{", &["}"], Style::Braces),
    ("%7B", &["%7D"], Style::Braces),
    ("[", &["]"], Style::Square),
    ("%5B", &["%5D"], Style::Square),
];

/// The text in brackets that begins here: `<tenant>`, `\<tenant\>`, `&lt;tenant&gt;`, `{tenant}`, `%7Btenant%7D`.
///
/// It stands on one line and is neither blank nor quoted.
pub fn enclosed(text: &str) -> Option<Enclosed> {
    if !matches!(text.as_bytes().first()?, b'\\' | b'&' | b'<' | b'%' | b'{' | b'$' | b'[') {
        return None;
    }
    let text = clipped(text);
    let begins = |open: &str| text.get(..open.len()).is_some_and(|head| head.eq_ignore_ascii_case(open));
    let (open, closes, style) = BRACKETS.iter().find(|(open, ..)| begins(open))?;
    let inner =
        open.len()..open.len() + closes.iter().filter_map(|close| find(&text[open.len()..], close)).min()?;
    let name = &text[inner.clone()];
    if name.trim().is_empty() || name.contains(['\n', '\r', '"', '`']) {
        return None;
    }
    // An address stands in brackets as a host (RFC 3986, section 3.2.2).
    if *style == Style::Square && name.parse::<Ipv6Addr>().is_ok() {
        return None;
    }
    let close = closes.iter().find(|close| find(&text[inner.end..], close) == Some(0))?;
    Some(Enclosed { len: inner.end + close.len(), inner, style: *style })
}

/// The beginning of a text, as far as a placeholder that begins with it can reach.
fn clipped(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn find(text: &str, close: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    bytes.windows(close.len()).position(|window| window.eq_ignore_ascii_case(close.as_bytes()))
}
