//! Findings → findings: what was known when the baseline was written is left out, and what has been mended since is told.
//!
//! A baseline is a multiset of findings for each file: how many of which rule about the same thing. No line is in it, so
//! that it survives edits above a finding, and none of another file, so that a mended German page hides nothing in the
//! French one. It only shrinks: once written, it is written again without what has been mended, and never with more.

mod file;
mod ledger;

pub use file::{Baseline, read};
pub use ledger::{Ledger, Scope};

/// The name under which a baseline is found beside a configuration file.
pub const FILE_NAME: &str = "instep-baseline.json";
