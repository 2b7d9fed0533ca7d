//! Headings that are steps: they are paired as headings, whatever words or numerals carry their number.

use crate::model::comparison::{ProcedureDifference, StepDifference};
use crate::model::document::{ListForm, StepRef};

use super::super::urls::missing_place;
use super::{Aligner, own, trimmed_end};

impl Aligner<'_> {
    /// Compares the numbered headings of the reference with the headings that belong to them.
    pub(super) fn align_headings(&mut self) {
        let document = self.reference.document;
        for (index, list) in document.procedures.iter().enumerate() {
            if list.form != ListForm::Headings {
                continue;
            }
            let partners: Vec<Option<u32>> =
                list.steps.iter().map(|step| self.map.translation_of(step.blocks.start)).collect();
            let procedure = index as u32;
            if partners.iter().all(Option::is_none) {
                self.lose_headings(procedure);
                continue;
            }
            let numbered = partners.iter().flatten().filter(|&&block| self.is_numbered(block)).count();
            for (step, partner) in partners.iter().enumerate() {
                let reference = StepRef { procedure, step: step as u32 };
                match *partner {
                    None => self.lose_heading(reference, &partners[..step]),
                    Some(block)
                        if !self.is_numbered(block)
                            && 2 * numbered > list.steps.len()
                            && !self.begins_alike(block, &partners) =>
                    {
                        let place = self.translation.document.blocks[block as usize].span;
                        self.out.steps.push(StepDifference::Unnumbered { reference, place });
                    }
                    Some(_) => {}
                }
            }
        }
    }

    fn is_numbered(&self, block: u32) -> bool {
        let lists =
            self.translation.document.procedures.iter().filter(|list| list.form == ListForm::Headings);
        lists.flat_map(|list| &list.steps).any(|step| step.blocks.start == block)
    }

    /// Whether a heading begins with the same word as a numbered one: its number is a word, as in `Second step`.
    fn begins_alike(&self, block: u32, partners: &[Option<u32>]) -> bool {
        let first = |block: u32| {
            let heading = self.translation.document.headings.iter().find(|heading| heading.block == block);
            heading.and_then(|heading| heading.text.split_whitespace().next())
        };
        let numbered = partners.iter().flatten().filter(|&&other| other != block && self.is_numbered(other));
        numbered.into_iter().any(|&other| first(other) == first(block))
    }

    fn lose_headings(&mut self, procedure: u32) {
        let block = self.reference.document.procedures[procedure as usize].steps[0].blocks.start;
        let place = missing_place(self.translation.document, self.map, block);
        self.out.procedures.push(ProcedureDifference::Missing { reference: procedure, place });
    }

    fn lose_heading(&mut self, reference: StepRef, before: &[Option<u32>]) {
        own(&mut self.out.owned.reference, self.reference.document, reference);
        let previous = before.iter().rev().flatten().next();
        let document = self.translation.document;
        let end = previous.map(|&block| trimmed_end(document, document.blocks[block as usize].span));
        let first = self.reference.document.step(reference).blocks.start;
        let place =
            end.map_or_else(|| missing_place(document, self.map, first), crate::model::source_file::Span::at);
        self.out.steps.push(StepDifference::Missing { reference, place });
    }
}
