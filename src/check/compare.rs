//! One translation beside its reference.

use crate::align::{Context, align};
use crate::lag::{Judged, sections};
use crate::model::comparison::{ReferenceKind, Side};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::Document;
use crate::model::lag::{Change, Evidence};
use crate::model::page::Page;
use crate::reference::{After, Assignment, Ballot, Pin, Reference, Revision, Seen, decide, since, unrefuted};
use crate::rules::look_at_translation;

use super::Run;
use super::past::Past;

/// Compares the translations of one page with their references.
pub(super) struct Comparer<'a> {
    pub(super) run: &'a Run<'a>,
    pub(super) page: &'a Page,
    pub(super) documents: &'a [Option<&'a Document>],
    pub(super) past: &'a Past,
}

impl Comparer<'_> {
    /// What is known of a translation.
    pub(super) fn judge(&self, assignment: &Assignment) -> Judged {
        let mut judged = self.compare(assignment);
        if let Some(document) = self.documents[assignment.translation]
            && judged.everything().next().is_some()
        {
            judged.sections = sections(document);
        }
        judged
    }

    fn compare(&self, assignment: &Assignment) -> Judged {
        let index = assignment.translation;
        let Some(translation) = self.documents[index] else { return self.unknown(index) };
        match &assignment.reference {
            Reference::Source(source) => self.judge_by_source(*source, assignment),
            Reference::Embedded => translation.embedded.as_deref().map_or_else(
                || self.unknown(index),
                |embedded| self.judge_by((index, embedded), index, ReferenceKind::Bilingual),
            ),
            Reference::Siblings(voters) => {
                let ballot = |&voter: &usize| {
                    let compare =
                        |document| self.judge_by((voter, document), index, ReferenceKind::Consensus).stands;
                    Ballot { findings: self.documents[voter].map_or_else(Vec::new, compare) }
                };
                let excuse = assignment.lagging.then_some(Excuse::OtherRevision);
                let stands = lower(decide(voters.iter().map(ballot).collect()), excuse);
                Judged { stands, ..self.unknown(index) }
            }
        }
    }

    fn unknown(&self, translation: usize) -> Judged {
        Judged::new(self.page.variants[translation].locale.clone())
    }

    fn judge_by_source(&self, source: usize, assignment: &Assignment) -> Judged {
        let index = assignment.translation;
        let (Some(current), Some(translation)) = (self.documents[source], self.documents[index]) else {
            return self.unknown(index);
        };
        let pin = self.run.pins.pin(translation);
        if self.run.holds(&self.page.variants[source].path) {
            return self.judge_by_contract((source, current), index, pin, assignment.lagging);
        }
        if let Some(pin) = pin {
            return match self.run.history.pinned(&current.file, &pin) {
                Some(text) => {
                    let basis = Basis { kind: ReferenceKind::Pinned, revision: pin.as_str(), text: &text };
                    if text == current.file.text {
                        let judged = self.judge_by((source, current), index, basis.kind);
                        return with_revision(judged, basis.revision);
                    }
                    let now = self.judge_by((source, current), index, ReferenceKind::Source);
                    self.judge_by_past((source, current), index, &basis, (After::Pin(&pin), now))
                }
                None => self.judge_by_current((source, current), index, Some(Excuse::UnreadablePin)),
            };
        }
        let now = self.judge_by((source, current), index, ReferenceKind::Source);
        if let Some((seen, then)) = self.seen_by(index, current, &now) {
            let basis = Basis { kind: ReferenceKind::Source, revision: &then.commit, text: &then.text };
            return self.judge_by_past((source, current), index, &basis, (After::Seen(&seen), now));
        }
        excused(now, assignment.lagging.then_some(Excuse::UnreadablePin))
    }

    /// The commit that last touched a translation that names no revision, and the source as it stood then, where that is
    /// another than the current one and its differences from the current one may come of that.
    fn seen_by(&self, index: usize, current: &Document, now: &Judged) -> Option<(Seen, Revision)> {
        if !now.stands.iter().any(|finding| finding.stale || finding.replaced.is_some()) {
            return None;
        }
        let seen = self.run.history.touched(&self.page.variants[index].path)?;
        let then = self.run.history.text_as_of(&current.file.path, &seen)?;
        (*then.text != *current.file.text).then_some((seen, then))
    }

    fn judge_by_contract(
        &self,
        source: (usize, &Document),
        index: usize,
        pin: Option<Pin>,
        lagging: bool,
    ) -> Judged {
        match pin {
            Some(pin) if self.run.contract_has(&pin, source.1) => {
                with_revision(self.judge_by_current(source, index, None), pin.as_str())
            }
            pin => {
                let unreadable = lagging || pin.is_some();
                self.judge_by_current(source, index, unreadable.then_some(Excuse::UnreadablePin))
            }
        }
    }

    fn judge_by_current(&self, source: (usize, &Document), index: usize, excuse: Option<Excuse>) -> Judged {
        excused(self.judge_by(source, index, ReferenceKind::Source), excuse)
    }

    /// Compares with an earlier source, which the translation was made from. What differs from the current one alone,
    /// which `now` tells, only says that the translation is behind; what stood in the source at any time since is right.
    fn judge_by_past(
        &self,
        (source, current): (usize, &Document),
        index: usize,
        basis: &Basis<'_>,
        (after, now): (After<'_>, Judged),
    ) -> Judged {
        let Some(translation) = self.documents[index] else { return self.unknown(index) };
        let then = self.past.document(current, basis.revision, basis.text);
        let mut judged = self.judge_by((source, &then), index, basis.kind);
        let differences = now.stands.iter().chain(now.behind.iter().map(|change| &change.finding));
        let later = since(differences, &judged.stands);
        judged.stands = unrefuted(judged.stands, &now.stands, translation);
        if later.is_empty() && judged.stands.is_empty() {
            return judged;
        }
        let revisions = self.run.history.texts_between(&current.file, after).all;
        let dated = |finding| Change {
            date: self.day_of_change(&finding, &revisions, current),
            evidence: Evidence::History,
            finding,
        };
        judged.behind.extend(later.into_iter().map(dated));
        for revision in &revisions {
            if judged.stands.is_empty() {
                break;
            }
            let between = self.past.document(current, &revision.commit, &revision.text);
            let found = self.judge_by((source, &between), index, basis.kind);
            judged.stands = unrefuted(judged.stands, &found.stands, translation);
        }
        with_revision(judged, basis.revision)
    }

    /// The day on which something came to a source, or went: that of the first of its revisions that shows it.
    fn day_of_change(
        &self,
        finding: &Diagnostic,
        revisions: &[Revision],
        current: &Document,
    ) -> Option<String> {
        let shows = |text: &str| match (&finding.found, &finding.expected) {
            (_, Some(expected)) => text.contains(expected.as_str()),
            (Some(found), None) => !text.contains(found.as_str()),
            (None, None) => false,
        };
        if !shows(&current.file.text) {
            return None;
        }
        let first = revisions.iter().find(|revision| shows(&revision.text)).map(Revision::date);
        first.or_else(|| Some(self.run.history.touched(&current.file.path)?.date()))
    }

    /// The findings of a comparison. Where the translation is a stub, what it lacks is not told place by place.
    fn judge_by(&self, reference: (usize, &Document), translation: usize, kind: ReferenceKind) -> Judged {
        let Some(document) = self.documents[translation] else { return self.unknown(translation) };
        let context = Context {
            page: &self.page.key,
            site: self.run.site,
            equivalents: &self.run.config.equivalents,
            portals: &self.run.config.portals,
        };
        let side = |index: usize, document| Side { variant: &self.page.variants[index], document };
        let held = self.run.holds(&self.page.variants[reference.0].path);
        let kind = if held { ReferenceKind::Contract } else { kind };
        let comparison = align(side(reference.0, reference.1), side(translation, document), kind, context);
        let mut judged = self.unknown(translation);
        look_at_translation(&comparison, &mut judged.stands);
        if comparison.partial {
            judged.part(Evidence::Stub, |finding| finding.stale);
        }
        judged
    }
}

/// The source that a translation was made from.
struct Basis<'a> {
    kind: ReferenceKind,
    revision: &'a str,
    text: &'a str,
}

fn with_revision(mut judged: Judged, revision: &str) -> Judged {
    for reference in judged.stands.iter_mut().filter_map(|finding| finding.reference.as_mut()) {
        reference.revision = Some(revision.to_owned());
    }
    judged
}

/// Why what is missing or extra in a translation may be no fault of its own.
#[derive(Clone, Copy)]
enum Excuse {
    /// The siblings follow another revision of the source.
    OtherRevision,
    /// The revision that the translation names cannot be read.
    UnreadablePin,
}

impl Excuse {
    const fn note(self) -> &'static str {
        match self {
            Self::OtherRevision => "info, since it follows another revision of the source than its siblings",
            Self::UnreadablePin => "info, since the source revision that it names could not be read",
        }
    }
}

fn excused(mut judged: Judged, excuse: Option<Excuse>) -> Judged {
    judged.stands = lower(judged.stands, excuse);
    judged
}

/// Where there is an excuse, what it explains is no fault.
fn lower(mut findings: Vec<Diagnostic>, excuse: Option<Excuse>) -> Vec<Diagnostic> {
    let Some(excuse) = excuse else { return findings };
    for finding in findings.iter_mut().filter(|finding| finding.stale && finding.severity > Severity::Info) {
        finding.severity = Severity::Info;
        let note = finding.note.take().map_or_else(String::new, |note| note + "; ");
        finding.note = Some(note + excuse.note());
    }
    findings
}
