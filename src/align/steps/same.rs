//! Steps where the blocks of both documents say the same: nothing has to be weighed.

use std::ops::Range;

use crate::model::document::{Document, ListForm, Procedure, Step, StepRef};

use super::super::blocks::Zone;
use super::{Aligner, lists_in};

impl Aligner<'_> {
    /// Pairs the steps of a zone whose blocks say the same one by one, where its lists are made alike as well; whether
    /// they are.
    pub(super) fn pair_same(&mut self, zone: &Zone) -> bool {
        if !zone.same {
            return false;
        }
        let ours = Part::new(self.reference.document, &zone.reference);
        let theirs = Part::new(self.translation.document, &zone.translation);
        let same = ours.is_whole() && theirs.is_whole() && ours.lists().eq(theirs.lists());
        if same {
            self.out.pairs.extend(ours.steps().zip(theirs.steps()));
        }
        same
    }
}

/// All steps of a document that are items of lists.
pub(in super::super) fn all_steps(document: &Document) -> impl Iterator<Item = StepRef> {
    steps_of(document, 0..document.procedures.len())
}

/// The steps of some lists but for those that are headings.
fn steps_of(document: &Document, lists: Range<usize>) -> impl Iterator<Item = StepRef> {
    let lists = lists.map(|index| (index, &document.procedures[index]));
    lists.filter(|(_, list)| list.form != ListForm::Headings).flat_map(|(procedure, list)| {
        (0..list.steps.len()).map(move |step| StepRef { procedure: procedure as u32, step: step as u32 })
    })
}

/// A part of a document, and the lists that begin in it.
struct Part<'a> {
    document: &'a Document,
    blocks: &'a Range<u32>,
    lists: Range<usize>,
}

impl<'a> Part<'a> {
    fn new(document: &'a Document, blocks: &'a Range<u32>) -> Self {
        Self { document, blocks, lists: lists_in(&document.procedures, blocks) }
    }

    /// Whether its lists end in it.
    fn is_whole(&self) -> bool {
        let lists = &self.document.procedures[self.lists.clone()];
        lists.iter().flat_map(|list| &list.steps).all(|step| step.blocks.end <= self.blocks.end)
    }

    /// How each list is made, counted from the beginning of the part.
    fn lists(&self) -> impl Iterator<Item = (ListForm, Option<(u32, u32)>, Vec<Made>)> {
        let made = |list: &Procedure| {
            let parent = |step: StepRef| (step.procedure.wrapping_sub(self.lists.start as u32), step.step);
            (list.form, list.parent.map(parent), list.steps.iter().map(|step| self.made(step)).collect())
        };
        self.document.procedures[self.lists.clone()].iter().map(made)
    }

    fn made(&self, step: &Step) -> Made {
        let place = |block: u32| block.checked_sub(self.blocks.start);
        Made {
            ordinal: step.ordinal,
            part: step.part,
            blocks: (place(step.blocks.start), place(step.blocks.end)),
        }
    }

    /// The steps of its lists but for those that are nested in a step from before it, which are paired where that is.
    fn steps(&self) -> impl Iterator<Item = StepRef> {
        let mut own: Vec<bool> = Vec::with_capacity(self.lists.len());
        for list in &self.document.procedures[self.lists.clone()] {
            let outer = list.parent.and_then(|step| (step.procedure as usize).checked_sub(self.lists.start));
            let in_own = outer.and_then(|outer| own.get(outer)).is_some_and(|&own| own);
            own.push(in_own || self.document.is_outermost(list));
        }
        let start = self.lists.start;
        let steps = steps_of(self.document, self.lists.clone());
        steps.filter(move |step| own[step.procedure as usize - start])
    }
}

/// How a step is made.
#[derive(PartialEq, Eq)]
struct Made {
    ordinal: u32,
    part: u32,
    /// Where its blocks begin and end.
    blocks: (Option<u32>, Option<u32>),
}
