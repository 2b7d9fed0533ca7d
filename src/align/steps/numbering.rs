//! Numbers as they are rendered: where a list of the translation begins, its number is the one of the reference.

use crate::model::comparison::StepDifference;
use crate::model::document::{Document, ListForm, StepRef};

use super::outcome::{Alignment, Outcome};
use super::score::StepScore;
use super::{Aligner, UnitKind};

/// Two steps that belong together, by their places among the units.
#[derive(Clone, Copy)]
struct Pair {
    r: StepRef,
    t: StepRef,
    i: usize,
    j: usize,
}

impl Aligner<'_> {
    /// Finds lists that begin with another number than the reference's; of those that follow one list of the reference,
    /// the first.
    pub(super) fn record_numbering(&mut self, score: &StepScore<'_>, all: &Alignment) {
        let mut before: Option<Pair> = None;
        let mut reported = None;
        for (i, outcome) in all.r.iter().enumerate() {
            let Outcome::Paired(j) = *outcome else { continue };
            let (UnitKind::Step(rs), UnitKind::Step(ts)) = (score.r[i].kind, score.t[j].kind) else {
                before = None;
                continue;
            };
            let pair = Pair { r: rs, t: ts, i, j };
            if self.is_renumbered(before, pair)
                && score.same_step(i, j, true).is_some()
                && reported != Some(rs.procedure)
            {
                self.out.steps.push(StepDifference::Renumbered { reference: rs, translation: ts });
                reported = Some(rs.procedure);
            }
            before = Some(pair);
        }
    }

    fn is_renumbered(&self, before: Option<Pair>, pair: Pair) -> bool {
        let (ours, theirs) = (self.reference.document, self.translation.document);
        let (number, written) = (ours.step(pair.r).ordinal, theirs.step(pair.t).ordinal);
        if number == written || !is_numbered(ours, pair.r) || !is_numbered(theirs, pair.t) {
            return false;
        }
        let begins = |step: StepRef| step.step == 0;
        let Some(last) = before else {
            return pair.i == 0 && pair.j == 0 && begins(pair.r) && begins(pair.t);
        };
        let adjacent = pair.i == last.i + 1 && pair.j == last.j + 1;
        if !adjacent || !(begins(pair.t) || begins(pair.r)) {
            return false;
        }
        let continues = last.r.procedure == pair.r.procedure || number == ours.step(last.r).ordinal + 1;
        let goes_on = last.t.procedure == pair.t.procedure || written == theirs.step(last.t).ordinal + 1;
        match (continues, goes_on) {
            (_, false) => true,
            (true, true) => false,
            // Where the source begins anew behind an insertion that stands inside the translation's step, the
            // translation is right to go on.
            (false, true) => {
                let between = ours.step(last.r).blocks.end..ours.step(pair.r).blocks.start;
                !between.is_empty() && between.clone().all(|block| self.map.translation_of(block).is_none())
            }
        }
    }
}

fn is_numbered(document: &Document, step: StepRef) -> bool {
    document.procedures[step.procedure as usize].form == ListForm::Numbered
}
