//! `url-unlinked`

use crate::model::comparison::{Comparison, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{finding, mended, reference_name, reference_url, translation_text, translation_url};
use super::quote::excerpt;

rule! {
    /// The URL is there, but it is no longer a link.
    ///
    /// ## Why it matters
    ///
    /// A link with a text became a bare URL or a code span, which renderers show as text.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Start the [free trial](https://trial.example.com/start?plan=mssp).
    /// ```
    ///
    /// ```md sv
    /// Starta den kostnadsfria utvärderingen: https://trial.example.com/start?plan=mssp
    /// ```
    ///
    /// ```md en
    /// The trial starts at [https://trial.example.com/start](https://trial.example.com/start/).
    /// ```
    ///
    /// ```md nl
    /// De proefperiode begint op `https://trial.example.com/start/`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Start the [free trial](https://trial.example.com/start?plan=mssp).
    /// ```
    ///
    /// ```md sv
    /// Starta den [kostnadsfria utvärderingen][trial].
    ///
    /// [trial]: https://trial.example.com/start?plan=mssp
    /// ```
    ///
    /// ## Fix
    ///
    /// Make it a link with a text. Where the reference's text is the URL itself, the fix does so.
    "url-unlinked", Some(Severity::Warning); fix: Safe, Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for (difference, mend) in comparison.url_differences() {
        let UrlDifference::Unlinked { reference, translation } = *difference else { continue };
        let (r, t) = (reference_url(comparison, reference), translation_url(comparison, translation));
        let written = translation_text(comparison, t.span);
        let message =
            format!("`{}` is text here and a link in {}", excerpt(written), reference_name(comparison.kind));
        let mut found = finding(&RULE, comparison, t.span, r.whole, message);
        found.found = Some(written.to_owned());
        found.subject = format!("url:{}", comparison.reference_keys[reference as usize]);
        found.fix = mended(mend);
        out.push(found);
    }
}
