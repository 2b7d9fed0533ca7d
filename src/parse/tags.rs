//! A tolerant scanner for tags: HTML, JSX, and the attributes of directives and shortcodes.
//!
//! Linear over a whole document: what a failed attempt has read is not read again, and a quotation mark that was
//! searched for in vain is not searched for again.

use std::ops::Range;

/// A tag without its attributes.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub(super) span: Range<usize>,
    pub(super) name: Range<usize>,
    pub(super) closing: bool,
    pub(super) self_closing: bool,
}

/// An attribute with a plain value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: Range<usize>,
    /// Without quotes.
    pub(super) value: Range<usize>,
}

/// Reads tags of one text.
#[derive(Debug, Default)]
pub(super) struct TagScanner {
    /// The attributes that were read last.
    pub(super) attributes: Vec<Attribute>,
    /// Per quotation mark a range that holds none.
    no_quote: [Range<usize>; 2],
}

/// A JavaScript expression longer than this is not read to its end.
const MAX_EXPRESSION: usize = 4096;

impl TagScanner {
    /// The tag that begins with the `<` at `start`. `Err` says where to go on reading.
    pub(super) fn tag(&mut self, text: &str, start: usize, limit: usize) -> Result<Tag, usize> {
        let bytes = &text.as_bytes()[..limit];
        let closing = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(closing);
        let name_end = name_end(bytes, name_start);
        let follows = bytes.get(name_end).copied().unwrap_or(0);
        let whole = follows == b'>' || follows == b'/' || follows.is_ascii_whitespace();
        let fragment = name_end == name_start && follows == b'>';
        // `<xref:some.name>` and `<https:…>` are autolinks (CommonMark, section 6.5).
        let autolink = follows == b'>' && !closing && bytes[name_start..name_end].contains(&b':');
        if autolink || !(whole && name_end > name_start || fragment) {
            return Err(start + 1);
        }
        let end = self.attributes(text, name_end, limit, b'>')?;
        let self_closing = bytes[end - 1] == b'/';
        Ok(Tag { span: start..end + 1, name: name_start..name_end, closing, self_closing })
    }

    /// Reads attributes up to `stop`, and says where that is. `Err` says where to go on reading.
    pub(super) fn attributes(
        &mut self,
        text: &str,
        from: usize,
        limit: usize,
        stop: u8,
    ) -> Result<usize, usize> {
        // Those of a tag that never ends belong to nothing else.
        self.attributes.clear();
        let bytes = &text.as_bytes()[..limit];
        let mut at = from;
        loop {
            let before = at;
            at = skip_space(bytes, at);
            match bytes.get(at) {
                Some(&byte) if byte == stop => return Ok(at),
                None | Some(b'<') => return Err(at),
                Some(b'{') => at = expression_end(bytes, at)?,
                Some(b'/' | b'"' | b'\'' | b'=' | b'}' | b'>') => at += 1,
                Some(_) if has_blank_line(&bytes[before..at]) => return Err(at),
                Some(_) => at = self.attribute(text, at, limit, stop)?,
            }
        }
    }

    fn attribute(&mut self, text: &str, start: usize, limit: usize, stop: u8) -> Result<usize, usize> {
        let bytes = &text.as_bytes()[..limit];
        let ends = |byte: u8| {
            byte == stop || byte.is_ascii_whitespace() || matches!(byte, b'=' | b'/' | b'<' | b'{' | b'>')
        };
        let name_end =
            bytes[start..].iter().position(|&byte| ends(byte)).map_or(limit, |length| start + length);
        let equals = skip_space(bytes, name_end);
        if bytes.get(equals) != Some(&b'=') {
            return Ok(name_end);
        }
        let value = skip_space(bytes, equals + 1);
        let (range, end) = match bytes.get(value) {
            Some(&quote @ (b'"' | b'\'')) => {
                let close = self.closing_quote(bytes, value + 1, quote)?;
                (Some(value + 1..close), close + 1)
            }
            Some(b'{') => {
                let end = expression_end(bytes, value)?;
                (string_in(text, value + 1..end - 1), end)
            }
            _ => {
                let ends = |byte: &u8| *byte == stop || byte.is_ascii_whitespace();
                let end = bytes[value..].iter().position(ends).map_or(limit, |length| value + length);
                (Some(value..end), end)
            }
        };
        if let Some(value) = range.filter(|value| !value.is_empty()) {
            self.attributes.push(Attribute { name: start..name_end, value });
        }
        Ok(end)
    }

    fn closing_quote(&mut self, bytes: &[u8], from: usize, quote: u8) -> Result<usize, usize> {
        let known = &mut self.no_quote[usize::from(quote == b'"')];
        if known.contains(&from) && known.end >= bytes.len() {
            return Err(from);
        }
        let found = memchr::memchr(quote, &bytes[from..]).map(|length| from + length);
        if found.is_none() {
            *known = from..bytes.len();
        }
        found.ok_or(from)
    }
}

fn name_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let first = at == start;
        let inner = byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b'_');
        let colon = byte == b':' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
        if !(byte.is_ascii_alphabetic() || !first && (inner || colon)) {
            break;
        }
        at += 1;
    }
    at
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

fn has_blank_line(space: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', space).nth(1).is_some()
}

/// One past the `}` that closes the `{` at `start`.
fn expression_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let end = bytes.len().min(start + MAX_EXPRESSION);
    let mut depth = 0_usize;
    for (index, byte) in bytes[start..end].iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(start + index + 1);
        }
    }
    Err(end)
}

/// The content of a string literal that is a whole expression.
fn string_in(text: &str, expression: Range<usize>) -> Option<Range<usize>> {
    let inner = text.get(expression.clone())?;
    let start = expression.start + (inner.len() - inner.trim_start().len());
    let inner = inner.trim();
    let quote = inner.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'))?;
    let content = inner.get(1..)?.strip_suffix(quote)?;
    let plain = !content.contains(quote) && !content.contains("${") && !content.contains('\\');
    plain.then(|| start + 1..start + 1 + content.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Result<String, usize>, Vec<(&str, &str)>) {
        let mut scanner = TagScanner::default();
        let tag = scanner.tag(text, 0, text.len()).map(|tag| text[tag.span].to_owned());
        let pairs = scanner.attributes.iter();
        (tag, pairs.map(|pair| (&text[pair.name.clone()], &text[pair.value.clone()])).collect())
    }

    #[test]
    fn tags_and_their_attributes_are_read() {
        let (tag, pairs) = read("<a href=\"/x\" id='y' title= z disabled>text");
        assert_eq!(tag.unwrap(), "<a href=\"/x\" id='y' title= z disabled>");
        assert_eq!(pairs, [("href", "/x"), ("id", "y"), ("title", "z")]);
        let (_, pairs) = read("<Card a={`/b`} c={() => <d e=\"f\"/>} {...g} href={\"/h\"} i={`${j}`} />");
        assert_eq!(pairs, [("a", "/b"), ("href", "/h")]);
    }

    #[test]
    fn what_a_broken_tag_holds_is_nobody_elses() {
        let mut scanner = TagScanner::default();
        let text = "<a href=\"/x\" <b {{< ref src=\"/y\" >}}";
        assert_eq!(scanner.tag(text, 0, text.len()).map(|tag| tag.span), Err(13));
        let _ = scanner.attributes(text, 20, text.len() - 3, 0);
        let values: Vec<_> = scanner.attributes.iter().map(|pair| &text[pair.value.clone()]).collect();
        assert_eq!(values, ["/y"]);
    }

    #[test]
    fn what_is_no_tag_is_given_back() {
        assert_eq!(read("<5").0, Err(1));
        assert_eq!(read("<tenant\u{e9}>").0, Err(1));
        assert_eq!(read("<a b <c>").0, Err(5));
        assert_eq!(read("<https://example.com>").0, Err(1));
        assert!(read("<a\n\n b>").0.is_err());
    }
}
