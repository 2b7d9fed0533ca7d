//! Where in a text something stood that is no longer there.

use std::collections::HashMap;

use crate::model::source_file::{SourceFile, Span};

/// The lines of two forms of a text that are one: what precedes and what follows the change, and within it the lines that
/// stand once in both.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    then: &'a SourceFile,
    now: &'a SourceFile,
    /// Their positions in both, each later than the one before in either.
    kept: Vec<(usize, usize)>,
    /// How many lines the text has now.
    count: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(then: &'a SourceFile, now: &'a SourceFile) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) = (then.text.lines().collect(), now.text.lines().collect());
        let before = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let rest = old[before..].iter().rev().zip(new[before..].iter().rev());
        let after = rest.take_while(|(a, b)| a == b).count();
        let (old_end, new_end) = (old.len() - after, new.len() - after);
        let mut kept: Vec<(usize, usize)> = (0..before).map(|line| (line, line)).collect();
        let (in_old, in_new) = (once(&old[before..old_end]), once(&new[before..new_end]));
        let mut next = before;
        for (line, text) in old.iter().enumerate().take(old_end).skip(before) {
            let twin = in_old.get(text).and_then(|_| in_new.get(text)).map(|inner| inner + before);
            if let Some(twin) = twin.filter(|&twin| twin >= next) {
                kept.push((line, twin));
                next = twin + 1;
            }
        }
        kept.extend((0..after).map(|line| (old_end + line, new_end + line)));
        Self { then, now, kept, count: new.len() }
    }

    /// The line that is nearest to what stood at an offset of the earlier form: the same line, the one that took its
    /// place, or the one behind which it stood.
    pub(super) fn nearest(&self, offset: u32) -> Span {
        let at = self.then.line_column(offset).line as usize - 1;
        let below = self.kept.partition_point(|&(old, _)| old <= at);
        let line = match below.checked_sub(1).map(|above| self.kept[above]) {
            Some((old, new)) if old == at => new,
            above => {
                // One more than each position, so that what precedes the first line has a number too.
                let (old, new) = above.map_or((0, 0), |(old, new)| (old + 1, new + 1));
                let end = self.kept.get(below).map_or(self.count, |&(_, new)| new);
                if end > new { (new + at - old).min(end - 1) } else { new.saturating_sub(1) }
            }
        };
        let is_empty = |line: usize| self.now.line(line as u32 + 1).trim().is_empty();
        let line = (0..=line).rev().find(|&line| !is_empty(line)).unwrap_or(0);
        self.now.line_span(line as u32 + 1)
    }

    /// Whether the line of an offset stood there already.
    pub(super) fn is_kept(&self, offset: u32) -> bool {
        let line = self.now.line_column(offset).line as usize - 1;
        self.kept.binary_search_by_key(&line, |&(_, new)| new).is_ok()
    }
}

/// The lines that are not empty and stand once, with their positions.
fn once<'t>(lines: &[&'t str]) -> HashMap<&'t str, usize> {
    let mut found: HashMap<&str, (usize, usize)> = HashMap::new();
    for (position, line) in lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        found.entry(line).or_insert((position, 0)).1 += 1;
    }
    found.into_iter().filter(|(_, (_, count))| *count == 1).map(|(line, (at, _))| (line, at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(then: &str, now: &str, what: &str) -> String {
        let (then, now) = (SourceFile::new("a.md", then), SourceFile::new("a.md", now));
        let offset = then.text.find(what).expect("it stood there");
        let lines = Lines::new(&then, &now);
        now.slice(lines.nearest(offset as u32)).to_owned()
    }

    #[test]
    fn what_went_is_told_where_it_stood() {
        assert_eq!(line("a\nb\nc\n", "a\nc\n", "b"), "a");
        assert_eq!(line("a\nb old\nc\n", "a\nb new\nc\n", "old"), "b new");
        assert_eq!(line("a\n\nold\n\nc\n", "a\n\nc\n", "old"), "a");
        assert_eq!(line("old\nc\n", "c\n", "old"), "c");
        assert_eq!(line("x\nold\ny\nz\n", "new\nx\ny\nz!\n", "old"), "x");
        assert_eq!(line("x\nold\ny\nz\n", "new\nx\nother\ny\nz!\n", "old"), "other");
        assert_eq!(line("a\nb\nold c\n", "x\na\nb\nold c\n", "c"), "old c");
        assert_eq!(line("old", "", "old"), "");
    }
}
