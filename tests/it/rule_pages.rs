//! A page for each rule, written from the rule: `docs/rules/`. `UPDATE_DOCS=1 cargo test docs` writes them anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use instep::model::diagnostic::{Applicability, Severity};
use instep::rules::{RULES, Rule};

use crate::docs::may_write;

#[test]
fn the_docs_have_a_page_for_each_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut expected: BTreeMap<String, String> =
        RULES.iter().map(|rule| (format!("{}.md", rule.meta.name), page(rule))).collect();
    expected.insert("README.md".to_owned(), index());
    if may_write() {
        fs::create_dir_all(&folder).unwrap();
    }
    let mut there: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let text = fs::read_to_string(entry.path()).unwrap();
        there.insert(entry.file_name().into_string().unwrap(), text);
    }
    if may_write() {
        for name in there.keys().filter(|name| !expected.contains_key(*name)) {
            fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, text) in &expected {
            fs::write(folder.join(name), text).unwrap();
        }
        return;
    }
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&there), names(&expected), "docs/rules: run the tests with UPDATE_DOCS=1");
    for (name, text) in &expected {
        assert_eq!(&there[name], text, "docs/rules/{name} is out of date: run the tests with UPDATE_DOCS=1");
    }
}

fn index() -> String {
    let mut text = "# Rules\n\nWhat `instep check` looks for. *Default* is what a finding weighs unless the \
        [configuration](../configuration.md) says\notherwise; a rule that is off runs where it is selected. *Fix* says \
        whether `--fix` can mend it (safe), only together with\n`--unsafe-fixes` (unsafe), or a person has to (–).\n\n\
        | rule | default | fix | finds |\n|---|---|---|---|\n"
        .to_owned();
    for rule in RULES {
        let meta = &rule.meta;
        let summary = meta.summary.trim_end_matches('.').replace('|', "\\|");
        let fix = rule.fix.map_or("–", Applicability::name);
        writeln!(text, "| [`{0}`]({0}.md) | {1} | {fix} | {summary} |", meta.name, weight(rule)).unwrap();
    }
    text + "\n`instep explain RULE` prints what they say on the command line.\n"
}

fn page(rule: &Rule) -> String {
    let meta = &rule.meta;
    let documentation = meta.documentation();
    let (summary, rest) = documentation.split_once('\n').unwrap();
    let default = match meta.severity {
        Some(severity) => format!("**{}**", severity.name()),
        None => "**off**, runs where it is selected".to_owned(),
    };
    let fix = match rule.fix {
        Some(Applicability::Safe) => "with `--fix` where that is safe, else with `--unsafe-fixes`",
        Some(_) => "with `--unsafe-fixes`",
        None => "by hand",
    };
    let name = meta.name;
    let mut text = format!("# {name}\n\n{summary}\n\nDefault: {default} · Mended {fix}\n");
    for line in rest.trim_end().lines() {
        match line.strip_prefix("```md ") {
            Some(info) => write!(text, "{}\n\n```md\n", caption(info)).unwrap(),
            None => writeln!(text, "{line}").unwrap(),
        }
    }
    write!(
        text,
        "\n## Where it is meant\n\nA comment with a reason silences it beside the text, and in the source for all \
         translations:\n\n```md\n<!-- instep-ignore {name}: why this is right here -->\n```\n\nFor whole folders and \
         languages, or everywhere, [the configuration](../configuration.md) does: `[[per-path]]`, `[severity]`.\n\n\
         [All rules](README.md)\n"
    )
    .unwrap();
    text
}

/// What an example's document is, from what stands behind its fence.
fn caption(info: &str) -> String {
    let mut words = info.split(' ');
    let locale = words.next().unwrap();
    let more = match words.next() {
        Some("latin-1") => ", saved as Latin-1",
        Some("other-page") => ", of another page",
        Some(word) => panic!("what is an example in `{word}`?"),
        None => "",
    };
    format!("`{locale}`{more}:")
}

fn weight(rule: &Rule) -> &'static str {
    rule.meta.severity.map_or("off", Severity::name)
}
