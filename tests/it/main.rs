//! The integration tests, in one binary: linking is what takes long.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]
#![expect(clippy::disallowed_methods, reason = "tests read what they are about")]

mod architecture;
mod beside;
mod bounds;
mod cli;
mod configuration;
mod contract;
mod docs;
mod faults;
mod findings;
mod fixes;
mod fixtures;
mod folders;
mod fuzzed;
mod history;
mod hostile;
mod lag;
mod laws;
mod limits;
mod links;
mod lsp;
mod merge;
mod mutants;
mod pages;
mod parsed;
mod portals;
#[path = "../../fuzz/properties/mod.rs"]
mod properties;
mod repositories;
mod rule_pages;
mod rules;
mod security;
mod silencing;
mod since;
mod sites;
mod steps;
mod told;
mod untrusted;
mod urls;
