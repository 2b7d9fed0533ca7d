//! The same difference in several translations of one page.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::diagnostic::{Diagnostic, Label, Severity};
use crate::model::document::Document;
use crate::model::lag::Evidence;
use crate::model::locale::Locale;
use crate::model::source_file::{Location, Span};
use crate::model::url::Url;

use super::{Judged, is_by_source, may_be_lag};

/// Translators work apart from one another: what so many of them do in the same way, the source once did.
const SEVERAL: usize = 4;

/// So many URLs that most translations lack, or have beyond the source's, tell that the source was worked on.
const MANY: usize = 3;

/// Most translations: so many of so many.
const MOST: usize = 4;
const ALL: usize = 5;

/// One URL that so many translations lack, or have beyond the source's, tells the same.
const CROWD: usize = 10;

/// The source of a page.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its language.
    pub locale: &'a Locale,
    /// Its text.
    pub document: &'a Document,
}

/// Takes the URLs by which several translations of a page deviate in the same way, though no fault of theirs explains
/// it, out of each.
///
/// What most of them share is one finding on the source, which is returned: it has moved on, or it is wrong. What fewer
/// share only says that they are behind. `of` is the number of translations that were compared with the source.
pub fn share(translations: &mut [Judged], source: Source<'_>, of: usize) -> Vec<Diagnostic> {
    let addresses = Addresses::of(source.document);
    let is_shareable = |finding: &Diagnostic| is_shareable(finding, &addresses);
    let shared = shared(translations, is_shareable, of);
    let by_most = || shared.iter().filter(|(_, sharers)| sharers.len() * ALL >= of * MOST);
    let came_and_went = by_most().filter(|(deviation, _)| !deviation.replaced).count();
    let is_sure = |(deviation, sharers): &(&Deviation, &Vec<usize>)| {
        deviation.replaced || came_and_went >= MANY || sharers.len() >= CROWD
    };
    let sure: BTreeMap<&Deviation, usize> =
        by_most().filter(is_sure).map(|(deviation, sharers)| (deviation, sharers.len())).collect();
    let mut places: BTreeMap<Deviation, Vec<Diagnostic>> = BTreeMap::new();
    for judged in &mut *translations {
        judged.stands = std::mem::take(&mut judged.stands)
            .into_iter()
            .filter_map(|finding| {
                let deviation = Deviation::of(&finding);
                if !sure.contains_key(&deviation) || !is_shareable(&finding) {
                    return Some(finding);
                }
                places.entry(deviation).or_default().push(finding);
                None
            })
            .collect();
        judged.part(Evidence::Shared, |finding| {
            may_be_lag(finding) && shared.contains_key(&Deviation::of(finding))
        });
    }
    let told = places.into_iter().filter_map(|(deviation, places)| {
        let sharers = sure.get(&deviation).copied()?;
        finding_on_source(places, source, (sharers, of))
    });
    told.collect()
}

/// The deviations that all translations share, or several of many, with the indices of those that do.
fn shared(
    translations: &[Judged],
    is_shareable: impl Fn(&Diagnostic) -> bool,
    of: usize,
) -> BTreeMap<Deviation, Vec<usize>> {
    let mut sharers: BTreeMap<Deviation, Vec<usize>> = BTreeMap::new();
    for (index, judged) in translations.iter().enumerate() {
        for finding in judged.stands.iter().filter(|finding| is_shareable(finding)) {
            let sharers = sharers.entry(Deviation::of(finding)).or_default();
            if sharers.last() != Some(&index) {
                sharers.push(index);
            }
        }
    }
    sharers.retain(|_, sharers| (sharers.len() == of && of > 1) || sharers.len() >= SEVERAL);
    sharers
}

/// Whether a finding is about a URL, which has the same name in every language, and lag or a slip of the source's writer
/// explains it. Steps are only told apart by their numbers.
fn is_shareable(finding: &Diagnostic, source: &Addresses<'_>) -> bool {
    let about_urls = ["url:", "link:"].iter().any(|family| finding.subject.starts_with(family));
    about_urls && is_by_source(finding) && (finding.stale || source.is_odd(finding))
}

/// How often a source has each address and each host.
struct Addresses<'a> {
    identities: HashMap<&'a str, usize>,
    hosts: HashMap<Option<&'a str>, usize>,
}

impl<'a> Addresses<'a> {
    fn of(source: &'a Document) -> Self {
        let mut all = Self { identities: HashMap::new(), hosts: HashMap::new() };
        for occurrence in &source.urls {
            *all.identities.entry(occurrence.url.identity()).or_default() += 1;
            *all.hosts.entry(occurrence.url.host()).or_default() += 1;
        }
        all
    }

    /// Whether the source's URL is at odds with the source itself, which elsewhere has the translation's, or its host and
    /// never again the one that differs.
    fn is_odd(&self, finding: &Diagnostic) -> bool {
        let (Some(found), Some(expected)) = (&finding.found, &finding.expected) else { return false };
        let (found, expected) = (Url::new(found), Url::new(expected));
        let has = |url: &Url| self.identities.get(url.identity()).copied().unwrap_or_default();
        let on = |url: &Url| self.hosts.get(&url.host()).copied().unwrap_or_default();
        if !found.is_absolute() || !expected.is_absolute() || has(&expected) > 1 {
            return false;
        }
        has(&found) > 0 || (found.host() != expected.host() && on(&found) > 0 && on(&expected) == 1)
    }
}

/// How translations deviate.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Deviation {
    rule: &'static str,
    /// What it is about, named alike in every language.
    subject: String,
    /// Whether something stands in the place of something else.
    replaced: bool,
}

impl Deviation {
    fn of(finding: &Diagnostic) -> Self {
        Self { rule: finding.rule.name, subject: finding.subject.clone(), replaced: is_replaced(finding) }
    }
}

/// Whether something stands in the place of something else.
const fn is_replaced(finding: &Diagnostic) -> bool {
    finding.found.is_some() && finding.expected.is_some()
}

/// One finding for those of several translations.
fn finding_on_source(
    places: Vec<Diagnostic>,
    source: Source<'_>,
    (sharers, of): (usize, usize),
) -> Option<Diagnostic> {
    let related: Vec<Label> = places
        .iter()
        .map(|finding| Label {
            location: finding.primary.location.clone(),
            text: finding.locale.as_ref().map(ToString::to_string).unwrap_or_default(),
        })
        .collect();
    let mut finding = places.into_iter().next()?;
    let has_place = !finding.related.is_empty();
    let at = finding.reference.take().filter(|_| has_place).map(|reference| reference.location);
    let top = || Location { file: Arc::clone(&source.document.file), span: Span::at(0) };
    finding.primary = Label { location: at.unwrap_or_else(top), text: String::new() };
    finding.severity =
        if is_replaced(&finding) { finding.severity.min(Severity::Warning) } else { Severity::Info };
    finding.message = message(&finding, sharers, of);
    finding.note =
        Some("translations that were made apart share this: the source has moved on, or it is wrong".into());
    finding.help = Some("bring the translations up to date, or correct the source".into());
    finding.locale = Some(source.locale.clone());
    finding.related = related;
    std::mem::swap(&mut finding.found, &mut finding.expected);
    finding.fix = None;
    finding.unless = None;
    Some(finding)
}

fn message(finding: &Diagnostic, sharers: usize, of: usize) -> String {
    let who = format!("{sharers} of {of} translations");
    match (&finding.found, &finding.expected) {
        (Some(found), Some(expected)) => format!("{who} have `{found}` where the source has `{expected}`"),
        (None, Some(expected)) => format!("{who} lack `{expected}`"),
        (Some(found), None) => format!("{who} have `{found}`, which the source lacks"),
        (None, None) => format!("{who} differ from the source: {}", finding.message),
    }
}
