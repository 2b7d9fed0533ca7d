//! Which section, and which block, of the translation stands for which of the reference.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::anchor::Places;
use crate::model::document::{Block, BlockKind, CodeSpan, Document};
use crate::model::source_file::Span;

use super::facts::Blocks;
use super::items::Items;
use super::key::Key;
use super::marks::{Marks, block_similarity, chars, hash, marks, place, shared, similarity};
use super::sequence::{Move, Score, align};
use super::stretches::{Elements, stretches};

/// A document with what alignment asks of it again and again.
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

    /// Where links into the document lead.
    pub(super) fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(self.document))
    }

    /// Characters of a block that are no white space, URLs and code left out.
    fn chars(&self, block: u32) -> u32 {
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
    fn speaks(&self, blocks: &Range<u32>) -> bool {
        let first = self.distinct.partition_point(|&block| block < blocks.start);
        self.distinct.get(first).is_some_and(|block| blocks.contains(block))
    }

    fn block(&self, index: u32) -> &'a Block {
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

/// A stretch of the reference and the stretch of the translation that holds its content, as ranges of blocks.
/// Zones cover both documents.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) reference: Range<u32>,
    pub(super) translation: Range<u32>,
    /// Whether each block says the same as the one in its place on the other side.
    pub(super) same: bool,
}

/// Which block belongs to which.
pub(super) struct BlockMap {
    pub(super) zones: Vec<Zone>,
    /// The translation's block for each of the reference's.
    forward: Vec<Option<u32>>,
    /// The reference's block for each of the translation's.
    backward: Vec<Option<u32>>,
    /// The reference's blocks that have one, in order.
    known: Vec<u32>,
    /// Which of the reference's blocks say the same as the translation's.
    settled: Vec<bool>,
    /// Characters of the translation per character of the reference, in what is translated: code stays as long as it is.
    pub(super) ratio: f32,
}

impl BlockMap {
    /// Where in the translation the content of a reference's block stands or should stand: the block that belongs to
    /// it, else the end of the one before.
    pub(super) fn place(&self, block: u32) -> (u32, bool) {
        if let Some(found) = self.translation_of(block) {
            return (found, true);
        }
        let known = self.known.partition_point(|&known| known < block);
        let before = known.checked_sub(1).and_then(|last| self.translation_of(self.known[last]));
        (before.unwrap_or(0), false)
    }

    /// The translation's block for one of the reference's. An empty step at the end of a document has none.
    pub(super) fn translation_of(&self, block: u32) -> Option<u32> {
        self.forward.get(block as usize).copied().flatten()
    }

    /// The reference's block for one of the translation's.
    pub(super) fn reference_of(&self, block: u32) -> Option<u32> {
        self.backward.get(block as usize).copied().flatten()
    }

    /// Whether a block of the reference says the same as its counterpart, so that nothing in it is left to compare.
    pub(super) fn is_settled(&self, reference: u32) -> bool {
        self.settled.get(reference as usize).is_some_and(|&settled| settled)
    }

    fn pair(&mut self, reference: u32, translation: u32) {
        self.forward[reference as usize] = Some(translation);
        self.backward[translation as usize] = Some(reference);
    }

    fn settle(&mut self, reference: Range<u32>, translation: Range<u32>) {
        for (i, j) in reference.zip(translation) {
            self.pair(i, j);
            self.settled[i as usize] = true;
        }
    }

    /// For each block of the translation the place in the reference where its content stands or would stand: the block
    /// that belongs to it, else the end of the one before.
    pub(super) fn counterparts(&self, reference: &Document) -> Vec<Span> {
        let mut last = Span::default();
        let places = self.backward.iter().map(|block| {
            let span = block.and_then(|block| reference.blocks.get(block as usize)).map(|block| block.span);
            last = span.unwrap_or(Span::at(last.end));
            last
        });
        places.collect()
    }

    /// Whether two blocks lie in the same zone.
    pub(super) fn same_zone(&self, reference: u32, translation: u32) -> bool {
        let zone = self.zones.partition_point(|zone| zone.reference.end <= reference);
        self.zones.get(zone).is_some_and(|zone| zone.translation.contains(&translation))
    }
}

/// Aligns sections, then the blocks within them.
pub(super) fn align_blocks(reference: &Prepared<'_>, translation: &Prepared<'_>) -> BlockMap {
    let blocks = Blocks { reference, translation };
    let lengths = Lengths::new(blocks);
    let ratio = lengths.ratio(|_| true);
    let mut map = BlockMap {
        forward: vec![None; reference.document.blocks.len()],
        backward: vec![None; translation.document.blocks.len()],
        known: Vec::new(),
        settled: vec![false; reference.document.blocks.len()],
        zones: zones(blocks, ratio),
        ratio: lengths.ratio(is_prose),
    };
    for zone in map.zones.clone() {
        if zone.same {
            map.settle(zone.reference, zone.translation);
        } else {
            align_zone(&mut map, blocks, &zone, ratio);
        }
    }
    let known = map.forward.iter().zip(0..).filter(|(partner, _)| partner.is_some());
    map.known = known.map(|(_, block)| block).collect();
    map
}

/// Aligns the blocks of a zone.
fn align_zone(map: &mut BlockMap, blocks: Blocks<'_>, zone: &Zone, ratio: f32) {
    let elements = ZoneBlocks { blocks, zone };
    for stretch in stretches(zone.reference.len(), zone.translation.len(), &elements) {
        let part = Zone {
            reference: within(&zone.reference, &stretch.reference),
            translation: within(&zone.translation, &stretch.translation),
            same: stretch.same,
        };
        if part.same {
            map.settle(part.reference, part.translation);
            continue;
        }
        let (i, j) = (part.reference.start, part.translation.start);
        let alone = part.reference.len() == 1 && part.translation.len() == 1;
        if alone && blocks.reference.block(i).kind == blocks.translation.block(j).kind {
            map.pair(i, j);
            continue;
        }
        let score = BlockScore { blocks, zone: &part, ratio };
        for step in align(part.reference.len(), part.translation.len(), &score) {
            if let Move::Match(i, j) = step {
                map.pair(part.reference.start + i as u32, part.translation.start + j as u32);
            }
        }
    }
}

/// A part of a range, given by its positions in it.
const fn within(whole: &Range<u32>, part: &Range<usize>) -> Range<u32> {
    whole.start + part.start as u32..whole.start + part.end as u32
}

struct ZoneBlocks<'a> {
    blocks: Blocks<'a>,
    zone: &'a Zone,
}

impl Elements for ZoneBlocks<'_> {
    fn same(&self, i: usize, j: usize) -> bool {
        self.blocks.same(self.zone.reference.start + i as u32, self.zone.translation.start + j as u32)
    }

    fn speaks(&self, i: usize) -> bool {
        let block = self.zone.reference.start + i as u32;
        self.blocks.reference.speaks(&(block..block + 1))
    }
}

const fn is_prose(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::TableRow)
}

/// How long the blocks of both documents are, in characters, with their kinds.
struct Lengths([Vec<(BlockKind, u32)>; 2]);

impl Lengths {
    fn new(blocks: Blocks<'_>) -> Self {
        let of = |side: &Prepared<'_>| {
            let blocks = side.document.blocks.iter().zip(0..);
            blocks.map(|(block, index)| (block.kind, side.chars(index))).collect()
        };
        Self([of(blocks.reference), of(blocks.translation)])
    }

    /// Characters of the translation per character of the reference, in blocks of some kinds.
    fn ratio(&self, counts: impl Fn(BlockKind) -> bool) -> f32 {
        let total = |side: &[(BlockKind, u32)]| -> u64 {
            side.iter().filter(|(kind, _)| counts(*kind)).map(|&(_, chars)| u64::from(chars)).sum()
        };
        let [a, b] = &self.0;
        let (a, b) = (total(a), total(b));
        if a == 0 || b == 0 { 1.0 } else { (b as f32 / a as f32).clamp(0.2, 5.0) }
    }
}

/// The blocks of a heading, up to the next one.
struct Section {
    blocks: Range<u32>,
    /// The heading's level; 0 where there is none.
    level: u8,
    /// The anchors of the heading, hashed; sorted.
    anchors: Vec<u64>,
    /// The marks of all blocks together, once they are asked for.
    marks: OnceCell<Marks>,
}

fn sections(document: &Document) -> Vec<Section> {
    let blocks = &document.blocks;
    let mut out = Vec::new();
    let mut start = 0;
    while start < blocks.len() {
        let number = blocks[start].section;
        let end = start + blocks[start..].iter().take_while(|block| block.section == number).count();
        let level = match blocks[start].kind {
            BlockKind::Heading(level) => level,
            _ => 0,
        };
        let first = document.anchors.partition_point(|anchor| anchor.block < start as u32);
        let anchors = document.anchors[first..].iter().take_while(|anchor| anchor.block == start as u32);
        let mut anchors: Vec<u64> = anchors.map(|anchor| hash(&anchor.id)).collect();
        anchors.sort_unstable();
        out.push(Section { blocks: start as u32..end as u32, level, anchors, marks: OnceCell::new() });
        start = end;
    }
    out
}

impl Section {
    fn marks(&self, side: &Prepared<'_>) -> &Marks {
        self.marks.get_or_init(|| {
            let mut all = Marks::default();
            for block in self.blocks.clone() {
                let marks = side.marks(block);
                all.strong.extend(&marks.strong);
                all.weak.extend(&marks.weak);
                all.bold += marks.bold;
                all.sentences += marks.sentences;
                all.chars += marks.chars;
            }
            all.strong.sort_unstable();
            all.weak.sort_unstable();
            all
        })
    }
}

/// Pairs sections; one without a partner joins the zone before it.
fn zones(blocks: Blocks<'_>, ratio: f32) -> Vec<Zone> {
    let (a, b) = (sections(blocks.reference.document), sections(blocks.translation.document));
    let mut zones = vec![Zone { reference: 0..0, translation: 0..0, same: false }];
    for stretch in stretches(a.len(), b.len(), &Sections { a: &a, b: &b, blocks }) {
        let (a, b) = (&a[stretch.reference], &b[stretch.translation]);
        let zone = |a: &Section, b: &Section, same: bool| Zone {
            reference: a.blocks.clone(),
            translation: b.blocks.clone(),
            same,
        };
        if stretch.same {
            zones.extend(a.iter().zip(b).map(|(a, b)| zone(a, b, true)));
            continue;
        }
        let steps = match (a, b) {
            ([ours], [theirs]) if ours.level == theirs.level => vec![Move::Match(0, 0)],
            _ => align(a.len(), b.len(), &SectionScore { a, b, blocks, ratio }),
        };
        for step in steps {
            let last = zones.len() - 1;
            match step {
                Move::Match(i, j) => zones.push(zone(&a[i], &b[j], false)),
                Move::Delete(i) => zones[last].reference.end = a[i].blocks.end,
                Move::Insert(j) => zones[last].translation.end = b[j].blocks.end,
                Move::Merge(..) | Move::Split(..) => {}
            }
            if matches!(step, Move::Delete(_) | Move::Insert(_)) {
                zones[last].same = false;
            }
        }
    }
    zones.retain(|zone| !zone.reference.is_empty() || !zone.translation.is_empty());
    zones
}

struct Sections<'a> {
    a: &'a [Section],
    b: &'a [Section],
    blocks: Blocks<'a>,
}

impl Elements for Sections<'_> {
    fn same(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.a[i].blocks, &self.b[j].blocks);
        a.len() == b.len() && a.clone().zip(b.clone()).all(|(i, j)| self.blocks.same(i, j))
    }

    fn speaks(&self, i: usize) -> bool {
        self.blocks.reference.speaks(&self.a[i].blocks)
    }
}

struct SectionScore<'a> {
    a: &'a [Section],
    b: &'a [Section],
    blocks: Blocks<'a>,
    ratio: f32,
}

impl Score for SectionScore<'_> {
    fn pair(&self, i: usize, j: usize) -> f32 {
        let (a, b) = (&self.a[i], &self.b[j]);
        let level = match a.level.abs_diff(b.level) {
            _ if (a.level == 0) != (b.level == 0) => -3.0,
            0 => 0.4,
            1 => -0.4,
            _ => -1.0,
        };
        let anchor = match (a.anchors.is_empty(), b.anchors.is_empty()) {
            (false, false) if shared(&a.anchors, &b.anchors) > 0 => 2.0,
            (false, false) => -0.5,
            _ => 0.0,
        };
        let (ours, theirs) = (a.marks(self.blocks.reference), b.marks(self.blocks.translation));
        level + anchor + similarity(ours, theirs, self.ratio)
    }

    fn delete(&self, _: usize) -> f32 {
        -0.25
    }

    fn insert(&self, _: usize) -> f32 {
        -0.25
    }
}

struct BlockScore<'a> {
    blocks: Blocks<'a>,
    zone: &'a Zone,
    ratio: f32,
}

impl Score for BlockScore<'_> {
    fn pair(&self, i: usize, j: usize) -> f32 {
        let (i, j) = (self.zone.reference.start + i as u32, self.zone.translation.start + j as u32);
        let Blocks { reference, translation } = self.blocks;
        let (a, b) = (reference.block(i), translation.block(j));
        let (ma, mb) = (reference.marks(i), translation.marks(j));
        let list = match (reference.document.list_step(i), translation.document.list_step(j)) {
            (Some(x), Some(y)) if x.step == y.step => 0.25,
            (Some(_), Some(_)) | (None, None) => 0.1,
            _ => -0.2,
        };
        kind_score(a, b) + list + block_similarity(ma, mb, self.ratio)
    }

    fn delete(&self, _: usize) -> f32 {
        -0.6
    }

    fn insert(&self, _: usize) -> f32 {
        -0.6
    }
}

fn kind_score(a: &Block, b: &Block) -> f32 {
    let kind = match (a.kind, b.kind) {
        (BlockKind::Heading(x), BlockKind::Heading(y)) if x == y => 0.6,
        (BlockKind::Heading(_), BlockKind::Heading(_)) => 0.2,
        (x, y) if x == y => 0.3,
        (BlockKind::Paragraph | BlockKind::Html, BlockKind::Paragraph | BlockKind::Html) => -0.2,
        _ => -1.5,
    };
    let container = if a.container.is_some() == b.container.is_some() { 0.05 } else { -0.1 };
    kind + container
}
