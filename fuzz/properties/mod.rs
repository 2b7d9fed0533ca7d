//! What holds for any bytes, whoever wrote them: one property for each part of the program that reads what it is given.
//!
//! A property is a function that panics where it does not hold. `targets/` hands each of them to libFuzzer; `cargo test`
//! tries all of them on seeds and on what a few changes make of these (`tests/it/fuzzed.rs`).

// A target has one of them, and uses what that one needs.
#![allow(dead_code, reason = "each target uses a part")]

pub(crate) mod align;
pub(crate) mod baseline;
pub(crate) mod bytes;
pub(crate) mod config;
pub(crate) mod contract;
pub(crate) mod desk;
pub(crate) mod fix;
pub(crate) mod frames;
pub(crate) mod front_matter;
pub(crate) mod ignores;
pub(crate) mod layout;
pub(crate) mod merge;
pub(crate) mod parse;
pub(crate) mod report;
pub(crate) mod site;
pub(crate) mod urls;
pub(crate) mod written;

/// A property: its name, which is that of its target, and what panics unless it holds.
pub(crate) type Property = (&'static str, fn(&[u8]));

/// All of them.
pub(crate) const ALL: &[Property] = &[
    ("align", align::holds),
    ("baseline", baseline::holds),
    ("config", config::holds),
    ("contract", contract::holds),
    ("fix", fix::holds),
    ("frames", frames::holds),
    ("front_matter", front_matter::holds),
    ("ignores", ignores::holds),
    ("layout", layout::holds),
    ("merge", merge::holds),
    ("parse", parse::holds),
    ("report", report::holds),
    ("site", site::holds),
    ("urls", urls::holds),
];
