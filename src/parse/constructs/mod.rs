//! What CommonMark knows nothing of and would misread: lines that hold only components, directives or shortcodes,
//! the indented content of admonitions and components, ES modules, comments of MDX.
//!
//! Such lines become blank and indented content loses its indent before the text is parsed; the lines are kept as
//! [`Extra`]s, since they hold link targets and may open a step.

use std::ops::Range;

use super::components::components;
use super::tags::TagScanner;
use super::view::{View, ViewBuilder};

/// Lines that were taken out of the Markdown.
#[derive(Debug)]
pub(super) struct Extra {
    /// Where they are in the text that is parsed.
    pub(super) start: usize,
    /// The same place in the text before.
    pub(super) original: Range<usize>,
    /// Columns before the first character, in the text that is parsed.
    pub(super) indent: usize,
    /// It is JavaScript, in which nothing is markup.
    pub(super) module: bool,
}

/// Text ready to be parsed.
pub(super) struct Prepared<'a> {
    pub(super) view: View<'a>,
    pub(super) extras: Vec<Extra>,
}

/// Indented content of an admonition or component.
struct Indented {
    /// The indent of the line that opened it.
    outer: usize,
    /// How much less its content is indented in what is parsed.
    less: usize,
}

/// Deeper nesting than this keeps its indent.
const MAX_DEPTH: usize = 32;

struct Preparer<'a> {
    text: &'a str,
    mdx: bool,
    view: ViewBuilder<'a>,
    extras: Vec<Extra>,
    tags: TagScanner,
    indented: Vec<Indented>,
    /// The fence of an open code block: its character and length.
    fence: Option<(u8, usize)>,
    /// What closes an open comment.
    comment: Option<&'static str>,
    /// Whether the line before is HTML that only a blank line ends.
    in_html: bool,
    after_blank: bool,
    /// Before this no tag ends that runs over several lines.
    no_long_tag: usize,
    /// Behind this the brackets of a module do not balance.
    unbalanced: usize,
}

/// A line, and where its first character other than a blank is.
struct Line {
    range: Range<usize>,
    first: usize,
    indent: usize,
}

/// Makes the body of a text ready to be parsed.
pub(super) fn prepare(text: &str, body: usize, mdx: bool) -> Prepared<'_> {
    let mut preparer = Preparer {
        text,
        mdx,
        view: ViewBuilder::new(text),
        extras: Vec::new(),
        tags: TagScanner::default(),
        indented: Vec::new(),
        fence: None,
        comment: None,
        in_html: false,
        after_blank: true,
        no_long_tag: 0,
        unbalanced: usize::MAX,
    };
    let mut at = body;
    loop {
        at = preparer.skip(at);
        if at >= text.len() {
            break;
        }
        let line = line_at(text, at);
        at = preparer.line(&line).max(line.range.end);
    }
    Prepared { view: preparer.view.finish(), extras: preparer.extras }
}

/// The line that begins at `start`, its end included.
fn line_at(text: &str, start: usize) -> Line {
    let bytes = text.as_bytes();
    let end = line_end(bytes, start);
    let (mut first, mut indent) = (start, 0);
    while first < end && matches!(bytes[first], b' ' | b'\t') {
        indent += if bytes[first] == b'\t' { 4 - indent % 4 } else { 1 };
        first += 1;
    }
    Line { range: start..end, first, indent }
}

/// One past the line feed that ends the line at `start`.
fn line_end(bytes: &[u8], start: usize) -> usize {
    memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length + 1)
}

impl Line {
    fn is_blank(&self, text: &str) -> bool {
        matches!(text.as_bytes().get(self.first), None | Some(b'\n' | b'\r')) || self.first >= self.range.end
    }
}

/// Whether a line that begins with this byte is only text, whatever follows.
const fn begins_text(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
        || byte >= 0x80
        || matches!(byte, b'#' | b'|' | b'[' | b'(' | b'"' | b'&' | b'_' | b'$' | b'@' | b'\\')
}

impl Preparer<'_> {
    /// Where the first line begins that may be more than blank, text, or code that goes on.
    fn skip(&mut self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        if self.comment.is_some() || !self.indented.is_empty() {
            return at;
        }
        while at < bytes.len() {
            let indent = bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let first = bytes.get(at + indent).copied().unwrap_or(b'\n');
            let goes_on = match self.fence {
                Some((mark, _)) => first != mark && first != b'>',
                None => begins_text(first) && !(self.mdx && indent == 0 && matches!(first, b'i' | b'e')),
            };
            if matches!(first, b'\n' | b'\r') {
                self.after_blank = true;
                self.in_html = false;
            } else if goes_on {
                self.after_blank = false;
            } else {
                break;
            }
            at = line_end(bytes, at + indent);
        }
        at
    }

    /// Reads one line, and says where to go on if that is not the next.
    fn line(&mut self, line: &Line) -> usize {
        if line.is_blank(self.text) {
            self.after_blank = true;
            self.in_html = false;
            return line.range.end;
        }
        let after_blank = std::mem::take(&mut self.after_blank);
        let first = self.text.as_bytes()[line.first];
        let plain = first.is_ascii_alphabetic() && !(self.mdx && line.indent == 0) || first >= 0x80;
        if plain && self.fence.is_none() && self.comment.is_none() && self.indented.is_empty() {
            return line.range.end;
        }
        if let Some(close) = self.comment {
            if memchr::memmem::find(&self.text.as_bytes()[line.range.clone()], close.as_bytes()).is_some() {
                self.comment = None;
            }
            return line.range.end;
        }
        if self.fence.is_none() {
            while self.indented.last().is_some_and(|open| line.indent <= open.outer) {
                self.indented.pop();
            }
        }
        let indent = self.dedent(line);
        if self.fence(line) {
            return line.range.end;
        }
        match first {
            b'<' => self.tag_line(line, indent),
            b'{' => self.brace_line(line, indent),
            b':' | b'/' => self.directive_line(line, indent),
            b'!' | b'?' | b'=' => self.admonition_line(line, indent),
            b'i' | b'e' if self.mdx && after_blank && line.indent == 0 => self.module_lines(line),
            _ => line.range.end,
        }
    }

    /// Leaves out the part of the indent that belongs to admonitions and components, and gives what is left of it.
    fn dedent(&mut self, line: &Line) -> usize {
        let wanted: usize =
            self.indented.iter().map(|open| open.less.min(line.indent.saturating_sub(open.outer))).sum();
        let (mut at, mut taken) = (line.range.start, 0);
        while taken < wanted && at < line.first {
            taken += if self.text.as_bytes()[at] == b'\t' { 4 } else { 1 };
            at += 1;
        }
        self.view.cut(line.range.start, at);
        line.indent.saturating_sub(taken)
    }

    /// Follows fenced code; true inside of it and on its fences.
    fn fence(&mut self, line: &Line) -> bool {
        let bytes = &self.text.as_bytes()[..line.range.end];
        let at = if self.fence.is_some() { line.first } else { behind_markers(bytes, line.first) };
        let byte = bytes.get(at).copied().unwrap_or(0);
        let length = if matches!(byte, b'`' | b'~') { run(bytes, at, byte) } else { 0 };
        let rest = bytes.get(at + length..).unwrap_or_default();
        match self.fence {
            Some((open, open_length)) => {
                let at = skip_quotes(bytes, at);
                let length = run(bytes, at, open);
                let closed =
                    length >= open_length && bytes[at + length..].iter().all(u8::is_ascii_whitespace);
                if closed {
                    self.fence = None;
                }
                true
            }
            None if length >= 3 && (byte == b'~' || !rest.contains(&b'`')) => {
                self.fence = Some((byte, length));
                true
            }
            None => false,
        }
    }

    /// A line of tags, or the beginning of a comment.
    fn tag_line(&mut self, line: &Line, indent: usize) -> usize {
        let rest = &self.text[line.first..line.range.end];
        if rest.starts_with("<!--") {
            if !rest.contains("-->") {
                self.comment = Some("-->");
            }
            return line.range.end;
        }
        if !self.in_html
            && let Some((end, open)) = self.lone_tags(line)
        {
            self.extra(line.first, end, indent);
            if open {
                self.indent_after(line.indent, end, 1);
            }
            return end;
        }
        let name = rest.trim_start_matches(['<', '/']);
        let name = &name[..name.bytes().take_while(u8::is_ascii_alphanumeric).count()];
        self.in_html |= components().is_html(name);
        line.range.end
    }

    /// Where the tags of a component end that fill whole lines, and whether one of them stays open.
    fn lone_tags(&mut self, line: &Line) -> Option<(usize, bool)> {
        let mut at = line.first;
        let mut end = line.range.end;
        let mut depth = 0_i32;
        loop {
            let limit = self.tag_limit(at, end);
            let tag = match self.tags.tag(self.text, at, limit) {
                Ok(tag) => tag,
                Err(read) => {
                    self.no_long_tag = self.no_long_tag.max(read);
                    return None;
                }
            };
            let name = &self.text[tag.name.clone()];
            if !self.is_component(name) {
                return None;
            }
            depth += if tag.closing { -1 } else { i32::from(!tag.self_closing) };
            at = tag.span.end;
            if at > end {
                end = line_at(self.text, at).range.end;
            }
            at += self.text[at..end].bytes().take_while(u8::is_ascii_whitespace).count();
            if at >= end {
                return Some((end, depth > 0));
            }
            if !self.text[at..].starts_with('<') {
                return None;
            }
        }
    }

    /// A component's tag may run over several lines.
    fn tag_limit(&self, start: usize, line_end: usize) -> usize {
        const MAX_TAG: usize = 8192;
        let bytes = self.text.as_bytes();
        let rest = &bytes[start..line_end];
        let capital = rest.get(1).is_some_and(u8::is_ascii_uppercase) || self.mdx;
        if !capital || start < self.no_long_tag || rest.contains(&b'>') && !rest.ends_with(b"{\n") {
            return line_end;
        }
        let mut end = (start + MAX_TAG).min(bytes.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        end
    }

    fn is_component(&self, name: &str) -> bool {
        let table = components();
        let capital = name.starts_with(|first: char| first.is_ascii_uppercase()) && !is_shouted_html(name);
        capital || name.is_empty() || name.contains(['-', '.']) || self.mdx && !table.is_structural(name)
    }

    /// A line of shortcodes, or a comment of MDX.
    fn brace_line(&mut self, line: &Line, indent: usize) -> usize {
        let rest = self.text[line.first..line.range.end].trim_end();
        if rest.starts_with("{/*") && !rest.contains("*/}") {
            self.comment = Some("*/}");
            return line.range.end;
        }
        let pairs = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{/*", "*/}")];
        let whole = pairs.iter().any(|(open, close)| {
            rest.starts_with(open) && rest.ends_with(close) && rest.matches(open).count() == 1
        });
        if whole {
            self.extra(line.first, line.range.end, indent);
        }
        line.range.end
    }

    /// `:::note`, `:::image …:::`, `/// tip`.
    fn directive_line(&mut self, line: &Line, indent: usize) -> usize {
        let rest = self.text[line.first..line.range.end].trim_end();
        let name = rest.trim_start_matches(rest.chars().next().unwrap_or(':'));
        let marker = rest.len() - name.len();
        let inline = name.find(":::").is_some_and(|close| close + 3 < name.len());
        if marker >= 3 && !inline && !name.starts_with(|c: char| c.is_ascii_punctuation()) {
            self.extra(line.first, line.range.end, indent);
            if !name.contains("source=") && !name.contains("end:::") {
                self.indent_after(line.indent, line.range.end, 1);
            }
        }
        line.range.end
    }

    /// `!!! note`, `??? tip`, `=== "Tab"`, with their content indented below.
    fn admonition_line(&mut self, line: &Line, indent: usize) -> usize {
        let rest = &self.text[line.first..line.range.end];
        let tab = rest.starts_with("=== \"") || rest.starts_with("=== '");
        if (tab || rest.starts_with("!!!") || rest.starts_with("???"))
            && self.indent_after(line.indent, line.range.end, 4)
        {
            self.extra(line.first, line.range.end, indent);
        }
        line.range.end
    }

    /// Takes note of content behind `from` that is indented by at least `step` more than `outer`.
    fn indent_after(&mut self, outer: usize, from: usize, step: usize) -> bool {
        let mut at = from;
        while at < self.text.len() {
            let next = line_at(self.text, at);
            if !next.is_blank(self.text) {
                let deeper = next.indent >= outer + step && self.indented.len() < MAX_DEPTH;
                if deeper {
                    let less = if step > 1 { step } else { next.indent - outer };
                    self.indented.push(Indented { outer, less });
                }
                return deeper;
            }
            at = next.range.end;
        }
        false
    }

    /// `import` and `export` of MDX, up to the blank line behind balanced brackets.
    fn module_lines(&mut self, line: &Line) -> usize {
        let rest = &self.text[line.range.clone()];
        if !(rest.starts_with("import ") || rest.starts_with("export ")) {
            return line.range.end;
        }
        let mut depth = 0_i32;
        let mut at = line.range.start;
        let mut first_blank = None;
        while at < self.text.len() {
            let next = line_at(self.text, at);
            if next.is_blank(self.text) {
                first_blank.get_or_insert(at);
                if depth <= 0 || at > self.unbalanced {
                    break;
                }
            }
            for byte in self.text[next.range.clone()].bytes() {
                match byte {
                    b'{' | b'(' | b'[' => depth += 1,
                    b'}' | b')' | b']' => depth -= 1,
                    _ => {}
                }
            }
            at = next.range.end;
        }
        // Where the brackets never balance, the rest of the page is not code.
        if depth > 0 {
            self.unbalanced = self.unbalanced.min(line.range.start);
        }
        let end = if depth > 0 { first_blank.unwrap_or(at) } else { at };
        let at = self.view.blank(line.range.start, end);
        let original = line.range.start..end;
        self.extras.push(Extra { start: at, original, indent: 0, module: true });
        self.after_blank = true;
        end
    }

    fn extra(&mut self, start: usize, end: usize, indent: usize) {
        let at = self.view.blank(start, end);
        self.extras.push(Extra { start: at, original: start..end, indent, module: false });
        self.in_html = false;
        self.after_blank = true;
    }
}

/// `<BR>` and `<TABLE>` are HTML, `<Table>` is a component.
fn is_shouted_html(name: &str) -> bool {
    name.bytes().all(|byte| !byte.is_ascii_lowercase()) && components().is_html(name)
}

fn run(bytes: &[u8], at: usize, byte: u8) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|&&next| next == byte).count()
}

/// Behind the markers of block quotes, where a fence may stand.
fn skip_quotes(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|byte| matches!(byte, b'>' | b' ' | b'\t')) {
        at += 1;
    }
    at
}

/// Behind the markers of block quotes and of one list item, where a fence may stand.
fn behind_markers(bytes: &[u8], at: usize) -> usize {
    let at = skip_quotes(bytes, at);
    let digits = bytes[at..].iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
    let marker = match bytes.get(at + digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        _ => return at,
    };
    if bytes.get(at + marker) == Some(&b' ') { skip_quotes(bytes, at + marker) } else { at }
}

#[cfg(test)]
mod tests;
