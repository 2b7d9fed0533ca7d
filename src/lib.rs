//! stub
pub mod model;
pub mod config;
pub mod discover;
pub mod parse;
pub mod reference;
pub mod align;
pub mod rules;
pub mod report;
pub mod check;
