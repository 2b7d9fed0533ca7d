//! How well steps suit each other.

use super::super::blocks::BlockMap;
use super::super::marks::{
    Marks, dice, length_penalty, shared, similarity, similarity_from, text_similarity,
};
use super::super::sequence::Score;
use super::{Unit, UnitKind};

/// How much likelier than a missing step a merged one has to be.
const MERGED: f32 = 0.05;

/// What it costs to take two steps for one.
const JOINED: f32 = 0.02;

/// What two steps are worth whose blocks belong together: enough to decide between steps that say the same.
const IN_PLACE: f32 = 0.01;

/// Judges alignments of steps.
pub(super) struct StepScore<'a> {
    pub(super) r: &'a [Unit],
    pub(super) t: &'a [Unit],
    pub(super) map: &'a BlockMap,
}

impl StepScore<'_> {
    /// Whether each of two pairs of steps has the marks of the other's partner, and its text not less: then the steps
    /// have changed places, and not only their URLs.
    pub(super) fn is_crossed(&self, (i, a): (usize, usize), (k, b): (usize, usize)) -> bool {
        let share =
            |i: usize, j: usize| dice(&self.r[i].marks.strong, &self.t[j].marks.strong).unwrap_or(0.5);
        let text = |i: usize, j: usize| self.text(i, j);
        // Marks of which none are shared cannot come to so much.
        share(i, b) + share(k, a) > share(i, a) + share(k, b) + 0.6
            && text(i, b) + text(k, a) >= text(i, a) + text(k, b)
    }

    /// How alike two steps are apart from their marks.
    pub(super) fn text(&self, i: usize, j: usize) -> f32 {
        text_similarity(&self.r[i].marks, &self.t[j].marks, self.map.ratio)
    }

    /// Whether two steps have marks and share none of them.
    pub(super) fn are_strangers(&self, i: usize, j: usize) -> bool {
        let (r, t) = (&self.r[i], &self.t[j]);
        let steps = matches!((r.kind, t.kind), (UnitKind::Step(_), UnitKind::Step(_)));
        let marked = !r.marks.strong.is_empty() && !t.marks.strong.is_empty();
        steps && marked && shared(&r.marks.strong, &t.marks.strong) == 0
    }

    /// Whether the marks of two steps show that they are the same.
    pub(super) fn same_marks(&self, i: usize, j: usize) -> bool {
        let share = dice(&self.r[i].marks.strong, &self.t[j].marks.strong);
        share.is_some_and(|share| share > 0.5) && self.same_step(i, j, false).is_some()
    }

    /// How sure it is that a step without partner and another one, elsewhere, are the same; none if it is not. Beside
    /// one pair, little is enough: two neighbours changed places.
    pub(super) fn same_step(&self, i: usize, j: usize, beside: bool) -> Option<f32> {
        let (r, t) = (&self.r[i], &self.t[j]);
        let steps = matches!((r.kind, t.kind), (UnitKind::Step(_), UnitKind::Step(_)));
        let worth = similarity(&r.marks, &t.marks, self.map.ratio);
        (steps && worth > if beside { 0.0 } else { 0.45 }).then_some(worth)
    }

    /// Whether a line that only looks like a step has the number of this one, or is written `1.` as all of them may be.
    pub(super) fn is_broken_marker_of(&self, i: usize, j: usize) -> bool {
        let (r, t) = (&self.r[i], &self.t[j]);
        let steps = matches!((r.kind, t.kind), (UnitKind::Step(_), UnitKind::Near(_)));
        steps && (t.ordinal == r.ordinal || t.ordinal == 1)
    }

    /// Which two neighbours of a list share a step, where the other side has exactly one step less: by the sum of all
    /// similarities that is likelier than that one of them is missing. None if it is not.
    pub(super) fn merged_neighbours(&self, r: &[usize], t: &[usize]) -> Option<usize> {
        let alike = |i: usize, j: usize| similarity(&self.r[r[i]].marks, &self.t[t[j]].marks, self.map.ratio);
        let joint = |i: usize| {
            let union = self.r[r[i]].marks.union(&self.r[r[i + 1]].marks);
            similarity(&union, &self.t[t[i]].marks, self.map.ratio)
        };
        // Everything before a step keeps its place, everything behind it moves up by one.
        let mut behind: f32 = (0..t.len()).map(|j| alike(j + 1, j)).sum();
        let (mut before, mut missing, mut merged) = (0.0, behind, (f32::NEG_INFINITY, 0));
        for k in 0..t.len() {
            behind -= alike(k + 1, k);
            let worth = before + joint(k) + behind;
            if worth > merged.0 {
                merged = (worth, k);
            }
            before += alike(k, k);
            missing = missing.max(before + behind);
        }
        let (worth, k) = merged;
        let whole = &self.t[t[k]].marks;
        let (first, second) = (&self.r[r[k]].marks, &self.r[r[k + 1]].marks);
        let length = |parts: &Marks| length_penalty(parts.chars, whole.chars, self.map.ratio);
        let longer = length(&first.union(second)) < length(first).min(length(second));
        let known = |part: &Marks| part.strong.is_empty() || shared(&part.strong, &whole.strong) > 0;
        (worth > missing + MERGED && longer && known(first) && known(second)).then_some(k)
    }

    /// Whether the partner of one step holds a further one: bold text, sentences and length say so by majority.
    pub(super) fn holds_both(&self, kept: usize, lost: usize, j: usize) -> bool {
        let (kept, lost, whole) = (&self.r[kept], &self.r[lost], &self.t[j]);
        let same_list = matches!((kept.kind, lost.kind), (UnitKind::Step(a), UnitKind::Step(b)) if a.procedure == b.procedure);
        if !same_list || !matches!(whole.kind, UnitKind::Step(_)) {
            return false;
        }
        let (kept, lost, whole) = (&kept.marks, &lost.marks, &whole.marks);
        if !lost.strong.is_empty() && shared(&lost.strong, &whole.strong) == 0 {
            return false;
        }
        holds(kept, lost, whole, 1.0 / self.map.ratio)
    }
}

impl StepScore<'_> {
    /// What it is worth that the blocks around two steps say that they stand in the same place.
    fn in_place(&self, r: &Unit, t: &Unit) -> f32 {
        let partner = r.block.and_then(|block| self.map.translation_of(block));
        if partner.is_some() && partner == t.block { IN_PLACE } else { 0.0 }
    }
}

impl Score for StepScore<'_> {
    fn pair(&self, i: usize, j: usize, least: f32) -> Option<f32> {
        let (r, t) = (&self.r[i], &self.t[j]);
        let kind = match t.kind {
            UnitKind::Step(_) => 0.3,
            // Where all steps are written `1.`, so is a broken one.
            UnitKind::Near(_) if t.ordinal == r.ordinal || t.ordinal == 1 => 0.3,
            UnitKind::Near(_) => -0.8,
            UnitKind::Bullet(_) => -0.1,
        };
        let ordinal = if r.ordinal == t.ordinal { 0.15 } else { 0.0 };
        let place = kind + ordinal + self.in_place(r, t);
        Some(place + similarity_from(least - place, || (&r.marks, &t.marks), self.map.ratio)?)
    }

    fn delete(&self) -> f32 {
        -0.5
    }

    /// What only looks like a step need not be one.
    fn insert(&self, j: usize) -> f32 {
        if matches!(self.t[j].kind, UnitKind::Step(_)) { -0.5 } else { -0.02 }
    }

    fn merge(&self, i: usize, j: usize) -> Option<f32> {
        let (first, second) = (&self.r[i], &self.r[i + 1]);
        let same_list = matches!((first.kind, second.kind), (UnitKind::Step(a), UnitKind::Step(b)) if a.procedure == b.procedure);
        let whole = &self.t[j];
        let possible = same_list && !matches!(whole.kind, UnitKind::Bullet(_));
        let worth = || joined(&first.marks, &second.marks, &whole.marks, 1.0 / self.map.ratio);
        possible.then(worth).flatten()
    }

    fn split(&self, i: usize, j: usize) -> Option<f32> {
        let (first, second) = (&self.t[j], &self.t[j + 1]);
        let (UnitKind::Step(a), UnitKind::Step(b)) = (first.kind, second.kind) else { return None };
        let worth = || joined(&first.marks, &second.marks, &self.r[i].marks, self.map.ratio);
        (a.procedure == b.procedure).then(worth).flatten()
    }
}

/// The worth of taking two steps for one of the other side; none without evidence of both in it: a mark of each
/// that the other has not, or
/// the sentences and the length of the two together. `ratio` is the length of the two per character of the one.
fn joined(first: &Marks, second: &Marks, whole: &Marks, ratio: f32) -> Option<f32> {
    let union = first.union(second);
    let marks = |part: &Marks, other: &Marks| {
        let own = |part: &[u64], other: &[u64], whole: &[u64]| {
            part.iter().any(|mark| whole.binary_search(mark).is_ok() && other.binary_search(mark).is_err())
        };
        own(&part.strong, &other.strong, &whole.strong) || own(&part.weak, &other.weak, &whole.weak)
    };
    let fit = |part: &Marks| length_penalty(whole.chars, part.chars, ratio);
    let sentences = whole.sentences >= union.sentences && second.sentences > 0 && first.sentences > 0;
    let text = sentences && fit(&union) + 0.1 < fit(first).min(fit(second));
    let evident = (marks(first, second) && marks(second, first)) || text;
    evident.then(|| similarity(whole, &union, ratio) - JOINED)
}

/// Whether a step that holds one of the other side holds a further one as well: its bold text, its sentences and its
/// length say so by majority. `ratio` is the length of the two per character of the whole.
fn holds(kept: &Marks, lost: &Marks, whole: &Marks, ratio: f32) -> bool {
    let count = |kept: u32, lost: u32, whole: u32| match lost {
        0 => 0,
        _ if whole >= kept + lost => 1,
        _ if whole <= kept => -1,
        _ => 0,
    };
    let fit = |part: &Marks| length_penalty(whole.chars, part.chars, ratio);
    let length = if fit(&kept.union(lost)) < fit(kept) { 1 } else { -1 };
    let bold = count(kept.bold, lost.bold, whole.bold);
    bold + count(kept.sentences, lost.sentences, whole.sentences) + length > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_says_nothing_is_in_no_other() {
        let step = |chars| Marks { chars, ..Marks::default() };
        assert!(holds(&step(20), &step(30), &step(50), 1.0));
        assert!(!holds(&step(20), &step(30), &step(20), 1.0));
        assert!(!holds(&step(20), &step(0), &step(20), 1.0), "it makes no step longer");
    }
}
