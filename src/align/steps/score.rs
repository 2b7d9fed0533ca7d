//! How well steps suit each other.

use super::super::marks::{Marks, dice, length_penalty, shared, similarity, text_similarity};
use super::super::sequence::Score;
use super::{Unit, UnitKind};

/// What it costs to take two steps for one.
const JOINED: f32 = 0.02;

/// Judges alignments of steps.
pub(super) struct StepScore<'a> {
    pub(super) r: &'a [Unit],
    pub(super) t: &'a [Unit],
    pub(super) ratio: f32,
}

impl StepScore<'_> {
    /// Whether each of two pairs of steps has the marks of the other's partner, and its text not less: then the steps
    /// have changed places, and not only their URLs.
    pub(super) fn is_crossed(&self, (i, a): (usize, usize), (k, b): (usize, usize)) -> bool {
        let share =
            |i: usize, j: usize| dice(&self.r[i].marks.strong, &self.t[j].marks.strong).unwrap_or(0.5);
        let evidence = shared(&self.r[i].marks.strong, &self.t[b].marks.strong)
            + shared(&self.r[k].marks.strong, &self.t[a].marks.strong);
        let text = |i: usize, j: usize| text_similarity(&self.r[i].marks, &self.t[j].marks, self.ratio);
        evidence > 0
            && share(i, b) + share(k, a) > share(i, a) + share(k, b) + 0.6
            && text(i, b) + text(k, a) >= text(i, a) + text(k, b)
    }

    /// How sure it is that a step without partner and another one, elsewhere, are the same; none if it is not. Beside
    /// one pair, little is enough: two neighbours changed places.
    pub(super) fn same_step(&self, i: usize, j: usize, beside: bool) -> Option<f32> {
        let (r, t) = (&self.r[i], &self.t[j]);
        let steps = matches!((r.kind, t.kind), (UnitKind::Step(_), UnitKind::Step(_)));
        let worth = similarity(&r.marks, &t.marks, self.ratio);
        (steps && worth > if beside { 0.0 } else { 0.45 }).then_some(worth)
    }

    /// Whether a line that only looks like a step has the number of this one, or is written `1.` as all of them may be.
    pub(super) fn is_broken_marker_of(&self, i: usize, j: usize) -> bool {
        let (r, t) = (&self.r[i], &self.t[j]);
        let steps = matches!((r.kind, t.kind), (UnitKind::Step(_), UnitKind::Near(_)));
        steps && (t.ordinal == r.ordinal || t.ordinal == 1)
    }

    /// Whether the partner of one step holds a further one: bold text, sentences and length say so by majority.
    pub(super) fn holds_both(&self, kept: usize, lost: usize, j: usize) -> bool {
        let (kept, lost, whole) = (&self.r[kept], &self.r[lost], &self.t[j]);
        let same_list = matches!((kept.kind, lost.kind), (UnitKind::Step(a), UnitKind::Step(b)) if a.procedure == b.procedure);
        if !same_list || !matches!(whole.kind, UnitKind::Step(_)) {
            return false;
        }
        let count = |kept: u32, lost: u32, whole: u32| match lost {
            0 => 0,
            _ if whole >= kept + lost => 1,
            _ if whole <= kept => -1,
            _ => 0,
        };
        let (kept, lost, whole) = (&kept.marks, &lost.marks, &whole.marks);
        if !lost.strong.is_empty() && shared(&lost.strong, &whole.strong) == 0 {
            return false;
        }
        let fit = |marks: &Marks| length_penalty(marks.chars, whole.chars, self.ratio);
        let length = if fit(&kept.union(lost)) < fit(kept) { 1 } else { -1 };
        let bold = count(kept.bold, lost.bold, whole.bold);
        bold + count(kept.sentences, lost.sentences, whole.sentences) + length > 0
    }
}

impl Score for StepScore<'_> {
    fn pair(&self, i: usize, j: usize) -> f32 {
        let (r, t) = (&self.r[i], &self.t[j]);
        let kind = match t.kind {
            UnitKind::Step(_) => 0.3,
            // Where all steps are written `1.`, so is a broken one.
            UnitKind::Near(_) if t.ordinal == r.ordinal || t.ordinal == 1 => 0.3,
            UnitKind::Near(_) => -0.8,
            UnitKind::Bullet(_) => -0.1,
        };
        let ordinal = if r.ordinal == t.ordinal { 0.15 } else { 0.0 };
        kind + ordinal + similarity(&r.marks, &t.marks, self.ratio)
    }

    fn delete(&self, _: usize) -> f32 {
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
        let worth = || joined(&first.marks, &second.marks, &whole.marks, 1.0 / self.ratio);
        possible.then(worth).flatten()
    }

    fn split(&self, i: usize, j: usize) -> Option<f32> {
        let (first, second) = (&self.t[j], &self.t[j + 1]);
        let (UnitKind::Step(a), UnitKind::Step(b)) = (first.kind, second.kind) else { return None };
        let worth = || joined(&first.marks, &second.marks, &self.r[i].marks, self.ratio);
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
