//! `url-malformed`

use crate::model::comparison::{Comparison, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{finding, mended, reference_url, translation_text};
use super::quote::excerpt;

rule! {
    /// A URL or link that is broken as text: it leads nowhere, whatever stands behind it.
    ///
    /// ## Why it matters
    ///
    /// Machine translation puts white space into URLs, swaps their punctuation for full-width characters and moves
    /// brackets. The page still looks right in the editor; the reader gets a dead link or plain text. A link that broke
    /// so far that no URL is left in it is found through the reference's URL, which has no partner.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Sign in at `https://portal.example.com?tid=customer_tenant_id` and read the [guide](https://example.com/guide).
    /// ```
    ///
    /// ```md de
    /// Melden Sie sich unter `https://portal.example.com? tid=customer_tenant_id` an und lesen Sie die [Anleitung](https://example.com/guide).
    /// ```
    ///
    /// ```md en
    /// Read the [guide](https://example.com/guide) first.
    /// ```
    ///
    /// ```md ja
    /// まず[ガイド]（https://example.com/guide）をお読みください。
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// The address starts with http:// or https://, see the [guide](https://example.com/a_(b)).
    /// ```
    ///
    /// ```md fr
    /// L’adresse commence par http:// ou https://, voir le [guide](<https://example.com/a_(b)>).
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the URL as the reference has it. The fix takes out what broke it, puts link text and target together again, and
    /// parts a URL from the text that is written against it; it is safe where the reference says what is meant.
    "url-malformed", Some(Severity::Error); fix: Safe, Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for (difference, mend) in comparison.url_differences() {
        let UrlDifference::Malformed { reference, span, flaw, intended } = difference else { continue };
        let written = translation_text(comparison, *span);
        let message = format!("`{}` is not a working link: {}", excerpt(written), flaw.describe());
        let place = reference
            .map_or(crate::model::source_file::Span::at(0), |index| reference_url(comparison, index).span);
        let mut found = finding(&RULE, comparison, *span, place, message);
        found.found = Some(written.to_owned());
        found.expected = Some(intended.clone());
        found.help = Some(format!("write `{intended}`"));
        if let Some(index) = reference {
            found.subject = format!("url:{}", comparison.reference_keys[*index as usize]);
        } else {
            found.subject = format!("url:{intended}");
            found.related.clear();
            found.reference = None;
        }
        found.fix = mended(mend);
        out.push(found);
    }
}
