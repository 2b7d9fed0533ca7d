//! Fixes are applied in rounds, since some overlap and some come into reach by others. Nothing is written here.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;

use crate::config::Config;
use crate::fix::{Patch, patches};
use crate::model::diagnostic::Applicability;
use crate::model::snapshot::Snapshot;

use super::since::check_since_edited;
use super::{Outcome, Since, check_edited};

/// After so many rounds, what is left stays.
const MOST_ROUNDS: usize = 10;

/// The result of a run with fixes.
#[derive(Debug)]
pub struct Fixed {
    /// What a check of the fixed texts finds.
    pub outcome: Outcome,
    /// The files that fixes change, by path.
    pub patches: Vec<Patch>,
}

impl Fixed {
    /// How many findings were fixed.
    pub fn count(&self) -> usize {
        self.patches.iter().map(|patch| patch.fixes).sum()
    }
}

/// Checks the documentation under the configured roots, or what of it has changed, applies the fixes that are at least as certain as `least`, and
/// checks again, until nothing is left to fix. The files stay as they are.
///
/// An error is what is one to [`check`](super::check).
pub fn fix(config: &Config, since: Option<Since<'_>>, least: Applicability) -> anyhow::Result<Fixed> {
    let check = |edited: &Snapshot| match since {
        Some(since) => check_since_edited(config, since, edited),
        None => check_edited(config, edited),
    };
    let mut edited = Snapshot::default();
    let mut all: BTreeMap<Utf8PathBuf, Patch> = BTreeMap::new();
    let mut outcome = check(&edited)?;
    for _ in 0..MOST_ROUNDS {
        let found = patches(&outcome.report.diagnostics, least);
        if found.is_empty() {
            break;
        }
        for patch in found {
            let path = patch.before.path.clone();
            edited.put(path.clone(), Some(Arc::from(patch.after.as_bytes())));
            if let Some(known) = all.get_mut(&path) {
                known.after = patch.after;
                known.fixes += patch.fixes;
            } else {
                all.insert(path, patch);
            }
        }
        outcome = check(&edited)?;
    }
    let changed = all.into_values().filter(|patch| patch.before.text != patch.after);
    Ok(Fixed { outcome, patches: changed.collect() })
}
