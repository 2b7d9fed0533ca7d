//! Text from documents and file names, made safe to print.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// The most characters of a message, path or label that are shown to people.
const LONGEST: usize = 1_000;

/// Whether a character acts on a terminal or on the text around it without being seen: controls, controls of the
/// writing direction, line separators, characters without width that no language's spelling needs, and code points
/// that are no characters.
pub(in crate::report) fn is_hidden(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Where a line begins with this and a name, GitHub Actions takes it for a command, white space before it or not.
const COMMAND: &str = "::";

/// Where a bracket stands behind this, and at most a word between them, GitHub Actions, Azure Pipelines or `TeamCity` take
/// it for a command: `##[error]`, `##vso[task.setvariable]`, `##teamcity[…]`.
const BRACKETED: &str = "##";

/// Whether the character behind `before` would make a command of it, for whoever reads the log.
fn is_command(before: &str, c: char) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric();
    c == '[' && before.trim_end_matches(word).ends_with(BRACKETED)
}

/// The text with hidden characters written as escapes (`\u{1b}`), tabs kept, and so is what a log would take for a
/// command. Each character depends only on those before it, so that the escaped form of a prefix is the prefix of the
/// escaped form.
pub(in crate::report) fn escaped(text: &str) -> Cow<'_, str> {
    let start = text.len() - text.trim_start().len();
    let name = start + COMMAND.len();
    let commands = text[start..].starts_with(COMMAND) || text.contains(BRACKETED);
    if !commands && !text.contains(|c| c != '\t' && is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        match c {
            _ if at == name && c.is_ascii_alphabetic() && text[start..].starts_with(COMMAND) => {
                out.extend(c.escape_unicode());
            }
            '[' if is_command(&text[..at], c) => out.extend(c.escape_unicode()),
            '\t' => out.push(c),
            '\n' | '\r' => out.extend(c.escape_default()),
            _ if is_hidden(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A message, path or label on one line, escaped and cut to a bearable length.
pub(in crate::report) fn line(text: &str) -> String {
    let cut = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    let kept = escaped(&text[..cut.unwrap_or(text.len())]).replace('\t', " ");
    if cut.is_some() { kept + "…" } else { kept }
}

/// The same for text that may have several lines.
pub(in crate::report) fn lines(text: &str) -> String {
    text.trim_end().lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Writes a value as indented JSON, in which hidden characters are escapes: the value is the same, and a log that
/// shows it is safe.
pub(in crate::report) fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write_formatted(value, PrettyFormatter::new(), out)
}

/// The same on one line.
pub(in crate::report) fn write_json_line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write_formatted(value, CompactFormatter, out)
}

fn write_formatted(
    value: &impl Serialize,
    formatter: impl Formatter,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaping(formatter));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

struct Escaping<F>(F);

/// Hands a method on to the formatter inside.
macro_rules! delegate {
    ($($name:ident($($arg:ident: $type:ty),*);)*) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $arg: $type)*) -> io::Result<()> {
            self.0.$name(writer $(, $arg)*)
        })*
    };
}

impl<F: Formatter> Formatter for Escaping<F> {
    delegate! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let plain = |byte: &u8| !byte.is_ascii_control() && byte.is_ascii();
        let hidden = !fragment.as_bytes().iter().all(plain) && fragment.contains(is_hidden);
        if !hidden && !fragment.contains(BRACKETED) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut out = String::with_capacity(fragment.len() + 16);
        for (at, c) in fragment.char_indices() {
            if is_hidden(c) || is_command(&fragment[..at], c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            } else {
                out.push(c);
            }
        }
        writer.write_all(out.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelt_out() {
        assert_eq!(line("a\u{1b}[31m\u{202e}b\nc"), r"a\u{1b}[31m\u{202e}b\nc");
        assert_eq!(line("می‌خواهم"), "می‌خواهم", "Persian needs its non-joiner");
        assert_eq!(lines("one\r\ntwo\n"), "one\ntwo");
        assert_eq!(line(&"x".repeat(5_000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn nothing_is_a_command_of_who_reads_the_log() {
        assert_eq!(line("::error::x"), r"::\u{65}rror::x");
        assert_eq!(line(" \t::error::x"), r"  ::\u{65}rror::x");
        assert_eq!(lines("a\n::stop-commands::x"), "a\n::\\u{73}top-commands::x");
        assert_eq!(line("a ##vso[task.setvariable]b"), r"a ##vso\u{5b}task.setvariable]b");
        assert_eq!(line("##[error]##teamcity[x"), r"##\u{5b}error]##teamcity\u{5b}x");
        for harmless in ["## [a] ##a b[c] std::path", " ::: docs/en/a.md:1:2", "a::error::b"] {
            assert_eq!(line(harmless), harmless);
        }
        let mut out = Vec::new();
        write_json_line(&"##vso[a", &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"##vso\\u005ba\"\n");
    }

    #[test]
    fn escapes_in_json_leave_the_value_as_it_was() {
        let text = "a\u{1b}\u{202e}\u{e0041}\"\\ 日本";
        let mut out = Vec::new();
        write_json(&text, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out, "\"a\\u001b\\u202e\\udb40\\udc41\\\"\\\\ 日本\"\n");
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }
}
