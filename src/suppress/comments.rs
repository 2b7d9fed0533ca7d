//! Ignore comments in the documents of a page.

use std::sync::Arc;

use crate::config::suggest::nearest;
use crate::model::diagnostic::{Diagnostic, RuleMeta, selects};
use crate::model::document::{Cover, Document, Ignore, IgnoreFlaw};
use crate::model::locale::Locale;
use crate::model::page::Page;
use crate::model::source_file::{Location, SourceFile, Span};

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
    comments: Vec<Comment>,
}

#[derive(Clone, Debug)]
struct Comment {
    ignore: Ignore,
    /// Of each of its rules, whether it has silenced a finding.
    used: Vec<bool>,
}

impl Ignores {
    /// The comments of a page's documents, which are in the order of its variants; none where one cannot be read.
    pub fn new(page: &Page, documents: &[Option<&Document>]) -> Self {
        let source = page.source_index();
        let documents = documents.iter().zip(&page.variants).enumerate();
        let commented = documents.filter_map(|(index, (document, variant))| {
            let document = document.filter(|document| !document.ignores.is_empty())?;
            let comment =
                |ignore: &Ignore| Comment { used: vec![false; ignore.rules.len()], ignore: ignore.clone() };
            Some(Commented {
                file: Arc::clone(&document.file),
                locale: variant.locale.clone(),
                is_source: source == Some(index),
                comments: document.ignores.iter().map(comment).collect(),
            })
        });
        Self { documents: commented.collect() }
    }

    /// Whether a comment silences a finding; every comment that does is one that was not written in vain.
    pub fn silence(&mut self, found: &Diagnostic) -> bool {
        let mut silenced = false;
        for document in &mut self.documents {
            let Some(places) = places(document, found) else { continue };
            for comment in &mut document.comments {
                let Ok(cover) = &comment.ignore.covers else { continue };
                if !places.iter().any(|place| place.is_covered(*cover, &document.file)) {
                    continue;
                }
                for (rule, used) in comment.ignore.rules.iter().zip(&mut comment.used) {
                    if selects(rule, found.rule.name) {
                        (*used, silenced) = (true, true);
                    }
                }
            }
        }
        silenced
    }

    /// A finding of `rule` for each comment that cannot silence anything, and for each that has silenced nothing.
    pub fn unused(&self, rule: &'static RuleMeta, page: &Page, known: &[&RuleMeta]) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        for document in &self.documents {
            for comment in &document.comments {
                if let Some((message, help)) = comment.complaint(known) {
                    let location = Location { file: Arc::clone(&document.file), span: comment.ignore.span };
                    let mut found = Diagnostic::new(rule, page.key.clone(), location, message);
                    found.locale = Some(document.locale.clone());
                    let written = document.file.slice(comment.ignore.span);
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

impl Comment {
    /// What is wrong with it, if anything is, and what to do.
    fn complaint(&self, known: &[&RuleMeta]) -> Option<(String, String)> {
        let ignore = &self.ignore;
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
        let unused = ignore.rules.iter().zip(&self.used).filter(|(_, used)| !**used);
        let unused: Vec<String> = unused.map(|(rule, _)| format!("`{rule}`")).collect();
        let message = format!("no finding of {} is left to silence here", unused.join(", "));
        let all = unused.len() == ignore.rules.len();
        let help = if all { "remove the comment" } else { "remove what it names in vain" };
        (!unused.is_empty()).then(|| (message, help.to_owned()))
    }
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

/// A place that a finding is about.
struct Place<'a> {
    /// Where; none for the page as a whole.
    location: Option<&'a Location>,
    /// Whether the document that it lies in has the very text that the comments stand in.
    is_current: bool,
}

/// The places of a finding for which the comments of a document speak; none if they do not speak for it at all.
fn places<'a>(document: &Commented, found: &'a Diagnostic) -> Option<Vec<Place<'a>>> {
    let path = &document.file.path;
    let own = Some(&found.primary.location).filter(|location| location.file.path == *path);
    let reference = found.reference.as_ref().map(|note| &note.location);
    let reference = reference.filter(|location| document.is_source && location.file.path == *path);
    if own.is_none() && !document.is_source {
        return None;
    }
    let place = |location: &'a Location| Place {
        location: Some(location),
        is_current: Arc::ptr_eq(&location.file, &document.file) || location.file.text == document.file.text,
    };
    let page = Place { location: None, is_current: true };
    Some(own.into_iter().chain(reference).map(place).chain([page]).collect())
}

impl Place<'_> {
    fn is_covered(&self, cover: Cover, file: &SourceFile) -> bool {
        match (cover, self.location) {
            (Cover::File, _) => true,
            (Cover::Part(_), None) => false,
            (Cover::Part(span), Some(location)) if self.is_current => touches(span, location.span),
            // An earlier text of the source, in which the comment may not stand yet: the line is looked for.
            (Cover::Part(span), Some(location)) => {
                let line = location.file.line(location.file.line_column(location.span.start).line).trim();
                !line.is_empty() && file.slice(span).lines().any(|covered| covered.trim() == line)
            }
        }
    }
}

/// Whether a place lies in a span, or at one of its ends, where something is missing.
const fn touches(span: Span, place: Span) -> bool {
    place.start <= span.end && span.start <= place.end
}
