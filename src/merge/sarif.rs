//! SARIF logs: of each, all runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::bail;
use serde_json::Value;

use super::{keep_one_of_each, written};
use crate::model::diagnostic::{RuleMeta, Severity};
use crate::report::sarif::{
    self, Descriptor, Log, Notification, ResultObject, descriptors, keep_most_severe, one_run,
};

pub(super) type Merged = Log<'static>;

/// What the runs said so far.
#[derive(Default)]
pub(super) struct Runs {
    /// What the rules say of themselves, by name.
    rules: BTreeMap<String, Descriptor<'static>>,
    details: Details,
    notes: BTreeSet<Notification<'static>>,
    results: Vec<ResultObject<'static>>,
}

/// By what name the runs want to be known where logs are gathered.
#[derive(Default)]
enum Details {
    #[default]
    Unknown,
    /// All by the same, or by none.
    Same(Option<Value>),
    Different,
}

impl Runs {
    pub(super) fn add(&mut self, log: Merged) -> anyhow::Result<()> {
        for run in log.runs {
            if run.column_kind != sarif::COLUMNS {
                bail!("its columns are not counted in UTF-16 code units, as instep counts them");
            }
            if let Some(result) = run.results.iter().find(|result| sarif::severity(&result.level).is_none()) {
                bail!("the level `{}` is not one that this version knows", result.level);
            }
            for rule in run.tool.driver.rules {
                self.add_rule(rule);
            }
            self.add_details(run.automation_details);
            let notes = run.invocations.into_iter().flat_map(|run| run.tool_execution_notifications);
            self.notes.extend(notes);
            for mut result in run.results {
                result.rule_index = None;
                self.results.push(result);
            }
        }
        Ok(())
    }

    /// Where two versions differ in what they say of a rule, it is the same one in whatever order they come.
    fn add_rule(&mut self, rule: Descriptor<'static>) {
        let id = rule.id.to_string();
        let known = self.rules.get(&id);
        if known.is_none_or(|known| *known != rule && written(&rule) < written(known)) {
            self.rules.insert(id, rule);
        }
    }

    fn add_details(&mut self, details: Option<Value>) {
        self.details = match std::mem::take(&mut self.details) {
            Details::Unknown => Details::Same(details),
            Details::Same(same) if same == details => Details::Same(same),
            _ => Details::Different,
        };
    }

    /// One run. The rules that this version knows are described as it describes them.
    pub(super) fn finish(self, own: &[&'static RuleMeta]) -> Merged {
        let Self { rules, details, mut notes, mut results } = self;
        keep_one_of_each(&mut results, |a, b| a.identity().cmp(&b.identity()), severity);
        notes.extend(keep_most_severe(&mut results, severity));
        sarif::sort(&mut results);
        let mut table = descriptors(own);
        table.extend(rules.into_values().filter(|rule| own.iter().all(|own| own.name != rule.id)));
        let index: HashMap<String, usize> =
            table.iter().enumerate().map(|(index, rule)| (rule.id.to_string(), index)).collect();
        for result in &mut results {
            result.rule_index = index.get(&*result.rule_id).copied();
        }
        let mut log = one_run(table, notes.into_iter().collect(), results);
        if let Details::Same(details) = details {
            log.runs[0].automation_details = details;
        }
        log
    }
}

/// How many results weigh exactly `wanted`.
pub(super) fn count(log: &Merged, wanted: Severity) -> usize {
    let results = log.runs.iter().flat_map(|run| &run.results);
    results.filter(|result| severity(result) == wanted).count()
}

/// The severity of a result whose level is known to be one.
fn severity(result: &ResultObject<'_>) -> Severity {
    sarif::severity(&result.level).unwrap_or(Severity::Info)
}
