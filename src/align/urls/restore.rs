//! What the translation should read where a URL differs.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::comparison::{TenantChange, UrlDifference, UrlMend};
use crate::model::document::{UrlFlaw, UrlKind, UrlOccurrence};
use crate::model::source_file::Span;
use crate::model::url::{Component, Url};

use super::super::occurrences::occurrences;
use super::changed::is_glued;
use super::rewrite::{Rewriter, Rewritten, relinked};
use super::slip::is_slip;
use super::squeezed::mended;
use super::{Matching, State};

impl Matching<'_> {
    /// The mend of each difference.
    pub(super) fn mends(&self) -> Vec<Option<UrlMend>> {
        if self.differences.is_empty() {
            return Vec::new();
        }
        let restorer = Restorer::new(self);
        self.differences.iter().map(|difference| restorer.mend(difference)).collect()
    }
}

/// What is asked of the two documents again and again.
struct Restorer<'m, 'a> {
    matching: &'m Matching<'a>,
    /// How many URLs of the reference are on a host.
    hosts: HashMap<Option<&'a str>, usize>,
    /// By which segment the translation's links to a host name its language, if all that do agree.
    habits: HashMap<Option<&'a str>, Option<&'a str>>,
    /// The translation's occurrences by their places.
    places: HashMap<Span, &'a UrlOccurrence>,
    /// The placeholders of the translation that its text speaks of, once that is asked for.
    spoken: OnceCell<HashSet<&'m str>>,
}

impl<'m, 'a> Restorer<'m, 'a> {
    fn new(matching: &'m Matching<'a>) -> Self {
        let (r, t) = (matching.task.reference, matching.task.translation);
        let mut hosts = HashMap::new();
        for url in &r.document.urls {
            *hosts.entry(url.url.host()).or_default() += 1;
        }
        let mut habits = HashMap::new();
        for (url, key) in t.document.urls.iter().zip(&t.keys) {
            if let Some(own) = key.localized.as_deref() {
                let habit = habits.entry(url.url.host()).or_insert(Some(own));
                *habit = habit.filter(|habit| *habit == own);
            }
        }
        let places = t.document.urls.iter().map(|url| (url.span, url)).collect();
        Self { matching, hosts, habits, places, spoken: OnceCell::new() }
    }

    fn mend(&self, difference: &UrlDifference) -> Option<UrlMend> {
        match *difference {
            UrlDifference::Malformed { reference: Some(i), span, flaw, ref intended } => {
                self.mend_broken(i as usize, span, flaw, intended)
            }
            UrlDifference::Changed { reference, translation, component, .. } => {
                self.mend_changed(reference as usize, translation as usize, |r, t| {
                    // A page in another language has anchors of its own.
                    let page = |url: &UrlOccurrence| url.url.identity_without_fragment().to_owned();
                    let bound = component != Component::Fragment || page(r) == page(t);
                    bound && is_slip(&r.url, &t.url, self.matching.task.scope)
                })
            }
            UrlDifference::Tenant { reference, translation, ref change, moved: false } => {
                self.mend_changed(reference as usize, translation as usize, |r, t| {
                    !self.is_spoken_of(change) && !is_example(change) && !self.is_in_words(change, r, t)
                })
            }
            UrlDifference::Retired { reference, translation } => {
                self.mend_changed(reference as usize, translation as usize, |_, _| false)
            }
            UrlDifference::Unlinked { reference, translation } => {
                self.mend_unlinked(reference as usize, translation as usize)
            }
            _ => None,
        }
    }

    /// The mend of a URL that became another; it is certain only if what parts the two `may_be_mended` unseen.
    fn mend_changed(
        &self,
        i: usize,
        j: usize,
        may_be_mended: impl FnOnce(&UrlOccurrence, &UrlOccurrence) -> bool,
    ) -> Option<UrlMend> {
        let (r, t) = (self.matching.r_url(i), self.matching.t_url(j));
        let written = self.matching.task.translation.document.text(t.span);
        let Rewritten { text, certain } = self.rewritten(i, written)?;
        let bound = self.matching.task.map.translation_of(r.block) == Some(t.block);
        let unique = !self.matching.rivals.r.contains(&i) && !self.matching.rivals.t.contains(&j);
        let certain = certain && bound && unique && may_be_mended(r, t) && !self.speaks_for_itself(i, j);
        (text != written).then_some(UrlMend { span: t.span, text, certain })
    }

    /// A URL of the reference as the translation would write it where `written` stands. A relative link is written only
    /// if it leads to the same page from there.
    fn rewritten(&self, i: usize, written: &str) -> Option<Rewritten> {
        let r = self.matching.r_url(i);
        let wanted = self.matching.task.reference.document.text(r.span);
        let habit = self.habits.get(&r.url.host()).copied().flatten();
        let found = Rewriter { scope: self.matching.task.scope, habit }.rewrite(wanted, written);
        let is_plain = wanted == r.url.as_str();
        let leads_there = |text: &str| {
            !is_plain
                || (r.url.is_absolute() && text == wanted)
                || self.matching.key_of(&Url::new(text)).main == self.matching.task.reference.keys[i].main
        };
        if leads_there(&found.text) {
            return Some(found);
        }
        leads_there(wanted).then(|| Rewritten { text: wanted.to_owned(), certain: false })
    }

    /// Whether something speaks for what the translation has: it leads to a page of the documentation; the source has that
    /// URL elsewhere, or has its host again and again and its own only here; or the text of the link names its host.
    fn speaks_for_itself(&self, i: usize, j: usize) -> bool {
        let (r, t) = (self.matching.r_url(i), self.matching.t_url(j));
        let on = |host: Option<&str>| self.hosts.get(&host).copied().unwrap_or_default();
        let key = &self.matching.task.translation.keys[j];
        let same_page = key.main == self.matching.task.reference.keys[i].main;
        let is_known = !same_page && self.matching.by_main().contains_key(key.main.as_str());
        let odd_host = r.url.host() != t.url.host() && on(t.url.host()) > 0 && on(r.url.host()) == 1;
        let text = self.matching.task.translation.document.text(t.whole);
        let named =
            t.url.host().is_some_and(|host| r.url.host() != Some(host) && text.matches(host).count() > 1);
        is_known || odd_host || named || self.leads_to_a_page(&t.url)
    }

    /// Whether what was translated is no name: words with spaces between them, or an example's host of plain words.
    fn is_in_words(&self, change: &TenantChange, r: &UrlOccurrence, t: &UrlOccurrence) -> bool {
        let TenantChange::Placeholder { wanted, written, .. } = change else { return false };
        let has_spaces = |text: &str| text.trim().contains(char::is_whitespace) || text.contains("%20");
        let is_host = t.url.host().is_some_and(|host| host.contains(&written.to_lowercase()));
        let is_portal = self.matching.task.scope.portals.tenancy(&r.url).is_some();
        let is_plain = wanted.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '.'));
        has_spaces(wanted) || has_spaces(written) || (is_host && is_plain && !is_portal)
    }

    /// Whether a link without a host leads to a file that is there: its page may go by another name in this language.
    fn leads_to_a_page(&self, url: &Url) -> bool {
        let variant = self.matching.task.variant;
        let path = url.path();
        !url.is_absolute()
            && !path.is_empty()
            && self.matching.task.scope.site.linked_file(path, &variant.path, variant.tree).is_some()
    }

    /// Whether the translation calls a placeholder by its own name outside of URLs as well: its URLs and its text would
    /// fall apart.
    fn is_spoken_of(&self, change: &TenantChange) -> bool {
        let TenantChange::Placeholder { written, .. } = change else { return false };
        self.spoken.get_or_init(|| self.spoken()).contains(name_of(written))
    }

    /// The placeholders that were written for others, and that the text has beside its URLs too. All are looked for at once.
    fn spoken(&self) -> HashSet<&'m str> {
        let document = self.matching.task.translation.document;
        let written = self.matching.differences.iter().filter_map(|difference| match difference {
            UrlDifference::Tenant { change: TenantChange::Placeholder { written, .. }, .. } => {
                Some(name_of(written))
            }
            _ => None,
        });
        let names: BTreeSet<&str> = written.filter(|name| !name.is_empty()).collect();
        let mut spans: Vec<Span> = self.places.keys().copied().collect();
        spans.sort_unstable();
        let is_apart = |at: usize, name: &str| {
            let before = spans.partition_point(|span| span.start as usize <= at).checked_sub(1);
            before.is_none_or(|before| (spans[before].end as usize) < at + name.len())
        };
        let found = occurrences(document.file.text.as_bytes(), names.into_iter().collect()).into_iter();
        found
            .filter(|(name, places)| places.iter().any(|&at| is_apart(at, name)))
            .map(|(name, _)| name)
            .collect()
    }

    fn mend_broken(&self, i: usize, span: Span, flaw: UrlFlaw, intended: &str) -> Option<UrlMend> {
        let text = self.matching.task.translation.document.text(span);
        if flaw == UrlFlaw::Glued {
            return self.part(i, span);
        }
        // What is meant may be cut off before a fragment's end, and the fragment is the translation's own in any case.
        let key = self.matching.key_of(&Url::new(intended));
        let certain = key.main == self.matching.task.reference.keys[i].main;
        let url = if certain { intended.to_owned() } else { self.rewritten(i, intended)?.text };
        let text = if text.starts_with('[') || text.starts_with("![") || text.starts_with(']') {
            relinked(text, &url)?
        } else if mended(text).starts_with(['"', '\'']) {
            // An attribute's value, whose own quotation marks became part of it.
            format!("\"{url}\"")
        } else {
            url
        };
        Some(UrlMend { span, text, certain })
    }

    /// A URL that words are written against, parted from them.
    fn part(&self, i: usize, span: Span) -> Option<UrlMend> {
        let r = self.matching.r_url(i);
        let t = self.places.get(&span)?;
        if !matches!(t.kind, UrlKind::Bare | UrlKind::CodeSpan | UrlKind::CodeBlock) {
            let text = self.matching.task.reference.document.text(r.span).to_owned();
            return Some(UrlMend { span, text, certain: false });
        }
        let end =
            if is_glued(&r.url, &t.url) { span.start + r.url.as_str().len() as u32 } else { t.short_end? };
        Some(UrlMend { span: Span::at(end), text: " ".to_owned(), certain: t.kind == UrlKind::Bare })
    }

    /// Code that is the reference's link, whose text is the URL, made one again.
    fn mend_unlinked(&self, i: usize, j: usize) -> Option<UrlMend> {
        let t = self.matching.t_url(j);
        if t.kind != UrlKind::CodeSpan
            || !self.matching.is_own_label(i)
            || self.matching.t[j] != State::Paired(i as u32)
        {
            return None;
        }
        let document = self.matching.task.translation.document;
        let (whole, url) = (document.text(t.whole), document.text(t.span));
        // In code, more may stand beside the URL.
        let alone = whole.trim_matches('`').trim() == url;
        alone.then(|| UrlMend { span: t.whole, text: format!("[{whole}]({url})"), certain: true })
    }
}

/// A placeholder without the signs around it.
fn name_of(placeholder: &str) -> &str {
    placeholder.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a placeholder stands for anything but a tenant: the reader's own words may stand there as well.
const fn is_example(change: &TenantChange) -> bool {
    matches!(change, TenantChange::Placeholder { tenant: false, .. })
}
