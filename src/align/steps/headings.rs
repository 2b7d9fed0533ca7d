//! Headings that are steps: they are paired as headings, whatever words or numerals carry their number.

use crate::model::comparison::{ProcedureDifference, StepDifference};
use crate::model::document::{Heading, ListForm, StepRef};

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
            let extra = self.add_headings(&partners);
            let complete = !extra && partners.iter().all(Option::is_some);
            let numbered = partners.iter().flatten().filter(|&&block| self.number(block).is_some()).count();
            let mostly = 2 * numbered >= list.steps.len();
            let mut shift = 0;
            for (step, partner) in partners.iter().enumerate() {
                let reference = StepRef { procedure, step: step as u32 };
                let Some(block) = *partner else {
                    self.lose_heading(reference, &partners[..step]);
                    continue;
                };
                let pair = self.heading_step(block).map(|translation| (reference, translation));
                self.out.headings.extend(pair);
                match self.number(block) {
                    None if mostly && !self.begins_alike(block, &partners) => {
                        let place = self.translation.document.blocks[block as usize].span;
                        self.out.steps.push(StepDifference::Unnumbered { reference, place });
                    }
                    None => {}
                    Some(number) => {
                        let apart = i64::from(number) - i64::from(list.steps[step].ordinal);
                        if complete
                            && apart != shift
                            && let Some(translation) = self.heading_step(block)
                        {
                            self.out.steps.push(StepDifference::Renumbered { reference, translation });
                        }
                        shift = apart;
                    }
                }
            }
        }
    }

    /// The number of a heading of the translation.
    fn number(&self, block: u32) -> Option<u32> {
        self.heading(block)?.number
    }

    fn heading(&self, block: u32) -> Option<&Heading> {
        let headings = &self.translation.document.headings;
        let index = headings.binary_search_by_key(&block, |heading| heading.block).ok()?;
        Some(&headings[index])
    }

    /// The step that a heading of the translation is.
    fn heading_step(&self, block: u32) -> Option<StepRef> {
        let lists = self.translation.document.procedures.iter().enumerate();
        lists.filter(|(_, list)| list.form == ListForm::Headings).find_map(|(procedure, list)| {
            let step = list.steps.binary_search_by_key(&block, |step| step.blocks.start).ok()?;
            Some(StepRef { procedure: procedure as u32, step: step as u32 })
        })
    }

    /// Finds numbered headings without a counterpart between those that have one, and says whether there are any.
    fn add_headings(&mut self, partners: &[Option<u32>]) -> bool {
        let document = self.translation.document;
        let Some(list) = partners.iter().flatten().find_map(|&block| self.heading_step(block)) else {
            return false;
        };
        let mut found = false;
        for (step, written) in document.procedures[list.procedure as usize].steps.iter().enumerate() {
            if self.map.reference_of(written.blocks.start).is_none() {
                let translation = StepRef { procedure: list.procedure, step: step as u32 };
                own(&mut self.out.owned.translation, document, translation);
                self.out.steps.push(StepDifference::Extra { translation });
                found = true;
            }
        }
        found
    }

    /// Whether a heading begins with the same word as a numbered one: its number is a word, as in `Second step`.
    fn begins_alike(&self, block: u32, partners: &[Option<u32>]) -> bool {
        let first = |block: u32| self.heading(block)?.text.split_whitespace().next();
        let numbered =
            partners.iter().flatten().filter(|&&other| other != block && self.number(other).is_some());
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
