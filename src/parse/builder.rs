//! Markdown events → the parts of a document, in one pass.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::model::document::{
    Anchor, Block, BlockKind, CodeSpan, Document, Heading, ListForm, NearStep, UrlKind,
};
use crate::model::source_file::{SourceFile, Span};
use crate::model::url::Url;

use super::bare::{self, Mode};
use super::components::components;
use super::constructs::Extra;
use super::inline::{self, Reader, Stop, Stretch};
use super::links::{Definitions, OpenLink, definition};
use super::lists::Lists;
use super::near_steps;
use super::near_urls;
use super::tags;

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// What a document is made of while it is read.
pub(super) struct Builder<'a> {
    document: Document,
    text: &'a str,
    /// The text before lines were taken out of it.
    original: &'a str,
    reader: Reader<'a>,
    lists: Lists,
    leaf: Option<Leaf>,
    links: Vec<OpenLink>,
    /// Links and code spans of the open leaf.
    opaque: Vec<Range<usize>>,
    definitions: Definitions,
    pieces: std::vec::IntoIter<Piece<'a>>,
    next_piece: usize,
    /// The end of an item and where its text ends, so that nested items look for it once.
    trimmed: (usize, usize),
}

/// The leaf block that is open.
struct Leaf {
    kind: BlockKind,
    range: Range<usize>,
    /// It ends where its last inline ends, since Markdown gives it no end.
    implicit: bool,
    chars: usize,
    title: String,
    first: Marks,
}

/// Lengths of a document's lists.
#[derive(Clone, Copy)]
struct Marks {
    urls: usize,
    near_urls: usize,
    anchors: usize,
}

/// What stands between blocks and no event tells.
enum Piece<'a> {
    Lines(&'a Extra),
    /// Definitions that follow one another, by their indices.
    Definitions(Range<usize>),
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
    builder.finish()
}

fn pieces<'a>(text: &str, definitions: &Definitions, extras: &'a [Extra]) -> Vec<(usize, Piece<'a>)> {
    let mut pieces: Vec<(usize, Piece<'a>)> =
        extras.iter().map(|extra| (extra.start, Piece::Lines(extra))).collect();
    let mut first = 0;
    for index in 1..=definitions.list.len() {
        let end = definitions.list[index - 1].span.end;
        let joined = definitions.list.get(index).is_some_and(|next| {
            let between = text.get(end..next.span.start).unwrap_or("-");
            between.bytes().all(|byte| byte.is_ascii_whitespace() || byte == b'>')
        });
        if !joined {
            pieces.push((definitions.list[first].span.start, Piece::Definitions(first..index)));
            first = index;
        }
    }
    pieces.sort_by_key(|(start, _)| *start);
    pieces
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

    fn block(&self) -> u32 {
        (self.document.blocks.len() as u32).saturating_sub(1)
    }

    fn marks(&self) -> Marks {
        let Document { urls, near_urls, anchors, .. } = &self.document;
        Marks { urls: urls.len(), near_urls: near_urls.len(), anchors: anchors.len() }
    }

    fn push_block(&mut self, kind: BlockKind, span: Span) {
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
        self.document.headings.push(Heading { level, block, text: String::new() });
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

    fn code(&mut self, text: &str, range: Range<usize>) {
        let block = self.block();
        if let Some(leaf) = self.leaf.as_mut().filter(|leaf| matches!(leaf.kind, BlockKind::Heading(_))) {
            leaf.title.push_str(text);
        }
        let content = code_content(self.text, &range);
        let whole = Span::new(range.clone());
        let (reader, document) = (&self.reader, &mut self.document);
        reader.read_code(content.clone(), |hit| {
            let url = self.text[hit.span.clone()].to_owned();
            inline::push_hit(document, hit, &url, UrlKind::CodeSpan, block);
            if let Some(url) = document.urls.last_mut() {
                url.whole = whole;
            }
        });
        self.document.codes.push(CodeSpan { text: text.to_owned(), span: Span::new(content), block });
        self.hide(range);
    }

    /// What stands in a range is no running text.
    fn hide(&mut self, range: Range<usize>) {
        if self.opaque.last().is_none_or(|last| last.end <= range.start) {
            self.opaque.push(range);
        }
    }

    fn open_link(&mut self, mut link: OpenLink, range: Range<usize>) {
        if self.leaf.is_none() {
            self.open_leaf(BlockKind::Paragraph, range.start..range.start, true);
        }
        link.place = self.document.urls.len();
        self.links.push(link);
        self.hide(range);
    }

    fn close_link(&mut self, range: &Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        self.reached(range.end);
        let block = self.block();
        let place = link.place.min(self.document.urls.len());
        let Some(occurrence) = link.finish(self.text, range.clone(), block, &mut self.definitions) else {
            return;
        };
        if let Some((flaw, intended)) = near_urls::in_destination(self.document_text(occurrence.span)) {
            let span = occurrence.span.range();
            inline::push_near(&mut self.document, near_urls::Broken { span, flaw, intended }, block);
        } else {
            self.document.urls.insert(place, occurrence);
        }
    }

    fn document_text(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn close_implicit(&mut self) {
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
        let (reader, document, text) = (&self.reader, &mut self.document, self.text);
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
    fn order(&mut self, first: Marks) {
        let Document { urls, near_urls, anchors, .. } = &mut self.document;
        let urls = urls.get_mut(first.urls..).unwrap_or_default();
        urls.sort_by_key(|url| (url.block, url.whole.start, url.span.start));
        let near = near_urls.get_mut(first.near_urls..).unwrap_or_default();
        near.sort_by_key(|near| (near.block, near.span));
        let anchors = anchors.get_mut(first.anchors..).unwrap_or_default();
        anchors.sort_by_key(|anchor| (anchor.block, anchor.span));
    }

    /// HTML is cut into blocks where its lists have items.
    fn read_html(&mut self, leaf: &Leaf) {
        let end = leaf.range.end;
        let mut start = leaf.range.start;
        let mut at = start;
        let mut before = leaf.first;
        loop {
            let block = self.block();
            let stretch = Stretch { range: at..end, opaque: &[], block, stop: Stop::HtmlLists };
            let tag = self.reader.read(&stretch, &mut self.document);
            let stop = tag.as_ref().map_or(end, |tag| tag.span.start);
            let stretch = Stretch { range: at..stop, opaque: &[], block, stop: Stop::Never };
            self.reader.near(&stretch, &mut self.document);
            let text = self.text[start..stop].trim_end();
            let block = &mut self.document.blocks[block as usize];
            block.span = Span::new(start..start + text.len());
            let markup = self.reader.markup_chars + self.reader.url_chars;
            block.chars = text.chars().count().saturating_sub(markup) as u32;
            let empty = block.chars == 0 && (tag.is_some() || start > leaf.range.start);
            if empty {
                self.drop_empty_block(before);
            }
            let Some(tag) = tag else { break };
            self.html_list(&tag);
            before = self.marks();
            self.push_block(BlockKind::Html, Span::new(stop..end));
            self.reader.begin();
            self.reader.push_tag(&tag, self.block(), &mut self.document);
            start = stop;
            at = tag.span.end;
        }
        self.order(leaf.first);
    }

    fn html_list(&mut self, tag: &tags::Tag) {
        let name = &self.text[tag.name.clone()];
        let (start, end) = (tag.span.start as u32, tag.span.end as u32);
        let item = name.eq_ignore_ascii_case("li");
        let (lists, document) = (&mut self.lists, &mut self.document);
        match (tag.closing, item) {
            (false, false) => {
                let numbered = name.eq_ignore_ascii_case("ol");
                lists.open_list(document, ListForm::Html, numbered.then_some(1));
            }
            (false, true) => {
                lists.open_tag_item(document, ListForm::Html, Span::new(tag.span.clone()));
            }
            (true, true) => lists.close_tag_item(document, ListForm::Html, start),
            (true, false) => lists.close_tag_list(document, ListForm::Html, end),
        }
    }

    /// Ends a heading, whose text may end with an anchor that is no attribute to Markdown: `{/*id*/}`, `{ #id }`.
    fn title(&mut self, leaf: Leaf, block: u32) {
        let mut title = leaf.title;
        let written = &self.text[leaf.range.clone()];
        let marker =
            ["{/*", "{#"].iter().find_map(|open| written.rfind(open)).filter(|_| written.ends_with('}'));
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
            heading.text = title.trim().to_owned();
        }
    }

    /// The end of what has text in a range, whose white space at the end nested items share.
    fn trimmed_end(&mut self, range: &Range<usize>) -> u32 {
        if self.trimmed.0 != range.end {
            self.trimmed = (range.end, range.start + self.text[range.clone()].trim_end().len());
        }
        self.trimmed.1.max(range.start) as u32
    }

    /// Takes the pieces that stand before an offset.
    fn flush(&mut self, before: usize) {
        self.close_implicit();
        while self.next_piece < before {
            self.take_piece();
        }
    }

    /// Takes the pieces that stand at the end of an item and belong to it.
    fn flush_inside(&mut self, item: &Range<usize>) {
        const MAX_COLUMN: usize = 256;
        if self.next_piece >= item.end {
            return;
        }
        let before = &self.text.as_bytes()[item.start.saturating_sub(MAX_COLUMN)..item.start];
        let column = memchr::memrchr(b'\n', before).map_or(before.len(), |end| before.len() - end - 1);
        while self.next_piece < item.end {
            if let Some(Piece::Lines(extra)) = self.pieces.as_slice().first()
                && extra.indent <= column
            {
                return;
            }
            self.take_piece();
        }
    }

    fn take_piece(&mut self) {
        match self.pieces.next() {
            Some(Piece::Lines(extra)) => self.take_lines(extra),
            Some(Piece::Definitions(range)) => {
                let list = &mut self.definitions.list[range];
                let block = self.document.blocks.len() as u32;
                list.iter_mut().for_each(|definition| definition.block = block);
                let (first, last) = (list.first().map(|d| d.span.start), list.last().map(|d| d.span.end));
                if let (Some(start), Some(end)) = (first, last) {
                    self.push_block(BlockKind::Definitions, Span::new(start..end));
                }
            }
            None => {}
        }
        self.next_piece = match self.pieces.as_slice().first() {
            Some(Piece::Lines(extra)) => extra.start,
            Some(Piece::Definitions(range)) => self.definitions.list[range.start].span.start,
            None => usize::MAX,
        };
    }

    /// Reads lines of tags, shortcodes or directives as they were before they were taken out.
    fn take_lines(&mut self, extra: &Extra) {
        let first = self.marks();
        let moved = extra.start as i64 - extra.original.start as i64;
        if extra.module {
            self.take_module(extra);
            self.shift(first, moved);
            return;
        }
        let written = &self.original[extra.original.clone()];
        let end = extra.original.start + written.trim_end().len();
        let mut reader = Reader::new(self.original);
        let mut at = extra.original.start;
        if written.starts_with("{") {
            self.shortcode_step(written, Span::new(extra.start..extra.start + written.trim_end().len()));
        }
        loop {
            let span = Span::new(extra.start..extra.start + written.trim_end().len());
            self.push_block(BlockKind::Html, span);
            let before = self.marks();
            let block = self.block();
            let stretch = Stretch { range: at..end, opaque: &[], block, stop: Stop::Steps };
            let tag = reader.read(&stretch, &mut self.document);
            self.drop_empty_block(before);
            let Some(tag) = tag else { break };
            let marker = tag.span.start as i64 + moved..tag.span.end as i64 + moved;
            let marker = Span { start: marker.start as u32, end: marker.end as u32 };
            let name = &self.original[tag.name.clone()];
            self.step_tag(name, tag.closing, marker);
            self.push_block(BlockKind::Html, span);
            let before = self.marks();
            reader.push_tag(&tag, self.block(), &mut self.document);
            self.drop_empty_block(before);
            at = tag.span.end;
        }
        self.shift(first, moved);
        self.order(first);
    }

    fn take_module(&mut self, extra: &Extra) {
        let before = self.marks();
        let end = extra.start + self.original[extra.original.clone()].trim_end().len();
        self.push_block(BlockKind::Code, Span::new(extra.start..end));
        let (block, document, text) = (self.block(), &mut self.document, self.original);
        Reader::new(text).read_code(extra.original.clone(), |hit| {
            let url = &text[hit.span.clone()];
            inline::push_hit(document, hit, url, UrlKind::CodeBlock, block);
        });
        self.drop_empty_block(before);
    }

    /// A line without targets and anchors is not worth a block.
    fn drop_empty_block(&mut self, before: Marks) {
        let Document { urls, near_urls, anchors, blocks, .. } = &mut self.document;
        if urls.len() == before.urls && near_urls.len() == before.near_urls && anchors.len() == before.anchors
        {
            blocks.pop();
        }
    }

    fn shift(&mut self, first: Marks, moved: i64) {
        let shift = |span: &mut Span| {
            span.start = (i64::from(span.start) + moved) as u32;
            span.end = (i64::from(span.end) + moved) as u32;
        };
        for url in &mut self.document.urls[first.urls..] {
            shift(&mut url.span);
            shift(&mut url.whole);
            url.short_end = url.short_end.map(|end| (i64::from(end) + moved) as u32);
        }
        self.document.near_urls[first.near_urls..].iter_mut().for_each(|near| shift(&mut near.span));
        self.document.anchors[first.anchors..].iter_mut().for_each(|anchor| shift(&mut anchor.span));
    }

    fn shortcode_step(&mut self, written: &str, marker: Span) {
        let inner = written.trim_start_matches(['{', '<', '%', ' ']);
        let closing = inner.starts_with('/') || inner.starts_with("end");
        let name = inner.trim_start_matches('/').trim_start();
        let name = inline::shortcode_name(name.strip_prefix("end").unwrap_or(name));
        self.step_tag(name, closing, marker);
    }

    fn step_tag(&mut self, name: &str, closing: bool, marker: Span) {
        let form = ListForm::Component;
        let (lists, document) = (&mut self.lists, &mut self.document);
        match (components().is_steps(name), components().is_step(name), closing) {
            (true, _, false) => lists.open_list(document, form, Some(1)),
            (true, _, true) => lists.close_tag_list(document, form, marker.end),
            (_, true, false) => {
                if !lists.open_tag_item(document, form, marker) {
                    lists.open_list(document, form, Some(1));
                    lists.open_tag_item(document, form, marker);
                }
            }
            (_, true, true) => lists.close_tag_item(document, form, marker.end),
            _ => {}
        }
    }

    fn finish(mut self) -> Document {
        self.flush(usize::MAX);
        let end = self.text.trim_end().len() as u32;
        self.lists.close_all(&mut self.document, end);
        let sorted = self.document.urls.len();
        self.document.urls.extend(self.definitions.unused());
        if self.document.urls.len() > sorted {
            self.document.urls.sort_by_key(|url| url.block);
        }
        self.document
    }
}

/// A document of which only the front matter is known: its block and the URLs in it.
pub(super) fn begin(file: &Arc<SourceFile>, front: Option<Range<usize>>) -> Document {
    let mut document = Document::empty(Arc::clone(file));
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
    for field in std::mem::take(&mut document.front_matter) {
        let range = field.span.range();
        let bytes = file.text.as_bytes();
        let mut at = range.start;
        while let Some(length) = memchr::memmem::find(&bytes[at..range.end], b"://") {
            let colon = at + length;
            at = colon + 3;
            if let Some(hit) = bare::url_at(&file.text, colon, range.start, range.end, Mode::Code) {
                at = at.max(hit.span.end);
                let url = Url::new(&file.text[hit.span.clone()]);
                inline::push_hit(document, hit, url.as_str(), UrlKind::FrontMatter, 0);
            }
        }
        document.front_matter.push(field);
    }
}

/// The marker of a list item that begins at an offset.
fn marker(text: &str, start: usize) -> Range<usize> {
    let bytes = &text.as_bytes()[start..];
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = (digits + 1).min(bytes.len());
    start..start + length
}

/// The content of a code span without its backticks, and without the blank on both sides that CommonMark strips.
fn code_content(text: &str, span: &Range<usize>) -> Range<usize> {
    let written = &text[span.clone()];
    let ticks = written.bytes().take_while(|&byte| byte == b'`').count();
    if ticks == 0 || written.len() < 2 * ticks {
        return span.clone();
    }
    let (mut start, mut end) = (span.start + ticks, span.end - ticks);
    let content = &text[start..end];
    let blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\n'));
    let bytes = content.as_bytes();
    if bytes.len() > 1 && blank(bytes.first()) && blank(bytes.last()) && !content.trim().is_empty() {
        start += 1;
        end -= 1;
    }
    start..end
}
