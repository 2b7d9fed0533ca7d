//! What the commands beside `check` print: pure functions of what the stages found.

pub mod completions;
pub mod config;
pub mod contract;
pub mod explain;
pub mod extract;
pub mod init;
pub mod list;
pub mod man;
