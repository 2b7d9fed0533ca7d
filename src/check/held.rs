//! Sources that a contract holds instead of files.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use camino::Utf8Path;

use super::Run;
use super::read::{decode, read};
use crate::config::Config;
use crate::discover::{Discovery, discover_at, discover_beside};
use crate::model::anchor::AnchorKey;
use crate::model::comparison::Unreadable;
use crate::model::document::Document;
use crate::model::page::Page;
use crate::model::snapshot::{Entry, Snapshot};
use crate::model::source_file::SourceFile;
use crate::parse::parse;
use crate::reference::{Assignment, Pin, Reference, names_text, read_contract};

/// Finds the pages under the configured roots, with the source's files of the contract where one is named.
///
/// An error is a root that does not exist, an invalid configuration, or a contract that cannot be read.
pub fn find(config: &Config) -> anyhow::Result<Discovery> {
    find_at(config, &Snapshot::default())
}

/// The same in another state of the files, which go by their absolute paths. A contract is the same in every state.
pub fn find_at(config: &Config, snapshot: &Snapshot) -> anyhow::Result<Discovery> {
    let Some(path) = &config.contract else { return discover_at(config, snapshot) };
    let contract = read_contract(path)?;
    if let Some(source) = config.source.as_ref().filter(|source| !source.same_language(&contract.locale)) {
        anyhow::bail!("{path}: the source of the contract is `{}`, not `{source}`", contract.locale);
    }
    discover_beside(config, &contract, snapshot)
}

impl Run<'_> {
    /// Whether a contract holds the file that would lie at a path.
    pub(super) fn holds(&self, path: &Utf8Path) -> bool {
        self.held.files.contains_key(path)
    }

    /// Reads a variant's text: from the contract where it holds the file, and as it is in the state that is looked at.
    pub(super) fn read(&self, path: &Utf8Path) -> Result<Arc<SourceFile>, Unreadable> {
        if let Some(held) = self.held.files.get(path) {
            return held.clone();
        }
        match self.snapshot.at(path) {
            Entry::AsOnDisk => read(path, self.config.limits.file_bytes),
            Entry::Content(content) => decode(path, content.to_vec()),
            Entry::Absent => Err(Unreadable {
                file: SourceFile::new(path, ""),
                reason: "there is no such file".to_owned(),
            }),
        }
    }

    /// The anchors of a document, at the path at which links find it.
    pub(super) fn anchors_at(&self, path: &Utf8Path, document: &Document) -> Vec<AnchorKey> {
        let keys = AnchorKey::all(document);
        if self.holds(path) { keys.map(|key| key.moved_to(path)).collect() } else { keys.collect() }
    }

    /// The anchors of a file; none where it cannot be read.
    pub(super) fn anchors_of(&self, path: &Utf8Path) -> Vec<AnchorKey> {
        self.read(path).map_or_else(|_| Vec::new(), |file| self.anchors_at(path, &parse(&file)))
    }

    /// Whether a pin names the contract's text of a source.
    pub(super) fn contract_has(&self, pin: &Pin, source: &Document) -> bool {
        match pin {
            Pin::Commit(commit) => self.held.is_at(commit),
            Pin::Hash(_) => names_text(pin, &source.file.text),
        }
    }

    /// Counts the translations of a page that name another revision of the source than the contract's.
    pub(super) fn count_other_revisions(
        &self,
        page: &Page,
        documents: &[Option<&Document>],
        assignments: &[Assignment],
    ) {
        let is_other = |assignment: &&Assignment| {
            let Reference::Source(source) = assignment.reference else { return false };
            let (Some(text), Some(translation)) = (documents[source], documents[assignment.translation])
            else {
                return false;
            };
            let held = self.holds(&page.variants[source].path);
            held && self.pins.pin(translation).is_some_and(|pin| !self.contract_has(&pin, text))
        };
        let count = assignments.iter().filter(is_other).count();
        self.other_revision.fetch_add(count, Ordering::Relaxed);
    }

    /// Says that the contract is not of the revision that translations name, and what follows from that.
    pub(super) fn contract_notice(&self) -> Option<String> {
        let count = self.other_revision.load(Ordering::Relaxed);
        let own = self.held.revision.as_deref().unwrap_or("which names none");
        (count > 0).then(|| {
            format!(
                "{count} translation(s) name another revision of the source than the contract's ({own}): what may only \
                 be out of date is reported as info"
            )
        })
    }
}
