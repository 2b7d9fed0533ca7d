//! Lines that look like steps, and are none.

use std::ops::Range;

use crate::model::document::Document;
use crate::model::source_file::Span;

use super::super::marks::Marks;
use super::super::prepared::Prepared;
use super::unit::{Unit, UnitKind};

/// Lines that look like steps, each up to the next one; what they hold is taken from the step they are buried in.
/// `most` is the highest number that the other document has.
pub(super) fn add_near_steps(side: &Prepared<'_>, units: &mut Vec<Unit>, blocks: &Range<u32>, most: u32) {
    let steps: Vec<Span> = units.iter().map(|unit| unit.span).collect();
    for index in near_steps_in(side.document, blocks) {
        let near = &side.document.near_steps[index];
        if near.ordinal >= 1 && near.ordinal <= most {
            let before = steps.partition_point(|unit| unit.start < near.span.start);
            let buried = before.checked_sub(1).map(|last| steps[last]);
            let buried = buried.filter(|unit| near.span.start < unit.end);
            let end = buried.map_or(side.document.blocks[near.block as usize].span.end, |unit| unit.end);
            units.push(Unit {
                kind: UnitKind::Near(index as u32),
                ordinal: near.ordinal,
                span: Span { start: near.span.start, end },
                block: None,
                marks: Marks::default(),
            });
        }
    }
    units.sort_by_key(|unit| unit.span.start);
    for index in 0..units.len() {
        let next = units.get(index + 1).map(|unit| unit.span.start);
        let near_next = units.get(index + 1).is_some_and(|unit| matches!(unit.kind, UnitKind::Near(_)));
        let unit = &mut units[index];
        let is_near = matches!(unit.kind, UnitKind::Near(_));
        if let Some(next) = next.filter(|_| is_near || near_next) {
            unit.span.end = unit.span.end.min(next);
        }
        if is_near || near_next {
            unit.marks = side.marks_of(unit.span);
        }
    }
}

/// The indices of the lines that look like steps in a range of blocks.
pub(super) fn near_steps_in(document: &Document, blocks: &Range<u32>) -> Range<usize> {
    let before = |end: u32| document.near_steps.partition_point(|near| near.block < end);
    before(blocks.start)..before(blocks.end)
}
