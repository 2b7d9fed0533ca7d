//! Which fixes hold: the text with them, parsed and compared again, has to have what they mend no longer and everything
//! else as before.

use std::collections::{BTreeMap, BTreeSet};

use crate::lag::Judged;
use crate::model::comparison::ReferenceKind;
use crate::model::diagnostic::{Applicability, Diagnostic, Edit, Severity};
use crate::model::document::{Document, ListForm, Procedure, UrlKind};
use crate::model::edit::Edited;
use crate::model::source_file::{SourceFile, Span};
use crate::model::url::Url;
use crate::parse::parse;
use crate::reference::{Assignment, Reference};

use super::compare::Comparer;

/// How often fixes of one translation are tried, where they do not hold together. Of what is left then nobody knows whether
/// it does.
const MOST_TRIALS: usize = 24;

/// Where one in so many translations of a page has the same, and not one alone, it may be no fault of theirs.
const MANY: usize = 2;

impl Comparer<'_> {
    /// Says of each fix in the wanted translations of a page whether it is safe, and takes out those that were tried and mend
    /// nothing.
    pub(super) fn settle_fixes(&self, assignments: &[Assignment], translations: &mut [Judged]) {
        let shared = shared(translations);
        for (assignment, judged) in assignments.iter().zip(translations) {
            let wanted = self.page.variants[assignment.translation].wanted;
            let fixable = judged.stands.iter().any(|finding| finding.fix.is_some());
            if let Some(document) = self.documents[assignment.translation].filter(|_| wanted && fixable) {
                for finding in &mut judged.stands {
                    if !self.may_be_safe(assignment, finding) || shared.contains(&deviation(finding)) {
                        lower(finding);
                    }
                }
                Trial { comparer: self, assignment, document }.settle(judged);
            }
        }
    }

    /// Whether a finding is one that may be mended unseen: it is a fault that lag does not explain, and the source, as it
    /// stands, has what the fix writes.
    fn may_be_safe(&self, assignment: &Assignment, finding: &Diagnostic) -> bool {
        let kind = finding.reference.as_ref().map(|reference| reference.kind);
        let by_source = match kind {
            Some(ReferenceKind::Source | ReferenceKind::Contract | ReferenceKind::Bilingual) => true,
            Some(ReferenceKind::Pinned) => self.is_current(assignment, finding),
            Some(ReferenceKind::Consensus) | None => false,
        };
        by_source && finding.severity > Severity::Info && !finding.stale && finding.unless.is_none()
    }

    /// Whether the source still has the URL or code that it had when the translation was made.
    fn is_current(&self, assignment: &Assignment, finding: &Diagnostic) -> bool {
        let Reference::Source(source) = assignment.reference else { return false };
        let Some(source) = self.documents[source] else { return false };
        let Some(expected) = &finding.expected else { return true };
        if finding.rule.name.starts_with("step-") {
            return true;
        }
        let wanted = Url::new(expected);
        source
            .urls
            .iter()
            .any(|url| url.url.identity() == wanted.identity() || source.text(url.span) == expected)
            || source.codes.iter().any(|code| code.text == *expected)
    }
}

fn lower(finding: &mut Diagnostic) {
    if let Some(fix) = &mut finding.fix {
        fix.applicability = fix.applicability.min(Applicability::Unsafe);
    }
}

/// A rule, and what it is about, whatever the language.
type Deviation = (&'static str, String);

/// What a finding is about.
fn deviation(finding: &Diagnostic) -> Deviation {
    (finding.rule.name, finding.subject.clone())
}

/// The deviations of URLs that many translations of a page share: the source may be what is wrong.
fn shared(translations: &[Judged]) -> BTreeSet<Deviation> {
    let about_urls =
        |finding: &&Diagnostic| ["url-drift", "link-drift", "tenant-format"].contains(&finding.rule.name);
    let mut sharers: BTreeMap<Deviation, usize> = BTreeMap::new();
    for judged in translations {
        let own: BTreeSet<Deviation> = judged.stands.iter().filter(about_urls).map(deviation).collect();
        for deviation in own {
            *sharers.entry(deviation).or_default() += 1;
        }
    }
    sharers.retain(|_, count| *count > 1 && *count * MANY > translations.len());
    sharers.into_keys().collect()
}

/// A translation in which fixes are tried.
struct Trial<'a> {
    comparer: &'a Comparer<'a>,
    assignment: &'a Assignment,
    document: &'a Document,
}

impl Trial<'_> {
    /// Tries all fixes together, then the safe ones and the others, each by halves until those are found that do not hold.
    /// Where nobody asks for the others, they are left untried: they are called unsafe for not being proven.
    fn settle(&self, judged: &mut Judged) {
        let fixes = judged.stands.iter().enumerate();
        let all: Vec<(usize, Applicability)> =
            fixes.filter_map(|(index, finding)| Some((index, finding.fix.as_ref()?.applicability))).collect();
        let of = |wanted: &dyn Fn(Applicability) -> bool| -> Vec<usize> {
            all.iter().filter(|(_, applicability)| wanted(*applicability)).map(|(index, _)| *index).collect()
        };
        let safe = of(&|applicability| applicability == Applicability::Safe);
        let mut trials = MOST_TRIALS;
        if !self.comparer.run.config.unsafe_fixes {
            return self.settle_group(judged, &safe, &mut trials);
        }
        if self.outcome(judged, &of(&|_| true)) == Outcome::Holds {
            return;
        }
        self.settle_group(judged, &safe, &mut trials);
        self.settle_group(judged, &of(&|applicability| applicability < Applicability::Safe), &mut trials);
    }

    fn settle_group(&self, judged: &mut Judged, group: &[usize], trials: &mut usize) {
        let Some(&first) = group.first() else { return };
        let outcome = match trials.checked_sub(1) {
            Some(left) => {
                *trials = left;
                self.outcome(judged, group)
            }
            None => Outcome::Unknown,
        };
        let fix = judged.stands[first].fix.as_ref();
        let is_safe = fix.is_some_and(|fix| fix.applicability == Applicability::Safe);
        match outcome {
            Outcome::Holds => {}
            // That more has changed is what the unsafe ones are called unsafe for.
            Outcome::Mends if !is_safe => {}
            Outcome::Unknown => {
                for &index in group {
                    if let Some(fix) = &mut judged.stands[index].fix {
                        fix.applicability = Applicability::DisplayOnly;
                    }
                }
            }
            Outcome::Mends | Outcome::Fails if group.len() > 1 => {
                let (left, right) = group.split_at(group.len() / 2);
                self.settle_group(judged, left, trials);
                self.settle_group(judged, right, trials);
            }
            Outcome::Mends => lower(&mut judged.stands[first]),
            Outcome::Fails => judged.stands[first].fix = None,
        }
    }

    /// What comes of the fixes of some findings.
    fn outcome(&self, judged: &Judged, chosen: &[usize]) -> Outcome {
        let fixes = chosen.iter().filter_map(|&index| judged.stands[index].fix.as_ref());
        let edits: Vec<Edit> = fixes.flat_map(|fix| fix.edits.iter().cloned()).collect();
        let Some(edited) = Edited::new(&self.document.file.text, edits) else { return Outcome::Fails };
        let file = SourceFile::new(self.document.file.path.clone(), edited.text.clone());
        let document = parse(&file);
        let mut documents = self.comparer.documents.to_vec();
        documents[self.assignment.translation] = Some(&document);
        let Comparer { run, page, past, .. } = *self.comparer;
        let after = Comparer { run, page, documents: &documents, past }.judge(self.assignment);
        let now: Vec<Fact> = facts(&after).map(|finding| Fact::new(finding, |span| span)).collect();
        let places: BTreeSet<(&str, Span)> = now.iter().map(|fact| (fact.rule, fact.place)).collect();
        let is_mended = |&index: &usize| {
            let finding = &judged.stands[index];
            !places.contains(&(finding.rule.name, edited.moved(finding.primary.location.span)))
        };
        if !chosen.iter().all(is_mended) || now.len() >= facts(judged).count() {
            return Outcome::Fails;
        }
        let findings = judged.stands.iter().enumerate().filter(|(index, _)| !chosen.contains(index));
        let findings = findings.map(|(_, finding)| finding);
        let behind = judged.behind.iter().map(|change| &change.finding);
        let others = findings.chain(behind).map(|finding| Fact::new(finding, |span| edited.moved(span)));
        let mut others: Vec<Fact> = others.collect();
        let mut now = now;
        others.sort();
        now.sort();
        let about_steps = chosen.iter().any(|&index| judged.stands[index].rule.name.starts_with("step-"));
        if others == now && self.keeps_the_rest(&document, &edited, about_steps) {
            Outcome::Holds
        } else {
            Outcome::Mends
        }
    }

    /// Whether everything that no edit touches is read as before: the URLs, the code and the blocks. Of a list that got its
    /// markers back the comparison with the reference has said all.
    fn keeps_the_rest(&self, after: &Document, edited: &Edited, about_steps: bool) -> bool {
        let all = after.procedures.iter().chain(&after.bullets);
        let mut lists: Vec<Span> = all
            .filter(|list| about_steps && after.is_outermost(list) && edited.touches_new(list.span))
            .map(|list| list.span)
            .collect();
        lists.sort_unstable();
        let in_list = |span: Span| {
            let before = lists.partition_point(|list| list.start <= span.start);
            before.checked_sub(1).is_some_and(|index| lists[index].contains(span))
        };
        let now: Vec<Mark<'_>> = marks(after).collect();
        let is_written = |mark: &Mark<'_>| edited.touches_new(mark.whole) || edited.touches_new(mark.span);
        // A link that came back takes in what its text shows, which was no part of a link before.
        let links: Vec<Span> = now.iter().filter(|mark| is_written(mark)).map(|mark| mark.whole).collect();
        let apart = |span: Span| !in_list(span) && !links.iter().any(|link| link.contains(span));
        let before = marks(self.document);
        let before = before.filter(|mark| !edited.touches_old(mark.whole) && !edited.touches_old(mark.span));
        let before = before.map(|mark| Mark { span: edited.moved(mark.span), ..mark });
        let before = before.filter(|mark| apart(mark.span)).map(Mark::facts);
        let now = now.into_iter().filter(|mark| !is_written(mark) && apart(mark.span));
        let kinds = |document: &Document| {
            document.blocks.iter().map(|block| (block.kind, block.step, block.section)).collect::<Vec<_>>()
        };
        let is_kept = if about_steps {
            keeps_nesting(self.document, after, edited)
        } else {
            kinds(self.document) == kinds(after)
        };
        before.eq(now.map(Mark::facts)) && is_kept
    }
}

/// Whether each list still stands in another if it did.
fn keeps_nesting(before: &Document, after: &Document, edited: &Edited) -> bool {
    let own = outermost(before);
    let starts = own.iter().flat_map(|list| list.steps.iter().map(|step| step.span).chain([list.span]));
    let starts: BTreeSet<u32> = starts.map(|span| edited.moved(Span::at(span.start)).start).collect();
    let is_known = |list: &&Procedure| {
        let start = list.span.start;
        starts.contains(&start) || edited.touches_new(Span::at(start))
    };
    outermost(after).iter().all(is_known)
}

/// The lists that stand in no item of another, numbered or bulleted.
fn outermost(document: &Document) -> Vec<&Procedure> {
    let all = document.procedures.iter().chain(&document.bullets);
    let mut lists: Vec<&Procedure> = all.filter(|list| list.form != ListForm::Headings).collect();
    lists.sort_by_key(|list| list.span.start);
    let mut items: Vec<Span> = lists.iter().flat_map(|list| &list.steps).map(|step| step.span).collect();
    items.sort_unstable();
    let mut items = items.into_iter().peekable();
    let mut end = 0;
    lists.retain(|list| {
        while let Some(item) = items.next_if(|item| item.start < list.span.start) {
            end = end.max(item.end);
        }
        list.span.start >= end
    });
    lists
}

/// A URL, or a code span, which has no kind.
struct Mark<'d> {
    span: Span,
    whole: Span,
    kind: Option<UrlKind>,
    text: &'d str,
}

impl<'d> Mark<'d> {
    fn facts(self) -> (Span, Option<UrlKind>, &'d str) {
        (self.span, self.kind, self.text)
    }
}

fn marks(document: &Document) -> impl Iterator<Item = Mark<'_>> {
    let urls = document.urls.iter().map(|url| Mark {
        span: url.span,
        whole: url.whole,
        kind: Some(url.kind),
        text: url.url.as_str(),
    });
    let codes = document.codes.iter();
    urls.chain(codes.map(|code| Mark { span: code.span, whole: code.span, kind: None, text: &code.text }))
}

/// What comes of fixes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// What they mend is gone, and everything else is as it was.
    Holds,
    /// What they mend is gone.
    Mends,
    /// What they should mend is still there.
    Fails,
    /// They were not tried.
    Unknown,
}

/// All that was found, what only says that the translation is behind included.
fn facts(judged: &Judged) -> impl Iterator<Item = &Diagnostic> {
    judged.stands.iter().chain(judged.behind.iter().map(|change| &change.finding))
}

/// What tells one finding of a translation from another, wherever its line has moved.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fact {
    rule: &'static str,
    severity: Severity,
    place: Span,
    found: Option<String>,
    expected: Option<String>,
}

impl Fact {
    fn new(finding: &Diagnostic, moved: impl Fn(Span) -> Span) -> Self {
        Self {
            rule: finding.rule.name,
            severity: finding.severity,
            place: moved(finding.primary.location.span),
            found: finding.found.clone(),
            expected: finding.expected.clone(),
        }
    }
}
