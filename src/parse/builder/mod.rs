//! Markdown events → the parts of a document, in one pass.

mod html;
mod pieces;

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::model::document::{
    Anchor, Block, BlockKind, CodeSpan, Document, Heading, ListForm, NearStep, UrlKind, UrlOccurrence,
};
use crate::model::source_file::{SourceFile, Span};

use super::bare::{self, Mode};
use super::constructs::Extra;
use super::inline::{self, Reader, Stop, Stretch};
use super::links::{Definitions, OpenLink, definition, read_label};
use super::lists::Lists;
use super::near_steps;
use super::near_urls;
use super::seek::Seek;
use pieces::{Piece, pieces};

/// The extensions of Markdown that documents are read with.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// What a document is made of while it is read.
pub(super) struct Builder<'a> {
    pub(super) document: Document,
    pub(super) text: &'a str,
    /// The text before lines were taken out of it.
    pub(super) original: &'a str,
    pub(super) reader: Reader<'a>,
    /// Reads the lines that were taken out.
    pub(super) lines: Reader<'a>,
    pub(super) lists: Lists,
    pub(super) leaf: Option<Leaf>,
    pub(super) links: Vec<OpenLink>,
    /// Links and code spans of the open leaf.
    pub(super) opaque: Vec<Range<usize>>,
    pub(super) definitions: Definitions,
    pieces: std::vec::IntoIter<Piece<'a>>,
    pub(super) next_piece: usize,
    /// The end of an item and where its text ends, so that nested items look for it once.
    pub(super) trimmed: (usize, usize),
}

/// The leaf block that is open.
pub(super) struct Leaf {
    pub(super) kind: BlockKind,
    pub(super) range: Range<usize>,
    /// It ends where its last inline ends, since Markdown gives it no end.
    pub(super) implicit: bool,
    pub(super) chars: usize,
    pub(super) title: String,
    pub(super) first: Marks,
}

/// Lengths of a document's lists.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    pub(super) urls: usize,
    pub(super) near_urls: usize,
    pub(super) anchors: usize,
}

/// Reads the body of a text, which begins at `body`.
pub(super) fn build<'a>(
    document: Document,
    text: &'a str,
    original: &'a str,
    body: usize,
    extras: &'a [Extra],
) -> Document {
    let events = Parser::new_ext(&text[body..], OPTIONS).into_offset_iter();
    let definitions = Definitions::new(text, body, events.reference_definitions());
    let pieces = pieces(text, &definitions, extras);
    let mut builder = Builder {
        document,
        text,
        original,
        reader: Reader::new(text),
        lines: Reader::new(original),
        lists: Lists::default(),
        leaf: None,
        links: Vec::new(),
        opaque: Vec::new(),
        next_piece: pieces.first().map_or(usize::MAX, |(start, _)| *start),
        pieces: pieces.into_iter().map(|(_, piece)| piece).collect::<Vec<_>>().into_iter(),
        definitions,
        trimmed: (usize::MAX, 0),
    };
    let mut events = events;
    while let Some((event, range)) = events.next() {
        let range = range.start + body..range.end + body;
        match &event {
            Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
                let definition = definition(events.reference_definitions(), *link_type, id, body);
                builder.open_link(OpenLink::new(false, *link_type, dest_url, definition, range.start), range);
            }
            Event::Start(Tag::Image { link_type, dest_url, id, .. }) => {
                let definition = definition(events.reference_definitions(), *link_type, id, body);
                builder.open_link(OpenLink::new(true, *link_type, dest_url, definition, range.start), range);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => builder.close_link(&range),
            event => builder.event(event, range),
        }
    }
    let unused = |definitions: &mut Definitions| definitions.unused(body, events.reference_definitions());
    builder.finish(unused)
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, &range),
            Event::Text(text) => {
                self.inline(&range);
                self.prose(text);
            }
            Event::Code(text) => {
                self.inline(&range);
                self.code(text, range);
            }
            Event::InlineHtml(_) => {
                self.inline(&range);
                if !self.links.is_empty() {
                    let stretch = Stretch { range, opaque: &[], block: self.block(), stop: Stop::Never };
                    self.reader.read(&stretch, &mut self.document);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                self.inline(&range);
                self.prose(" ");
            }
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.inline(&range),
            Event::Rule => self.flush(range.start),
            Event::Html(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open_leaf(BlockKind::Paragraph, range, false),
            Tag::Heading { level, id, .. } => self.open_heading(*level as u8, id.as_ref(), range),
            Tag::CodeBlock(_) => self.open_leaf(BlockKind::Code, range, false),
            Tag::HtmlBlock => self.open_leaf(BlockKind::Html, range, false),
            Tag::TableHead | Tag::TableRow => self.open_leaf(BlockKind::TableRow, range, false),
            Tag::Table(_) => {
                self.flush(range.start);
                self.lists.open_table();
            }
            &Tag::List(start) => {
                self.flush(range.start);
                let form = if start.is_some() { ListForm::Numbered } else { ListForm::Bulleted };
                let start = start.map(|start| u32::try_from(start).unwrap_or(u32::MAX));
                self.lists.open_list(&self.document, form, start);
            }
            Tag::Item => {
                self.flush(range.start);
                let marker = Span::new(marker(self.text, range.start));
                let number = self.text[marker.range()].trim_end_matches(['.', ')']).parse().ok();
                self.lists.begin_parted(number);
                self.lists.open_item(&mut self.document, marker);
            }
            Tag::Link { .. } | Tag::Image { .. } | Tag::TableCell => {}
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                self.inline(&range);
            }
            _ => self.close_implicit(),
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::TableHead
            | TagEnd::TableRow => self.close_leaf(),
            TagEnd::Item => {
                self.close_implicit();
                self.flush_inside(range);
                let end = self.trimmed_end(range);
                self.lists.close_item(&mut self.document, end);
            }
            TagEnd::List(_) | TagEnd::Table => {
                let end = self.trimmed_end(range);
                self.lists.close_list(&mut self.document, end);
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::TableCell => self.reached(range.end),
            _ => self.close_implicit(),
        }
    }

    pub(super) fn block(&self) -> u32 {
        (self.document.blocks.len() as u32).saturating_sub(1)
    }

    pub(super) fn marks(&self) -> Marks {
        let Document { urls, near_urls, anchors, .. } = &self.document;
        Marks { urls: urls.len(), near_urls: near_urls.len(), anchors: anchors.len() }
    }

    pub(super) fn push_block(&mut self, kind: BlockKind, span: Span) {
        self.document.blocks.push(Block {
            kind,
            span,
            section: self.document.headings.len() as u32,
            step: self.lists.step,
            container: self.lists.container,
            chars: 0,
        });
    }

    /// An inline stands in a leaf; the text of a tight list item has none of its own.
    fn inline(&mut self, range: &Range<usize>) {
        if self.leaf.is_none() {
            self.open_leaf(BlockKind::Paragraph, range.clone(), true);
        }
        self.reached(range.end);
    }

    /// What is open goes up to here at least.
    fn reached(&mut self, end: usize) {
        if let Some(leaf) = self.leaf.as_mut().filter(|leaf| leaf.implicit) {
            leaf.range.end = leaf.range.end.max(end);
        }
        if let Some(link) = self.links.last_mut() {
            link.inner_end = link.inner_end.max(end);
        }
    }

    fn open_leaf(&mut self, kind: BlockKind, range: Range<usize>, implicit: bool) {
        self.flush(range.start);
        let first = self.marks();
        self.push_block(kind, Span::new(range.clone()));
        self.reader.begin();
        self.opaque.clear();
        self.leaf = Some(Leaf { kind, range, implicit, chars: 0, title: String::new(), first });
    }

    fn open_heading(&mut self, level: u8, id: Option<&CowStr<'_>>, range: Range<usize>) {
        self.flush(range.start);
        self.lists.close_tag_list(&mut self.document, ListForm::Html, range.start as u32);
        let span = Span::new(range.start..range.start + self.text[range.clone()].trim_end().len());
        self.lists.heading(&mut self.document, level, span);
        let block = self.document.blocks.len() as u32;
        self.document.headings.push(Heading { level, block, text: String::new(), number: None });
        let written = range.start;
        self.open_leaf(BlockKind::Heading(level), range.clone(), false);
        if let Some(id) = id
            && let Some(at) = memchr::memrchr(b'#', self.text[range].as_bytes())
            && self.text[written + at + 1..].starts_with(&**id)
        {
            let start = written + at + 1;
            let span = Span::new(start..start + id.len());
            self.document.anchors.push(Anchor { id: id.to_string(), span, block });
        }
    }

    fn prose(&mut self, text: &str) {
        if let Some(leaf) = self.leaf.as_mut() {
            match leaf.kind {
                BlockKind::Code | BlockKind::Html => {}
                BlockKind::Heading(_) => {
                    leaf.title.push_str(text);
                    leaf.chars += text.chars().count();
                }
                _ => leaf.chars += text.chars().count(),
            }
        }
    }

    fn code(&mut self, code: &str, range: Range<usize>) {
        let block = self.block();
        if let Some(leaf) = self.leaf.as_mut().filter(|leaf| matches!(leaf.kind, BlockKind::Heading(_))) {
            leaf.title.push_str(code);
        }
        let content = code_content(self.text, &range);
        let whole = Span::new(range.clone());
        let (reader, document) = (&mut self.reader, &mut self.document);
        let text = self.text;
        reader.read_code(content.clone(), |hit| {
            if let Some(broken) = near_urls::spaced_placeholder(text, &hit.span, content.end) {
                inline::push_near(document, broken, block);
                return;
            }
            let url = &text[hit.span.clone()];
            inline::push_hit(document, hit, url, UrlKind::CodeSpan, block);
            if let Some(url) = document.urls.last_mut() {
                url.whole = whole;
            }
        });
        self.document.codes.push(CodeSpan { text: code.to_owned(), span: Span::new(content), block });
        self.hide(range);
    }

    /// What stands in a range is no running text.
    fn hide(&mut self, range: Range<usize>) {
        if self.opaque.last().is_none_or(|last| last.end <= range.start) {
            self.opaque.push(range);
        }
    }

    fn open_link(&mut self, link: OpenLink, range: Range<usize>) {
        if self.leaf.is_none() {
            self.open_leaf(BlockKind::Paragraph, range.start..range.start, true);
        }
        self.links.push(link);
        self.hide(range);
    }

    fn close_link(&mut self, range: &Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        self.reached(range.end);
        let block = self.block();
        if link.has_label() {
            read_label(self.text, range.start + 1..link.inner_end, block, &mut self.document);
        }
        let Some(occurrence) = link.finish(self.text, range.clone(), block, &mut self.definitions) else {
            return;
        };
        if let Some((flaw, intended)) = near_urls::in_destination(self.document_text(occurrence.span)) {
            let span = occurrence.span.range();
            inline::push_near(&mut self.document, near_urls::Broken { span, flaw, intended }, block);
        } else {
            // What stands in it came before it, and is put behind it with all that the block holds.
            self.document.urls.push(occurrence);
        }
    }

    fn document_text(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    pub(super) fn close_implicit(&mut self) {
        if self.leaf.as_ref().is_some_and(|leaf| leaf.implicit) {
            self.close_leaf();
        }
    }

    fn close_leaf(&mut self) {
        let Some(mut leaf) = self.leaf.take() else { return };
        self.links.clear();
        let end = leaf.range.start + self.text[leaf.range.clone()].trim_end().len();
        leaf.range.end = end.max(leaf.range.start);
        let block = self.block();
        self.document.blocks[block as usize].span = Span::new(leaf.range.clone());
        match leaf.kind {
            BlockKind::Code => self.read_code_block(&leaf, block),
            BlockKind::Html => {
                self.read_html(&leaf);
                return;
            }
            _ => self.read_prose(&leaf, block),
        }
        let chars = leaf.chars.saturating_sub(self.reader.url_chars);
        self.document.blocks[block as usize].chars = chars as u32;
        if matches!(leaf.kind, BlockKind::Heading(_)) {
            self.title(leaf, block);
        }
    }

    fn read_code_block(&mut self, leaf: &Leaf, block: u32) {
        let (reader, document, text) = (&mut self.reader, &mut self.document, self.text);
        reader.read_code(leaf.range.clone(), |hit| {
            let url = &text[hit.span.clone()];
            inline::push_hit(document, hit, url, UrlKind::CodeBlock, block);
        });
    }

    fn read_prose(&mut self, leaf: &Leaf, block: u32) {
        let opaque = std::mem::take(&mut self.opaque);
        let stretch = Stretch { range: leaf.range.clone(), opaque: &opaque, block, stop: Stop::Never };
        self.reader.read(&stretch, &mut self.document);
        self.order(leaf.first);
        self.reader.near(&stretch, &mut self.document);
        if leaf.kind == BlockKind::Paragraph {
            let near_steps = &mut self.document.near_steps;
            near_steps::find(self.text, leaf.range.clone(), |marker| {
                let near_steps::Marker { span, ordinal, flaw } = marker;
                let index = opaque.partition_point(|hidden| hidden.end <= span.start);
                if opaque.get(index).is_none_or(|hidden| hidden.start >= span.start) {
                    near_steps.push(NearStep { span: Span::new(span), ordinal, flaw, block });
                }
            });
        }
        self.order(leaf.first);
        self.opaque = opaque;
    }

    /// Puts what was found in a block into the document's order.
    pub(super) fn order(&mut self, first: Marks) {
        let Document { urls, near_urls, anchors, .. } = &mut self.document;
        let urls = urls.get_mut(first.urls..).unwrap_or_default();
        urls.sort_by_key(|url| (url.block, url.whole.start, url.span.start));
        let near = near_urls.get_mut(first.near_urls..).unwrap_or_default();
        near.sort_by_key(|near| (near.block, near.span));
        let anchors = anchors.get_mut(first.anchors..).unwrap_or_default();
        anchors.sort_by_key(|anchor| (anchor.block, anchor.span));
    }

    /// Ends a heading, whose text may end with an anchor that is no attribute to Markdown: `{/*id*/}`, `{ #id }`.
    fn title(&mut self, leaf: Leaf, block: u32) {
        let mut title = leaf.title;
        let written = &self.text[leaf.range.clone()];
        let open = |written: &str| ["{/*", "{#"].iter().find_map(|open| written.rfind(open));
        let marker = Some(written).filter(|written| written.ends_with('}')).and_then(open);
        if let Some(at) = marker {
            let id = written[at..].trim_matches(|c: char| matches!(c, '{' | '}' | '/' | '*' | '#' | ' '));
            let start = leaf.range.start + at + written[at..].find(id).unwrap_or(0);
            let span = Span::new(start..start + id.len());
            if !id.is_empty()
                && !id.contains(' ')
                && self.document.anchors.last().is_none_or(|last| last.span != span)
            {
                self.document.anchors.push(Anchor { id: id.to_owned(), span, block });
            }
            let end = title.rfind(['{']).filter(|_| title.trim_end().ends_with('}'));
            title.truncate(end.unwrap_or(title.len()));
        }
        if let Some(heading) = self.document.headings.last_mut() {
            title.trim().clone_into(&mut heading.text);
        }
    }

    /// The end of what has text in a range, whose white space at the end nested items share.
    fn trimmed_end(&mut self, range: &Range<usize>) -> u32 {
        if self.trimmed.0 != range.end {
            self.trimmed = (range.end, range.start + self.text[range.clone()].trim_end().len());
        }
        self.trimmed.1.max(range.start) as u32
    }

    /// Ends the document, which has the definitions besides that `unused` gives.
    fn finish(mut self, unused: impl FnOnce(&mut Definitions) -> Vec<UrlOccurrence>) -> Document {
        self.flush(usize::MAX);
        let end = self.text.trim_end().len() as u32;
        self.lists.close_all(&mut self.document, end);
        let unused = unused(&mut self.definitions);
        if !unused.is_empty() {
            self.document.urls.extend(unused);
            self.document.urls.sort_by_key(|url| url.block);
        }
        self.document
    }
}

/// A document of which only the front matter is known: its block and the URLs in it.
pub(super) fn begin(file: &Arc<SourceFile>, front: Option<Range<usize>>) -> Document {
    // Bytes of text that pages have for each of them, or more.
    const A_BLOCK: usize = 256;
    const A_URL: usize = 512;
    let mut document = Document::empty(Arc::clone(file));
    document.blocks.reserve(file.text.len() / A_BLOCK);
    document.urls.reserve(file.text.len() / A_URL);
    if let Some(range) = front {
        let span = Span::new(range);
        let kind = BlockKind::FrontMatter;
        document.blocks.push(Block { kind, span, section: 0, step: None, container: None, chars: 0 });
    }
    document
}

/// Takes the absolute URLs of the front matter.
pub(super) fn front_matter_urls(document: &mut Document) {
    let file = Arc::clone(&document.file);
    let mut authority = Seek::authority();
    let fields = std::mem::take(&mut document.front_matter);
    for field in &fields {
        let range = field.span.range();
        let mut at = range.start;
        while let Some(colon) = authority.within(file.text.as_bytes(), at..range.end) {
            at = colon + 3;
            if let Some(hit) = bare::url_at(&file.text, colon, range.start, range.end, Mode::Code) {
                at = at.max(hit.span.end);
                let url = &file.text[hit.span.clone()];
                inline::push_hit(document, hit, url, UrlKind::FrontMatter, 0);
            }
        }
    }
    document.front_matter = fields;
}

/// The marker of a list item that begins at an offset, or behind an indent there.
fn marker(text: &str, start: usize) -> Range<usize> {
    let indent = text[start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let bytes = &text.as_bytes()[start + indent..];
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let start = start + indent;
    start..start + (digits + 1).min(bytes.len())
}

/// The content of a code span without its backticks, and without the blank on both sides that CommonMark strips.
fn code_content(text: &str, span: &Range<usize>) -> Range<usize> {
    // A form feed or vertical tab behind it at the end of a heading is counted in by the parser.
    let written = text[span.clone()].trim_end();
    let ticks = written.bytes().take_while(|&byte| byte == b'`').count();
    let Some(content) = written.get(ticks..written.len().saturating_sub(ticks)) else { return span.clone() };
    let start = span.start + ticks;
    let stripped = content.strip_prefix([' ', '\n']).and_then(|rest| rest.strip_suffix([' ', '\n']));
    match stripped.filter(|_| !content.trim().is_empty()) {
        Some(stripped) => start + 1..start + 1 + stripped.len(),
        None => start..start + content.len(),
    }
}
