//! Which section, and which block, of the translation stands for which of the reference.

use std::ops::Range;

use crate::model::document::{Block, BlockKind, Document};
use crate::model::source_file::Span;

use super::key::Key;
use super::marks::{Marks, block_similarity, hash, marks, shared, similarity};
use super::sequence::{Move, Score, align};

/// A document with what alignment asks of it again and again.
pub(super) struct Prepared<'a> {
    pub(super) document: &'a Document,
    /// The key of each URL occurrence.
    pub(super) keys: Vec<Key>,
    /// The marks of each block.
    pub(super) marks: Vec<Marks>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(document: &'a Document, keys: Vec<Key>) -> Self {
        let marks = document.blocks.iter().map(|block| marks(document, &keys, block.span)).collect();
        Self { document, keys, marks }
    }

    fn block(&self, index: u32) -> &'a Block {
        &self.document.blocks[index as usize]
    }
}

/// A stretch of the reference and the stretch of the translation that holds its content, as ranges of blocks.
/// Zones cover both documents.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) reference: Range<u32>,
    pub(super) translation: Range<u32>,
}

/// Which block belongs to which.
pub(super) struct BlockMap {
    pub(super) zones: Vec<Zone>,
    /// The translation's block for each of the reference's.
    forward: Vec<Option<u32>>,
    /// The reference's block for each of the translation's.
    backward: Vec<Option<u32>>,
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
        let known = &self.forward[..self.forward.len().min(block as usize)];
        let before = known.iter().rev().flatten().next();
        (before.copied().unwrap_or(0), false)
    }

    /// The translation's block for one of the reference's. An empty step at the end of a document has none.
    pub(super) fn translation_of(&self, block: u32) -> Option<u32> {
        self.forward.get(block as usize).copied().flatten()
    }

    /// The reference's block for one of the translation's.
    pub(super) fn reference_of(&self, block: u32) -> Option<u32> {
        self.backward.get(block as usize).copied().flatten()
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
    let ratio = length_ratio(reference, translation, |_| true);
    let zones = zones(reference, translation, ratio);
    let mut map = BlockMap {
        forward: vec![None; reference.document.blocks.len()],
        backward: vec![None; translation.document.blocks.len()],
        zones: Vec::new(),
        ratio: length_ratio(reference, translation, is_prose),
    };
    for zone in &zones {
        let score = BlockScore { reference, translation, zone, ratio };
        for step in align(zone.reference.len(), zone.translation.len(), &score) {
            if let Move::Match(i, j) = step {
                let (i, j) = (zone.reference.start + i as u32, zone.translation.start + j as u32);
                map.forward[i as usize] = Some(j);
                map.backward[j as usize] = Some(i);
            }
        }
    }
    map.zones = zones;
    map
}

const fn is_prose(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::Heading(_) | BlockKind::TableRow)
}

/// Characters of the translation per character of the reference, in blocks of some kinds.
fn length_ratio(
    reference: &Prepared<'_>,
    translation: &Prepared<'_>,
    counts: impl Fn(BlockKind) -> bool,
) -> f32 {
    let total = |side: &Prepared<'_>| -> u64 {
        let blocks = side.document.blocks.iter().zip(&side.marks);
        blocks.filter(|(block, _)| counts(block.kind)).map(|(_, marks)| u64::from(marks.chars)).sum()
    };
    let (a, b) = (total(reference), total(translation));
    if a == 0 || b == 0 { 1.0 } else { (b as f32 / a as f32).clamp(0.2, 5.0) }
}

struct Section {
    blocks: Range<u32>,
    level: u8,
    marks: Marks,
    anchors: Vec<u64>,
}

fn sections(side: &Prepared<'_>) -> Vec<Section> {
    let blocks = &side.document.blocks;
    let mut out = Vec::new();
    let mut start = 0;
    while start < blocks.len() {
        let number = blocks[start].section;
        let end = start + blocks[start..].partition_point(|block| block.section == number);
        let end = end.max(start + 1);
        let range = start as u32..end as u32;
        let level = match blocks[start].kind {
            BlockKind::Heading(level) => level,
            _ => 0,
        };
        let mut all = Marks::default();
        for marks in &side.marks[start..end] {
            all.strong.extend(&marks.strong);
            all.weak.extend(&marks.weak);
            all.bold += marks.bold;
            all.sentences += marks.sentences;
            all.chars += marks.chars;
        }
        all.strong.sort_unstable();
        all.weak.sort_unstable();
        let anchors = side.document.anchors.iter().filter(|anchor| anchor.block == start as u32);
        let mut anchors: Vec<u64> = anchors.map(|anchor| hash(&anchor.id)).collect();
        anchors.sort_unstable();
        out.push(Section { blocks: range, level, marks: all, anchors });
        start = end;
    }
    out
}

/// Pairs sections; one without a partner joins the zone before it.
fn zones(reference: &Prepared<'_>, translation: &Prepared<'_>, ratio: f32) -> Vec<Zone> {
    let (a, b) = (sections(reference), sections(translation));
    let score = SectionScore { a: &a, b: &b, ratio };
    let mut zones = vec![Zone { reference: 0..0, translation: 0..0 }];
    for step in align(a.len(), b.len(), &score) {
        let last = zones.len() - 1;
        match step {
            Move::Match(i, j) => {
                zones.push(Zone { reference: a[i].blocks.clone(), translation: b[j].blocks.clone() });
            }
            Move::Delete(i) => zones[last].reference.end = a[i].blocks.end,
            Move::Insert(j) => zones[last].translation.end = b[j].blocks.end,
            Move::Merge(..) | Move::Split(..) => {}
        }
    }
    zones.retain(|zone| !zone.reference.is_empty() || !zone.translation.is_empty());
    zones
}

struct SectionScore<'a> {
    a: &'a [Section],
    b: &'a [Section],
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
        level + anchor + similarity(&a.marks, &b.marks, self.ratio)
    }

    fn delete(&self, _: usize) -> f32 {
        -0.25
    }

    fn insert(&self, _: usize) -> f32 {
        -0.25
    }
}

struct BlockScore<'a> {
    reference: &'a Prepared<'a>,
    translation: &'a Prepared<'a>,
    zone: &'a Zone,
    ratio: f32,
}

impl Score for BlockScore<'_> {
    fn pair(&self, i: usize, j: usize) -> f32 {
        let (i, j) = (self.zone.reference.start + i as u32, self.zone.translation.start + j as u32);
        let (a, b) = (self.reference.block(i), self.translation.block(j));
        let (ma, mb) = (&self.reference.marks[i as usize], &self.translation.marks[j as usize]);
        let list = match (self.reference.document.list_step(i), self.translation.document.list_step(j)) {
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
