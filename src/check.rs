//! The pipeline. (Stub.)

use crate::config::Config;
use crate::discover::discover;
use crate::model::report::Report;
use crate::rules::RULES;

/// What a run found, and what is to be said beside it.
#[derive(Debug)]
pub struct Outcome {
    /// The findings.
    pub report: Report,
    /// Lines for standard error.
    pub notices: Vec<String>,
    /// Whether there was anything to compare.
    pub paired: bool,
}

/// Checks. (Stub.)
pub fn check(config: &Config) -> anyhow::Result<Outcome> {
    let found = discover(config)?;
    let report = Report { rules: RULES.iter().map(|rule| &rule.meta).collect(), ..Report::default() };
    Ok(Outcome { report, notices: found.notices, paired: !found.pages.is_empty() })
}
