//! `url-drift`

use crate::model::comparison::{Comparison, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::url::Component;

use super::Check;
use super::finding::{
    advice, changed, reference_name, reference_text, reference_url, replaced, translation_text,
    translation_url,
};
use super::quote::differing;

rule! {
    /// Another URL than the reference's stands in its place.
    ///
    /// ## Why it matters
    ///
    /// A host, path or query key that was translated or mistyped is still a valid URL: no syntax check sees it, and
    /// where it is a portal's URL no link checker can fetch it. The finding names the component that differs. `http` for
    /// `https`, and a fragment alone, are warnings.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Open the portal at `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md fr
    /// Ouvrez le portail à l’adresse `https://portail.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ## Passes
    ///
    /// The locale in a URL may be the translation's own, the source's, or left out.
    ///
    /// ```md en
    /// See [Entra](https://learn.microsoft.com/en-us/entra) and [tenancy](https://en.wikipedia.org/wiki/Multitenancy).
    /// ```
    ///
    /// ```md de
    /// Siehe [Entra](https://learn.microsoft.com/de-de/entra) und [Mandanten](https://de.wikipedia.org/wiki/Mandantenfähigkeit).
    /// ```
    ///
    /// The order of the keys in a query says nothing.
    ///
    /// ```md en
    /// Open `https://portal.example.com?view=all&tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie `https://portal.example.com?tid=customer_tenant_id&view=all`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the reference's URL, or, if the translation is right, say so to the owner of the source. The fix restores what
    /// differs and leaves the translation its own: the language in the URL, the fragment, a slash at the end. It is safe
    /// where one URL is a near miss of the other, no other could have been the partner of either, and no other translation
    /// of the page has the same.
    "url-drift", Some(Severity::Error); fix: Safe, Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for (difference, mend) in comparison.url_differences() {
        let UrlDifference::Changed { reference, translation, component, alike, ref unless } = *difference
        else {
            continue;
        };
        let (r, t) = (reference_url(comparison, reference), translation_url(comparison, translation));
        if !r.url.is_absolute() && !t.url.is_absolute() {
            continue;
        }
        let (wanted, written) = (reference_text(comparison, r.span), translation_text(comparison, t.span));
        let (here, there) = differing(written, wanted);
        let name = reference_name(comparison.kind);
        let message = format!("{} differs: `{here}` here, `{there}` in {name}", component.name());
        let mut found = changed(&RULE, comparison, ((reference, translation), mend), message);
        if matches!(component, Component::Scheme | Component::Fragment) {
            found.severity = Severity::Warning;
        }
        found.stale = !alike;
        if matches!(component, Component::Path | Component::Fragment) {
            found.replaced = replaced(comparison, (reference, translation));
        }
        found.unless.clone_from(unless);
        found.help = Some(advice(&found));
        out.push(found);
    }
}
