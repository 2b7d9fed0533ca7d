//! History, asked of repositories that are made for it and of programs that only claim to be git.
#![expect(clippy::disallowed_methods, reason = "tests make repositories and run git in them")]

use std::process::Command;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::git::Git;
use super::*;
use crate::model::source_file::SourceFile;
use crate::real::real;

/// The time of a scratch repository's first commit: 2026-03-01. Each further one is made a day later.
const FIRST: i64 = 1_772_366_400;
const DAY: i64 = 86_400;

const PATIENCE: Duration = Duration::from_secs(30);

fn history_here() -> History {
    History::new(None, PATIENCE)
}

/// A repository that is gone after the test.
struct Scratch {
    _dir: tempfile::TempDir,
    root: Utf8PathBuf,
    commits: AtomicI64,
}

impl Scratch {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = real(Utf8Path::from_path(dir.path()).unwrap()).unwrap();
        let scratch = Self { _dir: dir, root, commits: AtomicI64::new(0) };
        scratch.git(&["init", "-q", "-b", "main"]);
        scratch
    }

    fn git(&self, arguments: &[&str]) -> String {
        let date = format!("{} +0200", FIRST + self.commits.load(Relaxed) * DAY);
        let output = Command::new("git")
            .current_dir(&self.root)
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"])
            .args(arguments)
            .env("HOME", &self.root)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn path(&self, path: &str) -> Utf8PathBuf {
        self.root.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Writes files and commits everything; gives the commit.
    fn commit(&self, files: &[(&str, &str)]) -> String {
        for (path, text) in files {
            self.write(path, text);
        }
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
        self.commits.fetch_add(1, Relaxed);
        self.git(&["rev-parse", "HEAD"])
    }

    fn file(&self, path: &str) -> std::sync::Arc<SourceFile> {
        SourceFile::new(self.path(path), std::fs::read_to_string(self.path(path)).unwrap())
    }

    /// A clone that has only so many commits of each branch.
    fn shallow(&self, depth: u32) -> Self {
        let clone = Self::new();
        std::fs::remove_dir_all(clone.path(".git")).unwrap();
        clone.git(&["clone", "-q", "--depth", &depth.to_string(), &format!("file://{}", self.root), "."]);
        clone
    }

    fn touched(&self, history: &History, path: &str) -> Option<String> {
        history.touched(&self.path(path)).map(|seen| seen.commit)
    }
}

fn commit(id: &str) -> Pin {
    Pin::Commit(id.to_owned())
}

fn texts(revisions: &Revisions) -> Vec<(String, &str)> {
    revisions.all.iter().map(|revision| (revision.date(), revision.text.as_ref())).collect()
}

#[test]
fn the_last_change_tells_what_a_translator_can_have_read() {
    let scratch = Scratch::new();
    scratch.commit(&[("en/a.md", "1"), ("de/a.md", "eins"), ("fr/a.md", "un")]);
    let translated = scratch.commit(&[("de/a.md", "eins!")]);
    scratch.commit(&[("en/a.md", "2")]);
    let both = scratch.commit(&[("en/a.md", "3"), ("fr/a.md", "trois")]);
    scratch.write("de/new.md", "neu");
    scratch.write("de/a.md", "not yet committed");
    let history = history_here();
    let seen = history.touched(&scratch.path("de/a.md")).unwrap();
    assert_eq!((&seen.commit, seen.time), (&translated, FIRST + DAY));
    let read = history.text_as_of(&scratch.path("en/a.md"), &seen).unwrap();
    assert_eq!((read.commit, read.text.as_ref(), read.time), (translated, "1", FIRST + DAY));
    let later = history.texts_between(&scratch.file("en/a.md"), After::Seen(&seen));
    assert_eq!(texts(&later), [("2026-03-03".to_owned(), "2"), ("2026-03-04".to_owned(), "3")]);
    let seen = history.touched(&scratch.path("fr/a.md")).unwrap();
    assert_eq!(seen.commit, both);
    assert_eq!(history.text_as_of(&scratch.path("en/a.md"), &seen).unwrap().text.as_ref(), "3");
    assert_eq!(scratch.touched(&history, "de/new.md"), None);
    assert_eq!(history.touched(Utf8Path::new("/nowhere/de/a.md")), None);
    assert_eq!(history.notices(), [""; 0]);
}

#[test]
fn bulk_commits_and_moves_do_not_count_as_having_read_a_page() {
    let scratch = Scratch::new();
    scratch.commit(&[("en/a.md", "source"), ("de/a.md", "eins")]);
    let translated = scratch.commit(&[("de/a.md", "zwei, und mehr Text")]);
    let bulk = scratch.commit(&[("de/a.md", "zwei,\nund mehr Text")]);
    scratch.git(&["mv", "de", "german"]);
    scratch.git(&["mv", "en", "english"]);
    scratch.commit(&[]);
    assert_eq!(scratch.touched(&history_here(), "german/a.md"), Some(bulk.clone()));
    scratch.commit(&[(".git-blame-ignore-revs", &format!("# formatting\n\n{bulk} # wrapped lines\n"))]);
    let history = history_here();
    let seen = history.touched(&scratch.path("german/a.md")).unwrap();
    assert_eq!(seen.commit, translated);
    let read = history.text_as_of(&scratch.path("english/a.md"), &seen).unwrap();
    assert_eq!(read.text.as_ref(), "source");
    let pinned = history.pinned(&scratch.file("english/a.md"), &commit(&translated[..9]));
    assert_eq!(pinned.as_deref(), Some("source"));
    assert_eq!(history.notices(), [""; 0]);
}

#[test]
fn a_file_that_takes_the_name_of_another_has_its_own_history() {
    let scratch = Scratch::new();
    let first = scratch.commit(&[("de/a.md", "a text"), ("de/b.md", "another text")]);
    let changed = scratch.commit(&[("de/a.md", "a text, mended")]);
    for (from, to) in [("de/b.md", "de/c.md"), ("de/a.md", "de/b.md")] {
        scratch.git(&["mv", from, to]);
        scratch.commit(&[]);
    }
    let history = history_here();
    assert_eq!(scratch.touched(&history, "de/b.md"), Some(changed));
    assert_eq!(scratch.touched(&history, "de/c.md"), Some(first));
    assert_eq!(scratch.touched(&history, "de/a.md"), None);
}

#[test]
fn a_translation_made_on_a_branch_has_read_the_source_of_that_branch() {
    let scratch = Scratch::new();
    let base = scratch.commit(&[("en/a.md", "old"), ("de/a.md", "alt")]);
    scratch.git(&["checkout", "-q", "-b", "work"]);
    let translated = scratch.commit(&[("de/a.md", "alt, verbessert")]);
    scratch.commit(&[("en/b.md", "drafted")]);
    scratch.commit(&[("en/b.md", "finished")]);
    scratch.git(&["checkout", "-q", "main"]);
    scratch.commit(&[("en/a.md", "new")]);
    scratch.git(&["merge", "-q", "--no-ff", "-m", "merge", "work"]);
    let history = history_here();
    let seen = history.touched(&scratch.path("de/a.md")).unwrap();
    assert_eq!(seen.commit, translated);
    assert_eq!(history.text_as_of(&scratch.path("en/a.md"), &seen).unwrap().text.as_ref(), "old");
    // What a branch brought came with its merge, finished.
    let brought = history.texts_between(&scratch.file("en/b.md"), After::Pin(&commit(&base)));
    assert_eq!(texts(&brought), [("2026-03-06".to_owned(), "finished")]);
}

#[test]
fn revisions_between_are_limited_and_those_left_out_are_counted() {
    let scratch = Scratch::new();
    let pin = scratch.commit(&[("en/a.md", "0")]);
    for number in 1..=53 {
        scratch.commit(&[("en/a.md", &number.to_string())]);
    }
    let history = history_here();
    let source = scratch.file("en/a.md");
    let found = history.texts_between(&source, After::Pin(&commit(&pin)));
    assert_eq!((found.all.len(), found.left_out), (50, 3));
    assert_eq!((found.all[0].text.as_ref(), found.all[49].text.as_ref()), ("4", "53"));
    let unknown = history.texts_between(&source, After::Pin(&commit("0123456789")));
    assert_eq!(unknown, Revisions::default());
    let newest = commit(&found.all[49].commit);
    assert_eq!(history.texts_between(&source, After::Pin(&newest)), Revisions::default());
}

#[test]
fn a_shallow_clone_is_judged_commit_by_commit() {
    let scratch = Scratch::new();
    let old = scratch.commit(&[("en/a.md", "1"), ("de/a.md", "eins"), ("fr/a.md", "un")]);
    let middle = scratch.commit(&[("en/a.md", "2")]);
    let recent = scratch.commit(&[("de/a.md", "zwei")]);
    let clone = scratch.shallow(2);
    let history = history_here();
    let source = clone.file("en/a.md");
    assert_eq!(history.pinned(&source, &commit(&middle)).as_deref(), Some("2"));
    assert_eq!(history.pinned(&source, &commit(&old)), None);
    assert_eq!(clone.touched(&history, "de/a.md"), Some(recent));
    assert_eq!(clone.touched(&history, "fr/a.md"), None);
    // The commit at which the clone ends has brought every file only in appearance.
    assert_eq!(history.texts_between(&source, After::Pin(&commit(&middle))), Revisions::default());
    let notices = history.notices();
    assert_eq!(notices.len(), 2, "{notices:?}");
    assert!(notices.iter().all(|notice| notice.contains("`fetch-depth: 0`")), "{notices:?}");
    assert!(notices[0].contains("does not have 1 source revision(s)"), "{notices:?}");
    // The first commit of a whole history is no such end.
    assert_eq!(scratch.touched(&history_here(), "fr/a.md"), Some(old));
}

#[test]
fn a_source_in_another_repository_is_read_as_it_stood_at_the_time() {
    let source = Scratch::new();
    source.commit(&[("guide/a.md", "1")]);
    source.commit(&[("guide/a.md", "2")]);
    let third = source.commit(&[("guide/a.md", "3")]);
    let translations = Scratch::new();
    translations.commit(&[]);
    translations.commit(&[("de/a.md", "zwei"), ("en/a.md", "3")]);
    let beside = history_here();
    let seen = beside.touched(&translations.path("de/a.md")).unwrap();
    assert_eq!(beside.text_as_of(&source.path("guide/a.md"), &seen).unwrap().text.as_ref(), "2");
    let origin = Origin { repository: source.path("guide"), folder: translations.path("en") };
    let elsewhere = History::new(Some(origin), PATIENCE);
    let copy = translations.file("en/a.md");
    assert_eq!(elsewhere.pinned(&copy, &commit(&third)).as_deref(), Some("3"));
    assert_eq!(elsewhere.text_as_of(&copy.path, &seen).unwrap().text.as_ref(), "2");
    assert_eq!(elsewhere.pinned(&translations.file("de/a.md"), &commit(&third)), None);
    assert_eq!(elsewhere.notices().len(), 1);
    assert!(elsewhere.notices()[0].contains("see `repository` and `folder`"));
}

#[test]
fn hashes_are_looked_for_in_the_current_source_and_in_earlier_ones() {
    let scratch = Scratch::new();
    scratch.commit(&[("en/a.md", "one\n")]);
    scratch.commit(&[("en/a.md", "two\n")]);
    scratch.commit(&[("en/a.md", "three\n")]);
    let history = history_here();
    let source = scratch.file("en/a.md");
    let pinned = |hash: &str| history.pinned(&source, &Pin::Hash(hash.to_owned()));
    for (hash, text) in [
        ("febe6995bad457991331348f7b9c85fa", "three\n"),
        ("5bbf5a52328e7439ae6e719dfe712200", "one\n"),
        ("0123456789abcdef0123456789abcdef", ""),
    ] {
        assert_eq!(pinned(hash).unwrap_or_default(), text, "{hash}");
    }
    // The same text in a working tree with the line ends of another system.
    let windows = SourceFile::new(source.path.clone(), "three\r\n");
    let hash = Pin::Hash("febe6995bad457991331348f7b9c85fa".to_owned());
    assert_eq!(history.pinned(&windows, &hash).as_deref(), Some("three\r\n"));
    let since = Pin::Hash("5bbf5a52328e7439ae6e719dfe712200".to_owned());
    let between = history.texts_between(&source, After::Pin(&since));
    assert_eq!(
        between.all.iter().map(|revision| revision.text.as_ref()).collect::<Vec<_>>(),
        ["two\n", "three\n"]
    );
    assert_eq!(history.notices().len(), 1);
}

#[test]
fn names_that_mean_nothing_are_told_once() {
    let scratch = Scratch::new();
    let first = scratch.commit(&[("en/a.md", "1")]);
    scratch.commit(&[("en/b.md", "2")]);
    let history = history_here();
    let (a, b) = (scratch.file("en/a.md"), scratch.file("en/b.md"));
    for _ in 0..3 {
        for name in ["main", "1.12", "HEAD", "0123456\nHEAD", "--help", "12345678901"] {
            assert_eq!(history.pinned(&a, &commit(name)), None, "{name}");
        }
        assert_eq!(history.pinned(&b, &commit(&first)), None);
    }
    let outside = SourceFile::new("/nowhere/en/a.md", "");
    assert_eq!(history.pinned(&outside, &commit(&first)), None);
    let notices = history.notices();
    assert_eq!(notices.len(), 4, "{notices:?}");
    for part in [
        "5 source revision(s) that are no ids",
        "does not have 1 ",
        "not the source file",
        "/nowhere/en/a.md: ",
    ] {
        assert!(notices.iter().any(|notice| notice.contains(part)), "{part}: {notices:?}");
    }
}

#[test]
fn a_repository_without_commits_has_no_history_and_that_is_no_trouble() {
    let scratch = Scratch::new();
    scratch.write("de/a.md", "eins");
    let history = history_here();
    assert_eq!(scratch.touched(&history, "de/a.md"), None);
    assert_eq!(history.notices(), [""; 0]);
}

#[test]
fn threads_and_order_of_questions_change_no_answer() {
    use rayon::prelude::*;

    let scratch = Scratch::new();
    let mut ids = Vec::new();
    for number in 0..12 {
        let text = number.to_string();
        let files = [("en/a.md".to_owned(), &text), (format!("de/{}.md", number % 5), &text)];
        ids.push(scratch.commit(&files.each_ref().map(|(path, text)| (path.as_str(), text.as_str()))));
    }
    let source = scratch.file("en/a.md");
    let ask = |history: &History, number: usize| {
        let seen = history.touched(&scratch.path(&format!("de/{}.md", number % 5)));
        let read = seen.as_ref().and_then(|seen| history.text_as_of(&source.path, seen));
        let between = history.texts_between(&source, After::Pin(&commit(&ids[number % ids.len()])));
        (seen, read, between)
    };
    let one = history_here();
    let expected: Vec<_> = (0..60).rev().map(|number| ask(&one, number)).collect();
    let many = history_here();
    let mut found: Vec<_> = (0..60_usize).into_par_iter().map(|number| ask(&many, number)).collect();
    found.reverse();
    assert_eq!(found, expected);
    assert_eq!(found[0].2.all.len(), 12 - 1 - 59 % 12);
}

#[test]
fn nothing_of_the_repository_is_run() {
    let scratch = Scratch::new();
    let pin = scratch.commit(&[("en/a.md", "1"), (".gitattributes", "*.md diff=x filter=x\n")]);
    scratch.commit(&[("en/a.md", "2")]);
    let trap = format!("touch {}", scratch.path("sprung"));
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.smudge",
        "gpg.program",
    ] {
        scratch.git(&["config", key, &trap]);
    }
    for (key, value) in [("log.showSignature", "true"), ("diff.orderFile", "none"), ("diff.relative", "true")]
    {
        scratch.git(&["config", key, value]);
    }
    let history = history_here();
    assert_eq!(history.pinned(&scratch.file("en/a.md"), &commit(&pin)).as_deref(), Some("1"));
    assert_eq!(history.texts_between(&scratch.file("en/a.md"), After::Pin(&commit(&pin))).all.len(), 1);
    assert!(history.touched(&scratch.path("en/a.md")).is_some());
    assert_eq!((history.notices().len(), scratch.path("sprung").exists()), (0, false));
}

#[cfg(unix)]
mod stubs {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A program that stands in for git and does this instead.
    fn history(scratch: &Scratch, script: &str) -> History {
        let program = scratch.path("stub");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        History::through(Git::stub(&program, Duration::from_millis(300)))
    }

    /// Asks about several pages and gives what is said of it.
    fn notices(history: &History, scratch: &Scratch) -> Vec<String> {
        for _ in 0..3 {
            assert_eq!(history.pinned(&scratch.file("en/a.md"), &commit("0123456789")), None);
            assert_eq!(scratch.touched(history, "en/a.md"), None);
        }
        history.notices()
    }

    #[test]
    fn a_git_that_fails_is_given_up_and_told_once() {
        for (script, part) in [
            (
                "echo \"fatal: detected dubious ownership in repository at '/x'\" >&2; exit 128",
                "safe.directory",
            ),
            ("echo 'fatal: bad object' >&2; exit 128", "(fatal: bad object)"),
            ("exit 0", "git failed"),
            ("sleep 30", "no answer for 0.3 s"),
            ("read x; echo 'abc commit 500'; exec sleep 30", "no answer for 0.3 s"),
            ("read x; head -c 3000000 /dev/zero", "something else"),
            ("read x; echo 'abc commit 9'; echo; exit 1", "git failed"),
        ] {
            let scratch = Scratch::new();
            scratch.commit(&[("en/a.md", "1")]);
            let begin = Instant::now();
            let notices = notices(&history(&scratch, script), &scratch);
            assert!(begin.elapsed() < Duration::from_secs(10), "{script}");
            assert_eq!(notices.len(), 1, "{script}: {notices:?}");
            assert!(notices[0].contains(part), "{script}: {notices:?}");
            assert!(notices[0].starts_with(scratch.root.as_str()), "{script}: {notices:?}");
        }
    }

    #[test]
    fn a_log_that_breaks_off_is_no_history() {
        let scratch = Scratch::new();
        scratch.commit(&[("en/a.md", "1")]);
        let stub = "case \"$*\" in *cat-file*) exec git \"$@\";; *) printf '\\001abc 1 \\0'; exit 3;; esac";
        let history = history(&scratch, stub);
        assert_eq!(scratch.touched(&history, "en/a.md"), None);
        assert_eq!(history.notices().len(), 1);
        // Texts do not depend on it.
        let pin = commit(&scratch.git(&["rev-parse", "HEAD"]));
        assert_eq!(history.pinned(&scratch.file("en/a.md"), &pin).as_deref(), Some("1"));
    }

    #[test]
    fn without_git_it_is_said_once_for_all_repositories() {
        let (one, other) = (Scratch::new(), Scratch::new());
        let history = History::through(Git::stub(&one.path("absent"), Duration::from_secs(1)));
        for scratch in [&one, &other] {
            scratch.commit(&[("en/a.md", "1")]);
            assert_eq!(scratch.touched(&history, "en/a.md"), None);
        }
        assert_eq!(
            history.notices(),
            ["git was not found, so earlier revisions of the source are not looked at"]
        );
    }
}
