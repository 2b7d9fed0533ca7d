//! `page-unreadable`

use std::mem::discriminant;
use std::sync::Arc;

use crate::model::comparison::{Comparison, Omission, PageView};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::source_file::Span;

use super::Check;
use super::finding::{finding, page_finding};

rule! {
    /// A file cannot be read as a document, or its front matter not as YAML or TOML.
    ///
    /// ## Why it matters
    ///
    /// It was not checked, or not all of it. It is not UTF-8, too large, vanished while the run went on, or not a file;
    /// front matter that is never closed or invalid is a warning, since the text below it is checked all the same. Where a
    /// translation has so many differences from its source that not all of them can be weighed against each other, an
    /// info says what was left out.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Open the portal.
    /// ```
    ///
    /// ```md de latin-1
    /// Öffnen Sie das Portal.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Open the portal.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie das Portal.
    /// ```
    ///
    /// ## Fix
    ///
    /// Save the file as UTF-8; close and correct the front matter.
    "page-unreadable", Some(Severity::Error), Check::Page(check), Check::Translation(check_bounds),
}

fn check(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    for (index, document) in view.documents.iter().enumerate() {
        match document {
            Err(unreadable) => {
                let place = (Arc::clone(&unreadable.file), Span::at(0));
                out.push(page_finding(&RULE, view, index, place, unreadable.reason.clone()));
            }
            Ok(document) => {
                for problem in &document.problems {
                    let place = (Arc::clone(&document.file), problem.span);
                    let mut found = page_finding(&RULE, view, index, place, problem.message.clone());
                    found.severity = Severity::Warning;
                    out.push(found);
                }
            }
        }
    }
}

/// Says once of each kind what was left out, where it was most.
fn check_bounds(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    let mut omitted = comparison.omitted.clone();
    omitted.sort_unstable();
    for kind in omitted.chunk_by(|a, b| discriminant(a) == discriminant(b)) {
        let Some(most) = kind.last() else { continue };
        let (what, ours, theirs) = describe(*most);
        let message = format!(
            "too much differs to weigh each against each: {what}, {ours} of the source and {theirs} here"
        );
        let mut found = finding(&RULE, comparison, Span::at(0), Span::at(0), message);
        found.severity = Severity::Info;
        found.related.clear();
        what.clone_into(&mut found.subject);
        out.push(found);
    }
}

const fn describe(omitted: Omission) -> (&'static str, usize, usize) {
    match omitted {
        Omission::Far(ours, theirs) => {
            ("sections, blocks or steps were not looked for far from their place", ours, theirs)
        }
        Omission::ChangedUrls(ours, theirs) => {
            ("URLs were compared with those in the same place only", ours, theirs)
        }
        Omission::MovedSteps(ours, theirs) => ("steps were not looked for in other places", ours, theirs),
    }
}
