//! The items of bulleted lists, by the blocks that they hold.

use std::ops::Range;

use crate::model::document::Document;

/// The items of a document's bulleted lists.
pub(super) struct Items {
    /// The blocks of each, by their beginnings, outer ones first.
    all: Vec<Range<u32>>,
    /// For each the item that it is nested in.
    outer: Vec<Option<usize>>,
}

impl Items {
    pub(super) fn new(document: &Document) -> Self {
        let items = document.bullets.iter().flat_map(|list| &list.steps);
        let mut all: Vec<Range<u32>> = items.map(|item| item.blocks.clone()).collect();
        all.sort_by_key(|blocks| (blocks.start, std::cmp::Reverse(blocks.end)));
        let mut open: Vec<usize> = Vec::new();
        let mut outer = Vec::with_capacity(all.len());
        for (index, blocks) in all.iter().enumerate() {
            while open.last().is_some_and(|&last| all[last].end <= blocks.start) {
                open.pop();
            }
            outer.push(open.last().copied());
            open.push(index);
        }
        Self { all, outer }
    }

    /// How many items begin in some blocks.
    pub(super) fn count_in(&self, blocks: &Range<u32>) -> usize {
        let before = |end: u32| self.all.partition_point(|item| item.start < end);
        before(blocks.end) - before(blocks.start)
    }

    /// The items that hold a block, the innermost first.
    pub(super) fn holding(&self, block: u32) -> impl Iterator<Item = &Range<u32>> {
        let last = self.all.partition_point(|blocks| blocks.start <= block).checked_sub(1);
        let chain = std::iter::successors(last, |&item| self.outer[item]);
        chain.map(|item| &self.all[item]).filter(move |blocks| blocks.contains(&block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::SourceFile;
    use crate::parse::parse;

    #[test]
    fn a_block_lies_in_all_items_around_it() {
        let document = parse(&SourceFile::new("a.md", "- a\n\n  - b\n\n    - c\n\n  - d\n\n- e\n\nf\n"));
        let items = Items::new(&document);
        let holding = |block| items.holding(block).map(|item| (item.start, item.end)).collect::<Vec<_>>();
        assert_eq!(holding(0), [(0, 4)]);
        assert_eq!(holding(2), [(2, 3), (1, 3), (0, 4)]);
        assert_eq!(holding(3), [(3, 4), (0, 4)]);
        assert_eq!(holding(4), [(4, 5)]);
        assert!(holding(5).is_empty());
        assert_eq!(items.count_in(&(1..4)), 3);
    }
}
