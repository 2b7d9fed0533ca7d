//! Paragraphs that became lists, since they begin with a number and a dot as an ordinal does in many languages.

use crate::model::document::{BlockKind, ListForm, Procedure, Step, StepRef};

use super::Aligner;

impl Aligner<'_> {
    /// Paragraphs that begin with a number and a dot: `23. tammikuuta`. Several of them do not count one another.
    pub(super) fn is_accidental(&self, list: &Procedure) -> bool {
        if list.form != ListForm::Numbered {
            return false;
        }
        if let [step] = list.steps.as_slice() {
            return step.ordinal > 1 || self.is_paragraph(step) || self.begins_step(list, step);
        }
        let written = |step| self.translation.document.written_number(step);
        let first = list.steps.first().and_then(written);
        let counts = list.steps.iter().all(|step| written(step) == Some(step.ordinal))
            || list.steps.iter().all(|step| written(step) == first);
        !counts && list.steps.iter().all(|step| self.is_paragraph(step))
    }

    /// Whether a step is a paragraph of the reference with a number at its head, which took in the list behind it, `2. kroku …`
    /// before `1.`, or was taken in by the one before it: `12. Juni …` behind `2.`
    pub(super) fn is_paragraph_of_list(&self, step: StepRef) -> bool {
        let document = self.translation.document;
        let list = &document.procedures[step.procedure as usize];
        let (at, written) = (step.step as usize, |at: usize| document.written_number(list.steps.get(at)?));
        let follows = |first: usize| written(first + 1) == written(first).map(|number| number + 1);
        let counts = match at.checked_sub(1) {
            Some(before) => follows(before) || written(before) == written(at),
            None => list.steps.len() < 2 || follows(at),
        };
        list.form == ListForm::Numbered && !counts && self.is_paragraph(&list.steps[at])
    }

    /// Whether a step is a paragraph of the reference. In a bulleted list it is one that is still bulleted: where the
    /// number stands for the bullet, it is meant.
    fn is_paragraph(&self, step: &Step) -> bool {
        let (block, reference) = (step.blocks.start, self.reference.document);
        self.map.reference_of(block).is_some_and(|partner| {
            let other = &reference.blocks[partner as usize];
            let bulleted = self.translation.document.blocks[block as usize].container.is_some();
            let bare = other.container.is_none() || bulleted;
            other.kind == BlockKind::Paragraph && reference.list_step(partner).is_none() && bare
        })
    }

    /// Whether a list is the beginning of the step it stands in, `2. 1. kroku`, and that step's text in the reference.
    fn begins_step(&self, list: &Procedure, step: &Step) -> bool {
        let outer = list.parent.map(|outer| self.translation.document.step(outer));
        let begins = |outer: &Step| outer.blocks.start == step.blocks.start;
        let reference = self.reference.document;
        outer.is_some_and(begins)
            && self.map.reference_of(step.blocks.start).is_some_and(|partner| {
                let first = |other| reference.step(other).blocks.start == partner;
                reference.blocks[partner as usize].kind == BlockKind::Paragraph
                    && reference.list_step(partner).is_some_and(first)
            })
    }
}
