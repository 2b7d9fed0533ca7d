//! The parts of a URL in which something may be put: user part, labels of the host, segments of the path, values of the
//! query, fragment.

use std::ops::Range;

use super::placeholder::{Place, enclosed};
use super::url::Url;

/// A part of a URL between two delimiters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot<'u> {
    /// Which part it is.
    pub place: Place,
    /// The key before `=`. Only in a query.
    pub key: Option<&'u str>,
    /// The part as written.
    pub text: &'u str,
    /// Where it begins in the URL, in bytes.
    pub start: usize,
}

impl Slot<'_> {
    /// Its bytes in the URL.
    pub const fn span(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The parts of a URL in order. What is in brackets is never cut, whatever it holds.
pub fn slots(url: &Url) -> Vec<Slot<'_>> {
    let mut out = Vec::new();
    let part = |range: Range<usize>| (&url.as_str()[range.clone()], range.start);
    if let Some((authority, start)) = url.authority_range().map(part) {
        push_authority(authority, start, &mut out);
    }
    let (path, start) = part(url.path_range());
    let rooted = usize::from(path.starts_with('/'));
    for range in cut(&path[rooted..], b'/') {
        push(Place::Segment, None, &path[rooted..], range, start + rooted, &mut out);
    }
    if let Some((query, start)) = url.query_range().map(part) {
        for range in cut(query, b'&') {
            let pair = &query[range.clone()];
            let equals = pair.find('=').unwrap_or(pair.len());
            let value = (range.start + equals + 1).min(range.end)..range.end;
            push(Place::Value, Some(&pair[..equals]), query, value, start, &mut out);
        }
    }
    if let Some((fragment, start)) = url.fragment_range().map(part) {
        push(Place::Fragment, None, fragment, 0..fragment.len(), start, &mut out);
    }
    out
}

fn push_authority<'u>(authority: &'u str, start: usize, out: &mut Vec<Slot<'u>>) {
    let mut host = 0;
    if let Some(at) = authority.rfind('@') {
        push(Place::User, None, authority, 0..at, start, out);
        host = at + 1;
    }
    let end = authority[host..].rfind(':').map_or(authority.len(), |colon| host + colon);
    let is_port = authority[end..].bytes().skip(1).all(|byte| byte.is_ascii_digit());
    let end = if is_port { end } else { authority.len() };
    let labels = &authority[host..end];
    for range in cut(labels, b'.') {
        push(Place::Label, None, labels, range, start + host, out);
    }
}

/// Keeps a part, but for the empty one behind the last `/` or `&`.
fn push<'u>(
    place: Place,
    key: Option<&'u str>,
    text: &'u str,
    range: Range<usize>,
    start: usize,
    out: &mut Vec<Slot<'u>>,
) {
    let is_nothing = range.is_empty() && range.end == text.len() && key.is_none_or(str::is_empty);
    if !is_nothing || place == Place::Label {
        out.push(Slot { place, key, text: &text[range.clone()], start: start + range.start });
    }
}

/// The pieces between delimiters that stand outside brackets.
fn cut(text: &str, delimiter: u8) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(&byte) = text.as_bytes().get(at) {
        let group = text.get(at..).and_then(enclosed);
        if let Some(group) = group {
            at += group.len;
            continue;
        }
        if byte == delimiter {
            out.push(start..at);
            start = at + 1;
        }
        at += 1;
    }
    out.push(start..text.len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(url: &str) -> Vec<String> {
        let url = Url::new(url);
        slots(&url)
            .iter()
            .map(|slot| format!("{}:{}{}", slot.place.name(), slot.key.unwrap_or_default(), slot.text))
            .collect()
    }

    #[test]
    fn a_url_is_cut_at_its_delimiters() {
        assert_eq!(
            texts("https://u@a.{b.c}.d:80/e/{f/g}//h/?i=j&k&l={m&n}#o"),
            [
                "user part:u",
                "host:a",
                "host:{b.c}",
                "host:d",
                "path:e",
                "path:{f/g}",
                "path:",
                "path:h",
                "query:ij",
                "query:k",
                "query:l{m&n}",
                "fragment:o"
            ]
        );
        assert_eq!(texts("https://a.b"), ["host:a", "host:b"]);
        assert_eq!(texts("https://.a.b/"), ["host:", "host:a", "host:b"]);
        assert_eq!(texts("../a#b"), ["path:..", "path:a", "fragment:b"]);
        assert_eq!(texts("https://[::1]:80/"), ["host:[::1]"]);
        assert_eq!(texts("https://a:{b}/"), ["host:a:{b}"]);
        assert_eq!(texts("https://.."), ["host:", "host:", "host:"]);
        assert_eq!(texts("https://a/{b/}c/{d"), ["host:a", "path:{b/}c", "path:{d"]);
    }

    #[test]
    fn places_are_those_in_the_url() {
        let url = Url::new("https://u@a.b/c?d=é#f");
        for slot in slots(&url) {
            assert_eq!(&url.as_str()[slot.span()], slot.text);
        }
    }
}
