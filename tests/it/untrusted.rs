//! Names, texts and configurations of strangers: what they can make a run print, read and write.

use std::fs;

use crate::hostile::Tree;

/// What acts on a terminal, on the text around it, on a log of a CI system or in a report's syntax.
const NAMES: [&str; 14] = [
    "a\u{1b}[31mred",
    "b\u{202e}evil",
    "c\n::error::pwned",
    "::stop-commands::d",
    "e\r##[error]e",
    "f##vso[task.setvariable variable=f]f",
    "g##teamcity[g]",
    "h\u{7}\u{9b}31m",
    "i\u{2028}\u{feff}",
    "j<script>alert(1)<",
    "k\"><img src=x onerror=alert(1)>",
    "l`|`&amp;]]>",
    "--fix",
    "=1+1|m",
];

/// A tree that has these names wherever somebody else may choose one.
#[cfg(unix)]
fn tree() -> Tree {
    let tree = Tree::new();
    for name in NAMES {
        let word = name.replace(['\n', '\r', ' '], "");
        for (folder, path) in [("docs/en/", "a"), ("docs/de/", "b")] {
            let text = format!(
                "# H {name}\n\n1. Open [x {name}](https://portal.example.com/{path}?q={word}).\n2. `{folder} {name}`\n\n\
                 <!-- instep-ignore {name}: {name} -->\n\nsee https://portal{word}.example.com/{path}\n\n\
                 1. a {name}\n2. b\n"
            );
            tree.write(&format!("{folder}{name}.md"), &text);
            let suffix = if path == "a" { "" } else { ".de" };
            tree.write(&format!("{name}{suffix}.md"), text);
        }
    }
    tree
}

/// Whether nobody wants to see it in a log or on a terminal.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether GitHub Actions, Azure Pipelines or TeamCity take a line for a command.
fn is_command(line: &str) -> bool {
    let begins = line.trim().strip_prefix("::");
    let named = begins.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    named || ["##[", "##vso[", "##teamcity["].iter().any(|mark| line.contains(mark))
}

#[cfg(unix)]
#[test]
fn nothing_that_acts_is_printed_raw_in_any_format() {
    let tree = tree();
    for folder in ["docs", "."] {
        for format in instep::report::FORMATS {
            let output = tree.run(&["check", folder, "--format", format.name]);
            assert_eq!(output.status.code(), Some(1), "{}", format.name);
            for text in [output.stdout, output.stderr] {
                let text = String::from_utf8(text).unwrap();
                let raw = text.chars().find(|&c| acts(c));
                assert_eq!(raw, None, "{}: {}", format.name, text.escape_debug());
                let ours = |line: &str| format.name == "github" && is_annotation(line);
                let command = text.lines().find(|line| is_command(line) && !ours(line));
                assert_eq!(command, None, "{}", format.name);
            }
        }
    }
}

/// Whether a line is an annotation as this program writes them.
fn is_annotation(line: &str) -> bool {
    let properties = ["::error ", "::warning ", "::notice "].iter().find_map(|name| line.strip_prefix(name));
    let Some((properties, _)) = properties.and_then(|rest| rest.split_once("::")) else { return false };
    let keys = properties.split(',').map(|property| property.split('=').next().unwrap_or_default());
    keys.into_iter().all(|key| ["file", "line", "endLine", "col", "endColumn", "title"].contains(&key))
        && properties.matches("title=").count() == 1
}

#[cfg(unix)]
#[test]
fn no_command_prints_raw_what_acts() {
    let tree = tree();
    let evil = "x\u{1b}[31m\u{202e}\n::error::y";
    for arguments in [
        &["list", ".", "--verbose"][..],
        &["extract", "."],
        &["extract", ".", "--urls-only"],
        &["contract", "docs/en", "--source", "en"],
        &["init", ".", "--output", "-"],
        &["config"],
        &["check", "docs", "--write-baseline"],
        &["check", evil],
        &["check", "docs", "--since", evil],
        &["check", "docs", "--config", evil],
        &["check", "docs", "--contract", evil],
        &["check", "docs", "--format", "json=x\u{1b}/y"],
        &["check", "docs", "--format", evil],
        &["check", "docs", "--locale", evil],
        &["check", "docs", "--select", evil],
        &["explain", evil],
        &["merge", evil],
        &[evil],
    ] {
        let output = tree.run(arguments);
        for text in [output.stdout, output.stderr] {
            let text = String::from_utf8(text).unwrap();
            assert_eq!(text.chars().find(|&c| acts(c)), None, "{arguments:?}: {}", text.escape_debug());
            assert_eq!(text.lines().find(|line| is_command(line)), None, "{arguments:?}");
        }
    }
}

#[test]
fn configured_names_are_never_printed_raw() {
    let tree = Tree::new();
    let evil = r"\u001b[31m\u202e\n::error::x";
    for text in [
        format!("\"{evil}\" = 1"),
        format!("source = \"{evil}\""),
        format!("contract = \"{evil}\""),
        format!("baseline = \"{evil}\""),
        format!("exclude = [\"[{evil}\"]"),
        format!("[severity]\n\"{evil}\" = \"error\""),
        format!("[[layout]]\nname = \"{evil}\"\ntranslation = \"{evil}\""),
        format!("[[layout]]\nname = \"{evil}\"\ntranslation = \"docs/{{locale}}/{{path}}\""),
        format!("[[portal]]\nname = \"{evil}\"\n[[portal.form]]\nurl = \"{evil}\""),
        format!("[[per-path]]\npaths = [\"{evil}\"]\nignore = [\"url\"]\nreason = \"{evil}\""),
        format!("[equivalents]\naliases = {{ \"{evil}\" = \"de\" }}"),
    ] {
        tree.write("instep.toml", &text);
        for arguments in [&["check", "docs"][..], &["list", "docs"], &["config", "docs"]] {
            let output = tree.run(arguments);
            for printed in [output.stdout, output.stderr] {
                let printed = String::from_utf8(printed).unwrap();
                assert_eq!(printed.chars().find(|&c| acts(c)), None, "{text}: {}", printed.escape_debug());
                assert_eq!(printed.lines().find(|line| is_command(line)), None, "{text}");
            }
        }
    }
}

const SECRET: &str = "hunter2-hunter2\ntoken = hunter2\n";

#[test]
fn what_a_configuration_names_is_neither_shown_nor_overwritten() {
    let tree = Tree::new();
    tree.write("secret/file", SECRET);
    for key in ["contract", "baseline"] {
        tree.write("docs/instep.toml", format!("{key} = \"../secret/file\"\n"));
        for arguments in [&["check", "docs"][..], &["check", "docs", "--write-baseline"], &["list", "docs"]] {
            let output = tree.run(arguments);
            if key == "contract" || arguments[0] == "check" {
                assert_eq!(output.status.code(), Some(2), "{key} {arguments:?}");
            }
            let said = [output.stdout, output.stderr].concat();
            assert!(!String::from_utf8(said).unwrap().contains("hunter2"), "{key} {arguments:?}");
            assert_eq!(fs::read_to_string(tree.root.join("secret/file")).unwrap(), SECRET);
        }
    }
    tree.write("docs/instep.toml", "[reference]\nrepository = \"../secret\"\n");
    assert_eq!(tree.run(&["check", "docs"]).status.code(), Some(1));
    tree.write("docs/instep.toml", "[[layout]]\nname = \"x\"\ntranslation = \"../{locale}/{path}\"\n");
    assert!(!tree.run(&["list", "docs", "--verbose"]).stdout.windows(6).any(|part| part == b"secret"));
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_is_not_shown() {
    let tree = Tree::new();
    tree.write("secret", SECRET);
    std::os::unix::fs::symlink("../secret", tree.root.join("docs/instep.toml")).unwrap();
    let output = tree.run(&["check", "docs"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with("instep: error: docs/instep.toml:1:") && said.ends_with("(through a link)\n"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}

#[cfg(unix)]
#[test]
fn files_that_never_end_are_not_read_to_their_end() {
    let tree = Tree::new();
    let link = |to: &str, from: &str| {
        let from = tree.root.join(from);
        let _ = fs::remove_file(&from);
        std::os::unix::fs::symlink(to, from).unwrap();
    };
    for name in
        ["docs/.gitignore", "docs/de/.co-op-translator.json", "docs/de/endless.md", "docs/instep.toml"]
    {
        link("/dev/zero", name);
    }
    let output = tree.run(&["check", "docs", "--format", "concise"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("docs/de/control.md:1:14"));
    for arguments in [["--config", "/dev/zero"], ["--baseline", "/dev/zero"]] {
        let output = tree.run(&[&["check", "docs"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("too large"), "{arguments:?}");
    }
}

#[test]
fn a_contract_stays_below_its_root() {
    let tree = Tree::new();
    let contract = String::from_utf8(tree.run(&["contract", "docs/en", "--source", "en"]).stdout).unwrap();
    for path in ["../../secret/file", "/etc/passwd", "a/../../b.md"] {
        tree.write("contract.jsonl", contract.replace("control.md", path));
        let output = tree.run(&["check", "docs/de", "--contract", "contract.jsonl"]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("does not stay below the source's root"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn fixes_follow_no_link_out_of_the_tree() {
    let page = "Open https://portal.example.com/start now.\n";
    let broken = page.replace("https:", "https :");
    let tree = Tree::with(page, &broken);
    tree.write("outside.md", &broken);
    tree.write("docs/en/linked.md", page);
    std::os::unix::fs::symlink("../../outside.md", tree.root.join("docs/de/linked.md")).unwrap();
    let output = tree.run(&["check", "docs", "--fix"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("(2 fixed, 0 remaining)"), "{output:?}");
    assert_eq!(fs::read_to_string(tree.root.join("outside.md")).unwrap(), broken);
    assert_eq!(fs::read_to_string(tree.root.join("docs/de/page.md")).unwrap(), page);
}
