//! Comparisons → findings: one file a rule. (Stub.)

use crate::model::diagnostic::{RuleMeta, Severity};

/// A rule. (Stub.)
#[derive(Debug)]
pub struct Rule {
    /// Its name and documentation.
    pub meta: RuleMeta,
}

/// All rules. (Stub.)
pub static RULES: &[&Rule] = &[&Rule {
    meta: RuleMeta {
        name: "url-drift",
        summary: "Another URL stands where the reference's should.",
        docs: "Another URL stands where the reference's should.\n\n## Why it matters\n\nReaders are sent elsewhere.",
        severity: Some(Severity::Error),
    },
}];

/// Whether what was said of a rule or family (`url-drift`, `url`) means the rule of this name.
pub fn selects(selector: &str, name: &str) -> bool {
    name.strip_prefix(selector).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
