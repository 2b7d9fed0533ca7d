//! A document with what alignment asks of it again and again.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::anchor::Places;
use crate::model::document::{Block, CodeSpan, Document};
use crate::model::source_file::Span;

use super::facts::{Fact, fact};
use super::items::Items;
use super::key::Key;
use super::marks::{Marks, chars, hash, marks, place};

/// A document, prepared for alignment.
pub(super) struct Prepared<'a> {
    pub(super) document: &'a Document,
    /// The key of each URL occurrence.
    pub(super) keys: Vec<Key>,
    /// The marks of each block, once they are asked for.
    marks: Vec<OnceCell<Marks>>,
    /// The blocks with a URL or code that no other block has, in order.
    distinct: Vec<u32>,
    /// The number of the first URL of each block, and how many there are.
    first_urls: Vec<u32>,
    /// The same for code spans.
    first_codes: Vec<u32>,
    /// The items of its bulleted lists, once they are asked for.
    items: OnceCell<Items>,
    /// Where links into the document lead, once that is asked for.
    places: OnceCell<Places>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(document: &'a Document, keys: Vec<Key>) -> Self {
        let distinct = distinct(document, &keys);
        Self {
            document,
            keys,
            marks: vec![OnceCell::new(); document.blocks.len()],
            distinct,
            first_urls: firsts(document, document.urls.iter().map(|url| url.block)),
            first_codes: firsts(document, document.codes.iter().map(|code| code.block)),
            items: OnceCell::new(),
            places: OnceCell::new(),
        }
    }

    /// The marks of a block.
    pub(super) fn marks(&self, block: u32) -> &Marks {
        self.marks[block as usize].get_or_init(|| self.marks_of(self.block(block).span))
    }

    /// The indices of the URLs of a block.
    pub(super) fn urls_of(&self, block: u32) -> Range<usize> {
        let block = block as usize;
        self.first_urls[block] as usize..self.first_urls[block + 1] as usize
    }

    /// The code spans of a block.
    pub(super) fn codes_of(&self, block: u32) -> &'a [CodeSpan] {
        let block = block as usize;
        &self.document.codes[self.first_codes[block] as usize..self.first_codes[block + 1] as usize]
    }

    /// What a URL says in every language.
    pub(super) fn fact(&self, index: usize) -> Fact<'_> {
        fact(&self.document.urls[index], &self.keys[index])
    }

    /// Where links into the document lead.
    pub(super) fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(self.document))
    }

    /// Characters of a block that are no white space, URLs and code left out.
    pub(super) fn chars(&self, block: u32) -> u32 {
        let codes = self.codes_of(block).iter().map(|code| code.span);
        let covered = self.document.urls[self.urls_of(block)].iter().map(place).chain(codes);
        chars(self.document, self.block(block).span, covered)
    }

    /// The items of bulleted lists.
    pub(super) fn items(&self) -> &Items {
        self.items.get_or_init(|| Items::new(self.document))
    }

    /// The marks of a span.
    pub(super) fn marks_of(&self, span: Span) -> Marks {
        marks(self.document, &self.keys, span)
    }

    /// Whether some blocks have a URL or code that no other block has.
    pub(super) fn speaks(&self, blocks: &Range<u32>) -> bool {
        let first = self.distinct.partition_point(|&block| block < blocks.start);
        self.distinct.get(first).is_some_and(|block| blocks.contains(block))
    }

    /// What the URLs and the code of some blocks say, hashed.
    pub(super) fn said(&self, blocks: &Range<u32>) -> u64 {
        let urls = blocks.clone().flat_map(|block| self.urls_of(block)).map(|url| hash(&self.fact(url)));
        let codes = blocks.clone().flat_map(|block| self.codes_of(block)).map(|code| hash(&code.text));
        // A sum is the same in whatever order the words of a language want them.
        urls.chain(codes).fold(0, u64::wrapping_add)
    }

    pub(super) fn block(&self, index: u32) -> &'a Block {
        &self.document.blocks[index as usize]
    }
}

/// The number of the first of some things of each block, and behind them how many there are, given the block of each, in
/// order.
fn firsts(document: &Document, blocks: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut firsts = vec![0; document.blocks.len() + 1];
    for block in blocks {
        firsts[block as usize + 1] += 1;
    }
    for block in 1..firsts.len() {
        firsts[block] += firsts[block - 1];
    }
    firsts
}

/// The blocks with a URL or code that no other block has.
fn distinct(document: &Document, keys: &[Key]) -> Vec<u32> {
    let urls = document.urls.iter().zip(keys).map(|(url, key)| (key.main.as_str(), url.block));
    let codes = document.codes.iter().map(|code| (code.text.as_str(), code.block));
    let mut holders: FxHashMap<&str, Option<u32>> = FxHashMap::default();
    for (said, block) in urls.chain(codes) {
        let holder = holders.entry(said).or_insert(Some(block));
        *holder = holder.filter(|&holder| holder == block);
    }
    let mut blocks: Vec<u32> = holders.into_values().flatten().collect();
    blocks.sort_unstable();
    blocks.dedup();
    blocks
}
