//! Findings → findings: what a writer has said is no fault is left out, and what was said in vain is told.

mod comments;
mod paths;

pub use comments::Ignores;
pub use paths::{Entries, weigh};
