//! Which URLs lie at a place of a document.

use crate::model::document::UrlOccurrence;
use crate::model::source_file::Span;

/// The places of the URLs of a document.
pub(super) struct Spans {
    /// Each with its URL, by where they begin.
    spans: Vec<(Span, usize)>,
    /// For each of them how far it and those before it reach.
    reach: Vec<u32>,
}

impl Spans {
    pub(super) fn new(urls: &[UrlOccurrence]) -> Self {
        let mut spans: Vec<(Span, usize)> = urls.iter().map(|url| url.span).zip(0..).collect();
        spans.sort_unstable();
        let ends = spans.iter().scan(0, |reach, (span, _)| {
            *reach = span.end.max(*reach);
            Some(*reach)
        });
        Self { reach: ends.collect(), spans }
    }

    /// The URLs that share a byte with a span, in the document's order.
    pub(super) fn overlapping(&self, span: Span) -> Vec<usize> {
        let first = self.reach.partition_point(|&reach| reach <= span.start);
        let begun = self.spans[first..].iter().take_while(|(url, _)| url.start < span.end);
        let mut found: Vec<usize> =
            begun.filter(|(url, _)| url.overlaps(span)).map(|(_, index)| *index).collect();
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::SourceFile;
    use crate::parse::parse;

    #[test]
    fn what_shares_a_byte_is_found_wherever_it_is_defined() {
        let text = "[a] and <https://a.example/b> and [c][a]\n\n[a]: https://a.example/d\n";
        let document = parse(&SourceFile::new("a.md", text));
        let spans = Spans::new(&document.urls);
        for start in 0..text.len() as u32 {
            for end in start..=text.len() as u32 {
                let span = Span { start, end };
                let urls = document.urls.iter().enumerate();
                let expected: Vec<usize> =
                    urls.filter(|(_, url)| span.overlaps(url.span)).map(|(index, _)| index).collect();
                assert_eq!(spans.overlapping(span), expected, "{span:?}");
            }
        }
    }
}
