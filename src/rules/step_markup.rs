//! `step-markup`

use crate::model::comparison::{Comparison, ProcedureDifference, StepDifference};
use crate::model::diagnostic::{Applicability, Diagnostic, Severity};
use crate::model::document::StepRef;
use crate::model::source_file::Span;

use super::Check;
use super::finding::{
    finding, first_line, list_name, procedure, reference_name, replace, step_name, step_place, step_subject,
    step_title, translation_text,
};

rule! {
    /// A step is written, but its marker is broken, so that it is not rendered as a step.
    ///
    /// ## Why it matters
    ///
    /// Translation swaps `2.` for `2．`, drops the space behind it, or turns numbers into bullets. The step then runs into
    /// the text of the one before it, and the numbers behind it change. The step is there: it is not reported as missing.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 2. Switch the directory.
    /// 3. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md ja
    /// 1. ポータルにサインインします。
    /// 2．ディレクトリを切り替えます。
    /// 3. `tenant_id` をコピーします。
    /// ```
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 2. Switch the directory.
    /// 3. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md pl
    /// - Zaloguj się do portalu.
    /// - Przełącz katalog.
    /// - Skopiuj `tenant_id`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 2. Switch the directory.
    /// ```
    ///
    /// ```md ja
    /// 1) ポータルにサインインします。
    /// 2) ディレクトリを切り替えます。
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the marker as Markdown wants it: digits, a dot, a space.
    "step-markup", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    check_markers(comparison, out);
    check_headings(comparison, out);
    check_bullets(comparison, out);
    check_items(comparison, out);
}

fn check_items(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    let document = comparison.translation.document;
    for difference in &comparison.steps {
        let StepDifference::UnmarkedItem { near_step } = *difference else { continue };
        let near = &document.near_steps[near_step as usize];
        let marker = document.text(near.span).trim();
        let flaw = near.flaw.describe();
        let message =
            format!("an item of a list is not rendered as one: the marker `{marker}` is broken ({flaw})");
        let mut found = finding(&RULE, comparison, near.span, Span::at(0), message);
        found.related.clear();
        found.found = Some(marker.to_owned());
        found.help = Some(format!("write `{marker} ` at the beginning of the line"));
        found.subject = format!("item:{near_step}");
        found.fix = Some(replace(near.span, &format!("{marker} "), Applicability::Unsafe));
        out.push(found);
    }
}

fn check_headings(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Unnumbered { reference, place } = *difference else { continue };
        let name = step_name(comparison, true, reference);
        let message = format!("the heading of {name} has lost its number");
        let place = first_line(&comparison.translation.document.file, place);
        let mut found = finding(&RULE, comparison, place, step_place(comparison, true, reference), message);
        found.found = Some(translation_text(comparison, place).to_owned());
        found.expected = Some(step_title(comparison, true, reference));
        found.subject = step_subject(reference);
        out.push(found);
    }
}

fn check_markers(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Unmarked { reference, near_step } = *difference else { continue };
        let document = comparison.translation.document;
        let near = &document.near_steps[near_step as usize];
        let marker = document.text(near.span);
        let message = format!(
            "{} is not rendered as a step: the marker `{}` is broken ({})",
            step_name(comparison, true, reference),
            marker.trim(),
            near.flaw.describe()
        );
        let mut found =
            finding(&RULE, comparison, near.span, step_place(comparison, true, reference), message);
        found.found = Some(marker.to_owned());
        found.expected = Some(step_title(comparison, true, reference));
        found.help = Some(format!("write `{}. ` at the beginning of the line", near.ordinal));
        found.subject = step_subject(reference);
        found.fix = Some(replace(near.span, &format!("{}. ", near.ordinal), Applicability::Unsafe));
        out.push(found);
    }
}

fn check_bullets(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.procedures {
        let ProcedureDifference::Bulleted { reference, bullets } = *difference else { continue };
        let document = comparison.translation.document;
        let list = procedure(comparison, true, reference);
        let place = first_line(&document.file, document.bullets[bullets as usize].span);
        let message = format!("{} of {} is bulleted here", list_name(list), reference_name(comparison.kind));
        let first = StepRef { procedure: reference, step: 0 };
        let mut found = finding(&RULE, comparison, place, step_place(comparison, true, first), message);
        found.found = Some(translation_text(comparison, place).to_owned());
        found.expected = Some(step_title(comparison, true, first));
        found.help = Some("number the items: `1.`, `2.`, …".to_owned());
        found.subject = format!("list:{reference}");
        out.push(found);
    }
}
