//! The stages of a check, each by itself on what the ones before it made, and the floor's.

use std::hint::black_box;
use std::io;

use instep::check;
use instep::config::limits::Limits;
use instep::discover::discover;
use instep::model::comparison::{Comparison, PageView};
use instep::model::diagnostic::Diagnostic;
use instep::parse::parse;
use instep::reference::History;
use instep::report::{Style, format};
use instep::rules::{look_at_page, look_at_translation};
use rayon::prelude::*;

use super::floor;
use super::study::{Studied, Study};

/// Something to measure.
pub(crate) struct Stage<'a> {
    pub(crate) name: &'static str,
    pub(crate) run: Box<dyn Fn() + 'a>,
}

/// The floor, the check, and the parts of both. What a check does between its stages (which findings stand, what is
/// silenced, which fixes hold) is in none of them.
pub(crate) fn stages(study: &Study) -> Vec<Stage<'_>> {
    let Study { config, files, paths, report, .. } = study;
    let root = &config.roots[0];
    let past = study.past();
    let texts: Vec<&str> = files.iter().map(|file| file.text.as_str()).chain(past.iter().copied()).collect();
    let pages = || study.discovery.pages.par_iter().zip(&study.pages);
    let comparisons: Vec<_> = pages().map(|(page, studied)| study.compare(page, studied)).collect();
    vec![
        stage("floor", move || floor::whole(root, paths, &past)),
        stage("check", move || check::check(config).map(|outcome| outcome.report.diagnostics.len())),
        stage("floor: walk", move || floor::walk(root)),
        stage("floor: read", move || floor::read(paths)),
        stage("floor: parse", move || floor::parse(&texts)),
        stage("walk and pair", move || discover(config).map(|discovery| discovery.pages.len())),
        stage("read", move || {
            paths.par_iter().filter(|path| check::read(path, Limits::default().file_bytes).is_ok()).count()
        }),
        stage("parse", move || {
            let past = study.pages.par_iter().flat_map(|page| &page.past).map(|document| &document.file);
            files.par_iter().chain(past).map(|file| parse(file).blocks.len()).sum::<usize>()
        }),
        stage("git", move || {
            let history = History::new(None, Limits::default().git);
            let page = |(page, studied): (_, &Studied)| {
                studied.questions.iter().map(|question| question.ask(page, studied, &history)).sum::<usize>()
            };
            pages().map(page).sum::<usize>()
        }),
        stage("align", move || {
            pages().map(|(page, studied)| study.compare(page, studied).len()).sum::<usize>()
        }),
        stage("rules", move || {
            let translations = comparisons.par_iter().flatten().map(|comparison| judge(comparison).len());
            translations.sum::<usize>()
                + pages().map(|(page, studied)| judge_page(&study.view(page, studied)).len()).sum::<usize>()
        }),
        stage("report", move || {
            let json = format("json").expect("there is such a format");
            (json.write)(report, Style::Plain, &mut io::sink())
        }),
    ]
}

fn stage<'a, T>(name: &'static str, run: impl Fn() -> T + 'a) -> Stage<'a> {
    Stage { name, run: Box::new(move || drop(black_box(run()))) }
}

/// What the rules find in a comparison.
pub(crate) fn judge(comparison: &Comparison<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    look_at_translation(comparison, &mut found);
    found
}

/// What the rules find on a page as a whole.
fn judge_page(view: &PageView<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    look_at_page(view, &mut found);
    found
}
