//! Git repositories of strangers: nothing that they name is run, fetched or obeyed.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use camino::Utf8Path;

use crate::hostile::Tree;

fn git(folder: &Utf8Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

const SOURCE: &str = "Open https://a.example.com/new now.\n";

/// A repository whose translation follows its first commit, and a program that tells that it was run.
fn repository() -> (Tree, String) {
    let tree = Tree::with(SOURCE.replace("new", "old"), "");
    tree.write(".gitattributes", "*.md diff=x filter=x merge=x text eol=lf\n");
    git(&tree.root, &["init", "-q", "-b", "main"]);
    git(&tree.root, &["add", "-A"]);
    git(&tree.root, &["commit", "-q", "-m", "Pages"]);
    let pin = git(&tree.root, &["rev-parse", "HEAD"]);
    tree.write("docs/en/page.md", SOURCE);
    tree.write(
        "docs/de/page.md",
        format!("---\nms.sourcegitcommit: {pin}\n---\nÖffnen Sie https://a.example.com/old.\n"),
    );
    git(&tree.root, &["commit", "-q", "-a", "-m", "More"]);
    tree.write("docs/en/page.md", SOURCE.to_owned() + "\nMore.\n");
    let trap = tree.root.join("trap");
    fs::write(&trap, format!("#!/bin/sh\necho \"$0 $*\" >> {}\n", tree.root.join("sprung"))).unwrap();
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    (tree, trap.into_string())
}

/// Runs all that asks git, and gives what was run of the repository's.
fn sprung(tree: &Tree) -> String {
    for arguments in [
        &["check", "docs", "--format", "concise"][..],
        &["check", "docs", "--since", "HEAD~1"],
        &["check", "docs", "--since", "HEAD~1", "--new-only"],
        &["check", "docs", "--diff"],
        &["contract", "docs/en", "--source", "en"],
        &["list", "docs"],
    ] {
        let output = tree.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {said}");
    }
    fs::read_to_string(tree.root.join("sprung")).unwrap_or_default()
}

#[test]
fn a_repository_runs_no_program_that_its_configuration_names() {
    let (tree, trap) = repository();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.askPass",
        "core.sshCommand",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "credential.helper",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "merge.x.driver",
        "gpg.program",
        "gpg.ssh.program",
        "interactive.diffFilter",
        "pager.log",
        "pager.diff",
        "sequence.editor",
        "trailer.x.command",
        "uploadpack.packObjectsHook",
        "alias.log",
        "alias.cat-file",
        "alias.diff",
        "alias.rev-parse",
    ] {
        let value =
            if key.starts_with("alias.") { format!("!{trap} {key}") } else { format!("{trap} {key}") };
        git(&tree.root, &["config", key, &value]);
    }
    for (key, value) in [
        ("log.showSignature", "true"),
        ("filter.x.required", "true"),
        ("core.untrackedCache", "true"),
        ("diff.submodule", "diff"),
    ] {
        git(&tree.root, &["config", key, value]);
    }
    assert_eq!(sprung(&tree), "");
}

#[test]
fn an_included_configuration_is_no_way_around() {
    let (tree, trap) = repository();
    tree.write(
        "more",
        format!(
            "[core]\n\tfsmonitor = {trap} fsmonitor\n\thooksPath = {root}/hooks\n[diff]\n\texternal = {trap} external\n\
             [filter \"x\"]\n\tclean = {trap} clean\n\tprocess = {trap} process\n",
            root = tree.root
        ),
    );
    for key in ["include.path".to_owned(), format!("includeIf.gitdir:{}/.path", tree.root)] {
        git(&tree.root, &["config", &key, tree.root.join("more").as_str()]);
    }
    assert_eq!(sprung(&tree), "");
}

#[test]
fn a_repository_runs_no_hook() {
    let (tree, trap) = repository();
    for folder in [".git/hooks", "hooks"] {
        let folder = tree.root.join(folder);
        fs::create_dir_all(&folder).unwrap();
        for hook in [
            "post-index-change",
            "post-checkout",
            "pre-auto-gc",
            "fsmonitor-watchman",
            "reference-transaction",
            "post-rewrite",
            "pre-commit",
        ] {
            fs::copy(&trap, folder.join(hook)).unwrap();
        }
    }
    // Files that are newer than the index says make git want to write it.
    tree.write("docs/en/control.md", fs::read(tree.root.join("docs/en/control.md")).unwrap());
    assert_eq!(sprung(&tree), "");
    git(&tree.root, &["config", "core.hooksPath", tree.root.join("hooks").as_str()]);
    assert_eq!(sprung(&tree), "");
}

#[test]
fn a_partial_clone_fetches_nothing() {
    let (tree, trap) = repository();
    let pin = git(&tree.root, &["rev-parse", "HEAD~1:docs/en/page.md"]);
    for (key, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "far"),
        ("remote.far.promisor", "true"),
        ("remote.far.partialCloneFilter", "blob:none"),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
        ("protocol.file.allow", "always"),
        ("remote.far.uploadpack", trap.as_str()),
        ("core.sshCommand", trap.as_str()),
    ] {
        git(&tree.root, &["config", key, value]);
    }
    // The text that the pin names is missing, so that git would get it.
    let object = tree.root.join(".git/objects").join(&pin[..2]).join(&pin[2..]);
    fs::remove_file(object).unwrap();
    for url in [format!("ext::{trap} ext"), "ssh://example.invalid/x".to_owned(), tree.root.to_string()] {
        git(&tree.root, &["config", "remote.far.url", &url]);
        let output = tree.run(&["check", "docs", "--format", "concise"]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let since = tree.run(&["check", "docs", "--since", "HEAD~1"]);
        assert_eq!(since.status.code(), Some(2), "{since:?}");
        assert!(String::from_utf8_lossy(&since.stderr).contains("this may be a partial clone"), "{since:?}");
        assert!(!tree.root.join("sprung").exists(), "{url}");
    }
}

#[test]
fn a_folder_that_looks_like_a_repository_is_none() {
    let (tree, trap) = repository();
    let bare = tree.root.join("docs/de/bare");
    git(&tree.root, &["clone", "-q", "--bare", tree.root.as_str(), bare.as_str()]);
    for (key, value) in [("core.fsmonitor", trap.as_str()), ("core.bare", "false"), ("core.worktree", "/")] {
        git(&bare, &["--git-dir", bare.as_str(), "config", key, value]);
    }
    fs::write(bare.join("page.md"), SOURCE).unwrap();
    let output = tree.run(&["check", "docs/de/bare", "--since", "HEAD"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("bare repository"), "{said}");
    assert_eq!(sprung(&tree), "");
}

#[test]
fn a_revision_is_no_option() {
    let (tree, _) = repository();
    let target = tree.root.join("written");
    for revision in [format!("--output={target}"), "--help".to_owned(), "-O/etc/passwd".to_owned()] {
        let since = format!("--since={revision}");
        let output = tree.run(&["check", "docs", &since]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("git has no commit `{revision}`")), "{said}");
        tree.write(
            "docs/de/page.md",
            format!("---\nms.sourcegitcommit: \"{revision}\"\n---\nÖffnen Sie https://a.example.com/new.\n"),
        );
        assert_eq!(tree.run(&["check", "docs"]).status.code(), Some(1));
    }
    assert!(!target.exists());
}

#[test]
fn refs_and_names_that_look_like_options_are_names() {
    let (tree, _) = repository();
    let head = git(&tree.root, &["rev-parse", "HEAD"]);
    for name in ["refs/heads/--output=x", "refs/heads/-p", "refs/tags/HEAD"] {
        let path = tree.root.join(".git").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{head}\n")).unwrap();
    }
    for name in ["--output=x.md", "-p.md", "HEAD.md", "a b\tc.md"] {
        tree.write(&format!("docs/en/{name}"), SOURCE);
        tree.write(&format!("docs/de/{name}"), SOURCE.replace("new", "other"));
    }
    git(&tree.root, &["add", "-A"]);
    git(&tree.root, &["commit", "-q", "-m", "Names"]);
    let before: Vec<_> = fs::read_dir(&tree.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let output = tree.run(&["check", "docs", "--since", "HEAD~1", "--format", "concise"]);
    let found = String::from_utf8_lossy(&output.stdout);
    for name in ["--output=x.md", "-p.md", "HEAD.md", "a b c.md"] {
        assert!(
            found.contains(&format!("docs/de/{name}:1:6: error[url-drift]")),
            "{name}: {found}{output:?}"
        );
    }
    let after: Vec<_> = fs::read_dir(&tree.root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        after.iter().all(|name| before.contains(name) || name == "stdout" || name == "stderr"),
        "{after:?}"
    );
}

#[test]
fn variables_lead_git_to_no_other_repository() {
    let (tree, trap) = repository();
    let (other, _) = repository();
    let expected = tree.run(&["check", "docs", "--since", "HEAD~1", "--format", "concise"]);
    let output = tree.run_with(&["check", "docs", "--since", "HEAD~1", "--format", "concise"], |command| {
        command
            .env("GIT_DIR", other.root.join(".git"))
            .env("GIT_WORK_TREE", "/")
            .env("GIT_INDEX_FILE", "/dev/null")
            .env("GIT_OBJECT_DIRECTORY", other.root.join(".git/objects"))
            .env("GIT_EXTERNAL_DIFF", &trap)
            .env("GIT_PAGER", &trap)
            .env("GIT_SSH_COMMAND", &trap)
            .env("GIT_ASKPASS", &trap);
    });
    assert_eq!(String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&expected.stdout));
    assert!(!tree.root.join("sprung").exists());
}
