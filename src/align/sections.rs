//! Which section of the translation stands for which of the reference.

use std::cell::OnceCell;
use std::ops::Range;

use crate::model::comparison::Omission;
use crate::model::document::{BlockKind, Document};

use super::blocks::Zone;
use super::facts::Blocks;
use super::marks::{Marks, hash, shared, similarity_from};
use super::prepared::Prepared;
use super::sequence::{Move, Score, align, omission};
use super::stretches::{Elements, stretches};

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

/// Pairs sections; one without a partner joins the zone before it. Adds what is left out.
pub(super) fn zones(blocks: Blocks<'_>, ratio: f32, omitted: &mut Vec<Omission>) -> Vec<Zone> {
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
        omitted.extend(omission(a.len(), b.len(), &steps));
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

    fn ours(&self, i: usize) -> u64 {
        self.blocks.reference.said(&self.a[i].blocks)
    }

    fn theirs(&self, j: usize) -> Option<u64> {
        let (side, blocks) = (self.blocks.translation, &self.b[j].blocks);
        side.speaks(blocks).then(|| side.said(blocks))
    }
}

struct SectionScore<'a> {
    a: &'a [Section],
    b: &'a [Section],
    blocks: Blocks<'a>,
    ratio: f32,
}

impl Score for SectionScore<'_> {
    fn pair(&self, i: usize, j: usize, least: f32) -> Option<f32> {
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
        let marks = || (a.marks(self.blocks.reference), b.marks(self.blocks.translation));
        let alike = similarity_from(least - level - anchor, marks, self.ratio)?;
        Some(level + anchor + alike)
    }

    fn delete(&self) -> f32 {
        -0.25
    }

    fn insert(&self, _: usize) -> f32 {
        -0.25
    }
}
