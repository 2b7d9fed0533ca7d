//! The sites of `fixtures/`, checked: what is planted is found, and nothing else is.

use std::collections::BTreeSet;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{Outcome, check};
use instep::config::Config;
use instep::config::options::Options;
use instep::model::diagnostic::{Diagnostic, Severity};
use instep::rules::RULES;

use crate::sites;

fn fixtures(name: &str) -> Utf8PathBuf {
    sites::folder().join("fixtures").join(name)
}

fn run(roots: Vec<Utf8PathBuf>) -> Outcome {
    check(&Config::new(roots, &[])).expect("the site can be checked")
}

/// Rule, path below a folder, first and last line, message.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    rule: &'static str,
    path: String,
    first: u32,
    last: u32,
    severity: Severity,
    message: String,
}

fn found(root: &Utf8Path, diagnostics: &[Diagnostic]) -> Vec<Found> {
    let read = |found: &Diagnostic| {
        let location = &found.primary.location;
        let path = location.file.path.strip_prefix(root).unwrap_or(&location.file.path);
        Found {
            rule: found.rule.name,
            path: path.as_str().replace('\\', "/"),
            first: location.file.line_column(location.span.start).line,
            last: location.file.line_column(location.span.end).line,
            severity: found.severity,
            message: found.message.clone(),
        }
    };
    diagnostics.iter().map(read).collect()
}

/// What fails a run.
fn faults(root: &Utf8Path, outcome: &Outcome) -> Vec<Found> {
    let mut found = found(root, &outcome.report.diagnostics);
    found.retain(|found| found.severity > Severity::Info);
    found
}

struct Row {
    rule: String,
    path: String,
    line: u32,
    note: String,
}

impl Row {
    /// Whether a finding is this fault, seen within so many lines of where it stands.
    fn explains(&self, found: &Found, tolerance: u32) -> bool {
        self.rule == found.rule
            && self.path == found.path
            && (found.first.saturating_sub(tolerance)..=found.last + tolerance).contains(&self.line)
    }
}

fn rows() -> Vec<Row> {
    let table = fs::read_to_string(fixtures("onboarding/faulty/FAULTS.tsv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [rule, path, line, note] = cells[..] else { panic!("a row has four cells: {line}") };
        Row {
            rule: rule.to_owned(),
            path: path.to_owned(),
            line: line.parse().expect("a line is a number"),
            note: note.to_owned(),
        }
    };
    table.lines().skip(1).map(row).collect()
}

#[test]
fn consistent_translations_are_silent() {
    let root = fixtures("onboarding/consistent");
    let outcome = run(vec![root.clone()]);
    assert_eq!(faults(&root, &outcome), []);
    assert_eq!((outcome.report.pages.len(), outcome.report.counts.files), (3, 30));
}

#[test]
fn every_planted_fault_is_found() {
    let root = fixtures("onboarding/faulty");
    let found = found(&root, &run(vec![root.clone()]).report.diagnostics);
    for row in rows() {
        let tolerance = if row.rule.ends_with("-missing") { 2 } else { 1 };
        let hit = found.iter().any(|found| row.explains(found, tolerance));
        let (rule, path, line, note) = (&row.rule, &row.path, row.line, &row.note);
        assert!(hit, "{rule} {path}:{line} ({note}) is not among {found:#?}");
    }
}

#[test]
fn nothing_but_the_planted_faults_is_found() {
    let root = fixtures("onboarding/faulty");
    let rows = rows();
    let mut found = faults(&root, &run(vec![root.clone()]));
    let planted = rows.iter().filter(|row| row.rule != "page-orphan").count();
    assert_eq!(found.len(), planted, "one fault gives one finding");
    found.retain(|found| !rows.iter().any(|row| row.explains(found, 2)));
    assert_eq!(found, []);
}

#[test]
fn a_run_on_a_part_agrees_with_a_run_on_the_whole() {
    let root = fixtures("onboarding/faulty");
    let whole = found(&root, &run(vec![root.clone()]).report.diagnostics);
    let paths: BTreeSet<String> = rows().into_iter().map(|row| row.path).collect();
    let mut wrong = Vec::new();
    for path in paths {
        let part = found(&root, &run(vec![root.join(&path)]).report.diagnostics);
        let expected: Vec<&Found> = whole.iter().filter(|found| found.path == path).collect();
        if part.iter().collect::<Vec<_>>() != expected {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn selected_rules_tell_what_they_tell_among_all() {
    let root = fixtures("onboarding/faulty");
    let whole = found(&root, &run(vec![root.clone()]).report.diagnostics);
    for family in ["url", "tenant", "step", "page"] {
        let select = Options { select: vec![family.to_owned()], ..Options::default() };
        let outcome = check(&Config::new(vec![root.clone()], &[select])).expect("the site can be checked");
        let mut part = found(&root, &outcome.report.diagnostics);
        // A family turns on what is off by default as well.
        part.retain(|found| {
            RULES.iter().any(|rule| rule.meta.name == found.rule && rule.meta.severity.is_some())
        });
        let expected: Vec<&Found> =
            whole.iter().filter(|found| found.rule.starts_with(&format!("{family}-"))).collect();
        assert_eq!(part.iter().collect::<Vec<_>>(), expected, "{family}");
    }
}

#[test]
fn siblings_that_agree_are_silent() {
    let root = fixtures("consensus");
    let outcome = run(vec![root.clone()]);
    assert_eq!(faults(&root, &outcome), []);
    assert_eq!(outcome.report.locales.len(), 5);
}

/// A copy of the pages without a source, one of them changed, and what is found in that one.
fn changed_sibling(name: &str, text: &str) -> Vec<Found> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
    for sibling in siblings() {
        fs::copy(fixtures("consensus").join(&sibling), root.join(&sibling)).unwrap();
    }
    fs::write(root.join(name), text).unwrap();
    let mut found = found(&root, &run(vec![root.clone()]).report.diagnostics);
    let elsewhere: Vec<&Found> =
        found.iter().filter(|found| found.path != name && found.severity > Severity::Info).collect();
    assert!(elsewhere.is_empty(), "changed {name}: {elsewhere:#?}");
    found.retain(|found| found.path == name);
    found
}

fn siblings() -> Vec<String> {
    let entries = fs::read_dir(fixtures("consensus")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 5);
    names
}

fn sibling(name: &str) -> String {
    fs::read_to_string(fixtures("consensus").join(name)).unwrap()
}

fn line_of(text: &str, at: usize) -> u32 {
    u32::try_from(text[..at].matches('\n').count()).expect("a small number") + 1
}

#[test]
fn a_changed_host_is_found_in_any_sibling() {
    for name in siblings() {
        let text = sibling(&name);
        for (at, _) in text.match_indices("https://") {
            let host = at + text[at..].find("example").expect("a host of the fixture");
            let changed = format!("{}exampel{}", &text[..host], &text[host + "example".len()..]);
            let line = line_of(&text, at);
            let found = changed_sibling(&name, &changed);
            let hit = |found: &Found| found.rule == "url-drift" && found.first == line;
            assert!(found.len() == 1 && found.iter().all(hit), "{name}:{line}: {found:#?}");
        }
    }
}

#[test]
fn a_removed_step_is_found_in_any_sibling() {
    for name in siblings() {
        let text = sibling(&name);
        for step in 1..=5 {
            let start = text.find(&format!("\n{step}. ")).expect("five steps") + 1;
            let end = start + text[start..].find("\n\n").expect("an empty line between steps") + 2;
            let mut changed = format!("{}{}", &text[..start], &text[end..]);
            for later in step + 1..=5 {
                changed = changed.replace(&format!("\n{later}. "), &format!("\n{}. ", later - 1));
            }
            let found = changed_sibling(&name, &changed);
            let line = line_of(&text, start);
            let hit = |found: &Found| {
                found.rule == "step-missing"
                    && found.message.contains(&format!("step {step} of 5"))
                    && found.first.abs_diff(line) <= 2
            };
            assert!(found.len() == 1 && found.iter().all(hit), "{name}, step {step}: {found:#?}");
        }
    }
}

#[test]
fn a_link_torn_apart_is_found_in_any_sibling() {
    for name in siblings() {
        let text = sibling(&name);
        let at = text.find("](https://").expect("a link");
        let found = changed_sibling(&name, &text.replacen("](https://", "] (https://", 1));
        let line = line_of(&text, at);
        let hit = |found: &Found| found.rule == "url-malformed" && found.first == line;
        assert!(found.len() == 1 && found.iter().all(hit), "{name}: {found:#?}");
    }
}

#[test]
fn every_layout_is_read_without_configuration() {
    let layouts = fs::read_dir(fixtures("layouts")).unwrap();
    for layout in layouts {
        let root = Utf8PathBuf::from_path_buf(layout.unwrap().path()).expect("a UTF-8 path");
        let outcome = run(vec![root.clone()]);
        assert!(outcome.paired, "{root}");
        assert_eq!(found(&root, &outcome.report.diagnostics), [], "{root}");
    }
}

#[test]
fn hostile_documents_are_read_to_the_end() {
    let root = fixtures("hostile");
    let found = found(&root, &run(vec![root.clone()]).report.diagnostics);
    for (rule, path) in [
        ("page-unreadable", "de/not-utf8.md"),
        ("page-unreadable", "de/truncated-utf8.md"),
        ("page-unreadable", "de/utf16.md"),
        ("page-unreadable", "de/invalid-yaml.md"),
        ("page-unreadable", "de/unclosed-front-matter.md"),
        ("procedure-missing", "de/empty-translation.md"),
        ("suppression-unused", "de/directives.md"),
        ("suppression-unused", "en/directives.md"),
        ("url-malformed", "de/bidi.md"),
        ("url-malformed", "de/mixed-script-host.md"),
        ("url-malformed", "de/zero-width.md"),
    ] {
        let hit = found.iter().any(|found| found.rule == rule && found.path == path);
        assert!(hit, "{rule} {path} is not among {found:#?}");
    }
    let silent: Vec<&Found> = found
        .iter()
        .filter(|found| !["page-unreadable", "suppression-unused"].contains(&found.rule))
        .filter(|found| found.severity > Severity::Info)
        .filter(|found| {
            !["bidi.md", "empty-translation.md", "mixed-script-host.md", "zero-width.md"]
                .contains(&found.path.trim_start_matches("de/"))
        })
        .collect();
    assert!(silent.is_empty(), "pairs that say the same: {silent:#?}");
}
