//! The pipeline: the one file that names every stage. Pages are checked in parallel; what comes out is sorted.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::Utf8Path;
use rayon::prelude::*;

use crate::align::{Context, align};
use crate::config::Config;
use crate::discover::{Discovery, discover, discover_beside};
use crate::model::anchor::AnchorKey;
use crate::model::comparison::{PageView, ReferenceKind, Side, Unreadable};
use crate::model::contract::Held;
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::Document;
use crate::model::page::Page;
use crate::model::report::{Counts, PageSummary, Report};
use crate::model::site::Site;
use crate::model::source_file::SourceFile;
use crate::parse::parse;
use crate::reference::{
    Assignment, Ballot, History, Reference, assign, decide, pin, read_contract, unrefuted,
};
use crate::rules::{Check, RULES, Rule, selects};

/// Largest file that is read, in bytes.
const MOST_BYTES: u64 = 128 << 20;

/// The result of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What was found.
    pub report: Report,
    /// Lines for standard error: what could not be read, what was assumed.
    pub notices: Vec<String>,
    /// Whether anything was compared.
    pub paired: bool,
}

/// Finds the pages under the configured roots, with the source's files of the contract where one is named.
///
/// An error is a root that does not exist, an invalid configuration, or a contract that cannot be read.
pub fn find(config: &Config) -> anyhow::Result<Discovery> {
    let Some(path) = &config.contract else { return discover(config) };
    let contract = read_contract(path)?;
    if let Some(source) = config.source.as_ref().filter(|source| !source.same_language(&contract.locale)) {
        anyhow::bail!("{path}: the source of the contract is `{}`, not `{source}`", contract.locale);
    }
    discover_beside(config, &contract)
}

/// Checks the documentation under the configured roots.
///
/// An error is a root that does not exist, an invalid configuration or a contract that cannot be read; everything else
/// becomes a finding or a notice.
pub fn check(config: &Config) -> anyhow::Result<Outcome> {
    let discovery = find(config)?;
    let run = Run {
        rules: enabled_rules(config),
        config,
        site: &discovery.site,
        held: &discovery.held,
        history: History::default(),
        other_revision: AtomicUsize::new(0),
    };
    let checked: Vec<CheckedPage> = discovery.pages.par_iter().map(|page| run.check_page(page)).collect();
    let anchors = run.anchors(&discovery.pages, &checked);
    let mut report = Report { rules: RULES.iter().map(|rule| &rule.meta).collect(), ..Report::default() };
    let mut locales = BTreeSet::new();
    let mut paired = false;
    for (page, checked) in discovery.pages.iter().zip(checked) {
        paired |= checked.compared;
        add(&mut report.counts, checked.counts);
        locales.extend(page.variants.iter().map(|variant| variant.locale.clone()));
        report.pages.push(summary(page, &discovery.held));
        let holds =
            |found: &Diagnostic| found.unless.as_ref().is_none_or(|target| !anchors.contains(&target.anchor));
        report.diagnostics.extend(checked.diagnostics.into_iter().filter(holds));
    }
    report.locales = locales.into_iter().collect();
    sort(&mut report.diagnostics);
    let mut notices = discovery.notices;
    notices.extend(run.history.notices());
    notices.extend(run.contract_notice());
    Ok(Outcome { report, notices, paired })
}

/// The rules that the configuration asks for.
fn enabled_rules(config: &Config) -> Vec<&'static Rule> {
    let names = |list: &[String], name: &str| list.iter().any(|entry| selects(entry, name));
    let wanted = |rule: &&Rule| {
        let selected = if config.select.is_empty() {
            rule.meta.severity.is_some()
        } else {
            names(&config.select, rule.meta.name)
        };
        selected && !names(&config.ignore, rule.meta.name)
    };
    RULES.iter().copied().filter(wanted).collect()
}

fn summary(page: &Page, held: &Held) -> PageSummary {
    let path = |path: &Utf8Path| held.name(path).to_owned();
    PageSummary {
        key: page.key.clone(),
        reference: page.source().map(|variant| variant.locale.clone()),
        variants: page.variants.iter().map(|variant| (variant.locale.clone(), path(&variant.path))).collect(),
    }
}

fn add(total: &mut Counts, counts: Counts) {
    total.files += counts.files;
    total.urls += counts.urls;
    total.procedures += counts.procedures;
    total.steps += counts.steps;
}

/// By path, place and rule; one finding where several comparisons come to the same.
fn sort(diagnostics: &mut Vec<Diagnostic>) {
    fn key(found: &Diagnostic) -> (&Utf8Path, u32, u32, &str, &str) {
        let location = &found.primary.location;
        (&location.file.path, location.span.start, location.span.end, found.rule.name, &found.subject)
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message)));
    diagnostics.dedup_by(|a, b| key(a) == key(b) && a.message == b.message);
}

struct Run<'a> {
    rules: Vec<&'static Rule>,
    config: &'a Config,
    site: &'a Site,
    /// The source's files of a contract.
    held: &'a Held,
    history: History,
    /// How many translations name another revision of the source than the contract's.
    other_revision: AtomicUsize,
}

#[derive(Default)]
struct CheckedPage {
    diagnostics: Vec<Diagnostic>,
    anchors: Vec<AnchorKey>,
    counts: Counts,
    compared: bool,
}

impl Run<'_> {
    /// The anchors of all pages that were read, and of those that findings ask for beside them.
    fn anchors(&self, pages: &[Page], checked: &[CheckedPage]) -> HashSet<AnchorKey> {
        let known: BTreeSet<&Utf8Path> =
            pages.iter().flat_map(|page| &page.variants).map(|variant| variant.path.as_path()).collect();
        let found = checked.iter().flat_map(|page| &page.diagnostics);
        let asked: BTreeSet<&Utf8Path> =
            found.filter_map(|found| Some(found.unless.as_ref()?.file.as_path())).collect();
        let mut anchors: HashSet<AnchorKey> =
            checked.iter().flat_map(|page| page.anchors.iter().copied()).collect();
        for path in asked.difference(&known) {
            if let Ok(file) = self.read(path) {
                anchors.extend(self.anchors_at(path, &parse(&file)));
            }
        }
        anchors
    }

    /// The anchors of a document, at the path at which links find it.
    fn anchors_at(&self, path: &Utf8Path, document: &Document) -> Vec<AnchorKey> {
        let keys = AnchorKey::all(document);
        if self.held.files.contains_key(path) {
            keys.map(|key| key.moved_to(path)).collect()
        } else {
            keys.collect()
        }
    }

    /// Reads a variant's text, from the contract where it holds the file.
    fn read(&self, path: &Utf8Path) -> Result<Arc<SourceFile>, Unreadable> {
        self.held.files.get(path).cloned().unwrap_or_else(|| read(path))
    }

    /// Says that the contract is not of the revision that translations name, and what follows from that.
    fn contract_notice(&self) -> Option<String> {
        let count = self.other_revision.load(Ordering::Relaxed);
        let own = self.held.revision.as_deref().unwrap_or("which names none");
        (count > 0).then(|| {
            format!(
                "{count} translation(s) name another revision of the source than the contract's ({own}): what may only \
                 be out of date is reported as info"
            )
        })
    }

    fn check_page(&self, page: &Page) -> CheckedPage {
        let documents: Vec<Result<Document, Unreadable>> =
            page.variants.iter().map(|variant| self.read(&variant.path).map(|file| parse(&file))).collect();
        let readable: Vec<Option<&Document>> =
            documents.iter().map(|document| document.as_ref().ok()).collect();
        let family = page.variants.iter().find_map(|variant| variant.tree);
        let family = family.map(|tree| self.site.trees[tree as usize].family);
        let has_source = family.is_some_and(|family| self.site.sourced.contains(&family));
        let texts = page.variants.iter().zip(&readable);
        let texts = texts.filter_map(|(variant, document)| Some((&variant.path, (*document)?)));
        let anchors = texts.flat_map(|(path, document)| self.anchors_at(path, document)).collect();
        let mut checked = CheckedPage { counts: count(&readable), anchors, ..CheckedPage::default() };
        let view = PageView { page, documents: &documents, has_source };
        for rule in &self.rules {
            if let Check::Page(check) = rule.check {
                check(&view, &mut checked.diagnostics);
            }
        }
        let wanted = |found: &Diagnostic| {
            let path = &found.primary.location.file.path;
            page.variants.iter().any(|variant| variant.wanted && variant.path == *path)
        };
        checked.diagnostics.retain(wanted);
        let assignments = assign(page, &readable, has_source);
        // An orphan was looked at as well: there is nothing to compare it with, and that is said.
        checked.compared = !assignments.is_empty() || (has_source && page.source().is_none());
        let pins = self.read_pins(page, &readable, &assignments);
        let comparer = Comparer { run: self, page, documents: &readable, pins: &pins };
        let wanted = assignments.iter().filter(|assignment| page.variants[assignment.translation].wanted);
        checked.diagnostics.extend(merge_ties(wanted.map(|assignment| comparer.check(assignment)).collect()));
        checked
    }

    /// The source texts that translations of a page pin, by revision.
    fn read_pins(
        &self,
        page: &Page,
        documents: &[Option<&Document>],
        all: &[Assignment],
    ) -> BTreeMap<String, Pinned> {
        let mut pins = BTreeMap::new();
        for assignment in all.iter().filter(|assignment| page.variants[assignment.translation].wanted) {
            let Reference::Source(source) = assignment.reference else { continue };
            let Some(revision) = documents[assignment.translation].and_then(pin) else { continue };
            if self.held.files.contains_key(&page.variants[source].path) {
                if self.held.is_at(revision) {
                    pins.insert(revision.to_owned(), None);
                } else {
                    self.other_revision.fetch_add(1, Ordering::Relaxed);
                }
                continue;
            }
            let current = documents[source].map(|document| document.file.text.as_str());
            if !pins.contains_key(revision)
                && let Some(text) = self.history.text_at(&page.variants[source].path, revision)
            {
                let changed = current != Some(text.as_str());
                let file = SourceFile::new(page.variants[source].path.clone(), text);
                pins.insert(revision.to_owned(), changed.then(|| parse(&file)));
            }
        }
        pins
    }
}

/// The document of a pinned revision; none if it is the current text.
type Pinned = Option<Document>;

/// Compares the translations of one page with their references.
struct Comparer<'a> {
    run: &'a Run<'a>,
    page: &'a Page,
    documents: &'a [Option<&'a Document>],
    pins: &'a BTreeMap<String, Pinned>,
}

impl Comparer<'_> {
    fn check(&self, assignment: &Assignment) -> Vec<Diagnostic> {
        let Some(translation) = self.documents[assignment.translation] else { return Vec::new() };
        let index = assignment.translation;
        match &assignment.reference {
            Reference::Source(source) => self.check_against_source(*source, assignment),
            Reference::Embedded => translation.embedded.as_deref().map_or_else(Vec::new, |embedded| {
                self.compare((index, embedded), index, ReferenceKind::Bilingual)
            }),
            Reference::Siblings(voters) => {
                let ballot = |&voter: &usize| {
                    let document = self.documents[voter];
                    let compare = |document| self.compare((voter, document), index, ReferenceKind::Consensus);
                    Ballot { findings: document.map_or_else(Vec::new, compare) }
                };
                lower(
                    decide(voters.iter().map(ballot).collect()),
                    assignment.lagging.then_some(Excuse::OtherRevision),
                )
            }
        }
    }

    fn check_against_source(&self, source: usize, assignment: &Assignment) -> Vec<Diagnostic> {
        let index = assignment.translation;
        let (Some(current), Some(translation)) = (self.documents[source], self.documents[index]) else {
            return Vec::new();
        };
        let Some(revision) = pin(translation) else {
            return lower(
                self.compare((source, current), index, ReferenceKind::Source),
                assignment.lagging.then_some(Excuse::UnreadablePin),
            );
        };
        let mut found = match self.pins.get(revision) {
            None => {
                return lower(
                    self.compare((source, current), index, ReferenceKind::Source),
                    Some(Excuse::UnreadablePin),
                );
            }
            Some(None) => self.compare((source, current), index, ReferenceKind::Pinned),
            Some(Some(pinned)) => {
                let found = self.compare((source, pinned), index, ReferenceKind::Pinned);
                if found.is_empty() {
                    return found;
                }
                unrefuted(found, &self.compare((source, current), index, ReferenceKind::Source), translation)
            }
        };
        for reference in found.iter_mut().filter_map(|finding| finding.reference.as_mut()) {
            reference.revision = Some(revision.to_owned());
        }
        found
    }

    fn compare(
        &self,
        reference: (usize, &Document),
        translation: usize,
        kind: ReferenceKind,
    ) -> Vec<Diagnostic> {
        let Some(document) = self.documents[translation] else { return Vec::new() };
        let context =
            Context { page: &self.page.key, site: self.run.site, equivalents: &self.run.config.equivalents };
        let side = |index: usize, document| Side { variant: &self.page.variants[index], document };
        let held = self.run.held.files.contains_key(&self.page.variants[reference.0].path);
        let kind = if held { ReferenceKind::Contract } else { kind };
        let comparison = align(side(reference.0, reference.1), side(translation, document), kind, context);
        let mut out = Vec::new();
        for rule in &self.run.rules {
            if let Check::Translation(check) = rule.check {
                check(&comparison, &mut out);
            }
        }
        lower(out, comparison.partial.then_some(Excuse::Stub))
    }
}

/// Why what is missing or extra in a translation may be no fault of its own.
#[derive(Clone, Copy)]
enum Excuse {
    /// The siblings follow another revision of the source.
    OtherRevision,
    /// The revision that the translation names cannot be read.
    UnreadablePin,
    /// The translation is a stub.
    Stub,
}

impl Excuse {
    const fn note(self) -> &'static str {
        match self {
            Self::OtherRevision => "info, since it follows another revision of the source than its siblings",
            Self::UnreadablePin => "info, since the source revision that it names could not be read",
            Self::Stub => "info, since it holds only a small part of the page",
        }
    }
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

/// One finding where both sides of a tie would report the other.
fn merge_ties(findings: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
    let mut seen = HashSet::new();
    let mut out = Vec::new();
    for finding in findings.into_iter().flatten() {
        let votes = finding.reference.as_ref().and_then(|reference| reference.votes);
        let tie = votes.is_some_and(|(against, of)| 2 * against == of + 1);
        if !tie || seen.insert(finding.subject.clone()) {
            out.push(finding);
        }
    }
    out
}

fn count(documents: &[Option<&Document>]) -> Counts {
    let mut counts = Counts { files: documents.len(), ..Counts::default() };
    for document in documents.iter().flatten() {
        counts.urls += document.urls.len();
        counts.procedures += document.procedures.len();
        counts.steps += document.procedures.iter().map(|procedure| procedure.steps.len()).sum::<usize>();
    }
    counts
}

/// Reads a file as text.
pub fn read(path: &Utf8Path) -> Result<Arc<SourceFile>, Unreadable> {
    let fail = |reason: String| Unreadable { file: SourceFile::new(path, ""), reason };
    let bytes = read_bytes(path).map_err(fail)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(path, text)),
        Err(error) => {
            let bytes = error.as_bytes();
            if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
                return Err(fail("the file is not UTF-8: it begins as UTF-16 does".to_owned()));
            }
            let at = error.utf8_error().valid_up_to();
            Err(fail(format!("the file is not UTF-8: byte {at} begins no character")))
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the pipeline is where documents are read")]
fn read_bytes(path: &Utf8Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("the file cannot be read: {error}");
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
    }
    if metadata.len() > MOST_BYTES {
        return Err(format!(
            "the file is too large: {} MiB, at most {} are read",
            metadata.len() >> 20,
            MOST_BYTES >> 20
        ));
    }
    std::fs::read(path).map_err(cannot)
}
