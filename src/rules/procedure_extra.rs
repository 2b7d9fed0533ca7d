//! `procedure-extra`

use crate::model::comparison::{Comparison, ProcedureDifference};
use crate::model::diagnostic::{Applicability, Diagnostic, Severity};
use crate::model::document::StepRef;
use crate::model::source_file::Span;

use super::Check;
use super::finding::{
    finding, first_line, list_name, procedure, reference_name, replace, step_place, step_title,
    translation_text,
};

rule! {
    /// A numbered list of the translation has no counterpart in the reference.
    ///
    /// ## Why it matters
    ///
    /// Either the source has dropped the list, or there never was one: a paragraph that begins with a number and a dot, as
    /// an ordinal or a date does in many languages, is rendered as a list, and its number may even change.
    ///
    /// ## Fails
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
    /// ## Fix
    ///
    /// Escape the dot: `23\\.`; or remove the list.
    "procedure-extra", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.procedures {
        match *difference {
            ProcedureDifference::Extra { translation } => out.push(extra(comparison, translation)),
            ProcedureDifference::Accidental { translation } => out.push(accidental(comparison, translation)),
            ProcedureDifference::AccidentalBullet { bullets } => {
                out.push(accidental_bullet(comparison, bullets));
            }
            ProcedureDifference::Missing { .. } | ProcedureDifference::Bulleted { .. } => {}
        }
    }
}

fn extra(comparison: &Comparison<'_>, list: u32) -> Diagnostic {
    let name = list_name(procedure(comparison, false, list));
    let message = format!("{name} has no counterpart in {}", reference_name(comparison.kind));
    let mut found = about(comparison, list, message);
    found.stale = true;
    found
}

fn accidental(comparison: &Comparison<'_>, list: u32) -> Diagnostic {
    let marker = procedure(comparison, false, list).steps[0].marker;
    let written = translation_text(comparison, marker);
    let message = format!("a paragraph begins with `{}` and is rendered as a list", written.trim());
    let mut found = about(comparison, list, message);
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
    let mut found = finding(&RULE, comparison, place, Span::at(0), message);
    found.related.clear();
    found.found = Some(document.text(place).to_owned());
    found.help = Some(format!("write `\\{marker}`, or begin the line with a word"));
    found.subject = format!("bullet:{list}");
    found
}

fn about(comparison: &Comparison<'_>, list: u32, message: String) -> Diagnostic {
    let first = StepRef { procedure: list, step: 0 };
    let mut found = finding(&RULE, comparison, step_place(comparison, false, first), Span::at(0), message);
    found.related.clear();
    found.found = Some(step_title(comparison, false, first));
    found.subject = format!("list:{list}");
    found
}
