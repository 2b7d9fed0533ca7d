//! A URL or relative link destination: its text, its components, its identity.

use std::ops::Range;

/// A link destination after CommonMark unescaping: absolute, relative or a bare fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    text: Box<str>,
    /// None where the text itself is the identity, as nearly always.
    identity: Option<Box<str>>,
    parts: Parts,
}

/// Where the components end in the text (RFC 3986, appendix B). What is between them tells which of them there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Parts {
    /// 0 where there is no scheme.
    scheme: u32,
    /// The end of the authority and the beginning of the path.
    authority: u32,
    path: u32,
    query: u32,
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
        let parts = Parts::of(text);
        Self { text: text.into(), identity: identity(text, parts).map(Into::into), parts }
    }

    /// The destination, unescaped but not normalised.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The form by which two spellings of one URL are equal: WHATWG-parsed where it can be, with percent-encoding
    /// normalised (RFC 3986, section 6.2.2).
    pub fn identity(&self) -> &str {
        self.identity.as_deref().unwrap_or(&self.text)
    }

    /// The identity without its fragment.
    pub fn identity_without_fragment(&self) -> &str {
        self.identity().split('#').next().unwrap_or_default()
    }

    /// The scheme as written, without `:`.
    pub fn scheme(&self) -> Option<&str> {
        (self.parts.scheme > 0).then(|| &self.text[..self.parts.scheme as usize])
    }

    /// Host, port and user part as written.
    pub fn authority(&self) -> Option<&str> {
        self.parts.authority().map(|range| &self.text[range])
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
        &self.text[self.parts.path()]
    }

    /// The query as written, without `?`.
    pub fn query(&self) -> Option<&str> {
        self.query_range().map(|range| &self.text[range])
    }

    /// Keys and values of the query as written, in order.
    pub fn query_pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// The fragment as written, without `#`.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment_range().map(|range| &self.text[range])
    }

    /// Whether it names a host: `https://host/…` or `//host/…`.
    pub fn is_absolute(&self) -> bool {
        self.parts.authority().is_some()
    }

    /// Whether it points into the same documentation: neither a scheme nor a host.
    pub fn is_relative(&self) -> bool {
        self.parts.scheme == 0 && !self.is_absolute()
    }

    /// Whether it is a fragment and nothing else.
    pub fn is_fragment(&self) -> bool {
        self.text.starts_with('#')
    }

    /// Where [`Self::authority`] is.
    pub(super) const fn authority_range(&self) -> Option<Range<usize>> {
        self.parts.authority()
    }

    /// Where [`Self::path`] is.
    pub(super) const fn path_range(&self) -> Range<usize> {
        self.parts.path()
    }

    /// Where [`Self::query`] is.
    pub(super) fn query_range(&self) -> Option<Range<usize>> {
        let Parts { path, query, .. } = self.parts;
        (path < query).then_some(path as usize + 1..query as usize)
    }

    /// Where [`Self::fragment`] is.
    pub(super) fn fragment_range(&self) -> Option<Range<usize>> {
        let query = self.parts.query as usize;
        (query < self.text.len()).then(|| query + 1..self.text.len())
    }
}

impl Parts {
    /// The components of a URL, as the regular expression of RFC 3986, appendix B, reads them, but for a scheme,
    /// which has to be one.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let scheme = scheme_length(bytes);
        let behind = if scheme > 0 { scheme + 1 } else { 0 };
        let authority = if bytes[behind..].starts_with(b"//") {
            let ends = |byte: &u8| matches!(byte, b'/' | b'?' | b'#' | b'\\');
            end(bytes, behind + 2, bytes[behind + 2..].iter().position(ends))
        } else {
            behind
        };
        let path = end(bytes, authority, memchr::memchr2(b'?', b'#', &bytes[authority..]));
        let is_query = bytes.get(path) == Some(&b'?');
        let query = if is_query { end(bytes, path, memchr::memchr(b'#', &bytes[path..])) } else { path };
        Self { scheme: scheme as u32, authority: authority as u32, path: path as u32, query: query as u32 }
    }

    /// Where what follows the scheme begins.
    const fn behind_scheme(self) -> usize {
        if self.scheme > 0 { self.scheme as usize + 1 } else { 0 }
    }

    const fn authority(self) -> Option<Range<usize>> {
        let behind = self.behind_scheme();
        // The two slashes lie between, or nothing does.
        if self.authority as usize > behind { Some(behind + 2..self.authority as usize) } else { None }
    }

    const fn path(self) -> Range<usize> {
        self.authority as usize..self.path as usize
    }
}

fn end(bytes: &[u8], from: usize, length: Option<usize>) -> usize {
    length.map_or(bytes.len(), |length| from + length)
}

/// The length of the scheme before the first colon (RFC 3986, section 3.1); a single letter is a drive, not a scheme.
fn scheme_length(bytes: &[u8]) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let length = bytes.iter().take_while(|byte| is_part(byte)).count();
    let is_scheme = length > 1 && bytes[0].is_ascii_alphabetic() && bytes.get(length) == Some(&b':');
    if is_scheme { length } else { 0 }
}

/// The identity of a URL that is not its own.
fn identity(text: &str, parts: Parts) -> Option<String> {
    let authority = parts.authority().filter(|_| parts.scheme > 0);
    let Some(authority) = authority else {
        let plain = parts.scheme == 0 && !text.starts_with("//");
        let plain = plain && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'%');
        return (!plain).then(|| normalize_percent(text));
    };
    let (host, path) = (&text.as_bytes()[authority.clone()], &text[authority.end..]);
    let plain = matches!(&text[..authority.start], "https://" | "http://") && is_normal_host(host);
    let form = if plain { PathForm::of(path.as_bytes()) } else { PathForm::Other };
    let slash = if path.starts_with('/') { "" } else { "/" };
    match form {
        PathForm::Normal if !slash.is_empty() => Some([&text[..authority.end], slash, path].concat()),
        PathForm::Normal => None,
        PathForm::Encoded => Some([&text[..authority.end], slash, &normalize_percent(path)].concat()),
        PathForm::Other => Some(match url::Url::parse(text) {
            Ok(parsed) => normalize_percent(parsed.as_str()),
            Err(_) => text[..authority.end].to_lowercase() + &normalize_percent(path),
        }),
    }
}

/// Whether a host is one in small letters that no parser takes for a number or decodes.
fn is_normal_host(host: &[u8]) -> bool {
    let plain =
        |&byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    host.iter().all(plain)
        && host.split(|&byte| byte == b'.').all(|label| !label.is_empty() && !label.starts_with(b"xn--"))
        && host.last().is_some_and(u8::is_ascii_lowercase)
}

/// What a parser makes of that which follows a host. Asked first, since the parser takes 12,000 instructions a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PathForm {
    /// It leaves everything as it is.
    Normal,
    /// It leaves everything but percent-encoding as it is.
    Encoded,
    /// Whatever it likes.
    Other,
}

impl PathForm {
    fn of(path: &[u8]) -> Self {
        let mut form = Self::Normal;
        let mut before = 0;
        for (at, &byte) in path.iter().enumerate() {
            match byte {
                // A segment may be one of dots.
                b'.' if before == b'/' => return Self::Other,
                b'%' if matches!(path.get(at + 1..at + 3), Some(b"2e" | b"2E")) => return Self::Other,
                b'%' | 0x80.. => form = Self::Encoded,
                _ if byte.is_ascii_alphanumeric() || b"-._~/?#=&+,;:@!()*$".contains(&byte) => {}
                _ => return Self::Other,
            }
            before = byte;
        }
        form
    }
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
        let encoded = encoded(bytes, at);
        out.push(encoded.unwrap_or(bytes[at]));
        at += if encoded.is_some() { ENCODED } else { 1 };
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
        let plain = bytes[at..].iter().take_while(|byte| byte.is_ascii_graphic() && **byte != b'%').count();
        if plain > 0 {
            out.push_str(&text[at..at + plain]);
            at += plain;
            continue;
        }
        let byte = bytes[at];
        let encoded = encoded(bytes, at);
        match encoded {
            Some(value) if is_unreserved(value) => out.push(char::from(value)),
            Some(value) => push_encoded(&mut out, value),
            None if byte == b'%' => out.push('%'),
            None => push_encoded(&mut out, byte),
        }
        at += if encoded.is_some() { ENCODED } else { 1 };
    }
    out
}

fn push_encoded(out: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(HEX[usize::from(byte >> 4)]));
    out.push(char::from(HEX[usize::from(byte & 15)]));
}

/// The length of a percent-encoded byte: `%C3`.
const ENCODED: usize = 3;

/// The byte that is percent-encoded at an offset, if one is.
fn encoded(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let &[b'%', high, low] = bytes.get(at..at + ENCODED)? else { return None };
    Some((digit(high)? * 16 + digit(low)?) as u8)
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
    fn the_identity_is_what_the_parser_makes_of_it() {
        let hosts =
            ["a-b.example.com", "a.0b", "A.b", "127.1", "a.xn--b", "a..b", "a.b:80", "u@a.b", "a.b.", ""];
        let paths = [
            "",
            "/",
            "/c/d.e?f=g+h&i#j",
            "?tid=x",
            "#y",
            "/../c",
            "/c/.",
            "/%2e%2e/c",
            "/%7ec%c3%A9%2F%zz",
            "/日本語?é#ü",
            "/a(b)/c*d!e,f;g:h@i$j",
            "/a'b|c[d]{e}^`\"<f>",
            "?a'b",
            "\\c",
            "/c d",
            "/c\td",
            "/c#d#e?f",
        ];
        for (host, path) in hosts.iter().flat_map(|host| paths.map(|path| (host, path))) {
            for text in [format!("https://{host}{path}"), format!("http://{host}{path}")] {
                let Ok(parsed) = url::Url::parse(&text) else { continue };
                assert_eq!(Url::new(&text).identity(), normalize_percent(parsed.as_str()), "{text}");
            }
        }
        for text in ["../a/b(c).md#d", "/a?b", "https://a.b/c"] {
            assert_eq!(Url::new(text).identity, None, "{text}");
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
