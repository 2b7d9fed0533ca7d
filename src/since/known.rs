//! What the pages had before.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::diagnostic::Diagnostic;
use crate::model::fingerprint::subject_hash;
use crate::model::fnv::{EMPTY, absorb};
use crate::model::source_file::Span;

/// The findings of an earlier state, as a multiset: by the file in which each stands, under its name of today, and by
/// what it is about.
#[derive(Debug, Default)]
pub struct Known {
    /// For each kind of finding, the lines in which it was found, by hashes of their texts.
    lines: BTreeMap<(Utf8PathBuf, u64), Vec<u64>>,
    /// Where something of files that have not changed was found wrong, and by which rule.
    places: BTreeSet<(Utf8PathBuf, &'static str, Span)>,
    /// The files that have not changed.
    untouched: BTreeSet<Utf8PathBuf>,
}

impl Known {
    /// Nothing, for files of which some have the same text in both states.
    pub const fn new(untouched: BTreeSet<Utf8PathBuf>) -> Self {
        Self { lines: BTreeMap::new(), places: BTreeSet::new(), untouched }
    }

    /// Takes up a finding of the earlier state that stands in a file with this name of today.
    pub fn add(&mut self, path: &Utf8Path, found: &Diagnostic) {
        if self.is_untouched(path) && found.found.is_some() {
            self.places.insert((path.to_owned(), found.rule.name, found.primary.location.span));
        }
        self.lines.entry((path.to_owned(), subject_hash(found))).or_default().push(line(found));
    }

    /// Whether a file has the same text in both states.
    pub fn is_untouched(&self, path: &Utf8Path) -> bool {
        self.untouched.contains(path)
    }

    /// Which of the findings were there before: of each kind so many as there were, and first those whose line was there
    /// as it is. In a file that has not changed, what was found wrong at a place is known there, although it is said of
    /// it now that it should be something else.
    pub fn has<'d>(&self, found: impl Iterator<Item = &'d Diagnostic>) -> Vec<bool> {
        let found: Vec<&Diagnostic> = found.collect();
        let keys: Vec<_> = found.iter().map(|found| (path(found).to_owned(), subject_hash(found))).collect();
        let known = keys.iter().filter_map(|key| Some((key, self.lines.get(key)?.clone())));
        let mut left: BTreeMap<_, Vec<u64>> = known.collect();
        let mut is_known = vec![false; found.len()];
        for same_line in [true, false] {
            for index in 0..found.len() {
                let Some(lines) = left.get_mut(&keys[index]).filter(|_| !is_known[index]) else { continue };
                let own = line(found[index]);
                if let Some(at) = lines.iter().position(|line| *line == own || !same_line) {
                    lines.swap_remove(at);
                    is_known[index] = true;
                }
            }
        }
        is_known.iter().zip(found).map(|(&is_known, found)| is_known || self.has_place(found)).collect()
    }

    fn has_place(&self, found: &Diagnostic) -> bool {
        found.found.is_some()
            && self.places.contains(&(path(found).to_owned(), found.rule.name, found.primary.location.span))
    }
}

fn path(found: &Diagnostic) -> &Utf8Path {
    &found.primary.location.file.path
}

/// The line that a finding stands in, by its text.
fn line(found: &Diagnostic) -> u64 {
    let location = &found.primary.location;
    let number = location.file.line_column(location.span.start).line;
    absorb(EMPTY, location.file.line(number).trim().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::SourceFile;
    use crate::report::sample;

    fn at(text: &str, what: &str, subject: &str) -> Diagnostic {
        let mut found = sample::report().diagnostics.swap_remove(0);
        let start = text.find(what).expect("it is there");
        found.primary.location.file = SourceFile::new("de/a.md", text);
        found.primary.location.span = Span::new(start..start + what.len());
        found.found = Some(what.to_owned());
        found.subject = format!("url:{subject}");
        found
    }

    #[test]
    fn of_each_kind_so_many_are_known_as_there_were() {
        let mut known = Known::default();
        known.add("de/a.md".into(), &at("Erst x.\nDann x.\n", "x", "x"));
        let text = "Neu x.\nErst x.\nUnd y.\n";
        let found = [at(text, "x", "x"), at(&text[7..], "x", "x"), at(text, "y", "y")];
        assert_eq!(known.has(found.iter()), [false, true, false], "the one whose line was there");
        assert_eq!(known.has(found[..1].iter()), [true], "one of its kind was there");
        let mut elsewhere = found[0].clone();
        elsewhere.primary.location.file = SourceFile::new("fr/a.md", text);
        assert_eq!(known.has([elsewhere].iter()), [false]);
    }

    #[test]
    fn a_place_of_a_file_that_has_not_changed_is_known() {
        let text = "Hier x.\n";
        let mut known = Known::new(BTreeSet::from(["de/a.md".into()]));
        known.add("de/a.md".into(), &at(text, "x", "x for y"));
        assert_eq!(known.has([at(text, "x", "x for z")].iter()), [true]);
        assert_eq!(known.has([at(text, "Hier", "x for z")].iter()), [false]);
        let mut known = Known::default();
        known.add("de/a.md".into(), &at(text, "x", "x for y"));
        assert_eq!(known.has([at(text, "x", "x for z")].iter()), [false]);
    }
}
