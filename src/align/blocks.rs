//! Which block of the translation stands for which of the reference.

use std::ops::Range;

use crate::model::comparison::Omission;
use crate::model::document::{Block, BlockKind, Document};
use crate::model::source_file::Span;

use super::facts::Blocks;
use super::marks::block_similarity_from;
use super::prepared::Prepared;
use super::sections::zones;
use super::sequence::{Move, Score, align, omission};
use super::stretches::{Elements, stretches};

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
    /// What was not looked at.
    pub(super) omitted: Vec<Omission>,
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
        zones: Vec::new(),
        ratio: lengths.ratio(is_prose),
        omitted: Vec::new(),
    };
    let zones = zones(blocks, ratio, &mut map.omitted);
    for zone in &zones {
        if zone.same {
            map.settle(zone.reference.clone(), zone.translation.clone());
        } else {
            align_zone(&mut map, blocks, zone, ratio);
        }
    }
    map.zones = zones;
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
        let (n, m) = (part.reference.len(), part.translation.len());
        let moves = align(n, m, &BlockScore { blocks, zone: &part, ratio });
        map.omitted.extend(omission(n, m, &moves));
        for step in moves {
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
        self.blocks.reference.speaks(&one(&self.zone.reference, i))
    }

    fn ours(&self, i: usize) -> u64 {
        self.blocks.reference.said(&one(&self.zone.reference, i))
    }

    fn theirs(&self, j: usize) -> Option<u64> {
        let (side, block) = (self.blocks.translation, one(&self.zone.translation, j));
        side.speaks(&block).then(|| side.said(&block))
    }
}

/// The block at a position of a range, as a range.
const fn one(whole: &Range<u32>, at: usize) -> Range<u32> {
    within(whole, &(at..at + 1))
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

struct BlockScore<'a> {
    blocks: Blocks<'a>,
    zone: &'a Zone,
    ratio: f32,
}

impl Score for BlockScore<'_> {
    fn pair(&self, i: usize, j: usize, least: f32) -> Option<f32> {
        let (i, j) = (self.zone.reference.start + i as u32, self.zone.translation.start + j as u32);
        let Blocks { reference, translation } = self.blocks;
        let (a, b) = (reference.block(i), translation.block(j));
        let list = match (reference.document.list_step(i), translation.document.list_step(j)) {
            (Some(x), Some(y)) if x.step == y.step => 0.25,
            (Some(_), Some(_)) | (None, None) => 0.1,
            _ => -0.2,
        };
        let shape = kind_score(a, b) + list;
        let marks = || (reference.marks(i), translation.marks(j));
        Some(shape + block_similarity_from(least - shape, marks, self.ratio)?)
    }

    fn delete(&self) -> f32 {
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
