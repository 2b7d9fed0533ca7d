//! `portal-retired`

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::comparison::{Comparison, PageView, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::Document;
use crate::model::portal::{Portal, Retired};

use super::Check;
use super::finding::{advice, changed, originals, page_finding, translation_url};

rule! {
    /// A URL is on a host from which the portal has moved away.
    ///
    /// ## Why it matters
    ///
    /// A former host redirects for a while, often without the part of the URL that names the tenant, and then it is gone.
    /// It is told once a page, of the source; a translation that has the new host already is right. One that has the
    /// former host although its source has the new one is behind, and that is told of it.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Open `https://securitycenter.windows.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie `https://securitycenter.windows.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md en
    /// Open `https://security.microsoft.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md fr
    /// Ouvrez `https://securitycenter.windows.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Open `https://security.microsoft.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md fr
    /// Ouvrez `https://security.microsoft.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// A text that names both hosts is about the move.
    ///
    /// ```md en
    /// The former center (`https://securitycenter.windows.com`) leads to `https://security.microsoft.com`.
    /// ```
    ///
    /// ```md de
    /// Das frühere Center (`https://securitycenter.windows.com`) führt zu `https://security.microsoft.com`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the new host, and check that the rest of the URL still holds there.
    "portal-retired", Some(Severity::Info); fix: Safe, Check::Page(check_page), Check::Translation(check),
}

fn check_page(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    let mut told = HashSet::new();
    for (variant, document) in originals(view) {
        for url in &document.urls {
            let moved = url.url.host().and_then(|host| view.portals.retired(host));
            // A text that names both hosts is about the move.
            let moved = moved.filter(|(_, retired)| !is_named(document, url.block, &retired.successor));
            let Some((portal, retired)) = moved.filter(|(_, retired)| told.insert(&retired.host)) else {
                continue;
            };
            let place = (Arc::clone(&document.file), url.span);
            let message = message(portal, retired);
            let mut found = page_finding(&RULE, view, variant, place, message);
            found.found = Some(document.text(url.span).to_owned());
            found.help = Some(format!("write `{}`", retired.successor));
            found.note = retired.source.as_ref().map(|source| format!("see {source}"));
            found.subject = format!("portal:{}", retired.host);
            out.push(found);
        }
    }
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    let mut told = HashSet::new();
    for (difference, mend) in comparison.url_differences() {
        let UrlDifference::Retired { reference, translation } = *difference else { continue };
        let host = translation_url(comparison, translation).url.host().unwrap_or_default();
        if !told.insert(host) {
            continue;
        }
        let message = format!("the portal has moved from `{host}`, and the source has followed");
        let mut found = changed(&RULE, comparison, ((reference, translation), mend), message);
        found.help = Some(advice(&found));
        found.subject = format!("portal:{host}");
        out.push(found);
    }
}

/// Whether a block has a host, in a URL or by its name.
fn is_named(document: &Document, block: u32, host: &str) -> bool {
    let text = document.text(document.blocks[block as usize].span);
    memchr::memmem::find(text.as_bytes(), host.as_bytes()).is_some()
}

fn message(portal: &Portal, retired: &Retired) -> String {
    format!("{} has moved from `{}` to `{}`", portal.name, retired.host, retired.successor)
}
