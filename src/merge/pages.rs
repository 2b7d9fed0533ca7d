//! Which pages of several runs are the same, and what is known of each.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use crate::report::json::{Page, Variant};

/// The pages, by key. Those that share a file are one; a key alone says little where repositories are joined, which all
/// have a page `readme`.
pub(super) fn joined(pages: Vec<Page<'static>>) -> Vec<Page<'static>> {
    let mut same = Same((0..pages.len()).collect());
    let mut first: HashMap<(&str, &str), usize> = HashMap::new();
    for (index, page) in pages.iter().enumerate() {
        for variant in &page.variants {
            same.unite(*first.entry((&*page.key, &*variant.path)).or_insert(index), index);
        }
    }
    let mut groups: BTreeMap<usize, Page<'static>> = BTreeMap::new();
    for (index, page) in pages.into_iter().enumerate().filter(|(_, page)| !page.variants.is_empty()) {
        match groups.entry(same.representative(index)) {
            Entry::Vacant(entry) => drop(entry.insert(page)),
            Entry::Occupied(entry) => absorb(entry.into_mut(), page),
        }
    }
    let mut pages: Vec<Page<'static>> = groups.into_values().collect();
    pages.iter_mut().for_each(settle);
    pages.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| a.variants[0].path.cmp(&b.variants[0].path)));
    pages
}

fn absorb(page: &mut Page<'static>, other: Page<'static>) {
    page.variants.extend(other.variants);
    page.reference = match (page.reference.take(), other.reference) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
}

/// Each variant once, the source's first, then by locale. Of two states of a file, the one that holds more.
fn settle(page: &mut Page<'static>) {
    let source = page.reference.as_deref();
    page.variants.sort_by(|a, b| order(a, source).cmp(&order(b, source)));
    page.variants.dedup_by(|a, b| a.locale == b.locale && a.path == b.path);
}

fn order<'a>(variant: &'a Variant<'_>, source: Option<&str>) -> (bool, &'a str, &'a str, Reverse<[u32; 3]>) {
    let Variant { locale, path, urls, procedures, steps } = variant;
    (Some(&**locale) != source, locale, path, Reverse([*urls, *procedures, *steps]))
}

/// Which of some numbered things are the same: each names another that it is the same as, or itself.
struct Same(Vec<usize>);

impl Same {
    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.representative(one), self.representative(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// The least of those that are the same.
    fn representative(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            // Halves the way for the next who asks.
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }
}
