//! How far a run is, for whoever waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A count of pages that one thread reads while others do the work. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Count>);

#[derive(Debug, Default)]
struct Count {
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Progress {
    /// There are so many pages to do, of which none is done.
    pub fn begin(&self, pages: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.all.store(pages, Ordering::Relaxed);
    }

    /// So many more have come up.
    pub fn add(&self, pages: usize) {
        self.0.all.fetch_add(pages, Ordering::Relaxed);
    }

    /// One more is done.
    pub fn step(&self) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
    }

    /// How many pages are done, of how many: none before they are known.
    pub fn count(&self) -> (usize, usize) {
        let all = self.0.all.load(Ordering::Relaxed);
        (self.0.done.load(Ordering::Relaxed).min(all), all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_never_more_than_there_is() {
        let progress = Progress::default();
        assert_eq!(progress.count(), (0, 0));
        progress.clone().begin(2);
        progress.step();
        assert_eq!(progress.count(), (1, 2));
        progress.add(1);
        (0..5).for_each(|_| progress.step());
        assert_eq!(progress.count(), (3, 3));
        progress.begin(4);
        assert_eq!(progress.count(), (0, 4));
    }
}
