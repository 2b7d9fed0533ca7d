//! The integration tests, in one binary: linking is what takes long.

mod architecture;
mod cli;
mod docs;
