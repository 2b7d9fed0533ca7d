//! What every check of these files has to do at least.

use camino::{Utf8Path, Utf8PathBuf};
use instep::parse::OPTIONS;
use pulldown_cmark::Parser;
use rayon::prelude::*;
use walkdir::WalkDir;

/// Walks a tree as far as it is not hidden; how many files there are.
pub(crate) fn walk(root: &Utf8Path) -> usize {
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    let entries = WalkDir::new(root).into_iter();
    let shown = entries.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name()));
    shown.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_type().is_file())).count()
}

/// Reads all files; how many bytes they have.
pub(crate) fn read(files: &[Utf8PathBuf]) -> usize {
    files.par_iter().map(|file| text(file).len()).sum()
}

/// Parses texts; how many events they have.
pub(crate) fn parse(texts: &[&str]) -> usize {
    texts.par_iter().map(|text| events(text)).sum()
}

/// All of it, each file read and parsed at once, and the texts of the past, which lie in no file, parsed as well.
pub(crate) fn whole(root: &Utf8Path, files: &[Utf8PathBuf], past: &[&str]) -> usize {
    let walked = walk(root);
    let parsed: usize = files.par_iter().map(|file| events(&text(file))).sum();
    walked + parsed + parse(past)
}

fn text(file: &Utf8Path) -> String {
    let bytes = std::fs::read(file).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn events(text: &str) -> usize {
    Parser::new_ext(text, OPTIONS).into_offset_iter().count()
}
