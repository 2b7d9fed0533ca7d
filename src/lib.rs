//! stub
pub mod config;
pub mod discover;
pub mod model;
pub mod parse;
pub mod report;
pub mod rules;
