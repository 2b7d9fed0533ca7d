//! `url-missing`

use crate::model::comparison::{Comparison, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{finding, reference_name, reference_text, reference_url};
use super::quote::excerpt;

rule! {
    /// A URL of the reference has no counterpart in the translation.
    ///
    /// ## Why it matters
    ///
    /// The reader of the translation cannot reach what the reader of the source can. The finding points at the block in
    /// which the URL should stand.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Request access in the [partner center](https://partner.example.com/requests) before you start.
    /// ```
    ///
    /// ```md es
    /// Solicite acceso en el centro de partners antes de empezar.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Request access in the [partner center](https://partner.example.com/requests), then open `https://portal.example.com`.
    /// ```
    ///
    /// ```md es
    /// Abra `https://portal.example.com` después de solicitar acceso en el [centro de partners](https://partner.example.com/requests).
    /// ```
    ///
    /// ## Fix
    ///
    /// Put the URL back.
    "url-missing", Some(Severity::Error), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.urls {
        let UrlDifference::Missing { reference, place, passage } = *difference else { continue };
        let occurrence = reference_url(comparison, reference);
        let wanted = reference_text(comparison, occurrence.span);
        let message = format!("`{}` is missing; {} has it", excerpt(wanted), reference_name(comparison.kind));
        let mut found = finding(&RULE, comparison, place, occurrence.whole, message);
        found.stale = true;
        found.passage = passage;
        found.expected = Some(wanted.to_owned());
        found.subject = format!("url:{}", comparison.reference_keys[reference as usize]);
        out.push(found);
    }
}
