//! What stands in the text of a block and Markdown's events do not tell: bare URLs, tags, shortcodes, directives,
//! broken URLs and links.

use std::ops::Range;

use crate::model::document::{Anchor, Document, NearUrl, UrlFlaw, UrlKind, UrlOccurrence};
use crate::model::source_file::Span;
use crate::model::url::Url;

use super::bare::{self, Mode};
use super::components::{Target, components};
use super::destination::{unescape, unescape_entities};
use super::near_urls::{self, Bracketed, Broken};
use super::seek::{self, Seek};
use super::tags::{Tag, TagScanner};

/// A stretch of text that is read.
pub(super) struct Stretch<'a> {
    pub(super) range: Range<usize>,
    /// Links and code spans, which are no running text, in order and apart from each other.
    pub(super) opaque: &'a [Range<usize>],
    pub(super) block: u32,
    /// Which tags the reading stops at.
    pub(super) stop: Stop,
}

/// Tags that matter to the lists of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Never,
    HtmlLists,
    Steps,
}

/// Reads text into a document.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) tags: TagScanner,
    /// What begins a tag, a URL behind its scheme, a directive or a shortcode.
    opener: Seek,
    ttp: Seek,
    ttp_in_capitals: Seek,
    bracket: Seek,
    authority: Seek,
    line_end: Seek,
    /// Before this no tag begins.
    no_tag: usize,
    /// Before this no comment ends.
    no_comment_end: usize,
    in_anchor: bool,
    /// Characters of tags and comments since the last block.
    pub(super) markup_chars: usize,
    /// Characters of bare URLs since the last block.
    pub(super) url_chars: usize,
}

/// A link's text holds no more than so many links.
const MAX_LOOK_BACK: usize = 64;

/// A shortcode is not longer than this.
const MAX_SHORTCODE: usize = 2048;

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            tags: TagScanner::default(),
            opener: Seek::new(|bytes| memchr::memchr3(b'<', b':', b'{', bytes), 1),
            ttp: Seek::new(seek::ttp, 3),
            ttp_in_capitals: Seek::new(seek::ttp_in_capitals, 3),
            bracket: Seek::new(|bytes| memchr::memchr(b']', bytes), 1),
            authority: Seek::authority(),
            line_end: Seek::new(|bytes| memchr::memchr(b'\n', bytes), 1),
            no_tag: 0,
            no_comment_end: 0,
            in_anchor: false,
            markup_chars: 0,
            url_chars: 0,
        }
    }

    /// Begins a block.
    pub(super) const fn begin(&mut self) {
        self.in_anchor = false;
        self.markup_chars = 0;
        self.url_chars = 0;
    }

    /// Reads a stretch up to its end or up to a tag that it is to stop at.
    pub(super) fn read(&mut self, stretch: &Stretch<'_>, document: &mut Document) -> Option<Tag> {
        let bytes = self.text.as_bytes();
        let end = stretch.range.end;
        let mut at = stretch.range.start;
        let mut opaque = stretch.opaque.iter().peekable();
        while at < end {
            while opaque.next_if(|range| range.start <= at && range.end <= at).is_some() {}
            let gap = opaque.peek().map_or(end, |range| range.start.max(at).min(end));
            let Some(found) = self.opener.within(bytes, at..gap) else {
                at = opaque.next().map_or(end, |range| range.end.max(at));
                continue;
            };
            let from = at;
            at = match bytes[found] {
                b'<' => match self.angle(found, stretch, document) {
                    Ok(next) => next,
                    Err(tag) => return Some(tag),
                },
                b':' => self.colon(found, from..gap, stretch, document),
                _ => self.brace(found, end, stretch.block, document),
            }
            .max(found + 1);
        }
        None
    }

    /// Finds broken URLs and links in a stretch that has been read, whose URLs are in order. What is broken counts
    /// as no URL besides.
    pub(super) fn near(&mut self, stretch: &Stretch<'_>, document: &mut Document) {
        let first = document.near_urls.partition_point(|near| near.block < stretch.block);
        let mut outer = Vec::new();
        let mut from = stretch.range.start;
        for opaque in stretch.opaque.iter().chain(std::iter::once(&(stretch.range.end..stretch.range.end))) {
            let gap = from..opaque.start.max(from);
            self.broken_schemes(&gap, stretch.block, document);
            self.brackets(&gap, stretch, document, &mut outer);
            from = opaque.end.max(from);
        }
        if document.near_urls.len() > first || !outer.is_empty() {
            drop_overlapping(document, first, stretch.block, &outer);
            document.urls.append(&mut outer);
        }
    }

    /// The next `ttp` or `TTP`.
    fn next_ttp(&mut self, stretch: Range<usize>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let small = self.ttp.within(bytes, stretch.clone());
        let capitals = self.ttp_in_capitals.within(bytes, stretch.start..small.unwrap_or(stretch.end));
        capitals.or(small)
    }

    fn broken_schemes(&mut self, gap: &Range<usize>, block: u32, document: &mut Document) {
        let mut from = gap.start;
        while let Some(at) = self.next_ttp(from..gap.end) {
            from = at + 3;
            let rest = &self.text.as_bytes()[at + 3..gap.end];
            let behind = rest.strip_prefix(b"s").unwrap_or(rest).strip_prefix(b"://");
            let sound = behind.and_then(<[u8]>::first).is_some_and(u8::is_ascii_alphanumeric);
            if sound && self.text[..at].ends_with('h') {
                continue;
            }
            let known = urls_around(document, block, at).any(|url| url.span.range().contains(&at));
            if !known && let Some(broken) = near_urls::scheme(self.text, at, gap.end) {
                push_near(document, broken, block);
            }
        }
    }

    /// A link whose text holds a link or code begins before the gap, and may be one to other renderers: what is
    /// included in a link's text is no link.
    fn brackets(
        &mut self,
        gap: &Range<usize>,
        stretch: &Stretch<'_>,
        document: &mut Document,
        outer: &mut Vec<UrlOccurrence>,
    ) {
        let (start, end, block) = (stretch.range.start, stretch.range.end, stretch.block);
        let mut from = gap.start;
        while let Some(bracket) = self.bracket.within(self.text.as_bytes(), from..gap.end) {
            from = bracket + 1;
            match near_urls::behind_bracket(self.text, bracket, start, end) {
                Some(Bracketed::Broken(broken)) => push_near(document, broken, block),
                Some(Bracketed::Whole(whole, url)) => {
                    let image = self.text[whole.clone()].starts_with('!');
                    let kind = if image { UrlKind::Image } else { UrlKind::Inline };
                    let text = unescape(&self.text[url.clone()]);
                    let (span, whole) = (Span::new(url), Span::new(whole));
                    let include =
                        |url: &UrlOccurrence| url.kind == UrlKind::Include && whole.contains(url.whole);
                    if urls_around(document, block, bracket).any(include) {
                        let url = Url::new(&text);
                        outer.push(UrlOccurrence { url, kind, span, whole, block, short_end: None });
                    }
                }
                None => {}
            }
        }
    }

    /// Reads code: nothing in it is markup.
    pub(super) fn read_code(&mut self, code: Range<usize>, mut found: impl FnMut(bare::Hit)) {
        let mut at = code.start;
        while let Some(colon) = self.authority.within(self.text.as_bytes(), at..code.end) {
            at = colon + 3;
            if let Some(hit) = bare::url_at(self.text, colon, code.start, code.end, Mode::Code) {
                at = at.max(hit.span.end);
                found(hit);
            }
        }
    }

    /// `Err` is a tag that the reading stops at.
    fn angle(&mut self, at: usize, stretch: &Stretch<'_>, document: &mut Document) -> Result<usize, Tag> {
        let limit = stretch.range.end;
        let rest = &self.text[at..limit];
        if rest.starts_with("<!--") {
            return Ok(self.comment(at, limit, "-->"));
        }
        if rest.starts_with("<--") || rest.starts_with("<-") && self.text[..at].ends_with("-8") {
            return Ok(snippet(self.text, at, limit, stretch.block, document));
        }
        if let Some(broken) = self.scheme_tag(at, limit) {
            let end = broken.span.end;
            push_near(document, broken, stretch.block);
            return Ok(end);
        }
        if at < self.no_tag {
            return Ok(at + 1);
        }
        match self.tags.tag(self.text, at, limit) {
            Ok(tag) => {
                if stops(&self.text[tag.name.clone()], stretch.stop) {
                    return Err(tag);
                }
                self.push_tag(&tag, stretch.block, document);
                Ok(tag.span.end)
            }
            Err(read) => {
                self.no_tag = read;
                Ok(at + 1)
            }
        }
    }

    /// `</https:>`, which machine translation makes of an autolink.
    fn scheme_tag(&self, at: usize, limit: usize) -> Option<Broken> {
        let rest = &self.text[at..limit];
        let inner = rest.strip_prefix("</")?;
        let length = inner.strip_prefix("https").or_else(|| inner.strip_prefix("http"))?;
        // Nothing but a few signs may stand before what closes it, or many that nothing closes would be read to the end.
        let end = length.bytes().take(4).position(|byte| byte == b'>').filter(|_| length.starts_with(':'))?;
        let end = limit - length.len() + end + 1;
        let flaw = UrlFlaw::Scheme;
        let before = self.text[..at].rsplit_once('<').map(|(_, url)| url.trim_end_matches('>'));
        let intended = before.filter(|url| url.starts_with("http") && url.len() < 500).unwrap_or_default();
        Some(Broken { span: at..end, flaw, intended: intended.to_owned() })
    }

    fn comment(&mut self, at: usize, limit: usize, close: &str) -> usize {
        if at < self.no_comment_end {
            return at + 1;
        }
        let rest = &self.text[at..limit];
        let Some(length) = memchr::memmem::find(rest.as_bytes(), close.as_bytes()) else {
            self.no_comment_end = limit;
            return at + 1;
        };
        let end = at + length + close.len();
        self.markup_chars += self.text[at..end].chars().count();
        end
    }

    /// Takes the anchors and link targets of the tag that was read last.
    pub(super) fn push_tag(&mut self, tag: &Tag, block: u32, document: &mut Document) {
        self.markup_chars += self.text[tag.span.clone()].chars().count();
        let name = &self.text[tag.name.clone()];
        let anchor = name.eq_ignore_ascii_case("a");
        let whole = Span::new(tag.span.clone());
        let mut linked = false;
        let first = document.urls.len();
        for attribute in std::mem::take(&mut self.tags.attributes) {
            let key = &self.text[attribute.name.clone()];
            if components().is_id(key) || anchor && key.eq_ignore_ascii_case("name") {
                let id = self.text[attribute.value.clone()].to_owned();
                document.anchors.push(Anchor { id, span: Span::new(attribute.value), block });
            } else if components().is_target(key, &self.text[attribute.value.clone()]) {
                linked = true;
                self.push_target(key, attribute.value, whole, block, document);
            }
        }
        self.push_rest(&tag.span, first, block, document);
        if anchor {
            self.in_anchor = linked && !tag.closing && !tag.self_closing;
        }
    }

    /// Takes the absolute URLs of a tag or shortcode that are no attribute's whole value.
    fn push_rest(&mut self, whole: &Range<usize>, first: usize, block: u32, document: &mut Document) {
        let text = self.text;
        // Both come in the order in which they stand there.
        let mut known =
            document.urls[first..].iter().map(|url| url.span).collect::<Vec<_>>().into_iter().peekable();
        self.read_code(whole.clone(), |hit| {
            let span = Span::new(hit.span.clone());
            while known.next_if(|known| known.end <= span.start).is_some() {}
            if known.peek().is_none_or(|known| !known.overlaps(span)) {
                push_hit(document, hit, &text[span.range()], UrlKind::HtmlAttribute, block);
                if let Some(url) = document.urls.last_mut() {
                    url.whole = Span::new(whole.clone());
                }
            }
        });
    }

    fn push_target(&self, key: &str, value: Range<usize>, whole: Span, block: u32, document: &mut Document) {
        if let Some(broken) = near_urls::misquoted(self.text, value.clone()) {
            push_near(document, broken, block);
        } else if key.eq_ignore_ascii_case("srcset") {
            let mut at = value.start;
            for candidate in self.text[value].split(',') {
                let start = at + (candidate.len() - candidate.trim_start().len());
                let length = candidate.trim_start().find(char::is_whitespace);
                let end = start + length.unwrap_or(candidate.trim_start().len());
                self.push_url(start..end, whole, UrlKind::HtmlAttribute, block, document);
                at += candidate.len() + 1;
            }
        } else {
            self.push_url(value, whole, UrlKind::HtmlAttribute, block, document);
        }
    }

    fn push_url(&self, value: Range<usize>, whole: Span, kind: UrlKind, block: u32, document: &mut Document) {
        let text = &self.text[value.clone()];
        let start = value.start + (text.len() - text.trim_start().len());
        let text = text.trim();
        let other = ["javascript:", "data:"].iter().any(|scheme| text.starts_with(scheme));
        if text.is_empty() || other || text.starts_with('\\') {
            return;
        }
        let span = Span::new(start..start + text.len());
        let url = Url::new(&unescape_entities(text));
        document.urls.push(UrlOccurrence { url, kind, span, whole, block, short_end: None });
    }

    /// `https://…`, `:::image …:::`
    fn colon(
        &mut self,
        at: usize,
        gap: Range<usize>,
        stretch: &Stretch<'_>,
        document: &mut Document,
    ) -> usize {
        let rest = &self.text.as_bytes()[at..gap.end];
        if rest.starts_with(b":::") {
            return self.directive(at, stretch.range.end, stretch.block, document);
        }
        if !rest.starts_with(b"://") {
            return at + 1;
        }
        let Some(hit) = bare::url_at(self.text, at, gap.start, gap.end, Mode::Prose) else {
            if let Some(broken) = near_urls::misspelt(self.text, at, gap.start, gap.end) {
                push_near(document, broken, stretch.block);
            }
            return at + 3;
        };
        if let Some(broken) = near_urls::broken_off(self.text, hit.span.clone(), gap.end) {
            let end = broken.span.end;
            push_near(document, broken, stretch.block);
            return end;
        }
        let end = hit.span.end;
        if !self.in_anchor {
            let written = &self.text[hit.span.clone()];
            self.url_chars += written.chars().count();
            push_hit(document, hit, &bare::spelled(written, Mode::Prose), UrlKind::Bare, stretch.block);
        }
        end
    }

    fn directive(&mut self, at: usize, limit: usize, block: u32, document: &mut Document) -> usize {
        let line = self.line_end.within(self.text.as_bytes(), at..limit).unwrap_or(limit);
        let start = at + (self.text[at..line].len() - self.text[at..line].trim_start_matches(':').len());
        let close = memchr::memmem::find(&self.text.as_bytes()[start..line], b":::");
        let end = close.map_or(line, |close| start + close);
        let inner = self.text[start..end].trim_start();
        let name = inner.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        if !name.is_empty() {
            let from = end - inner.len() + name.len();
            let include = components().directive(name) == Target::Include;
            let kind = if include { UrlKind::Include } else { UrlKind::HtmlAttribute };
            let whole = at..if close.is_some() { end + 3 } else { end };
            self.push_arguments(from..end, whole, kind, block, document);
        }
        if close.is_some() { end + 3 } else { end.max(start) }
    }

    fn push_arguments(
        &mut self,
        arguments: Range<usize>,
        whole: Range<usize>,
        kind: UrlKind,
        block: u32,
        document: &mut Document,
    ) {
        // Reading ends at the limit, which counts as a failure for a tag only.
        let _ = self.tags.attributes(self.text, arguments.start, arguments.end, 0);
        let first = document.urls.len();
        for attribute in std::mem::take(&mut self.tags.attributes) {
            let key = &self.text[attribute.name.clone()];
            if components().is_target(key, &self.text[attribute.value.clone()]) {
                self.push_url(attribute.value, Span::new(whole.clone()), kind, block, document);
            }
        }
        self.push_rest(&whole, first, block, document);
    }

    /// `{{< ref "…" >}}`, `{% link … %}`, `{* path *}`, `{/* comment */}`
    fn brace(&mut self, at: usize, limit: usize, block: u32, document: &mut Document) -> usize {
        let rest = &self.text.as_bytes()[at..limit];
        let close: &[u8] = match rest {
            [b'{', b'/', b'*', ..] => return self.comment(at, limit, "*/}"),
            [b'{', b'{', b'<', ..] => b">}}",
            [b'{', b'{', b'%', ..] => b"%}}",
            [b'{', b'%', ..] => b"%}",
            [b'{', b'*', ..] => b"*}",
            [b'{', b'!', ..] => b"!}",
            _ => return at + 1,
        };
        let open = if close.len() == 3 { 3 } else { 2 };
        let near = &rest[..rest.len().min(MAX_SHORTCODE)];
        let Some(length) = memchr::memmem::find(&near[open.min(near.len())..], close) else {
            return at + open;
        };
        let inner = at + open..at + open + length;
        let whole = at..inner.end + close.len();
        let end = whole.end;
        if matches!(close, b"*}" | b"!}") {
            include(self.text, inner, whole, block, document);
        } else {
            self.shortcode(inner, whole, block, document);
        }
        end
    }

    fn shortcode(&mut self, inner: Range<usize>, whole: Range<usize>, block: u32, document: &mut Document) {
        let text = self.text[inner.clone()].trim_start();
        let name = shortcode_name(text);
        if name.is_empty() {
            return;
        }
        let from = inner.end - text.len() + name.len();
        let target = components().shortcode(name);
        let kind = if target == Some(Target::Include) { UrlKind::Include } else { UrlKind::HtmlAttribute };
        if target.is_some()
            && let Some(argument) = argument(self.text, from..inner.end)
        {
            self.push_url(argument, Span::new(whole), kind, block, document);
            return;
        }
        self.push_arguments(from..inner.end, whole, kind, block, document);
    }
}

/// The last URLs of a block, of which the URLs are in order, that begin before an offset.
fn urls_around(document: &Document, block: u32, at: usize) -> impl Iterator<Item = &UrlOccurrence> {
    let place = (block, at as u32);
    let before = document.urls.partition_point(|url| (url.block, url.whole.start) <= place);
    let urls = document.urls[..before].iter().rev().take(MAX_LOOK_BACK);
    urls.take_while(move |url| url.block == block)
}

/// Leaves out the broken URLs that lie in others, and the URLs that are part of a broken one or of a link.
fn drop_overlapping(document: &mut Document, first: usize, block: u32, links: &[UrlOccurrence]) {
    document.near_urls[first..].sort_by_key(|near| (near.span.start, std::cmp::Reverse(near.span.end)));
    let mut end = 0;
    let mut kept = Vec::new();
    for near in document.near_urls.drain(first..) {
        if near.span.start >= end {
            end = near.span.end;
            kept.push(near);
        }
    }
    document.near_urls.append(&mut kept);
    let mut taken: Vec<Span> = document.near_urls[first..].iter().map(|near| near.span).collect();
    taken.extend(links.iter().map(|link| link.span));
    taken.sort_unstable();
    let start = document.urls.partition_point(|url| url.block < block);
    let urls: Vec<UrlOccurrence> = document.urls.drain(start..).collect();
    document.urls.extend(urls.into_iter().filter(|url| {
        let before = taken.partition_point(|span| span.end <= url.span.start);
        url.kind != UrlKind::Bare || taken.get(before).is_none_or(|span| !span.overlaps(url.span))
    }));
}

/// The name at the beginning of a shortcode's inner text.
pub(super) fn shortcode_name(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).next().unwrap_or_default()
}

/// The first argument of a shortcode, if it has no name.
fn argument(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let rest = text[range.clone()].trim_start();
    let start = range.end - rest.len();
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
    if let Some(quote) = quote {
        let length = rest[1..].find(quote)?;
        return Some(start + 1..start + 1 + length);
    }
    let word = rest.split_whitespace().next()?;
    (!word.contains('=')).then(|| start..start + word.len())
}

fn stops(name: &str, stop: Stop) -> bool {
    match stop {
        Stop::Never => false,
        Stop::HtmlLists => ["ol", "ul", "li"].iter().any(|list| name.eq_ignore_ascii_case(list)),
        Stop::Steps => components().is_steps(name) || components().is_step(name),
    }
}

/// `{* path options *}`
fn include(text: &str, inner: Range<usize>, whole: Range<usize>, block: u32, document: &mut Document) {
    let written = text[inner.clone()].trim_start();
    let path = written.split_whitespace().next().unwrap_or_default();
    if path.contains(['/', '.']) && path.is_ascii() {
        let start = inner.end - written.len();
        push_include(document, path, start..start + path.len(), whole, block);
    }
}

/// `--8<-- "path"`
fn snippet(text: &str, at: usize, limit: usize, block: u32, document: &mut Document) -> usize {
    let marked = text[..at].ends_with("--8");
    let mut limit = limit.min(at + MAX_SHORTCODE);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let line = memchr::memchr(b'\n', &text.as_bytes()[at..limit]).map_or(limit, |end| at + end);
    let rest = text[at + 1..line].trim_start_matches('-');
    let written = rest.trim_start();
    let quote = written.chars().next().filter(|first| matches!(first, '"' | '\''));
    if marked
        && let Some(quote) = quote
        && let Some(length) = written[1..].find(quote)
    {
        let start = line - written.len() + 1;
        let path = &text[start..start + length];
        push_include(document, path, start..start + length, at - "--8".len()..start + length + 1, block);
        return start + length + 1;
    }
    at + 1
}

fn push_include(document: &mut Document, path: &str, span: Range<usize>, whole: Range<usize>, block: u32) {
    document.urls.push(UrlOccurrence {
        url: Url::new(path),
        kind: UrlKind::Include,
        span: Span::new(span),
        whole: Span::new(whole),
        block,
        short_end: None,
    });
}

pub(super) fn push_hit(document: &mut Document, hit: bare::Hit, url: &str, kind: UrlKind, block: u32) {
    let span = Span::new(hit.span);
    let short_end = hit.short_end.map(|end| end as u32);
    document.urls.push(UrlOccurrence { url: Url::new(url), kind, span, whole: span, block, short_end });
}

pub(super) fn push_near(document: &mut Document, broken: Broken, block: u32) {
    let Broken { span, flaw, intended } = broken;
    document.near_urls.push(NearUrl { span: Span::new(span), flaw, intended, block });
}

#[cfg(test)]
mod tests;
