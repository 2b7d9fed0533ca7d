//! `procedure-extra`

use crate::model::comparison::{Comparison, ProcedureDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{about_list, list_name, procedure, reference_name};

rule! {
    /// A numbered list of the translation has no counterpart in the reference.
    ///
    /// ## Why it matters
    ///
    /// The source has dropped the list, or the instructions were written twice.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Access is open to all providers.
    ///
    /// The trial ends in January.
    /// ```
    ///
    /// ```md fi
    /// Käyttö on avoinna kaikille tarjoajille.
    ///
    /// 1. Avaa portaali.
    /// 2. Kopioi `tenant_id`.
    ///
    /// Kokeilu päättyy tammikuussa.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// The provider needs (1) an account and (2) the `tenant_id`.
    /// ```
    ///
    /// ```md fi
    /// Tarjoaja tarvitsee:
    ///
    /// 1. tilin
    /// 2. `tenant_id`
    /// ```
    ///
    /// ## Fix
    ///
    /// Remove the list.
    "procedure-extra", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.procedures {
        if let ProcedureDifference::Extra { translation } = *difference {
            out.push(extra(comparison, translation));
        }
    }
}

fn extra(comparison: &Comparison<'_>, list: u32) -> Diagnostic {
    let name = list_name(procedure(comparison, false, list));
    let message = format!("{name} has no counterpart in {}", reference_name(comparison.kind));
    let mut found = about_list(&RULE, comparison, list, message);
    found.stale = true;
    found
}
