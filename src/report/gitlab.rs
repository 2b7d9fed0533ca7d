//! GitLab's Code Quality report: a part of the Code Climate specification, as merge requests show it
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::io::{self, Write};

use serde::Serialize;

use super::parts::{place, text, words};
use super::{Format, Style};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::fingerprint::fingerprints;
use crate::model::report::Report;
use crate::model::source_file::Location;

pub(super) static FORMAT: Format = Format {
    name: "gitlab",
    summary: "a Code Quality report for GitLab's merge requests",
    write,
    shows_steps: false,
};

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    let prints = fingerprints(&report.diagnostics);
    let issues: Vec<Issue> =
        report.diagnostics.iter().zip(prints).map(|(found, print)| Issue::new(found, print)).collect();
    text::write_json(&issues, out)
}

#[derive(Serialize)]
struct Issue {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: &'static str,
    description: String,
    categories: [&'static str; 1],
    severity: &'static str,
    /// GitLab takes two issues with one fingerprint for one.
    fingerprint: String,
    location: Place,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    other_locations: Vec<Place>,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl Issue {
    fn new(found: &Diagnostic, fingerprint: String) -> Self {
        let others = words::related_places(found);
        Self {
            kind: "issue",
            check_name: found.rule.name,
            description: text::line(&found.message),
            categories: ["Bug Risk"],
            severity: match found.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            fingerprint,
            location: Place::of(&found.primary.location),
            other_locations: others.iter().map(|label| Place::of(&label.location)).collect(),
        }
    }
}

impl Place {
    fn of(location: &Location) -> Self {
        let (start, end) = place::range(location);
        Self { path: text::line(place::path(location)), lines: Lines { begin: start.line, end: end.line } }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, file};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        let expected = file!["snapshots/sample.gitlab.json": Text].raw();
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), expected);
    }
}
