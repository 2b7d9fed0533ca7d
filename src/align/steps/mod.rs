//! Which step of the translation stands for which of the reference.

mod accidental;
mod bullets;
mod enumeration;
mod headings;
mod nesting;
mod numbering;
mod outcome;
mod same;
mod score;
mod strangers;
mod tails;
mod unit;

use std::cell::{LazyCell, OnceCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::model::comparison::{Omission, ProcedureDifference, StepDifference};
use crate::model::document::{Document, ListForm, Procedure, StepRef};
use crate::model::source_file::Span;

use super::blocks::{BlockMap, Zone};
use super::marks::Marks;
use super::prepared::Prepared;
use super::sequence::{align, omission};
use super::urls::{Owned, missing_place};
use enumeration::counted;
use outcome::{Alignment, Around, Outcome};
pub(super) use same::all_steps;
use score::StepScore;
use unit::{Unit, UnitKind, step_units};

/// What comparing the steps of two documents yields.
pub(super) struct StepAlignment {
    pub(super) procedures: Vec<ProcedureDifference>,
    pub(super) steps: Vec<StepDifference>,
    /// Blocks whose content a finding about a step answers for.
    pub(super) owned: Owned,
    /// Pairs of steps that belong together.
    pub(super) pairs: Vec<(StepRef, StepRef)>,
    /// The same for steps that are headings.
    pub(super) headings: Vec<(StepRef, StepRef)>,
    /// What was not looked at.
    pub(super) omitted: Vec<Omission>,
}

/// Compares the procedures of two documents, zone by zone.
pub(super) fn align_steps(
    reference: &Prepared<'_>,
    translation: &Prepared<'_>,
    map: &BlockMap,
) -> StepAlignment {
    let owned = Owned {
        reference: vec![false; reference.document.blocks.len()],
        translation: vec![false; translation.document.blocks.len()],
    };
    let out = StepAlignment {
        procedures: Vec::new(),
        steps: Vec::new(),
        owned,
        pairs: Vec::new(),
        headings: Vec::new(),
        omitted: Vec::new(),
    };
    let (r_children, t_children) = (children(reference.document), children(translation.document));
    let mut aligner =
        Aligner { reference, translation, map, r_children, t_children, bulleted: OnceCell::new(), out };
    for zone in &map.zones {
        if !aligner.pair_same(zone) {
            let ours = outermost(reference.document, &zone.reference);
            let theirs = outermost(translation.document, &zone.translation);
            aligner.align_nested(Group { ours, theirs, zone: zone.clone(), parents: None, item: None });
        }
        aligner.align_bullets(zone);
    }
    aligner.align_headings();
    aligner.out
}

/// The lists of steps that begin in some blocks and stand in no other list.
fn outermost(document: &Document, blocks: &Range<u32>) -> Vec<usize> {
    let is_outermost = |&list: &usize| {
        let list = &document.procedures[list];
        document.is_outermost(list) && list.form != ListForm::Headings
    };
    lists_in(&document.procedures, blocks).filter(is_outermost).collect()
}

/// The lists whose first item begins in some blocks. Lists are in the order of their first items.
fn lists_in(lists: &[Procedure], blocks: &Range<u32>) -> Range<usize> {
    let before = |end: u32| {
        lists.partition_point(|list| list.steps.first().is_some_and(|step| step.blocks.start < end))
    };
    before(blocks.start)..before(blocks.end)
}

struct Aligner<'a> {
    reference: &'a Prepared<'a>,
    translation: &'a Prepared<'a>,
    map: &'a BlockMap,
    r_children: Children,
    t_children: Children,
    /// Whether each block of the reference stands in an item with a bullet, once that is asked for.
    bulleted: OnceCell<Vec<bool>>,
    out: StepAlignment,
}

/// Lists that are aligned as one sequence of steps.
struct Group {
    /// Indices into the reference's procedures.
    ours: Vec<usize>,
    /// Indices into the translation's procedures.
    theirs: Vec<usize>,
    /// Where they lie.
    zone: Zone,
    /// The steps that they are nested in.
    parents: Option<(StepRef, StepRef)>,
    /// Where the bulleted item of the translation begins that stands for the step they are nested in.
    item: Option<u32>,
}

impl Aligner<'_> {
    /// Aligns the lists of a group, then those nested in steps that belong together, however deep.
    fn align_nested(&mut self, group: Group) {
        let mut open = vec![group];
        while let Some(group) = open.pop() {
            let groups = self.align_lists(group);
            open.extend(groups.into_iter().rev());
        }
    }

    /// The lists directly in two steps; none if there are none.
    fn nested(&self, (r, t): (StepRef, StepRef)) -> Option<Group> {
        let lists = |children: &Children, step| children.get(&step).cloned().unwrap_or_default();
        let (ours, theirs) = (lists(&self.r_children, r), lists(&self.t_children, t));
        let zone = Zone {
            reference: self.reference.document.step(r).blocks.clone(),
            translation: self.translation.document.step(t).blocks.clone(),
            same: false,
        };
        (!ours.is_empty() || !theirs.is_empty()).then_some(Group {
            ours,
            theirs,
            zone,
            parents: Some((r, t)),
            item: None,
        })
    }

    /// Aligns the steps of a group's lists, as one sequence each, and gives back the lists inside of the pairs.
    fn align_lists(&mut self, mut group: Group) -> Vec<Group> {
        self.take_renested(&mut group);
        if group.ours.is_empty() && group.theirs.is_empty() {
            return Vec::new();
        }
        let mut r_units = step_units(self.reference, &group.ours);
        let mut t_units = step_units(self.translation, &group.theirs);
        let mut inner = Vec::new();
        if r_units.len() != t_units.len() || self.stand_in_bullets(&group) {
            let most = |units: &[Unit]| units.iter().map(|unit| unit.ordinal).max().unwrap_or(0);
            let (in_ours, in_theirs) = (most(&r_units), most(&t_units));
            add_near_steps(self.translation, &mut t_units, &group.zone.translation, in_ours);
            add_near_steps(self.reference, &mut r_units, &group.zone.reference, in_theirs);
            inner = self.add_bullets(&r_units, &mut t_units, &group);
            if r_units.len() > t_units.len() {
                self.cut_tails(&mut t_units, &group);
            }
        }
        let score = StepScore { r: &r_units, t: &t_units, map: self.map };
        let moves = align(r_units.len(), t_units.len(), &score);
        self.out.omitted.extend(omission(r_units.len(), t_units.len(), &moves));
        let mut result = Alignment::new(&r_units, &t_units, &moves);
        self.out.omitted.extend(result.swap_crossed(&score));
        result.take_near_steps(&score);
        // Between the sentences of a bilingual page stands its source, which makes every length wrong.
        if self.translation.document.embedded.is_none() {
            result.take_merged_lists(&r_units, &t_units, &score);
        }
        result.take_merged(&score);
        result.fill_gaps(&r_units, &t_units);
        self.record(&r_units, &t_units, &result, &group);
        self.record_numbering(&score, &result);
        let mut groups = Vec::new();
        for (i, j) in result.pairs() {
            match (r_units[i].kind, t_units[j].kind) {
                (UnitKind::Step(r), UnitKind::Step(t)) => {
                    self.out.pairs.push((r, t));
                    groups.extend(self.nested((r, t)));
                }
                (UnitKind::Step(r), UnitKind::Bullet(_)) => {
                    groups.extend(self.nested_in_bullet(r, &t_units[j], &inner));
                }
                _ => {}
            }
        }
        groups
    }

    /// Whether lists of the translation stand in bulleted items and those of the reference in steps: the items may be these
    /// steps, and as many as there are inside of them.
    fn stand_in_bullets(&self, group: &Group) -> bool {
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
    fn nested_in_bullet(&self, r: StepRef, item: &Unit, inner: &[usize]) -> Option<Group> {
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
    fn add_bullets(&self, r_units: &[Unit], units: &mut Vec<Unit>, group: &Group) -> Vec<usize> {
        let (zone, parents) = (group.zone.clone(), group.parents);
        let in_zone = |document: &Document, blocks: &Range<u32>, parent: Option<StepRef>| {
            let beside = |list: &Procedure| match parent {
                Some(_) => list.parent == parent,
                None => document.is_outermost(list),
            };
            let lists = lists_in(&document.bullets, blocks);
            lists.filter(|&list| beside(&document.bullets[list])).collect::<Vec<_>>()
        };
        let count = |document: &Document, lists: &[usize]| -> usize {
            lists.iter().map(|&list| document.bullets[list].steps.len()).sum()
        };
        let side = self.translation;
        let mut theirs = in_zone(side.document, &zone.translation, parents.map(|pair| pair.1));
        theirs.retain(|&list| group.item.is_none_or(|item| item < side.document.bullets[list].span.start));
        let ours = in_zone(self.reference.document, &zone.reference, parents.map(|pair| pair.0));
        if count(side.document, &theirs) <= count(self.reference.document, &ours) {
            return Vec::new();
        }
        let within = |document: &Document, lists: &[usize], bullets: &[usize]| -> Vec<usize> {
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
        };
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
        let mut end = 0;
        for list in theirs {
            // Bulleted lists within bulleted lists belong to the items they stand in.
            let span = side.document.bullets[list].span;
            if span.start < end {
                continue;
            }
            end = span.end;
            for step in &side.document.bullets[list].steps {
                units.push(Unit {
                    kind: UnitKind::Bullet(list as u32),
                    ordinal: step.ordinal,
                    span: step.span,
                    block: Some(step.blocks.start),
                    marks: side.marks_of(step.span),
                });
            }
        }
        units.sort_by_key(|unit| unit.span.start);
        inner
    }

    /// Turns an alignment into differences.
    fn record(&mut self, r: &[Unit], t: &[Unit], result: &Alignment, group: &Group) {
        let missing = self.record_missing_lists(r, t, result, &group.zone);
        let extra = self.record_extra_lists(t, result, group);
        let around = result.partners_around(by_procedure(r).values());
        for (i, outcome) in result.r.iter().enumerate() {
            let UnitKind::Step(step) = r[i].kind else { continue };
            if missing.binary_search(&step.procedure).is_ok() {
                continue;
            }
            if *outcome == Outcome::Alone {
                own(&mut self.out.owned.reference, self.reference.document, step);
                let place = self.place_of_missing(step, t, around[i]);
                self.out.steps.push(StepDifference::Missing { reference: step, place });
            } else {
                self.record_step(step, *outcome, t, result, i);
            }
        }
        for (j, outcome) in result.t.iter().enumerate() {
            let UnitKind::Step(step) = t[j].kind else { continue };
            if *outcome == Outcome::Alone && extra.binary_search(&step.procedure).is_err() {
                let list = &self.translation.document.procedures[step.procedure as usize];
                if step.step == 0 && self.swallows_list(list) {
                    let accidental = ProcedureDifference::Accidental { translation: step.procedure };
                    self.out.procedures.push(accidental);
                    continue;
                }
                own(&mut self.out.owned.translation, self.translation.document, step);
                self.out.steps.push(StepDifference::Extra { translation: step });
            }
        }
    }

    fn record_step(&mut self, step: StepRef, outcome: Outcome, t: &[Unit], all: &Alignment, i: usize) {
        let kind = |j: usize| t[j].kind;
        match outcome {
            Outcome::Moved(j) => {
                if let UnitKind::Step(translation) = kind(j) {
                    own(&mut self.out.owned.reference, self.reference.document, step);
                    own(&mut self.out.owned.translation, self.translation.document, translation);
                    // Of two steps that changed places, the first says so.
                    if !all.r[..i].iter().any(|before| matches!(before, Outcome::Moved(k) if *k > j)) {
                        self.out.steps.push(StepDifference::Moved { reference: step, translation });
                    }
                }
            }
            Outcome::MergedInto(j, true) => match kind(j) {
                UnitKind::Step(translation) => {
                    self.out.steps.push(StepDifference::Merged { reference: step, translation });
                }
                // That it holds two steps shows once it is one.
                UnitKind::Near(near_step) => {
                    self.out.steps.push(StepDifference::Unmarked { reference: step, near_step });
                }
                UnitKind::Bullet(_) => {}
            },
            Outcome::SplitInto(j) => {
                if let UnitKind::Step(translation) = kind(j) {
                    self.out.steps.push(StepDifference::Split { reference: step, translation });
                }
            }
            Outcome::Paired(j) => {
                if let UnitKind::Near(near_step) = kind(j) {
                    self.out.steps.push(StepDifference::Unmarked { reference: step, near_step });
                }
            }
            Outcome::Alone | Outcome::MergedInto(_, false) => {}
        }
    }

    /// Where a step should stand: in front of the partner of one after it, or behind that of one before it.
    fn place_of_missing(&self, step: StepRef, t: &[Unit], around: Around) -> Span {
        if let Some(j) = around.after {
            return Span::at(t[j].span.start);
        }
        if let Some(j) = around.before {
            return Span::at(trimmed_end(self.translation.document, t[j].span));
        }
        missing_place(self.translation.document, self.map, self.reference.document.step(step).blocks.start)
    }

    /// Procedures of the reference without a single step in the translation.
    fn record_missing_lists(&mut self, r: &[Unit], t: &[Unit], result: &Alignment, zone: &Zone) -> Vec<u32> {
        let mut gone = Vec::new();
        let counted = LazyCell::new(|| counted(self.translation.document, &zone.translation));
        for (procedure, members) in by_procedure(r) {
            let partners: Vec<Outcome> = members.iter().map(|&i| result.r[i]).collect();
            let bullets = partners.iter().find_map(|outcome| match outcome.partner().map(|j| t[j].kind) {
                Some(UnitKind::Bullet(list)) => Some(list),
                _ => None,
            });
            if let Some(bullets) = bullets.map(|bullets| self.bullets_of(procedure).unwrap_or(bullets)) {
                self.out.procedures.push(ProcedureDifference::Bulleted { reference: procedure, bullets });
                gone.push(procedure);
            } else if partners.iter().all(|outcome| *outcome == Outcome::Alone) {
                gone.push(procedure);
                // It is set as running text: `… and (1) the one, (2) the other`.
                if members.len() > 1 && members.len() <= *counted {
                    continue;
                }
                for &i in &members {
                    if let UnitKind::Step(step) = r[i].kind {
                        own(&mut self.out.owned.reference, self.reference.document, step);
                    }
                }
                let block = self.reference.document.procedures[procedure as usize].steps[0].blocks.start;
                let place = missing_place(self.translation.document, self.map, block);
                self.out.procedures.push(ProcedureDifference::Missing { reference: procedure, place });
            }
        }
        gone
    }

    /// The bulleted list of the translation in which the blocks of a procedure have their counterparts, if it is one.
    fn bullets_of(&self, procedure: u32) -> Option<u32> {
        let steps = &self.reference.document.procedures[procedure as usize].steps;
        let mut blocks = steps.iter().filter_map(|step| self.map.translation_of(step.blocks.start));
        let block = blocks.next()?;
        let bullets = &self.translation.document.bullets;
        let holds = |list: &Procedure, block: u32| {
            let last = list.steps.partition_point(|item| item.blocks.start <= block).checked_sub(1);
            last.is_some_and(|last| list.steps[last].blocks.contains(&block))
        };
        let begun = &bullets[..lists_in(bullets, &(0..block + 1)).end];
        let list = begun.iter().rposition(|list| list.parent.is_none() && holds(list, block))?;
        blocks.all(|block| holds(&bullets[list], block)).then_some(list as u32)
    }

    /// Procedures of the translation without a single step in the reference.
    fn record_extra_lists(&mut self, t: &[Unit], result: &Alignment, group: &Group) -> Vec<u32> {
        let mut extra = Vec::new();
        let counted = LazyCell::new(|| counted(self.reference.document, &group.zone.reference));
        for (procedure, members) in by_procedure(t) {
            if members.iter().any(|&j| result.t[j] != Outcome::Alone) {
                continue;
            }
            let list = &self.translation.document.procedures[procedure as usize];
            let accidental = self.is_accidental(list);
            extra.push(procedure);
            if members.len() > 1 && members.len() <= *counted {
                continue;
            }
            let difference = if accidental {
                ProcedureDifference::Accidental { translation: procedure }
            } else {
                for &j in &members {
                    if let UnitKind::Step(step) = t[j].kind {
                        own(&mut self.out.owned.translation, self.translation.document, step);
                    }
                }
                ProcedureDifference::Extra { translation: procedure }
            };
            if accidental || !self.was_bulleted(list) {
                self.out.procedures.push(difference);
            }
        }
        extra
    }

    /// Whether the reference has the same items with bullets: numbers instead are a matter of taste.
    fn was_bulleted(&self, list: &Procedure) -> bool {
        let Some(step) = list.steps.first() else { return false };
        let Some(block) = self.map.reference_of(step.blocks.start) else { return false };
        let bulleted = self.bulleted.get_or_init(|| in_bullets(self.reference.document));
        bulleted.get(block as usize).is_some_and(|&bulleted| bulleted)
    }
}

/// Lines that look like steps, each up to the next one; what they hold is taken from the step they are buried in.
/// `most` is the highest number that the other document has.
fn add_near_steps(side: &Prepared<'_>, units: &mut Vec<Unit>, blocks: &Range<u32>, most: u32) {
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
fn near_steps_in(document: &Document, blocks: &Range<u32>) -> Range<usize> {
    let before = |end: u32| document.near_steps.partition_point(|near| near.block < end);
    before(blocks.start)..before(blocks.end)
}

/// The lists of each step.
type Children = HashMap<StepRef, Vec<usize>>;

fn children(document: &Document) -> Children {
    let mut children = Children::new();
    for (index, list) in document.procedures.iter().enumerate() {
        if let Some(step) = list.parent {
            children.entry(step).or_default().push(index);
        }
    }
    children
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

fn own(owned: &mut [bool], document: &Document, step: StepRef) {
    for block in document.step(step).blocks.clone() {
        if let Some(owned) = owned.get_mut(block as usize) {
            *owned = true;
        }
    }
}

/// The units of each list, by their places.
fn by_procedure(units: &[Unit]) -> BTreeMap<u32, Vec<usize>> {
    let mut lists: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (index, unit) in units.iter().enumerate() {
        if let UnitKind::Step(step) = unit.kind {
            lists.entry(step.procedure).or_default().push(index);
        }
    }
    lists
}

/// The end of a span without the white space at its end.
fn trimmed_end(document: &Document, span: Span) -> u32 {
    span.start + document.text(span).trim_end().len() as u32
}
