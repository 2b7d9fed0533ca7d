//! The limits of a run: what lies beyond them is left out, counted and said.

use crate::hostile::Tree;

/// Two pages, each with so many broken links.
fn broken(count: usize) -> Tree {
    let tree = Tree::new();
    let link = |index: usize| format!("Open https://a.example.com/{index}.\n\n");
    let source: String = (0..count).map(link).collect();
    for page in ["a", "b"] {
        tree.write(&format!("docs/en/{page}.md"), &source);
        tree.write(&format!("docs/de/{page}.md"), source.replace("https:", "https :"));
    }
    tree
}

/// Exit status, standard output and standard error of a check with these limits.
fn check(tree: &Tree, limits: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    tree.write("instep.toml", format!("[limits]\n{limits}\n"));
    let output = tree.run(&[&["check", "docs"], arguments].concat());
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

const CONCISE: [&str; 2] = ["--format", "concise"];

#[test]
fn a_file_that_is_too_large_is_named_and_the_rest_checked() {
    let tree = Tree::with("x".repeat(2 << 20), "Nothing.\n");
    let (status, found, said) = check(&tree, "file-mib = 1", &CONCISE);
    assert_eq!(status, Some(1));
    assert!(
        found.contains(
            "docs/en/page.md:1:1: error[page-unreadable] it is too large: 2 MiB, at most 1 MiB are read \
             (`file-mib` in `[limits]`)\n"
        ),
        "{found}"
    );
    assert!(found.contains("docs/de/control.md:1:14: error[url-drift]"), "{found}");
    assert_eq!(said, "");
}

/// A file of 200 MB that takes no room on the disk.
#[test]
fn a_file_of_two_hundred_megabytes_does_not_break_a_run() {
    let tree = Tree::with("", "Nothing.\n");
    let file = std::fs::File::create(tree.root.join("docs/en/page.md")).unwrap();
    file.set_len(200_000_000).unwrap();
    let (status, found, _) = check(&tree, "", &CONCISE);
    assert_eq!(status, Some(1));
    assert!(found.contains("page-unreadable] it is too large: 191 MiB, at most 128 MiB are read"), "{found}");
    assert!(found.contains("docs/de/control.md:1:14: error[url-drift]"), "{found}");
}

#[test]
fn more_documents_than_a_run_looks_at_are_no_half_checked_tree() {
    let tree = broken(1);
    let (status, found, said) = check(&tree, "files = 5", &CONCISE);
    assert_eq!((status, found.as_str()), (Some(2), ""));
    assert!(said.starts_with("instep: error: docs: there are more than 5 documents; "), "{said}");
    assert_eq!(check(&tree, "files = 6", &CONCISE).0, Some(1));
}

#[test]
fn findings_beyond_the_limits_are_counted_and_said() {
    let tree = broken(20);
    for (limits, kept) in
        [("page-findings = 3", 7), ("findings = 4", 4), ("findings = 8\npage-findings = 5", 8), ("", 41)]
    {
        let (status, found, said) = check(&tree, limits, &CONCISE);
        assert_eq!(status, Some(1));
        let (lines, summary) = found.trim_end().rsplit_once('\n').unwrap();
        assert_eq!(lines.lines().count(), kept, "{limits}: {found}");
        assert!(summary.contains(": 41 errors (`--fix` mends 41)"), "{summary}");
        let left_out = 41 - kept;
        assert_eq!(
            summary.ends_with(&format!("; {left_out} of them are not shown")),
            left_out > 0,
            "{summary}"
        );
        assert_eq!(
            said.contains(&format!("{left_out} findings left out of the report")),
            left_out > 0,
            "{said}"
        );
        let (_, json, _) = check(&tree, limits, &["--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["summary"]["diagnostics"]["error"], 41);
        assert_eq!(json["diagnostics"].as_array().unwrap().len(), kept);
    }
}

#[test]
fn the_most_severe_findings_are_kept() {
    let tree = broken(20);
    let severities = "findings = 2\n[severity]\nurl-malformed = \"info\"";
    let (status, found, _) = check(&tree, severities, &CONCISE);
    assert_eq!(status, Some(1));
    assert!(found.contains("docs/de/control.md:1:14: error[url-drift]"), "{found}");
    assert!(found.contains("1 error, 40 info (`--fix` mends 41); 39 of them are not shown"), "{found}");
}

#[test]
fn every_report_says_that_findings_are_left_out() {
    let tree = broken(20);
    for format in ["full", "concise", "github", "markdown", "sarif"] {
        let (_, found, _) = check(&tree, "findings = 4", &["--format", format]);
        let words = ["37 of them are not shown", "37 more findings", "37 findings left out"];
        assert!(words.iter().any(|words| found.contains(words)), "{format}: {found}");
    }
    for format in ["json", "jsonl", "gitlab", "junit", "checkstyle", "rdjson", "html"] {
        let (_, _, said) = check(&tree, "findings = 4", &["--format", format]);
        assert!(said.contains("37 findings left out of the report"), "{format}: {said}");
    }
}

#[test]
fn limits_change_neither_fixes_nor_the_baseline_nor_the_exit_status() {
    let tree = broken(20);
    let (status, _, said) = check(&tree, "findings = 1", &["--write-baseline"]);
    assert_eq!(status, Some(0));
    assert!(said.contains("41 finding(s) of 3 file(s) written"), "{said}");
    let (status, _, said) = check(&tree, "findings = 1", &["--no-baseline", "--fix"]);
    assert_eq!(status, Some(0));
    assert!(said.contains("(41 fixed, 0 remaining)"), "{said}");
    let severities = "findings = 1\n[severity]\nall = \"info\"\n";
    assert_eq!(check(&broken(20), severities, &[]).0, Some(0));
}

#[test]
fn an_ignore_file_or_a_configuration_without_measure_is_said() {
    let tree = broken(1);
    tree.write(".gitignore", "nothing\n".repeat(1 << 20));
    let (status, _, said) = check(&tree, "", &CONCISE);
    assert_eq!(status, Some(1));
    assert!(
        said.contains(".gitignore: it is larger than 4 MiB, and what it ignores is not left out\n"),
        "{said}"
    );
    let (status, found, said) = check(&tree, &"#".repeat(5 << 20), &CONCISE);
    assert_eq!((status, found.as_str()), (Some(2), ""));
    assert!(said.contains("instep.toml: it is too large: 6 MiB, at most 4 MiB are read"), "{said}");
}
