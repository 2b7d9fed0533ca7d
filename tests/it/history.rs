//! Runs in repositories whose history cannot be read: it is said once, and the check goes on.

use std::path::Path;
use std::process::Command;

/// Three pages in two languages; each translation names the source's revision and lacks its URL.
fn site(root: &Path) {
    for page in ["a", "b", "c"] {
        for (locale, matter, end) in [
            ("en", "", " https://portal.example.org/x"),
            ("de", "---\nsource_commit: 0123456789\n---\n\n", ""),
        ] {
            let text = format!(
                "{matter}# Page {page}\n\n1. One\n2. Two{end}\n\nhttps://portal.example.org/{page}\n"
            );
            let path = root.join(format!("docs/{locale}/{page}.md"));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
}

/// Status, standard output and standard error of a run, with what `path` holds for programs.
fn check(root: &Path, path: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_instep"))
        .current_dir(root)
        .args(["check", "docs", "--format", "concise"])
        .args(arguments)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[cfg(unix)]
#[test]
fn what_keeps_git_from_answering_is_said_once() {
    use std::os::unix::fs::PermissionsExt as _;

    let owner =
        "#!/bin/sh\necho \"fatal: detected dubious ownership in repository at '/docs'\" >&2\nexit 128\n";
    let missing = "#!/bin/sh\nwhile read -r name; do echo \"$name missing\"; done\n";
    for (script, repository, said) in [
        (None, false, "not in a git repository"),
        (None, true, "git was not found"),
        (Some(owner), true, "belongs to another user"),
        (Some(missing), true, "`fetch-depth: 0`"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        site(dir.path());
        if repository {
            std::fs::create_dir(dir.path().join(".git")).unwrap();
        }
        let bin = dir.path().join("bin");
        std::fs::create_dir(&bin).unwrap();
        if let Some(script) = script {
            let git = bin.join("git");
            std::fs::write(&git, script).unwrap();
            std::fs::set_permissions(&git, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let (status, found, notices) = check(dir.path(), &bin, &[]);
        assert_eq!(notices.lines().count(), 1, "{said}: {notices}");
        assert!(notices.contains(said), "{said}: {notices}");
        // What may only be behind is no fault where nobody can tell.
        assert_eq!((status, found.matches("info[url-missing]").count()), (Some(0), 3), "{said}: {found}");
        let alone = check(dir.path(), &bin, &["--threads", "1"]);
        assert_eq!(alone, (status, found, notices));
        assert_eq!(check(dir.path(), &bin, &["--quiet"]).2, "");
    }
}
