//! What two documents say in language-neutral terms, block by block: where that is the same, there is nothing to align.

use std::ops::Range;

use crate::model::comparison::Side;
use crate::model::document::{Block, CodeSpan, Document, ListForm, UrlKind, UrlOccurrence};

use super::key::{Key, SameKeys, Scope, key, markdown_extension};
use super::prepared::Prepared;

/// Whether two documents say the same block by block, but perhaps for their anchors.
pub(super) fn agree(reference: Side<'_>, translation: Side<'_>, scope: Scope<'_>) -> bool {
    let (r, t) = (reference.document, translation.document);
    let near = t.near_urls.is_empty() && t.near_steps.len() <= r.near_steps.len();
    let glued = |document: &Document| document.urls.iter().filter(|url| url.short_end.is_some()).count();
    // What is left to compare of blocks that say the same: links into a page whose anchors are its own.
    let leads_inside = || t.urls.iter().any(|url| url.url.is_fragment());
    near && same_shapes(r, t)
        && (same_anchors(r, t) || !leads_inside())
        && same_numbers(r, t)
        && glued(t) <= glued(r)
        && same_codes(r, t)
        && same_urls(reference, translation, scope)
}

fn same_shapes(r: &Document, t: &Document) -> bool {
    let shape = |block: &Block| (block.kind, block.step, block.section, block.container.is_some());
    r.blocks.len() == t.blocks.len() && r.blocks.iter().map(shape).eq(t.blocks.iter().map(shape))
}

/// Whether both have the same anchors in the same order, wherever they stand.
pub(super) fn same_anchors(r: &Document, t: &Document) -> bool {
    r.anchors.iter().map(|anchor| &anchor.id).eq(t.anchors.iter().map(|anchor| &anchor.id))
}

/// Whether the numbered lists of both begin with the same numbers.
fn same_numbers(r: &Document, t: &Document) -> bool {
    let numbers = |document: &Document| {
        let lists = document.procedures.iter().filter(|list| list.form == ListForm::Numbered);
        lists.map(|list| list.steps.first().map(|step| step.ordinal)).collect::<Vec<_>>()
    };
    numbers(r) == numbers(t)
}

/// Whether both have the same inline code in each block, in whatever order the words of a language want it.
fn same_codes(r: &Document, t: &Document) -> bool {
    fn said(code: &CodeSpan) -> (u32, &str) {
        (code.block, &code.text)
    }
    same_in_any_order(r.codes.iter().map(said), t.codes.iter().map(said))
}

/// The same for URLs. Keys are made only where it takes them to tell.
fn same_urls(reference: Side<'_>, translation: Side<'_>, scope: Scope<'_>) -> bool {
    let (r, t) = (&reference.document.urls, &translation.document.urls);
    if r.len() != t.len() || r.iter().zip(t).any(|(a, b)| a.block != b.block) {
        return false;
    }
    let same = SameKeys::new(reference.variant, translation.variant, scope);
    let mut at = 0;
    while at < r.len() {
        let end = at + r[at..].iter().take_while(|url| url.block == r[at].block).count();
        let in_order = (at..end).all(|index| {
            let (a, b) = (&r[index], &t[index]);
            a.kind == b.kind && same.are_certain(&a.url, &b.url)
        });
        let same_keys = || {
            let (ours, theirs) = (keys(reference, at..end, scope), keys(translation, at..end, scope));
            same_in_any_order(ours.iter().map(known), theirs.iter().map(known))
        };
        if !in_order && !same_keys() {
            return false;
        }
        at = end;
    }
    true
}

/// Some URLs of a document with their keys.
fn keys<'a>(side: Side<'a>, range: Range<usize>, scope: Scope<'_>) -> Vec<(&'a UrlOccurrence, Key)> {
    side.document.urls[range].iter().map(|url| (url, key(url, side.variant, scope))).collect()
}

fn known<'k>((url, key): &'k (&UrlOccurrence, Key)) -> Fact<'k> {
    fact(url, key)
}

/// Whether two lists hold the same, in whatever order the words of a language want it.
fn same_in_any_order<T: Ord>(
    ours: impl ExactSizeIterator<Item = T> + Clone,
    theirs: impl ExactSizeIterator<Item = T> + Clone,
) -> bool {
    let sorted = |mut facts: Vec<T>| {
        facts.sort_unstable();
        facts
    };
    ours.len() == theirs.len()
        && (ours.clone().eq(theirs.clone()) || sorted(ours.collect()) == sorted(theirs.collect()))
}

/// What a URL says in every language: how it is written, where it leads, and by which extension of a file.
pub(super) type Fact<'k> = (UrlKind, &'k str, Option<&'k str>, Option<&'k str>);

/// What a URL says, given its key.
pub(super) fn fact<'k>(url: &'k UrlOccurrence, key: &'k Key) -> Fact<'k> {
    (url.kind, &key.main, key.fragment.as_deref(), markdown_extension(&url.url))
}

/// Two documents whose blocks are compared one by one.
#[derive(Clone, Copy)]
pub(super) struct Blocks<'a> {
    pub(super) reference: &'a Prepared<'a>,
    pub(super) translation: &'a Prepared<'a>,
}

impl<'a> Blocks<'a> {
    /// Whether two blocks are of one kind, in lists alike, and have the same URLs and code.
    pub(super) fn same(self, i: u32, j: u32) -> bool {
        let (r, t) = (self.reference.document, self.translation.document);
        let shape = |document: &Document, block: u32| {
            let own = &document.blocks[block as usize];
            (own.kind, document.list_step(block).is_some(), own.container.is_some())
        };
        shape(r, i) == shape(t, j) && self.same_codes(i, j) && self.same_urls(i, j)
    }

    fn same_codes(self, i: u32, j: u32) -> bool {
        let codes =
            |side: &'a Prepared<'a>, block| side.codes_of(block).iter().map(|code| code.text.as_str());
        same_in_any_order(codes(self.reference, i), codes(self.translation, j))
    }

    fn same_urls(self, i: u32, j: u32) -> bool {
        let facts = |side: &'a Prepared<'a>, block| side.urls_of(block).map(|index| side.fact(index));
        same_in_any_order(facts(self.reference, i), facts(self.translation, j))
    }
}
