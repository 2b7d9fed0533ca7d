//! What two documents say in language-neutral terms, block by block: where that is the same, there is nothing to align.

use std::ops::Range;

use crate::model::comparison::Side;
use crate::model::document::{Block, CodeSpan, Document, ListForm, UrlKind};

use super::key::{Key, SameKeys, Scope, key};
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
    let in_order = || r.codes.iter().zip(&t.codes).all(|(a, b)| (a.block, &a.text) == (b.block, &b.text));
    r.codes.len() == t.codes.len() && (in_order() || code_facts(r) == code_facts(t))
}

fn code_facts(document: &Document) -> Vec<(u32, &str)> {
    let mut facts: Vec<_> = document.codes.iter().map(|code| (code.block, code.text.as_str())).collect();
    facts.sort_unstable();
    facts
}

/// The same for URLs. Keys are made only where it takes them to tell.
fn same_urls(reference: Side<'_>, translation: Side<'_>, scope: Scope<'_>) -> bool {
    let (r, t) = (&reference.document.urls, &translation.document.urls);
    if r.len() != t.len() || r.iter().zip(t).any(|(a, b)| a.block != b.block) {
        return false;
    }
    let same = SameKeys::new(reference.variant, translation.variant, scope);
    let keys = |side: Side<'_>, range: Range<usize>| {
        let urls = side.document.urls[range].iter();
        urls.map(|url| (url.kind, key(url, side.variant, scope))).collect::<Vec<_>>()
    };
    let mut at = 0;
    while at < r.len() {
        let end = at + r[at..].iter().take_while(|url| url.block == r[at].block).count();
        let in_order = (at..end).all(|index| {
            let (a, b) = (&r[index], &t[index]);
            a.kind == b.kind && same.are_certain(&a.url, &b.url)
        });
        if !in_order && !same_keys(&keys(reference, at..end), &keys(translation, at..end)) {
            return false;
        }
        at = end;
    }
    true
}

/// Whether two lists hold the same kinds and keys, in whatever order.
fn same_keys(r: &[(UrlKind, Key)], t: &[(UrlKind, Key)]) -> bool {
    facts(r.iter().map(|(kind, key)| (*kind, key))) == facts(t.iter().map(|(kind, key)| (*kind, key)))
}

/// What URLs say, in an order of its own.
fn facts<'k>(urls: impl Iterator<Item = (UrlKind, &'k Key)>) -> Vec<(UrlKind, &'k str, Option<&'k str>)> {
    let facts = urls.map(|(kind, key)| (kind, key.main.as_str(), key.fragment.as_deref()));
    let mut facts: Vec<_> = facts.collect();
    facts.sort_unstable();
    facts
}

/// Two documents whose blocks are compared one by one.
#[derive(Clone, Copy)]
pub(super) struct Blocks<'a> {
    pub(super) reference: &'a Prepared<'a>,
    pub(super) translation: &'a Prepared<'a>,
}

impl Blocks<'_> {
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
        let facts = |codes: &[CodeSpan]| {
            let mut facts: Vec<_> = codes.iter().map(|code| code.text.clone()).collect();
            facts.sort_unstable();
            facts
        };
        let (ours, theirs) = (self.reference.codes_of(i), self.translation.codes_of(j));
        let in_order = || ours.iter().zip(theirs).all(|(a, b)| a.text == b.text);
        ours.len() == theirs.len() && (in_order() || facts(ours) == facts(theirs))
    }

    fn same_urls(self, i: u32, j: u32) -> bool {
        let (ours, theirs) = (self.reference.urls_of(i), self.translation.urls_of(j));
        ours.len() == theirs.len()
            && (ours.is_empty() || url_facts(self.reference, ours) == url_facts(self.translation, theirs))
    }
}

fn url_facts<'k>(side: &'k Prepared<'_>, urls: Range<usize>) -> Vec<(UrlKind, &'k str, Option<&'k str>)> {
    facts(urls.map(|index| (side.document.urls[index].kind, &side.keys[index])))
}
