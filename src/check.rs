//! The pipeline: the one file that names every stage. Pages are checked in parallel; what comes out is sorted.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use camino::Utf8Path;
use rayon::prelude::*;

use crate::align::{Context, align};
use crate::config::Config;
use crate::discover::discover;
use crate::model::anchor::AnchorKey;
use crate::model::comparison::{PageView, ReferenceKind, Side, Unreadable};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::document::Document;
use crate::model::page::Page;
use crate::model::report::{Counts, PageSummary, Report};
use crate::model::site::Site;
use crate::model::source_file::SourceFile;
use crate::parse::parse;
use crate::reference::{
    Assignment, Ballot, History, Origin, Pin, Pins, Reference, assign, decide, unrefuted,
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

/// Checks the documentation under the configured roots.
///
/// An error is a root that does not exist or an invalid configuration; everything else becomes a finding or a notice.
pub fn check(config: &Config) -> anyhow::Result<Outcome> {
    let discovery = discover(config)?;
    let run = Run {
        rules: enabled_rules(config),
        config,
        site: &discovery.site,
        history: History::new(origin(config)),
        pins: Pins::new(&config.reference.revision_keys),
    };
    let checked: Vec<CheckedPage> = discovery.pages.par_iter().map(|page| run.check_page(page)).collect();
    let anchors = anchors(&discovery.pages, &checked);
    let mut report = Report { rules: RULES.iter().map(|rule| &rule.meta).collect(), ..Report::default() };
    let mut locales = BTreeSet::new();
    let mut paired = false;
    for (page, checked) in discovery.pages.iter().zip(checked) {
        paired |= checked.compared;
        add(&mut report.counts, checked.counts);
        locales.extend(page.variants.iter().map(|variant| variant.locale.clone()));
        report.pages.push(summary(page));
        let holds =
            |found: &Diagnostic| found.unless.as_ref().is_none_or(|target| !anchors.contains(&target.anchor));
        report.diagnostics.extend(checked.diagnostics.into_iter().filter(holds));
    }
    report.locales = locales.into_iter().collect();
    sort(&mut report.diagnostics);
    let mut notices = discovery.notices;
    notices.extend(run.history.notices());
    Ok(Outcome { report, notices, paired })
}

/// Where the configuration says that the source's history lies.
fn origin(config: &Config) -> Option<Origin> {
    let repository = config.reference.repository.clone()?;
    Some(Origin { repository, folder: config.reference.folder.clone().unwrap_or_default() })
}

/// The anchors of all pages that were read, and of those that findings ask for beside them.
fn anchors(pages: &[Page], checked: &[CheckedPage]) -> HashSet<AnchorKey> {
    let known: BTreeSet<&Utf8Path> =
        pages.iter().flat_map(|page| &page.variants).map(|variant| variant.path.as_path()).collect();
    let found = checked.iter().flat_map(|page| &page.diagnostics);
    let asked: BTreeSet<&Utf8Path> =
        found.filter_map(|found| Some(found.unless.as_ref()?.file.as_path())).collect();
    let mut anchors: HashSet<AnchorKey> =
        checked.iter().flat_map(|page| page.anchors.iter().copied()).collect();
    for path in asked.difference(&known) {
        if let Ok(file) = read(path) {
            anchors.extend(AnchorKey::all(&parse(&file)));
        }
    }
    anchors
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

fn summary(page: &Page) -> PageSummary {
    PageSummary {
        key: page.key.clone(),
        reference: page.source().map(|variant| variant.locale.clone()),
        variants: page
            .variants
            .iter()
            .map(|variant| (variant.locale.clone(), variant.path.clone()))
            .collect(),
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
    history: History,
    pins: Pins,
}

#[derive(Default)]
struct CheckedPage {
    diagnostics: Vec<Diagnostic>,
    anchors: Vec<AnchorKey>,
    counts: Counts,
    compared: bool,
}

impl Run<'_> {
    fn check_page(&self, page: &Page) -> CheckedPage {
        let documents: Vec<Result<Document, Unreadable>> =
            page.variants.iter().map(|variant| read(&variant.path).map(|file| parse(&file))).collect();
        let readable: Vec<Option<&Document>> =
            documents.iter().map(|document| document.as_ref().ok()).collect();
        let family = page.variants.iter().find_map(|variant| variant.tree);
        let family = family.map(|tree| self.site.trees[tree as usize].family);
        let has_source = family.is_some_and(|family| self.site.sourced.contains(&family));
        let anchors = readable.iter().flatten().flat_map(|document| AnchorKey::all(document)).collect();
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
        let assignments = assign(page, &readable, &self.pins, has_source);
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
    ) -> BTreeMap<Pin, Pinned> {
        let mut pins = BTreeMap::new();
        for assignment in all.iter().filter(|assignment| page.variants[assignment.translation].wanted) {
            let Reference::Source(source) = assignment.reference else { continue };
            let (Some(translation), Some(source)) = (documents[assignment.translation], documents[source])
            else {
                continue;
            };
            let Some(pin) = self.pins.pin(translation) else { continue };
            if !pins.contains_key(&pin)
                && let Some(text) = self.history.pinned(&source.file, &pin)
            {
                let changed = source.file.text != text;
                let file = SourceFile::new(source.file.path.clone(), text);
                pins.insert(pin, changed.then(|| parse(&file)));
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
    pins: &'a BTreeMap<Pin, Pinned>,
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
        let Some(pin) = self.run.pins.pin(translation) else {
            return lower(
                self.compare((source, current), index, ReferenceKind::Source),
                assignment.lagging.then_some(Excuse::UnreadablePin),
            );
        };
        let mut found = match self.pins.get(&pin) {
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
            reference.revision = Some(pin.as_str().to_owned());
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
