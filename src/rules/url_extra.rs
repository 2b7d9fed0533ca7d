//! `url-extra`

use crate::model::comparison::{Comparison, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{reference_name, translation_text, translation_url, unpaired};
use super::quote::excerpt;

rule! {
    /// A URL of the translation has no counterpart in the reference.
    ///
    /// ## Why it matters
    ///
    /// It may be a link for local readers. More often it is one that the source has removed since, because it is dead or
    /// no longer right.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Ask your administrator for access.
    /// ```
    ///
    /// ```md de
    /// Bitten Sie Ihren Administrator um Zugriff, siehe [altes Portal](https://old.example.com/access).
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Open the [portal](https://portal.example.com). It shows your tenants.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie das [Portal](https://portal.example.com). Das [Portal](https://portal.example.com) zeigt Ihre Mandanten.
    /// ```
    ///
    /// ## Fix
    ///
    /// Remove the link, or silence the rule where it is meant for local readers.
    "url-extra", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.urls {
        let UrlDifference::Extra { translation, passage } = *difference else { continue };
        let occurrence = translation_url(comparison, translation);
        let written = translation_text(comparison, occurrence.span);
        let message =
            format!("`{}` has no counterpart in {}", excerpt(written), reference_name(comparison.kind));
        let mut found = unpaired(&RULE, comparison, occurrence.span, message);
        found.stale = true;
        found.passage = passage;
        found.found = Some(written.to_owned());
        found.subject = format!("url:{}", comparison.translation_keys[translation as usize]);
        out.push(found);
    }
}
