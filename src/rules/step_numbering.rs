//! `step-numbering`

use crate::model::comparison::{Comparison, StepDifference};
use crate::model::diagnostic::{Applicability, Diagnostic, Severity};
use crate::model::source_file::Span;

use super::Check;
use super::finding::{paired_steps, reference_name, replace, step_name, translation_text};

rule! {
    /// A list begins with another number than in the reference.
    ///
    /// ## Why it matters
    ///
    /// Markdown counts the items of a list itself, but from the number that its first item has. Where a picture, a note or a
    /// lost indent cuts a list in two, the second part begins with the number that is written there: a reader who is sent to
    /// step 4 finds it as step 1. The numbers of the other items do not matter.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 2. Open **Properties**.
    ///
    ///    > Only administrators see it.
    ///
    /// 3. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md sv
    /// 1. Logga in på portalen.
    /// 2. Öppna **Egenskaper**.
    ///
    /// > Endast administratörer ser den.
    ///
    /// 1. Kopiera `tenant_id`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 1. Open **Properties**.
    /// 1. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md sv
    /// 1. Logga in på portalen.
    /// 2. Öppna **Egenskaper**.
    ///
    /// > Endast administratörer ser den.
    ///
    /// 3. Kopiera `tenant_id`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the number of the reference, or indent what stands between the items, so that the list goes on. Where two lists
    /// of the reference became one, there is no fix: what stands between them there is gone.
    "step-numbering", Some(Severity::Warning); fix: Unsafe, Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Renumbered { reference, translation } = *difference else { continue };
        let (wanted, step) = (
            comparison.reference.document.step(reference).ordinal,
            comparison.translation.document.step(translation),
        );
        // The number of a step inside of a list is no more than how many are before it, whatever is written there.
        let begins = translation.step == 0;
        let message = format!(
            "the list {} with {} where {} has {}",
            if begins { "begins" } else { "goes on" },
            step.ordinal,
            reference_name(comparison.kind),
            step_name(comparison, true, reference),
        );
        let mut found = paired_steps(&RULE, comparison, (reference, translation), message);
        found.help = Some(if begins {
            format!("begin the list with `{wanted}.`, or let the one before it go on")
        } else {
            format!("begin a list with `{wanted}.` here: put what stands before it there between the steps")
        });
        let marker = translation_text(comparison, step.marker);
        let digits = marker.len() - marker.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 && begins {
            let number = Span { start: step.marker.start, end: step.marker.start + digits as u32 };
            found.fix = Some(replace(number, &wanted.to_string(), Applicability::Unsafe));
        }
        out.push(found);
    }
}
