//! Pages that differ in more places than can be weighed against each other: what can be told is told, and what was left out
//! is said.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::steps::report;

/// How often each rule finds something in a German page beside its English source, and the messages of `page-unreadable`.
fn findings(source: &str, translation: &str) -> (BTreeMap<&'static str, usize>, Vec<String>) {
    let report = report(source, translation);
    let mut counts = BTreeMap::new();
    for found in &report.diagnostics {
        *counts.entry(found.rule.name).or_default() += 1;
    }
    let unreadable = report.diagnostics.iter().filter(|found| found.rule.name == "page-unreadable");
    (counts, unreadable.map(|found| found.message.clone()).collect())
}

/// Numbers that stand nowhere near each other.
fn scattered(number: usize) -> usize {
    number * 7919 % 100_003
}

fn page(host: &str, numbers: impl Iterator<Item = usize>, between: &str) -> String {
    let mut page = String::from("# Portals\n\n");
    for number in numbers {
        let at = scattered(number);
        write!(page, "Open [{at}](https://{host}/{at}/start).{between}").unwrap();
    }
    page
}

#[test]
fn a_host_that_changed_in_hundreds_of_places_is_found_in_each() {
    for between in ["\n\n", "\n"] {
        let source = page("portal.example.com", 0..600, between);
        let translation = page("portal.exampel.com", 0..600, between);
        let (counts, left_out) = findings(&source, &translation);
        assert_eq!(counts, BTreeMap::from([("url-drift", 600)]), "{between:?}");
        assert_eq!(left_out, [""; 0]);
    }
}

#[test]
fn what_is_not_looked_for_everywhere_is_said() {
    let source = page("portal.example.com", 0..400, "\n");
    let translation = page("portal.exampel.com", (0..400).rev(), "\n");
    let (counts, left_out) = findings(&source, &translation);
    assert!(counts["url-drift"] < 400, "{counts:?}");
    let [message] = &left_out[..] else { panic!("said once: {left_out:?}") };
    let wanted =
        "too much differs to weigh each against each: URLs were compared with those in the same place only, ";
    assert!(message.starts_with(wanted), "{message}");
}

#[test]
fn a_step_that_came_at_the_end_of_thousands_is_the_only_finding() {
    let list = |numbers: &mut dyn Iterator<Item = usize>| {
        let steps = numbers.map(|number| format!("1. Run `tool-{}`.\n", scattered(number)));
        format!("# Tools\n\n{}", steps.collect::<String>())
    };
    let (counts, left_out) = findings(&list(&mut (0..4000)), &list(&mut (0..4000).chain([0])));
    assert_eq!(counts, BTreeMap::from([("step-extra", 1)]));
    assert_eq!(left_out, [""; 0]);
}

#[test]
fn steps_that_nearly_all_are_missing_are_told_as_one() {
    let list = |count: usize| {
        let steps = (0..count).map(|number| format!("1. Run `tool-{}`.\n", scattered(number)));
        format!("# Tools\n\n{}", steps.collect::<String>())
    };
    let (counts, _) = findings(&list(20_000), &list(5));
    assert_eq!(counts, BTreeMap::from([("page-stale", 1)]));
}
