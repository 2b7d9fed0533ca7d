//! What is aligned: steps, and what looks like one.

use crate::model::document::StepRef;
use crate::model::source_file::Span;

use super::super::marks::Marks;
use super::super::prepared::Prepared;

/// What a unit of the translation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitKind {
    Step(StepRef),
    /// Index into `near_steps`.
    Near(u32),
    /// Indices into `bullets` and its steps.
    Bullet(u32),
}

/// A step, or what looks like one.
pub(super) struct Unit {
    pub(super) kind: UnitKind,
    pub(super) ordinal: u32,
    pub(super) span: Span,
    /// The block it begins with; none where it is no item of a list.
    pub(super) block: Option<u32>,
    pub(super) marks: Marks,
}

/// The steps of procedures, one after the other.
pub(super) fn step_units(side: &Prepared<'_>, procedures: &[usize]) -> Vec<Unit> {
    let mut units = Vec::new();
    for &procedure in procedures {
        for (index, step) in side.document.procedures[procedure].steps.iter().enumerate() {
            units.push(Unit {
                kind: UnitKind::Step(StepRef { procedure: procedure as u32, step: index as u32 }),
                ordinal: step.ordinal,
                span: step.span,
                block: Some(step.blocks.start),
                marks: side.marks_of(step.span),
            });
        }
    }
    units
}
