//! Any text is a document whose spans lie in it, in order, and give back what they are said to hold.

use instep::model::document::{Cover, Document, UrlKind};
use instep::model::source_file::{SourceFile, Span};
use instep::parse::parse;

use super::bytes::Bytes;
use super::desk::lies_in;

pub(crate) fn holds(data: &[u8]) {
    let mut data = Bytes(data);
    // What is MDX is read in its own way.
    let name = if data.number().is_multiple_of(2) { "page.md" } else { "page.mdx" };
    let file = SourceFile::new(name, data.rest());
    let document = parse(&file);
    is_sound(&document);
    if let Some(embedded) = &document.embedded {
        is_sound(embedded);
    }
    let again = parse(&SourceFile::new(name, file.text.as_str()));
    assert_eq!(told(&document), told(&again));
}

/// Panics unless the spans of a document lie in its file and its parts belong together.
pub(crate) fn is_sound(document: &Document) {
    for span in spans(document) {
        assert!(lies_in(span, &document.file), "{span:?}");
    }
    refers_to_what_there_is(document);
    is_in_order(document);
    says_what_is_written(document);
}

fn spans(document: &Document) -> Vec<Span> {
    let mut spans = Vec::new();
    let lists = || document.procedures.iter().chain(&document.bullets);
    spans.extend(document.front_matter.iter().map(|field| field.span));
    spans.extend(document.blocks.iter().map(|block| block.span));
    spans.extend(document.urls.iter().flat_map(|url| [url.span, url.whole]));
    spans.extend(document.codes.iter().map(|code| code.span));
    spans.extend(lists().map(|list| list.span));
    spans.extend(lists().flat_map(|list| &list.steps).flat_map(|step| [step.span, step.marker]));
    spans.extend(document.near_steps.iter().map(|near| near.span));
    spans.extend(document.near_urls.iter().map(|near| near.span));
    spans.extend(document.anchors.iter().map(|anchor| anchor.span));
    spans.extend(&document.left_out);
    spans.extend(&document.comments);
    spans.extend(document.ignores.iter().map(|ignore| ignore.span));
    spans.extend(document.ignores.iter().filter_map(|ignore| match ignore.covers {
        Ok(Cover::Part(span)) => Some(span),
        _ => None,
    }));
    spans.extend(document.problems.iter().map(|problem| problem.span));
    spans.extend(document.urls.iter().filter_map(|url| {
        let end = url.short_end?;
        Some(Span { start: url.span.start, end })
    }));
    spans
}

fn refers_to_what_there_is(document: &Document) {
    let blocks = document.blocks.len() as u32;
    assert!(document.urls.iter().all(|url| url.block < blocks));
    assert!(document.codes.iter().all(|code| code.block < blocks));
    assert!(document.headings.iter().all(|heading| heading.block < blocks));
    assert!(document.anchors.iter().all(|anchor| anchor.block <= blocks));
    assert!(document.near_steps.iter().all(|near| near.block < blocks));
    assert!(document.near_urls.iter().all(|near| near.block < blocks));
    let steps = document.blocks.iter().filter_map(|block| block.step);
    for step in steps.chain(document.procedures.iter().filter_map(|list| list.parent)) {
        document.step(step);
    }
    let lists = document.procedures.iter().chain(&document.bullets);
    for step in lists.flat_map(|list| &list.steps) {
        assert!(step.blocks.start <= step.blocks.end && step.blocks.end <= blocks, "{step:?}");
    }
}

fn is_in_order(document: &Document) {
    assert!(document.blocks.is_sorted_by_key(|block| block.span.start), "{:?}", document.blocks);
    assert!(document.urls.is_sorted_by_key(|url| url.block), "{:?}", document.urls);
    assert!(document.codes.is_sorted_by_key(|code| code.block), "{:?}", document.codes);
    assert!(document.anchors.is_sorted_by_key(|anchor| anchor.block), "{:?}", document.anchors);
    let apart = document.left_out.windows(2).all(|pair| pair[0].end <= pair[1].start);
    assert!(apart, "{:?}", document.left_out);
    let lists = document.procedures.iter().chain(&document.bullets);
    for list in lists {
        assert!(!list.steps.is_empty(), "{list:?}");
        assert!(list.steps.is_sorted_by_key(|step| step.span.start), "{list:?}");
        assert!(list.steps.iter().all(|step| list.span.contains(step.span)), "{list:?}");
        assert!(list.steps.iter().all(|step| step.span.contains(step.marker)), "{list:?}");
    }
}

fn says_what_is_written(document: &Document) {
    // The other text of a bilingual page may stand in the middle of anything.
    let is_whole = |span: Span| !document.left_out.iter().any(|left_out| left_out.overlaps(span));
    for url in &document.urls {
        // The destination of a reference stands where it is defined.
        let is_apart = matches!(url.kind, UrlKind::Reference | UrlKind::Image);
        assert!(is_apart || url.whole.contains(url.span), "{url:?}");
        if let Some(end) = url.short_end {
            assert!(url.span.start < end && end < url.span.end, "{url:?}");
        }
        if matches!(url.kind, UrlKind::CodeSpan | UrlKind::CodeBlock) && is_whole(url.span) {
            assert_eq!(document.text(url.span), url.url.as_str());
        }
        let whole = 0..url.url.as_str().len();
        assert!(lies_in(url.place_of(&whole, document), &document.file), "{url:?}");
    }
    let codes = document.codes.iter().filter(|code| is_whole(code.span));
    for code in codes.filter(|code| !code.text.contains([' ', '|'])) {
        let written = document.text(code.span);
        if !written.contains(['\n', '\r', ' ', '|', '\0']) {
            assert_eq!(written, code.text);
        }
    }
}

/// What is known of a document, as a text.
fn told(document: &Document) -> String {
    let Document { blocks, urls, codes, procedures, bullets, near_steps, near_urls, anchors, .. } = document;
    let texts = (&document.front_matter, &document.headings, &document.ignores, &document.problems);
    format!(
        "{blocks:?}{urls:?}{codes:?}{procedures:?}{bullets:?}{near_steps:?}{near_urls:?}{anchors:?}{texts:?}"
    )
}
