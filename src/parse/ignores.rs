//! Comments that silence findings, and what each covers.
//!
//! ```text
//! <!-- instep-ignore url-drift, url-missing: reason -->     the next block, or the one that it stands in
//! <!-- instep-ignore-start url: reason --> … <!-- instep-ignore-end -->
//! <!-- instep-ignore-file step: reason -->                  the whole file
//! {/* instep-ignore url-drift: reason */}                   the same in MDX
//! ```

use std::sync::LazyLock;

use memchr::memmem;

use crate::model::document::{Block, BlockKind, Cover, Document, Ignore, IgnoreFlaw, ListForm, Procedure};
use crate::model::slips::slips;
use crate::model::source_file::Span;

/// How every directive begins.
const START: &str = "instep-";

/// The directives.
const DIRECTIVES: [&str; 4] = ["ignore", "ignore-start", "ignore-end", "ignore-file"];

/// What is at most so many slips away from a directive is meant as one.
const FEW: usize = 2;

/// How comments begin and end.
const COMMENTS: [(&str, &str); 2] = [("<!--", "-->"), ("{/*", "*/}")];

/// A comment with a directive, and what stands behind that.
struct Comment<'t> {
    span: Span,
    directive: &'t str,
    rest: &'t str,
}

/// The comments of a document.
pub(super) fn find(document: &Document) -> Vec<Ignore> {
    let mut found = Vec::new();
    let mut blocks = Blocks::of(document);
    // Stretches whose end has not been met yet.
    let mut open = Vec::new();
    for comment in comments(document) {
        let Comment { span, directive, rest } = comment;
        match directive {
            "ignore" => {
                let block = blocks.next(span);
                found.push(ignore(span, rest, block.map(Cover::Part).ok_or(IgnoreFlaw::NoBlock)));
            }
            "ignore-file" => found.push(ignore(span, rest, Ok(Cover::File))),
            "ignore-start" => {
                open.push(found.len());
                found.push(ignore(span, rest, Err(IgnoreFlaw::NoEnd)));
            }
            "ignore-end" => match open.pop() {
                Some(start) => close(&mut found[start], span),
                None => found.push(flawed(span, IgnoreFlaw::NoStart)),
            },
            _ => found.push(flawed(span, IgnoreFlaw::Unknown)),
        }
    }
    found
}

/// Ends a stretch, if nothing else is wrong with it.
fn close(start: &mut Ignore, end: Span) {
    if start.covers == Err(IgnoreFlaw::NoEnd) {
        start.covers = Ok(Cover::Part(Span { start: start.span.end, end: end.start }));
    }
}

fn flawed(span: Span, flaw: IgnoreFlaw) -> Ignore {
    Ignore { span, rules: Vec::new(), reason: String::new(), covers: Err(flaw) }
}

/// The comment whose rules and reason stand in `text`.
fn ignore(span: Span, text: &str, covers: Result<Cover, IgnoreFlaw>) -> Ignore {
    // Translation turns the colon into a full-width one.
    let (rules, reason) = text.split_once([':', '：']).unwrap_or((text, ""));
    let rules: Vec<String> = rules
        .split([',', '，', '、', ' ', '\t', '\n', '\r'])
        .map(|rule| rule.trim_matches('`'))
        .filter(|rule| !rule.is_empty())
        .map(str::to_owned)
        .collect();
    let reason = reason.trim().to_owned();
    let covers = match covers {
        _ if rules.is_empty() => Err(IgnoreFlaw::NoRule),
        _ if reason.is_empty() => Err(IgnoreFlaw::NoReason),
        covers => covers,
    };
    Ignore { span, rules, reason, covers }
}

/// The directive at the start of a text, and what stands behind it; none where no directive can be meant.
fn directive(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let letters: Vec<char> = name.chars().take(32).collect();
    let near = |known: &&str| slips(&letters, &known.chars().collect::<Vec<_>>()) <= FEW;
    (name.starts_with(DIRECTIVES[0]) || DIRECTIVES.iter().any(near)).then_some((name, rest))
}

/// The comments with a directive, code left aside: there they are shown and not meant.
fn comments(document: &Document) -> Vec<Comment<'_>> {
    static BEGINNING: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(START));
    let text = document.file.text.as_str();
    let mut found = Vec::new();
    let mut from = 0;
    let mut endless = [false; COMMENTS.len()];
    for at in BEGINNING.find_iter(text.as_bytes()) {
        if at < from {
            continue;
        }
        let before = text[..at].trim_end();
        let Some(kind) = COMMENTS.iter().position(|(open, _)| before.ends_with(open)) else { continue };
        let (open, close) = COMMENTS[kind];
        let behind = at + START.len();
        // A comment without an end is none, and neither is another of its kind behind it.
        let end = |kind: usize| memmem::find(&text.as_bytes()[behind..], COMMENTS[kind].1.as_bytes());
        let Some(length) = Some(kind).filter(|&kind| !endless[kind]).and_then(end) else {
            endless[kind] = true;
            continue;
        };
        let span = Span::new(before.len() - open.len()..behind + length + close.len());
        from = span.end as usize;
        let said = directive(&text[behind..behind + length]);
        if let Some((directive, rest)) = said.filter(|_| !is_code(document, span)) {
            found.push(Comment { span, directive, rest });
        }
    }
    found
}

fn is_code(document: &Document, span: Span) -> bool {
    let around = document.blocks.partition_point(|block| block.span.end <= span.start);
    let block = document.blocks.get(around).filter(|block| block.span.start <= span.start);
    let span_around = document.codes.partition_point(|code| code.span.end <= span.start);
    let code = document.codes.get(span_around).filter(|code| code.span.start <= span.start);
    block.is_some_and(|block| block.kind == BlockKind::Code) || code.is_some()
}

/// What the comments of a document speak of. They come in order, so that what lies ahead of many of them is looked at once.
struct Blocks<'d> {
    document: &'d Document,
    numbered: Ahead<'d>,
    bulleted: Ahead<'d>,
}

impl<'d> Blocks<'d> {
    const fn of(document: &'d Document) -> Self {
        let numbered = Ahead::of(document.procedures.as_slice());
        Self { document, numbered, bulleted: Ahead::of(document.bullets.as_slice()) }
    }

    /// The block that a comment speaks of: the one whose text it stands in, or the next one. A list that begins behind the
    /// comment is one block, and so is a table.
    fn next(&mut self, comment: Span) -> Option<Span> {
        let blocks = &self.document.blocks;
        let around = blocks.partition_point(|block| block.span.end < comment.end);
        if let Some(block) = blocks.get(around).filter(|block| has_text_beside(self.document, block, comment))
        {
            return Some(block.span);
        }
        let index = blocks.partition_point(|block| block.span.start < comment.end);
        let first = blocks.get(index)?;
        let mut whole = first.span;
        if first.kind == BlockKind::TableRow {
            let is_of_it = |row: &Block| row.kind == first.kind && row.container == first.container;
            let rows = blocks[index..].partition_point(is_of_it);
            whole.end = blocks[index + rows - 1].span.end;
        }
        let lists =
            [&mut self.numbered, &mut self.bulleted].map(|ahead| ahead.outermost(comment.end, first.span));
        Some(lists.into_iter().flatten().max_by_key(|list| list.end).unwrap_or(whole))
    }
}

/// The lists that begin before a block, and behind the block before it.
struct Ahead<'d> {
    lists: &'d [Procedure],
    block: Option<Span>,
    /// Which of the lists is the first of them.
    from: usize,
    /// Of each of them and those behind it the one that ends last, if it does not end before the block does.
    outermost: Vec<Option<Span>>,
}

impl<'d> Ahead<'d> {
    const fn of(lists: &'d [Procedure]) -> Self {
        Self { lists, block: None, from: 0, outermost: Vec::new() }
    }

    /// The outermost list that begins behind an offset and with a block. Offsets come in order.
    fn outermost(&mut self, behind: u32, block: Span) -> Option<Span> {
        let from = self.lists.partition_point(|list| list.span.start < behind);
        if self.block != Some(block) {
            self.block = Some(block);
            self.from = from;
            let until = self.lists.partition_point(|list| list.span.start <= block.start);
            let lists = self.lists.get(from..until).unwrap_or_default().iter().rev();
            let outermost = lists.scan(None::<Span>, |last, list| {
                let begins_with_it = list.form != ListForm::Headings && list.span.end >= block.end;
                if begins_with_it && last.is_none_or(|last| last.end < list.span.end) {
                    *last = Some(list.span);
                }
                Some(*last)
            });
            self.outermost = outermost.collect();
            self.outermost.reverse();
        }
        *self.outermost.get(from.checked_sub(self.from)?)?
    }
}

/// Whether a block holds a comment and more.
fn has_text_beside(document: &Document, block: &Block, comment: Span) -> bool {
    let text = |start, end| !document.text(Span { start, end }).trim().is_empty();
    block.span.contains(comment)
        && (text(block.span.start, comment.start) || text(comment.end, block.span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::SourceFile;
    use crate::parse::parse;

    fn read(text: &str) -> Vec<(Vec<String>, Result<String, IgnoreFlaw>)> {
        let document = parse(&SourceFile::new("a.mdx", text));
        let covered = |cover| match cover {
            Cover::File => "the file".to_owned(),
            Cover::Part(span) => document.text(span).trim().to_owned(),
        };
        let found = document.ignores.iter();
        found.map(|ignore| (ignore.rules.clone(), ignore.covers.clone().map(covered))).collect()
    }

    fn covered(text: &str) -> String {
        read(text).remove(0).1.unwrap()
    }

    #[test]
    fn a_comment_covers_the_next_block() {
        let comment = "<!-- instep-ignore url: x -->";
        assert_eq!(covered(&format!("a\n\n{comment}\n\nb\nc\n\nd\n")), "b\nc");
        assert_eq!(covered(&format!("a\n\n{comment}\nb\n\nd\n")), "b");
        assert_eq!(covered(&format!("{comment}\n\n1. a\n2. b\n   - c\n\nd\n")), "1. a\n2. b\n   - c");
        assert_eq!(covered(&format!("{comment}\n\n| a |\n|---|\n| b |\n\nd\n")), "| a |\n|---|\n| b |");
        assert_eq!(covered(&format!("{comment}\n\n# Step 1: a\n\nd\n")), "# Step 1: a");
        let tables = "| a |\n|---|\n| b |\n\n| c |\n|---|\n| d |\n";
        assert_eq!(covered(&format!("{comment}\n\n{tables}")), "| a |\n|---|\n| b |");
        let headings = "## Step 1: a\n\nb\n\n## Step 2: c\n\nd\n";
        assert_eq!(covered(&format!("{comment}\n\n{headings}")), "## Step 1: a");
        assert_eq!(covered(&format!("1. a\n\n   {comment}\n\n   b\n2. c\n")), "b");
        assert_eq!(covered("{/* instep-ignore url: x */}\n\nb\n\nc\n"), "b");
    }

    #[test]
    fn comments_behind_one_another_speak_of_what_is_ahead_of_each() {
        let comment = "<!-- instep-ignore url: x -->";
        let text =
            format!("{comment}\n\n{comment}\n\n- {comment}\n\n  {comment}\n\n  1. - a\n\n     b\n- c\n");
        let covered: Vec<String> = read(&text).into_iter().map(|(_, covered)| covered.unwrap()).collect();
        let (outer, inner) = (text[text.find("- <").unwrap()..].trim(), "1. - a\n\n     b");
        assert_eq!(covered, [outer, outer, inner, inner]);
        assert_eq!(read(&format!("{{/* instep-ignore url: x\n\n{comment}\n\na\n")).len(), 1);
    }

    #[test]
    fn a_comment_within_a_text_covers_that() {
        let comment = "<!-- instep-ignore url: x -->";
        assert_eq!(covered(&format!("a {comment} b\n\nd\n")), format!("a {comment} b"));
        assert_eq!(covered(&format!("1. a {comment}\n2. b\n")), format!("a {comment}"));
    }

    #[test]
    fn stretches_and_files() {
        let text = "<!-- instep-ignore-start url, step-missing: x -->\n\na\n\nb\n\n<!-- instep-ignore-end -->\n\nc\n";
        assert_eq!(
            read(text),
            [(vec!["url".to_owned(), "step-missing".to_owned()], Ok("a\n\nb".to_owned()))]
        );
        assert_eq!(covered("a\n\n<!--instep-ignore-file all：理由-->\n"), "the file");
    }

    #[test]
    fn what_silences_nothing_says_why() {
        for (text, flaw) in [
            ("<!-- instep-ignore: x -->\n\na\n", IgnoreFlaw::NoRule),
            ("<!-- instep-ignore url -->\n\na\n", IgnoreFlaw::NoReason),
            ("<!-- instep-ignore url: -->\n\na\n", IgnoreFlaw::NoReason),
            ("<!-- instep-ignore-line url: x -->\n\na\n", IgnoreFlaw::Unknown),
            ("<!-- instep-ingore url: x -->\n\na\n", IgnoreFlaw::Unknown),
            ("<!-- instep-ignore-start url: x -->\n\na\n", IgnoreFlaw::NoEnd),
            ("a\n\n<!-- instep-ignore-end -->\n", IgnoreFlaw::NoStart),
            ("a\n\n<!-- instep-ignore url: x -->\n", IgnoreFlaw::NoBlock),
        ] {
            assert_eq!(read(text).remove(0).1, Err(flaw), "{text}");
        }
    }

    #[test]
    fn what_is_shown_as_code_or_never_ends_is_no_comment() {
        assert_eq!(
            read("```\n<!-- instep-ignore url: x -->\n```\n\na `<!-- instep-ignore url: x -->`\n"),
            []
        );
        assert_eq!(read("<!-- instep-ignore url: x\n\ninstep-ignore url: y\n"), []);
        assert_eq!(read("<!-- instep-baseline.json is written by the docs team -->\n\na\n"), []);
    }
}
