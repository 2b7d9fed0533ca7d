//! `step-merged`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{paired_steps, reference_name, step_name};

rule! {
    /// One step of the translation holds two of the reference.
    ///
    /// ## Why it matters
    ///
    /// The numbers behind it no longer agree with the reference, and with every text that says “see step 4”.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Run `connect`.
    /// 2. Open `https://portal.example.com/start`.
    /// 3. Copy the `tenant_id` into the form.
    /// ```
    ///
    /// ```md nl
    /// 1. Voer `connect` uit. Open `https://portal.example.com/start`.
    /// 2. Kopieer de `tenant_id` naar het formulier.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Run `connect`. Open `https://portal.example.com/start`.
    /// 2. Copy the `tenant_id` into the form.
    /// ```
    ///
    /// ```md nl
    /// 1. Voer `connect` uit.
    ///    Open `https://portal.example.com/start`.
    /// 2. Kopieer de `tenant_id` naar het formulier.
    /// ```
    ///
    /// ## Fix
    ///
    /// Begin a step of its own.
    "step-merged", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Merged { reference, translation } = *difference else { continue };
        let message = format!(
            "{} holds two steps of {}",
            step_name(comparison, false, translation),
            reference_name(comparison.kind)
        );
        out.push(paired_steps(&RULE, comparison, (reference, translation), message));
    }
}
