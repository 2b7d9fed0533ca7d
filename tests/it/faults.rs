//! What goes wrong around a run: full disks, lost permissions, signals, files that change, a git that fails. Nothing is
//! left half-written, what happened is said, and the exit status tells.

#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8Path;

use crate::hostile::Tree;

const PAGE: &str = "Open https://portal.example.com/start now.\n";

fn broken() -> String {
    PAGE.replace("https:", "https :")
}

/// So many pages, each with one fault that `--fix` mends.
fn mendable(count: usize) -> Tree {
    let tree = Tree::new();
    tree.write("docs/de/control.md", "Open [this](https://portal.example.com/start).\n");
    for page in 0..count {
        tree.write(&format!("docs/en/p{page}.md"), PAGE);
        tree.write(&format!("docs/de/p{page}.md"), broken());
    }
    tree
}

fn program(path: &Utf8Path, script: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Files that a run has begun beside others and not brought to their place.
fn begun(tree: &Tree) -> usize {
    let files = walkdir::WalkDir::new(&tree.root).into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.file_name().to_string_lossy().starts_with(".instep-")).count()
}

/// Says why a test did not run.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "left out: {why}");
}

/// Runs a script in a folder of its own file system, of 64 KiB, where this machine lets anybody mount one.
fn on_tiny_disk(tree: &Tree, script: &str) -> Option<String> {
    let mount = format!("mount -t tmpfs -o size=64k,nr_inodes=200 none disk && {script}");
    fs::create_dir_all(tree.root.join("disk")).unwrap();
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &mount])
        .env("INSTEP", env!("CARGO_BIN_EXE_instep"))
        .env_remove("GITHUB_ACTIONS")
        .current_dir(&tree.root)
        .output();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output {
        Ok(output) if output.status.success() => Some(text(&output.stdout)),
        Ok(output) => {
            skipped(&format!("no file system can be mounted here: {}", text(&output.stderr)));
            None
        }
        Err(error) => {
            skipped(&format!("there is no unshare here: {error}"));
            None
        }
    }
}

#[test]
fn a_full_disk_leaves_every_file_as_it_was() {
    let tree = mendable(3);
    let script = "cp -r docs disk/ && cd disk && echo old > report.json && cp report.json html
        \"$INSTEP\" check docs --write-baseline --baseline b.json >/dev/null 2>&1; cp b.json before.json
        dd if=/dev/zero of=fill bs=1k count=200 2>/dev/null; dd if=/dev/zero of=more bs=1 count=4096 2>/dev/null
        for arguments in '--fix' '--format json=report.json' '--format html=html' '--format json=new.json' \
            '--baseline b.json --write-baseline' '--baseline c.json --write-baseline'; do
            \"$INSTEP\" check docs $arguments > /dev/null 2>../said; echo \"status $?\"; grep -c 'No space left' ../said
        done
        \"$INSTEP\" contract docs/en --source en --output contract.jsonl 2>../said; echo \"status $?\"
        \"$INSTEP\" init docs --output new.toml 2>../said; echo \"status $?\"
        cat report.json html; cmp b.json before.json && echo same baseline
        for page in 0 1 2; do cmp docs/de/p$page.md ../docs/de/p$page.md && echo same page; done
        find . -name '.instep*'; ls -a | grep -c 'new\\|c.json\\|contract'; true";
    let Some(said) = on_tiny_disk(&tree, script) else { return };
    let failures = "status 2\n1\n".repeat(6).replacen("2\n1", "2\n3", 1);
    let expected = format!(
        "{failures}status 2\nstatus 2\nold\nold\nsame baseline\nsame page\nsame page\nsame page\n0\n"
    );
    assert_eq!(said, expected);
}

#[test]
fn a_file_system_that_became_read_only_is_said() {
    let tree = mendable(2);
    let script = "cp -r docs disk/ && cd disk && mount -o remount,ro . && cd .. && cd disk
        \"$INSTEP\" check docs --fix >/dev/null 2>../said; echo \"status $?\"; grep -c 'Read-only file system' ../said
        \"$INSTEP\" check docs --format json=r.json 2>../said; echo \"status $?\"; grep -c 'Read-only file system' ../said
        \"$INSTEP\" check docs --format concise >/dev/null 2>&1; echo \"status $?\"";
    let Some(said) = on_tiny_disk(&tree, script) else { return };
    assert_eq!(said, "status 2\n2\nstatus 2\n1\nstatus 1\n");
}

#[test]
fn a_stream_that_is_full_is_said_and_a_closed_one_is_not() {
    let tree = mendable(1);
    let run = |redirection: &str, arguments: &str| {
        let script = format!("\"$INSTEP\" check docs {arguments} {redirection}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).env("INSTEP", env!("CARGO_BIN_EXE_instep")).current_dir(&tree.root);
        let output = shell.env_remove("GITHUB_ACTIONS").stdin(Stdio::null()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for format in instep::report::FORMATS {
        let (status, said) = run(">/dev/full", &format!("--format {}", format.name));
        assert_eq!(status, Some(2), "{}", format.name);
        assert!(said.contains("error: cannot write to standard output: No space left on device"), "{said}");
        let (status, said) = run("", &format!("--format {}=/dev/full", format.name));
        assert_eq!(status, Some(2), "{}", format.name);
        assert!(said.contains("error: cannot write /dev/full: No space left on device"), "{said}");
        for closed in [">&-", "<&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"] {
            let (status, said) = run(closed, &format!("--format {}", format.name));
            assert_eq!(status, Some(1), "{} {closed}: {said}", format.name);
        }
        let (status, said) = run("| head -c 1", &format!("--format {}", format.name));
        assert_eq!((status, said.as_str()), (Some(0), ""), "{}", format.name);
    }
    assert!(fs::read_to_string(tree.root.join("docs/de/p0.md")).unwrap() == broken());
}

#[test]
fn a_file_that_may_not_grow_leaves_the_old_one() {
    let tree = mendable(40);
    tree.write("report.json", "old");
    let script = "ulimit -f 1; trap '' XFSZ; \"$INSTEP\" check docs --format json=report.json";
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).env("INSTEP", env!("CARGO_BIN_EXE_instep")).current_dir(&tree.root);
    let output = shell.env_remove("GITHUB_ACTIONS").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("cannot write report.json: File too large"),
        "{output:?}"
    );
    assert_eq!(fs::read_to_string(tree.root.join("report.json")).unwrap(), "old");
    assert_eq!(begun(&tree), 0);
}

/// Starts a run and sends it a signal a little later.
fn interrupted(tree: &Tree, arguments: &[&str], signal: &str, after: Duration) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_instep"))
        .args(arguments)
        .current_dir(&tree.root)
        .env_remove("GITHUB_ACTIONS")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    child.wait().unwrap();
}

/// Shares of the time that a run takes, up to half as long again, the same in every run of this, and a signal each.
fn interruptions(count: u64) -> impl Iterator<Item = (f64, &'static str)> {
    let scattered = (0..count).map(|index: u64| index.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40);
    let shares = scattered.map(|number| 1.5 * number as f64 / f64::from(1 << 24));
    shares.zip(["-KILL", "-TERM", "-INT"].into_iter().cycle())
}

/// How long a run takes here.
fn duration(tree: &Tree, arguments: &[&str]) -> Duration {
    let began = Instant::now();
    tree.run(arguments);
    began.elapsed()
}

#[test]
fn a_run_that_is_killed_leaves_each_page_wholly_old_or_wholly_new() {
    let tree = mendable(60);
    let mut whole = duration(&tree, &["check", "docs"]);
    let (mut old, mut new) = (0, 0);
    for (share, signal) in interruptions(45) {
        for page in 0..60 {
            tree.write(&format!("docs/de/p{page}.md"), broken());
        }
        interrupted(&tree, &["check", "docs", "--fix"], signal, whole.mul_f64(share));
        let mut written = 0;
        for page in 0..60 {
            let text = fs::read_to_string(tree.root.join(format!("docs/de/p{page}.md"))).unwrap();
            assert!(text == PAGE || text == broken(), "{share}: {text:?}");
            written += u32::from(text == PAGE);
        }
        (old, new) = (old + 60 - written, new + written);
        // Other programs on this machine come and go: what came too early or too late comes nearer.
        whole = whole.mul_f64(match written {
            0 => 1.2,
            60 => 0.9,
            _ => 1.0,
        });
    }
    assert!(old > 0 && new > 0, "signals came before and behind: {old} {new}");
    // What a killed run has left beside is taken for no page, and is in nobody's way.
    let list = String::from_utf8(tree.run(&["list", "docs", "--verbose"]).stdout).unwrap();
    assert!(list.contains("61 pages paired") && !list.contains(".instep-"), "{list}");
    assert_eq!(tree.run(&["check", "docs", "--fix"]).status.code(), Some(0));
}

#[test]
fn a_run_that_is_killed_leaves_reports_and_baselines_wholly_old_or_wholly_new() {
    let tree = mendable(60);
    let whole = |path: &str, old: &str| {
        let Ok(text) = fs::read_to_string(tree.root.join(path)) else { return old.is_empty() };
        (!old.is_empty() && text == old) || serde_json::from_str::<serde_json::Value>(&text).is_ok()
    };
    let time = duration(&tree, &["check", "docs", "--format", "json=report.json"]);
    for (share, signal) in interruptions(45) {
        let delay = time.mul_f64(share);
        tree.write("report.json", "old");
        let _ = fs::remove_file(tree.root.join("known.json"));
        interrupted(&tree, &["check", "docs", "--format", "json=report.json"], signal, delay);
        assert!(whole("report.json", "old"), "{delay:?}");
        let baseline = ["check", "docs", "--baseline", "known.json", "--write-baseline"];
        interrupted(&tree, &baseline, signal, delay);
        assert!(whole("known.json", ""), "{delay:?}");
    }
    assert_eq!(
        tree.run(&["check", "docs", "--no-baseline", "--format", "json=report.json"]).status.code(),
        Some(1)
    );
}

/// A git that first does something else, for a tree of which a page asks for its source's history.
fn with_git(script: &str) -> Tree {
    let tree = mendable(2);
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]);
        let output = git.args(arguments).current_dir(&tree.root).output().expect("git runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "Pages"]);
    let pin = git(&["rev-parse", "HEAD"]);
    tree.write("docs/de/p0.md", format!("---\nms.sourcegitcommit: {pin}\n---\n{}", broken()));
    let real = Command::new("sh").args(["-c", "command -v git"]).output().unwrap().stdout;
    let real = String::from_utf8(real).unwrap();
    program(&tree.root.join("bin/git"), &format!("real={}\n{script}", real.trim()));
    tree
}

/// Exit status and standard error of a run in which this git is found first.
fn run_with_git(tree: &Tree, arguments: &[&str]) -> (Option<i32>, String) {
    let path = format!("{}:{}", tree.root.join("bin"), "/usr/local/bin:/usr/bin:/bin");
    let output = tree.run_with(arguments, |command| {
        command.env("PATH", path);
    });
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_git_that_fails_keeps_no_page_from_being_checked() {
    for (script, part) in [
        ("exec sleep 120", "git gave no answer for 1 s"),
        ("exit 3", "git failed"),
        ("kill -SEGV $$", "git failed"),
        ("echo 'fatal: no' >&2; exit 128", "(fatal: no)"),
        ("exec yes", ""),
        ("exec cat /dev/zero", "it wrote something else than it was asked for"),
        ("exec cat /dev/urandom", ""),
        ("exec yes >&2", "git gave no answer for 1 s"),
        ("printf 'abc commit 99999999999999999999\\n'; exec sleep 120", ""),
        ("printf 'abc blob 120000000\\n'; exec cat /dev/zero", ""),
        ("exec 0<&- 1>&-; exec sleep 120", ""),
    ] {
        let tree = with_git(script);
        tree.write("instep.toml", "[limits]\ngit-seconds = 1\n");
        let (status, said) = run_with_git(&tree, &["check", "docs", "--format", "concise"]);
        assert_eq!(status, Some(1), "{script}: {said}");
        assert!(said.contains(part), "{script}: {said}");
        let found = fs::read_to_string(tree.root.join("stdout")).unwrap();
        assert!(found.contains("docs/de/p1.md:1:6: error[url-malformed]"), "{script}: {found}");
        assert!(found.contains("docs/de/p0.md:4:6: error[url-malformed]"), "{script}: {found}");
        let (status, said) = run_with_git(&tree, &["check", "docs", "--since", "HEAD"]);
        assert_eq!(status, Some(2), "{script}: {said}");
        assert!(said.starts_with("instep: error: "), "{script}: {said}");
        let (status, said) = run_with_git(&tree, &["contract", "docs/en", "--source", "en"]);
        assert_eq!(status, Some(0), "{script}: {said}");
    }
}

#[test]
fn without_git_it_is_said_and_the_pages_are_checked() {
    let tree = with_git("");
    let run = |arguments: &[&str]| {
        let output = tree.run_with(arguments, |command| {
            command.env("PATH", tree.root.join("nowhere"));
        });
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, said) = run(&["check", "docs"]);
    assert_eq!(
        (status, said.as_str()),
        (Some(1), "instep: git was not found, so earlier revisions of the source are not looked at\n")
    );
    let (status, said) = run(&["check", "docs", "--since", "HEAD"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("git was not found"), "{said}");
}

/// What the stub does while the pages are compared: they have been read, and are not written yet.
fn meanwhile(change: &str) -> (Tree, Option<i32>, String) {
    let tree = with_git(&format!("{change}\nexec \"$real\" \"$@\""));
    let (status, said) = run_with_git(&tree, &["check", "docs", "--fix"]);
    (tree, status, said)
}

#[test]
fn a_page_that_changes_between_check_and_fix_is_left_alone() {
    let (tree, status, said) = meanwhile("grep -q mine docs/de/p0.md || echo mine >> docs/de/p0.md");
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains("error: docs/de/p0.md was not fixed: it has changed since it was read\n"),
        "{said}"
    );
    let text = fs::read_to_string(tree.root.join("docs/de/p0.md")).unwrap();
    assert!(text.ends_with(&format!("{}mine\n", broken())), "{text}");
    assert_eq!(fs::read_to_string(tree.root.join("docs/de/p1.md")).unwrap(), PAGE, "the other one is mended");
    assert_eq!(begun(&tree), 0);
}

#[test]
fn a_page_that_vanishes_or_may_not_be_written_is_said() {
    for (change, part) in [
        ("rm -f docs/de/p0.md", "No such file or directory"),
        ("chmod 444 docs/de/p0.md", "it is read-only"),
        ("rm -f docs/de/p0.md; mkdir -p docs/de/p0.md", "it is not a file"),
        ("rm -f docs/de/p0.md; ln -s p1.md docs/de/p0.md 2>/dev/null", "it has changed since it was read"),
    ] {
        let (tree, status, said) = meanwhile(change);
        assert_eq!(status, Some(2), "{change}: {said}");
        let line =
            said.lines().find(|line| line.contains("docs/de/p0.md was not fixed: ")).unwrap_or_default();
        assert!(line.contains(part), "{change}: {said}");
        assert_eq!(fs::read_to_string(tree.root.join("docs/de/p1.md")).unwrap(), PAGE, "{change}");
        assert_eq!(begun(&tree), 0);
    }
}

#[test]
fn a_folder_that_may_not_be_written_any_more_is_said() {
    let (tree, status, said) = meanwhile("chmod 555 docs/de");
    let folder = tree.root.join("docs/de");
    let privileged = fs::write(folder.join("probe"), "").is_ok();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    if privileged {
        return skipped("who may write everywhere loses no permission");
    }
    assert_eq!(status, Some(2), "{said}");
    assert_eq!(said.matches("was not fixed: Permission denied").count(), 2, "{said}");
    assert_eq!(fs::read_to_string(folder.join("p1.md")).unwrap(), broken());
}
