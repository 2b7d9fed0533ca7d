//! Numbered lists that stand with bullets on the other side.

use std::ops::Range;

use crate::model::document::{Document, Procedure, StepRef};

use super::super::blocks::Zone;
use super::super::prepared::Prepared;
use super::unit::{Unit, UnitKind};
use super::{Aligner, Group, lists_in};

impl Aligner<'_> {
    /// Whether lists of the translation stand in bulleted items and those of the reference in steps: the items may be these
    /// steps, and as many as there are inside of them.
    pub(super) fn stand_in_bullets(&self, group: &Group) -> bool {
        let steps = |list: usize| {
            let count = self.reference.document.procedures[list].steps.len() as u32;
            (0..count).map(move |step| StepRef { procedure: list as u32, step })
        };
        let mut ours = group.ours.iter().flat_map(|&list| steps(list));
        if !ours.any(|step| self.r_children.contains_key(&step)) {
            return false;
        }
        let count = |document: &Document, lists: &[usize]| {
            let first = |&list: &usize| document.procedures[list].steps.first();
            let block = |list| document.blocks.get(first(list)?.blocks.start as usize);
            lists.iter().filter_map(block).filter(|block| block.container.is_some()).count()
        };
        count(self.translation.document, &group.theirs) > count(self.reference.document, &group.ours)
    }

    /// The lists in a step of the reference and in the bulleted item that stands for it.
    pub(super) fn nested_in_bullet(&self, r: StepRef, item: &Unit, inner: &[usize]) -> Option<Group> {
        let document = self.translation.document;
        let ours = self.r_children.get(&r).cloned().unwrap_or_default();
        let span = |list: usize| document.procedures[list].span;
        let first = inner.partition_point(|&list| span(list).start < item.span.start);
        let begun = inner[first..].iter().copied().take_while(|&list| span(list).start < item.span.end);
        let theirs: Vec<usize> = begun.filter(|&list| item.span.contains(span(list))).collect();
        let blocks = &document.blocks;
        let start = blocks.partition_point(|block| block.span.start < item.span.start) as u32;
        let end = blocks.partition_point(|block| block.span.start < item.span.end) as u32;
        let zone = Zone {
            reference: self.reference.document.step(r).blocks.clone(),
            translation: start..end,
            same: false,
        };
        (!ours.is_empty() || !theirs.is_empty()).then_some(Group {
            ours,
            theirs,
            zone,
            parents: None,
            item: Some(item.span.start),
        })
    }

    /// Adds the items of bulleted lists, where the translation has more of them than the reference and fewer steps, and
    /// takes away the steps of the numbered lists inside of those items, which it gives back.
    pub(super) fn add_bullets(&self, r_units: &[Unit], units: &mut Vec<Unit>, group: &Group) -> Vec<usize> {
        let Group { zone, parents, .. } = group;
        let side = self.translation;
        let mut theirs = beside(side.document, &zone.translation, parents.map(|pair| pair.1));
        theirs.retain(|&list| group.item.is_none_or(|item| item < side.document.bullets[list].span.start));
        let ours = beside(self.reference.document, &zone.reference, parents.map(|pair| pair.0));
        let count = |document: &Document, lists: &[usize]| -> usize {
            lists.iter().map(|&list| document.bullets[list].steps.len()).sum()
        };
        if count(side.document, &theirs) <= count(self.reference.document, &ours) {
            return Vec::new();
        }
        let mut inner = within(side.document, &group.theirs, &theirs);
        if inner.len() <= within(self.reference.document, &group.ours, &ours).len() {
            inner.clear();
        }
        let is_inner = |unit: &Unit| matches!(unit.kind, UnitKind::Step(step) if inner.binary_search(&(step.procedure as usize)).is_ok());
        let outer = units.iter().filter(|unit| !is_inner(unit)).count();
        if r_units.len() <= outer {
            return Vec::new();
        }
        units.retain(|unit| !is_inner(unit));
        units.extend(bullet_units(side, &theirs));
        units.sort_by_key(|unit| unit.span.start);
        inner
    }

    /// The bulleted list of the translation in which the blocks of a procedure have their counterparts, if it is one and
    /// stands in the same step as a given one.
    pub(super) fn bullets_of(&self, procedure: u32, beside: u32) -> Option<u32> {
        let steps = &self.reference.document.procedures[procedure as usize].steps;
        let mut blocks = steps.iter().filter_map(|step| self.map.translation_of(step.blocks.start));
        let block = blocks.next()?;
        let bullets = &self.translation.document.bullets;
        let holds = |list: &Procedure, block: u32| {
            let last = list.steps.partition_point(|item| item.blocks.start <= block).checked_sub(1);
            last.is_some_and(|last| list.steps[last].blocks.contains(&block))
        };
        let begun = &bullets[..lists_in(bullets, &(0..block + 1)).end];
        let parent = bullets[beside as usize].parent;
        let list = begun.iter().rposition(|list| list.parent == parent && holds(list, block))?;
        blocks.all(|block| holds(&bullets[list], block)).then_some(list as u32)
    }

    /// Whether the reference has the same items with bullets: numbers instead are a matter of taste.
    pub(super) fn was_bulleted(&self, list: &Procedure) -> bool {
        let Some(step) = list.steps.first() else { return false };
        let Some(block) = self.map.reference_of(step.blocks.start) else { return false };
        let bulleted = self.bulleted.get_or_init(|| in_bullets(self.reference.document));
        bulleted.get(block as usize).is_some_and(|&bulleted| bulleted)
    }
}

/// The bulleted lists that begin in some blocks, directly in a step if one is given, else in none.
fn beside(document: &Document, blocks: &Range<u32>, parent: Option<StepRef>) -> Vec<usize> {
    let is_beside = |list: &Procedure| match parent {
        Some(_) => list.parent == parent,
        None => document.is_outermost(list),
    };
    lists_in(&document.bullets, blocks).filter(|&list| is_beside(&document.bullets[list])).collect()
}

/// Which numbered lists stand in one of some bulleted lists.
fn within(document: &Document, lists: &[usize], bullets: &[usize]) -> Vec<usize> {
    let spans = bullets.iter().map(|&bullet| document.bullets[bullet].span);
    let reach: Vec<(u32, u32)> = spans
        .scan(0, |reach, span| {
            *reach = span.end.max(*reach);
            Some((span.start, *reach))
        })
        .collect();
    let inside = |list: &usize| {
        let span = document.procedures[*list].span;
        let begun = reach.partition_point(|&(start, _)| start <= span.start);
        begun.checked_sub(1).is_some_and(|last| reach[last].1 >= span.end)
    };
    lists.iter().copied().filter(inside).collect()
}

/// The items of bulleted lists. Lists within them belong to the items they stand in.
fn bullet_units(side: &Prepared<'_>, lists: &[usize]) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut end = 0;
    for &index in lists {
        let list = &side.document.bullets[index];
        if list.span.start < end {
            continue;
        }
        end = list.span.end;
        units.extend(list.steps.iter().map(|step| Unit {
            kind: UnitKind::Bullet(index as u32),
            ordinal: step.ordinal,
            span: step.span,
            block: Some(step.blocks.start),
            marks: side.marks_of(step.span),
        }));
    }
    units
}

/// Whether each block of a document stands in an item with a bullet.
fn in_bullets(document: &Document) -> Vec<bool> {
    let mut begun = vec![0_i64; document.blocks.len() + 1];
    for item in document.bullets.iter().flat_map(|list| &list.steps).filter(|item| !item.blocks.is_empty()) {
        begun[item.blocks.start as usize] += 1;
        begun[item.blocks.end as usize] -= 1;
    }
    let depths = begun.iter().scan(0, |depth, begun| {
        *depth += begun;
        Some(*depth > 0)
    });
    depths.collect()
}
