//! `page-locale`

use std::sync::Arc;

use crate::model::comparison::PageView;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::locale::Locale;

use super::Check;
use super::finding::page_finding;

/// Front-matter keys that name the document's own locale.
const KEYS: [&str; 4] = ["ms.contentlocale", "locale", "lang", "language"];

rule! {
    /// Front matter and path disagree on the language.
    ///
    /// ## Why it matters
    ///
    /// The page was copied from another language's folder, or it is served under the wrong one.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Open the portal.
    /// ```
    ///
    /// ```md de
    /// ---
    /// title: Portal
    /// lang: fr
    /// ---
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
    /// ---
    /// title: Portal
    /// lang: de-AT
    /// ---
    /// Öffnen Sie das Portal.
    /// ```
    ///
    /// ## Fix
    ///
    /// Correct the key, or move the page.
    "page-locale", Some(Severity::Warning), Check::Page(check),
}

fn check(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    for (index, (variant, document)) in view.page.variants.iter().zip(view.documents).enumerate() {
        let Ok(document) = document else { continue };
        let Some(field) = KEYS.iter().find_map(|key| document.field(key)) else { continue };
        let Some(said) = Locale::parse(field.value.trim()) else { continue };
        if variant.tree.is_none() || said.same_language(&variant.locale) {
            continue;
        }
        let message = format!("the front matter says `{said}`, the path says `{}`", variant.locale);
        let place = (Arc::clone(&document.file), field.span);
        let mut found = page_finding(&RULE, view, index, place, message);
        found.found = Some(field.value.clone());
        found.expected = Some(variant.locale.to_string());
        out.push(found);
    }
}
