//! `step-missing`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{finding, step_name, step_place, step_subject, step_title};

rule! {
    /// A step of the reference has no counterpart in the translation.
    ///
    /// ## Why it matters
    ///
    /// The reader follows the procedure and does not get where it leads. Steps are told apart by what translation leaves
    /// alone (URLs, code, images, numbers, names) and by their length, so that the finding names the step.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Sign in to the Azure portal.
    /// 2. Switch to the directory of the customer, which is listed under your account in the upper right corner.
    /// 3. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md de
    /// 1. Melden Sie sich beim Azure-Portal an.
    /// 2. Kopieren Sie die `tenant_id`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Sign in to the Azure portal.
    /// 1. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md de
    /// 1. Melden Sie sich beim Azure-Portal an.
    /// 2. Kopieren Sie die `tenant_id`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Translate the step.
    "step-missing", Some(Severity::Error), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Missing { reference, place } = *difference else { continue };
        let title = step_title(comparison, true, reference);
        let words = title.split_once(": ").map_or(title.as_str(), |(_, words)| words);
        let message = format!("{} is missing: “{words}”", step_name(comparison, true, reference));
        let mut found = finding(&RULE, comparison, place, step_place(comparison, true, reference), message);
        "it belongs here".clone_into(&mut found.primary.text);
        found.stale = true;
        found.expected = Some(title);
        found.subject = step_subject(reference);
        out.push(found);
    }
}
