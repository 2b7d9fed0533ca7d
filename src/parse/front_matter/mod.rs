//! Front matter: YAML between `---`, TOML between `+++`. The YAML library is known to this file only.

mod regular;

use std::ops::Range;

use granit_parser::{Event, Parser};

use crate::model::document::{Field, Problem};
use crate::model::source_file::Span;

/// Where front matter lies and which language it is in.
pub(super) struct FrontMatter {
    /// With its delimiters.
    pub(super) whole: Range<usize>,
    /// Between its delimiters.
    pub(super) content: Range<usize>,
    toml: bool,
}

/// The front matter of a text. `Err` is the opening line of one that never ends. Blank lines may precede it, as in Hugo,
/// where what follows tells it from a thematic break.
pub(super) fn split(text: &str) -> Result<Option<FrontMatter>, Range<usize>> {
    let top = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = text.len() - text[top..].trim_start_matches([' ', '\t', '\r', '\n']).len();
    let start = text[top..start].rfind('\n').map_or(top, |end| top + end + 1);
    let first = line(text, start);
    let delimiter = text[first.clone()].trim_end();
    if delimiter != "---" && delimiter != "+++" {
        return Ok(None);
    }
    let content = first.end;
    if start > top && !is_key(&text[line(text, content)]) {
        return Ok(None);
    }
    let mut at = content;
    while at < text.len() {
        let next = line(text, at);
        let read = text[next.clone()].trim_end();
        if read == delimiter || (read == "..." && delimiter == "---") {
            let toml = delimiter == "+++";
            return Ok(Some(FrontMatter { whole: start..next.end, content: content..at, toml }));
        }
        at = next.end;
    }
    if is_key(&text[line(text, content)]) { Err(start..start + delimiter.len()) } else { Ok(None) }
}

/// A line with its line end.
fn line(text: &str, at: usize) -> Range<usize> {
    at..memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end + 1)
}

/// Whether a first line tells front matter from a thematic break.
fn is_key(line: &str) -> bool {
    let name =
        line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    let end = name.count();
    end > 0 && line[end..].trim_start().starts_with([':', '='])
}

/// The scalars of the front matter.
pub(super) fn fields(text: &str, matter: &FrontMatter, problems: &mut Vec<Problem>) -> Vec<Field> {
    let mut fields = Vec::new();
    let content = &text[matter.content.clone()];
    let result = if matter.toml { toml(content, &mut fields) } else { yaml(content, &mut fields) };
    if let Err((range, message)) = result {
        let end = (matter.content.start + range.end).min(matter.content.end);
        let start = (matter.content.start + range.start).min(end);
        problems.push(Problem { span: Span::new(on_boundaries(text, start..end)), message });
    }
    for field in &mut fields {
        field.span.start += matter.content.start as u32;
        field.span.end += matter.content.start as u32;
    }
    fields
}

fn on_boundaries(text: &str, range: Range<usize>) -> Range<usize> {
    text.floor_char_boundary_at(range.start)..text.floor_char_boundary_at(range.end)
}

/// White space as YAML knows it.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

trait Floor {
    fn floor_char_boundary_at(&self, index: usize) -> usize;
}

impl Floor for str {
    fn floor_char_boundary_at(&self, index: usize) -> usize {
        (0..=index.min(self.len())).rev().find(|&at| self.is_char_boundary(at)).unwrap_or(0)
    }
}

type Failure = (Range<usize>, String);

/// One open collection of a YAML document.
enum Level {
    Sequence,
    /// The key that waits for its value, and the length of the path before it.
    Mapping {
        waiting: bool,
        path: usize,
    },
}

fn yaml(content: &str, fields: &mut Vec<Field>) -> Result<(), Failure> {
    if regular::read(content, fields).is_some() {
        return Ok(());
    }
    fields.clear();
    let result = events(content, fields);
    if result.is_err() {
        // One bad line should not hide the keys of the others.
        fields.clear();
        plain(content, fields);
    }
    result
}

/// The lines of a text.
#[derive(Clone)]
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

/// A line without its end and without white space before that.
struct Line<'t> {
    start: usize,
    text: &'t str,
    /// Whether there is no white space before its end.
    is_trimmed: bool,
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        if self.at >= self.text.len() {
            return None;
        }
        let range = line(self.text, self.at);
        self.at = range.end;
        let written = &self.text[range.clone()];
        let text = written.trim_end_matches(BLANK);
        let is_trimmed = matches!(&written[text.len()..], "" | "\n" | "\r\n");
        Some(Line { start: range.start, text, is_trimmed })
    }
}

impl<'t> Lines<'t> {
    /// The line that comes next.
    fn peek(&self) -> Option<Line<'t>> {
        self.clone().next()
    }
}

/// Reads the lines of the form `key: value`, whose values are what they look like.
fn plain(content: &str, fields: &mut Vec<Field>) {
    for line in (Lines { text: content, at: 0 }) {
        if let Some((key, written)) = plain_field(line.text)
            && let Some(value) = plain_value(written)
        {
            let end = line.start + line.text.len();
            let span = Span::new(end - written.len()..end);
            fields.push(Field { key: key.to_owned(), value: value.to_owned(), span });
        }
    }
}

/// A key and what stands behind it.
fn plain_field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_key = !key.is_empty() && !key.starts_with('-') && key.bytes().all(name);
    Some((key, value.strip_prefix(' ')?.trim_start())).filter(|_| is_key)
}

/// The value of a scalar that is plain, or quoted without escapes.
fn plain_value(written: &str) -> Option<&str> {
    let first = written.bytes().next()?;
    if matches!(first, b'"' | b'\'') {
        let inner = written.get(1..)?.strip_suffix(char::from(first))?;
        return memchr::memchr2(first, b'\\', inner.as_bytes()).is_none().then_some(inner);
    }
    let begins =
        matches!(first, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'/' | b'(' | b'_' | b'.' | b'$' | 0x80..);
    let ends = |pair: &[u8]| matches!(pair, b": " | b" #" | [_, b'\t']);
    (begins && !written.ends_with(':') && !written.as_bytes().windows(2).any(ends)).then_some(written)
}

fn events(content: &str, fields: &mut Vec<Field>) -> Result<(), Failure> {
    let mut path = String::new();
    let mut levels: Vec<Level> = Vec::new();
    for item in Parser::new_from_str(content) {
        let (event, span) = item.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(0);
            (at..at, format!("the front matter is not valid YAML: {}", error.info()))
        })?;
        let is_key = matches!(levels.last(), Some(Level::Mapping { waiting: false, .. }));
        match event {
            Event::Scalar(value, ..) if is_key => push_key(&mut path, &mut levels, &value),
            Event::Scalar(value, ..) => {
                let range = span.byte_range().unwrap_or_default();
                let range = trimmed(content, on_boundaries(content, range));
                fields.push(Field { key: path.clone(), value: value.into_owned(), span: Span::new(range) });
                end_value(&mut path, &mut levels);
            }
            Event::Alias(..) if is_key => push_key(&mut path, &mut levels, "*"),
            Event::Alias(..) => end_value(&mut path, &mut levels),
            Event::SequenceStart(..) => levels.push(Level::Sequence),
            Event::MappingStart(..) => levels.push(Level::Mapping { waiting: false, path: path.len() }),
            Event::SequenceEnd | Event::MappingEnd => {
                levels.pop();
                end_value(&mut path, &mut levels);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Block scalars end with their last line break.
fn trimmed(content: &str, range: Range<usize>) -> Range<usize> {
    range.start..range.start + content[range].trim_end_matches(BLANK).len()
}

fn push_key(path: &mut String, levels: &mut [Level], key: &str) {
    if let Some(Level::Mapping { waiting, path: outer }) = levels.last_mut() {
        *waiting = true;
        *outer = path.len();
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    }
}

/// A collection that is itself a key counts as an empty one.
fn end_value(path: &mut String, levels: &mut [Level]) {
    if let Some(Level::Mapping { waiting, path: outer }) = levels.last_mut() {
        if *waiting {
            path.truncate(*outer);
        }
        *waiting = !*waiting;
    }
}

fn toml(content: &str, fields: &mut Vec<Field>) -> Result<(), Failure> {
    let table = toml::de::DeTable::parse(content).map_err(|error| {
        (error.span().unwrap_or(0..0), format!("the front matter is not valid TOML: {}", error.message()))
    })?;
    let mut waiting: Vec<(String, &toml::Spanned<toml::de::DeValue<'_>>)> = Vec::new();
    waiting.extend(table.get_ref().iter().map(|(key, value)| (key.get_ref().to_string(), value)));
    while let Some((key, value)) = waiting.pop() {
        match value.get_ref() {
            toml::de::DeValue::Table(table) => {
                waiting
                    .extend(table.iter().map(|(name, value)| (format!("{key}.{}", name.get_ref()), value)));
            }
            toml::de::DeValue::Array(array) => waiting.extend(array.iter().map(|value| (key.clone(), value))),
            scalar => {
                let span = value.span();
                let text = scalar.as_str().unwrap_or(&content[span.clone()]).to_owned();
                fields.push(Field { key, value: text, span: Span::new(span) });
            }
        }
    }
    fields.sort_by_key(|field| field.span);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String, &str)>, usize) {
        let mut problems = Vec::new();
        let matter = split(text).unwrap().unwrap();
        let fields = fields(text, &matter, &mut problems);
        let shown = fields.into_iter().map(|field| (field.key, field.value, &text[field.span.range()]));
        (shown.collect(), problems.len())
    }

    fn field<'a>(key: &str, value: &str, written: &'a str) -> (String, String, &'a str) {
        (key.to_owned(), value.to_owned(), written)
    }

    #[test]
    fn values_are_read_with_their_places() {
        let text = "\u{feff}---\r\ntitle: Ein Blatt\r\na: 'b'\r\nc.d: \"e: f\"\r\n---\r\ntext";
        let (fields, problems) = read(text);
        let expected = [
            field("title", "Ein Blatt", "Ein Blatt"),
            field("a", "b", "'b'"),
            field("c.d", "e: f", "\"e: f\""),
        ];
        assert_eq!((fields.as_slice(), problems), (expected.as_slice(), 0));
    }

    #[test]
    fn blank_lines_may_precede_keys_and_no_thematic_break() {
        assert_eq!(read("\n \r\n---\ntitle: x\n---\n").0, [field("title", "x", "x")]);
        assert!(split("\n---\nA line.\n\n---\n").unwrap().is_none());
        assert!(split("\n  \n").unwrap().is_none());
    }

    #[test]
    fn nested_keys_are_joined() {
        let (fields, _) = read("---\nl10n:\n  sourceCommit: abc\nx:\n- one\n- y: two\nz: >\n  a\n  b\n---\n");
        let expected = [
            field("l10n.sourceCommit", "abc", "abc"),
            field("x", "one", "one"),
            field("x.y", "two", "two"),
            field("z", "a b\n", "a\n  b"),
        ];
        assert_eq!(fields, expected);
        let (fields, problems) = read("+++\na = \"b\"\n[c]\nd = 1\n+++\n");
        assert_eq!(
            (fields.as_slice(), problems),
            ([field("a", "b", "\"b\""), field("c.d", "1", "1")].as_slice(), 0)
        );
    }

    #[test]
    fn a_line_has_a_key_if_its_name_is_one() {
        assert_eq!(plain_field("a-b.c_1: d: e"), Some(("a-b.c_1", "d: e")));
        for line in [": b", "- a: b", "-a: b", "a b: c", "a:b", "a"] {
            assert_eq!(plain_field(line), None, "{line}");
        }
    }

    #[test]
    fn values_of_a_list_in_one_line_are_read_with_their_places() {
        for (list, expected) in [
            (
                "[\"b, c\",   d , 'e', \"\", f]",
                vec![("b, c", "\"b, c\""), ("d", "d"), ("e", "'e'"), ("", "\"\""), ("f", "f")],
            ),
            ("[ b ]", vec![("b", "b")]),
            ("[]", vec![]),
            ("[b, ]", vec![("b", "b")]),
            ("[\"öö\"]", vec![("öö", "\"öö\"")]),
            ("[b,c]", vec![("b", "b"), ("c", "c")]),
        ] {
            let text = format!("---\na: {list}\n---\n");
            let expected = expected.into_iter().map(|(value, written)| field("a", value, written));
            assert_eq!(read(&text), (expected.collect(), 0), "{list}");
        }
    }

    #[test]
    fn aliases_are_no_values_and_leave_the_path_as_it_was() {
        let (fields, problems) = read("---\na: &b c\nd: *b\ne:\n- *b\n- f\n*b : g\nh: i\n---\n");
        let keys: Vec<(&str, &str)> =
            fields.iter().map(|(key, value, _)| (key.as_str(), value.as_str())).collect();
        assert_eq!((keys, problems), (vec![("a", "c"), ("e", "f"), ("*", "g"), ("h", "i")], 0));
    }

    /// Texts of a few pieces, each of which means something somewhere.
    fn texts() -> impl Iterator<Item = String> {
        const PIECES: [&str; 40] = [
            "a: ",
            "b.c:",
            "- ",
            "  ",
            "    ",
            "\n",
            "\n",
            "x",
            "\"y z\"",
            "'q'",
            "[a, \"b\", c]",
            "[]",
            "[a",
            "# c",
            " #",
            "key: v",
            "- k: v",
            "|",
            "|-",
            ">-",
            "~",
            "日本",
            ": ",
            "'k':",
            "- - ",
            "{a: b}",
            "\r\n",
            "\t",
            "*a",
            "&a ",
            "? ",
            "-",
            "a:\n- x\n- y\n",
            "a:\n  b: c\n  d:\n    e: f\n",
            "k: >-\n  x\n  y\n",
            ",",
            ".5",
            "a:b: c",
            "end:",
            "\n  m: n\n",
        ];
        let mut state = 88_172_645_463_325_252_u64;
        let mut next = move |count: usize| {
            // Marsaglia's xorshift: the same texts in every run.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % count as u64) as usize
        };
        (0..20_000).map(move |_| (0..=next(10)).map(|_| PIECES[next(PIECES.len())]).collect())
    }

    #[test]
    fn what_is_regular_is_read_as_the_library_reads_it() {
        let mut regular = 0;
        let nested = ["a:\n  - b: c\n", "a:\n  -  b: c\n     d: e\n  - f\n", "a: [b: c]\n", "a: [b, ]\n"];
        for text in texts().chain(nested.map(str::to_owned)) {
            let (mut by_line, mut by_event) = (Vec::new(), Vec::new());
            if regular::read(&text, &mut by_line).is_some() {
                let result = events(&text, &mut by_event);
                let shown = |fields: &[Field]| format!("{fields:?}");
                assert_eq!((shown(&by_line), result), (shown(&by_event), Ok(())), "{text:?}");
                regular += 1;
            }
        }
        assert!(regular > 1000, "{regular}");
    }

    #[test]
    fn what_yaml_has_no_character_for_is_for_the_library() {
        for (text, is_regular) in [
            ("a: b", true),
            ("a: b\u{e9}\u{a0}", true),
            ("a: \u{1f6e1}", true),
            ("a: b\r\n", true),
            ("a: b\rc", false),
            ("a: b\u{2}", false),
            ("a: b\u{7f}", false),
            ("a: b\u{85}", false),
            ("a: b\u{ffff}", false),
            ("a: \u{feff}b", false),
        ] {
            let (mut by_line, mut by_event) = (Vec::new(), Vec::new());
            assert_eq!(regular::read(text, &mut by_line).is_some(), is_regular, "{text:?}");
            if is_regular {
                assert_eq!(events(text, &mut by_event), Ok(()), "{text:?}");
                assert_eq!(format!("{by_line:?}"), format!("{by_event:?}"));
            }
        }
    }

    #[test]
    fn what_nearly_everybody_writes_is_regular() {
        for text in ["l10n:\n  sourceCommit: abc\n", "tags:\n- one\n- two\ntitle: T\n", "tags:\n  - one\n"] {
            assert!(regular::read(text, &mut Vec::new()).is_some(), "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_a_problem_and_the_rest_is_read() {
        let (fields, problems) = read("---\ntitle: a: b\nsource: c\n---\n");
        assert_eq!((fields.as_slice(), problems), ([field("source", "c", "c")].as_slice(), 1));
        assert!(split("---\ntitle: a\n\ntext").is_err());
        assert!(split("---\n\ntext").unwrap().is_none());
    }
}
