//! Two sequences cut into what is the same in both and what has to be aligned.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// What is cut.
pub(super) trait Elements {
    /// Whether an element of the reference and one of the translation say the same.
    fn same(&self, reference: usize, translation: usize) -> bool;
    /// Whether an element of the reference says something that is the same in every language and that no other says.
    fn speaks(&self, reference: usize) -> bool;
    /// What an element of the reference says, hashed.
    fn ours(&self, reference: usize) -> u64;
    /// What an element of the translation says, hashed, if no other of it says it.
    fn theirs(&self, translation: usize) -> Option<u64>;
}

/// Stretches of both sequences that belong together. All of them cover both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) reference: Range<usize>,
    pub(super) translation: Range<usize>,
    /// Whether each element says the same as the one in its place on the other side.
    pub(super) same: bool,
}

/// Cuts sequences of two lengths at the elements that say the same: where both are as long, in the same place; else in the
/// same place counted from the beginning or from the end, and between these in rows that no other element says and that
/// stand in the same order, as the "patience diff" of lines does. What says nothing of its own belongs to what stands
/// around it.
pub(super) fn stretches(n: usize, m: usize, elements: &impl Elements) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (next_i, next_j) in anchors(n, m, elements).into_iter().chain([(n, m)]) {
        let (reference, translation) = (i..next_i, j..next_j);
        let mut pairs = reference.clone().zip(translation.clone());
        let same = reference.len() == translation.len() && pairs.all(|(i, j)| elements.same(i, j));
        push(&mut out, Stretch { reference, translation, same });
        if (next_i, next_j) != (n, m) {
            let (reference, translation) = (next_i..next_i + 1, next_j..next_j + 1);
            push(&mut out, Stretch { reference, translation, same: true });
        }
        (i, j) = (next_i + 1, next_j + 1);
    }
    out
}

/// Adds a stretch, to the one before where both are the same on either side.
fn push(out: &mut Vec<Stretch>, next: Stretch) {
    match out.last_mut() {
        _ if next.reference.is_empty() && next.translation.is_empty() => {}
        Some(last) if last.same && next.same => {
            last.reference.end = next.reference.end;
            last.translation.end = next.translation.end;
        }
        _ => out.push(next),
    }
}

/// Pairs of elements that hold both sequences in place, in order.
fn anchors(n: usize, m: usize, elements: &impl Elements) -> Vec<(usize, usize)> {
    let speaks = |&(i, _): &(usize, usize)| elements.speaks(i);
    if n == m {
        return (0..n).map(|at| (at, at)).filter(speaks).filter(|&(i, j)| elements.same(i, j)).collect();
    }
    let shorter = n.min(m);
    let head = (0..shorter).take_while(|&at| elements.same(at, at)).count();
    let tail = (0..shorter - head).take_while(|&at| elements.same(n - 1 - at, m - 1 - at)).count();
    let first = (0..head).map(|at| (at, at)).filter(speaks);
    let last = (0..tail).rev().map(|at| (n - 1 - at, m - 1 - at)).filter(speaks);
    let middle = in_order(&in_rows(&twins(head..n - tail, head..m - tail, elements)));
    first.chain(middle).chain(last).collect()
}

/// What stands in two stretches and nowhere else, by its places in the reference.
fn twins(
    reference: Range<usize>,
    translation: Range<usize>,
    elements: &impl Elements,
) -> Vec<(usize, usize)> {
    let by_said: FxHashMap<u64, usize> = translation.filter_map(|j| Some((elements.theirs(j)?, j))).collect();
    let twin = |i: usize| by_said.get(&elements.ours(i)).copied().filter(|&j| elements.same(i, j));
    reference.filter(|&i| elements.speaks(i)).filter_map(|i| Some((i, twin(i)?))).collect()
}

/// Those of the pairs that are as far apart as one beside them: a URL that changed places alone takes nothing along.
fn in_rows(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let in_row = |a: (usize, usize), b: (usize, usize)| b.1.checked_sub(a.1) == Some(b.0 - a.0);
    let rows = pairs.chunk_by(|&a, &b| in_row(a, b)).filter(|row| row.len() > 1);
    rows.flatten().copied().collect()
}

/// As many of the pairs as have their second numbers in order, where the first ones are: the longest increasing
/// subsequence, after Fredman (1975), "On computing the length of longest increasing subsequences".
fn in_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best sequence of each length, and what stands before each pair in its own.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; pairs.len()];
    for (at, &(_, j)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < j);
        before[at] = length.checked_sub(1).map(|last| ends[last]);
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let chain = std::iter::successors(ends.last().copied(), |&at| before[at]);
    let mut kept: Vec<(usize, usize)> = chain.map(|at| pairs[at]).collect();
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters; a capital says something of its own.
    struct Letters<'a>(&'a [u8], &'a [u8]);

    impl Elements for Letters<'_> {
        fn same(&self, i: usize, j: usize) -> bool {
            self.0[i] == self.1[j]
        }
        fn speaks(&self, i: usize) -> bool {
            is_alone(self.0, i)
        }
        fn ours(&self, i: usize) -> u64 {
            u64::from(self.0[i])
        }
        fn theirs(&self, j: usize) -> Option<u64> {
            is_alone(self.1, j).then_some(u64::from(self.1[j]))
        }
    }

    fn is_alone(letters: &[u8], at: usize) -> bool {
        let letter = letters[at];
        let elsewhere = letters[..at].contains(&letter) || letters[at + 1..].contains(&letter);
        letter.is_ascii_uppercase() && !elsewhere
    }

    fn cut(a: &str, b: &str) -> Vec<(String, String, bool)> {
        let all = stretches(a.len(), b.len(), &Letters(a.as_bytes(), b.as_bytes()));
        all.into_iter()
            .map(|stretch| (a[stretch.reference].to_owned(), b[stretch.translation].to_owned(), stretch.same))
            .collect()
    }

    fn same(text: &str) -> (String, String, bool) {
        (text.to_owned(), text.to_owned(), true)
    }

    fn open(a: &str, b: &str) -> (String, String, bool) {
        (a.to_owned(), b.to_owned(), false)
    }

    #[test]
    fn what_differs_stands_between_what_says_the_same() {
        assert_eq!(cut("AB.C", "AB.C"), [same("AB.C")]);
        assert_eq!(cut("A.B.C", "A.x.C"), [same("A"), open(".B.", ".x."), same("C")]);
        assert_eq!(cut("AB.CD", "A.CD"), [same("A"), open("B.", "."), same("CD")]);
        assert_eq!(cut("", "AB"), [open("", "AB")]);
        assert!(cut("", "").is_empty());
    }

    #[test]
    fn rows_that_no_other_says_stand_where_more_or_less_is_around_them() {
        assert_eq!(cut("aBCd", "xyBCz"), [open("a", "xy"), same("BC"), open("d", "z")]);
        assert_eq!(cut("aB.Cd", "xyB.Cz"), [open("a", "xy"), same("B.C"), open("d", "z")]);
        assert_eq!(
            cut("aBCdEFg", "xyBCEFzz!"),
            [open("a", "xy"), same("BC"), open("d", ""), same("EF"), open("g", "zz!")]
        );
    }

    #[test]
    fn what_changed_places_holds_nothing_in_place() {
        assert_eq!(cut("aBxCd", "aCxBdd"), [open("aBxCd", "aCxBdd")]);
        assert_eq!(
            cut("aBCxDEFy", "zDEFxBCyy!"),
            [open("aBCx", "z"), same("DEF"), open("y", "xBCyy!")],
            "the longer row stays"
        );
    }

    #[test]
    fn what_others_say_as_well_holds_nothing_in_place() {
        assert_eq!(cut("BssC", "BsC"), [same("B"), open("ss", "s"), same("C")]);
        assert_eq!(cut("aBCd", "xBCBCz"), [open("aBCd", "xBCBCz")]);
        assert_eq!(cut("...", ".."), [open("...", "..")]);
        assert_eq!(cut("a.b", "a.b"), [same("a.b")]);
    }
}
