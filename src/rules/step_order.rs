//! `step-order`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{paired_steps, reference_name, step_name};

rule! {
    /// Two steps of the translation have changed places.
    ///
    /// ## Why it matters
    ///
    /// Done in the wrong order, the procedure fails. Steps are recognized by their URLs, code, images and numbers.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Run `connect` in the terminal.
    /// 2. Open `https://portal.example.com/start`.
    /// 3. Wait.
    /// ```
    ///
    /// ```md pt-br
    /// 1. Abra `https://portal.example.com/start`.
    /// 2. Execute `connect` no terminal.
    /// 3. Aguarde.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Run `connect`, then `login`.
    /// 2. Open `https://portal.example.com/start`.
    /// ```
    ///
    /// ```md pt-br
    /// 1. Execute `login` depois de `connect`.
    /// 2. Abra `https://portal.example.com/start`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Put the steps in the order of the reference.
    "step-order", Some(Severity::Error), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Moved { reference, translation } = *difference else { continue };
        let message = format!(
            "{} is {} in {}",
            step_name(comparison, false, translation),
            step_name(comparison, true, reference),
            reference_name(comparison.kind)
        );
        out.push(paired_steps(&RULE, comparison, (reference, translation), message));
    }
}
