//! `page-unreadable`

use std::sync::Arc;

use crate::model::comparison::PageView;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::source_file::Span;

use super::Check;
use super::finding::page_finding;

rule! {
    /// A file cannot be read as a document, or its front matter not as YAML or TOML.
    ///
    /// ## Why it matters
    ///
    /// It was not checked, or not all of it. It is not UTF-8, too large, vanished while the run went on, or not a file;
    /// front matter that is never closed or invalid is a warning, since the text below it is checked all the same.
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
    "page-unreadable", Some(Severity::Error), Check::Page(check),
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
