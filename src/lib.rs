//! Keeps translated documentation in step.
//!
//! **discover → parse → align → rules → report.** Every arrow is one type of [`model`]; every stage is one module;
//! stages do not know each other; only [`check`] knows them all.
//!
//! ```text
//!  roots ──discover──▶ Page ──parse──▶ Document ──align──▶ Comparison ──rules──▶ Diagnostic ──report──▶ bytes
//!                   (files of one page)  (one file)     (reference beside     (a finding)
//!                                                         one translation)
//! ```
//!
//! A *page* is one document in all its languages, a *variant* one of its files, in one *locale*. A variant is the
//! *source* or a *translation*; a translation is compared with a *reference*: the source, the revision of it that
//! the translation names or has seen, a contract, or what its siblings agree on. Between rules and report, [`lag`] tells
//! findings from what only says that a translation is behind; [`suppress`] and [`baseline`] leave out what is no fault or
//! was known, and where only what a change brought is asked for, [`since`] tells that from what was there before. Behind
//! the rules, [`check`] tries their fixes, and [`fix`] writes them; or [`lsp`] keeps an editor told while pages are written.
//! Behind the reports, [`merge`] makes one of those that several runs have written.
//!
//! What always holds, and is tested:
//!
//! - Stages meet only in `model`; its types know nothing of files on disk or of how they are printed.
//! - Rules are pure: no I/O, no configuration beyond the data that they are handed.
//! - Parsing never fails and never panics, whatever the bytes.
//! - Spans are byte ranges on character boundaries; lines and columns exist only in `report`, `commands` and `lsp`.
//! - Nothing below `main` prints or ends the process.
//! - No order of a hash map reaches the output; one thread and many give the same bytes.
//! - No import cycle between modules, and no function too long to read at once.

pub mod model;

pub mod real;

pub mod regular;

pub mod config;

pub mod discover;

pub mod parse;

pub mod reference;

pub mod align;

pub mod rules;

pub mod lag;

pub mod suppress;

pub mod baseline;

pub mod since;

pub mod whole;

pub mod fix;

pub mod check;

pub mod report;

pub mod merge;

pub mod cli;

pub mod commands;

pub mod lsp;
