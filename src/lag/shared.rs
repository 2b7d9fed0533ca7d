//! The same difference in several translations of one page.

use std::collections::BTreeMap;

use crate::model::diagnostic::{Diagnostic, Label, Severity};
use crate::model::lag::Evidence;
use crate::model::locale::Locale;
use crate::model::source_file::Location;

use super::{Judged, is_by_source, may_be_lag};

/// Translators work apart from one another: what so many of them do in the same way, the source once did.
const SEVERAL: usize = 2;

/// Takes what several translations of a page share out of each.
///
/// What most of them share is one finding on the source, which is returned: the source has moved on, or it is wrong.
/// What fewer share, and lag can explain, only says that they are behind. `of` is the number of translations that were
/// compared with the source.
pub fn share(translations: &mut [Judged], source: (&Locale, &Location), of: usize) -> Vec<Diagnostic> {
    let mut sharers: BTreeMap<Deviation, Vec<usize>> = BTreeMap::new();
    for (index, judged) in translations.iter().enumerate() {
        for finding in judged.stands.iter().filter(|finding| is_by_source(finding)) {
            let sharers = sharers.entry(deviation(finding)).or_default();
            if sharers.last() != Some(&index) {
                sharers.push(index);
            }
        }
    }
    sharers.retain(|_, sharers| sharers.len() >= SEVERAL);
    let mut on_source = Vec::new();
    for (deviation_, sharers) in sharers.iter().filter(|(_, sharers)| 2 * sharers.len() > of) {
        let places: Vec<Diagnostic> =
            sharers.iter().flat_map(|&index| take(&mut translations[index], deviation_)).collect();
        on_source.extend(finding_on_source(places, source, (sharers.len(), of)));
    }
    for judged in translations {
        judged.part(Evidence::Shared, |finding| {
            may_be_lag(finding) && sharers.contains_key(&deviation(finding))
        });
    }
    on_source
}

/// How translations deviate: the rule and what it is about, named alike in every language.
type Deviation = (&'static str, String);

fn deviation(finding: &Diagnostic) -> Deviation {
    (finding.rule.name, finding.subject.clone())
}

fn take(judged: &mut Judged, of: &Deviation) -> Vec<Diagnostic> {
    let (taken, left) = std::mem::take(&mut judged.stands)
        .into_iter()
        .partition(|finding| is_by_source(finding) && deviation(finding) == *of);
    judged.stands = left;
    taken
}

/// One finding for those of several translations.
fn finding_on_source(
    places: Vec<Diagnostic>,
    (locale, file): (&Locale, &Location),
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
    finding.primary = Label { location: at.unwrap_or_else(|| file.clone()), text: String::new() };
    finding.severity = if finding.stale { Severity::Info } else { finding.severity.min(Severity::Warning) };
    finding.message = message(&finding, sharers, of);
    finding.note =
        Some("translations that were made apart share this: the source has moved on, or it is wrong".into());
    finding.help = Some("bring the translations up to date, or correct the source".into());
    finding.locale = Some(locale.clone());
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
