//! Lists that are set as running text: `… and (1) the one, (2) the other`.

use std::ops::Range;

use crate::model::document::{BlockKind, Document};

/// Whether a paragraph among the blocks counts up to a number in brackets, at least to two.
pub(super) fn enumerates(document: &Document, blocks: &Range<u32>, count: usize) -> bool {
    let blocks = document.blocks.get(blocks.start as usize..blocks.end as usize).unwrap_or_default();
    let prose = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    count > 1 && prose.into_iter().any(|block| counts_to(document.text(block.span), count))
}

fn counts_to(text: &str, count: usize) -> bool {
    let mut rest = text;
    (1..=count).all(|number| {
        let digits = number.to_string();
        let found = rest.match_indices(&digits).find(|(at, _)| {
            let before = rest[..*at].chars().next_back();
            let behind = rest[at + digits.len()..].chars().next();
            before.is_none_or(|before| before.is_whitespace() || matches!(before, '(' | '（'))
                && matches!(behind, Some(')' | '）'))
        });
        let end = found.map(|(at, _)| at + digits.len());
        rest = end.map_or("", |end| &rest[end..]);
        end.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_brackets_count() {
        assert!(counts_to("either (1) the owner or (2) a member", 2));
        assert!(counts_to("1）所有者、2）成员", 1));
        assert!(!counts_to("either (1) the owner or (3) a member", 2));
        assert!(!counts_to("item 1 and item 2", 2));
        let of_eleven = |last: &str| {
            let most: Vec<String> =
                (1..10).map(|number| format!("({number}) the group of that number")).collect();
            format!("{}, (10) one, {last} the last", most.join(", "))
        };
        assert!(counts_to(&of_eleven("(11)"), 11));
        assert!(!counts_to(&of_eleven("(12)"), 11));
    }
}
