//! Findings → edited texts, and edited texts → files.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use similar::TextDiff;

use crate::model::diagnostic::{Applicability, Diagnostic, Edit};
use crate::model::edit::Edited;
use crate::model::source_file::SourceFile;

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
    let taken = taken.into_values().cloned().collect();
    let edited = Edited::new(&file.text, taken)?;
    (count > 0).then(|| Patch { before: Arc::clone(file), after: edited.text, fixes: count })
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
    pub fn write(&self) -> Result<(), String> {
        let path = self.before.path.canonicalize_utf8().map_err(|error| error.to_string())?;
        let metadata = path.symlink_metadata().map_err(|error| error.to_string())?;
        if !metadata.is_file() {
            return Err("it is not a file".to_owned());
        }
        if metadata.permissions().readonly() {
            return Err("it is read-only".to_owned());
        }
        let (beside, mut file) = create_beside(&path).map_err(|error| error.to_string())?;
        let written = file
            .write_all(self.after.as_bytes())
            .and_then(|()| fs::set_permissions(&beside, metadata.permissions()))
            .and_then(|()| file.sync_all())
            .map_err(|error| error.to_string())
            .and_then(|()| self.is_unchanged(&path))
            .and_then(|()| fs::rename(&beside, &path).map_err(|error| error.to_string()));
        if written.is_err() {
            // What could not be finished is of no use to anybody.
            let _ = fs::remove_file(&beside);
        }
        written
    }

    fn is_unchanged(&self, path: &Utf8Path) -> Result<(), String> {
        let mut now = Vec::with_capacity(self.before.text.len());
        let read = File::open(path).and_then(|mut file| file.read_to_end(&mut now));
        read.map_err(|error| error.to_string())?;
        let same = now == self.before.text.as_bytes();
        if same { Ok(()) } else { Err("it has changed since it was read".to_owned()) }
    }
}

/// A new file in the folder of another, under a name that no walk over documents takes for one.
fn create_beside(path: &Utf8Path) -> io::Result<(Utf8PathBuf, File)> {
    const MOST_NAMES: u32 = 16;
    let mut last = None;
    for number in 0..MOST_NAMES {
        let beside = path.with_file_name(format!(".instep-{}-{number}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| ErrorKind::AlreadyExists.into()))
}
