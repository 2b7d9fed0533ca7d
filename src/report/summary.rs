//! The last line of the formats for people.

use crate::model::diagnostic::Severity;
use crate::model::report::Report;

/// `checked 5 files of 1 page in 5 locales: 2 errors, 1 warning`
pub(super) fn summary(report: &Report) -> String {
    let files = count(report.counts.files, "file");
    let pages = count(report.pages.len(), "page");
    let locales = count(report.locales.len(), "locale");
    let found = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| {
        let number = report.count(severity);
        (
            number,
            if severity == Severity::Info {
                format!("{number} info")
            } else {
                count(number, severity.name())
            },
        )
    });
    let found: Vec<String> =
        found.into_iter().filter(|&(number, _)| number > 0).map(|(_, text)| text).collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    format!("checked {files} of {pages} in {locales}: {found}")
}

/// A number and its noun.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
