//! An alignment of steps as seen from each of them.

use super::super::sequence::Move;
use super::score::StepScore;
use super::{Unit, UnitKind};

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
                j = self.r[i].partner().map_or(j, |partner| partner + 1).max(j);
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
    /// have changed places.
    pub(super) fn swap_crossed(&mut self, score: &StepScore<'_>) {
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
        for i in 0..self.r.len() {
            if self.r[i] != Outcome::Alone {
                continue;
            }
            let alone = (0..self.t.len()).filter(|&j| self.t[j] == Outcome::Alone);
            let found = alone.filter_map(|j| score.same_step(i, j).map(|worth| (worth, j)));
            if let Some((_, j)) = found.max_by(|a, b| a.0.total_cmp(&b.0)) {
                self.link(i, j);
            }
        }
    }

    fn link(&mut self, i: usize, j: usize) {
        self.r[i] = Outcome::Moved(j);
        self.t[j] = Outcome::Moved(i);
    }
}
