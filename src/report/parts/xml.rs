//! Text in XML 1.0.

use super::text;

/// The declaration with which a document begins.
pub(in crate::report) const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// One line of text as it stands in an attribute or between tags. What XML has no spelling for (section 2.2) is hidden
/// and has been escaped.
pub(in crate::report) fn line(text: &str) -> String {
    marked(&text::line(text))
}

/// Several lines of text as they stand between tags.
pub(in crate::report) fn lines(text: &str) -> String {
    marked(&text::lines(text))
}

fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(line("a]]>&\"<x y='z'>"), "a]]&gt;&amp;&quot;&lt;x y=&apos;z&apos;&gt;");
        assert_eq!(line("a\u{b}\u{fffe}\tb\nc"), r"a\u{b}\u{fffe} b\nc");
        assert_eq!(lines("a\n<b>\u{0}\r\n"), "a\n&lt;b&gt;\\u{0}");
    }
}
