//! What stands between blocks and no event tells: lines that were taken out of the Markdown, and definitions.

use std::ops::Range;

use crate::model::document::{BlockKind, Document, ListForm, UrlKind};
use crate::model::source_file::Span;

use super::super::components::components;
use super::super::constructs::Extra;
use super::super::inline::{self, Stop, Stretch};
use super::super::links::Definitions;
use super::{Builder, Marks};

/// What stands between blocks and no event tells.
pub(super) enum Piece<'a> {
    Lines(&'a Extra),
    /// Definitions that follow one another, by their indices.
    Definitions(Range<usize>),
}

/// The pieces of a text with their beginnings, in order.
pub(super) fn pieces<'a>(
    text: &str,
    definitions: &Definitions,
    extras: &'a [Extra],
) -> Vec<(usize, Piece<'a>)> {
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

impl Builder<'_> {
    /// Takes the pieces that stand before an offset.
    pub(super) fn flush(&mut self, before: usize) {
        self.close_implicit();
        while self.next_piece < before {
            self.take_piece();
        }
    }

    /// Takes the pieces that stand at the end of an item and belong to it.
    pub(super) fn flush_inside(&mut self, item: &Range<usize>) {
        const MAX_COLUMN: usize = 256;
        if self.next_piece >= item.end {
            return;
        }
        let before = &self.text.as_bytes()[item.start.saturating_sub(MAX_COLUMN)..item.start];
        let column = memchr::memrchr(b'\n', before).map_or(before.len(), |end| before.len() - end - 1);
        let text = &self.text[item.clone()];
        let content = column + content_offset(text);
        let marker = column + text.bytes().take_while(|&byte| byte == b' ').count();
        while self.next_piece < item.end {
            if let Some(Piece::Lines(extra)) = self.pieces.as_slice().first() {
                // What closes a component around the list is often indented by less than the items' content.
                let closing = closes(&self.original[extra.original.clone()]);
                if extra.indent <= marker || closing && extra.indent < content {
                    return;
                }
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
                for definition in list.iter_mut() {
                    definition.block = block;
                }
                let start = list.first().map_or(0, |first| first.span.start);
                let end = list.last().map_or(start, |last| last.span.end);
                self.push_block(BlockKind::Definitions, Span::new(start..end));
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
        // What is left out before these lines only ever makes the parsed text shorter.
        let moved = (extra.original.start - extra.start) as u32;
        if extra.module {
            self.take_module(extra);
            self.shift(first, moved);
            return;
        }
        let written = &self.original[extra.original.clone()];
        let end = extra.original.start + written.trim_end().len();
        self.lines.begin();
        if begins_tab(written) {
            self.lists.part();
        }
        let mut at = extra.original.start;
        if written.starts_with('{') {
            self.shortcode_step(written, Span::new(extra.start..extra.start + written.trim_end().len()));
        }
        loop {
            let span = Span::new(extra.start..extra.start + written.trim_end().len());
            self.push_block(BlockKind::Html, span);
            let before = self.marks();
            let block = self.block();
            let stretch = Stretch { range: at..end, opaque: &[], block, stop: Stop::Steps };
            let tag = self.lines.read(&stretch, &mut self.document);
            self.drop_empty_block(before);
            let Some(tag) = tag else { break };
            let marker = Span::new(tag.span.clone());
            let marker = Span { start: marker.start - moved, end: marker.end - moved };
            let name = &self.original[tag.name.clone()];
            self.step_tag(name, tag.closing, marker);
            self.push_block(BlockKind::Html, span);
            let before = self.marks();
            let block = self.block();
            self.lines.push_tag(&tag, block, &mut self.document);
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
        self.lines.read_code(extra.original.clone(), |hit| {
            let url = &text[hit.span.clone()];
            inline::push_hit(document, hit, url, UrlKind::CodeBlock, block);
        });
        self.drop_empty_block(before);
    }

    /// A line without targets and anchors is not worth a block.
    pub(super) fn drop_empty_block(&mut self, before: Marks) {
        let Document { urls, near_urls, anchors, blocks, .. } = &mut self.document;
        if urls.len() == before.urls && near_urls.len() == before.near_urls && anchors.len() == before.anchors
        {
            blocks.pop();
        }
    }

    fn shift(&mut self, first: Marks, moved: u32) {
        let shift = |span: &mut Span| {
            span.start -= moved;
            span.end -= moved;
        };
        for url in &mut self.document.urls[first.urls..] {
            shift(&mut url.span);
            shift(&mut url.whole);
            url.short_end = url.short_end.map(|end| end - moved);
        }
        for near in &mut self.document.near_urls[first.near_urls..] {
            shift(&mut near.span);
        }
        for anchor in &mut self.document.anchors[first.anchors..] {
            shift(&mut anchor.span);
        }
    }

    fn shortcode_step(&mut self, written: &str, marker: Span) {
        let inner = written.trim_start_matches(['{', '<', '%', ' ']);
        let closing = closes(written);
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
                let opened = lists.open_tag_item(document, form, marker);
                if !opened {
                    lists.open_list(document, form, Some(1));
                    lists.open_tag_item(document, form, marker);
                }
            }
            (_, true, true) => lists.close_tag_item(document, form, marker.end),
            _ => {}
        }
    }
}

/// Whether a line begins with what closes a component or shortcode.
fn closes(line: &str) -> bool {
    if line.starts_with("</") {
        return true;
    }
    let inner = line.trim_start_matches(['{', '<', '%', ' ']);
    line.starts_with('{') && (inner.starts_with('/') || inner.starts_with("end"))
}

/// Whether a line begins a tab: `=== "Linux"`, `<TabItem value="linux">`, `{{< tab >}}`, `/// tab | Linux`.
fn begins_tab(line: &str) -> bool {
    if line.starts_with("===") {
        return true;
    }
    let inner = line.trim_start_matches(['<', '{', '%', ':', '/', ' ']);
    let in_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let name = &inner[..inner.bytes().take_while(|byte| in_name(byte)).count()];
    !closes(line) && components().is_tab(name)
}

/// How far right of its beginning the content of a list item stands (CommonMark, section 5.2).
fn content_offset(item: &str) -> usize {
    let indent = item.bytes().take_while(|&byte| byte == b' ').count();
    let digits = item[indent..].bytes().take_while(u8::is_ascii_digit).count();
    let marker = indent + digits + 1;
    let blanks = item.bytes().skip(marker).take_while(|&byte| byte == b' ').count();
    marker + if (1..=4).contains(&blanks) { blanks } else { 1 }
}
