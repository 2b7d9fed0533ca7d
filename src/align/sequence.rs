//! Global alignment of two sequences by dynamic programming, within a bounded number of cells.

use crate::model::comparison::Omission;

/// How many cells a table may have. Beyond it only a band along the diagonal is looked at.
const MOST_CELLS: usize = 2_000_000;

/// More than what the rounding of a few sums can come to.
const ROUNDING: f32 = 1e-3;

/// One column of an alignment; numbers are positions in the two sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// One with one.
    Match(usize, usize),
    /// The reference's element has no partner.
    Delete(usize),
    /// The translation's element has no partner.
    Insert(usize),
    /// Two of the reference, from the given one on, with one of the translation.
    Merge(usize, usize),
    /// One of the reference with two of the translation, from the given one on.
    Split(usize, usize),
}

/// What an alignment is judged by; the sum over its moves is made as large as can be.
pub(super) trait Score {
    /// The worth of pairing two elements; perhaps none where it is less than `least`, which need not be worked out.
    fn pair(&self, reference: usize, translation: usize, least: f32) -> Option<f32>;
    /// The worth of leaving an element of the reference without a partner; negative.
    fn delete(&self) -> f32;
    /// The worth of leaving an element of the translation without a partner; negative.
    fn insert(&self, translation: usize) -> f32;
    /// The worth of pairing two elements of the reference with one, if that is possible at all.
    fn merge(&self, _reference: usize, _translation: usize) -> Option<f32> {
        None
    }
    /// The worth of pairing one element of the reference with two, if that is possible at all.
    fn split(&self, _reference: usize, _translation: usize) -> Option<f32> {
        None
    }
}

/// What an alignment of `n` elements with `m` may have missed: elements without a partner on both sides, where not every pair
/// was looked at.
pub(super) fn omission(n: usize, m: usize, moves: &[Move]) -> Option<Omission> {
    if width(n, m) > m {
        return None;
    }
    let ours = moves.iter().filter(|step| matches!(step, Move::Delete(_))).count();
    let theirs = moves.iter().filter(|step| matches!(step, Move::Insert(_))).count();
    (ours > 0 && theirs > 0).then_some(Omission::Far(ours, theirs))
}

/// How many columns of a table are looked at in each row.
fn width(n: usize, m: usize) -> usize {
    (m + 1).min((MOST_CELLS / (n + 1)).max(8))
}

/// The best alignment of `n` elements with `m`.
pub(super) fn align(n: usize, m: usize, score: &impl Score) -> Vec<Move> {
    let table = Table::fill(n, m, score);
    let (mut i, mut j) = (n, m);
    let mut moves = Vec::with_capacity(n.max(m));
    while i > 0 || j > 0 {
        let step = table.step(i, j);
        moves.push(match step {
            Step::Match => Move::Match(i - 1, j - 1),
            Step::Delete => Move::Delete(i - 1),
            Step::Insert => Move::Insert(j - 1),
            Step::Merge => Move::Merge(i - 2, j - 1),
            Step::Split => Move::Split(i - 1, j - 2),
        });
        let (di, dj) = step.lengths();
        i -= di;
        j -= dj;
    }
    moves.reverse();
    moves
}

#[derive(Clone, Copy)]
enum Step {
    Match,
    Delete,
    Insert,
    Merge,
    Split,
}

impl Step {
    const fn lengths(self) -> (usize, usize) {
        match self {
            Self::Match => (1, 1),
            Self::Delete => (1, 0),
            Self::Insert => (0, 1),
            Self::Merge => (2, 1),
            Self::Split => (1, 2),
        }
    }
}

/// The worths of the cells that a cell is reached from one by one.
#[derive(Clone, Copy)]
struct Around {
    above: f32,
    left: f32,
    diagonal: f32,
}

/// Rows of the dynamic program, each a window of columns around the diagonal.
struct Table {
    m: usize,
    width: usize,
    offsets: Vec<usize>,
    worth: Vec<f32>,
    steps: Vec<Step>,
}

impl Table {
    fn fill(n: usize, m: usize, score: &impl Score) -> Self {
        let width = width(n, m);
        let offset = |i: usize| (i * m / n.max(1)).saturating_sub(width / 2).min(m + 1 - width);
        let offsets: Vec<usize> = (0..=n).map(offset).collect();
        let cells = width * (n + 1);
        let mut table = Self {
            m,
            width,
            offsets,
            worth: vec![f32::NEG_INFINITY; cells],
            steps: vec![Step::Insert; cells],
        };
        for i in 0..=n {
            let start = table.offsets[i];
            let diagonal = start.checked_sub(1).map_or(f32::NEG_INFINITY, |j| table.above(i, j));
            let mut around = Around { above: table.above(i, start), left: f32::NEG_INFINITY, diagonal };
            for j in start..(start + width).min(m + 1) {
                let (worth, step) = table.best(i, j, around, score);
                let at = i * width + j - start;
                table.worth[at] = worth;
                table.steps[at] = step;
                around = Around { above: table.above(i, j + 1), left: worth, diagonal: around.above };
            }
        }
        table
    }

    fn best(&self, i: usize, j: usize, around: Around, score: &impl Score) -> (f32, Step) {
        if i == 0 && j == 0 {
            return (0.0, Step::Match);
        }
        let mut best = (f32::NEG_INFINITY, if j > 0 { Step::Insert } else { Step::Delete });
        let mut offer = |worth: Option<f32>, step: Step| {
            if let Some(worth) = worth
                && worth > best.0
            {
                best = (worth, step);
            }
        };
        let delete = (i > 0).then(|| score.delete() + around.above);
        let insert = (j > 0).then(|| score.insert(j - 1) + around.left);
        if let (Some(delete), Some(insert)) = (delete, insert) {
            // What is worth less than either cannot win.
            let least = delete.max(insert) - around.diagonal - ROUNDING;
            let pair = score.pair(i - 1, j - 1, least);
            offer(pair.map(|pair| pair + around.diagonal), Step::Match);
        }
        offer(delete, Step::Delete);
        offer(insert, Step::Insert);
        if i > 1 && j > 0 {
            let merge = score.merge(i - 2, j - 1);
            offer(merge.map(|worth| worth + self.worth(i - 2, j - 1)), Step::Merge);
        }
        if i > 0 && j > 1 {
            let split = score.split(i - 1, j - 2);
            offer(split.map(|worth| worth + self.worth(i - 1, j - 2)), Step::Split);
        }
        best
    }

    /// The worth of the cell above one.
    fn above(&self, i: usize, j: usize) -> f32 {
        i.checked_sub(1).map_or(f32::NEG_INFINITY, |i| self.worth(i, j))
    }

    fn index(&self, i: usize, j: usize) -> Option<usize> {
        let column = j.checked_sub(self.offsets[i])?;
        (column < self.width && j <= self.m).then(|| i * self.width + column)
    }

    fn worth(&self, i: usize, j: usize) -> f32 {
        self.index(i, j).map_or(f32::NEG_INFINITY, |at| self.worth[at])
    }

    /// The step that led to a cell. Outside the band the way leads straight back to it.
    fn step(&self, i: usize, j: usize) -> Step {
        match self.index(i, j) {
            Some(at) if self.worth[at] > f32::NEG_INFINITY => self.steps[at],
            _ if j > 0 && (i == 0 || j > self.offsets[i]) => Step::Insert,
            _ => Step::Delete,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Letters<'a>(&'a [u8], &'a [u8]);

    impl Score for Letters<'_> {
        fn pair(&self, i: usize, j: usize, _: f32) -> Option<f32> {
            Some(if self.0[i] == self.1[j] { 1.0 } else { -1.0 })
        }
        fn delete(&self) -> f32 {
            -0.4
        }
        fn insert(&self, _: usize) -> f32 {
            -0.4
        }
    }

    #[test]
    fn a_missing_element_is_the_only_gap() {
        let moves = align(4, 3, &Letters(b"abcd", b"abd"));
        assert_eq!(moves, [Move::Match(0, 0), Move::Match(1, 1), Move::Delete(2), Move::Match(3, 2)]);
    }

    #[test]
    fn sequences_too_long_for_a_whole_table_are_aligned_within_a_band() {
        let a: Vec<u8> = (0..=250).cycle().take(6000).collect();
        let mut b = a.clone();
        b.remove(3000);
        let moves = align(a.len(), b.len(), &Letters(&a, &b));
        assert_eq!(moves.iter().filter(|step| !matches!(step, Move::Match(..))).count(), 1);
        assert!(moves.contains(&Move::Delete(3000)));
        assert_eq!(omission(a.len(), b.len(), &moves), None);
        let far = [Move::Delete(0), Move::Match(1, 0), Move::Insert(5998)];
        assert_eq!(omission(a.len(), b.len(), &far), Some(Omission::Far(1, 1)));
        assert_eq!(omission(1400, 1400, &far), None);
        assert_eq!(align(0, 2, &Letters(b"", b"ab")), [Move::Insert(0), Move::Insert(1)]);
    }

    #[test]
    fn what_is_not_alike_is_left_alone_where_nothing_can_be_merged() {
        let alone =
            |moves: &[Move]| moves.iter().all(|step| matches!(step, Move::Delete(_) | Move::Insert(_)));
        assert!(alone(&align(2, 1, &Letters(b"ab", b"c"))));
        assert!(alone(&align(1, 2, &Letters(b"a", b"bc"))));
    }

    /// Fails unless the moves go through both sequences, one element after the other.
    fn assert_covers(moves: &[Move], n: usize, m: usize) {
        let (mut i, mut j) = (0, 0);
        for &step in moves {
            let (r, t, lengths) = match step {
                Move::Match(r, t) => (r, t, (1, 1)),
                Move::Delete(r) => (r, j, (1, 0)),
                Move::Insert(t) => (i, t, (0, 1)),
                Move::Merge(r, t) => (r, t, (2, 1)),
                Move::Split(r, t) => (r, t, (1, 2)),
            };
            assert_eq!((r, t), (i, j));
            (i, j) = (i + lengths.0, j + lengths.1);
        }
        assert_eq!((i, j), (n, m));
    }

    #[test]
    fn bands_that_do_not_touch_one_another_are_left_without_losing_an_element() {
        let long = vec![b'a'; MOST_CELLS + 1];
        for n in 1..3 {
            assert_covers(&align(n, long.len(), &Letters(b"ab", &long)), n, long.len());
        }
    }
}
