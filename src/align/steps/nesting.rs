//! Steps that are nested in a step of the reference and stand beside it in the translation, or the other way round:
//! an indent was lost, or one came.

use crate::model::comparison::StepDifference;
use crate::model::document::{Document, StepRef};
use crate::model::source_file::Span;

use super::super::prepared::Prepared;
use super::super::sequence::{Move, align};
use super::score::StepScore;
use super::{Aligner, Children, Group, Unit, UnitKind};

/// A list with all that is nested in it, as one sequence of steps.
struct Flat {
    units: Vec<Unit>,
    /// How many steps each unit is nested in.
    depths: Vec<u32>,
}

impl Aligner<'_> {
    /// Takes those lists out of a group that hold the same steps as their counterparts on other levels, and tells
    /// which.
    pub(super) fn take_renested(&mut self, group: &mut Group) {
        let tasks: Vec<(Vec<usize>, Vec<usize>)> = if group.ours.len() == group.theirs.len() {
            group.ours.iter().zip(&group.theirs).map(|(&r, &t)| (vec![r], vec![t])).collect()
        } else {
            vec![(group.ours.clone(), group.theirs.clone())]
        };
        for (ours, theirs) in tasks {
            if self.renest(&ours, &theirs) {
                group.ours.retain(|list| !ours.contains(list));
                group.theirs.retain(|list| !theirs.contains(list));
            }
        }
    }

    /// Whether two sequences of lists hold the same steps, but not all of them on the same levels.
    fn renest(&mut self, ours: &[usize], theirs: &[usize]) -> bool {
        let count = |document: &Document, lists: &[usize]| -> usize {
            lists.iter().map(|&list| document.procedures[list].steps.len()).sum()
        };
        if count(self.reference.document, ours) == count(self.translation.document, theirs) {
            return false;
        }
        let r = flat(self.reference, &self.r_children, ours);
        let t = flat(self.translation, &self.t_children, theirs);
        if r.units.len() != t.units.len() || r.depths == t.depths {
            return false;
        }
        let score = StepScore { r: &r.units, t: &t.units, map: self.map };
        let moves = align(r.units.len(), t.units.len(), &score);
        let in_order = moves.iter().enumerate().all(|(at, step)| *step == Move::Match(at, at));
        let elsewhere = (0..r.units.len()).filter(|&at| r.depths[at] != t.depths[at]);
        if !in_order || !elsewhere.into_iter().all(|at| score.same_step(at, at, true).is_some()) {
            return false;
        }
        self.record_renested(&r, &t);
        true
    }

    /// One difference for the steps that follow one another and have moved together.
    fn record_renested(&mut self, r: &Flat, t: &Flat) {
        let apart = |at: usize| i64::from(t.depths[at]) - i64::from(r.depths[at]);
        let mut before = 0;
        for at in 0..r.units.len() {
            let (UnitKind::Step(reference), UnitKind::Step(translation)) =
                (r.units[at].kind, t.units[at].kind)
            else {
                continue;
            };
            self.out.pairs.push((reference, translation));
            let moved = apart(at);
            if std::mem::replace(&mut before, moved) == moved || moved == 0 {
                continue;
            }
            let together = (at..r.units.len()).take_while(|&next| apart(next) == moved).count() as u32;
            let inwards = moved > 0;
            self.out.steps.push(StepDifference::Renested { reference, translation, inwards, together });
        }
    }
}

/// Lists with all that is nested in them. What a step says goes up to the next step, wherever the indent of it stands.
fn flat(side: &Prepared<'_>, children: &Children, lists: &[usize]) -> Flat {
    let document = side.document;
    let mut open: Vec<(usize, u32)> = lists.iter().map(|&list| (list, 0)).collect();
    let mut found: Vec<(u32, StepRef)> = Vec::new();
    while let Some((list, depth)) = open.pop() {
        for step in 0..document.procedures[list].steps.len() as u32 {
            let this = StepRef { procedure: list as u32, step };
            let inner = children.get(&this).map(Vec::as_slice).unwrap_or_default();
            open.extend(inner.iter().map(|&list| (list, depth + 1)));
            found.push((depth, this));
        }
    }
    let start = |step: StepRef| document.step(step).span.start;
    found.sort_by_key(|&(depth, step)| (start(step), depth));
    let (mut units, mut outer_end) = (Vec::with_capacity(found.len()), 0);
    for (at, &(depth, this)) in found.iter().enumerate() {
        let step = document.step(this);
        if depth == 0 {
            outer_end = step.span.end;
        }
        let next = found.get(at + 1).map_or(outer_end, |&(_, next)| start(next));
        let span = Span { start: step.span.start, end: next.min(outer_end).max(step.span.start) };
        units.push(Unit {
            kind: UnitKind::Step(this),
            ordinal: step.ordinal,
            span,
            block: Some(step.blocks.start),
            marks: side.marks_of(span),
        });
    }
    Flat { units, depths: found.into_iter().map(|(depth, _)| depth).collect() }
}
