//! What all pages of a language say together.

use std::collections::{HashMap, HashSet};

use crate::model::diagnostic::Diagnostic;
use crate::model::lag::{Change, Evidence};
use crate::model::locale::Locale;
use crate::model::page::PageKey;

use super::clustered::Cluster;
use super::{Judged, is_unpinned, may_be_lag};

/// On so many pages a URL that is missing, extra or another is no slip of a translator.
const MANY_PAGES: usize = 3;

/// At so many places a word of URLs that became another is no slip.
const MANY_PLACES: usize = 3;

/// Of so many pages at least it can be said that a language is behind.
const ENOUGH_PAGES: usize = 50;

/// A language is behind where one in so many of its pages is.
const ONE_IN: usize = 5;

/// So few changes that are only likely are each told at their place: in a language that is behind, and in another.
const FEW_OF_MANY: usize = 1;
pub(super) const FEW: usize = 2;

/// From so many passages on that have no counterpart, the source was worked on. One may have been left out.
const PASSAGES: usize = 2;

/// What the translations of all pages say about each language.
#[derive(Debug, Default)]
pub struct Survey {
    languages: HashMap<Locale, Language>,
}

/// What is known of one language.
#[derive(Debug, Default)]
struct Language {
    pages: HashSet<PageKey>,
    /// The pages with a difference that lag can explain.
    behind: HashSet<PageKey>,
    /// The pages on which a URL deviates.
    urls: HashMap<String, HashSet<PageKey>>,
    /// Where words of a URL became others: pages, and the URLs on them.
    replaced: HashMap<(String, String), HashSet<(PageKey, String)>>,
}

impl Survey {
    /// Takes the differences of a page's translation into account.
    pub fn count(&mut self, page: &PageKey, judged: &Judged) {
        let language = self.languages.entry(judged.locale.clone()).or_default();
        language.pages.insert(page.clone());
        judged.all().for_each(|finding| language.count(page, finding));
    }

    /// Parts what deviates in the same way on many pages, and the rewritten sections of a page that is behind.
    pub fn part(&self, judged: &mut Judged) {
        let Some(language) = self.languages.get(&judged.locale) else { return };
        part_passages(judged);
        let cluster = Cluster::new(judged, language.is_behind());
        judged.part(Evidence::Repeated, |finding| language.repeats(finding));
        judged.part(Evidence::Clustered, |finding| may_be_lag(finding) && cluster.holds(finding));
        judged.put_back(if language.is_behind() { FEW_OF_MANY } else { FEW });
    }

    /// Whether more pages have to be looked at to judge these findings.
    pub fn is_needed<'a>(mut found: impl Iterator<Item = &'a Judged>) -> bool {
        let open = |finding: &Diagnostic| {
            may_be_lag(finding) || (is_unpinned(finding) && finding.replaced.is_some())
        };
        let likely = |change: &Change| !change.evidence.is_certain();
        found.any(|judged| judged.stands.iter().any(open) || judged.behind.iter().any(likely))
    }
}

impl Language {
    fn count(&mut self, page: &PageKey, finding: &Diagnostic) {
        if finding.stale {
            self.behind.insert(page.clone());
        }
        if let Some(words) = &finding.replaced {
            let places = self.replaced.entry(words.clone()).or_default();
            places.insert((page.clone(), finding.subject.clone()));
        }
        for url in names(finding) {
            self.urls.entry(url.to_owned()).or_default().insert(page.clone());
        }
    }

    fn is_behind(&self) -> bool {
        self.behind.len() >= ENOUGH_PAGES && self.behind.len() * ONE_IN >= self.pages.len()
    }

    /// Whether other pages differ in the same way.
    fn repeats(&self, finding: &Diagnostic) -> bool {
        is_unpinned(finding)
            && (self.repeats_urls(finding) || (self.is_behind() && self.repeats_words(finding)))
    }

    fn repeats_urls(&self, finding: &Diagnostic) -> bool {
        let is_many = |url: &str| self.urls.get(url).is_some_and(|pages| pages.len() >= MANY_PAGES);
        names(finding).next().is_some() && names(finding).all(is_many)
    }

    /// Whether the source has replaced these words in all its URLs. Where a language is not behind, a translator has.
    fn repeats_words(&self, finding: &Diagnostic) -> bool {
        let places = finding.replaced.as_ref().and_then(|words| self.replaced.get(words));
        places.is_some_and(|places| places.len() >= MANY_PLACES)
    }
}

/// Parts what stands in passages that the other side does not have, if there are several.
fn part_passages(judged: &mut Judged) {
    let passages = judged.stands.iter().filter(|finding| may_be_lag(finding));
    let passages: HashSet<(&str, u32)> =
        passages.filter_map(|finding| Some((finding.rule.name, finding.passage?))).collect();
    if passages.len() >= PASSAGES {
        judged.part(Evidence::Passages, |finding| may_be_lag(finding) && finding.passage.is_some());
    }
}

/// The names of the URLs that a finding about lag is about.
fn names(finding: &Diagnostic) -> impl Iterator<Item = &str> {
    let about = finding.subject.split_once(':').filter(|(family, _)| matches!(*family, "url" | "link"));
    about.filter(|_| finding.stale).into_iter().flat_map(|(_, urls)| urls.split(' '))
}
