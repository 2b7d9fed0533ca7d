//! Headings that are steps: they are paired as headings, whatever words or numerals carry their number.

use std::collections::{HashMap, HashSet};

use crate::model::comparison::{ProcedureDifference, StepDifference};
use crate::model::document::{Document, Heading, ListForm, StepRef};

use super::super::urls::missing_place;
use super::{Aligner, own, trimmed_end};

/// The steps of the translation that are headings.
struct Headings {
    /// By their blocks.
    steps: HashMap<u32, StepRef>,
    /// Of each list that was looked at, whether one of them has no counterpart.
    extra: HashMap<u32, bool>,
}

impl Headings {
    fn of(document: &Document) -> Self {
        let lists = (0..).zip(&document.procedures).filter(|(_, list)| list.form == ListForm::Headings);
        let steps = lists.flat_map(|(procedure, list)| {
            let steps = (0..).zip(&list.steps);
            steps.map(move |(step, written)| (written.blocks.start, StepRef { procedure, step }))
        });
        Self { steps: steps.collect(), extra: HashMap::new() }
    }
}

impl<'a> Aligner<'a> {
    /// Compares the numbered headings of the reference with the headings that belong to them.
    pub(super) fn align_headings(&mut self) {
        let document = self.reference.document;
        let mut headings = Headings::of(self.translation.document);
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
            let extra = self.add_headings(&partners, &mut headings);
            let complete = !extra && partners.iter().all(Option::is_some);
            let numbered = partners.iter().flatten().filter(|&&block| self.number(block).is_some()).count();
            let mostly = 2 * numbered >= list.steps.len();
            let beginnings: HashSet<Option<&str>> = {
                let numbered = partners.iter().flatten().filter(|&&block| self.number(block).is_some());
                numbered.map(|&block| self.beginning(block)).collect()
            };
            let (mut shift, mut last) = (0, None);
            for (step, partner) in partners.iter().enumerate() {
                let reference = StepRef { procedure, step: step as u32 };
                let Some(block) = *partner else {
                    self.lose_heading(reference, last);
                    continue;
                };
                last = Some(block);
                let pair = headings.steps.get(&block).map(|&translation| (reference, translation));
                self.out.headings.extend(pair);
                match self.number(block) {
                    None if mostly && !beginnings.contains(&self.beginning(block)) => {
                        let place = self.translation.document.blocks[block as usize].span;
                        self.out.steps.push(StepDifference::Unnumbered { reference, place });
                    }
                    None => {}
                    Some(number) => {
                        let apart = i64::from(number) - i64::from(list.steps[step].ordinal);
                        if complete
                            && apart != shift
                            && let Some(&translation) = headings.steps.get(&block)
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

    fn heading(&self, block: u32) -> Option<&'a Heading> {
        let headings = &self.translation.document.headings;
        let index = headings.binary_search_by_key(&block, |heading| heading.block).ok()?;
        Some(&headings[index])
    }

    /// The word that a heading of the translation begins with. Where it is that of a numbered one as well, its number may be
    /// a word: `Second step`.
    fn beginning(&self, block: u32) -> Option<&'a str> {
        self.heading(block)?.text.split_whitespace().next()
    }

    /// Finds numbered headings without a counterpart between those that have one, and says whether there are any. However
    /// many lists of the reference have their counterparts in one, it is looked at once.
    fn add_headings(&mut self, partners: &[Option<u32>], headings: &mut Headings) -> bool {
        let document = self.translation.document;
        let Some(list) = partners.iter().flatten().find_map(|block| headings.steps.get(block).copied())
        else {
            return false;
        };
        if let Some(&found) = headings.extra.get(&list.procedure) {
            return found;
        }
        let mut found = false;
        for (step, written) in document.procedures[list.procedure as usize].steps.iter().enumerate() {
            if self.map.reference_of(written.blocks.start).is_none() {
                let translation = StepRef { procedure: list.procedure, step: step as u32 };
                own(&mut self.out.owned.translation, document, translation);
                self.out.steps.push(StepDifference::Extra { translation });
                found = true;
            }
        }
        headings.extra.insert(list.procedure, found);
        found
    }

    fn lose_headings(&mut self, procedure: u32) {
        let block = self.reference.document.procedures[procedure as usize].steps[0].blocks.start;
        let place = missing_place(self.translation.document, self.map, block);
        self.out.procedures.push(ProcedureDifference::Missing { reference: procedure, place });
    }

    /// Says that a step is missing, `previous` being the heading that stands for the last one before it.
    fn lose_heading(&mut self, reference: StepRef, previous: Option<u32>) {
        own(&mut self.out.owned.reference, self.reference.document, reference);
        let document = self.translation.document;
        let end = previous.map(|block| trimmed_end(document, document.blocks[block as usize].span));
        let first = self.reference.document.step(reference).blocks.start;
        let place =
            end.map_or_else(|| missing_place(document, self.map, first), crate::model::source_file::Span::at);
        self.out.steps.push(StepDifference::Missing { reference, place });
    }
}
