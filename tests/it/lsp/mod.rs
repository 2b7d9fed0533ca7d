//! The language server, as an editor meets it.

mod agreement;
mod client;
mod sessions;
