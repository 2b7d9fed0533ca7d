//! The text that is parsed, where some of the file is left out of it, and the way back to the file's offsets.

use std::borrow::Cow;

use crate::model::document::{Document, Procedure};
use crate::model::source_file::Span;

/// A file's text without some parts, or with some parts blank.
pub(super) struct View<'a> {
    pub(super) text: Cow<'a, str>,
    cuts: Vec<Cut>,
}

struct Cut {
    /// Where in the view something is left out.
    at: u32,
    /// How many bytes are left out up to there.
    removed: u32,
}

/// Makes a view in one pass over its source, from start to end.
pub(super) struct ViewBuilder<'a> {
    source: &'a str,
    text: String,
    copied: usize,
    cuts: Vec<Cut>,
}

impl<'a> ViewBuilder<'a> {
    pub(super) const fn new(source: &'a str) -> Self {
        Self { source, text: String::new(), copied: 0, cuts: Vec::new() }
    }

    /// Leaves a range out. Ranges come in order.
    pub(super) fn cut(&mut self, start: usize, end: usize) {
        if start < end {
            self.copy_to(start);
            self.copied = end;
            self.cuts.push(Cut { at: self.text.len() as u32, removed: (end - self.text.len()) as u32 });
        }
    }

    /// Puts spaces in the place of a range, line ends kept, and says where it begins in the view.
    pub(super) fn blank(&mut self, start: usize, end: usize) -> usize {
        self.copy_to(start);
        let at = self.text.len();
        let bytes = self.source.as_bytes()[start..end].iter();
        self.text
            .extend(bytes.map(|&byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
        self.copied = end;
        at
    }

    pub(super) fn finish(mut self) -> View<'a> {
        if self.copied == 0 {
            return View { text: Cow::Borrowed(self.source), cuts: Vec::new() };
        }
        self.copy_to(self.source.len());
        View { text: Cow::Owned(self.text), cuts: self.cuts }
    }

    fn copy_to(&mut self, end: usize) {
        if self.text.is_empty() {
            self.text.reserve(self.source.len());
        }
        self.text.push_str(&self.source[self.copied..end]);
        self.copied = end;
    }
}

impl View<'_> {
    /// Turns the offsets of a document that was made from this view into offsets of the view's source.
    pub(super) fn restore(&self, document: &mut Document) {
        if self.cuts.is_empty() {
            return;
        }
        let Document { front_matter, blocks, urls, codes, procedures, bullets, .. } = document;
        for url in urls {
            self.fix(&mut url.span);
            self.fix(&mut url.whole);
            url.short_end = url.short_end.map(|end| self.end(end));
        }
        for list in procedures.iter_mut().chain(bullets) {
            self.fix_list(list);
        }
        let spans = front_matter.iter_mut().map(|field| &mut field.span);
        let spans = spans.chain(blocks.iter_mut().map(|block| &mut block.span));
        for span in spans.chain(codes.iter_mut().map(|code| &mut code.span)) {
            self.fix(span);
        }
        let Document { near_steps, near_urls, anchors, comments, problems, .. } = document;
        let spans = near_steps.iter_mut().map(|near| &mut near.span).chain(comments);
        let spans = spans.chain(near_urls.iter_mut().map(|near| &mut near.span));
        let spans = spans.chain(anchors.iter_mut().map(|anchor| &mut anchor.span));
        for span in spans.chain(problems.iter_mut().map(|problem| &mut problem.span)) {
            self.fix(span);
        }
    }

    /// The stretches of the view's source that are not in the view.
    pub(super) fn left_out(&self) -> Vec<Span> {
        let mut removed = 0;
        let spans = self.cuts.iter().map(|cut| {
            let span = Span { start: cut.at + removed, end: cut.at + cut.removed };
            removed = cut.removed;
            span
        });
        spans.collect()
    }

    fn fix_list(&self, list: &mut Procedure) {
        self.fix(&mut list.span);
        for step in &mut list.steps {
            self.fix(&mut step.span);
            self.fix(&mut step.marker);
        }
    }

    fn fix(&self, span: &mut Span) {
        let start = self.start(span.start);
        let end = if span.start < span.end { self.end(span.end) } else { start };
        *span = Span { start, end };
    }

    fn start(&self, offset: u32) -> u32 {
        let index = self.cuts.partition_point(|cut| cut.at <= offset);
        offset + index.checked_sub(1).map_or(0, |last| self.cuts[last].removed)
    }

    /// One past the byte before `offset`, so that a span does not take in what is left out behind it.
    fn end(&self, offset: u32) -> u32 {
        offset.checked_sub(1).map_or(0, |last| self.start(last) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_find_their_way_back() {
        let mut builder = ViewBuilder::new("abcdefghij");
        builder.cut(2, 4);
        let at = builder.blank(5, 7);
        builder.cut(8, 9);
        let view = builder.finish();
        assert_eq!(view.text, "abe  hj");
        assert_eq!(at, 3);
        assert_eq!((view.start(1), view.start(2), view.end(2), view.start(6)), (1, 4, 2, 9));
        assert_eq!(view.left_out(), [Span::new(2..4), Span::new(8..9)]);
    }
}
