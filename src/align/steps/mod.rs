//! Which step of the translation stands for which of the reference.

mod accidental;
mod bulleted;
mod bullets;
mod enumeration;
mod headings;
mod near;
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
use super::prepared::Prepared;
use super::sequence::{align, omission};
use super::urls::{Owned, missing_place};
use enumeration::{counted, is_running_text};
use near::add_near_steps;
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
                if self.is_paragraph_of_list(step) {
                    self.out.procedures.push(ProcedureDifference::Accidental { translation: step });
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
            if let Some(bullets) = bullets.map(|list| self.bullets_of(procedure, list).unwrap_or(list)) {
                self.out.procedures.push(ProcedureDifference::Bulleted { reference: procedure, bullets });
                gone.push(procedure);
            } else if partners.iter().all(|outcome| *outcome == Outcome::Alone) {
                gone.push(procedure);
                if is_running_text(members.len(), *counted) {
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
            if is_running_text(members.len(), *counted) {
                continue;
            }
            let difference = if accidental {
                ProcedureDifference::Accidental { translation: StepRef { procedure, step: 0 } }
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
