//! `step-extra`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{about_extra_step, reference_name, step_name};

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
        let mut found = about_extra_step(&RULE, comparison, translation, message);
        found.stale = true;
        out.push(found);
    }
}
