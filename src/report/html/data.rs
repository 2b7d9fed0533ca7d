//! The data that the page shows. Locales, rules, pages and paths stand in tables and are named by their places there.

use std::collections::{HashMap, HashSet};

use camino::Utf8Path;
use serde::Serialize;

use super::super::full::{MOST_PLACES, compared_with, reference_label};
use super::super::parts::{place, text};
use super::marked::{Marked, lines};
use super::rows::{Pair, Places, pair};
use super::table::Table;
use crate::model::beside::Beside;
use crate::model::diagnostic::{Applicability, Diagnostic, Label, RuleMeta, Severity};
use crate::model::locale::Locale;
use crate::model::page::PageKey;
use crate::model::report::Report;
use crate::model::source_file::{Location, SourceFile};

#[derive(Serialize)]
pub(super) struct Data<'a> {
    tool: String,
    files: usize,
    severities: [&'static str; 3],
    locales: Vec<&'a str>,
    rules: Vec<Rule>,
    pages: Vec<Page>,
    paths: Vec<Path>,
    texts: Vec<String>,
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
    help: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<usize>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<usize>,
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
    note: usize,
    passages: Vec<Passage>,
}

#[derive(Serialize)]
struct Passage {
    headings: [Option<String>; 2],
    rows: Vec<Pair>,
}

impl<'a> Data<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let mut tables = Tables::new(report);
        let all = &report.diagnostics;
        let beside: Vec<Steps> =
            report.beside.iter().filter_map(|beside| tables.steps(beside, all)).collect();
        let passages = beside.iter().flat_map(|steps| &steps.passages);
        let in_rows = passages.flat_map(|passage| &passage.rows).flat_map(|row| &row.findings);
        tables.in_rows = in_rows.copied().collect();
        let findings = all.iter().enumerate().map(|(index, found)| tables.finding(index, found)).collect();
        Data {
            tool: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            files: report.counts.files,
            severities: Severity::ALL.map(Severity::name),
            locales: tables.locales.values,
            rules: tables.rules.values,
            pages: tables.pages.values,
            paths: tables.paths.values,
            texts: tables.texts.values,
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
    /// Texts that many findings share.
    texts: Table<String, String>,
    /// The findings of each page in each locale.
    findings: HashMap<(usize, usize), Vec<usize>>,
    /// The locales of the pages' files.
    files: HashMap<&'a Utf8Path, &'a Locale>,
    /// The findings that are told beside a step.
    in_rows: HashSet<usize>,
}

impl<'a> Tables<'a> {
    fn new(report: &'a Report) -> Self {
        let mut tables = Self {
            locales: Table::new(),
            rules: Table::new(),
            pages: Table::new(),
            paths: Table::new(),
            texts: Table::new(),
            findings: HashMap::new(),
            files: HashMap::new(),
            in_rows: HashSet::new(),
        };
        for locale in &report.locales {
            tables.locale(locale);
        }
        for page in &report.pages {
            let source = page.reference.as_ref().map(|locale| tables.locale(locale));
            let locales = page.variants.iter().map(|variant| tables.locale(&variant.locale)).collect();
            tables.pages.number(&page.key.0, || Page { key: text::line(&page.key.0), source, locales });
            tables
                .files
                .extend(page.variants.iter().map(|variant| (variant.path.as_path(), &variant.locale)));
        }
        for (index, found) in report.diagnostics.iter().enumerate() {
            let page = tables.page(&found.page);
            if let Some(locale) = found.locale.as_ref().map(|locale| tables.locale(locale)) {
                tables.findings.entry((page, locale)).or_default().push(index);
            }
        }
        tables
    }

    fn locale(&mut self, locale: &'a Locale) -> usize {
        self.locales.number(locale, || locale.as_str())
    }

    /// The number of a page; one that was not checked, such as a configuration file's, is added.
    fn page(&mut self, key: &'a PageKey) -> usize {
        self.pages.number(&key.0, || Page { key: text::line(&key.0), source: None, locales: Vec::new() })
    }

    fn text(&mut self, said: &str) -> usize {
        let said = text::lines(said);
        self.texts.number(said.clone(), || said)
    }

    fn path(&mut self, file: &'a SourceFile) -> usize {
        let locale = self.files.get(file.path.as_path()).copied();
        let locale = locale.map(|locale| self.locale(locale));
        self.paths.number(file.path.to_string(), || (text::line(file.path.as_str()), locale))
    }

    fn finding(&mut self, index: usize, found: &'a Diagnostic) -> Finding {
        let locale = found.locale.as_ref().map(|locale| self.locale(locale));
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
            page: self.page(&found.page),
            locale,
            rule: self.rules.number(rule.name, || rule_of(rule)),
            severity: Severity::ALL
                .iter()
                .position(|severity| *severity == found.severity)
                .unwrap_or_default(),
            message: text::line(&found.message),
            found: found.found.as_deref().map(text::lines),
            expected: found.expected.as_deref().map(text::lines),
            help: found.help.as_deref().map(|help| self.text(help)),
            note: note.as_deref().map(|note| self.text(note)),
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
            label: (!label.is_empty()).then(|| self.text(label)),
            // What stands around it is seen in the row that shows it.
            lines: lines(location, finding, u32::from(!self.in_rows.contains(&finding))),
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
            note: self.text(&compared_with(&beside.reference)),
            passages: passages.collect(),
        })
    }
}

fn rule_of(rule: &RuleMeta) -> Rule {
    Rule { name: rule.name, docs: rule.documentation() }
}
