//! Front matter: YAML between `---`, TOML between `+++`. The YAML library is known to this file only.

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

/// The front matter of a text. `Err` is the opening line of one that never ends.
pub(super) fn split(text: &str) -> Result<Option<FrontMatter>, Range<usize>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = line(text, start);
    let delimiter = text[first.clone()].trim_end();
    if delimiter != "---" && delimiter != "+++" {
        return Ok(None);
    }
    let content = first.end;
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
    let mut path = String::new();
    let mut levels: Vec<Level> = Vec::new();
    for item in Parser::new_from_str(content) {
        let (event, span) = item.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(0);
            (at..at, format!("The front matter is not valid YAML: {}.", error.info()))
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
    range.start..range.start + content[range].trim_end().len()
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
        (error.span().unwrap_or(0..0), format!("The front matter is not valid TOML: {}.", error.message()))
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
