//! Findings → bytes: one file a format, each a pure function of the whole report.

use std::io::{self, Write};

use crate::model::report::Report;

/// An output format.
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// One line for `--help`.
    pub summary: &'static str,
    /// Writes the whole report.
    pub write: fn(&Report, &mut dyn Write) -> io::Result<()>,
}
