//! A URL or relative link destination: its text, its components, its identity.

use std::ops::Range;

/// A link destination after CommonMark unescaping: absolute, relative or a bare fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    text: Box<str>,
    identity: Box<str>,
    pub(super) parts: Parts,
}

/// Where the components lie in the text (RFC 3986, appendix B).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    scheme: Option<Range<u32>>,
    pub(super) authority: Option<Range<u32>>,
    pub(super) path: Range<u32>,
    pub(super) query: Option<Range<u32>>,
    pub(super) fragment: Option<Range<u32>>,
}

/// The parts of a URL that a finding can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// `https`
    Scheme,
    /// The host, with port and user part.
    Host,
    /// The path.
    Path,
    /// The name before `=` in the query.
    QueryKey,
    /// The value after `=` in the query.
    QueryValue,
    /// A part that the reader is to replace.
    Placeholder,
    /// What follows `#`.
    Fragment,
}

impl Component {
    /// The component's name in a message.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Host => "host",
            Self::Path => "path",
            Self::QueryKey => "query key",
            Self::QueryValue => "query value",
            Self::Placeholder => "placeholder",
            Self::Fragment => "fragment",
        }
    }
}

impl Url {
    /// The URL of a destination, which is kept as it is given.
    pub fn new(text: &str) -> Self {
        let parts = split(text);
        let identity = identity(text, &parts).into();
        Self { text: text.into(), identity, parts }
    }

    /// The destination, unescaped but not normalised.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form by which two spellings of one URL are equal: WHATWG-parsed where it can be, with percent-encoding
    /// normalised (RFC 3986, section 6.2.2).
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The identity without its fragment.
    pub fn identity_without_fragment(&self) -> &str {
        self.identity.split('#').next().unwrap_or_default()
    }

    /// The scheme as written, without `:`.
    pub fn scheme(&self) -> Option<&str> {
        self.part(self.parts.scheme.as_ref())
    }

    /// Host, port and user part as written.
    pub fn authority(&self) -> Option<&str> {
        self.part(self.parts.authority.as_ref())
    }

    /// The host as written, without port and user part.
    pub fn host(&self) -> Option<&str> {
        let authority = self.authority()?;
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => Some(name),
            _ => Some(host),
        }
    }

    /// The path as written; empty where there is none.
    pub fn path(&self) -> &str {
        self.part(Some(&self.parts.path)).unwrap_or_default()
    }

    /// The query as written, without `?`.
    pub fn query(&self) -> Option<&str> {
        self.part(self.parts.query.as_ref())
    }

    /// Keys and values of the query as written, in order.
    pub fn query_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// The fragment as written, without `#`.
    pub fn fragment(&self) -> Option<&str> {
        self.part(self.parts.fragment.as_ref())
    }

    /// Whether it names a host: `https://host/…` or `//host/…`.
    pub fn is_absolute(&self) -> bool {
        self.parts.authority.is_some()
    }

    /// Whether it points into the same documentation: neither a scheme nor a host.
    pub fn is_relative(&self) -> bool {
        self.parts.scheme.is_none() && self.parts.authority.is_none()
    }

    /// Whether it is a fragment and nothing else.
    pub fn is_fragment(&self) -> bool {
        self.text.starts_with('#')
    }

    fn part(&self, range: Option<&Range<u32>>) -> Option<&str> {
        range.map(|range| &self.text[range.start as usize..range.end as usize])
    }
}

/// The components of a URL, as the regular expression of RFC 3986, appendix B, reads them, but for a scheme,
/// which has to be one.
fn split(text: &str) -> Parts {
    let mut parts = Parts::default();
    let mut at = 0;
    if let Some(colon) = text.find(':')
        && is_scheme(&text[..colon])
    {
        parts.scheme = Some(range(0, colon));
        at = colon + 1;
    }
    if text[at..].starts_with("//") {
        let start = at + 2;
        at = find(text, start, &['/', '?', '#', '\\']);
        parts.authority = Some(range(start, at));
    }
    let path_end = find(text, at, &['?', '#']);
    parts.path = range(at, path_end);
    at = path_end;
    if text[at..].starts_with('?') {
        let end = find(text, at + 1, &['#']);
        parts.query = Some(range(at + 1, end));
        at = end;
    }
    if text[at..].starts_with('#') {
        parts.fragment = Some(range(at + 1, text.len()));
    }
    parts
}

const fn range(start: usize, end: usize) -> Range<u32> {
    start as u32..end as u32
}

fn find(text: &str, from: usize, chars: &[char]) -> usize {
    text[from..].find(chars).map_or(text.len(), |at| from + at)
}

/// RFC 3986, section 3.1; a single letter is a drive, not a scheme.
fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn identity(text: &str, parts: &Parts) -> String {
    if is_normal(text, parts) {
        return text.to_owned();
    }
    if parts.scheme.is_some() && parts.authority.is_some() {
        if let Ok(parsed) = url::Url::parse(text) {
            return normalize_percent(parsed.as_str());
        }
        let authority = parts.authority.clone().unwrap_or_default();
        let end = authority.end as usize;
        return text[..end].to_lowercase() + &normalize_percent(&text[end..]);
    }
    normalize_percent(text)
}

/// Whether a URL is certainly its own identity, as most are. Whatever a parser might change says no.
fn is_normal(text: &str, parts: &Parts) -> bool {
    let plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'/' | b'?' | b'#' | b'=' | b'&' | b'+')
    };
    let Some(authority) = &parts.authority else {
        return parts.scheme.is_none() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'%');
    };
    let start = authority.start as usize;
    let host = &text[start..authority.end as usize];
    let path = &text[authority.end as usize..];
    let label = |label: &str| !label.is_empty() && !label.starts_with("xn--");
    text[..start] == *"https://"
        && host
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        && host.split('.').all(label)
        && host.ends_with(|last: char| last.is_ascii_lowercase())
        && path.starts_with('/')
        && !path.contains("/.")
        && path.bytes().all(plain)
}

/// A part of a URL with its percent-encoding resolved.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        let digits = digit(at + 1).zip(digit(at + 2)).filter(|_| bytes[at] == b'%');
        if let Some((high, low)) = digits {
            out.push((high * 16 + low) as u8);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Percent-encoding normalised: unreserved characters decoded, hexadecimal digits in capitals, spaces and
/// non-ASCII characters encoded (RFC 3986, sections 2.1 and 6.2.2; RFC 3987, section 3.1).
fn normalize_percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'%'
            && let Some(value) = hex_pair(bytes.get(at + 1..at + 3))
        {
            push_byte(&mut out, value, is_unreserved(value));
            at += 3;
            continue;
        }
        push_byte(&mut out, byte, byte.is_ascii_graphic());
        at += 1;
    }
    out
}

fn push_byte(out: &mut String, byte: u8, plain: bool) {
    if plain {
        out.push(char::from(byte));
    } else {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        out.push('%');
        out.push(char::from(HEX[usize::from(byte >> 4)]));
        out.push(char::from(HEX[usize::from(byte & 15)]));
    }
}

fn hex_pair(pair: Option<&[u8]>) -> Option<u8> {
    let digits = std::str::from_utf8(pair?).ok()?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        Url::new(a).identity() == Url::new(b).identity()
    }

    #[test]
    fn percent_signs_that_encode_nothing_stand_for_themselves() {
        assert_eq!(percent_decode("%7Ba%7d%C3%A9"), "{a}é");
        for text in ["%", "a%", "%4", "%+1", "%é1", "%%", "%zz"] {
            assert_eq!(percent_decode(text), text);
        }
    }

    #[test]
    fn spellings_of_one_url_are_the_same() {
        assert!(same("https://portal.example.com?tid=x", "HTTPS://Portal.Example.com/?tid=x"));
        assert!(same("https://example.com:443/a", "https://example.com/a"));
        assert!(same("https://example.com/%7euser", "https://example.com/~user"));
        assert!(same(
            "https://ja.wikipedia.org/wiki/日本語",
            "https://ja.wikipedia.org/wiki/%E6%97%A5%e6%9c%ac%E8%AA%9E"
        ));
        assert!(same("a%20b.md", "a b.md"));
        assert!(!same("https://example.com/a", "http://example.com/a"));
    }

    #[test]
    fn what_is_normal_is_its_own_identity() {
        for text in ["https://a-b.example.com/c/d.e?f=g+h&i#j", "https://a.0b/", "../a/b(c).md#d", "/a?b"] {
            let parts = split(text);
            assert!(is_normal(text, &parts), "{text}");
            let parsed = url::Url::parse(text).map_or_else(|_| text.to_owned(), String::from);
            assert_eq!(normalize_percent(&parsed), text);
        }
        for text in
            ["https://A.b/", "https://a.b", "https://127.1/", "https://a.b/../c", "https://a.b/c%20d", "b c"]
        {
            assert!(!is_normal(text, &split(text)), "{text}");
        }
    }

    #[test]
    fn components_are_found_even_where_no_parser_accepts_the_host() {
        let url = Url::new("https://<tenant>.example.com/a?tid={x}&y#top");
        assert_eq!(url.host(), Some("<tenant>.example.com"));
        assert_eq!(url.path(), "/a");
        assert_eq!(url.query_pairs().collect::<Vec<_>>(), [("tid", "{x}"), ("y", "")]);
        assert_eq!(url.fragment(), Some("top"));
        assert!(Url::new("../a.md#b").is_relative());
        assert!(!Url::new("mailto:a@example.com").is_relative());
    }
}
