//! Document × Document → [`Comparison`]: which URL, procedure and step of a translation stands for which of its
//! reference, and where the two differ.

mod beside;
mod blocks;
mod codes;
mod key;
mod marks;
mod sequence;
mod steps;
mod urls;

use crate::model::comparison::{Comparison, ReferenceKind, Side};
use crate::model::document::{Block, Document, ListForm, UrlKind};
use crate::model::equivalents::Equivalents;
use crate::model::page::PageKey;
use crate::model::portal::Portals;
use crate::model::site::Site;

pub use beside::passages;

use blocks::{Prepared, align_blocks};
use codes::align_codes;
use key::{Key, Scope, key};
use steps::align_steps;
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
    let keys = |side: Side<'_>| {
        side.document.urls.iter().map(|url| key(url, side.variant, scope)).collect::<Vec<_>>()
    };
    let (r_keys, t_keys) = (keys(reference), keys(translation));
    let mut comparison = Comparison {
        page: context.page,
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
        anchors: Vec::new(),
        counterparts: Vec::new(),
        reference_keys: Vec::new(),
        translation_keys: Vec::new(),
    };
    if agree(reference.document, translation.document, &r_keys, &t_keys) {
        return comparison;
    }
    let r = Prepared::new(reference.document, r_keys);
    let t = Prepared::new(translation.document, t_keys);
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
    (comparison.urls, comparison.mends) = align_urls(task);
    comparison.codes = align_codes(task, &steps.pairs);
    comparison.anchors = differing_anchors(reference.document, translation.document, &map);
    comparison.counterparts = map.counterparts(reference.document);
    comparison.procedures = steps.procedures;
    comparison.steps = steps.steps;
    comparison.pairs = steps.pairs;
    comparison.pairs.extend(steps.headings);
    comparison.reference_keys = r.keys.into_iter().map(Key::into_subject).collect();
    comparison.translation_keys = t.keys.into_iter().map(Key::into_subject).collect();
    comparison
}

/// Whether a translation has less than a quarter of the blocks of a reference that is no stub itself.
fn is_partial(reference: &Document, translation: &Document) -> bool {
    reference.blocks.len() >= 8 && translation.blocks.len() * 4 < reference.blocks.len()
}

/// Whether two documents say the same in language-neutral terms, block by block: then there is nothing to align.
fn agree(r: &Document, t: &Document, r_keys: &[Key], t_keys: &[Key]) -> bool {
    let alike = |a: &Block, b: &Block| {
        (a.kind, a.step, a.section, a.container.is_some())
            == (b.kind, b.step, b.section, b.container.is_some())
    };
    let blocks = r.blocks.len() == t.blocks.len() && r.blocks.iter().zip(&t.blocks).all(|(a, b)| alike(a, b));
    let urls = r_keys.len() == t_keys.len() && url_facts(r, r_keys) == url_facts(t, t_keys);
    let codes = r.codes.len() == t.codes.len() && code_facts(r) == code_facts(t);
    let anchors =
        r.anchors.len() == t.anchors.len() && r.anchors.iter().zip(&t.anchors).all(|(a, b)| a.id == b.id);
    let numbers = |document: &Document| {
        let lists = document.procedures.iter().filter(|list| list.form == ListForm::Numbered);
        lists.map(|list| list.steps.first().map(|step| step.ordinal)).collect::<Vec<_>>()
    };
    let lists = numbers(r) == numbers(t);
    let near = t.near_urls.is_empty() && t.near_steps.len() <= r.near_steps.len();
    let glued = |document: &Document| document.urls.iter().filter(|url| url.short_end.is_some()).count();
    blocks && lists && urls && codes && anchors && near && glued(t) <= glued(r)
}

/// The URLs of each block, in an order that does not depend on the order of words.
fn url_facts<'k>(document: &Document, keys: &'k [Key]) -> Vec<(u32, UrlKind, &'k str, Option<&'k str>)> {
    let facts = document.urls.iter().zip(keys);
    let mut facts: Vec<_> =
        facts.map(|(url, key)| (url.block, url.kind, key.main.as_str(), key.fragment.as_deref())).collect();
    facts.sort_unstable();
    facts
}

/// The same for inline code.
fn code_facts(document: &Document) -> Vec<(u32, &str)> {
    let mut facts: Vec<_> = document.codes.iter().map(|code| (code.block, code.text.as_str())).collect();
    facts.sort_unstable();
    facts
}

/// Explicit anchors of paired blocks that are not the same.
fn differing_anchors(r: &Document, t: &Document, map: &blocks::BlockMap) -> Vec<(u32, u32)> {
    let mut out = Vec::new();
    for (index, anchor) in r.anchors.iter().enumerate() {
        if t.anchors.iter().any(|other| other.id == anchor.id) {
            continue;
        }
        let Some(block) = map.translation_of(anchor.block) else { continue };
        let unknown = |id: &str| r.anchors.iter().all(|other| other.id != id);
        let other = t.anchors.iter().position(|other| other.block == block && unknown(&other.id));
        out.extend(other.map(|other| (index as u32, other as u32)));
    }
    out
}
