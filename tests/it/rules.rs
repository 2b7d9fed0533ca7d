//! Every rule's examples, run: what stands under *Fails* is found by that rule and no other, what stands under *Passes*
//! is silent.

use std::fs;

use camino::Utf8PathBuf;
use instep::check::check;
use instep::config::Config;
use instep::config::options::Options;
use instep::model::diagnostic::{Applicability, Diagnostic, Severity};
use instep::rules::{RULES, Rule};

/// One document of an example.
struct Block<'a> {
    locale: &'a str,
    latin1: bool,
    /// It is the translation of the other page.
    of_other_page: bool,
    text: String,
}

/// The examples under a heading of a rule's documentation: an `en` block opens one, other blocks join it; a rule about
/// pages without a source has examples that begin with another language.
fn examples<'a>(docs: &'a str, heading: &str) -> Vec<Vec<Block<'a>>> {
    let mut examples: Vec<Vec<Block<'a>>> = Vec::new();
    let mut inside = false;
    let mut open = false;
    for line in docs.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if !open && let Some(title) = line.strip_prefix("## ") {
            inside = title == heading;
        } else if inside && line == "```" {
            open = false;
        } else if inside
            && !open
            && let Some(info) = line.strip_prefix("```md ")
        {
            open = true;
            let mut words = info.split(' ');
            let locale = words.next().unwrap_or_default();
            let word = words.next();
            let block = Block {
                locale,
                latin1: word == Some("latin-1"),
                of_other_page: word == Some("other-page"),
                text: String::new(),
            };
            match examples.last_mut() {
                Some(example) if block.locale != "en" => example.push(block),
                _ => examples.push(vec![block]),
            }
        } else if inside && open {
            let block = examples.last_mut().and_then(|example| example.last_mut()).expect("a block is open");
            block.text.push_str(line);
            block.text.push('\n');
        }
    }
    examples
}

/// The rules that find something in an example, in a site that has another page in each of its languages. The rule that
/// it is an example of is on.
fn findings(rule: &Rule, example: &[Block<'_>]) -> Vec<&'static str> {
    diagnostics(rule, example).iter().map(|found| found.rule.name).collect()
}

fn diagnostics(rule: &Rule, example: &[Block<'_>]) -> Vec<Diagnostic> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
    let other = "Grant access and return.\n";
    for locale in example.iter().map(|block| block.locale).chain(["en"]) {
        fs::create_dir_all(root.join("docs").join(locale)).unwrap();
        fs::write(root.join("docs").join(locale).join("grant-access.md"), other).unwrap();
    }
    for block in example {
        let bytes = if block.latin1 {
            block.text.chars().map(|c| u8::try_from(u32::from(c)).expect("a Latin-1 character")).collect()
        } else {
            block.text.clone().into_bytes()
        };
        let name = if block.of_other_page { "grant-access.md" } else { "page.md" };
        fs::write(root.join("docs").join(block.locale).join(name), bytes).unwrap();
    }
    let off = rule.meta.severity.is_none();
    let severities = if off { format!("{} = \"warning\"", rule.meta.name) } else { String::new() };
    let severities = toml::from_str(&severities).expect("a severity");
    let config = Config::new(vec![root], &[Options { severities, ..Options::default() }]);
    check(&config).expect("the example can be checked").report.diagnostics
}

#[test]
fn what_fails_is_found_by_its_rule_alone() {
    for rule in RULES {
        let examples = examples(rule.meta.docs, "Fails");
        assert!(!examples.is_empty(), "{} has no failing example", rule.meta.name);
        for example in examples {
            let mut found = findings(rule, &example);
            found.dedup();
            assert_eq!(found, [rule.meta.name], "{}", example.last().expect("an example has blocks").text);
        }
    }
}

#[test]
fn what_passes_is_silent() {
    for rule in RULES {
        let examples = examples(rule.meta.docs, "Passes");
        assert!(!examples.is_empty(), "{} has no passing example", rule.meta.name);
        for example in examples {
            assert_eq!(findings(rule, &example), [""; 0], "{}: {}", rule.meta.name, example[0].text);
        }
    }
}

#[test]
fn a_rule_that_proposes_fixes_says_so_and_shows_one() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let examples = examples(rule.meta.docs, "Fails");
        let found = examples.into_iter().flat_map(|example| diagnostics(rule, &example));
        let shown: Option<Applicability> = found.filter_map(|found| Some(found.fix?.applicability)).max();
        // Whether one is safe hangs on the whole page; that there is one shows in a line.
        if shown > rule.fix || shown.is_some() != rule.fix.is_some() {
            wrong.push(format!("{}: {:?} is said, {shown:?} shown", rule.meta.name, rule.fix));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documentation_has_its_headings_in_order() {
    for rule in RULES {
        let headings: Vec<&str> =
            rule.meta.docs.lines().filter_map(|line| line.trim_start().strip_prefix("## ")).collect();
        assert!(headings.starts_with(&["Why it matters", "Fails"]), "{}: {headings:?}", rule.meta.name);
        assert_eq!(headings.last(), Some(&"Fix"), "{}", rule.meta.name);
        assert!(headings.contains(&"Passes"), "{}", rule.meta.name);
        assert!(rule.meta.severity.is_none_or(|severity| severity >= Severity::Info));
    }
}

#[test]
fn every_file_of_a_rule_is_in_the_table() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let mut files: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .map(|name| name.trim_end_matches(".rs").replace('_', "-"))
        .filter(|name| !["mod", "finding", "quote"].contains(&name.as_str()))
        .collect();
    let mut rules: Vec<String> = RULES.iter().map(|rule| rule.meta.name.to_owned()).collect();
    files.sort();
    rules.sort();
    assert_eq!(files, rules);
}
