//! `procedure-missing`

use crate::model::comparison::{Comparison, ProcedureDifference};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::StepRef;

use super::Check;
use super::finding::{finding, list_name, procedure, reference_name, step_place, step_title};

rule! {
    /// A whole numbered list of the reference has no counterpart in the translation.
    ///
    /// ## Why it matters
    ///
    /// A reader of the translation does not get the instructions at all. The list's URLs and code are not reported beside
    /// it.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Find the tenant ID:
    ///
    /// 1. Open **Properties**.
    /// 2. Copy the `tenant_id`.
    ///
    /// Then tell your provider.
    /// ```
    ///
    /// ```md da
    /// Find lejer-id’et.
    ///
    /// Fortæl det derefter til din udbyder.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Find the tenant ID:
    ///
    /// 1. Open **Properties**.
    /// 2. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md da
    /// Find lejer-id’et:
    ///
    /// <ol>
    /// <li>Åbn <b>Egenskaber</b>.</li>
    /// <li>Kopiér <code>tenant_id</code>.</li>
    /// </ol>
    /// ```
    ///
    /// ## Fix
    ///
    /// Translate the list.
    "procedure-missing", Some(Severity::Error), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.procedures {
        let ProcedureDifference::Missing { reference, place } = *difference else { continue };
        let list = procedure(comparison, true, reference);
        let first = StepRef { procedure: reference, step: 0 };
        let message = format!("{} in {} is missing", list_name(list), reference_name(comparison.kind));
        let mut found = finding(&RULE, comparison, place, step_place(comparison, true, first), message);
        found.stale = true;
        found.expected = Some(step_title(comparison, true, first));
        found.subject = format!("list:{reference}");
        out.push(found);
    }
}
