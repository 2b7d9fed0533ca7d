//! `url-spelling`

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::model::comparison::PageView;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::{Document, UrlKind, UrlOccurrence};
use crate::model::url::Url;

use super::Check;
use super::finding::{page_finding, told_once};
use super::quote::excerpt;

rule! {
    /// One URL is written in two ways on one page.
    ///
    /// ## Why it matters
    ///
    /// `https://portal.example.com?tid=…` and `https://portal.example.com/?tid=…` are the same, and a reader who compares
    /// them wonders which is right; whoever searches for one does not find the other.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Open `https://portal.example.com?tid=customer_tenant_id`.
    ///
    /// Come back to `https://portal.example.com/?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie `https://portal.example.com?tid=customer_tenant_id`.
    ///
    /// Kehren Sie zu `https://portal.example.com/?tid=customer_tenant_id` zurück.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Open `https://portal.example.com?tid=customer_tenant_id`.
    ///
    /// Come back to `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie `https://portal.example.com?tid=customer_tenant_id`.
    ///
    /// Kehren Sie zu `https://portal.example.com?tid=customer_tenant_id` zurück.
    /// ```
    ///
    /// ## Fix
    ///
    /// Choose one spelling.
    "url-spelling", Some(Severity::Info), Check::Page(check),
}

/// What a translation has of its source's is told of the source, and what siblings without a source share, of the first.
fn check(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    let facts = |document| doubles(document).map(|pair| (pair.1.url.identity(), pair)).collect();
    for (variant, document, (first, url)) in told_once(view, facts) {
        let line = document.file.line_column(first.span.start).line;
        let (written, other) = (excerpt(url.url.as_str()), excerpt(first.url.as_str()));
        let message = format!("`{written}` is written `{other}` in line {line}");
        let place = (Arc::clone(&document.file), url.span);
        let mut found = page_finding(&RULE, view, variant, place, message);
        found.found = Some(document.text(url.span).to_owned());
        found.subject = format!("spelling:{}", url.url.identity());
        out.push(found);
    }
}

/// Whether a URL is a host and nothing else.
fn is_bare_host(url: &Url) -> bool {
    url.path().len() < 2 && url.query().is_none() && url.fragment().is_none()
}

/// The first URLs that are written otherwise than before, each beside its first occurrence; one of each identity. Where
/// both stand side by side the text may be about the difference, and at the end of a bare host the slash is no matter.
fn doubles(document: &Document) -> impl Iterator<Item = (&UrlOccurrence, &UrlOccurrence)> {
    let is_text = |url: &&UrlOccurrence| {
        url.url.is_absolute()
            && !is_bare_host(&url.url)
            && !matches!(url.kind, UrlKind::Label | UrlKind::FrontMatter | UrlKind::Include)
    };
    // Of two spellings of a URL one at least is not the plain one, and most texts have plain ones only.
    let is_plain = |url: &UrlOccurrence| url.url.identity() == url.url.as_str();
    let urls = if document.urls.iter().all(is_plain) { &[] } else { document.urls.as_slice() };
    let mut first: HashMap<&str, &UrlOccurrence> = HashMap::new();
    let mut told = HashSet::new();
    urls.iter().filter(is_text).filter_map(move |url| {
        let before = *first.entry(url.url.identity()).or_insert(url);
        let differs = before.url.as_str() != url.url.as_str() && before.block != url.block;
        (differs && told.insert(url.url.identity())).then_some((before, url))
    })
}
