//! Bulleted lists: items are not aligned one by one, but where their count differs a broken marker shows.

use crate::model::comparison::{ProcedureDifference, StepDifference};
use crate::model::document::BlockKind;

use super::super::blocks::Zone;
use super::Aligner;

impl Aligner<'_> {
    /// Finds items that a broken marker hides, and paragraphs that a dash made an item.
    pub(super) fn align_bullets(&mut self, zone: &Zone) {
        let ours = self.reference.items().count_in(&zone.reference);
        let theirs = self.translation.items().count_in(&zone.translation);
        if ours > theirs {
            let near = self.translation.document.near_steps.iter().enumerate();
            let hidden = near.filter(|(_, near)| near.ordinal == 0 && zone.translation.contains(&near.block));
            let hidden = hidden.take(ours - theirs).map(|(index, _)| index as u32);
            self.out.steps.extend(hidden.map(|near_step| StepDifference::UnmarkedItem { near_step }));
        } else if ours < theirs {
            let lists = 0..self.translation.document.bullets.len() as u32;
            let accidental = lists.filter(|&list| self.is_accidental_bullet(list, zone)).take(theirs - ours);
            let found: Vec<_> =
                accidental.map(|bullets| ProcedureDifference::AccidentalBullet { bullets }).collect();
            self.out.procedures.extend(found);
        }
    }

    /// A list of one item where the reference has a paragraph outside of lists.
    fn is_accidental_bullet(&self, list: u32, zone: &Zone) -> bool {
        let list = &self.translation.document.bullets[list as usize];
        let [item] = list.steps.as_slice() else { return false };
        let block = item.blocks.start;
        if list.parent.is_some() || !zone.translation.contains(&block) || item.blocks.len() != 1 {
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
