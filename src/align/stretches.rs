//! Two sequences cut into what is the same in both and what has to be aligned.

use std::ops::Range;

/// What is cut.
pub(super) trait Elements {
    /// Whether an element of the reference and one of the translation say the same.
    fn same(&self, reference: usize, translation: usize) -> bool;
    /// Whether an element of the reference says something that is the same in every language and that no other says.
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
/// both are as long, else from the beginning and from the end. What says nothing of its own belongs to what stands
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
    if n == m {
        return (0..n).filter(|&i| elements.speaks(i) && elements.same(i, i)).map(|i| (i, i)).collect();
    }
    let shorter = n.min(m);
    let head = (0..shorter).take_while(|&at| elements.same(at, at)).count();
    let tail = (0..shorter - head).take_while(|&at| elements.same(n - 1 - at, m - 1 - at)).count();
    let first = (0..head).map(|at| (at, at));
    let last = (0..tail).rev().map(|at| (n - 1 - at, m - 1 - at));
    first.chain(last).filter(|&(i, _)| elements.speaks(i)).collect()
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
            self.0[i].is_ascii_uppercase()
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
        assert_eq!(cut("AB.C", "AB.C"), [same("AB.C")]);
        assert_eq!(cut("A.B.C", "A.x.C"), [same("A"), open(".B.", ".x."), same("C")]);
        assert_eq!(cut("AB.CD", "A.CD"), [same("A"), open("B.", "."), same("CD")]);
        assert_eq!(cut("", "AB"), [open("", "AB")]);
        assert!(cut("", "").is_empty());
    }

    #[test]
    fn what_others_say_as_well_holds_nothing_in_place() {
        assert_eq!(cut("BssC", "BsC"), [same("B"), open("ss", "s"), same("C")]);
        assert_eq!(cut("...", ".."), [open("...", "..")]);
        assert_eq!(cut("a.b", "a.b"), [same("a.b")]);
    }
}
