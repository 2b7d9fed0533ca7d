//! Blocks of HTML, whose lists are procedures.

use crate::model::document::{BlockKind, ListForm};
use crate::model::source_file::Span;

use super::super::inline::{Stop, Stretch};
use super::super::tags::Tag;
use super::{Builder, Leaf};

impl Builder<'_> {
    /// HTML is cut into blocks where its lists have items.
    pub(super) fn read_html(&mut self, leaf: &Leaf) {
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
            // A comment is nothing that a translation has or lacks.
            let comment = text.starts_with("<!--");
            if comment {
                self.document.comments.push(block.span);
            }
            if block.chars == 0 && (comment || tag.is_some() || start > leaf.range.start) {
                self.drop_empty_block(before);
            }
            let Some(tag) = tag else { break };
            let start_number = self.start_number();
            // Lines of components may stand in what only its own end closes: `<?`.
            self.flush(stop);
            self.html_list(&tag, start_number);
            before = self.marks();
            self.push_block(BlockKind::Html, Span::new(stop..end));
            self.reader.begin();
            self.reader.push_tag(&tag, self.block(), &mut self.document);
            start = stop;
            at = tag.span.end;
        }
        self.order(leaf.first);
    }

    /// The number that the tag which was read last says its list begins with.
    fn start_number(&self) -> u32 {
        let attributes = &self.reader.tags.attributes;
        let start = attributes.iter().find(|pair| self.text[pair.name.clone()].eq_ignore_ascii_case("start"));
        start.and_then(|pair| self.text[pair.value.clone()].trim().parse().ok()).unwrap_or(1)
    }

    fn html_list(&mut self, tag: &Tag, start_number: u32) {
        let name = &self.text[tag.name.clone()];
        let (start, end) = (tag.span.start as u32, tag.span.end as u32);
        let item = name.eq_ignore_ascii_case("li");
        let (lists, document) = (&mut self.lists, &mut self.document);
        match (tag.closing, item) {
            (false, false) => {
                let numbered = name.eq_ignore_ascii_case("ol");
                lists.open_list(document, ListForm::Html, numbered.then_some(start_number));
            }
            (false, true) => {
                lists.open_tag_item(document, ListForm::Html, Span::new(tag.span.clone()));
            }
            (true, true) => lists.close_tag_item(document, ListForm::Html, start),
            (true, false) => lists.close_tag_list(document, ListForm::Html, end),
        }
    }
}
