//! Bulleted lists: items are not aligned one by one, but where their count differs a broken marker shows.

use crate::model::comparison::{ProcedureDifference, StepDifference};
use crate::model::document::BlockKind;

use super::super::blocks::Zone;
use super::near::near_steps_in;
use super::{Aligner, lists_in};

impl Aligner<'_> {
    /// Finds items that a broken marker hides, and paragraphs that a dash made an item.
    pub(super) fn align_bullets(&mut self, zone: &Zone) {
        let ours = self.reference.items().count_in(&zone.reference);
        let theirs = self.translation.items().count_in(&zone.translation);
        if ours > theirs {
            let document = self.translation.document;
            let near = near_steps_in(document, &zone.translation);
            let hidden = near.filter(|&index| document.near_steps[index].ordinal == 0);
            let hidden = hidden.take(ours - theirs).map(|index| index as u32);
            self.out.steps.extend(hidden.map(|near_step| StepDifference::UnmarkedItem { near_step }));
        } else if ours < theirs {
            let lists =
                lists_in(&self.translation.document.bullets, &zone.translation).map(|list| list as u32);
            let accidental = lists.filter(|&list| self.is_accidental_bullet(list)).take(theirs - ours);
            let found: Vec<_> =
                accidental.map(|bullets| ProcedureDifference::AccidentalBullet { bullets }).collect();
            self.out.procedures.extend(found);
        }
    }

    /// A list of one item where the reference has a paragraph outside of lists.
    fn is_accidental_bullet(&self, list: u32) -> bool {
        let list = &self.translation.document.bullets[list as usize];
        let [item] = list.steps.as_slice() else { return false };
        let block = item.blocks.start;
        if list.parent.is_some() || item.blocks.len() != 1 {
            return false;
        }
        self.map.reference_of(block).is_some_and(|partner| {
            let reference = self.reference.document;
            let block = &reference.blocks[partner as usize];
            block.kind == BlockKind::Paragraph
                && block.container.is_none()
                && reference.list_step(partner).is_none()
        })
    }
}
