//! What the commands beside `check` print: pure functions of what the stages found.

pub mod contract;
pub mod explain;
pub mod extract;
pub mod list;
