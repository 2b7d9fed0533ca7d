//! Findings by the file that they are in.

use std::collections::{BTreeMap, BTreeSet};

use super::place;
use crate::model::diagnostic::Diagnostic;
use crate::model::report::Report;

/// A file and what was found in it.
pub(in crate::report) struct FileFindings<'a> {
    /// Its path as formats for machines want it.
    pub(in crate::report) path: &'a str,
    /// By place.
    pub(in crate::report) findings: Vec<&'a Diagnostic>,
}

/// The files in which something was found, by path.
pub(in crate::report) fn with_findings(report: &Report) -> Vec<FileFindings<'_>> {
    let mut files: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for found in &report.diagnostics {
        files.entry(place::path(&found.primary.location)).or_default().push(found);
    }
    files.into_iter().map(|(path, findings)| FileFindings { path, findings }).collect()
}

/// The files that were checked and in which nothing was found, by path.
pub(in crate::report) fn without_findings(report: &Report) -> Vec<&str> {
    let found: BTreeSet<&str> =
        report.diagnostics.iter().map(|found| place::path(&found.primary.location)).collect();
    let variants = report.pages.iter().flat_map(|page| &page.variants);
    let all: BTreeSet<&str> = variants.map(|variant| place::bare(&variant.path)).collect();
    all.difference(&found).copied().collect()
}
