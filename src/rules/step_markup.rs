//! `step-markup`

use crate::model::comparison::{Comparison, ProcedureDifference, StepDifference};
use crate::model::diagnostic::{Applicability, Diagnostic, Severity};
use crate::model::document::StepRef;
use crate::model::source_file::Span;

use super::Check;
use super::finding::{
    about_list, finding, first_line, list_name, procedure, reference_name, replace, step_name, step_place,
    step_subject, step_title, translation_text, unpaired,
};

rule! {
    /// A step is written and not rendered as one, for its marker is broken; or a paragraph is rendered as a step.
    ///
    /// ## Why it matters
    ///
    /// Translation swaps `2.` for `2．`, drops the space behind it, or turns numbers into bullets. The step then runs into
    /// the text of the one before it, and the numbers behind it change. The step is there: it is not reported as missing.
    ///
    /// The other way round, a paragraph that begins with a number and a dot, as an ordinal or a date does in many languages,
    /// is rendered as a list, and its number may even change.
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
    /// ```md en
    /// Access is open to all providers.
    ///
    /// On January 23 the trial ends.
    /// ```
    ///
    /// ```md fi
    /// Käyttö on avoinna kaikille tarjoajille.
    ///
    /// 23. tammikuuta kokeilu päättyy.
    /// ```
    ///
    /// ```md en
    /// 1. Download the tool.
    /// 2. Open the folder of step 1 and run `connect`.
    /// ```
    ///
    /// ```md tr
    /// 1. Aracı indirin.
    /// 2. 1. adımdaki klasörü açıp `connect` komutunu çalıştırın.
    /// ```
    ///
    /// ```md en
    /// After step 2 the list is complete. Send it:
    ///
    /// 1. Open `mailbox`.
    /// 2. Choose **Send**.
    /// ```
    ///
    /// ```md hu
    /// 2. lépés után a lista teljes. Küldje el:
    ///
    /// 1. Nyissa meg: `mailbox`.
    /// 2. Válassza ezt: **Küldés**.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// On January 23 the trial ends.
    /// ```
    ///
    /// ```md fi
    /// 23\\. tammikuuta kokeilu päättyy.
    /// ```
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
    /// Write the marker as Markdown wants it: digits, a dot, a space. Escape a dot that makes no list: `23\\.`.
    "step-markup", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    check_markers(comparison, out);
    check_headings(comparison, out);
    check_bullets(comparison, out);
    check_items(comparison, out);
    check_accidental(comparison, out);
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
        let mut found = unpaired(&RULE, comparison, near.span, message);
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

fn check_accidental(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.procedures {
        match *difference {
            ProcedureDifference::Accidental { translation } => out.push(accidental(comparison, translation)),
            ProcedureDifference::AccidentalBullet { bullets } => {
                out.push(accidental_bullet(comparison, bullets));
            }
            _ => {}
        }
    }
}

fn accidental(comparison: &Comparison<'_>, list: u32) -> Diagnostic {
    let marker = procedure(comparison, false, list).steps[0].marker;
    let written = translation_text(comparison, marker);
    let message = format!("a paragraph begins with `{}` and is rendered as a list", written.trim());
    let mut found = about_list(&RULE, comparison, list, message);
    let dot = Span {
        start: marker.start + written.trim_end().len() as u32 - 1,
        end: marker.start + written.trim_end().len() as u32,
    };
    let escaped = format!("\\{}", translation_text(comparison, dot));
    found.help = Some(format!("write `{}{escaped}`", written.trim().trim_end_matches(['.', ')'])));
    found.fix = Some(replace(dot, &escaped, Applicability::Unsafe));
    found
}

fn accidental_bullet(comparison: &Comparison<'_>, list: u32) -> Diagnostic {
    let document = comparison.translation.document;
    let item = &document.bullets[list as usize].steps[0];
    let marker = document.text(item.marker).trim();
    let message = format!("a paragraph begins with `{marker}` and is rendered as a list");
    let place = first_line(&document.file, item.span);
    let mut found = unpaired(&RULE, comparison, place, message);
    found.found = Some(document.text(place).to_owned());
    found.help = Some(format!("write `\\{marker}`, or begin the line with a word"));
    found.subject = format!("bullet:{list}");
    found
}
