//! `tenant-format`

use std::sync::Arc;

use crate::model::comparison::{Comparison, PageView, TenantChange, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{changed_tenant, originals, page_finding, reference_name, translation_url};

rule! {
    /// A URL has lost the part that names the tenant, or has it in the wrong place.
    ///
    /// ## Why it matters
    ///
    /// `https://portal.example.com?tid=customer_tenant_id` opens the customer's tenant,
    /// `https://portal.example.com` the reader's own. Without the part that names the tenant, under another key or in
    /// another place of the URL, the reader signs in to the wrong portal or to none, and no link checker can tell, since
    /// the placeholder was never a real address. A portal's URL that never had a tenant is right as it is.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Sign in at `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md de
    /// Melden Sie sich unter `https://portal.example.com` an.
    /// ```
    ///
    /// ```md en
    /// Sign in at `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md es
    /// Inicie sesión en `https://portal.example.com?inquilino=customer_tenant_id`.
    /// ```
    ///
    /// ```md en
    /// Open `https://{tenant}.example.com/setup`.
    /// ```
    ///
    /// ```md fr
    /// Ouvrez `https://example.com/{tenant}/setup`.
    /// ```
    ///
    /// A URL that does not exist without a tenant is told of the source as well.
    ///
    /// ```md en
    /// Ask `https://login.microsoftonline.com/oauth2/v2.0/token` for a token.
    /// ```
    ///
    /// ```md sv
    /// Begär en token från `https://login.microsoftonline.com/oauth2/v2.0/token`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Customers open `https://security.microsoft.com`, you open `https://security.microsoft.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md de
    /// Sie öffnen `https://security.microsoft.com/?tid=customer_tenant_id`, Kunden öffnen `https://security.microsoft.com`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the URL as the reference has it.
    "tenant-format", Some(Severity::Error); fix: Safe, Check::Translation(check), Check::Page(check_page),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for (difference, mend) in comparison.url_differences() {
        let UrlDifference::Tenant { reference, translation, change, moved } = difference else { continue };
        let name = reference_name(comparison.kind);
        let message = match change {
            TenantChange::Lost { place, wanted } => {
                format!("`{wanted}` is missing from the {}; {name} has it there", place.name())
            }
            TenantChange::Key { wanted, written } => {
                format!("the query key of the tenant is `{written}` here, `{wanted}` in {name}")
            }
            TenantChange::Misplaced { wanted, from, to } => {
                let (from, to) = (from.name(), to.name());
                format!("the tenant `{wanted}` stands in the {to} here, in the {from} in {name}")
            }
            TenantChange::Placeholder { .. } => continue,
        };
        let mut found =
            changed_tenant(&RULE, comparison, ((*reference, *translation), mend), *moved, message);
        // Where the placeholder's bracket is never closed, the URL ends before it, and what is behind would stay.
        let end = translation_url(comparison, *translation).span.end as usize;
        if comparison.translation.document.file.text[end..].starts_with(['{', '<', '[', '\\', '&', '$']) {
            found.fix = None;
        }
        out.push(found);
    }
}

/// URLs that portals do not have without a tenant. What a translation has of its source's is told of the source.
fn check_page(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    for (variant, document) in originals(view) {
        for url in &document.urls {
            let Some((portal, form)) = view.portals.lacks_tenant(&url.url) else { continue };
            let message =
                format!("the tenant is missing: URLs of {} have the form `{}`", portal.name, form.template);
            let place = (Arc::clone(&document.file), url.span);
            let mut found = page_finding(&RULE, view, variant, place, message);
            found.found = Some(document.text(url.span).to_owned());
            found.note = form.source.as_ref().map(|source| format!("see {source}"));
            found.subject = format!("tenant:{}", url.url.identity());
            out.push(found);
        }
    }
}
