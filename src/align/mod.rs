//! Document × Document → [`Comparison`]: which URL, procedure and step of a translation stands for which of its
//! reference, and where the two differ.

mod beside;
mod blocks;
mod codes;
mod facts;
mod items;
mod key;
mod marks;
mod occurrences;
mod prepared;
mod sections;
mod sequence;
mod steps;
mod stretches;
mod urls;

use std::collections::HashSet;

use crate::model::comparison::{Comparison, ReferenceKind, Side};
use crate::model::document::Document;
use crate::model::equivalents::Equivalents;
use crate::model::page::PageKey;
use crate::model::portal::Portals;
use crate::model::site::Site;

pub use beside::passages;

use blocks::align_blocks;
use codes::align_codes;
use facts::{agree, same_anchors};
use key::{Key, Scope, key};
use prepared::Prepared;
use steps::{align_steps, all_steps};
use urls::{Task, align_urls};

/// What a comparison depends on beside the two documents.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The page.
    pub page: &'a PageKey,
    /// What is known of the other pages.
    pub site: &'a Site,
    /// Which differences of URLs are none.
    pub equivalents: &'a Equivalents,
    /// What is known of portals and placeholders.
    pub portals: &'a Portals,
}

/// Compares a translation with its reference.
pub fn align<'a>(
    reference: Side<'a>,
    translation: Side<'a>,
    kind: ReferenceKind,
    context: Context<'a>,
) -> Comparison<'a> {
    let scope = Scope {
        locales: [&reference.variant.locale, &translation.variant.locale],
        equivalents: context.equivalents,
        site: context.site,
        portals: context.portals,
    };
    let mut comparison = in_step(reference, translation, kind, context.page);
    let (ours, theirs) = (reference.document, translation.document);
    if agree(reference, translation, scope) {
        comparison.anchors = differing_anchors(ours, theirs, Some);
        if !comparison.anchors.is_empty() {
            comparison.counterparts = ours.blocks.iter().map(|block| block.span).collect();
            comparison.pairs = all_steps(ours).map(|step| (step, step)).collect();
        }
        return comparison;
    }
    let prepare = |side: Side<'a>| {
        let keys = side.document.urls.iter().map(|url| key(url, side.variant, scope));
        Prepared::new(side.document, keys.collect())
    };
    let (r, t) = (prepare(reference), prepare(translation));
    let map = align_blocks(&r, &t);
    let steps = align_steps(&r, &t, &map);
    let task = Task {
        reference: &r,
        translation: &t,
        map: &map,
        owned: &steps.owned,
        reference_variant: reference.variant,
        variant: translation.variant,
        scope,
    };
    let urls = align_urls(task);
    (comparison.urls, comparison.mends) = (urls.differences, urls.mends);
    comparison.omitted = [map.omitted.as_slice(), &steps.omitted, &urls.omitted].concat();
    comparison.codes = align_codes(task, &steps.pairs);
    comparison.anchors = differing_anchors(ours, theirs, |block| map.translation_of(block));
    comparison.counterparts = map.counterparts(ours);
    comparison.procedures = steps.procedures;
    comparison.steps = steps.steps;
    comparison.pairs = steps.pairs;
    comparison.pairs.extend(steps.headings);
    if !comparison.urls.is_empty() {
        comparison.reference_keys = r.keys.into_iter().map(Key::into_subject).collect();
        comparison.translation_keys = t.keys.into_iter().map(Key::into_subject).collect();
    }
    comparison
}

/// A comparison in which nothing differs.
fn in_step<'a>(
    reference: Side<'a>,
    translation: Side<'a>,
    kind: ReferenceKind,
    page: &'a PageKey,
) -> Comparison<'a> {
    Comparison {
        page,
        reference,
        kind,
        translation,
        partial: is_partial(reference.document, translation.document),
        urls: Vec::new(),
        mends: Vec::new(),
        procedures: Vec::new(),
        steps: Vec::new(),
        pairs: Vec::new(),
        codes: Vec::new(),
        omitted: Vec::new(),
        anchors: Vec::new(),
        counterparts: Vec::new(),
        reference_keys: Vec::new(),
        translation_keys: Vec::new(),
    }
}

/// Whether a translation has less than a quarter of the blocks of a reference that is no stub itself.
fn is_partial(reference: &Document, translation: &Document) -> bool {
    reference.blocks.len() >= 8 && translation.blocks.len() * 4 < reference.blocks.len()
}

/// Explicit anchors of paired blocks that are not the same.
fn differing_anchors(r: &Document, t: &Document, partner: impl Fn(u32) -> Option<u32>) -> Vec<(u32, u32)> {
    if same_anchors(r, t) {
        return Vec::new();
    }
    let (ours, theirs) = (ids(r), ids(t));
    let mut out = Vec::new();
    for (index, anchor) in
        r.anchors.iter().enumerate().filter(|(_, anchor)| !theirs.contains(anchor.id.as_str()))
    {
        let Some(block) = partner(anchor.block) else { continue };
        let first = t.anchors.partition_point(|other| other.block < block);
        let own = t.anchors[first..].iter().take_while(|other| other.block == block);
        let other = own.zip(first..).find(|(other, _)| !ours.contains(other.id.as_str()));
        out.extend(other.map(|(_, other)| (index as u32, other as u32)));
    }
    out
}

fn ids(document: &Document) -> HashSet<&str> {
    document.anchors.iter().map(|anchor| anchor.id.as_str()).collect()
}
