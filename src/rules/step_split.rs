//! `step-split`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{paired_steps, reference_name, step_name};

rule! {
    /// One step of the reference is two in the translation.
    ///
    /// ## Why it matters
    ///
    /// The numbers behind it no longer agree with the reference.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Run `connect`. Open `https://portal.example.com/start`.
    /// 2. Copy the `tenant_id` into the form.
    /// ```
    ///
    /// ```md it
    /// 1. Eseguire `connect`.
    /// 2. Aprire `https://portal.example.com/start`.
    /// 3. Copiare il `tenant_id` nel modulo.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Run `connect`. Open `https://portal.example.com/start`.
    /// 2. Copy the `tenant_id` into the form.
    /// ```
    ///
    /// ```md it
    /// 1. Eseguire `connect`.
    ///
    ///    Aprire `https://portal.example.com/start`.
    /// 2. Copiare il `tenant_id` nel modulo.
    /// ```
    ///
    /// ## Fix
    ///
    /// Join the two.
    "step-split", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Split { reference, translation } = *difference else { continue };
        let message = format!(
            "{} and the one behind it are one step in {}",
            step_name(comparison, false, translation),
            reference_name(comparison.kind)
        );
        out.push(paired_steps(&RULE, comparison, (reference, translation), message));
    }
}
