//! The last line of the formats for people.

use crate::model::diagnostic::{Applicability, Severity};
use crate::model::report::Report;

/// `checked 5 files of 1 page in 5 locales: 2 errors, 1 warning (`--fix` mends 1)`
pub fn summary(report: &Report) -> String {
    format!("{}: {}{}{}", checked(report), found_in_words(report), mended(report), left_out(report))
}

/// `; 3 of them are not shown`, empty where all are.
pub(in crate::report) fn left_out(report: &Report) -> String {
    match report.left_out.findings() {
        0 => String::new(),
        number => format!("; {number} of them are not shown"),
    }
}

/// Why findings were left out; none where none were.
pub fn limited(report: &Report) -> Option<String> {
    (report.left_out.findings() > 0).then(|| {
        format!(
            "{} left out of the report, the least severe: it has at most as many as `[limits]` allows, of a page \
             `page-findings` and of all `findings`",
            count(report.left_out.findings(), "finding")
        )
    })
}

/// `checked 5 files of 1 page in 5 locales`
pub(in crate::report) fn checked(report: &Report) -> String {
    checked_in_words(report.counts.files, report.pages.len(), report.locales.len())
}

/// The same of numbers.
pub(crate) fn checked_in_words(files: usize, pages: usize, locales: usize) -> String {
    let (files, pages, locales) = (count(files, "file"), count(pages, "page"), count(locales, "locale"));
    format!("checked {files} of {pages} in {locales}")
}

/// `2 errors, 1 warning`
pub(in crate::report) fn found_in_words(report: &Report) -> String {
    match numbers_in_words(|severity| report.count(severity)) {
        Some(numbers) => numbers,
        None if report.pages.is_empty() => "nothing was compared".to_owned(),
        None => "nothing found".to_owned(),
    }
}

/// How many findings there are of each severity; none where there are none.
pub(crate) fn numbers_in_words(of: impl Fn(Severity) -> usize) -> Option<String> {
    let numbers = Severity::ALL.map(|severity| (severity, of(severity)));
    let found = numbers.into_iter().filter(|&(_, number)| number > 0);
    let found: Vec<String> = found
        .map(|(severity, number)| match severity {
            Severity::Info => format!("{number} info"),
            _ => count(number, severity.name()),
        })
        .collect();
    (!found.is_empty()).then(|| found.join(", "))
}

/// ` (`--fix` mends 1)`, empty where there is nothing to mend.
pub(in crate::report) fn mended(report: &Report) -> String {
    match Fixable::new(report, Applicability::Safe).now {
        0 => String::new(),
        number => format!(" (`--fix` mends {number})"),
    }
}

/// How many of the findings can be fixed: by `--fix`, and by `--unsafe-fixes` beside it.
struct Fixable {
    now: usize,
    hidden: usize,
}

impl Fixable {
    fn new(report: &Report, least: Applicability) -> Self {
        let (safe, not_safe) = (report.fixes(Applicability::Safe), report.fixes(Applicability::Unsafe));
        if least == Applicability::Unsafe {
            Self { now: safe + not_safe, hidden: 0 }
        } else {
            Self { now: safe, hidden: not_safe }
        }
    }

    /// How many more `--unsafe-fixes` would fix; empty where there are none.
    fn more(&self) -> String {
        match self.hidden {
            0 => String::new(),
            hidden => format!(" ({hidden} more with `--unsafe-fixes`)"),
        }
    }
}

/// How many findings of a check can be fixed, and with which options. `least` is how certain a fix has
/// to be.
pub fn fixable(report: &Report, least: Applicability) -> String {
    let option = if least == Applicability::Unsafe { " --unsafe-fixes" } else { "" };
    format!("{} fixable with `--fix{option}`", Fixable::new(report, least).now)
}

/// What became of a run with `--fix`: found 3 (2 fixed, 1 remaining). `report` is of the fixed files.
pub fn remaining(report: &Report, fixed: usize, least: Applicability) -> String {
    let left = report.diagnostics.len() + report.left_out.findings();
    let more = Fixable::new(report, least).more();
    if fixed == 0 {
        return format!("no fixes available{more}");
    }
    format!("found {} ({fixed} fixed, {left} remaining){more}", fixed + left)
}

/// What became of a run with `--diff`: would fix 2 findings. `report` is of the files as they would be.
pub fn would_fix(report: &Report, fixed: usize, least: Applicability) -> String {
    let more = Fixable::new(report, least).more();
    if fixed == 0 {
        format!("nothing would be fixed{more}")
    } else {
        format!("would fix {}{more}", count(fixed, "finding"))
    }
}

/// A number and its noun.
pub(crate) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
