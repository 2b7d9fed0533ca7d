//! Findings of two states → what the change between them brought.
//!
//! A page is checked as it was and as it is. What it had already is [`Known`]; what is new in a translation that nobody
//! touched comes of its source, where [`unfollowed`] tells it once for all languages.

mod known;
mod lines;
mod unfollowed;

pub use known::Known;
pub use unfollowed::{Source, unfollowed};
