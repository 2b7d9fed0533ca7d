//! `page-orphan`

use std::sync::Arc;

use crate::model::comparison::PageView;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::source_file::Span;

use super::Check;
use super::finding::page_finding;

rule! {
    /// A translation has no source, although the documentation has one.
    ///
    /// ## Why it matters
    ///
    /// The source was renamed or removed, or the translation lies in the wrong place. It cannot be checked.
    ///
    /// ## Fails
    ///
    /// ```md de
    /// Diese Seite gibt es nur auf Deutsch.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// This page exists in both languages.
    /// ```
    ///
    /// ```md de
    /// Diese Seite gibt es in beiden Sprachen.
    /// ```
    ///
    /// ## Fix
    ///
    /// Move the page to its source's place, or remove it.
    "page-orphan", Some(Severity::Info), Check::Page(check),
}

fn check(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    if !view.has_source || view.page.source().is_some() {
        return;
    }
    for (index, document) in view.documents.iter().enumerate() {
        if let Ok(document) = document {
            let message = "there is no source page for this translation".to_owned();
            let place = (Arc::clone(&document.file), Span::at(0));
            out.push(page_finding(&RULE, view, index, place, message));
        }
    }
}
