//! What was known before: the findings of a baseline.

use camino::Utf8Path;

use super::Run;
use crate::baseline::{Baseline, Ledger, Scope, read};
use crate::config::Config;
use crate::model::diagnostic::Diagnostic;
use crate::rules::UNUSED;

/// The baseline of a run.
pub(super) struct Baselined {
    ledger: Ledger,
    use_as: Use,
    /// Whether only new findings were looked for, so that nothing is known to be mended.
    new_only: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// What it has is left out.
    Filter,
    /// The same, and it is written again without what has been mended.
    Shrink,
    /// It is written for the first time.
    Record,
}

impl Baselined {
    /// The baseline that the configuration names; none if it names none.
    pub(super) fn open(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some(path) = &config.baseline else { return Ok(None) };
        let use_as = match (config.write_baseline, path.exists()) {
            (true, true) => Use::Shrink,
            (true, false) => Use::Record,
            (false, true) => Use::Filter,
            (false, false) => {
                anyhow::bail!("there is no baseline {path}; `instep check --write-baseline` writes one")
            }
        };
        let baseline = if use_as == Use::Record { Baseline::empty(path) } else { read(path)? };
        Ok(Some(Self { ledger: Ledger::new(baseline), use_as, new_only: false }))
    }

    /// The same for a run that looks for new findings only.
    pub(super) fn of_new_only(self, new_only: bool) -> Self {
        Self { new_only, ..self }
    }

    /// Which of all findings of a run were known before. One that is not wanted can have been, and is not written down.
    pub(super) fn know(&mut self, found: &[&Diagnostic], is_wanted: impl Fn(usize) -> bool) -> Vec<bool> {
        if self.use_as != Use::Record {
            return self.ledger.know(found);
        }
        let wanted: Vec<bool> = (0..found.len()).map(is_wanted).collect();
        for (found, _) in found.iter().zip(&wanted).filter(|(_, wanted)| **wanted) {
            self.ledger.record(found);
        }
        wanted
    }

    /// What is to be said of the baseline when all findings are known, and what is to be written. `files`
    /// were looked at.
    pub(super) fn close(mut self, run: &Run<'_>, files: &[&Utf8Path]) -> Closing {
        let is_run = |rule: &str| !self.new_only && run.wanted.contains(rule);
        let scope = Scope { files, is_run: &is_run };
        let path = self.ledger.baseline().path().to_owned();
        let mut closing = Closing::default();
        let known = self.ledger.known();
        match self.use_as {
            Use::Filter => {
                closing.unused = self.ledger.unused(UNUSED, &scope);
                closing.unused.retain(|found| run.wanted.contains(found.rule.name));
                if known > 0 {
                    closing
                        .notices
                        .push(format!("{known} known finding(s) are left out, as {path} has them"));
                }
                return closing;
            }
            Use::Shrink => {
                let gone = self.ledger.shrink(&scope);
                closing
                    .notices
                    .push(format!("{gone} mended finding(s) dropped from {path}; what is new was not added"));
            }
            Use::Record => closing.notices.push(format!(
                "{known} finding(s) of {} file(s) written to {path}",
                self.ledger.baseline().files()
            )),
        }
        closing.write = Some(self.ledger.into_baseline());
        closing
    }
}

/// What a baseline comes to.
#[derive(Default)]
pub(super) struct Closing {
    /// What has been mended.
    pub(super) unused: Vec<Diagnostic>,
    /// Lines for standard error.
    pub(super) notices: Vec<String>,
    /// The baseline to write.
    pub(super) write: Option<Baseline>,
}
