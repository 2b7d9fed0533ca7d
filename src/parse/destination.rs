//! Where a link's destination lies inside the link (CommonMark, sections 6.3 and 4.7).

use std::borrow::Cow;
use std::ops::Range;

/// The destination's own bytes in an inline link or image whose inner text ends at `inner`.
pub(super) fn inline(text: &str, inner: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(inner..end)?.as_bytes();
    // Nearly always the inner text is followed by its bracket.
    let open = if rest.starts_with(b"](") { 0 } else { memchr::memmem::find(rest, b"](")? };
    Some(at(text, inner + open + 2, end))
}

/// The destination's own bytes in a link reference definition.
pub(super) fn definition(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at_byte = range.start;
    while at_byte < range.end {
        match bytes[at_byte] {
            b'\\' => at_byte += 1,
            b']' if bytes.get(at_byte + 1) == Some(&b':') => return Some(at(text, at_byte + 2, range.end)),
            _ => {}
        }
        at_byte += 1;
    }
    None
}

/// The destination that begins behind white space at `from`.
fn at(text: &str, from: usize, end: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut start = from;
    while start < end && matches!(bytes[start], b' ' | b'\t' | b'\n' | b'\r' | b'>') {
        start += 1;
    }
    if start < end && bytes[start] == b'<' {
        let close = pointy_end(bytes, start + 1, end);
        return start + 1..close;
    }
    start..plain_end(bytes, start, end)
}

fn pointy_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end && bytes[at] != b'>' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(end)
}

fn plain_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < end {
        match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            byte if byte <= b' ' => break,
            _ => {}
        }
        at += 1;
    }
    at.min(end)
}

/// A text with CommonMark's backslash escapes and entities resolved.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    unescape_with(text, true)
}

/// A text with entities resolved, as in an HTML attribute.
pub(super) fn unescape_entities(text: &str) -> Cow<'_, str> {
    unescape_with(text, false)
}

fn unescape_with(text: &str, backslashes: bool) -> Cow<'_, str> {
    if memchr::memchr2(b'\\', b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'\\', b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('&')
            && let Some((character, length)) = entity(rest)
        {
            out.push(character);
            rest = &rest[length..];
            continue;
        }
        let escaped = backslashes && rest.starts_with('\\');
        if !(escaped && rest[1..].starts_with(|c: char| c.is_ascii_punctuation())) {
            out.push_str(&rest[..1]);
        }
        rest = &rest[1..];
        if escaped && rest.starts_with(['\\', '&']) {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that an entity at the start of a text stands for, and the entity's length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let end = bytes.iter().take(12).position(|&byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lbrace" | "lcub" => '{',
        "rbrace" | "rcub" => '}',
        "lowbar" => '_',
        "ast" => '*',
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(value).filter(|&character| character != '\0')?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(link: &str) -> &str {
        let inner = link.find(']').unwrap_or(0);
        &link[inline(link, inner, link.len()).unwrap()]
    }

    #[test]
    fn destinations_are_found_without_brackets_and_titles() {
        assert_eq!(found("[a](/b)"), "/b");
        assert_eq!(found("[a](  </b c> \"t\")"), "/b c");
        assert_eq!(found("[a](/b(c)d 't')"), "/b(c)d");
        assert_eq!(found("[a](/b\\)c)"), "/b\\)c");
        assert_eq!(found("[a]()"), "");
        assert_eq!(found("[a](\n><b c>)"), "b c");
        assert_eq!(inline("[a*](/b)", 2, 8), Some(5..7));
        let text = "[a \\]: b]: /x 'y'";
        assert_eq!(&text[definition(text, 0..text.len()).unwrap()], "/x");
    }

    #[test]
    fn escapes_and_entities_are_resolved() {
        assert_eq!(unescape(r"a\_b&amp;c\\&#x41;&nope;\x"), r"a_b&c\A&nope;\x");
        assert_eq!(unescape_entities(r"a\_b&amp;c"), r"a\_b&c");
        assert_eq!(unescape(r"\&amp;"), "&amp;");
    }
}
