//! A contract instead of the source: the same findings, whatever the layout.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

/// Runs the program in a folder.
fn instep(folder: &Utf8Path, args: &[&str]) -> Output {
    let command = &mut Command::new(env!("CARGO_BIN_EXE_instep"));
    command.current_dir(folder).env_remove("GITHUB_ACTIONS").args(args).output().unwrap()
}

fn temporary() -> (tempfile::TempDir, Utf8PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
    (dir, root)
}

fn copy(from: &Utf8Path, to: &Utf8Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir_utf8().unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Each findings' rule, weight, place, message and reference, but for the reference's kind and what is located in a
/// source; sorted.
fn findings(output: &Output, sources: &[String]) -> Vec<String> {
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let found = report["diagnostics"].as_array().unwrap();
    let own = found.iter().filter(|found| !sources.iter().any(|path| found["path"] == json!(path)));
    let mut lines: Vec<String> = own
        .map(|found| {
            let mut found = found.clone();
            if let Some(reference) = found.get_mut("reference").and_then(Value::as_object_mut) {
                reference.remove("kind");
            }
            found.to_string()
        })
        .collect();
    lines.sort();
    lines
}

/// The paths that a contract names.
fn paths(contract: &Utf8Path) -> Vec<String> {
    let text = fs::read_to_string(contract).unwrap();
    let lines = text.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| line["path"].as_str().unwrap().to_owned()).collect()
}

/// The files of a folder that are no sources get another host in their URLs, each its own, and lose their last line.
fn spoil(root: &Utf8Path, sources: &[String]) {
    for (number, entry) in walkdir::WalkDir::new(root).into_iter().enumerate() {
        let entry = entry.unwrap();
        let path = Utf8Path::from_path(entry.path()).unwrap();
        let name = path.strip_prefix(root).unwrap().as_str().replace('\\', "/");
        if !entry.file_type().is_file() || sources.contains(&name) {
            continue;
        }
        let Ok(text) = fs::read_to_string(path) else { continue };
        let kept = text.trim_end().rsplit_once('\n').map_or("", |(kept, _)| kept);
        fs::write(path, kept.replace("https://", &format!("https://x{number}")) + "\n").unwrap();
    }
}

/// Checks a site with its source, and without it by the contract: the findings, which have to be the same.
fn same_findings(site: &Utf8Path, spoilt: bool) -> usize {
    let (_dir, root) = temporary();
    let (site_copy, contract) = (root.join("site"), root.join("contract.jsonl"));
    copy(site, &site_copy);
    let written = instep(&site_copy, &["contract", "-o", contract.as_str()]);
    assert!(written.status.success(), "{site}: {}", String::from_utf8_lossy(&written.stderr));
    let sources = paths(&contract);
    if spoilt {
        spoil(&site_copy, &sources);
    }
    let beside = findings(&instep(&site_copy, &["check", "--format", "json"]), &sources);
    for path in &sources {
        fs::remove_file(site_copy.join(path)).unwrap();
    }
    let args = ["check", "--format", "json", "--contract", contract.as_str()];
    let away = findings(&instep(&site_copy, &args), &sources);
    assert_eq!(beside, away, "{site}");
    away.len()
}

#[test]
fn findings_are_those_with_the_source_beside_it() {
    let fixtures = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    for name in ["onboarding/faulty", "onboarding/consistent", "hostile"] {
        let found = same_findings(&fixtures.join(name), false);
        assert_eq!(found == 0, name == "onboarding/consistent", "{name}: {found}");
    }
    for layout in fixtures.join("layouts").read_dir_utf8().unwrap() {
        let layout = layout.unwrap();
        same_findings(layout.path(), false);
        assert!(same_findings(layout.path(), true) > 0, "{}: nothing was found", layout.path());
    }
}

#[test]
fn one_thread_and_many_write_the_same_contract() {
    let site = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/onboarding/faulty");
    let write = |threads| instep(&site, &["contract", "--threads", threads]).stdout;
    let first = write("1");
    assert!(first.starts_with(b"{\"instep-contract\":1,"));
    assert_eq!(first, write("4"));
    assert_eq!(first, write("4"));
}

/// A repository of files, with git's history if it is asked for.
fn repository(root: &Utf8Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    }
}

fn git(root: &Utf8Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(root)
        .args(["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "core.autocrlf=false"])
        .args(args)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_pin_to_the_contracts_revision_is_read_and_another_is_not() {
    let (_dir, root) = temporary();
    let (source, locale) = (root.join("docs"), root.join("docs.de-de"));
    repository(&source, &[("guide/a.md", "# Start\n\n1. Open it.\n2. Close it.\n3. Go.\n")]);
    git(&source, &["init", "-q"]);
    git(&source, &["add", "."]);
    git(&source, &["commit", "-q", "-m", "x"]);
    let head = git(&source, &["rev-parse", "HEAD"]);
    assert!(instep(&source, &["contract", "guide", "-o", "../c.jsonl"]).status.success());

    let page =
        |pin: &str| format!("---\nms.sourcegitcommit: {pin}\n---\n# Beginn\n\n1. Öffnen.\n2. Schließen.\n");
    let check = |pin: &str| -> BTreeMap<String, Value> {
        repository(&locale, &[("guide/a.md", &page(pin))]);
        fs::create_dir_all(locale.join(".git")).unwrap();
        let output = instep(&locale, &["check", "--format", "json", "--contract", "../c.jsonl"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = &report["diagnostics"].as_array().unwrap()[0];
        found.as_object().unwrap().clone().into_iter().collect()
    };
    let same = check(&head);
    assert_eq!((&same["rule"], &same["severity"]), (&json!("step-missing"), &json!("error")));
    assert_eq!(same["reference"]["revision"], json!(head));
    assert_eq!(same["reference"]["path"], json!("guide/a.md"));
    let other = check("0123456789abcdef0123456789abcdef01234567");
    assert_eq!((&other["severity"], &other["reference"].get("revision")), (&json!("info"), &None));

    // What is not what git has has no revision.
    repository(&source, &[("guide/a.md", "# Start\n\n1. Open it.\n")]);
    let changed = instep(&source, &["contract", "guide"]).stdout;
    assert!(!String::from_utf8(changed).unwrap().contains("revision"));
}

#[test]
fn a_contract_that_cannot_be_finished_leaves_the_old_one() {
    let (_dir, root) = temporary();
    repository(&root, &[("docs/en/a.md", "# A\n"), ("docs/de/a.md", "# B\n"), ("c.jsonl/x", "")]);
    let output = instep(&root, &["contract", "docs", "-o", "c.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    let left = root.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned());
    let mut left: Vec<String> = left.collect();
    left.sort();
    assert_eq!(left, ["c.jsonl", "docs"]);
}
