//! Texts with edits in them.

use super::diagnostic::Edit;
use super::source_file::Span;

/// A text after some edits, and where its parts are now.
#[derive(Clone, Debug)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// The edited spans before and after, by place; none touches another.
    spans: Vec<(Span, Span)>,
}

impl Edited {
    /// A text with edits in it. None where two of them touch each other, or one does not lie in the text on character
    /// boundaries.
    pub fn new(text: &str, mut edits: Vec<Edit>) -> Option<Self> {
        edits.sort_by_key(|edit| edit.span);
        let apart = edits.windows(2).all(|pair| pair[0].span.end < pair[1].span.start);
        let mut out = String::with_capacity(text.len());
        let mut spans = Vec::with_capacity(edits.len());
        let mut at = 0;
        for edit in &edits {
            text.get(edit.span.range())?;
            out.push_str(text.get(at..edit.span.start as usize)?);
            let start = out.len();
            out.push_str(&edit.text);
            spans.push((edit.span, Span::new(start..out.len())));
            at = edit.span.end as usize;
        }
        out.push_str(text.get(at..)?);
        apart.then_some(Self { text: out, spans })
    }

    /// Where a span of the text before the edits lies now. What lies within an edit lies somewhere in its text.
    pub fn moved(&self, span: Span) -> Span {
        let start = self.offset(span.start, false);
        Span { start, end: self.offset(span.end, true).max(start) }
    }

    fn offset(&self, offset: u32, is_end: bool) -> u32 {
        let behind = self
            .spans
            .partition_point(|(old, _)| if is_end { old.start < offset } else { old.start <= offset });
        let Some(&(old, new)) = behind.checked_sub(1).and_then(|index| self.spans.get(index)) else {
            return offset;
        };
        match (old.end <= offset, is_end) {
            (true, _) => new.end + (offset - old.end),
            (false, true) => new.end,
            (false, false) => new.start,
        }
    }

    /// Whether an edit touches a span of the text before the edits.
    pub fn touches_old(&self, span: Span) -> bool {
        let first = self.spans.partition_point(|(old, _)| old.end < span.start);
        self.spans.get(first).is_some_and(|(old, _)| old.start <= span.end)
    }

    /// Whether an edit has written a part of a span of the text after the edits, or stands right beside it.
    pub fn touches_new(&self, span: Span) -> bool {
        let first = self.spans.partition_point(|(_, new)| new.end < span.start);
        self.spans.get(first).is_some_and(|(_, new)| new.start <= span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: u32, end: u32, text: &str) -> Edit {
        Edit { span: Span { start, end }, text: text.to_owned() }
    }

    #[test]
    fn edits_move_what_is_behind_them() {
        let edited = Edited::new("0123456789", vec![edit(6, 6, "xy"), edit(2, 4, "a")]).unwrap();
        assert_eq!(edited.text, "01a45xy6789");
        let moved = |start, end| edited.moved(Span { start, end });
        assert_eq!(moved(0, 2), Span { start: 0, end: 2 });
        assert_eq!(moved(2, 4), Span { start: 2, end: 3 });
        assert_eq!(moved(1, 5), Span { start: 1, end: 4 });
        assert_eq!(moved(7, 10), Span { start: 8, end: 11 });
        assert!(edited.touches_old(Span { start: 4, end: 5 }));
        assert!(!edited.touches_old(Span { start: 7, end: 9 }));
        assert!(edited.touches_new(Span { start: 5, end: 6 }));
        assert!(edited.touches_new(Span { start: 3, end: 4 }));
        assert!(edited.touches_new(Span { start: 0, end: 2 }));
        assert!(!edited.touches_new(Span { start: 8, end: 9 }));
    }

    #[test]
    fn edits_that_touch_or_lie_beyond_the_text_are_refused() {
        assert!(Edited::new("0123", vec![edit(0, 2, "a"), edit(2, 3, "b")]).is_none());
        assert!(Edited::new("0123", vec![edit(3, 5, "a")]).is_none());
        assert!(Edited::new("é", vec![edit(1, 2, "a")]).is_none());
    }
}
