//! The nouns that stages hand to one another: plain values, no I/O, no stage's code.
//!
//! Read in this order; a file uses only those above it.

pub mod fnv;

pub mod slash;

pub mod slips;

pub mod source_file;

pub mod locale;

pub mod url;

pub mod placeholder;

pub mod slot;

pub mod portal;

pub mod page;

pub mod site;

pub mod document;

pub mod anchor;

pub mod equivalents;

pub mod comparison;

pub mod contract;

pub mod snapshot;

pub mod diagnostic;

pub mod placed_error;

pub mod edit;

pub mod fingerprint;

pub mod lag;

pub mod beside;
pub mod progress;

pub mod report;
