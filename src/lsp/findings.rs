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
    folder: &'a Utf8Path,
    texts: &'a dyn Texts,
    positions: HashMap<*const SourceFile, Rc<Positions>>,
    current: HashMap<Utf8PathBuf, Option<Arc<SourceFile>>>,
}

impl<'a> Publisher<'a> {
    pub(super) fn new(form: Form, folder: &'a Utf8Path, texts: &'a dyn Texts) -> Self {
        Self { form, folder, texts, positions: HashMap::new(), current: HashMap::new() }
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
        let mut message = found.message.clone();
        if let Some(help) = &found.help {
            message.push_str("\nhelp: ");
            message.push_str(help);
        }
        let related = self.related(found);
        if !self.form.related {
            message.extend(related.iter().map(|label| self.in_words(label)));
        }
        protocol::Diagnostic {
            range: self.range(&found.primary.location),
            severity: severity(found.severity),
            code: found.rule.name,
            source: SOURCE,
            message,
            related_information: self.information(&related),
            data: Some(DiagnosticData { fingerprint }),
        }
    }

    /// What is wrong with a configuration file.
    pub(super) fn trouble(&mut self, error: &PlacedError) -> Finding {
        let published = protocol::Diagnostic {
            range: self.range(&error.place),
            severity: severity(Severity::Error),
            code: CONFIGURATION,
            source: SOURCE,
            message: error.message.clone(),
            related_information: self.information(&error.related),
            data: None,
        };
        Finding { found: None, published }
    }

    /// The other places of a finding as they are now, the reference's among them.
    fn related(&mut self, found: &Diagnostic) -> Vec<Label> {
        let is_told = |path: &Utf8Path| found.related.iter().any(|label| label.location.file.path == path);
        let reference = found.reference.as_ref().filter(|note| !is_told(&note.location.file.path));
        let reference = reference.map(|note| Label {
            location: note.location.clone(),
            text: format!("compared with this ({})", note.locale),
        });
        let is_past = found.reference.as_ref().is_some_and(|note| note.revision.is_some());
        let labels = found.related.iter().chain(&reference);
        let now = labels.filter_map(|Label { location, text }| {
            let location = if is_past { self.as_it_is_now(location)? } else { location.clone() };
            let text = if text.is_empty() { "here" } else { text };
            Some(Label { location, text: text.to_owned() })
        });
        now.collect()
    }

    /// Places as an editor shows them beside that of the finding, if it does. Files that are not on disk, as those of a
    /// contract, cannot be shown.
    fn information(&mut self, labels: &[Label]) -> Vec<RelatedInformation> {
        let labels = labels.iter().filter(|_| self.form.related);
        let on_disk: Vec<(String, &Label)> =
            labels.filter_map(|label| Some((uri(&label.location.file.path)?, label))).collect();
        let show = |(uri, label): (String, &Label)| RelatedInformation {
            location: Location { uri, range: self.range(&label.location) },
            message: label.text.clone(),
        };
        on_disk.into_iter().map(show).collect()
    }

    /// A place as a line of a message.
    fn in_words(&self, label: &Label) -> String {
        let file = &label.location.file;
        let path = file.path.strip_prefix(self.folder).unwrap_or(&file.path);
        format!("\n{}: {path}:{}", label.text, file.line_column(label.location.span.start).line)
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

#[cfg(test)]
mod tests {
    use super::*;

    struct Now(Arc<SourceFile>);

    impl Texts for Now {
        fn is_open(&self, _: &Utf8Path) -> bool {
            false
        }

        fn current(&self, path: &Utf8Path) -> Option<Arc<SourceFile>> {
            (self.0.path == path).then(|| Arc::clone(&self.0))
        }
    }

    #[test]
    fn a_place_in_an_earlier_text_is_shown_where_its_line_is_now() {
        let texts = Now(SourceFile::new("/a.md", "one\nnew\ntwo 🔑 three\nmore\ntwo 🔑 three"));
        let form = Form { encoding: Encoding::Utf16, related: true };
        let mut publisher = Publisher::new(form, Utf8Path::new("/"), &texts);
        let mut now = |path: &str, text: &str, word: &str| {
            let start = text.find(word).unwrap();
            let span = Span::new(start..start + word.len());
            let place = source_file::Location { file: SourceFile::new(path, text), span };
            let now = publisher.as_it_is_now(&place)?;
            Some((now.file.line_column(now.span.start).line, now.text().to_owned()))
        };
        let three = |line| Some((line, "three".to_owned()));
        assert_eq!(now("/a.md", "one\ntwo 🔑 three\n", "three"), three(3));
        assert_eq!(now("/a.md", "\n\n\n\ntwo 🔑 three", "three"), three(5));
        assert_eq!(now("/a.md", &texts.0.text, "three"), three(3));
        assert_eq!(now("/a.md", "one\ntwo three", "three"), None);
        assert_eq!(now("/b.md", "one", "one"), None);
    }
}
