//! The data that the page shows. Locales, rules, pages and paths stand in tables and are named by their places there.

use std::collections::HashMap;

use camino::Utf8Path;
use serde::Serialize;

use super::super::full::{MOST_PLACES, compared_with, reference_label};
use super::super::{place, text};
use super::marked::{Marked, lines};
use super::table::Table;
use crate::model::beside::{Beside, Item, Row};
use crate::model::diagnostic::{Applicability, Diagnostic, Label, RuleMeta, Severity};
use crate::model::locale::Locale;
use crate::model::report::Report;
use crate::model::source_file::{Location, SourceFile, Span};

#[derive(Serialize)]
pub(super) struct Data<'a> {
    tool: String,
    files: usize,
    severities: [&'static str; 3],
    locales: Vec<&'a str>,
    rules: Vec<Rule>,
    pages: Vec<Page>,
    paths: Vec<Path>,
    findings: Vec<Finding>,
    beside: Vec<Steps>,
}

#[derive(Serialize)]
struct Rule {
    name: &'static str,
    docs: String,
}

#[derive(Serialize)]
struct Page {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<usize>,
    locales: Vec<usize>,
}

/// A path and its locale, if it has one.
type Path = (String, Option<usize>);

#[derive(Serialize)]
struct Finding {
    page: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<usize>,
    rule: usize,
    /// A place in `severities`.
    severity: usize,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'static str>,
    /// The finding's own place first.
    places: Vec<Place>,
    /// How many places are left out.
    #[serde(skip_serializing_if = "is_none")]
    more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
const fn is_none(number: &usize) -> bool {
    *number == 0
}

#[derive(Serialize)]
struct Place {
    path: usize,
    at: (u32, u32),
    #[serde(skip_serializing_if = "String::is_empty")]
    label: String,
    /// The number of the first line, and the lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<(u32, Vec<Marked>)>,
}

#[derive(Serialize)]
struct Steps {
    page: usize,
    locale: usize,
    /// Reference and translation.
    paths: [usize; 2],
    /// What the reference is.
    note: String,
    passages: Vec<Passage>,
}

#[derive(Serialize)]
struct Passage {
    headings: [Option<String>; 2],
    rows: Vec<Pair>,
}

#[derive(Serialize)]
struct Pair {
    cells: [Option<Cell>; 2],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    joined: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<usize>,
}

#[derive(Serialize)]
struct Cell {
    /// The marker as it is shown: the number, or what is written where that is none.
    marker: String,
    depth: u32,
    line: u32,
    text: Marked,
}

impl<'a> Data<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let mut tables = Tables::new(report);
        let findings = report
            .diagnostics
            .iter()
            .enumerate()
            .map(|(index, found)| tables.finding(index, found))
            .collect();
        let beside =
            report.beside.iter().filter_map(|beside| tables.steps(beside, &report.diagnostics)).collect();
        Data {
            tool: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            files: report.counts.files,
            severities: Severity::ALL.map(Severity::name),
            locales: tables.locales.values,
            rules: tables.rules.values,
            pages: tables.pages.values,
            paths: tables.paths.values,
            findings,
            beside,
        }
    }
}

struct Tables<'a> {
    locales: Table<&'a Locale, &'a str>,
    rules: Table<&'static str, Rule>,
    pages: Table<&'a str, Page>,
    paths: Table<String, Path>,
    /// The findings of each page in each locale.
    findings: HashMap<(usize, usize), Vec<usize>>,
    /// The locales of the pages' files.
    files: HashMap<&'a Utf8Path, &'a Locale>,
}

impl<'a> Tables<'a> {
    fn new(report: &'a Report) -> Self {
        let mut tables = Self {
            locales: Table::new(),
            rules: Table::new(),
            pages: Table::new(),
            paths: Table::new(),
            findings: HashMap::new(),
            files: HashMap::new(),
        };
        for locale in &report.locales {
            tables.locale(locale);
        }
        for page in &report.pages {
            let source = page.reference.as_ref().map(|locale| tables.locale(locale));
            let locales = page.variants.iter().map(|(locale, _)| tables.locale(locale)).collect();
            tables.pages.number(&page.key.0, || Page { key: text::line(&page.key.0), source, locales });
            tables.files.extend(page.variants.iter().map(|(locale, path)| (path.as_path(), locale)));
        }
        tables
    }

    fn locale(&mut self, locale: &'a Locale) -> usize {
        self.locales.number(locale, || locale.as_str())
    }

    fn path(&mut self, file: &'a SourceFile) -> usize {
        let locale = self.files.get(file.path.as_path()).copied();
        let locale = locale.map(|locale| self.locale(locale));
        self.paths.number(file.path.to_string(), || (text::line(file.path.as_str()), locale))
    }

    fn finding(&mut self, index: usize, found: &'a Diagnostic) -> Finding {
        let locale = found.locale.as_ref().map(|locale| self.locale(locale));
        let key = &*found.page.0;
        let page =
            self.pages.number(key, || Page { key: text::line(key), source: None, locales: Vec::new() });
        if let Some(locale) = locale {
            self.findings.entry((page, locale)).or_default().push(index);
        }
        let reference = reference_label(found);
        let (mut places, all) =
            (vec![self.place(&found.primary, index)], found.related.len() + usize::from(reference.is_some()));
        if let (Some(label), Some(note)) = (&reference, &found.reference) {
            places.push(self.place_at(&note.location, &label.text, index));
        }
        let left = MOST_PLACES.saturating_sub(places.len() - 1);
        places.extend(found.related.iter().take(left).map(|label| self.place(label, index)));
        let note = found.note.clone().or_else(|| found.reference.as_ref().map(compared_with));
        let rule = found.rule;
        Finding {
            page,
            locale,
            rule: self.rules.number(rule.name, || rule_of(rule)),
            severity: Severity::ALL
                .iter()
                .position(|severity| *severity == found.severity)
                .unwrap_or_default(),
            message: text::line(&found.message),
            found: found.found.as_deref().map(text::lines),
            expected: found.expected.as_deref().map(text::lines),
            help: found.help.as_deref().map(text::lines),
            note: note.as_deref().map(text::lines),
            fix: found.fix.as_ref().map(|fix| fix.applicability).map(Applicability::name),
            more: all.saturating_sub(places.len() - 1),
            places,
        }
    }

    fn place(&mut self, label: &'a Label, finding: usize) -> Place {
        self.place_at(&label.location, &label.text, finding)
    }

    fn place_at(&mut self, location: &'a Location, label: &str, finding: usize) -> Place {
        let (start, _) = place::range(location);
        Place {
            path: self.path(&location.file),
            at: (start.line, start.column),
            label: text::line(label),
            lines: lines(location, finding),
        }
    }

    fn steps(&mut self, beside: &'a Beside, all: &[Diagnostic]) -> Option<Steps> {
        let page = self.pages.known(&&*beside.page.0)?;
        let locale = self.locale(&beside.locale);
        let found = self.findings.get(&(page, locale)).cloned().unwrap_or_default();
        let sides = [&*beside.reference.location.file, &*beside.translation];
        let places = Places::new(beside, sides);
        let mut rows = places.placed(&found, all).into_iter();
        let passages = beside.passages.iter().map(|passage| Passage {
            headings: passage.headings.clone().map(|heading| heading.map(|heading| text::line(&heading))),
            rows: passage
                .rows
                .iter()
                .zip(rows.by_ref())
                .map(|(row, placed)| pair(sides, row, placed))
                .collect(),
        });
        Some(Steps {
            page,
            locale,
            paths: sides.map(|file| self.path(file)),
            note: text::lines(&compared_with(&beside.reference)),
            passages: passages.collect(),
        })
    }
}

fn rule_of(rule: &RuleMeta) -> Rule {
    Rule { name: rule.name, docs: rule.documentation() }
}

/// What stands in a row.
#[derive(Clone, Default)]
struct Placed {
    /// Places of findings in the reference's step and in the translation's.
    marks: [Vec<(Span, usize)>; 2],
    /// The findings that are told there.
    findings: Vec<usize>,
}

fn pair(sides: [&SourceFile; 2], row: &Row, placed: Placed) -> Pair {
    let items = [row.reference.as_ref(), row.translation.as_ref()];
    let cell = |side: usize| items[side].map(|item| cell(sides[side], item, &placed.marks[side]));
    Pair { cells: [cell(0), cell(1)], joined: row.joined, findings: placed.findings }
}

fn cell(file: &SourceFile, item: &Item, marks: &[(Span, usize)]) -> Cell {
    let marker =
        if item.ordinal == 0 { text::line(file.slice(item.marker)) } else { item.ordinal.to_string() };
    Cell {
        marker,
        depth: item.depth,
        line: file.line_column(item.marker.start).line,
        text: Marked::of(file, &item.parts, marks),
    }
}

/// In which row of a translation beside its reference a place of either side is shown.
struct Places<'a> {
    sides: [&'a SourceFile; 2],
    /// The stretches of each side that rows show, by place, and the rows.
    shown: [Vec<(Span, usize)>; 2],
    rows: usize,
}

impl<'a> Places<'a> {
    fn new(beside: &Beside, sides: [&'a SourceFile; 2]) -> Self {
        let mut shown = [Vec::new(), Vec::new()];
        let mut rows = 0;
        for row in beside.passages.iter().flat_map(|passage| &passage.rows) {
            for (item, shown) in [&row.reference, &row.translation].into_iter().zip(&mut shown) {
                let spans = item.iter().flat_map(|item| std::iter::once(&item.marker).chain(&item.parts));
                shown.extend(spans.map(|span| (*span, rows)));
            }
            rows += 1;
        }
        for side in &mut shown {
            side.sort_unstable();
        }
        Self { sides, shown, rows }
    }

    /// What of a translation's findings stands in which row.
    fn placed(&self, found: &[usize], all: &[Diagnostic]) -> Vec<Placed> {
        let mut rows = vec![Placed::default(); self.rows];
        for &index in found {
            let found = &all[index];
            let primary = &found.primary.location;
            let ours = found
                .reference
                .as_ref()
                .and_then(|note| Some((self.row(0, &note.location)?, note.location.span)));
            let theirs = self.row(1, primary).map(|row| (row, primary.span));
            // The reference's place is marked where it has what the finding is about, and not where that would stand.
            let has = |(_, span): &(usize, Span)| {
                let mut labels = found.related.iter().map(|label| &label.location);
                labels.any(|location| location.span == *span && self.row(0, location).is_some())
            };
            for (side, place) in [ours.filter(has), theirs].into_iter().enumerate() {
                if let Some((row, span)) = place {
                    rows[row].marks[side].push((span, index));
                }
            }
            // What is not there has no extent; the step before which it should stand is another.
            let is_gap = primary.span.start == primary.span.end;
            let told = if is_gap { ours.or(theirs) } else { theirs.or(ours) };
            if let Some((row, _)) = told {
                rows[row].findings.push(index);
            }
        }
        rows
    }

    /// The row that shows the beginning of a place.
    fn row(&self, side: usize, location: &Location) -> Option<usize> {
        let file = self.sides[side];
        let is_here = std::ptr::eq(&raw const *location.file, file)
            || (location.file.path == file.path && location.file.text == file.text);
        if !is_here {
            return None;
        }
        let at = location.span.start;
        let behind = self.shown[side].partition_point(|(span, _)| span.start <= at);
        let &(span, row) = self.shown[side].get(behind.checked_sub(1)?)?;
        (at < span.end || span.start == at).then_some(row)
    }
}
