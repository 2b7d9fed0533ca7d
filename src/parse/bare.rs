//! URLs in running text and in code: where they begin and where they end.

use std::borrow::Cow;
use std::ops::Range;

use super::components::components;
use super::destination::{entity, unescape};
use crate::model::placeholder::{LONGEST, enclosed};

/// What a text is in which a URL is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Markdown or HTML: escapes and entities mean something.
    Prose,
    /// Code: every character is itself.
    Code,
}

/// A URL in running text or code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) span: Range<usize>,
    pub(super) short_end: Option<usize>,
}

/// The schemes of URLs in running text.
pub(super) const SCHEMES: [&str; 3] = ["https", "http", "ftp"];

/// Where the scheme begins that ends before the colon at `colon`.
pub(super) fn scheme_start(text: &str, colon: usize, from: usize) -> Option<usize> {
    let bytes = &text.as_bytes()[from..colon];
    let scheme = SCHEMES.iter().find(|scheme| {
        bytes.len() >= scheme.len()
            && bytes[bytes.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
    })?;
    Some(colon - scheme.len())
}

/// The URL whose scheme ends before the `://` at `colon`. Nothing before `from` or behind `limit` belongs to it.
pub(super) fn url_at(text: &str, colon: usize, from: usize, limit: usize, mode: Mode) -> Option<Hit> {
    let start = scheme_start(text, colon, from)?;
    let host = colon + 3;
    let begins = |first: char| first.is_alphanumeric() || "<{[$%\\*_&".contains(first);
    if !text[host..limit.max(host)].starts_with(begins) {
        return None;
    }
    let mut extent = Extent {
        text,
        bytes: &text.as_bytes()[..limit],
        mode,
        emphasis: emphasis_before(text, start, from),
        at: host,
        short_end: None,
        round: 0,
        square: 0,
    };
    while extent.step() {}
    let end = trim(text, host, extent.at, mode);
    if end <= host {
        return None;
    }
    let short_end = extent.short_end.map(|short| trim(text, host, short, mode)).filter(|&short| short > host);
    Some(Hit { span: start..end, short_end: short_end.filter(|&short| short < end) })
}

/// The URL that a hit in running text spells.
pub(super) fn spelled(text: &str, mode: Mode) -> Cow<'_, str> {
    if mode == Mode::Code {
        return Cow::Borrowed(text);
    }
    let plain = unescape(text);
    if memchr::memmem::find(plain.as_bytes(), b"</").is_none() {
        return plain;
    }
    Cow::Owned(without_emphasis(&plain))
}

/// The URL without tags that only emphasise. A word that stands in them is what the reader is to replace, as in
/// `<tenant>`.
fn without_emphasis(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        out.push_str(before);
        let length = tag.find('>').map_or(tag.len(), |close| close + 1);
        let name = tag[..length].trim_matches(['<', '>', '/']);
        rest = &tag[length..];
        if !components().is_emphasis(name) {
            out.push_str(&tag[..length]);
        } else if let Some((word, behind)) = rest.split_once('<')
            && let Some(behind) = behind.strip_prefix(&format!("/{name}>"))
            && !word.trim().is_empty()
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))
        {
            out.push('<');
            out.push_str(word);
            out.push('>');
            rest = behind;
        }
    }
    out + rest
}

/// The run of emphasis markers before a URL; the same run ends it.
fn emphasis_before(text: &str, start: usize, from: usize) -> &str {
    let before = &text[from..start];
    let kept = before.trim_end_matches(['*', '_', '~']);
    &before[kept.len().max(before.len().saturating_sub(3))..]
}

fn trim(text: &str, host: usize, end: usize, mode: Mode) -> usize {
    // In prose a backslash at the end escapes what stands behind it, or stood there.
    let trailing: &[char] = match mode {
        Mode::Prose => &['.', ',', ';', ':', '!', '?', '*', '_', '~', '\'', '\\'],
        Mode::Code => &['.', ',', ';', ':', '!', '?', '\''],
    };
    let kept = host + text[host..end.max(host)].trim_end_matches(trailing).len();
    // The semicolon of an entity is no punctuation.
    let entity = text[..kept].ends_with("&gt") && kept < end && text[kept..].starts_with(';');
    // The star of `/*tenant*` closes a placeholder.
    let opened = || text[host..kept].matches('*').count() % 2 == 1;
    let star = kept < end && text[kept..].starts_with('*') && opened();
    kept + usize::from(entity || star)
}

/// A URL as far as it has been read.
struct Extent<'a> {
    text: &'a str,
    bytes: &'a [u8],
    mode: Mode,
    emphasis: &'a str,
    at: usize,
    short_end: Option<usize>,
    round: usize,
    square: usize,
}

impl Extent<'_> {
    /// Reads on; false at the end of the URL.
    fn step(&mut self) -> bool {
        let Some(&byte) = self.bytes.get(self.at) else { return false };
        match byte {
            0..=b' ' | b'"' | b'`' | b'|' | b'>' | b'^' | b'}' | b'\'' | 0x7f => false,
            b'<' => self.angle(),
            b'\\' => self.backslash(),
            b'&' => self.ampersand(),
            b'(' => self.open_round(),
            b')' => self.close(|extent| &mut extent.round),
            b'[' => self.open_square(),
            b']' => self.close(|extent| &mut extent.square),
            b'{' => self.braces(),
            b'*' | b'_' | b'~' if self.ends_emphasis() => false,
            0x80.. => self.non_ascii(),
            _ => self.advance(1),
        }
    }

    const fn advance(&mut self, length: usize) -> bool {
        self.at += length;
        true
    }

    /// The text up to the limit, at most `length` bytes of it.
    fn ahead(&self, length: usize) -> &str {
        let mut end = self.bytes.len().min(self.at + length);
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[self.at..end]
    }

    /// The length of the placeholder in brackets that begins here.
    fn placeholder(&self) -> Option<usize> {
        let ahead = self.ahead(LONGEST);
        enclosed(ahead).map(|found| found.len).filter(|&length| !ahead[..length].contains(is_invisible))
    }

    /// `<tenant>`, `<i>tenant</i>`; any other tag ends the URL.
    fn angle(&mut self) -> bool {
        let Some(length) = self.placeholder() else { return false };
        let inner = &self.ahead(length)[1..length - 1];
        let name = inner.split([' ', '/']).next().unwrap_or_default();
        if self.mode == Mode::Prose && components().is_emphasis(inner) {
            let close = format!("</{inner}>");
            let ahead = self.ahead(LONGEST);
            let end = ahead.find(&close).map(|end| end + close.len());
            return end
                .filter(|&end| !ahead[..end].contains(['\n', '"']))
                .is_some_and(|end| self.advance(end));
        }
        let markup =
            inner.starts_with(['/', '!', '?', '%']) || components().is_html(name) || inner.contains('<');
        !markup && self.advance(length)
    }

    /// `\<tenant\>`, `\_`
    fn backslash(&mut self) -> bool {
        let next = self.bytes.get(self.at + 1).copied().unwrap_or(0);
        match (self.mode, next) {
            (Mode::Code, _) | (_, b'"' | b'`' | b'|' | b'>') => false,
            (_, b'<') => self.placeholder().is_some_and(|length| self.advance(length)),
            (_, b'{') => {
                let length = self.placeholder().unwrap_or(2);
                self.advance(length)
            }
            (_, punctuation) if punctuation.is_ascii_punctuation() => self.advance(2),
            _ => false,
        }
    }

    /// `&lt;tenant&gt;`, `&amp;`; other entities end the URL.
    fn ampersand(&mut self) -> bool {
        if self.mode == Mode::Code {
            return self.advance(1);
        }
        let ahead = self.ahead(LONGEST);
        if ahead.starts_with("&lt;") {
            return self.placeholder().is_some_and(|length| self.advance(length));
        }
        match entity(ahead) {
            Some((character, length)) if !matches!(character, '>' | '"' | '\u{a0}') => self.advance(length),
            Some(_) => false,
            None => self.advance(1),
        }
    }

    fn open_round(&mut self) -> bool {
        if self.bytes.get(self.at + 1) == Some(&b'\'') {
            return self.quoted().is_some_and(|length| self.advance(length));
        }
        self.round += 1;
        self.advance(1)
    }

    /// The length of `('a name')`, as OData has it.
    fn quoted(&self) -> Option<usize> {
        let ahead = self.ahead(LONGEST);
        let end = ahead.find("')")?;
        (!ahead[..end].contains(['\n', '\r', '"', '`']) && end > 2).then_some(end + 2)
    }

    fn close(&mut self, depth: impl Fn(&mut Self) -> &mut usize) -> bool {
        let depth = depth(self);
        if *depth == 0 {
            return false;
        }
        *depth -= 1;
        self.advance(1)
    }

    /// `[tenant]`, also with spaces where the URL goes on behind it.
    fn open_square(&mut self) -> bool {
        let goes_on = |next: Option<&u8>| match next {
            Some(b'.' | b'/' | b'?' | b'&' | b':' | b'-') => true,
            Some(b'"' | b'\'' | b'\n') | None => self.mode == Mode::Code,
            Some(_) => false,
        };
        if let Some(length) = self.placeholder()
            && goes_on(self.bytes.get(self.at + length))
        {
            return self.advance(length);
        }
        self.square += 1;
        self.advance(1)
    }

    /// `{tenant}`, `{{ tenant }}`
    fn braces(&mut self) -> bool {
        self.placeholder().is_some_and(|length| self.advance(length))
    }

    fn ends_emphasis(&self) -> bool {
        !self.emphasis.is_empty() && self.bytes[self.at..].starts_with(self.emphasis.as_bytes())
    }

    fn non_ascii(&mut self) -> bool {
        let Some(next) = self.text[self.at..].chars().next() else { return false };
        if ends_url(next) {
            return false;
        }
        self.short_end.get_or_insert(self.at);
        self.advance(next.len_utf8())
    }
}

/// Punctuation and white space beyond ASCII.
pub(super) fn ends_url(character: char) -> bool {
    let code = character as u32;
    character.is_whitespace()
        || is_invisible(character)
        || matches!(code, 0xab | 0xbb | 0xbf | 0xa1 | 0x60c | 0x61b | 0x61f | 0x6d4 | 0x964 | 0x965)
        || matches!(code, 0x2010..=0x2027 | 0x2030..=0x205e | 0x2190..=0x21ff | 0x2460..=0x27bf)
        || matches!(code, 0x3001..=0x3003 | 0x3008..=0x3020 | 0x3030 | 0x30fb)
        || matches!(code, 0xfe10..=0xfe6f | 0xff01..=0xff0f | 0xff1a..=0xff20 | 0xff3b..=0xff40 | 0xff5b..=0xff65)
        || code == 0xfffd
}

/// Characters that nobody sees, the no-break space among them.
pub(super) const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{202f}')
        || matches!(character, '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(text: &str, mode: Mode) -> Option<(&str, Option<&str>)> {
        let colon = text.find("://")?;
        let hit = url_at(text, colon, 0, text.len(), mode)?;
        Some((&text[hit.span.clone()], hit.short_end.map(|end| &text[hit.span.start..end])))
    }

    fn prose(text: &str) -> &str {
        hit(text, Mode::Prose).map_or("", |(url, _)| url)
    }

    #[test]
    fn urls_end_where_prose_begins() {
        assert_eq!(prose("See https://a.example/b, or"), "https://a.example/b");
        assert_eq!(prose("(https://a.example/b_(c))."), "https://a.example/b_(c)");
        assert_eq!(prose("**https://a.example/b**を"), "https://a.example/b");
        assert_eq!(prose("「https://a.example/b」と"), "https://a.example/b");
        assert_eq!(prose("https://a.example/b。次"), "https://a.example/b");
        assert_eq!(prose("<b>https://a.example/b</b>"), "https://a.example/b");
        assert_eq!(prose("https://a.example/b&quot;"), "https://a.example/b");
        assert_eq!(prose(r"\*\*https://a.example/b\*\* and"), "https://a.example/b");
        assert_eq!(prose("begins with http:// or"), "");
    }

    #[test]
    fn letters_glued_to_a_url_are_told_apart() {
        let found = hit("https://a.example/bに", Mode::Prose);
        assert_eq!(found, Some(("https://a.example/bに", Some("https://a.example/b"))));
        let found = hit("https://a.example/{über}/b", Mode::Prose);
        assert_eq!(found, Some(("https://a.example/{über}/b", None)));
        let found = hit("https://über.a.example/b", Mode::Prose);
        assert_eq!(found, Some(("https://über.a.example/b", None)));
    }

    #[test]
    fn placeholders_belong_to_the_url() {
        for url in [
            "https://<tenant>.a.example/b",
            r"https://\<your tenant\>.a.example/b\_c",
            "https://&lt;tenant&gt;.a.example/b?c=d&amp;e",
            "https://a.example/{b}/{{ c }}?d=$e",
            "https://[tenant name].a.example/",
            r"https://\{tenant}.a.example/\{b\}/c",
            "https://a.example/*b*/*c*",
            "https://<i>tenant</i>.a.example",
            "https://a.example/%7Bb%7D/C('d e')/f",
        ] {
            assert_eq!(prose(&format!("x {url} y")), url);
        }
        assert_eq!(hit("https://a.example/[b c]", Mode::Code), Some(("https://a.example/[b c]", None)));
        let code = "curl 'https://<Customer Domain >.a.example/b' -H";
        assert_eq!(hit(code, Mode::Code), Some(("https://<Customer Domain >.a.example/b", None)));
        assert_eq!(spelled(r"https://\<t\>.x/<i>u</i>?a&amp;b", Mode::Prose), "https://<t>.x/<u>?a&b");
        assert_eq!(spelled("https://<i></i>a.<b>b.x</b>/c", Mode::Prose), "https://a.b.x/c");
    }
}
