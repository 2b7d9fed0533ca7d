//! Two sequences cut into what is the same in both and what has to be aligned.

use std::ops::Range;

/// How far a sequence that is longer than the other is looked over for elements that could be taken for each other.
const MOST_SHIFT: usize = 64;

/// What is cut.
pub(super) trait Elements {
    /// Whether an element of the reference and one of the translation say the same.
    fn same(&self, reference: usize, translation: usize) -> bool;
    /// Whether an element of the reference says anything that is the same in every language.
    fn speaks(&self, reference: usize) -> bool;
}

/// Stretches of both sequences that belong together. All of them cover both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) reference: Range<usize>,
    pub(super) translation: Range<usize>,
    /// Whether each element says the same as the one in its place on the other side.
    pub(super) same: bool,
}

/// Cuts sequences of two lengths at the elements that say the same in the same place: counted from the beginning where
/// both are as long, else from the beginning and from the end. What says nothing belongs to what stands around it.
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
    if n == m {
        return (0..n).filter(|&i| elements.speaks(i) && elements.same(i, i)).map(|i| (i, i)).collect();
    }
    let shorter = n.min(m);
    let head = (0..shorter).take_while(|&at| elements.same(at, at)).count();
    let tail = (0..shorter - head).take_while(|&at| elements.same(n - 1 - at, m - 1 - at)).count();
    let shift = n.abs_diff(m).min(MOST_SHIFT);
    // An element that its neighbours say as well may be the neighbour's, where one of them is missing.
    let alone = |i: usize, j: usize, step: fn(usize, usize) -> Option<usize>| {
        (1..=shift).all(|by| {
            let (i, j) = if n > m { (step(i, by), Some(j)) } else { (Some(i), step(j, by)) };
            let (Some(i), Some(j)) = (i.filter(|&i| i < n), j.filter(|&j| j < m)) else { return true };
            !elements.same(i, j)
        })
    };
    let forward = |at: usize, by: usize| at.checked_add(by);
    let backward = |at: usize, by: usize| at.checked_sub(by);
    let first = (0..head).filter(|&at| elements.speaks(at) && alone(at, at, forward)).map(|at| (at, at));
    let last = (0..tail).rev().map(|at| (n - 1 - at, m - 1 - at));
    let last = last.filter(|&(i, j)| elements.speaks(i) && alone(i, j, backward));
    first.chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters; a dot says nothing.
    struct Letters<'a>(&'a [u8], &'a [u8]);

    impl Elements for Letters<'_> {
        fn same(&self, i: usize, j: usize) -> bool {
            self.0[i] == self.1[j]
        }
        fn speaks(&self, i: usize) -> bool {
            self.0[i] != b'.'
        }
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
        assert_eq!(cut("ab.c", "ab.c"), [same("ab.c")]);
        assert_eq!(cut("a.b.c", "a.x.c"), [same("a"), open(".b.", ".x."), same("c")]);
        assert_eq!(cut("ab.cd", "a.cd"), [same("a"), open("b.", "."), same("cd")]);
        assert_eq!(cut("", "ab"), [open("", "ab")]);
        assert!(cut("", "").is_empty());
    }

    #[test]
    fn one_of_many_that_say_the_same_holds_nothing_in_place() {
        assert_eq!(cut("bssc", "bsc"), [same("b"), open("ss", "s"), same("c")]);
        assert_eq!(cut("...", ".."), [open("...", "..")]);
    }
}
