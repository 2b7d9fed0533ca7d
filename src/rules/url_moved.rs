//! `url-moved`

use crate::model::comparison::{Comparison, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{finding, reference_name, reference_url, translation_text, translation_url};
use super::quote::excerpt;

rule! {
    /// The right URL stands in the wrong place: two URLs have changed places.
    ///
    /// ## Why it matters
    ///
    /// Every URL of the page is there, so that counting them shows nothing, and yet two links lead where the other
    /// should. Within a block the order of URLs is free, since sentences are built differently in each language; so is
    /// the order of bulleted lists and tables, which may be sorted anew.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Providers sign in at the [partner portal](https://partner.example.com/signin).
    ///
    /// Customers sign in at the [customer portal](https://portal.example.com/start).
    /// ```
    ///
    /// ```md it
    /// I fornitori accedono al [portale partner](https://portal.example.com/start).
    ///
    /// I clienti accedono al [portale clienti](https://partner.example.com/signin).
    /// ```
    ///
    /// The items stay where they are, and their links do not:
    ///
    /// ```md en
    /// - **Ledger**: how money is counted in the whole of the firm.
    ///
    ///   [Open it](https://app.example.com/?page=118)
    /// - **Posting**: groups.
    ///
    ///   [Open it](https://app.example.com/?page=314)
    /// ```
    ///
    /// ```md de
    /// - **Hauptbuch**: wie in der ganzen Firma das Geld gezählt wird.
    ///
    ///   [Öffnen](https://app.example.com/?page=314)
    /// - **Buchung**: Gruppen.
    ///
    ///   [Öffnen](https://app.example.com/?page=118)
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Use the [new portal](https://portal.example.com/start), not the [old one](https://partner.example.com/signin).
    /// ```
    ///
    /// ```md it
    /// Non usare il [vecchio portale](https://partner.example.com/signin), ma quello [nuovo](https://portal.example.com/start).
    /// ```
    ///
    /// ## Fix
    ///
    /// Swap the two URLs.
    "url-moved", Some(Severity::Warning), Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.urls {
        let UrlDifference::Moved { reference, translation } = *difference else { continue };
        let (r, t) = (reference_url(comparison, reference), translation_url(comparison, translation));
        let written = translation_text(comparison, t.span);
        let file = &comparison.reference.document.file;
        let message = format!(
            "`{}` has changed places with another URL; in {} it stands in line {}",
            excerpt(written),
            reference_name(comparison.kind),
            file.line_column(r.span.start).line
        );
        let mut found = finding(&RULE, comparison, t.span, r.span, message);
        found.found = Some(written.to_owned());
        found.subject = format!("url:{}", comparison.reference_keys[reference as usize]);
        out.push(found);
    }
}
