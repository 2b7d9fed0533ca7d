//! Lines that a reader takes for a step and Markdown does not.

use std::ops::Range;

use crate::model::document::MarkerFlaw;

use super::bare::is_invisible;

/// A marker that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) span: Range<usize>,
    pub(super) ordinal: u32,
    pub(super) flaw: MarkerFlaw,
}

/// Numbers above this count years and parts, not steps.
const MAX_ORDINAL: u32 = 199;

/// Hands over the broken markers at the beginnings of a paragraph's lines.
pub(super) fn find(text: &str, paragraph: Range<usize>, mut found: impl FnMut(Marker)) {
    let bytes = &text.as_bytes()[..paragraph.end];
    let mut read = |start: usize, first: bool| {
        let indent = bytes[start..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
        let at = start + indent;
        if bytes.get(at).is_some_and(|&byte| may_be_marker(byte)) {
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
            found_in(&text[at..end], at, first, &mut found);
        }
    };
    read(paragraph.start, true);
    for end in memchr::memchr_iter(b'\n', &bytes[paragraph.start..]) {
        read(paragraph.start + end + 1, false);
    }
}

/// Whether a line that begins with this byte is worth a look.
const fn may_be_marker(byte: u8) -> bool {
    byte.is_ascii_digit()
        || matches!(byte, b'\\' | b'*' | b'-')
        || matches!(byte, 0xd9 | 0xdb | 0xe0 | 0xe1 | 0xe2 | 0xef)
}

fn found_in(line: &str, at: usize, first: bool, found: &mut impl FnMut(Marker)) {
    if let Some((length, ordinal, flaw)) = marker(line, first)
        && ordinal <= MAX_ORDINAL
    {
        found(Marker { span: at..at + length, ordinal, flaw });
    }
}

/// The length, number and flaw of the broken marker that a line begins with.
fn marker(line: &str, first: bool) -> Option<(usize, u32, MarkerFlaw)> {
    if is_glued_bullet(line) {
        return Some((1, 0, MarkerFlaw::Glued));
    }
    if line.starts_with(is_invisible) {
        return hidden(line);
    }
    if let Some((length, ordinal)) = circled(line) {
        return Some((length, ordinal, MarkerFlaw::Circled));
    }
    let escaped = usize::from(line.starts_with('\\'));
    let (digits, ordinal, script) = number(&line[escaped..])?;
    let digits = digits + escaped;
    let rest = &line[digits..];
    let mut after = rest.chars();
    let mark = after.next()?;
    let length = digits + mark.len_utf8();
    let behind = after.next();
    let content = line[length..].trim();
    match mark {
        '.' | ')' if escaped > 0 => Some((length, ordinal, MarkerFlaw::Escaped)),
        '\\' if matches!(behind, Some('.' | ')')) => Some((length + 1, ordinal, MarkerFlaw::Escaped)),
        '．' | '、' | '）' if script != Script::Other && starts_text(content) => {
            Some((length, ordinal, MarkerFlaw::FullWidth))
        }
        '.' | ')' | '-' | '۔' | '،' | '।' if script == Script::Other => {
            let apart = behind.is_none_or(char::is_whitespace) || mark != '-' && starts_text(content);
            apart.then_some((length, ordinal, MarkerFlaw::OtherDigits))
        }
        '.' | ')' | '、' if script == Script::Wide && starts_text(content) => {
            Some((length, ordinal, MarkerFlaw::FullWidth))
        }
        '.' | ')' if script == Script::Ascii => match behind {
            None | Some(' ' | '\t') => (!first).then_some((length, ordinal, MarkerFlaw::InParagraph)),
            Some(next) => is_glued(next, content, mark).then_some((length, ordinal, MarkerFlaw::Glued)),
        },
        _ => None,
    }
}

/// A marker that would be one but for what nobody sees before it.
fn hidden(line: &str) -> Option<(usize, u32, MarkerFlaw)> {
    let shown = line.trim_start_matches(is_invisible);
    let (digits, ordinal, script) = number(shown)?;
    let mut behind = shown[digits..].chars();
    let marks = matches!(behind.next(), Some('.' | ')')) && matches!(behind.next(), Some(' ' | '\t'));
    let length = line.len() - shown.len() + digits + 1;
    (marks && script == Script::Ascii).then_some((length, ordinal, MarkerFlaw::Hidden))
}

/// Whether what follows a full-width marker is text: `2、3` counts, it does not begin a step.
fn starts_text(content: &str) -> bool {
    content.starts_with(|first: char| !first.is_numeric() && !matches!(first, '，' | '、' | '。' | ','))
}

/// Whether text stands directly behind a marker: `1.text`, but not `1.5`, `1.x` or `2.ª`.
fn is_glued(next: char, content: &str, mark: char) -> bool {
    let word = content.split_whitespace().next().unwrap_or_default();
    if mark == '.' && is_dotted_name(content) {
        return false;
    }
    if next.is_ascii_uppercase() {
        // `1.A` is a name, `2.Open` and `3.Node.js` are not.
        let mut rest = content.chars().skip(1);
        if rest.next().is_some_and(|second| !second.is_ascii_uppercase()) && rest.next().is_some() {
            return true;
        }
    }
    if next.is_ascii_alphabetic() {
        let short = word.trim_end_matches(|last: char| !last.is_alphanumeric()).len() < 2;
        return !short && !word.contains('.') && (mark == ')' || content.len() > word.len());
    }
    let opens = matches!(next, '[' | '*' | '`' | '（' | '「' | '『' | '【' | '《' | '“' | '<' | '(');
    let letter = next.is_alphabetic() && !matches!(next, 'º' | 'ª' | '°');
    letter || opens && !(mark == ')' && matches!(next, '*' | '(' | '<'))
}

/// Whether the full stop before a text is a part of its first word: `.NET`.
fn is_dotted_name(content: &str) -> bool {
    content
        .strip_prefix("NET")
        .is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
}

/// `*以下`, `*（任意）`: a bullet without the space behind it, and no emphasis. What follows is no ASCII letter, which may
/// be an option's name (`-v`), and no other sign of Markdown.
fn is_glued_bullet(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(['*', '-']) else { return false };
    let opens = |first: char| {
        (!first.is_ascii() && first.is_alphabetic()) || matches!(first, '（' | '「' | '[' | '(')
    };
    rest.starts_with(opens) && !rest.contains('*')
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Ascii,
    Wide,
    Other,
}

/// The number that a text begins with, in one script.
fn number(text: &str) -> Option<(usize, u32, Script)> {
    let zero = digit_zero(text.chars().next()?)?;
    let mut value = 0_u32;
    let mut length = 0;
    for character in text.chars().take(4) {
        let Some(digit) = (character as u32).checked_sub(zero).filter(|digit| *digit < 10) else { break };
        value = value * 10 + digit;
        length += character.len_utf8();
    }
    let script = match zero {
        0x30 => Script::Ascii,
        0xff10 => Script::Wide,
        _ => Script::Other,
    };
    Some((length, value, script))
}

/// The code of the zero of a decimal digit's script.
pub(super) fn digit_zero(digit: char) -> Option<u32> {
    const ZEROS: [u32; 18] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
        0xed0, 0x1040, 0x17e0, 0xff10,
    ];
    let code = digit as u32;
    if code < ZEROS[1] {
        return digit.is_ascii_digit().then_some(ZEROS[0]);
    }
    // Between the last two lie most letters of East Asia.
    if (ZEROS[16] + 10..ZEROS[17]).contains(&code) {
        return None;
    }
    let zero = ZEROS[..ZEROS.partition_point(|&zero| zero <= code)].last()?;
    (code < zero + 10).then_some(*zero)
}

/// `①`, `⑴`, `⒈`, `❶`, `➀`, `➊`
fn circled(line: &str) -> Option<(usize, u32)> {
    let first = line.chars().next()?;
    let code = first as u32;
    let bases = [(0x2460, 20), (0x2474, 20), (0x2488, 20), (0x2776, 10), (0x2780, 10), (0x278a, 10)];
    let (base, _) = bases.into_iter().find(|(base, count)| (*base..base + count).contains(&code))?;
    let content = line[first.len_utf8()..].trim_start();
    (content.chars().nth(1).is_some()).then(|| (first.len_utf8(), code - base + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaws(text: &str) -> Vec<(u32, MarkerFlaw)> {
        let mut out = Vec::new();
        find(text, 0..text.len(), |marker| out.push((marker.ordinal, marker.flaw)));
        out
    }

    #[test]
    fn broken_markers_are_found() {
        assert_eq!(flaws("1．開く"), [(1, MarkerFlaw::FullWidth)]);
        assert_eq!(flaws("２、開く"), [(2, MarkerFlaw::FullWidth)]);
        assert_eq!(flaws("3）開く"), [(3, MarkerFlaw::FullWidth)]);
        assert_eq!(flaws("4.開く"), [(4, MarkerFlaw::Glued)]);
        assert_eq!(flaws("4.Open it"), [(4, MarkerFlaw::Glued)]);
        assert_eq!(flaws("4.NETWORK is down"), [(4, MarkerFlaw::Glued)]);
        assert_eq!(flaws("4)NET is down"), [(4, MarkerFlaw::Glued)]);
        assert_eq!(flaws("4)[Open](x)"), [(4, MarkerFlaw::Glued)]);
        assert_eq!(flaws("3.（任意）開く"), [(3, MarkerFlaw::Glued)]);
        assert_eq!(flaws("② 開く"), [(2, MarkerFlaw::Circled)]);
        assert_eq!(flaws("٣. افتح"), [(3, MarkerFlaw::OtherDigits)]);
        assert_eq!(flaws("३. खोलें"), [(3, MarkerFlaw::OtherDigits)]);
        assert_eq!(flaws("some text\n   > 5. Open it"), [(5, MarkerFlaw::InParagraph)]);
        assert_eq!(flaws(r"1\. Open it"), [(1, MarkerFlaw::Escaped)]);
        assert_eq!(flaws(r"\1. Open it"), [(1, MarkerFlaw::Escaped)]);
        assert_eq!(flaws("\u{200f}2. افتح"), [(2, MarkerFlaw::Hidden)]);
        assert_eq!(flaws("a\n  \u{feff}\u{200e}3) Open"), [(3, MarkerFlaw::Hidden)]);
        assert_eq!(flaws("*（任意）開く"), [(0, MarkerFlaw::Glued)]);
        assert_eq!(flaws("some text\n    *以下を開く"), [(0, MarkerFlaw::Glued)]);
    }

    #[test]
    fn digits_have_the_zero_of_their_script() {
        for (digit, zero) in [('0', '0'), ('9', '0'), ('٣', '٠'), ('९', '०'), ('９', '０')] {
            assert_eq!(digit_zero(digit), Some(zero as u32), "{digit}");
        }
        for other in ['/', ':', 'a', '٪', '手', '\u{970}', '：'] {
            assert_eq!(digit_zero(other), None, "{other}");
        }
    }

    #[test]
    fn numbers_in_prose_are_none() {
        for text in [
            "1.5 is out",
            "1.2.3",
            "2、3 を",
            "1.x is old",
            "2.ª vez",
            "2020 was",
            "3 apples",
            "\u{200f}2.5 is out",
            "\u{200f}2 apples",
            "\u{200f}* b",
            "2.NET",
            "2.NET is here",
            "2.NET を使う",
            "2.4GHz is the band",
            "3.x is there",
            "5",
            "2.Ab",
            "3.ABC",
            "a\n1:. Open",
            "a\n２. ３ を",
            "*強調*する",
            "-v",
            "**太字**",
        ] {
            assert_eq!(flaws(text), [], "{text}");
        }
    }
}
