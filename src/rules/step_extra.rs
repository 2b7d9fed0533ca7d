//! `step-extra`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{reference_name, step_name, step_place, step_subject, step_title, unpaired};

rule! {
    /// A step of the translation has no counterpart in the reference.
    ///
    /// ## Why it matters
    ///
    /// The step was written twice, or the source has dropped it since.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Sign in to the Azure portal.
    /// 2. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md fr
    /// 1. Connectez-vous au portail Azure.
    /// 2. Copiez le `tenant_id`.
    /// 3. Copiez le `tenant_id`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Sign in to the Azure portal.
    /// 2. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md fr
    /// 1. Connectez-vous au portail Azure.
    ///
    /// 2. Copiez le `tenant_id`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Remove the step.
    "step-extra", Some(Severity::Error), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Extra { translation } = *difference else { continue };
        let message = format!(
            "{} has no counterpart in {}",
            step_name(comparison, false, translation),
            reference_name(comparison.kind)
        );
        let place = step_place(comparison, false, translation);
        let mut found = unpaired(&RULE, comparison, place, message);
        found.stale = true;
        found.found = Some(step_title(comparison, false, translation));
        found.subject = step_subject(translation);
        out.push(found);
    }
}
