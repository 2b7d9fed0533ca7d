//! Values that stand in the data once and are named by their numbers.

use std::collections::HashMap;
use std::hash::Hash;

/// Values in the order in which they were first named.
pub(super) struct Table<K, V> {
    numbers: HashMap<K, usize>,
    pub(super) values: Vec<V>,
}

impl<K: Hash + Eq, V> Table<K, V> {
    pub(super) fn new() -> Self {
        Self { numbers: HashMap::new(), values: Vec::new() }
    }

    /// The number of a value, which is made if its key is new.
    pub(super) fn number(&mut self, key: K, value: impl FnOnce() -> V) -> usize {
        let values = &mut self.values;
        *self.numbers.entry(key).or_insert_with(|| {
            values.push(value());
            values.len() - 1
        })
    }

    /// The number of a value that is there.
    pub(super) fn known(&self, key: &K) -> Option<usize> {
        self.numbers.get(key).copied()
    }
}
