//! URLs that are alike in something, of which ever fewer are open.

use std::cell::RefCell;

use super::State;

/// Occurrences of one document, in its order. None that is no longer open is ever opened again, so that none is passed twice,
/// or nearly.
#[derive(Default)]
pub(super) struct Candidates {
    all: Vec<usize>,
    /// For each of them the place of one behind it, between which and it none is open.
    next: RefCell<Vec<usize>>,
}

impl Candidates {
    pub(super) fn push(&mut self, occurrence: usize) {
        self.all.push(occurrence);
        self.next.get_mut().push(self.all.len());
    }

    /// Those that are open.
    pub(super) fn open<'s>(&'s self, states: &'s [State]) -> impl Iterator<Item = usize> + 's {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = self.first(at, states);
            at = found + 1;
            self.all.get(found).copied()
        })
    }

    /// The place of the first that is open, from a place on; beyond the last where there is none.
    fn first(&self, from: usize, states: &[State]) -> usize {
        let mut next = self.next.borrow_mut();
        let mut found = from;
        while self.all.get(found).is_some_and(|&occurrence| states[occurrence] != State::Open) {
            found = next[found];
        }
        let mut at = from;
        while at < found {
            at = std::mem::replace(&mut next[at], found);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_no_longer_is_passed_once() {
        let mut candidates = Candidates::default();
        (0..100).for_each(|occurrence| candidates.push(occurrence));
        let mut states = vec![State::Open; 100];
        let found = |states: &[State]| candidates.open(states).collect::<Vec<_>>();
        assert_eq!(found(&states), (0..100).collect::<Vec<_>>());
        states[1..99].fill(State::Done);
        assert_eq!(found(&states), [0, 99]);
        assert_eq!(candidates.next.borrow()[1], 99);
        states[0] = State::Paired(0);
        assert_eq!(found(&states), [99]);
        assert_eq!(candidates.next.borrow()[0], 99);
        states[99] = State::Done;
        assert!(found(&states).is_empty());
    }
}
