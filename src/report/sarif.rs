//! SARIF 2.1.0, as code scanning of GitHub and others reads it.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::parts::{place, text, words};
use super::{Format, Style};
use crate::model::diagnostic::{Diagnostic, RuleMeta, Severity};
use crate::model::fingerprint::fingerprints;
use crate::model::report::Report;
use crate::model::source_file::Location;

pub(super) static FORMAT: Format =
    Format { name: "sarif", summary: "SARIF 2.1.0, for code scanning", write, shows_steps: false };

/// GitHub refuses a run with more.
const MOST_RESULTS: usize = 25_000;

/// The most characters of a rule's description that GitHub takes.
const LONGEST_DESCRIPTION: usize = 1_024;

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    text::write_json(&log(report), out)
}

fn log(report: &Report) -> Log<'_> {
    let prints = fingerprints(&report.diagnostics);
    let mut found: Vec<(&Diagnostic, String)> = report.diagnostics.iter().zip(prints).collect();
    let left_out = found.len().saturating_sub(MOST_RESULTS);
    if left_out > 0 {
        found.sort_by_key(|(found, _)| std::cmp::Reverse(found.severity));
        found.truncate(MOST_RESULTS);
    }
    let rule_index = |found: &Diagnostic| report.rules.iter().position(|rule| rule.name == found.rule.name);
    let results = found.into_iter().map(|(found, print)| result(found, print, rule_index(found))).collect();
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: driver(report) },
            column_kind: "utf16CodeUnits",
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: left_out_note(left_out),
            }],
            results,
        }],
    }
}

fn left_out_note(left_out: usize) -> Vec<Notification> {
    let text = format!("{left_out} of the least severe findings are left out: a run holds {MOST_RESULTS}");
    let note = Notification { level: "warning", message: Message { text } };
    if left_out > 0 { vec![note] } else { Vec::new() }
}

fn driver(report: &Report) -> Driver {
    Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: report.rules.iter().map(|rule| descriptor(rule)).collect(),
    }
}

fn descriptor(rule: &'static RuleMeta) -> Descriptor {
    let problem = match rule.severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        Some(Severity::Info) | None => "recommendation",
    };
    let family = rule.name.split('-').next().unwrap_or_default();
    let docs = rule.documentation();
    Descriptor {
        id: rule.name,
        short_description: Message { text: cut(rule.summary) },
        full_description: Message { text: cut(&docs) },
        help: Help { text: docs.clone(), markdown: docs },
        default_configuration: Configuration {
            enabled: rule.severity.is_some(),
            level: level(rule.severity.unwrap_or(Severity::Info)),
        },
        properties: Properties { tags: [family], precision: "high", severity: problem },
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_DESCRIPTION).collect()
}

fn result(found: &Diagnostic, fingerprint: String, rule_index: Option<usize>) -> ResultObject {
    let mut message = literal(&text::line(&found.message));
    let mut related = Vec::new();
    for label in words::related_places(found) {
        let id = related.len() as u32 + 1;
        related.push(place_of(&label.location, Some(id)));
        let (start, _) = place::range(&label.location);
        let at = link_text(&text::line(&format!("{}:{}", place::path(&label.location), start.line)));
        let _ = write!(message, "\n{}: [{at}]({id})", literal(&words::label(&label)));
    }
    for (name, more) in words::remarks(found) {
        let _ = write!(message, "\n{name}: {}", literal(&text::lines(more)));
    }
    ResultObject {
        rule_id: found.rule.name,
        rule_index,
        level: level(found.severity),
        message: Message { text: message },
        locations: [place_of(&found.primary.location, None)],
        related_locations: related,
        partial_fingerprints: Fingerprints { primary: fingerprint },
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn place_of(location: &Location, id: Option<u32>) -> Place {
    let (start, end) = place::range(location);
    Place {
        id,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(place::path(location)) },
            region: Region {
                start_line: start.line,
                start_column: location.file.utf16_column(location.span.start),
                end_line: end.line,
                end_column: location.file.utf16_column(location.span.end),
            },
        },
    }
}

/// A path as a relative URI reference (RFC 3986, section 4.2), an absolute one as a `file` URI. A colon is encoded as
/// well: in the first segment it would make a scheme of what stands before it.
fn uri(path: &str) -> String {
    let drive = if cfg!(windows) { path.get(..3).filter(|drive| drive.ends_with(":/")) } else { None };
    let mut out = match drive {
        Some(drive) => format!("file:///{drive}"),
        None if path.starts_with('/') => "file://".to_owned(),
        None => String::new(),
    };
    for byte in path[drive.map_or(0, str::len)..].bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=@/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A message's text in which nothing is a link (section 3.11.6) or a place for an argument (section 3.11.5) by
/// accident.
fn literal(text: &str) -> String {
    let text = if text.contains("](") { link_text(text) } else { text.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(open) = rest.find('{') {
        let (before, behind) = rest.split_at(open);
        let digits = behind[1..].bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(before);
        if digits > 0 && behind[1 + digits..].starts_with('}') {
            let _ = write!(out, "{{{}}}", &behind[..digits + 2]);
            rest = &behind[digits + 2..];
        } else {
            out.push('{');
            rest = &behind[1..];
        }
    }
    out + rest
}

/// Text in which brackets are no markup.
fn link_text(text: &str) -> String {
    text.replace('\\', r"\\").replace('[', r"\[").replace(']', r"\]")
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    version: &'a str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<ResultObject>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "primaryLocationLineHash")]
    primary: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, file};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        let expected = file!["snapshots/sample.sarif": Text].raw();
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), expected);
    }

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("docs/日 本/a#b%.md"), "docs/%E6%97%A5%20%E6%9C%AC/a%23b%25.md");
        assert_eq!(uri("c:/x"), if cfg!(windows) { "file:///c:/x" } else { "c%3A/x" });
        assert_eq!(uri("/a b.md"), "file:///a%20b.md");
    }

    #[test]
    fn a_message_holds_no_link_and_no_argument_by_accident() {
        assert_eq!(literal("`[t](u)` and {0} and {tenant}"), r"`\[t\](u)` and {{0}} and {tenant}");
        assert_eq!(literal("step 4 [optional] {"), "step 4 [optional] {");
    }

    #[test]
    fn what_goes_beyond_the_limit_is_the_least_severe_and_is_counted() {
        let mut report = sample::report();
        let error = report.diagnostics[0].clone();
        let mut info = error.clone();
        info.severity = Severity::Info;
        report.diagnostics = vec![info; MOST_RESULTS];
        report.diagnostics.push(error);
        let log = log(&report);
        let run = &log.runs[0];
        assert_eq!(run.results.len(), MOST_RESULTS);
        assert_eq!(run.results[0].level, "error");
        assert!(run.invocations[0].tool_execution_notifications[0].message.text.starts_with("1 of"));
    }
}
