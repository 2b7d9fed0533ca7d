//! Links and images of Markdown, and the definitions that they refer to.

use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};

use crate::model::document::{Document, UrlKind, UrlOccurrence};
use crate::model::source_file::Span;
use crate::model::url::Url;

use super::bare::{self, Mode};
use super::{destination, inline, near_urls};

/// A link or image whose end has not come yet.
pub(super) struct OpenLink {
    image: bool,
    kind: UrlKind,
    url: Url,
    /// Where the definition begins that it refers to.
    definition: Option<usize>,
    /// Where the text inside ends, as far as is known.
    pub(super) inner_end: usize,
}

/// A link reference definition.
pub(super) struct Definition {
    pub(super) span: Range<usize>,
    destination: Span,
    used: bool,
    pub(super) block: u32,
}

/// The definitions of a document in its order.
#[derive(Default)]
pub(super) struct Definitions {
    pub(super) list: Vec<Definition>,
}

impl Definitions {
    pub(super) fn new(text: &str, base: usize, definitions: &RefDefs<'_>) -> Self {
        let mut list: Vec<Definition> = definitions
            .iter()
            .map(|(_, definition)| {
                let span = definition.span.start + base..definition.span.end + base;
                let at = destination::definition(text, span.clone()).unwrap_or(span.start..span.start);
                Definition { span, destination: Span::new(at), used: false, block: 0 }
            })
            .collect();
        list.sort_by_key(|definition| definition.span.start);
        Self { list }
    }

    /// The definition that begins at an offset.
    fn at(&mut self, start: usize) -> Option<&mut Definition> {
        let index = self.list.binary_search_by_key(&start, |definition| definition.span.start).ok()?;
        self.list.get_mut(index)
    }

    /// The definitions that nothing refers to, of those that a text which begins at `base` has.
    pub(super) fn unused(&mut self, base: usize, definitions: &RefDefs<'_>) -> Vec<UrlOccurrence> {
        if self.list.iter().all(|definition| definition.used) {
            return Vec::new();
        }
        let unused = definitions.iter().filter_map(|(_, written)| {
            let definition = self.at(written.span.start + base).filter(|definition| !definition.used)?;
            Some(UrlOccurrence {
                url: Url::new(&written.dest),
                kind: UrlKind::Definition,
                span: definition.destination,
                whole: Span::new(definition.span.clone()),
                block: definition.block,
                short_end: None,
            })
        });
        let mut unused: Vec<UrlOccurrence> = unused.collect();
        unused.sort_by_key(|url| url.whole);
        unused
    }
}

/// Where the definition begins that a link refers to.
pub(super) fn definition(
    definitions: &RefDefs<'_>,
    link_type: LinkType,
    label: &str,
    base: usize,
) -> Option<usize> {
    let refers = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
    let definition = refers.then(|| definitions.get(label))??;
    Some(definition.span.start + base)
}

impl OpenLink {
    pub(super) fn new(
        image: bool,
        link_type: LinkType,
        destination: &str,
        definition: Option<usize>,
        start: usize,
    ) -> Self {
        let kind = match link_type {
            LinkType::Autolink | LinkType::Email => UrlKind::Autolink,
            LinkType::Inline => UrlKind::Inline,
            _ => UrlKind::Reference,
        };
        let inner_end = start + 1 + usize::from(image);
        Self { image, kind, url: Url::new(destination), definition, inner_end }
    }

    /// Whether it has a text of its own.
    pub(super) fn has_label(&self) -> bool {
        !self.image && self.kind != UrlKind::Autolink
    }

    /// The occurrence of a link that ends with `whole`; none for what has no destination of its own.
    pub(super) fn finish(
        self,
        text: &str,
        whole: Range<usize>,
        block: u32,
        definitions: &mut Definitions,
    ) -> Option<UrlOccurrence> {
        let span = match self.kind {
            UrlKind::Inline => {
                Span::new(destination::inline(text, self.inner_end.min(whole.end), whole.end)?)
            }
            UrlKind::Autolink => Span::new(whole.start + 1..whole.end.saturating_sub(1).max(whole.start + 1)),
            _ => {
                let definition = definitions.at(self.definition?)?;
                definition.used = true;
                definition.destination
            }
        };
        let include = self.kind == UrlKind::Inline && is_include(text, &whole);
        let kind = match self.kind {
            _ if self.image => UrlKind::Image,
            _ if include => UrlKind::Include,
            kind => kind,
        };
        let whole = if include { include_whole(text, &whole) } else { whole };
        Some(UrlOccurrence { url: self.url, kind, span, whole: Span::new(whole), block, short_end: None })
    }
}

/// Reads the text of a link that is itself a URL, or meant as one.
pub(super) fn read_label(text: &str, label: Range<usize>, block: u32, document: &mut Document) {
    let written = text.get(label.clone()).unwrap_or_default();
    if !written.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")) {
        return;
    }
    let colon = memchr::memmem::find(&written.as_bytes()[..written.len().min(8)], b"://");
    let hit =
        colon.and_then(|colon| bare::url_at(text, label.start + colon, label.start, label.end, Mode::Prose));
    if let Some(hit) = hit {
        let url = bare::spelled(&text[hit.span.clone()], Mode::Prose);
        inline::push_hit(document, hit, &url, UrlKind::Label, block);
    } else if let Some(broken) = near_urls::scheme(text, label.start + 1, label.end) {
        inline::push_near(document, broken, block);
    }
}

/// Whether a link stands in `[!INCLUDE [text](path)]` or `[!code-lang[text](path)]`.
fn is_include(text: &str, link: &Range<usize>) -> bool {
    const MAX_NAME: usize = 38;
    let before = text[..link.start].trim_end_matches(' ').as_bytes();
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'#');
    let length = before.iter().rev().take(MAX_NAME).take_while(is_part).count();
    let (open, name) = before.split_at(before.len() - length);
    let begins = |word: &[u8]| name.get(..word.len()).is_some_and(|name| name.eq_ignore_ascii_case(word));
    open.ends_with(b"[!") && (begins(b"include") || begins(b"code"))
}

fn include_whole(text: &str, link: &Range<usize>) -> Range<usize> {
    let start = text[..link.start].rfind("[!").unwrap_or(link.start);
    let closed = text[link.end..].starts_with(']');
    start..link.end + usize::from(closed)
}
