//! The results of several runs become one: of CI jobs that checked a locale or a folder each, or of repositories.
//!
//! What is joined is a set: each finding once, each page with all its variants, each file counted once. So the order of
//! the results is of no consequence, nor how often one is given, and a merged result can be merged again. Only beyond
//! the number of results that a SARIF run holds, the next merge cannot know what one has left out.

mod json;
mod kind;
mod pages;
mod sarif;

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;
use std::io::{self, Write};

use anyhow::{Context as _, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::diagnostic::{RuleMeta, Severity};
use crate::report::{count, numbers_in_words, write_json};

use kind::{Header, Kind};

/// Results while they are joined.
#[derive(Default)]
pub struct Merger {
    joined: Option<Joined>,
    results: usize,
    other_versions: BTreeSet<String>,
}

enum Joined {
    Json(json::Reports),
    Sarif(sarif::Runs),
}

impl Merger {
    /// Joins the result in a file, of which this is the content.
    ///
    /// An error says why it is no result of instep, or why it cannot be joined with those before.
    pub fn add(&mut self, content: &[u8]) -> anyhow::Result<()> {
        let header = Header::read(content)?;
        let joined = self.joined.get_or_insert_with(|| match header.kind {
            Kind::Json => Joined::Json(json::Reports::default()),
            Kind::Sarif => Joined::Sarif(sarif::Runs::default()),
        });
        match (joined, header.kind) {
            (Joined::Json(reports), Kind::Json) => reports.add(read(header.text)?)?,
            (Joined::Sarif(runs), Kind::Sarif) => runs.add(read(header.text)?)?,
            (Joined::Json(_), Kind::Sarif) => bail!("this is SARIF, and those before are JSON: {ONE_KIND}"),
            (Joined::Sarif(_), Kind::Json) => bail!("this is JSON, and those before are SARIF: {ONE_KIND}"),
        }
        self.results += 1;
        self.other_versions.extend(header.other_versions);
        Ok(())
    }

    /// What all of them say; none if there were none. `rules` are all that this version has, in the order of their table.
    pub fn finish(self, rules: &[&'static RuleMeta]) -> Option<Merged> {
        let result = match self.joined? {
            Joined::Json(reports) => Result::Json(reports.finish()),
            Joined::Sarif(runs) => Result::Sarif(runs.finish(rules)),
        };
        Some(Merged { result, results: self.results, other_versions: self.other_versions })
    }
}

const ONE_KIND: &str = "name the results of one kind";

/// One result of several runs.
pub struct Merged {
    result: Result,
    results: usize,
    other_versions: BTreeSet<String>,
}

enum Result {
    Json(json::Merged),
    Sarif(sarif::Merged),
}

impl Merged {
    /// Writes it as the format is written by a check.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.result {
            Result::Json(document) => write_json(document, out),
            Result::Sarif(log) => write_json(log, out),
        }
    }

    /// How many findings weigh exactly `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        match &self.result {
            Result::Json(document) => json::count(document, severity),
            Result::Sarif(log) => sarif::count(log, severity),
        }
    }

    /// `merged 9 results: checked 30 files of 3 pages in 10 locales: 2 errors`
    pub fn summary(&self) -> String {
        let checked = match &self.result {
            Result::Json(document) => json::checked(document) + ": ",
            Result::Sarif(_) => String::new(),
        };
        let found = numbers_in_words(|severity| self.count(severity));
        let found = found.unwrap_or_else(|| "nothing found".to_owned());
        format!("merged {}: {checked}{found}", count(self.results, "result"))
    }

    /// What is to be said of the results that were merged.
    pub fn notice(&self) -> Option<String> {
        let own = env!("CARGO_PKG_VERSION");
        let others: Vec<&str> = self.other_versions.iter().map(String::as_str).collect();
        (!others.is_empty()).then(|| {
            format!(
                "results of instep {} are merged by {own}: what two versions word or count differently stands here twice",
                others.join(", ")
            )
        })
    }
}

/// Reads what the first look has found to be ours.
fn read<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    serde_json::from_str(text).context("the result was altered, or an older instep wrote it")
}

/// Keeps one of each finding. Where runs differ in what they say of it, that is the heaviest, and among equals the same
/// one in whatever order they came.
fn keep_one_of_each<T: Serialize>(
    found: &mut Vec<T>,
    identity: impl Fn(&T, &T) -> Ordering,
    severity: impl Fn(&T) -> Severity,
) {
    let weight = |found: &T| Reverse(severity(found));
    found.sort_by(|a, b| {
        let weighed = identity(a, b).then_with(|| weight(a).cmp(&weight(b)));
        weighed.then_with(|| written(a).cmp(&written(b)))
    });
    found.dedup_by(|a, b| identity(a, b).is_eq());
}

/// The written form, which tells apart what only differs in what does not order it.
fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
