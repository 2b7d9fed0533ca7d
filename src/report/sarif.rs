//! SARIF 2.1.0, as code scanning of GitHub and others reads it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::parts::summary::limited;
use super::parts::{place, text, words};
use super::{Format, Style};
use crate::model::diagnostic::{Diagnostic, RuleMeta, Severity};
use crate::model::fingerprint::fingerprints;
use crate::model::report::Report;
use crate::model::source_file::Location;

pub(super) static FORMAT: Format =
    Format { name: "sarif", summary: "SARIF 2.1.0, for code scanning", write, shows_steps: false };

/// The version of the format.
pub(crate) const VERSION: &str = "2.1.0";

/// In what columns are counted.
pub(crate) const COLUMNS: &str = "utf16CodeUnits";

/// GitHub refuses a run with more.
pub(crate) const MOST_RESULTS: usize = 25_000;

/// The most characters of a rule's description that GitHub takes.
const LONGEST_DESCRIPTION: usize = 1_024;

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    text::write_json(&log(report), out)
}

fn log(report: &Report) -> Log<'static> {
    let prints = fingerprints(&report.diagnostics);
    let mut found: Vec<(&Diagnostic, String)> = report.diagnostics.iter().zip(prints).collect();
    let mut notes: Vec<Notification<'_>> = limited(report).map(warning).into_iter().collect();
    notes.extend(keep_most_severe(&mut found, |(found, _)| found.severity));
    let rule_index = |found: &Diagnostic| report.rules.iter().position(|rule| rule.name == found.rule.name);
    let mut results: Vec<_> =
        found.into_iter().map(|(found, print)| result(found, print, rule_index(found))).collect();
    sort(&mut results);
    one_run(descriptors(&report.rules), notes, results)
}

/// The log of a run that came to its end.
pub(crate) fn one_run<'a>(
    rules: Vec<Descriptor<'a>>,
    notes: Vec<Notification<'a>>,
    results: Vec<ResultObject<'a>>,
) -> Log<'a> {
    let driver = Driver {
        name: env!("CARGO_PKG_NAME").into(),
        semantic_version: env!("CARGO_PKG_VERSION").into(),
        rules,
    };
    let invocation = Invocation { execution_successful: true, tool_execution_notifications: notes };
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json".into(),
        version: VERSION.into(),
        runs: vec![Run {
            tool: Tool { driver },
            automation_details: None,
            column_kind: COLUMNS.into(),
            invocations: vec![invocation],
            results,
        }],
    }
}

/// By place, rule and message: by nothing but what is written, so that logs which are merged have the order that one of
/// everything has.
pub(crate) fn sort(results: &mut [ResultObject<'_>]) {
    results.sort_by(|a, b| a.message.cmp(&b.message).then_with(|| a.identity().cmp(&b.identity())));
    results.sort_by_cached_key(|result| {
        let PhysicalLocation { artifact_location, region } = &result.locations[0].physical_location;
        (path(&artifact_location.uri), *region, result.rule_id.clone().into_owned())
    });
}

/// Of more results than a run may have, leaves out the least severe, and says how many.
pub(crate) fn keep_most_severe<T>(
    results: &mut Vec<T>,
    severity: impl Fn(&T) -> Severity,
) -> Option<Notification<'static>> {
    let left_out = results.len().checked_sub(MOST_RESULTS).filter(|&number| number > 0)?;
    results.sort_by_key(|result| Reverse(severity(result)));
    results.truncate(MOST_RESULTS);
    let text = format!("{left_out} of the least severe findings are left out: a run holds {MOST_RESULTS}");
    Some(warning(text))
}

fn warning(text: String) -> Notification<'static> {
    Notification { level: "warning".into(), message: Message { text } }
}

/// The table of rules.
pub(crate) fn descriptors(rules: &[&'static RuleMeta]) -> Vec<Descriptor<'static>> {
    rules.iter().map(|rule| descriptor(rule)).collect()
}

fn descriptor(rule: &'static RuleMeta) -> Descriptor<'static> {
    let problem = match rule.severity {
        Some(Severity::Error) => "error",
        Some(Severity::Warning) => "warning",
        Some(Severity::Info) | None => "recommendation",
    };
    let family = rule.name.split('-').next().unwrap_or_default();
    let docs = rule.documentation();
    Descriptor {
        id: rule.name.into(),
        short_description: Message { text: cut(rule.summary) },
        full_description: Message { text: cut(&docs) },
        help: Help { text: docs.clone(), markdown: docs },
        default_configuration: Configuration {
            enabled: rule.severity.is_some(),
            level: level(rule.severity.unwrap_or(Severity::Info)).into(),
        },
        properties: Properties {
            tags: vec![family.into()],
            precision: "high".into(),
            severity: problem.into(),
        },
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_DESCRIPTION).collect()
}

fn result(found: &Diagnostic, fingerprint: String, rule_index: Option<usize>) -> ResultObject<'static> {
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
        rule_id: found.rule.name.into(),
        rule_index,
        level: level(found.severity).into(),
        message: Message { text: message },
        locations: [place_of(&found.primary.location, None)],
        related_locations: related,
        partial_fingerprints: Fingerprints { primary: fingerprint },
        more: BTreeMap::new(),
    }
}

/// The severity of a result's level.
pub(crate) fn severity(name: &str) -> Option<Severity> {
    Severity::ALL.into_iter().find(|&severity| level(severity) == name)
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

/// The path that a URI was made of, for comparison with others.
fn path(uri: &str) -> Utf8PathBuf {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.strip_prefix("file://").unwrap_or(uri);
    while let Some((before, encoded)) = rest.split_once('%') {
        bytes.extend(before.as_bytes());
        let byte = encoded.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { &encoded[2..] } else { encoded };
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned().into()
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

/// A log of one run, and what several are read as.
#[derive(Serialize, Deserialize)]
pub(crate) struct Log<'a> {
    #[serde(rename = "$schema", default)]
    schema: Cow<'a, str>,
    version: Cow<'a, str>,
    pub(crate) runs: Vec<Run<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Run<'a> {
    pub(crate) tool: Tool<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) automation_details: Option<Value>,
    pub(crate) column_kind: Cow<'a, str>,
    pub(crate) invocations: Vec<Invocation<'a>>,
    pub(crate) results: Vec<ResultObject<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Tool<'a> {
    pub(crate) driver: Driver<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Driver<'a> {
    name: Cow<'a, str>,
    semantic_version: Cow<'a, str>,
    pub(crate) rules: Vec<Descriptor<'a>>,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor<'a> {
    pub(crate) id: Cow<'a, str>,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration<'a>,
    properties: Properties<'a>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Configuration<'a> {
    enabled: bool,
    level: Cow<'a, str>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Properties<'a> {
    tags: Vec<Cow<'a, str>>,
    precision: Cow<'a, str>,
    #[serde(rename = "problem.severity")]
    severity: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invocation<'a> {
    pub(crate) execution_successful: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Notification<'a> {
    level: Cow<'a, str>,
    message: Message,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) text: String,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResultObject<'a> {
    pub(crate) rule_id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule_index: Option<usize>,
    pub(crate) level: Cow<'a, str>,
    message: Message,
    locations: [Place; 1],
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: Fingerprints,
    /// What other programs have said of it: a suppression, a state compared with a baseline.
    #[serde(flatten)]
    more: BTreeMap<String, Value>,
}

impl ResultObject<'_> {
    /// What no other result has as well.
    pub(crate) fn identity(&self) -> (&str, Region, &str, &str) {
        let PhysicalLocation { artifact_location, region } = &self.locations[0].physical_location;
        (&artifact_location.uri, *region, &self.rule_id, &self.partial_fingerprints.primary)
    }
}

#[derive(PartialEq, Serialize, Deserialize)]
struct Fingerprints {
    #[serde(rename = "primaryLocationLineHash")]
    primary: String,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    physical_location: PhysicalLocation,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Region {
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
        for name in ["docs/日 本/a#b%.md", "/a b%41.md", "%", "a%2", "é%é"] {
            assert_eq!(path(&uri(name)), name);
        }
        assert_eq!(path("a%zz%4"), "a%zz%4");
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
        assert!(run.results.iter().any(|result| result.level == "error"));
        assert!(run.invocations[0].tool_execution_notifications[0].message.text.starts_with("1 of"));
    }
}
