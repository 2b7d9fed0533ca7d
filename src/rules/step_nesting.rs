//! `step-nesting`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::StepRef;

use super::Check;
use super::finding::{paired_steps, procedure, reference_name, step_name};

rule! {
    /// A step is nested below another one in the reference and stands beside it in the translation, or the reverse.
    ///
    /// ## Why it matters
    ///
    /// What was a detail of one step becomes a step of its own, or a step becomes a detail of the one before it, and the
    /// numbers behind it change. How far a nested step is indented does not matter where it is rendered as nested.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Open the portal.
    ///    1. Sign in with `connect`.
    ///    2. Switch the directory.
    /// 2. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md nl
    /// 1. Open de portal.
    /// 1. Meld u aan met `connect`.
    /// 2. Wissel van map.
    /// 2. Kopieer de `tenant_id`.
    /// ```
    ///
    /// ```md en
    /// 1. Open the portal.
    ///
    /// 2. Sign in with `connect`.
    ///
    /// 3. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md nl
    /// 1. Open de portal.
    ///
    ///    2. Meld u aan met `connect`.
    ///
    /// 3. Kopieer de `tenant_id`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Open the portal.
    ///    1. Sign in with `connect`.
    ///    2. Switch the directory.
    /// 2. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md nl
    /// 1. Open de portal.
    ///     1. Meld u aan met `connect`.
    ///     2. Wissel van map.
    /// 2. Kopieer de `tenant_id`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Indent the step as far as the text of the step that it belongs to, or begin it where the markers of the outer steps
    /// stand.
    "step-nesting", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Renested { reference, translation, inwards, together } = *difference else {
            continue;
        };
        let others = match together {
            1 => String::new(),
            2 => ", like the one behind it".to_owned(),
            more => format!(", like the {} behind it", more - 1),
        };
        let source = reference_name(comparison.kind);
        let (written, wanted) = (place(comparison, false, translation), place(comparison, true, reference));
        let fault = if inwards { "is nested too deep" } else { "has lost its indent" };
        let message = format!("{written} {fault}{others}: it is {wanted} in {source}");
        let mut found = paired_steps(&RULE, comparison, (reference, translation), message);
        found.help = Some(if inwards {
            "begin it where the markers of the outer steps stand".to_owned()
        } else {
            "indent it as far as the text of the step that it belongs to".to_owned()
        });
        out.push(found);
    }
}

/// A step's number and that of the step it is nested in: `step 2 of 3 below step 1 of 4`.
fn place(comparison: &Comparison<'_>, of_reference: bool, step: StepRef) -> String {
    let name = step_name(comparison, of_reference, step);
    match procedure(comparison, of_reference, step.procedure).parent {
        Some(outer) => format!("{name} below {}", step_name(comparison, of_reference, outer)),
        None => name,
    }
}
