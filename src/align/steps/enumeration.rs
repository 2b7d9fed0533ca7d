//! Lists that are set as running text: `… and (1) the one, (2) the other`.

use std::ops::Range;

use crate::model::document::{BlockKind, Document};

/// Up to which number a paragraph among the blocks counts in brackets.
pub(super) fn counted(document: &Document, blocks: &Range<u32>) -> usize {
    let blocks = document.blocks.get(blocks.start as usize..blocks.end as usize).unwrap_or_default();
    let prose = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    prose.map(|block| count(document.text(block.span))).max().unwrap_or(0)
}

/// Whether a list of so many steps may be a paragraph that counts up to a number.
pub(super) fn is_running_text(steps: usize, counted: usize) -> bool {
    steps > 1 && steps <= counted
}

fn count(text: &str) -> usize {
    let mut rest = text;
    for number in 1.. {
        let digits = number.to_string();
        let found = rest.match_indices(&digits).find(|(at, _)| {
            let before = rest[..*at].chars().next_back();
            let behind = rest[at + digits.len()..].chars().next();
            before.is_none_or(|before| before.is_whitespace() || matches!(before, '(' | '（'))
                && matches!(behind, Some(')' | '）'))
        });
        let Some((at, _)) = found else { return number - 1 };
        rest = &rest[at + digits.len()..];
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_brackets_count() {
        assert_eq!(count("either (1) the owner or (2) a member"), 2);
        assert_eq!(count("1）所有者、2）成员"), 1);
        assert_eq!(count("either (1) the owner or (3) a member"), 1);
        assert_eq!(count("item 1 and item 2"), 0);
        let of_eleven = |last: &str| {
            let most: Vec<String> =
                (1..10).map(|number| format!("({number}) the group of that number")).collect();
            format!("{}, (10) one, {last} the last", most.join(", "))
        };
        assert_eq!(count(&of_eleven("(11)")), 11);
        assert_eq!(count(&of_eleven("(12)")), 10);
    }
}
