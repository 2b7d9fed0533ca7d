//! Where in a text something stood that is no longer there.

use std::collections::HashMap;

use crate::model::source_file::{SourceFile, Span};

/// The line of a text that is nearest to what stood at an offset of its earlier form: the same line, the one that took
/// its place, or the one behind which it stood. Lines are told apart by what precedes and follows the change, and within
/// it by those that stand once in both texts.
pub(super) fn nearest(then: &SourceFile, now: &SourceFile, offset: u32) -> Span {
    let (old, new): (Vec<&str>, Vec<&str>) = (then.text.lines().collect(), now.text.lines().collect());
    let at = then.line_column(offset).line as usize - 1;
    let mut line = follow(&old, &new, at);
    while line > 0 && new.get(line).is_none_or(|text| text.trim().is_empty()) {
        line -= 1;
    }
    now.line_span(line as u32 + 1)
}

fn follow(old: &[&str], new: &[&str], at: usize) -> usize {
    let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    if at < before {
        return at;
    }
    let (inner_old, inner_new) = (&old[before..], &new[before..]);
    let after = inner_old.iter().rev().zip(inner_new.iter().rev()).take_while(|(a, b)| a == b).count();
    if at + after >= old.len() {
        return new.len() - (old.len() - at);
    }
    let (inner_old, inner_new) =
        (&inner_old[..inner_old.len() - after], &inner_new[..inner_new.len() - after]);
    let at = at - before;
    let (in_old, in_new) = (once(inner_old), once(inner_new));
    let kept = |line: usize| in_old.get(inner_old[line]).and_then(|_| in_new.get(inner_old[line]).copied());
    // One more than the position of each line, so that what precedes the change has a number too.
    let above = (0..at).rev().find_map(|line| Some((line + 1, kept(line)? + 1))).unwrap_or((0, 0));
    let below = (at..inner_old.len()).find_map(kept).filter(|&line| line >= above.1);
    let below = below.unwrap_or(inner_new.len());
    let line = if below > above.1 { (above.1 + at - above.0).min(below - 1) + 1 } else { above.1 };
    (before + line).saturating_sub(1)
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
        now.slice(nearest(&then, &now, offset as u32)).to_owned()
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
