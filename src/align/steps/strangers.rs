//! Pairs of steps that nothing but their place makes, while the marks of both are found elsewhere: the steps around them
//! have changed places, and more than once.

use super::outcome::{Alignment, Outcome};
use super::score::StepScore;

/// How many pairs of steps are looked at for a stranger's marks; of more, every pair stays.
const MOST_PAIRS: usize = 1 << 18;

/// How often what is left is looked through again after some of it had to stay. Beyond, every pair stays.
const MOST_ROUNDS: usize = 8;

/// A pair of steps that share no marks.
struct Stranger {
    pair: (usize, usize),
    /// The steps of the translation that have the marks of its one half.
    of_ours: Vec<usize>,
    /// The steps of the reference that have the marks of the other.
    of_theirs: Vec<usize>,
}

impl Alignment {
    /// Parts the pairs of which each half has its marks in a step that is alone or in another such pair, unless the texts
    /// suit each other better as they are: then only what stands in the steps has changed places.
    pub(super) fn part_strangers(&mut self, score: &StepScore<'_>) {
        let pairs: Vec<(usize, usize)> =
            self.pairs().into_iter().filter(|&(i, j)| self.r[i] == Outcome::Paired(j)).collect();
        let strange: Vec<(usize, usize)> =
            pairs.into_iter().filter(|&(i, j)| score.are_strangers(i, j)).collect();
        let (mut ours, mut theirs) = (alone(&self.r), alone(&self.t));
        ours.extend(strange.iter().map(|pair| pair.0));
        theirs.extend(strange.iter().map(|pair| pair.1));
        if strange.is_empty() || strange.len() * (ours.len() + theirs.len()) > MOST_PAIRS {
            return;
        }
        let strangers = strange.into_iter().map(|(i, j)| Stranger {
            pair: (i, j),
            of_ours: theirs.iter().copied().filter(|&other| score.same_marks(i, other)).collect(),
            of_theirs: ours.iter().copied().filter(|&other| score.same_marks(other, j)).collect(),
        });
        let mut strangers: Vec<Stranger> = strangers.collect();
        for _ in 0..MOST_ROUNDS {
            let before = strangers.len();
            self.keep_those_at_home_elsewhere(&mut strangers);
            if strangers.len() == before {
                if suit_better_apart(&strangers, score) {
                    self.part(&strangers);
                }
                return;
            }
        }
    }

    /// Leaves out those whose halves have their marks only in pairs that stay.
    fn keep_those_at_home_elsewhere(&self, strangers: &mut Vec<Stranger>) {
        let mut ours: Vec<bool> = self.r.iter().map(|outcome| *outcome == Outcome::Alone).collect();
        let mut theirs: Vec<bool> = self.t.iter().map(|outcome| *outcome == Outcome::Alone).collect();
        for Stranger { pair: (i, j), .. } in &*strangers {
            ours[*i] = true;
            theirs[*j] = true;
        }
        for stranger in &mut *strangers {
            stranger.of_ours.retain(|&j| theirs[j]);
            stranger.of_theirs.retain(|&i| ours[i]);
        }
        strangers.retain(|stranger| !stranger.of_ours.is_empty() && !stranger.of_theirs.is_empty());
    }

    fn part(&mut self, strangers: &[Stranger]) {
        for Stranger { pair: (i, j), .. } in strangers {
            self.r[*i] = Outcome::Alone;
            self.t[*j] = Outcome::Alone;
        }
    }
}

fn alone(outcomes: &[Outcome]) -> Vec<usize> {
    (0..outcomes.len()).filter(|&at| outcomes[at] == Outcome::Alone).collect()
}

/// Whether the texts of pairs suit those of the steps that have their marks not less than each other.
fn suit_better_apart(strangers: &[Stranger], score: &StepScore<'_>) -> bool {
    let best = |worths: &mut dyn Iterator<Item = f32>| worths.fold(f32::NEG_INFINITY, f32::max);
    let gain = |stranger: &Stranger| {
        let (i, j) = stranger.pair;
        best(&mut stranger.of_ours.iter().map(|&other| score.text(i, other)))
            + best(&mut stranger.of_theirs.iter().map(|&other| score.text(other, j)))
            - 2.0 * score.text(i, j)
    };
    strangers.iter().map(gain).sum::<f32>() >= 0.0
}
