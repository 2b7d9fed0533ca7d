//! A report in every format: each is read by a parser of what it claims to be.

use std::sync::LazyLock;

use html5gum::{DefaultEmitter, Token, Tokenizer};
use instep::model::report::Report;
use instep::report::{FORMATS, Format, Style};
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
            "json" | "rdjson" => array(&json(&text), "/diagnostics"),
            "jsonl" => text.lines().map(json).count(),
            "sarif" => sarif(&json(&text)),
            "gitlab" => gitlab(&json(&text)),
            "junit" => elements(&text, "testcase") - elements_named(&text, "nothing found"),
            "checkstyle" => elements(&text, "error"),
            "github" => github(&text, report),
            "concise" => text.lines().count() - 1,
            "markdown" => markdown(&text),
            "html" => html(&text),
            "full" => {
                written(format, report, Style::Coloured);
                count
            }
            other => panic!("nothing reads {other}"),
        };
        assert_eq!(found, count, "{}: {text}", format.name);
    }
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

fn sarif(log: &Value) -> usize {
    let rules = array(log, "/runs/0/tool/driver/rules") as u64;
    let results = log.pointer("/runs/0/results").and_then(Value::as_array).expect("there are results");
    for result in results {
        assert!(result["ruleIndex"].as_u64().is_some_and(|index| index < rules), "{result}");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region["startLine"].as_u64().is_some_and(|line| line > 0), "{result}");
    }
    results.len()
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

fn elements_named(text: &str, name: &str) -> usize {
    xml(text).descendants().filter(|node| node.attribute("name") == Some(name)).count()
}

/// The runner takes a line for a command that begins with `::` behind white space, and one that has `##[` anywhere.
fn github(text: &str, report: &Report) -> usize {
    let is_command = |line: &&str| line.trim_start().starts_with("::");
    let commands = text.lines().filter(is_command).count();
    let ours = |severity| report.count(severity).min(10);
    let expected: usize = instep::model::diagnostic::Severity::ALL.into_iter().map(ours).sum();
    assert_eq!(commands, expected, "{text}");
    assert!(text.lines().all(|line| is_command(&line) || !line.contains("##[")), "{text}");
    let extra = usize::from(commands < report.diagnostics.len());
    text.lines().count() - 1 - extra
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
static OWN_TAGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let format = instep::report::format("html").expect("the format is in the table");
    tags(&written(format, &Report::default(), Style::Plain))
});

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
