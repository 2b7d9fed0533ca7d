//! Findings → edited texts, and edited texts → files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Write};
use std::sync::Arc;

use camino::Utf8Path;
use similar::TextDiff;

use crate::model::diagnostic::{Applicability, Diagnostic, Edit};
use crate::model::edit::Edited;
use crate::model::source_file::SourceFile;
use crate::whole;

/// A file with some of its findings fixed.
#[derive(Clone, Debug)]
pub struct Patch {
    /// The file as it was read.
    pub before: Arc<SourceFile>,
    /// Its text with the fixes.
    pub after: String,
    /// How many findings are fixed.
    pub fixes: usize,
}

/// The fixes that are at least as certain as `least`, by file. Where two touch each other, the first alone is applied;
/// what a person has to look at is not.
pub fn patches(diagnostics: &[Diagnostic], least: Applicability) -> Vec<Patch> {
    let mut by_file: BTreeMap<&Utf8Path, Vec<&Diagnostic>> = BTreeMap::new();
    for found in diagnostics {
        by_file.entry(&found.primary.location.file.path).or_default().push(found);
    }
    by_file.into_values().filter_map(|found| patch(&found, least.max(Applicability::Unsafe))).collect()
}

fn patch(found: &[&Diagnostic], least: Applicability) -> Option<Patch> {
    let file = &found.first()?.primary.location.file;
    let (edits, fixes) = edits(found, least);
    let edited = Edited::new(&file.text, edits)?;
    (fixes > 0).then(|| Patch { before: Arc::clone(file), after: edited.text, fixes })
}

/// The edits of those fixes of one file that are at least as certain as `least` and touch none before them, by place,
/// and how many fixes these are.
pub fn edits(found: &[&Diagnostic], least: Applicability) -> (Vec<Edit>, usize) {
    let fixes = found.iter().filter_map(|found| found.fix.as_ref());
    let mut fixes: Vec<&[Edit]> =
        fixes.filter(|fix| fix.applicability >= least).map(|fix| fix.edits.as_slice()).collect();
    fixes.sort_by_key(|edits| edits.first().map(|edit| edit.span));
    let mut taken: BTreeMap<u32, &Edit> = BTreeMap::new();
    let mut count = 0;
    for edits in fixes {
        let free = |edit: &Edit| {
            let before = taken.range(..=edit.span.end).next_back();
            before.is_none_or(|(_, other)| other.span.end < edit.span.start)
        };
        if !edits.is_empty() && edits.iter().all(free) {
            taken.extend(edits.iter().map(|edit| (edit.span.start, edit)));
            count += 1;
        }
    }
    (taken.into_values().cloned().collect(), count)
}

impl Patch {
    /// What the fixes change, as a unified diff.
    pub fn diff(&self) -> String {
        let path = self.before.path.as_str();
        let diff = TextDiff::from_lines(self.before.text.as_str(), self.after.as_str());
        diff.unified_diff().context_radius(3).header(path, path).to_string()
    }

    /// Writes the file: whole, or not at all. A link is followed to its file; the permissions stay.
    ///
    /// An error says why the file is as it was: it has changed since it was read, must not be written, or is gone.
    pub fn write(&self) -> io::Result<()> {
        let metadata = File::open(&self.before.path)?.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("it is not a file"));
        }
        if metadata.permissions().readonly() {
            return Err(io::Error::other("it is read-only"));
        }
        let text = |out: &mut dyn Write| out.write_all(self.after.as_bytes());
        whole::write(&self.before.path, text, |path| self.is_unchanged(path))
    }

    fn is_unchanged(&self, path: &Utf8Path) -> io::Result<()> {
        let mut now = Vec::with_capacity(self.before.text.len());
        File::open(path)?.read_to_end(&mut now)?;
        let same = now == self.before.text.as_bytes();
        if same { Ok(()) } else { Err(io::Error::other("it has changed since it was read")) }
    }
}
