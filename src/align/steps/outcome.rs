//! An alignment of steps as seen from each of them.

use crate::model::comparison::Omission;

use super::super::sequence::Move;
use super::score::StepScore;
use super::{Unit, UnitKind};

/// How many pairs of steps without partners are looked at for steps that moved; of more, each is told by itself.
const MOST_PAIRS: usize = 1 << 18;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Alone,
    Paired(usize),
    /// Shares its partner with a neighbour; whether it is the first of the two.
    MergedInto(usize, bool),
    /// Has this partner and the one behind it.
    SplitInto(usize),
    Moved(usize),
}

impl Outcome {
    pub(super) const fn partner(self) -> Option<usize> {
        match self {
            Self::Paired(j) | Self::MergedInto(j, _) | Self::SplitInto(j) | Self::Moved(j) => Some(j),
            Self::Alone => None,
        }
    }
}

/// An alignment as seen from each step.
pub(super) struct Alignment {
    pub(super) r: Vec<Outcome>,
    pub(super) t: Vec<Outcome>,
}

/// The partners of the nearest steps of a list that have one.
#[derive(Clone, Copy, Default)]
pub(super) struct Around {
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
}

impl Alignment {
    pub(super) fn new(r: &[Unit], t: &[Unit], moves: &[Move]) -> Self {
        let mut all = Self { r: vec![Outcome::Alone; r.len()], t: vec![Outcome::Alone; t.len()] };
        for &step in moves {
            match step {
                Move::Match(i, j) => {
                    all.r[i] = Outcome::Paired(j);
                    all.t[j] = Outcome::Paired(i);
                }
                Move::Merge(i, j) => {
                    all.r[i] = Outcome::MergedInto(j, true);
                    all.r[i + 1] = Outcome::MergedInto(j, false);
                    all.t[j] = Outcome::SplitInto(i);
                }
                Move::Split(i, j) => {
                    all.r[i] = Outcome::SplitInto(j);
                    all.t[j] = Outcome::MergedInto(i, true);
                    all.t[j + 1] = Outcome::MergedInto(i, false);
                }
                Move::Delete(_) | Move::Insert(_) => {}
            }
        }
        all
    }

    /// Pairs the steps that stay alone on both sides between the same neighbours, where they are as many: what hangs on
    /// them differs, and not the steps.
    pub(super) fn fill_gaps(&mut self, r: &[Unit], t: &[Unit]) {
        let is_step = |unit: &Unit| matches!(unit.kind, UnitKind::Step(_));
        let (mut i, mut j) = (0, 0);
        while i < self.r.len() {
            let Outcome::Alone = self.r[i] else {
                let width = if matches!(self.r[i], Outcome::SplitInto(_)) { 2 } else { 1 };
                j = self.r[i].partner().map_or(j, |partner| partner + width).max(j);
                i += 1;
                continue;
            };
            let open_r = self.r[i..].iter().take_while(|outcome| **outcome == Outcome::Alone).count();
            let open_t = self.t.get(j..).unwrap_or_default().iter();
            let open_t = open_t.take_while(|outcome| **outcome == Outcome::Alone).count();
            if open_r == open_t && r[i..i + open_r].iter().chain(&t[j..j + open_t]).all(is_step) {
                for k in 0..open_r {
                    self.r[i + k] = Outcome::Paired(j + k);
                    self.t[j + k] = Outcome::Paired(i + k);
                }
            }
            i += open_r;
            j += open_t;
        }
    }

    /// For each step of the reference the partners of the steps around it in its list, given the steps of each list.
    pub(super) fn partners_around<'l>(&self, lists: impl Iterator<Item = &'l Vec<usize>>) -> Vec<Around> {
        let mut around = vec![Around::default(); self.r.len()];
        for list in lists {
            let (mut before, mut after) = (None, None);
            for &i in list {
                around[i].before = before;
                before = self.r[i].partner().or(before);
            }
            for &i in list.iter().rev() {
                around[i].after = after;
                after = self.r[i].partner().or(after);
            }
        }
        around
    }

    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let paired = self.r.iter().enumerate();
        paired
            .filter_map(|(i, outcome)| match *outcome {
                Outcome::Paired(j) | Outcome::Moved(j) => Some((i, j)),
                _ => None,
            })
            .collect()
    }

    /// Steps whose marks are found in each other's partner, or one that is missing in one place and extra in another,
    /// have changed places. Returns what is not looked at, if that is too much.
    pub(super) fn swap_crossed(&mut self, score: &StepScore<'_>) -> Option<Omission> {
        for i in 0..self.r.len() {
            let next = i + 1;
            if next < self.r.len()
                && let (Outcome::Paired(a), Outcome::Paired(b)) = (self.r[i], self.r[next])
                && score.is_crossed((i, a), (next, b))
            {
                self.link(i, b);
                self.link(next, a);
            }
        }
        self.part_strangers(score);
        let (ours, theirs) =
            (self.alone(), self.t.iter().filter(|outcome| **outcome == Outcome::Alone).count());
        if ours.len() * theirs > MOST_PAIRS {
            return Some(Omission::MovedSteps(ours.len(), theirs));
        }
        for i in ours {
            let alone = (0..self.t.len()).filter(|&j| self.t[j] == Outcome::Alone);
            let found =
                alone.filter_map(|j| score.same_step(i, j, self.is_beside(i, j)).map(|worth| (worth, j)));
            if let Some((_, j)) = found.max_by(|a, b| a.0.total_cmp(&b.0)) {
                self.link(i, j);
            }
        }
        None
    }

    /// The steps of the reference without a partner.
    fn alone(&self) -> Vec<usize> {
        (0..self.r.len()).filter(|&i| self.r[i] == Outcome::Alone).collect()
    }

    /// Whether two steps without partners stand on either side of one pair.
    fn is_beside(&self, i: usize, j: usize) -> bool {
        let is_pair = |i: Option<usize>, j: Option<usize>| match (i, j) {
            (Some(i), Some(j)) => self.r.get(i) == Some(&Outcome::Paired(j)),
            _ => false,
        };
        is_pair(Some(i + 1), j.checked_sub(1)) || is_pair(i.checked_sub(1), Some(j + 1))
    }

    /// Steps without a partner for which a broken marker with their number stands in the right place, however little of
    /// the step's content still hangs on it.
    pub(super) fn take_near_steps(&mut self, score: &StepScore<'_>) {
        // The partner of the next step that has one.
        let mut behind: Vec<Option<usize>> = self.r.iter().map(|outcome| outcome.partner()).collect();
        for i in (1..behind.len()).rev() {
            behind[i - 1] = behind[i - 1].or(behind[i]);
        }
        let mut start = 0;
        for (i, behind) in behind.into_iter().enumerate() {
            if let Some(partner) = self.r[i].partner() {
                start = partner + 1;
                continue;
            }
            let places = start..behind.unwrap_or(self.t.len());
            let mut near = places.filter(|&j| self.t[j] == Outcome::Alone && score.is_broken_marker_of(i, j));
            if let Some(j) = near.next() {
                self.r[i] = Outcome::Paired(j);
                self.t[j] = Outcome::Paired(i);
                start = j + 1;
            }
        }
    }

    /// Steps without a partner whose text a neighbour's partner holds as well.
    pub(super) fn take_merged(&mut self, score: &StepScore<'_>) {
        for i in self.alone() {
            let previous = i.checked_sub(1).map(|k| (k, i));
            let next = (i + 1 < self.r.len()).then_some((i + 1, i));
            for (kept, lost) in [previous, next].into_iter().flatten() {
                if let Outcome::Paired(j) = self.r[kept]
                    && score.holds_both(kept, lost, j)
                {
                    self.r[kept] = Outcome::MergedInto(j, kept < lost);
                    self.r[lost] = Outcome::MergedInto(j, lost < kept);
                    self.t[j] = Outcome::SplitInto(kept.min(lost));
                    break;
                }
            }
        }
    }

    /// Lists that are one step short and otherwise complete: the step that seems to be missing may be merged with a
    /// neighbour, and the two may stand elsewhere in the list.
    pub(super) fn take_merged_lists(&mut self, r: &[Unit], t: &[Unit], score: &StepScore<'_>) {
        let their_lists = super::by_procedure(t);
        for ours in super::by_procedure(r).into_values() {
            let partners: Vec<usize> = ours.iter().filter_map(|&i| self.r[i].partner()).collect();
            let Some(UnitKind::Step(first)) = partners.first().map(|&j| t[j].kind) else { continue };
            let theirs = &their_lists[&first.procedure];
            let paired = ours.iter().all(|&i| matches!(self.r[i], Outcome::Paired(_) | Outcome::Alone));
            if !paired || partners != *theirs || theirs.len() + 1 != ours.len() {
                continue;
            }
            let Some(k) = score.merged_neighbours(&ours, theirs) else { continue };
            for (position, &i) in ours.iter().enumerate() {
                let j = theirs[if position <= k { position } else { position - 1 }];
                self.r[i] = Outcome::Paired(j);
                self.t[j] = Outcome::Paired(i);
            }
            let j = theirs[k];
            self.r[ours[k]] = Outcome::MergedInto(j, true);
            self.r[ours[k + 1]] = Outcome::MergedInto(j, false);
            self.t[j] = Outcome::SplitInto(ours[k]);
        }
    }

    fn link(&mut self, i: usize, j: usize) {
        self.r[i] = Outcome::Moved(j);
        self.t[j] = Outcome::Moved(i);
    }
}
