//! The documents that are open in the editor, as it has them.

use super::position::{Encoding, Lines};
use super::protocol::ContentChange;

/// A document that is open in the editor.
#[derive(Debug)]
pub(super) struct Document {
    /// Its URI as the editor writes it.
    pub(super) uri: String,
    /// How often it was changed, as the editor counts.
    pub(super) version: i64,
    /// Its text, saved or not.
    pub(super) text: String,
    /// The number under which its folder was told of that text.
    pub(super) told: u64,
}

/// Makes changes, each in what the ones before it left.
pub(super) fn apply(text: &mut String, changes: Vec<ContentChange>, encoding: Encoding) {
    for change in changes {
        let Some(range) = change.range else {
            *text = change.text;
            continue;
        };
        let lines = Lines::new(text);
        let start = lines.offset(text, range.start, encoding);
        let end = lines.offset(text, range.end, encoding).max(start);
        text.replace_range(start..end, &change.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::protocol::{Position, Range};

    fn change(start: (u32, u32), end: (u32, u32), text: &str) -> ContentChange {
        let at = |(line, character)| Position { line, character };
        ContentChange { range: Some(Range { start: at(start), end: at(end) }), text: text.to_owned() }
    }

    fn applied(text: &str, changes: Vec<ContentChange>, encoding: Encoding) -> String {
        let mut text = text.to_owned();
        apply(&mut text, changes, encoding);
        text
    }

    #[test]
    fn changes_follow_one_another() {
        let text = "one 😀 two\r\nthree\r\n";
        let changes =
            || vec![change((0, 4), (0, 6), "x"), change((0, 5), (0, 6), "-"), change((1, 0), (2, 0), "")];
        assert_eq!(applied(text, changes(), Encoding::Utf16), "one x-two\r\n");
        assert_eq!(
            applied(text, vec![change((0, 4), (0, 8), "x")], Encoding::Utf8),
            "one x two\r\nthree\r\n"
        );
        assert_eq!(
            applied(text, vec![change((0, 4), (0, 5), "x")], Encoding::Utf32),
            "one x two\r\nthree\r\n"
        );
    }

    #[test]
    fn the_whole_text_may_be_new_and_ranges_may_be_wrong() {
        let whole = ContentChange { range: None, text: "a\n".to_owned() };
        let beyond = change((9, 9), (9, 99), "b");
        assert_eq!(applied("x", vec![whole, beyond], Encoding::Utf16), "a\nb");
        assert_eq!(applied("abc", vec![change((0, 2), (0, 1), "x")], Encoding::Utf16), "abxc");
    }
}
