//! `tenant-placeholder`

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aho_corasick::AhoCorasick;

use crate::model::comparison::{CodeDifference, Comparison, Naming, PageView, TenantChange, UrlDifference};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::{CodeSpan, Document, StepRef};
use crate::model::placeholder::identity;
use crate::model::source_file::Span;
use crate::model::url::Url;

use super::Check;
use super::finding::{
    changed_code, changed_tenant, codes, originals, page_finding, reference_name, reference_text,
    reference_url, translation_text, translation_url,
};
use super::quote::excerpt;

rule! {
    /// A placeholder was translated, misspelt or replaced, or is called one thing in the text and another in the URL.
    ///
    /// ## Why it matters
    ///
    /// A procedure says "replace `customer_tenant_id` in the following URL". If the URL has `kunden_mandanten_id`, there is
    /// nothing to replace; if it has a name that looks like a real one, it is not replaced at all. Case and style are a
    /// matter of taste: `CustomerTenantId` for `customer_tenant_id` is an info. Another name in the words that
    /// placeholders are made of is a warning, and so is what became of a placeholder that stands for no tenant, such as
    /// `{id}` in a path: readers of an example will manage.
    ///
    /// A repository that has settled on a spelling says so in its configuration, `spelling = ["customer_tenant_id"]`
    /// under `[placeholders]`; then every other one of the same words is a warning, in the source as well.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Sign in at `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md de
    /// Melden Sie sich unter `https://portal.example.com?tid=kunden_mandanten_id` an.
    /// ```
    ///
    /// ```md en
    /// Open `https://contoso.sharepoint.com`.
    /// ```
    ///
    /// ```md pt
    /// Abra `https://acmelda.sharepoint.com`.
    /// ```
    ///
    /// ```md en
    /// 1. Sign in.
    /// 2. Replace `customer_tenant_id` in `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md es
    /// 1. Inicie sesión.
    /// 2. Sustituya `id_de_inquilino` en `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// What no URL has is told of the source as well.
    ///
    /// ```md en
    /// 1. Sign in.
    /// 2. Replace `customer_tenant_id` in `https://portal.example.com?tid=<directory>`.
    /// ```
    ///
    /// ```md it
    /// 1. Accedi.
    /// 2. Sostituisci `customer_tenant_id` in `https://portal.example.com?tid=<directory>`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Sign in at [the portal](https://portal.example.com).
    /// 2. Replace `customer_tenant_id` in `https://portal.example.com?tid=customer_tenant_id`.
    /// ```
    ///
    /// ```md ja
    /// 1. [ポータル](https://portal.example.com)にサインインします。
    /// 2. `https://portal.example.com?tid=customer_tenant_id` の `customer_tenant_id` を置き換えます。
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the placeholder as the reference has it, in the text and in the URL.
    "tenant-placeholder", Some(Severity::Error); fix: Safe, Check::Translation(check), Check::Page(check_page),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    let mut respelt = HashSet::new();
    for (difference, mend) in comparison.url_differences() {
        if let UrlDifference::Tenant { reference, translation, change, moved } = difference
            && let TenantChange::Placeholder { naming, tenant, wanted, written } = change
            && let Some(severity) = severity(*naming, *tenant)
        {
            // A matter of style is told once of a page.
            if *naming == Naming::Respelt && !respelt.insert((wanted, written)) {
                continue;
            }
            let url = reference_text(comparison, reference_url(comparison, *reference).span);
            let own = translation_text(comparison, translation_url(comparison, *translation).span);
            let (wanted, written) = (as_written(wanted, url), as_written(written, own));
            let message = message(wanted, written, reference_name(comparison.kind));
            let mut found =
                changed_tenant(&RULE, comparison, ((*reference, *translation), mend), *moved, message);
            found.severity = severity;
            found.stale = *naming == Naming::Renamed;
            out.push(found);
        }
    }
    out.extend(comparison.codes.iter().filter_map(|difference| in_text(comparison, difference)));
}

/// A code span that names a placeholder of a URL, and names it otherwise than the reference does.
fn in_text(comparison: &Comparison<'_>, difference: &CodeDifference) -> Option<Diagnostic> {
    let naming = difference.placeholder?;
    let severity = severity(naming, true)?;
    let (wanted, written) = codes(comparison, difference);
    let message = message(&wanted.text, &written.text, reference_name(comparison.kind));
    let mut found = changed_code(&RULE, comparison, difference, message);
    found.severity = severity;
    found.stale = naming == Naming::Renamed;
    found.subject = format!("code:{} {}", wanted.text, written.text);
    Some(found)
}

/// A part of a URL as the document has it, whose host may have capitals.
fn as_written<'t>(part: &'t str, url: &'t str) -> &'t str {
    let at = url.to_ascii_lowercase().find(&part.to_ascii_lowercase());
    at.map_or(part, |at| &url[at..at + part.len()])
}

/// What a difference weighs; nothing if another rule tells it.
const fn severity(naming: Naming, tenant: bool) -> Option<Severity> {
    match naming {
        Naming::Respelt => Some(Severity::Info),
        Naming::Other if tenant => Some(Severity::Error),
        Naming::Renamed | Naming::Other => Some(Severity::Warning),
        Naming::RealId => None,
    }
}

fn message(wanted: &str, written: &str, name: &str) -> String {
    format!("placeholder differs: `{}` here, `{}` in {name}", excerpt(written), excerpt(wanted))
}

fn check_page(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    for (variant, document) in originals(view) {
        for (place, name) in unheard_of(view, document) {
            let message = format!("the step names `{name}`, which no URL of the page has");
            let mut found = page_finding(&RULE, view, variant, (Arc::clone(&document.file), place), message);
            found.severity = Severity::Warning;
            found.found = Some(name.clone());
            found.subject = format!("code:{name}");
            found.help = Some("call the placeholder the same in the text and in the URL".to_owned());
            out.push(found);
        }
    }
    for (variant, document) in view.documents.iter().enumerate() {
        let Ok(document) = document else { continue };
        for (place, written, wanted) in unsettled(view, document) {
            let message = format!("the placeholder `{written}` is spelt `{wanted}` in this repository");
            let mut found = page_finding(&RULE, view, variant, (Arc::clone(&document.file), place), message);
            found.severity = Severity::Warning;
            found.help = Some(format!("write `{wanted}`"));
            found.subject = format!("placeholder:{written}");
            found.found = Some(written);
            found.expected = Some(wanted);
            out.push(found);
        }
    }
}

/// The codes of steps that name a placeholder which no URL has, though the step has a URL with just one other. What the
/// page says more than once may be explained there.
fn unheard_of(view: &PageView<'_>, document: &Document) -> Vec<(Span, String)> {
    let vocabulary = &view.portals.vocabulary;
    let mut clear: HashMap<StepRef, bool> = HashMap::new();
    let mut is_clear = |step: StepRef| {
        *clear.entry(step).or_insert_with(|| {
            let codes = document.codes_in(&document.step(step).blocks).iter();
            let named = codes.filter(|code| vocabulary.named(&code.text).is_some());
            let named: HashSet<String> = named.map(|code| identity(&code.text)).collect();
            named.len() == 1 && names_of_step(view, document, step).len() == 1
        })
    };
    let mut codes: Vec<&CodeSpan> = document.codes.iter().collect();
    codes.retain(|code| {
        let step = document.list_step(code.block);
        step.is_some_and(|step| vocabulary.named(&code.text).is_some() && is_clear(step))
    });
    if codes.is_empty() {
        return Vec::new();
    }
    let known: HashSet<String> = document.urls.iter().flat_map(|url| names(view, &url.url)).collect();
    codes.retain(|code| !known.contains(&identity(&code.text)));
    let once = said_once(&document.file.text, &codes);
    let unheard = codes.iter().zip(once).filter(|(_, once)| *once);
    unheard.map(|(code, _)| (code.span, code.text.clone())).collect()
}

/// Of each code, whether its text stands nowhere else.
fn said_once(text: &str, codes: &[&CodeSpan]) -> Vec<bool> {
    let mut counts = vec![0_usize; codes.len()];
    if let Ok(all) = AhoCorasick::new(codes.iter().map(|code| code.text.as_str())) {
        for found in all.find_overlapping_iter(text) {
            counts[found.pattern().as_usize()] += 1;
        }
    }
    counts.into_iter().map(|count| count == 1).collect()
}

/// The names of the placeholders in the URLs of a step.
fn names_of_step(view: &PageView<'_>, document: &Document, step: StepRef) -> HashSet<String> {
    let urls = &document.urls[document.urls_in(&document.step(step).blocks)];
    urls.iter().flat_map(|url| names(view, &url.url)).collect()
}

fn names(view: &PageView<'_>, url: &Url) -> Vec<String> {
    let found = view.portals.placeholders(url).into_iter().filter(|found| !found.style.is_value());
    found.map(|found| found.identity(url)).collect()
}

/// Placeholders that are written otherwise than the repository has settled on: place, as written, as settled.
fn unsettled(view: &PageView<'_>, document: &Document) -> Vec<(Span, String, String)> {
    let mut out = Vec::new();
    if view.portals.spellings.is_empty() {
        return out;
    }
    let mut judge = |place: Span, written: &str| {
        let settled = view.portals.settled(written).filter(|settled| *settled != written);
        out.extend(settled.map(|settled| (place, written.to_owned(), settled.to_owned())));
    };
    for code in &document.codes {
        judge(code.span, &code.text);
    }
    for url in &document.urls {
        for found in view.portals.placeholders(&url.url) {
            judge(url.place_of(&found.span, document), &url.url.as_str()[found.span.clone()]);
        }
    }
    out
}
