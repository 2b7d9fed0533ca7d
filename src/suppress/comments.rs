//! Ignore comments in the documents of a page.

use std::collections::HashMap;
use std::sync::Arc;

use crate::config::suggest::nearest;
use crate::model::diagnostic::{Diagnostic, RuleMeta, selects};
use crate::model::document::{Document, Ignore, IgnoreFlaw};
use crate::model::locale::Locale;
use crate::model::page::Page;
use crate::model::source_file::{Location, SourceFile};

use super::covering::{Covering, Entry};

/// The ignore comments of a page, and which of them have silenced something. One in the source covers what stands for
/// its text in every translation: a translation made anew would lose its own.
#[derive(Clone, Debug, Default)]
pub struct Ignores {
    documents: Vec<Commented>,
}

/// A document with ignore comments.
#[derive(Clone, Debug)]
struct Commented {
    file: Arc<SourceFile>,
    locale: Locale,
    is_source: bool,
    comments: Vec<Ignore>,
    /// What the comments cover, by the names of the rules of which something was found.
    rules: HashMap<&'static str, Covering>,
    /// The text that a finding was in last.
    latest: Option<Seen>,
}

/// A text of a document, which may be an earlier one than that in which the comments stand.
#[derive(Clone, Debug)]
struct Seen {
    file: Arc<SourceFile>,
    /// Whether it is the very text in which they stand.
    is_current: bool,
    /// Whether a line of it is covered, by rule and number.
    covered: HashMap<(&'static str, u32), bool>,
}

impl Ignores {
    /// The comments of a page's documents, which are in the order of its variants; none where one cannot be read.
    pub fn new(page: &Page, documents: &[Option<&Document>]) -> Self {
        let source = page.source_index();
        let documents = documents.iter().zip(&page.variants).enumerate();
        let commented = documents.filter_map(|(index, (document, variant))| {
            let document = document.filter(|document| !document.ignores.is_empty())?;
            Some(Commented {
                file: Arc::clone(&document.file),
                locale: variant.locale.clone(),
                is_source: source == Some(index),
                comments: document.ignores.clone(),
                rules: HashMap::new(),
                latest: None,
            })
        });
        Self { documents: commented.collect() }
    }

    /// Whether a comment silences a finding; every comment that does is one that was not written in vain.
    pub fn silence(&mut self, found: &Diagnostic) -> bool {
        // All are asked: none is in vain where several silence.
        self.documents.iter_mut().map(|document| usize::from(document.silence(found))).sum::<usize>() > 0
    }

    /// A finding of `rule` for each comment that cannot silence anything, and for each that has silenced nothing.
    pub fn unused(&self, rule: &'static RuleMeta, page: &Page, known: &[&RuleMeta]) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        for document in &self.documents {
            for (comment, used) in document.comments.iter().zip(document.used()) {
                if let Some((message, help)) = complaint(comment, &used, known) {
                    let location = Location { file: Arc::clone(&document.file), span: comment.span };
                    let mut found = Diagnostic::new(rule, page.key.clone(), location, message);
                    found.locale = Some(document.locale.clone());
                    let written = document.file.slice(comment.span);
                    written.clone_into(&mut found.subject);
                    found.found = Some(written.to_owned());
                    found.help = Some(help);
                    out.push(found);
                }
            }
        }
        out
    }
}

impl Commented {
    /// Whether one of its comments silences a finding.
    fn silence(&mut self, found: &Diagnostic) -> bool {
        let is_own = |location: &&Location| location.file.path == self.file.path;
        let own = Some(&found.primary.location).filter(is_own);
        if own.is_none() && !self.is_source {
            return false;
        }
        let reference = found.reference.as_ref().map(|note| &note.location);
        let reference = reference.filter(|location| self.is_source && is_own(location));
        let name = found.rule.name;
        if !self.rules.contains_key(name) {
            self.rules.insert(name, self.covering(name));
        }
        let places = own.into_iter().chain(reference);
        let by_part = places.filter(|place| self.covers(name, place)).count() > 0;
        self.rules.get_mut(name).is_some_and(Covering::covers_page) || by_part
    }

    /// What its comments cover for a rule.
    fn covering(&self, name: &str) -> Covering {
        let comments = self.comments.iter().enumerate();
        let entries =
            comments.filter_map(|(comment, ignore)| Some((comment, ignore, *ignore.covers.as_ref().ok()?)));
        let entries = entries.flat_map(|(comment, ignore, cover)| {
            let rules = ignore.rules.iter().enumerate().filter(|(_, rule)| selects(rule, name));
            rules.map(move |(rule, _)| Entry { cover, comment, rule })
        });
        Covering::new(entries.collect())
    }

    /// Whether a comment covers a place for a rule that was asked for before.
    fn covers(&mut self, name: &'static str, place: &Location) -> bool {
        let Some(covering) = self.rules.get_mut(name) else { return false };
        if Arc::ptr_eq(&place.file, &self.file) {
            return covering.covers_place(place.span);
        }
        let seen = match &mut self.latest {
            Some(seen) if Arc::ptr_eq(&seen.file, &place.file) => seen,
            latest => latest.insert(Seen::new(&place.file, &self.file)),
        };
        if seen.is_current {
            return covering.covers_place(place.span);
        }
        // An earlier text of the source, in which the comment may not stand yet: the line is looked for.
        let number = place.file.line_column(place.span.start).line;
        let covers = || covering.covers_line(place.file.line(number).trim(), &self.file);
        *seen.covered.entry((name, number)).or_insert_with(covers)
    }

    /// Of each of its comments, and of each of its rules, whether it has silenced a finding.
    fn used(&self) -> Vec<Vec<bool>> {
        let mut used: Vec<_> = self.comments.iter().map(|ignore| vec![false; ignore.rules.len()]).collect();
        for entry in self.rules.values().flat_map(|covering| covering.used(&self.file)) {
            used[entry.comment][entry.rule] = true;
        }
        used
    }
}

impl Seen {
    fn new(file: &Arc<SourceFile>, current: &SourceFile) -> Self {
        Self { file: Arc::clone(file), is_current: file.text == current.text, covered: HashMap::new() }
    }
}

/// What is wrong with a comment, if anything is, and what to do. `used` tells of each of its rules whether it has
/// silenced anything.
fn complaint(ignore: &Ignore, used: &[bool], known: &[&RuleMeta]) -> Option<(String, String)> {
    let unknown = |rule: &&String| known.iter().all(|known| !selects(rule, known.name));
    if let Some(rule) = ignore.rules.iter().find(unknown) {
        let message = format!("the comment silences nothing: there is no rule `{rule}`");
        let names: Vec<&str> = known.iter().map(|known| known.name).collect();
        let help = nearest(rule, &names).map(|near| format!("write `{near}`"));
        return Some((message, help.unwrap_or_else(|| "`instep explain` lists all rules".to_owned())));
    }
    if let Err(flaw) = &ignore.covers {
        let message = format!("the comment silences nothing: {}", flaw.describe());
        return Some((message, help(flaw, ignore)));
    }
    let unused = ignore.rules.iter().zip(used).filter(|(_, used)| !**used);
    let unused: Vec<String> = unused.map(|(rule, _)| format!("`{rule}`")).collect();
    let message = format!("no finding of {} is left to silence here", unused.join(", "));
    let all = unused.len() == ignore.rules.len();
    let help = if all { "remove the comment" } else { "remove what it names in vain" };
    (!unused.is_empty()).then(|| (message, help.to_owned()))
}

fn help(flaw: &IgnoreFlaw, ignore: &Ignore) -> String {
    let rule = ignore.rules.first().map_or("url-drift", String::as_str);
    match flaw {
        IgnoreFlaw::NoRule | IgnoreFlaw::NoReason => {
            format!("write `instep-ignore {rule}: `, and behind it why this is no fault")
        }
        IgnoreFlaw::Unknown => "write one of them".to_owned(),
        IgnoreFlaw::NoEnd => {
            "write `instep-ignore-end` in a comment of its own where the stretch ends".to_owned()
        }
        IgnoreFlaw::NoStart | IgnoreFlaw::NoBlock => "remove the comment".to_owned(),
    }
}
