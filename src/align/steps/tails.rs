//! Text behind a list that its last step swallows, for want of an empty line or an indent (CommonMark, section 5.2,
//! laziness).

use crate::model::document::{BlockKind, Document, Step};

use super::super::marks::similarity;
use super::{Aligner, Group, Unit, UnitKind};

/// How alike a paragraph behind a list and the swallowed lines have to be.
const ALIKE: f32 = 0.2;

impl Aligner<'_> {
    /// Takes away from the last step of each list, or from what looks like a step within it, what is the paragraph
    /// behind a list in the reference: it says nothing about the step.
    pub(super) fn cut_tails(&self, units: &mut [Unit], group: &Group) {
        let document = self.translation.document;
        let tail = |unit: &Unit| {
            let UnitKind::Step(step) = unit.kind else { return None };
            let list = &document.procedures[step.procedure as usize];
            let is_last = step.step as usize + 1 == list.steps.len();
            let (block, start) = is_last.then(|| lazy_tail(document, document.step(step)))??;
            self.stands_behind_a_list(block, start, group).then_some(start)
        };
        let tails: Vec<u32> = units.iter().filter_map(tail).collect();
        for unit in units {
            let next = tails.partition_point(|&start| start <= unit.span.start);
            if let Some(&start) = tails.get(next).filter(|&&start| start < unit.span.end) {
                unit.span.end = start;
                unit.marks = self.translation.marks_of(unit.span);
            }
        }
    }

    /// Whether the lines from an offset on, at the end of a block, are what follows a list of the reference.
    fn stands_behind_a_list(&self, block: u32, start: u32, group: &Group) -> bool {
        let (ours, theirs) = (self.reference.document, self.translation.document);
        let tail = crate::model::source_file::Span { start, end: theirs.blocks[block as usize].span.end };
        let written = theirs.text(tail).trim_start();
        let said = self.translation.marks_of(tail);
        group.ours.iter().any(|&list| {
            let Some(last) = ours.procedures[list].steps.last() else { return false };
            let behind = last.blocks.end;
            let Some(next) = ours.blocks.get(behind as usize) else { return false };
            let free = self.map.translation_of(behind).is_none_or(|partner| partner == block);
            free && match next.kind {
                BlockKind::Paragraph => {
                    similarity(self.reference.marks(behind), &said, self.map.ratio) > ALIKE
                }
                BlockKind::TableRow => written.starts_with('|'),
                BlockKind::Html => written.starts_with('<'),
                _ => false,
            }
        })
    }
}

/// The last block of a step, and where the lines of it begin that stand too far left to belong to the step, behind the
/// last one that looks like a step itself.
fn lazy_tail(document: &Document, step: &Step) -> Option<(u32, u32)> {
    let last = step.blocks.end.checked_sub(1).filter(|last| step.blocks.contains(last))?;
    let block = &document.blocks[last as usize];
    let text = &document.file.text;
    let marker = step.marker.start as usize;
    let line = text[..marker].rfind('\n').map_or(0, |end| end + 1);
    let indent = &text[line..marker];
    if block.kind != BlockKind::Paragraph || !indent.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let content = indent.len() + (step.marker.end - step.marker.start) as usize + 1;
    let until = document.near_steps.partition_point(|near| near.block <= last);
    let near = document.near_steps[..until].last().filter(|near| near.block == last);
    let first = near.map_or(block.span.start, |near| near.span.start);
    let mut at = block.span.start;
    for written in document.text(block.span).split_inclusive('\n') {
        let blanks = written.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if at > first && blanks < content {
            return Some((last, at));
        }
        at += written.len() as u32;
    }
    None
}
