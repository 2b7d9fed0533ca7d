//! `page-missing`

use std::sync::Arc;

use crate::model::comparison::PageView;
use crate::model::diagnostic::Diagnostic;
use crate::model::source_file::Span;

use super::Check;
use super::finding::page_finding;

rule! {
    /// A page of the source has no translation into a locale that other pages have.
    ///
    /// ## Why it matters
    ///
    /// Readers of that language meet a page in another, or a link that leads nowhere. Since many teams translate some
    /// pages only, the rule is off unless it is selected (`--select page-missing`) or given a severity. `not-expected` in
    /// the configuration names locales into which all pages, or some, need not be translated.
    ///
    /// The finding stands on the source, so it is made only where the source's files are checked.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// This page exists in English only, although the one beside it was translated.
    /// ```
    ///
    /// ```md de other-page
    /// Gewähren Sie Zugriff und kehren Sie zurück.
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
    /// Translate the page, or name the locale in `not-expected`.
    "page-missing", None, Check::Presence(check),
}

fn check(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    let Some(source) = view.page.source_index().filter(|_| view.has_source) else { return };
    let file = match &view.documents[source] {
        Ok(document) => &document.file,
        Err(unreadable) => &unreadable.file,
    };
    for locale in view.missing {
        let message = format!("there is no translation of this page into `{locale}`");
        let mut found = page_finding(&RULE, view, source, (Arc::clone(file), Span::at(0)), message);
        found.subject = locale.to_string();
        found.help = Some(format!("translate the page, or name `{locale}` in `not-expected`"));
        out.push(found);
    }
}
