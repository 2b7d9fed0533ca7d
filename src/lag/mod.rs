//! Findings → findings and changes: which differences from the current source only say that a translation is behind.
//!
//! Nobody says which source an unpinned translation was made from. What it lacks or has beyond the current source may
//! be a fault or the source's later work; four observations tell the two apart without history: the same deviation in
//! several translations of one page ([`share`]), on many pages of one language, many deviations close together, and
//! several whole passages that one side lacks ([`Survey`]). A single difference on a page that otherwise agrees stays a
//! fault.

mod clustered;
mod shared;
mod survey;

pub use clustered::sections;
pub use shared::{Source, share};
pub use survey::Survey;

use crate::model::comparison::ReferenceKind;
use crate::model::diagnostic::{Applicability, Diagnostic, Severity};
use crate::model::lag::{Change, Evidence};
use crate::model::locale::Locale;

/// What is known of one translation.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its language.
    pub locale: Locale,
    /// Where its sections begin, in bytes.
    pub sections: Vec<u32>,
    /// The findings that stand.
    pub stands: Vec<Diagnostic>,
    /// The differences that only say that it is behind.
    pub behind: Vec<Change>,
}

impl Judged {
    /// Of a translation of which nothing is known yet.
    pub const fn new(locale: Locale) -> Self {
        Self { locale, sections: Vec::new(), stands: Vec::new(), behind: Vec::new() }
    }

    /// Moves the findings that `is_lag` picks to those that only say that the translation is behind.
    pub fn part(&mut self, evidence: Evidence, is_lag: impl Fn(&Diagnostic) -> bool) {
        let (lag, stands) = std::mem::take(&mut self.stands).into_iter().partition(|finding| is_lag(finding));
        self.stands = stands;
        let lag: Vec<Diagnostic> = lag;
        self.behind.extend(lag.into_iter().map(|finding| Change { finding, evidence, date: None }));
    }

    /// The findings that stand, then the differences that only say that it is behind.
    pub fn everything(&self) -> impl Iterator<Item = &Diagnostic> {
        self.stands.iter().chain(self.behind.iter().map(|change| &change.finding))
    }

    /// Takes out those of [`Judged::everything`] that are picked, which are asked for in this order.
    pub fn take(&mut self, mut is_picked: impl FnMut(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        let (mut taken, stands): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.stands).into_iter().partition(&mut is_picked);
        let (behind, left): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.behind).into_iter().partition(|change| is_picked(&change.finding));
        (self.stands, self.behind) = (stands, left);
        taken.extend(behind.into_iter().map(|change| change.finding));
        taken
    }

    /// Puts the differences back that are only likely to be lag, where after others were left out so few remain that each
    /// is best told at its place.
    pub fn put_back_few(&mut self) {
        self.put_back(survey::FEW);
    }

    /// Puts the differences back that are only likely to be lag, where they are so few at most that each is best told at
    /// its place. None of them is an error.
    fn put_back(&mut self, few: usize) {
        let (certain, likely): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.behind).into_iter().partition(|change| change.evidence.is_certain());
        self.behind = certain;
        if likely.len() > few || likely.iter().any(|change| change.evidence == Evidence::Passages) {
            self.behind.extend(likely);
            return;
        }
        self.stands.extend(likely.into_iter().map(|Change { mut finding, evidence, .. }| {
            finding.severity = finding.severity.min(Severity::Warning);
            finding.note = Some(format!("the source may have changed since: {}", evidence.reason()));
            if let Some(fix) = &mut finding.fix {
                fix.applicability = fix.applicability.min(Applicability::Unsafe);
            }
            finding
        }));
    }

    /// The findings against the current source, those that only say that it is behind among them.
    fn all(&self) -> impl Iterator<Item = &Diagnostic> {
        let behind = self.behind.iter().map(|change| &change.finding);
        self.stands.iter().chain(behind).filter(|finding| is_unpinned(finding))
    }
}

/// Whether a finding comes of the source, at whatever revision.
fn is_by_source(finding: &Diagnostic) -> bool {
    let kind = finding.reference.as_ref().map(|reference| reference.kind);
    let by_source = [ReferenceKind::Source, ReferenceKind::Contract, ReferenceKind::Pinned];
    finding.severity > Severity::Info && kind.is_some_and(|kind| by_source.contains(&kind))
}

/// Whether a finding comes of the current source, for a translation that does not say which revision it follows.
fn is_unpinned(finding: &Diagnostic) -> bool {
    let kind = finding.reference.as_ref().map(|reference| reference.kind);
    finding.severity > Severity::Info && matches!(kind, Some(ReferenceKind::Source | ReferenceKind::Contract))
}

/// Whether lag can explain a finding and nothing else does yet.
fn may_be_lag(finding: &Diagnostic) -> bool {
    finding.stale && is_unpinned(finding)
}
