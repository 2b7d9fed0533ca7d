//! `tenant-id-exposed`

use std::sync::Arc;

use crate::model::comparison::{CodeDifference, Comparison, Naming, PageView, TenantChange, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::{Document, UrlKind, UrlOccurrence};
use crate::model::placeholder::may_hold_id;
use crate::model::portal::{Tenancy, Value};

use super::Check;
use super::finding::{changed_code, changed_tenant, codes, page_finding, told_once, translation_url};

rule! {
    /// The ID of a real tenant stands where a placeholder belongs.
    ///
    /// ## Why it matters
    ///
    /// Readers who copy the URL end up at somebody else's tenant, and the ID of a customer or of one's own company is
    /// published in as many languages as the page has. A GUID is plainly fictitious if each of the eight 4-digit chunks of
    /// its 32 digits has at most two distinct digits, as those that Microsoft approves for documentation have; any other
    /// is taken for real. So are account numbers that neither count up nor repeat digits in fours. Only the place of a
    /// tenant is looked at, never `client_id=` and the like. What may be shown is said in the configuration, `allow = […]`
    /// under `[placeholders]`. No report repeats the ID in full, but for the line of the page that `full` shows.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Open `https://security.microsoft.com?tid=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635`.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie `https://security.microsoft.com?tid=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635`.
    /// ```
    ///
    /// ```md en
    /// Open `https://portal.example.com/{tenant}/setup`.
    /// ```
    ///
    /// ```md it
    /// Apra `https://portal.example.com/5b3e7c91-04da-4f6b-9c22-81e0d7a4f635/setup`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Open `https://security.microsoft.com?tid=aaaabbbb-0000-cccc-1111-dddd2222eeee` as the application
    /// <https://portal.example.com?client_id=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635>.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie `https://security.microsoft.com?tid=aaaabbbb-0000-cccc-1111-dddd2222eeee` als die Anwendung
    /// <https://portal.example.com?client_id=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635>.
    /// ```
    ///
    /// ## Fix
    ///
    /// Write a placeholder, or a fictitious ID.
    "tenant-id-exposed", Some(Severity::Error); fix: Safe, Check::Page(check_page), Check::Translation(check),
}

/// IDs in the places that portals have for them. What a translation has of its source's is told of the source, and what
/// siblings without a source share, of the first.
fn check_page(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    for (variant, document, (tenancy, url)) in told_once(view, |document| exposed(view, document)) {
        let id = named(&tenancy, url);
        let place = (Arc::clone(&document.file), url.place_of(&tenancy.span, document));
        let mut found = page_finding(&RULE, view, variant, place, message(&id));
        let form = &tenancy.form.template;
        found.note = Some(format!("in URLs of {} the tenant stands here: `{form}`", tenancy.portal.name));
        tell(&mut found, &id);
        out.push(found);
    }
}

/// The real IDs in the URLs of a document, each with its place.
fn exposed<'v>(
    view: &PageView<'v>,
    document: &'v Document,
) -> Vec<(String, (Tenancy<'v>, &'v UrlOccurrence))> {
    let urls = document.urls.iter().filter(|url| url.kind != UrlKind::Label);
    let urls = urls.filter(|url| may_hold_id(url.url.as_str()));
    let real = urls.filter_map(|url| {
        let tenancy = view.portals.tenancy(&url.url)?;
        matches!(tenancy.value, Value::Real(_)).then(|| (named(&tenancy, url), (tenancy, url)))
    });
    real.collect()
}

/// What a tenant is named by, in lower case.
fn named(tenancy: &Tenancy<'_>, url: &UrlOccurrence) -> String {
    url.url.as_str()[tenancy.span.clone()].to_lowercase()
}

/// IDs where the reference has a placeholder.
fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for (difference, mend) in comparison.url_differences() {
        if let UrlDifference::Tenant { reference, translation, change, moved } = difference
            && let TenantChange::Placeholder { naming: Naming::RealId, wanted, written, .. } = change
        {
            let id = written.to_lowercase();
            let t = translation_url(comparison, *translation);
            let mut found =
                changed_tenant(&RULE, comparison, ((*reference, *translation), mend), *moved, message(&id));
            let at = t.url.as_str().to_ascii_lowercase().find(&written.to_ascii_lowercase());
            if let Some(start) = at {
                found.primary.location.span =
                    t.place_of(&(start..start + written.len()), comparison.translation.document);
            }
            found.expected = Some(wanted.clone());
            tell(&mut found, &id);
            out.push(found);
        }
    }
    out.extend(comparison.codes.iter().filter_map(|difference| in_code(comparison, difference)));
}

/// An ID in a code span that in the reference is the name of a placeholder.
fn in_code(comparison: &Comparison<'_>, difference: &CodeDifference) -> Option<Diagnostic> {
    if difference.placeholder != Some(Naming::RealId) {
        return None;
    }
    let (_, written) = codes(comparison, difference);
    let id = written.text.to_lowercase();
    let mut found = changed_code(&RULE, comparison, difference, message(&id));
    tell(&mut found, &id);
    Some(found)
}

fn message(id: &str) -> String {
    format!("what looks like the ID of a real tenant, `{}`, stands where a placeholder belongs", masked(id))
}

/// What is told of an ID without repeating it.
fn tell(found: &mut Diagnostic, id: &str) {
    found.found = Some(masked(id));
    found.subject = format!("tenant:{}", masked(id));
    let plain = || "write a placeholder, or an ID that is plainly fictitious".to_owned();
    found.help.get_or_insert_with(plain);
}

/// The first characters of an ID, a quarter of it at most.
fn masked(id: &str) -> String {
    let shown: String = id.chars().take(4.min(id.chars().count() / 4)).collect();
    shown + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_not_repeated() {
        assert_eq!(masked("5b3e7c91-04da-4f6b-9c22-81e0d7a4f635"), "5b3e…");
        assert_eq!(masked("t.co"), "t…");
    }
}
