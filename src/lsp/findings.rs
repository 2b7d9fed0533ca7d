//! Findings as an editor shows them.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::position::{Encoding, Positions};
use super::protocol::{self, DiagnosticData, Location, RelatedInformation};
use super::uri::uri;
use crate::model::diagnostic::{Diagnostic, Label, Severity};
use crate::model::fingerprint::fingerprints;
use crate::model::placed_error::PlacedError;
use crate::model::source_file::{self, SourceFile, Span};

/// Who says it.
const SOURCE: &str = "instep";

/// What an editor shows of what is wrong with a configuration file.
const CONFIGURATION: &str = "configuration";

/// A finding beside what is published of it.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The finding; none for an error in the configuration.
    pub(super) found: Option<Diagnostic>,
    /// What the editor gets.
    pub(super) published: protocol::Diagnostic,
}

/// How a client wants findings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) encoding: Encoding,
    /// Whether it shows places beside that of the finding.
    pub(super) related: bool,
}

/// Where texts are looked up.
pub(super) trait Texts {
    /// Whether a file is open in the editor.
    fn is_open(&self, path: &Utf8Path) -> bool;
    /// The text of a file as it is now.
    fn current(&self, path: &Utf8Path) -> Option<Arc<SourceFile>>;
}

/// Turns findings into what is published.
pub(super) struct Publisher<'a> {
    form: Form,
    texts: &'a dyn Texts,
    positions: HashMap<*const SourceFile, Rc<Positions>>,
    current: HashMap<Utf8PathBuf, Option<Arc<SourceFile>>>,
}

impl<'a> Publisher<'a> {
    pub(super) fn new(form: Form, texts: &'a dyn Texts) -> Self {
        Self { form, texts, positions: HashMap::new(), current: HashMap::new() }
    }

    /// The findings of one file.
    pub(super) fn findings(&mut self, found: Vec<Diagnostic>) -> Vec<Finding> {
        let prints = fingerprints(&found);
        let finding = |(found, fingerprint): (Diagnostic, String)| Finding {
            published: self.publish(&found, fingerprint),
            found: Some(found),
        };
        found.into_iter().zip(prints).map(finding).collect()
    }

    fn publish(&mut self, found: &Diagnostic, fingerprint: String) -> protocol::Diagnostic {
        let help = found.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
        protocol::Diagnostic {
            range: self.range(&found.primary.location),
            severity: severity(found.severity),
            code: found.rule.name,
            source: SOURCE,
            message: format!("{}{help}", found.message),
            related_information: self.related(found),
            data: Some(DiagnosticData { fingerprint }),
        }
    }

    /// What is wrong with a configuration file.
    pub(super) fn trouble(&mut self, error: &PlacedError) -> Finding {
        let related = error.related.iter().filter_map(|label| self.information(label));
        let related: Vec<RelatedInformation> = related.collect();
        let published = protocol::Diagnostic {
            range: self.range(&error.place),
            severity: severity(Severity::Error),
            code: CONFIGURATION,
            source: SOURCE,
            message: error.message.clone(),
            related_information: if self.form.related { related } else { Vec::new() },
            data: None,
        };
        Finding { found: None, published }
    }

    /// The other places of a finding, the reference's among them.
    fn related(&mut self, found: &Diagnostic) -> Vec<RelatedInformation> {
        if !self.form.related {
            return Vec::new();
        }
        let is_told = |path: &Utf8Path| found.related.iter().any(|label| label.location.file.path == path);
        let reference = found.reference.as_ref().filter(|note| !is_told(&note.location.file.path));
        let reference = reference.map(|note| Label {
            location: note.location.clone(),
            text: format!("compared with this ({})", note.locale),
        });
        let is_past = found.reference.as_ref().is_some_and(|note| note.revision.is_some());
        let labels = found.related.iter().chain(&reference);
        let now = labels.filter_map(|label| {
            let location = if is_past { self.as_it_is_now(&label.location)? } else { label.location.clone() };
            self.information(&Label { location, text: label.text.clone() })
        });
        now.collect()
    }

    /// None where the file is not on disk, as those of a contract.
    fn information(&mut self, label: &Label) -> Option<RelatedInformation> {
        let uri = uri(&label.location.file.path)?;
        let message = if label.text.is_empty() { "here".to_owned() } else { label.text.clone() };
        Some(RelatedInformation { location: Location { uri, range: self.range(&label.location) }, message })
    }

    /// A place in an earlier text of a file, in its current text: where the same line stands, the nearest of them if there
    /// are several. None if there is no such line any more.
    fn as_it_is_now(&mut self, old: &source_file::Location) -> Option<source_file::Location> {
        let path = &old.file.path;
        let texts = self.texts;
        let current = self.current.entry(path.clone()).or_insert_with(|| texts.current(path)).clone()?;
        if current.text == old.file.text {
            return Some(source_file::Location { file: current, span: old.span });
        }
        let place = old.file.line_column(old.span.start);
        let then = old.file.line_span(place.line);
        let line = old.file.slice(then);
        let same = current.text.lines().zip(1_u32..).filter(|(text, _)| *text == line);
        let (_, number) = same.min_by_key(|(_, number)| number.abs_diff(place.line))?;
        let now = current.line_span(number);
        let moved = |offset: u32| (now.start + offset.saturating_sub(then.start)).min(now.end);
        let span = Span { start: moved(old.span.start), end: moved(old.span.end) };
        Some(source_file::Location { file: current, span })
    }

    fn range(&mut self, location: &source_file::Location) -> protocol::Range {
        let file = &location.file;
        let encoding = self.form.encoding;
        let is_open = self.texts.is_open(&file.path);
        let positions = self.positions.entry(Arc::as_ptr(file)).or_insert_with(|| {
            let positions = if is_open { Positions::in_editor } else { Positions::on_disk };
            Rc::new(positions(file, encoding))
        });
        positions.range(location.span)
    }
}

/// Findings by the file that they stand in.
pub(super) fn by_file(found: Vec<Diagnostic>) -> BTreeMap<Utf8PathBuf, Vec<Diagnostic>> {
    let mut files: BTreeMap<Utf8PathBuf, Vec<Diagnostic>> = BTreeMap::new();
    for found in found {
        files.entry(found.primary.location.file.path.clone()).or_default().push(found);
    }
    files
}

const fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Info => 3,
    }
}
