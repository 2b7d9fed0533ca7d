//! A report in every format: each is read by a parser of what it claims to be.

use std::collections::HashMap;
use std::sync::LazyLock;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use instep::model::diagnostic::{Diagnostic, Severity};
use instep::model::fingerprint::fingerprints;
use instep::model::report::Report;
use instep::model::source_file::Location;
use instep::report::{FORMATS, Format, Style};
use instep::rules::find;
use pulldown_cmark::{Event, Options, Parser, Tag};
use roxmltree::Document;
use serde_json::Value;

/// Panics unless every format is well-formed and tells as many findings as there are.
pub(crate) fn agree(report: &Report) {
    let count = report.diagnostics.len();
    for format in FORMATS {
        let text = written(format, report, Style::Plain);
        let acts = |c: char| c.is_control() && c != '\n' || ('\u{2028}'..='\u{202e}').contains(&c);
        assert_eq!(text.chars().find(|&c| acts(c)), None, "{}: {text:?}", format.name);
        assert!(text.is_empty() || text.ends_with('\n'), "{}: {text:?}", format.name);
        let found = match format.name {
            "json" => document(&json(&text), report),
            "jsonl" => told(&text.lines().map(json).collect::<Vec<_>>(), report),
            "rdjson" => array(&json(&text), "/diagnostics"),
            "sarif" => sarif(&json(&text)),
            "gitlab" => gitlab(&json(&text)),
            "junit" => junit(&text, report),
            "checkstyle" => elements(&text, "error"),
            "github" => github(&text, report),
            "concise" => text.lines().count() - 1,
            "markdown" => markdown(&text),
            "html" => html(&text),
            "full" => full(&text, &written(format, report, Style::Coloured)),
            other => panic!("nothing reads {other}"),
        };
        assert_eq!(found, count, "{}: {text}", format.name);
    }
}

/// A report in the format of this name.
pub(crate) fn named(name: &str, report: &Report) -> String {
    written(instep::report::format(name).expect("the format is in the table"), report, Style::Plain)
}

fn written(format: &Format, report: &Report, style: Style) -> String {
    let mut out = Vec::new();
    (format.write)(report, style, &mut out).expect("a vector can be written to");
    String::from_utf8(out).expect("it is text")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn array(value: &Value, pointer: &str) -> usize {
    value.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len)
}

/// A finding begins with its severity and rule, what else there is with something before it. Colours are all that is
/// added for a terminal.
fn full(text: &str, coloured: &str) -> usize {
    assert_eq!(without_colours(coloured), text);
    let begins = |line: &&str| {
        let parts =
            line.split_once('[').and_then(|(severity, rest)| Some((severity, rest.split_once("]: ")?.0)));
        parts.is_some_and(|(name, rule)| {
            Severity::ALL.iter().any(|known| known.name() == name) && find(rule).is_some()
        })
    };
    text.lines().filter(begins).count()
}

/// The text without sequences that say how to colour what follows (ECMA-48, section 8.3.117).
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let numbers = part
            .strip_prefix('[')
            .map(|rest| rest.trim_start_matches(|c: char| c == ';' || c.is_ascii_digit()));
        out += numbers
            .and_then(|rest| rest.strip_prefix('m'))
            .unwrap_or_else(|| panic!("{part:?} acts on a terminal"));
    }
    out
}

fn document(document: &Value, report: &Report) -> usize {
    for severity in Severity::ALL {
        let counted = document["summary"]["diagnostics"][severity.name()].as_u64();
        assert_eq!(counted, Some(report.count(severity) as u64));
    }
    told(document["diagnostics"].as_array().expect("a list of findings"), report)
}

/// Panics unless each finding is written once.
fn told(written: &[Value], report: &Report) -> usize {
    let prints = fingerprints(&report.diagnostics);
    let mut left: HashMap<&str, &Diagnostic> =
        prints.iter().map(String::as_str).zip(&report.diagnostics).collect();
    for written in written {
        let print = written["fingerprint"].as_str().expect("a fingerprint");
        says(written, left.remove(print).expect("a finding, once"));
    }
    written.len()
}

/// Panics unless what is written of a finding is what is known of it, to the character.
fn says(written: &Value, found: &Diagnostic) {
    assert_eq!(written["rule"], found.rule.name);
    assert_eq!(written["severity"], found.severity.name());
    assert_eq!(written["message"], *found.message);
    for (key, text) in [("found", &found.found), ("expected", &found.expected), ("help", &found.help)] {
        assert_eq!(written[key].as_str(), text.as_deref(), "{key}");
    }
    stands_at(written, &found.primary.location);
    assert_eq!(written["reference"].is_null(), found.reference.is_none());
    if let Some(reference) = &found.reference {
        stands_at(&written["reference"], &reference.location);
    }
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    let written: Vec<_> = written["fix"]["edits"].as_array().into_iter().flatten().collect();
    assert_eq!(written.len(), edits.clone().count());
    for (written, edit) in written.into_iter().zip(edits) {
        assert_eq!(
            (written["start"].as_u64(), written["end"].as_u64()),
            (Some(edit.span.start.into()), Some(edit.span.end.into()))
        );
        assert_eq!(written["text"], *edit.text);
    }
}

/// Panics unless a place is written with its path, and with its lines and characters counted from 1.
fn stands_at(written: &Value, place: &Location) {
    assert_eq!(written["path"], place.file.path.as_str());
    for (end, offset) in [("start", place.span.start), ("end", place.span.end)] {
        let before = &place.file.text[..offset as usize];
        let (line, column) =
            (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default());
        // A byte order mark is no character of the first line.
        let marks = usize::from(line == 1 && column.starts_with('\u{feff}'));
        let said = &written["range"][end];
        let said = [&said["line"], &said["column"], &said["offset"]].map(Value::as_u64);
        assert_eq!(
            said,
            [line as u64, (column.chars().count() - marks + 1) as u64, offset.into()].map(Some),
            "{place:?}"
        );
    }
}

fn sarif(log: &Value) -> usize {
    let rules = array(log, "/runs/0/tool/driver/rules") as u64;
    let results = log.pointer("/runs/0/results").and_then(Value::as_array).expect("there are results");
    for result in results {
        assert!(result["ruleIndex"].as_u64().is_some_and(|index| index < rules), "{result}");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["startLine"].as_u64().is_some_and(|line| line > 0), "{result}");
        let related = array(result, "/relatedLocations") as u64;
        let links = links(result["message"]["text"].as_str().expect("it says something"));
        assert_eq!(links, (1..=related).map(Some).collect::<Vec<_>>(), "{result}");
        is_place(&result["locations"][0]);
        result["relatedLocations"].as_array().into_iter().flatten().for_each(is_place);
    }
    results.len()
}

/// Panics unless a place ends where it begins or behind that, in a file named by a URI.
fn is_place(place: &Value) {
    let place = &place["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().expect("a URI");
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#?".contains(&byte);
    assert!(uri.bytes().all(allowed), "{uri}");
    let region = &place["region"];
    let number = |key: &str| {
        region[key].as_u64().filter(|&number| number > 0).unwrap_or_else(|| panic!("{key} of {place}"))
    };
    assert!(
        (number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")),
        "{place}"
    );
}

/// Where the links of a message lead (SARIF 2.1.0, section 3.11.6): none where that is no number.
fn links(text: &str) -> Vec<Option<u64>> {
    let is_link = |at: usize| (text[..at].len() - text[..at].trim_end_matches('\\').len()).is_multiple_of(2);
    let ends = text.match_indices("](").filter(|(at, _)| is_link(*at));
    ends.map(|(at, _)| text[at + 2..].split_once(')').and_then(|(id, _)| id.parse().ok())).collect()
}

/// GitLab takes two issues with one fingerprint for one.
fn gitlab(issues: &Value) -> usize {
    let issues = issues.as_array().expect("a list of issues");
    let mut prints: Vec<_> = issues.iter().map(|issue| issue["fingerprint"].as_str()).collect();
    prints.sort_unstable();
    prints.dedup();
    prints.len()
}

fn xml(text: &str) -> Document<'_> {
    Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn elements(text: &str, name: &str) -> usize {
    xml(text).descendants().filter(|node| node.has_tag_name(name)).count()
}

/// Each suite counts its tests and those that failed, and so does the whole.
fn junit(text: &str, report: &Report) -> usize {
    let document = xml(text);
    let suites = document.descendants().filter(|node| node.tag_name().name().starts_with("testsuite"));
    for suite in suites {
        for (counted, name) in [("tests", "testcase"), ("failures", "failure")] {
            let count = suite.descendants().filter(|node| node.has_tag_name(name)).count();
            assert_eq!(suite.attribute(counted), Some(&*count.to_string()), "{text}");
        }
    }
    let failures = report.diagnostics.len() - report.count(Severity::Info);
    assert_eq!(document.root_element().attribute("failures"), Some(&*failures.to_string()), "{text}");
    let clean = document.descendants().filter(|node| node.attribute("name") == Some("nothing found"));
    elements(text, "testcase") - clean.filter(|node| node.has_tag_name("testcase")).count()
}

/// The runner takes a line for a command that begins with `::` behind white space, and one that has `##[` anywhere.
fn github(text: &str, report: &Report) -> usize {
    let is_command = |line: &&str| line.trim_start().starts_with("::");
    let commands =
        text.lines().filter(is_command).inspect(|line| assert!(is_annotation(line), "{line}")).count();
    let ours = |severity| report.count(severity).min(10);
    let expected: usize = Severity::ALL.into_iter().map(ours).sum();
    assert_eq!(commands, expected, "{text}");
    assert!(text.lines().all(|line| is_command(&line) || !line.contains("##[")), "{text}");
    let extra = usize::from(commands < report.diagnostics.len());
    text.lines().count() - 1 - extra
}

/// Whether a command is one of ours, each of whose properties is named once.
fn is_annotation(line: &str) -> bool {
    let parts = line.strip_prefix("::").and_then(|line| line.split_once("::"));
    let Some((name, properties)) = parts.and_then(|(head, _)| head.split_once(' ')) else { return false };
    let keys: Option<Vec<&str>> = properties.split(',').map(|pair| Some(pair.split_once('=')?.0)).collect();
    let known = [vec!["file", "line", "col", "endColumn", "title"], vec!["file", "line", "endLine", "title"]];
    ["error", "warning", "notice"].contains(&name) && keys.is_some_and(|keys| known.contains(&keys))
}

/// Nothing in a table leads anywhere, and its rows have as many cells as its head.
fn markdown(text: &str) -> usize {
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::FootnoteDefinition(_)) => {
                panic!("it links: {text}")
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.trim();
                let own = matches!(html, "<br>" | "<!-- -->" | "</details>");
                assert!(own || html.starts_with("<details><summary>"), "{html:?} in {text}");
            }
            _ => {}
        }
    }
    let row = |line: &&str| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit();
    // A bar behind a backslash ends no cell, however many there are before it (GFM, section 4.10).
    let ends = |line: &str| line.matches('|').count() - line.matches(r"\|").count();
    let rows = text.lines().filter(row);
    rows.inspect(|line| assert_eq!(ends(line), 5, "{line}")).count()
}

/// The tags of a page without findings.
static OWN_TAGS: LazyLock<Vec<String>> = LazyLock::new(|| tags(&named("html", &Report::default())));

/// No text of the report is markup, nor can it end the element that the data stand in.
fn html(text: &str) -> usize {
    assert_eq!(tags(text), *OWN_TAGS, "{text}");
    let data = text.split_once("id=\"data\">").and_then(|(_, behind)| behind.split_once("</script>"));
    array(&json(data.expect("there are data").0), "/findings")
}

/// The tags of a page and their attributes, but for the rows of its table of numbers.
fn tags(text: &str) -> Vec<String> {
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    let mut tags = Vec::new();
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) if !is_row(&tag.name) => tags.push(format!("{tag:?}")),
            Token::EndTag(tag) if !is_row(&tag.name) => tags.push(format!("/{tag:?}")),
            Token::StartTag(tag) => {
                let scope = tag.attributes.iter().all(|(name, _)| **name == b"scope"[..]);
                assert!(scope, "{tag:?}");
            }
            Token::Comment(_) => tags.push("comment".to_owned()),
            _ => {}
        }
    }
    tags
}

fn is_row(name: &[u8]) -> bool {
    matches!(name, b"tr" | b"th" | b"td")
}
