//! Front matter as nearly everybody writes it, read line by line: a seventh of what reading it by events takes. What this
//! reader accepts it reads as the YAML library does; whatever is more than that, or may be wrong, it gives back.

use crate::model::document::Field;
use crate::model::source_file::Span;

use super::{Lines, plain_value};

/// An open collection.
struct Level {
    sequence: bool,
    /// Columns before its keys or dashes.
    indent: usize,
    /// The length of the path that its own keys are added to.
    path: usize,
}

struct Reader<'t, 'f> {
    lines: Lines<'t>,
    fields: &'f mut Vec<Field>,
    path: String,
    levels: Vec<Level>,
    /// Where the colon is of a key whose value has not come yet.
    waiting: Option<usize>,
}

/// Reads all of a front matter; none where it is not regular, and then `fields` may hold some of it.
pub(super) fn read(content: &str, fields: &mut Vec<Field>) -> Option<()> {
    // A carriage return ends a line in YAML, also alone.
    let bytes = content.as_bytes();
    let alone = memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'));
    if alone || !content.chars().all(is_printable) {
        return None;
    }
    let lines = Lines { text: content, at: 0 };
    let mut reader = Reader { lines, fields, path: String::new(), levels: Vec::new(), waiting: None };
    while let Some(line) = reader.lines.next() {
        let indent = line.text.len() - line.text.trim_start_matches(' ').len();
        let written = &line.text[indent..];
        if !written.is_empty() && !written.starts_with('#') {
            reader.line(written, line.start + indent, indent)?;
        }
    }
    reader.nothing();
    Some(())
}

/// Whether YAML has a character (section 5.1 of YAML 1.2), but for those that it has in some places only.
const fn is_printable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

impl Reader<'_, '_> {
    /// Reads what stands at `start` behind `indent` columns, up to the end of its line.
    fn line(&mut self, written: &str, start: usize, indent: usize) -> Option<()> {
        let item = written.strip_prefix("- ");
        self.close(indent, item.is_some());
        if self.waiting.is_some() || self.levels.is_empty() {
            let (sequence, path) = (item.is_some(), self.path.len());
            if sequence && self.levels.is_empty() {
                return None;
            }
            self.waiting = None;
            self.levels.push(Level { sequence, indent, path });
        }
        let level = self.levels.last()?;
        if level.indent != indent || level.sequence != item.is_some() {
            return None;
        }
        self.path.truncate(level.path);
        let Some(item) = item else { return self.pair(written, start, indent) };
        let content = item.trim_start_matches(' ');
        let inner = indent + (written.len() - content.len());
        if key(content).is_some() {
            self.levels.push(Level { sequence: false, indent: inner, path: self.path.len() });
            return self.pair(content, start + (inner - indent), inner);
        }
        self.value(content, start + (inner - indent), indent)
    }

    /// Ends the collections that a line of this indent does not belong to.
    fn close(&mut self, indent: usize, item: bool) {
        let outer = self.levels.last().map(|level| level.indent);
        // The items of a key may stand no deeper than the key.
        if outer.is_none_or(|outer| outer < indent || outer == indent && item && self.waiting.is_some()) {
            return;
        }
        self.nothing();
        let ended =
            |level: &Level| level.indent > indent || level.indent == indent && level.sequence && !item;
        // The outermost ends with the text.
        while self.levels.len() > 1 && self.levels.last().is_some_and(ended) {
            self.levels.pop();
        }
    }

    /// A key that no value follows has an empty one, which YAML writes `~`.
    fn nothing(&mut self) {
        if let Some(colon) = self.waiting.take() {
            self.push("~", colon..colon);
        }
    }

    /// `key: value`
    fn pair(&mut self, written: &str, start: usize, indent: usize) -> Option<()> {
        let (key, colon) = key(written)?;
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(key);
        let value = written[colon + 1..].trim_start_matches(' ');
        if value.is_empty() {
            self.waiting = Some(start + colon);
            return Some(());
        }
        self.value(value, start + (written.len() - value.len()), indent)
    }

    fn value(&mut self, written: &str, start: usize, indent: usize) -> Option<()> {
        match written {
            ">" | ">-" | "|" | "|-" => return self.block(written, indent),
            _ => {}
        }
        if let Some(inner) = written.strip_prefix('[') {
            return self.flow(inner.strip_suffix(']')?, start + 1);
        }
        let value = plain_value(written)?;
        self.push(value, start..start + written.len());
        Some(())
    }

    /// `"a", b`
    fn flow(&mut self, inner: &str, start: usize) -> Option<()> {
        if inner.trim_matches(' ').is_empty() {
            return Some(());
        }
        let mut at = 0;
        loop {
            at += inner[at..].len() - inner[at..].trim_start_matches(' ').len();
            let rest = &inner[at..];
            let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
            let closed = quote.map_or(Some(0), |quote| Some(rest[1..].find(quote)? + 2))?;
            let length = rest[closed..].find(',').map_or(rest.len(), |comma| closed + comma);
            let item = rest[..length].trim_end_matches(' ');
            let value = plain_value(item)?;
            if value.is_empty() && quote.is_none()
                || quote.is_none() && value.contains(['[', ']', '{', '}', ':', '#'])
            {
                return None;
            }
            self.push(value, start + at..start + at + item.len());
            at += length + 1;
            if at > inner.len() {
                return Some(());
            }
        }
    }

    /// Lines below `>` or `|`, all indented alike.
    fn block(&mut self, header: &str, outer: usize) -> Option<()> {
        let (mut value, mut range) = (String::new(), 0..0);
        let mut block = None;
        while let Some(line) = self.lines.peek() {
            let indent = line.text.len() - line.text.trim_start_matches(' ').len();
            if !line.text.is_empty() && indent <= outer {
                break;
            }
            let block = *block.get_or_insert(indent);
            if indent != block
                || line.text.len() == indent
                || !line.is_trimmed
                || line.text[indent..].starts_with('\t')
            {
                return None;
            }
            if value.is_empty() {
                range.start = line.start + indent;
            } else {
                value.push(if header.starts_with('>') { ' ' } else { '\n' });
            }
            value.push_str(&line.text[indent..]);
            range.end = line.start + line.text.len();
            self.lines.next();
        }
        if value.is_empty() {
            return None;
        }
        if header.len() == 1 {
            value.push('\n');
        }
        self.push(&value, range);
        Some(())
    }

    fn push(&mut self, value: &str, range: std::ops::Range<usize>) {
        self.fields.push(Field { key: self.path.clone(), value: value.to_owned(), span: Span::new(range) });
    }
}

/// The key that a line begins with, and where its colon is.
fn key(line: &str) -> Option<(&str, usize)> {
    if let Some(quote @ ('"' | '\'')) = line.chars().next() {
        let length = line[1..].find([quote, '\\'])?;
        let rest = &line[length + 1..];
        let sound = length > 0 && rest.starts_with(quote) && rest[1..].starts_with(':') && behind(&rest[2..]);
        return sound.then(|| (&line[1..=length], length + 2));
    }
    let name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
    let length = line.bytes().take_while(|byte| name(byte)).count();
    let colon = length.checked_sub(1).filter(|_| behind(&line[length..]))?;
    let sound =
        line[..length].ends_with(':') && !line.starts_with(['-', ':', '.']) && !line[..colon].ends_with(':');
    (sound && colon > 0).then(|| (&line[..colon], colon))
}

/// Whether a colon that this follows ends a key.
fn behind(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}
