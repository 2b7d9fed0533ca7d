//! The nouns that stages hand to one another: plain values, no I/O, no stage's code.
//!
//! Read in this order; a file uses only those above it.

pub mod anchor;
pub mod comparison;
pub mod diagnostic;
pub mod document;
pub mod equivalents;
pub mod locale;
pub mod page;
pub mod report;
pub mod site;
pub mod source_file;
pub mod url;
