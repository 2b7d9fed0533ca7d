//! What the README shows is what the program does. `UPDATE_DOCS=1 cargo test docs` writes it anew.

use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use instep::config::Config;
use instep::config::options::Options;
use instep::model::diagnostic::Severity;
use instep::rules::RULES;

pub(crate) fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn readme() -> String {
    page("README.md")
}

/// Where the text between two markers lies.
fn between(text: &str, name: &str) -> Range<usize> {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let start = text.find(&open).unwrap_or_else(|| panic!("there is no {open}")) + open.len();
    let end = text[start..].find(&close).unwrap_or_else(|| panic!("there is no {close}"));
    start..start + end
}

/// Whether the tests are run to write the documentation.
#[expect(clippy::disallowed_methods, reason = "the shell that runs the tests says whether they may write")]
pub(crate) fn may_write() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

/// Compares what stands between two markers with what should, or writes it there.
pub(crate) fn stands_between(file: &str, name: &str, expected: &str) {
    let mut text = page(file);
    let range = between(&text, name);
    if may_write() && text[range.clone()] != *expected {
        text.replace_range(range, expected);
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), text).unwrap();
    } else {
        assert_eq!(&text[range], expected, "{file} is out of date: run the tests with UPDATE_DOCS=1");
    }
}

/// Runs a command line of the README, whose first word is the program.
fn run(line: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_instep"))
        .args(line.split_whitespace().skip(1))
        .current_dir(crate::sites::folder())
        .env_remove("GITHUB_ACTIONS")
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stdout).expect("output is UTF-8"))
}

#[test]
fn the_table_of_rules() {
    let mut table = "\n| rule | default | finds |\n|---|---|---|\n".to_owned();
    for rule in RULES {
        let meta = &rule.meta;
        let severity = meta.severity.map_or("off", Severity::name);
        let summary = meta.summary.trim_end_matches('.').replace('|', "\\|");
        writeln!(table, "| [`{0}`](docs/rules/{0}.md) | {severity} | {summary} |", meta.name).unwrap();
    }
    stands_between("README.md", "rules", &(table + "\n"));
}

#[test]
fn the_table_of_portals() {
    let mut table = "\n| portal | tenant URLs | former hosts |\n|---|---|---|\n".to_owned();
    for portal in Config::new(Vec::new(), &[]).portals.all() {
        let code = |text: &str| format!("`{text}`");
        let forms: Vec<String> = portal.forms.iter().map(|form| code(&form.template)).collect();
        let retired: Vec<String> = portal
            .retired
            .iter()
            .map(|retired| format!("{} → {}", code(&retired.host), code(&retired.successor)))
            .collect();
        writeln!(table, "| {} | {} | {} |", portal.name, forms.join("<br>"), retired.join("<br>")).unwrap();
    }
    stands_between("docs/portals.md", "portals", &(table + "\n"));
}

#[test]
fn the_configuration_that_is_shown() {
    for (file, more) in [
        ("README.md", "## Exit status"),
        ("docs/portals.md", "## The built-in portals"),
        ("docs/configuration.md", "<!-- /keys -->"),
    ] {
        let text = page(file);
        let text = &text[..text.find(more).unwrap_or_else(|| panic!("{file} has no {more}"))];
        let shown: Vec<&str> =
            text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert!(!shown.is_empty(), "{file}");
        for example in shown {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("instep.toml");
            fs::write(&path, example).unwrap();
            let path = camino::Utf8Path::from_path(&path).unwrap();
            Options::read(path).unwrap_or_else(|error| panic!("{file}: {error}"));
        }
    }
}

#[test]
fn the_picture_of_a_run() {
    let readme = readme();
    let shown = &readme[between(&readme, "output")];
    let line = shown.lines().find_map(|line| line.strip_prefix("$ ")).expect("the command is shown");
    let (status, printed) = run(line);
    assert_eq!(status, Some(1), "{printed}");
    stands_between("README.md", "output", &format!("\n```text\n$ {line}\n{printed}```\n\n"));
}

#[test]
fn the_first_command_to_try() {
    let command = "cargo run --release -- check fixtures/onboarding/faulty\n";
    assert!(readme().contains(command), "README.md says what to try");
    let (status, printed) = run("instep check fixtures/onboarding/faulty");
    assert_eq!(status, Some(1), "{printed}");
    let (status, same) = run("instep check fixtures/onboarding/faulty --exit-zero");
    assert_eq!((status, same), (Some(0), printed));
}
