//! What formats share: where a finding is, what is said of it, its lines, and text that is safe to show.

pub(super) mod excerpt;
pub(super) mod files;
pub(super) mod place;
pub(super) mod summary;
pub(super) mod text;
pub(super) mod words;
pub(super) mod xml;
