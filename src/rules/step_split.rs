//! `step-split`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{finding, reference_name, step_name, step_place, step_subject, step_title};

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
        let (place, other) =
            (step_place(comparison, false, translation), step_place(comparison, true, reference));
        let mut found = finding(&RULE, comparison, place, other, message);
        found.found = Some(step_title(comparison, false, translation));
        found.expected = Some(step_title(comparison, true, reference));
        found.subject = step_subject(reference);
        out.push(found);
    }
}
