//! Runs on what a change brings: scratch repositories, changed in every way.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

/// A repository in a folder of its own.
struct Repo {
    _dir: TempDir,
    root: Utf8PathBuf,
}

/// What a run said.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    status: i32,
    found: Vec<String>,
    notices: String,
}

impl Repo {
    fn empty() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        Self { _dir: dir, root: root.join("work") }
    }

    /// Two pages in three languages, committed on `main`; a branch `change` is checked out.
    fn new() -> Self {
        let repo = Self::empty();
        fs::create_dir(&repo.root).unwrap();
        repo.git(&["init", "-q", "-b", "main"]);
        for page in ["setup", "other"] {
            repo.write(&format!("docs/en/{page}.md"), &english(page))
                .write(&format!("docs/de/{page}.md"), &german(page))
                .write(&format!("docs/fr/{page}.md"), &french(page));
        }
        repo.commit().git(&["checkout", "-q", "-b", "change"]);
        repo
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Replaces something in a file.
    fn edit(&self, path: &str, old: &str, new: &str) -> &Self {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        assert!(text.contains(old), "{path}: {old}");
        self.write(path, &text.replacen(old, new, 1))
    }

    fn git(&self, args: &[&str]) -> &Self {
        git(&self.root, args);
        self
    }

    fn commit(&self) -> &Self {
        self.git(&["add", "-A"]).git(&["commit", "-q", "-m", "Pages"])
    }

    /// A run over everything in the root.
    fn since(&self, args: &[&str]) -> Said {
        self.since_in("", &[&["--since", "main"], args].concat())
    }

    fn since_in(&self, folder: &str, args: &[&str]) -> Said {
        said(&instep(&self.root.join(folder), args, |_| ()))
    }
}

fn git(folder: &Utf8Path, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(["-c", "protocol.file.allow=always"])
        .args(args)
        .current_dir(folder)
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn instep(folder: &Utf8Path, args: &[&str], set: impl FnOnce(&mut Command)) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
    command.current_dir(folder).env_remove("GITHUB_ACTIONS").env("NO_COLOR", "1");
    command.args(["check", "--format", "concise"]).args(args);
    set(&mut command);
    command.output().unwrap()
}

fn said(output: &Output) -> Said {
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    let found = out.lines().filter(|line| !line.starts_with("checked ") && !line.is_empty());
    Said {
        status: output.status.code().unwrap(),
        found: found.map(str::to_owned).collect(),
        notices: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

fn clean() -> Said {
    Said { status: 0, found: Vec::new(), notices: String::new() }
}

fn english(page: &str) -> String {
    format!(
        "# The {page} page\n\nRead the [guide](https://example.com/{page}/guide) before you begin.\n\n\
         1. Sign in to the portal with your account.\n2. Open `settings` at https://portal.example.com/settings.\n\
         3. Choose a name for the run.\n\nAsk in the [forum](https://forum.example.com/{page}).\n"
    )
}

fn german(page: &str) -> String {
    format!(
        "# Die Seite {page}\n\nLesen Sie zuerst die [Anleitung](https://example.com/{page}/guide).\n\n\
         1. Melden Sie sich mit Ihrem Konto im Portal an.\n\
         2. Öffnen Sie `settings` unter https://portal.example.com/settings.\n\
         3. Wählen Sie einen Namen für den Lauf.\n\nFragen Sie im [Forum](https://forum.example.com/{page}).\n"
    )
}

fn french(page: &str) -> String {
    format!(
        "# La page {page}\n\nLisez d'abord le [guide](https://example.com/{page}/guide).\n\n\
         1. Connectez-vous au portail avec votre compte.\n\
         2. Ouvrez `settings` sur https://portal.example.com/settings.\n\
         3. Choisissez un nom pour l'exécution.\n\nDemandez sur le [forum](https://forum.example.com/{page}).\n"
    )
}

const BROKEN: &str = "docs/de/setup.md:6:32: error[url-drift] host differs: `https://protal.example.com/settings` \
                      here, `https://portal.example.com/settings` in the source";

#[test]
fn what_a_change_of_the_source_leaves_behind_is_told_once_on_the_source() {
    let repo = Repo::new();
    repo.edit("docs/en/setup.md", "https://example.com/setup/guide", "https://example.com/setup/handbook")
        .edit(
            "docs/en/setup.md",
            "3. Choose",
            "3. Copy the `run_id` from https://portal.example.com/runs.\n4. Choose",
        )
        .commit();
    let expected = [
        "docs/en/setup.md:3:18: info[page-stale] `https://example.com/setup/guide` became \
         `https://example.com/setup/handbook`; not yet in de, fr",
        "docs/en/setup.md:7:1: info[page-stale] step `3 of 4: Copy the `run_id` from https://portal.example.com/ru…` \
         is new; not yet in de, fr",
    ];
    let said = repo.since(&["--new-only"]);
    assert_eq!(
        (said.status, said.found.as_slice()),
        (0, &expected.map(str::to_owned)[..]),
        "{}",
        said.notices
    );
    assert_eq!(repo.since(&[]), said);
    assert_eq!(repo.since(&["--threads", "1"]), said);
    // What is not asked about is not named, and where the source is not, a translation bears it.
    let german = repo.since(&["--locale", "de"]);
    assert!(german.found.iter().all(|line| line.ends_with("not yet in de")), "{:?}", german.found);
    let german = repo.since(&["docs/de"]);
    assert!(german.found.iter().all(|line| line.starts_with("docs/de/setup.md:")), "{:?}", german.found);
    assert_eq!(german.found.len(), 2);
}

#[test]
fn what_went_from_the_source_is_told_where_it_stood() {
    let repo = Repo::new();
    repo.edit(
        "docs/en/setup.md",
        "Read the [guide](https://example.com/setup/guide) before you begin.",
        "Read on.",
    )
    .edit("docs/en/setup.md", "3. Choose a name for the run.\n", "")
    .commit();
    let said = repo.since(&["--new-only"]);
    let expected = [
        "docs/en/setup.md:3:1: info[page-stale] `https://example.com/setup/guide` is gone; still in de, fr",
        "docs/en/setup.md:6:1: info[page-stale] step `Choose a name for the run.` is gone; still in de, fr",
    ];
    assert_eq!((said.status, said.found.as_slice()), (0, &expected.map(str::to_owned)[..]));
}

#[test]
fn a_translation_that_is_edited_with_its_source_is_judged_by_itself() {
    let repo = Repo::new();
    repo.edit("docs/en/setup.md", "https://forum.example.com/setup", "https://forum.example.com/start")
        .edit(
            "docs/de/setup.md",
            "im [Forum](https://forum.example.com/setup)",
            "dort: https://forum.example.com/stort",
        )
        .commit();
    let said = repo.since(&["--new-only"]);
    assert_eq!(said.status, 1);
    assert_eq!(said.found.len(), 2, "{:?}", said.found);
    assert!(said.found[0].starts_with("docs/de/setup.md:9:"), "{:?}", said.found);
    assert!(said.found[1].ends_with("`https://forum.example.com/start`; not yet in fr"), "{:?}", said.found);
}

#[test]
fn old_findings_are_left_out_and_the_new_one_is_told() {
    let repo = Repo::new();
    repo.git(&["checkout", "-q", "main"])
        .edit("docs/de/setup.md", "https://forum.example.com", "https://forun.example.com")
        .edit("docs/fr/setup.md", "https://forum.example.com", "https://forun.example.com")
        .edit("docs/de/other.md", "https://forum.example.com", "https://forun.example.com")
        .commit()
        .git(&["checkout", "-q", "-B", "change"])
        .edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com")
        .edit("docs/de/setup.md", "# Die", "\n\n# Die")
        .commit();
    let all = repo.since(&[]);
    assert_eq!((all.status, all.found.len()), (1, 3), "{:?}", all.found);
    assert!(all.found.iter().all(|line| line.contains("/setup.md")), "{:?}", all.found);
    let new = repo.since(&["--new-only"]);
    assert_eq!(new.found, [BROKEN.replace(":6:", ":8:")]);
    // A fault that is mended in one language hides nothing in another.
    repo.git(&["checkout", "-q", "-B", "change", "main"])
        .edit("docs/de/setup.md", "https://forun", "https://forum")
        .edit("docs/fr/setup.md", "https://portal", "https://protal")
        .commit();
    let new = repo.since(&["--new-only"]);
    assert_eq!(new.found.len(), 1, "{:?}", new.found);
    assert!(new.found[0].starts_with("docs/fr/setup.md:6:"), "{:?}", new.found);
}

#[test]
fn of_two_equal_findings_the_new_one_is_told() {
    let repo = Repo::new();
    let line = "See https://status.example.com.\n";
    let bad = "Siehe https://statsu.example.com.\n";
    repo.git(&["checkout", "-q", "main"])
        .write("docs/en/twice.md", &format!("# A\n\nFirst. {line}\n## B\n\nSecond. {line}"))
        .write("docs/de/twice.md", "# A\n\nErstens. Siehe https://status.example.com.\n\n## B\n\nZweitens. Siehe https://statsu.example.com.\n")
        .commit()
        .git(&["checkout", "-q", "-B", "change"])
        .write("docs/de/twice.md", &format!("# A\n\nErstens. {bad}\n## B\n\nZweitens. {bad}"))
        .commit();
    assert_eq!(repo.since(&[]).found.len(), 2);
    let new = repo.since(&["--new-only"]);
    assert_eq!(new.found.len(), 1, "{:?}", new.found);
    assert!(new.found[0].starts_with("docs/de/twice.md:3:"), "{:?}", new.found);
}

#[test]
fn uncommitted_staged_and_unknown_files_count() {
    let repo = Repo::new();
    let break_it =
        || repo.edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com");
    break_it();
    assert_eq!(repo.since(&["--new-only"]).found, [BROKEN]);
    repo.git(&["add", "-A"]);
    assert_eq!(repo.since(&["--new-only"]).found, [BROKEN]);
    repo.git(&["stash", "-q"]);
    assert_eq!(repo.since(&["--new-only"]).found, [""; 0]);
    // A translation that git does not know, of a page of which nothing else has changed.
    repo.write("docs/it/setup.md", &german("setup").replace("https://portal", "https://protal"));
    assert_eq!(repo.since(&["--new-only"]).found, [BROKEN.replace("/de/", "/it/")]);
    repo.write(".gitignore", "it\n");
    assert_eq!(repo.since(&["--new-only"]).found, [""; 0]);
}

#[test]
fn a_first_translation_is_not_told_of_what_its_source_had() {
    let repo = Repo::new();
    let text = "Open https://securitycenter.windows.com/machines.\n";
    repo.git(&["checkout", "-q", "main"])
        .write("docs/en/alone.md", text)
        .commit()
        .git(&["checkout", "-q", "-B", "change"])
        .write("docs/de/alone.md", &text.replace("Open", "Öffnen Sie"))
        .commit();
    let all = repo.since(&[]);
    assert!(all.found.iter().any(|line| line.contains("docs/en/alone.md")), "{:?}", all.found);
    let new = repo.since(&["--new-only"]);
    assert!(!new.found.iter().any(|line| line.contains("docs/en/alone.md")), "{:?}", new.found);
}

#[test]
fn a_page_that_moves_takes_its_findings_along() {
    let repo = Repo::new();
    repo.git(&["checkout", "-q", "main"])
        .edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com")
        .commit()
        .git(&["checkout", "-q", "-B", "change"]);
    for locale in ["en", "de", "fr"] {
        repo.git(&["mv", &format!("docs/{locale}/setup.md"), &format!("docs/{locale}/start.md")]);
    }
    repo.commit();
    assert_eq!(repo.since(&[]).found, [BROKEN.replace("setup.md:", "start.md:")]);
    assert_eq!(repo.since(&["--new-only"]), clean());
    // One that is edited on the way is the same as well.
    repo.edit("docs/de/start.md", "# Die", "Neu.\n\n# Die").commit();
    assert_eq!(repo.since(&["--new-only"]), clean());
}

#[test]
fn a_variant_that_moves_or_goes_counts_for_its_pages() {
    let repo = Repo::new();
    repo.git(&["mv", "docs/de/setup.md", "docs/de/start.md"]).commit();
    let said = repo.since(&["--new-only"]);
    assert_eq!(
        said.found,
        ["docs/de/start.md:1:1: info[page-orphan] there is no source page for this translation"]
    );
    repo.since(&["--format", "json=out.json"]);
    let pages = fs::read_to_string(repo.root.join("out.json")).unwrap();
    assert!(pages.contains("docs/en/setup.md"), "the page that it left is looked at: {pages}");

    repo.git(&["checkout", "-q", "-B", "change", "main"]).git(&["rm", "-q", "docs/en/setup.md"]).commit();
    let orphans = ["de", "fr"].map(|locale| {
        format!("docs/{locale}/setup.md:1:1: info[page-orphan] there is no source page for this translation")
    });
    assert_eq!(repo.since(&["--new-only"]).found, orphans);

    repo.git(&["checkout", "-q", "main"])
        .edit("docs/fr/setup.md", "https://portal.example.com", "https://protal.example.com")
        .commit()
        .git(&["checkout", "-q", "-B", "change"])
        .git(&["rm", "-q", "docs/de/setup.md"])
        .commit();
    assert_eq!(repo.since(&[]).found.len(), 1);
    assert_eq!(repo.since(&["--new-only"]), clean());
}

#[test]
fn nothing_to_check_is_said_and_no_failure() {
    let repo = Repo::new();
    let said = repo.since(&["--format", "json=out.json"]);
    assert_eq!((said.status, said.found.len()), (0, 0));
    assert!(said.notices.starts_with("instep: nothing has changed since `main` ("), "{}", said.notices);
    assert_eq!(said.notices.lines().count(), 1);
    assert!(fs::read_to_string(repo.root.join("out.json")).unwrap().contains("\"diagnostics\""));
    let said = repo.since(&["--new-only"]);
    assert_eq!(said.status, 0);
    assert!(said.notices.contains("1 file(s) have changed since `main`"), "{}", said.notices);
    assert_eq!(repo.since(&["--quiet"]), clean());
    // A tree in which nothing pairs is told from one in which nothing has changed.
    repo.write("notes/a.md", "A\n").write("notes/b.md", "B\n");
    let alone = Repo::empty();
    fs::create_dir(&alone.root).unwrap();
    alone.git(&["init", "-q", "-b", "main"]).write("a.md", "A\n").commit().write("b.md", "B\n");
    assert_eq!(alone.since(&[]).status, 3);
}

#[test]
fn what_the_other_branch_did_is_not_told() {
    let repo = Repo::new();
    repo.edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com")
        .commit()
        .git(&["checkout", "-q", "main"])
        .edit("docs/fr/other.md", "https://forum.example.com", "https://forun.example.com")
        .edit("docs/de/setup.md", "https://forum.example.com", "https://forun.example.com")
        .commit()
        .git(&["checkout", "-q", "change"]);
    assert_eq!(repo.since(&["--new-only"]).found, [BROKEN]);
    assert_eq!(repo.since(&[]).found, [BROKEN]);
}

#[test]
fn paths_are_those_of_the_command_line_wherever_it_runs() {
    let repo = Repo::new();
    repo.edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com").commit();
    let within = repo.since_in("docs", &["--since", "main"]);
    assert_eq!(within.found, [BROKEN.replace("docs/", "")]);
    let beside = repo.since_in("docs/fr", &["--since", "main", "--new-only", "../de"]);
    assert_eq!(beside.found, [BROKEN.replace("docs/", "../")]);
    let one = repo.since(&["--new-only", "docs/de/setup.md", "docs/de/other.md"]);
    assert_eq!(one.found, [BROKEN]);
    let other = repo.since(&["docs/de/other.md"]);
    assert_eq!((other.status, other.found.len()), (0, 0));
    let outside =
        said(&instep(repo.root.parent().unwrap(), &["--since", "main", "--new-only", "work/docs"], |_| ()));
    assert_eq!(outside.found, [BROKEN.replace("docs/", "work/docs/")]);
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_no_obstacle() {
    use std::os::unix::fs::symlink;

    let repo = Repo::new();
    let above = repo.root.parent().unwrap();
    symlink(&repo.root, above.join("link")).unwrap();
    symlink("setup.md", repo.root.join("docs/fr/linked.md")).unwrap();
    let module = above.join("module");
    fs::create_dir(&module).unwrap();
    git(&module, &["init", "-q", "-b", "main"]);
    git(&module, &["commit", "-q", "--allow-empty", "-m", "Nothing"]);
    repo.git(&["submodule", "--quiet", "add", "../module", "docs/module"]);
    repo.edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com").commit();
    fs::remove_file(repo.root.join("docs/fr/linked.md")).unwrap();
    symlink("other.md", repo.root.join("docs/fr/linked.md")).unwrap();
    let through =
        said(&instep(above, &["--since", "main", "--new-only", "link/docs/en", "link/docs/de"], |_| ()));
    assert_eq!(through.found, [BROKEN.replace("docs/", "link/docs/")], "{}", through.notices);
    let inside = said(&instep(&above.join("link"), &["--since", "main", "--new-only"], |_| ()));
    assert_eq!(inside.found.first().map(String::as_str), Some(BROKEN), "{inside:?}");
    // A link that a file takes the place of was no document of this name.
    repo.git(&["checkout", "-q", "-B", "next"]).commit();
    fs::remove_file(repo.root.join("docs/fr/linked.md")).unwrap();
    repo.write("docs/fr/linked.md", "Texte.\n").git(&["rm", "-q", "--cached", "docs/module"]);
    assert_eq!(repo.since_in("", &["--since", "change"]).status, 0);
}

#[cfg(unix)]
#[test]
fn odd_names_are_names() {
    use std::os::unix::ffi::OsStrExt as _;

    let repo = Repo::new();
    for name in ["ein \"Name\"\tmit\nUmbruch", "überall", "-rf", ":(top)"] {
        repo.write(&format!("docs/en/{name}.md"), &english("x"))
            .write(&format!("docs/de/{name}.md"), &german("x"));
    }
    let bytes = std::ffi::OsStr::from_bytes(b"docs/de/\xff.md");
    fs::write(Path::new(repo.root.as_str()).join(bytes), "x").unwrap();
    repo.commit().git(&["checkout", "-q", "-B", "next"]);
    for name in ["ein \"Name\"\tmit\nUmbruch", "überall", "-rf", ":(top)"] {
        let path = format!("docs/de/{name}.md");
        repo.edit(&path, "https://forum.example.com", "https://forun.example.com");
        repo.git(&["mv", "--", &path, &format!("{path}x")]).git(&["mv", "--", &format!("{path}x"), &path]);
    }
    fs::remove_file(Path::new(repo.root.as_str()).join(bytes)).unwrap();
    let said = repo.since_in("", &["--since", "change", "--new-only"]);
    let faults = said.found.iter().filter(|line| line.contains("url-drift")).count();
    assert_eq!(faults, 4, "{:?}", said.found);
}

#[test]
fn a_shallow_clone_is_enough_if_it_has_the_base() {
    let repo = Repo::new();
    repo.edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com").commit();
    let above = repo.root.parent().unwrap();
    let from = format!("file://{}", repo.root);
    let clone = |depth: &str, name: &str| {
        git(above, &["clone", "-q", "--depth", depth, "--no-single-branch", "-b", "change", &from, name]);
        above.join(name)
    };
    let run = |folder: &Utf8Path| said(&instep(folder, &["--since", "origin/main", "--new-only"], |_| ()));
    let with = run(&clone("2", "with"));
    assert_eq!(with.found, [BROKEN], "{}", with.notices);
    let without = run(&clone("1", "without"));
    assert_eq!(without.status, 2);
    assert!(without.notices.contains("shallow clone"), "{}", without.notices);
    assert!(
        without.notices.contains("`git fetch --unshallow` (in CI: `fetch-depth: 0`)"),
        "{}",
        without.notices
    );
}

#[test]
fn what_is_wrong_with_the_revision_is_said() {
    let repo = Repo::new();
    let fails = |args: &[&str], says: &str| {
        let said = repo.since_in("", args);
        assert_eq!(said.status, 2, "{args:?}: {}", said.notices);
        assert!(said.notices.contains(says), "{args:?}: {}", said.notices);
        assert!(said.found.is_empty());
    };
    fails(&["--since", "nowhere"], "git has no commit `nowhere`; if it is a branch elsewhere");
    fails(&["--since=--output=x"], "git has no commit `--output=x`");
    fails(&["--since", ""], "git has no commit ``");
    fails(&["--since", "main:docs"], "git has no commit `main:docs`");
    fails(&["--new-only"], "--since <REV>");
    repo.git(&["update-ref", "refs/remotes/origin/trunk", "main"]);
    fails(&["--since", "trunk"], "did you mean `origin/trunk`?");
    repo.git(&["checkout", "-q", "--orphan", "apart"]).write("docs/en/apart.md", "A\n").commit();
    fails(&["--since", "main"], "have no commit in common");
    repo.git(&["checkout", "-q", "--orphan", "unborn"]);
    fails(&["--since", "main"], "nothing is committed here yet");
}

#[test]
fn what_keeps_git_from_telling_is_said() {
    let repo = Repo::new();
    let above = repo.root.parent().unwrap();
    let absent = said(&instep(&repo.root, &["--since", "main"], |command| {
        command.env("PATH", above.as_str());
    }));
    assert_eq!(absent.status, 2);
    assert!(absent.notices.contains("git was not found; install it"), "{}", absent.notices);
    let plain = above.join("plain");
    fs::create_dir_all(plain.join("docs/en")).unwrap();
    let outside = said(&instep(&plain, &["--since", "main"], |command| {
        command.env("GIT_CEILING_DIRECTORIES", above.as_str());
    }));
    assert_eq!(outside.status, 2);
    assert!(outside.notices.contains("in no git repository"), "{}", outside.notices);
    git(&plain, &["init", "-q"]);
    let two = repo.since_in("", &["--since", "main", "docs", "../plain/docs"]);
    assert_eq!(two.status, 2);
    assert!(two.notices.contains("once for each repository"), "{}", two.notices);
    let missing = repo.since_in("", &["--since", "main", "docs/es"]);
    assert_eq!(missing.status, 2);
    assert!(missing.notices.contains("cannot read docs/es"), "{}", missing.notices);
}

#[cfg(unix)]
#[test]
fn nothing_of_the_repositorys_is_run() {
    let repo = Repo::new();
    let mark = repo.root.parent().unwrap().join("mark");
    let touch = format!("touch '{mark}'; cat");
    for key in ["filter.a.b.clean", "filter.a.b.smudge", "diff.x.textconv", "diff.x.command", "diff.external"]
    {
        repo.git(&["config", key, &touch]);
    }
    repo.git(&["config", "filter.a.b.required", "true"]);
    repo.write(".git/info/attributes", "*.md filter=a.b diff=x\n");
    repo.edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com");
    repo.write("docs/it/setup.md", &german("setup"));
    let said = repo.since(&["--new-only"]);
    assert_eq!(said.found, [BROKEN], "{}", said.notices);
    assert!(!mark.exists());
}

#[test]
fn a_contract_is_the_same_in_both_states() {
    let repo = Repo::new();
    let contract = repo.root.join("../contract.jsonl");
    let output = Command::new(env!("CARGO_BIN_EXE_instep"))
        .current_dir(&repo.root)
        .args(["contract", "docs/en", "-o", contract.as_str()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    repo.git(&["checkout", "-q", "main"])
        .git(&["rm", "-rq", "docs/en"])
        .edit("docs/de/setup.md", "https://forum.example.com", "https://forun.example.com")
        .commit()
        .git(&["checkout", "-q", "-B", "change"])
        .edit("docs/de/setup.md", "https://portal.example.com", "https://protal.example.com")
        .commit();
    let args = ["--contract", contract.as_str()];
    assert_eq!(repo.since(&args).found.len(), 2);
    let new = repo.since(&[&args[..], &["--new-only"]].concat());
    assert_eq!(new.found.len(), 1, "{:?}", new.found);
    assert!(new.found[0].contains("`https://protal.example.com/settings` here"), "{:?}", new.found);
}

#[test]
fn pages_that_are_added_without_translation_are_told() {
    let repo = Repo::new();
    repo.git(&["checkout", "-q", "main"]).write("docs/en/old.md", &english("old")).commit();
    repo.git(&["checkout", "-q", "-B", "change"]).write("docs/en/new.md", &english("new")).commit();
    let missing = |page: &str, locale: &str| {
        format!(
            "docs/en/{page}.md:1:1: warning[page-missing] there is no translation of this page into `{locale}`"
        )
    };
    let added = [missing("new", "de"), missing("new", "fr")];
    assert_eq!(repo.since(&["--select", "page-missing"]).found, added);
    assert_eq!(repo.since(&["--select", "page-missing", "--new-only"]).found, added);
    // What was missing before is not new, neither in a page that changed nor in one that is translated further.
    repo.edit("docs/en/old.md", "Choose a name", "Choose another name").commit();
    assert_eq!(repo.since(&["--select", "page-missing", "--new-only"]).found, added);
    repo.write("docs/de/old.md", &german("old")).commit();
    assert_eq!(repo.since(&["--select", "page-missing", "--new-only"]).found, added);
    let all = [added.to_vec(), vec![missing("old", "fr")]].concat();
    assert_eq!(repo.since(&["--select", "page-missing"]).found, all);
}

#[test]
fn what_is_new_on_a_page_that_is_behind_is_told_at_its_place() {
    let repo = Repo::new();
    let page = |word: &str, count: usize| {
        let line = |n: usize| format!("{word} {n}: [{n}](https://example{n}.org/part/{n}).\n\n");
        format!("# A\n\n{}", (0..count).map(line).collect::<String>())
    };
    repo.git(&["checkout", "-q", "main"])
        .write("docs/en/long.md", &page("Part", 24))
        .write("docs/de/long.md", &page("Teil", 8))
        .commit()
        .git(&["checkout", "-q", "-B", "change"])
        .edit("docs/de/long.md", "Teil 5: [5](https://example5.org/part/5).", "Teil 5.")
        .commit();
    let all = repo.since(&[]);
    assert_eq!(all.found.len(), 1, "{:?}", all.found);
    assert!(all.found[0].contains("seems to be behind its source by 17 changes"), "{:?}", all.found);
    let new = repo.since(&["--new-only"]);
    assert_eq!(new.found.len(), 1, "{:?}", new.found);
    assert!(new.found[0].contains("[url-missing] `https://example5.org/part/5`"), "{:?}", new.found);
}

#[test]
fn pages_that_only_lead_elsewhere_now_are_no_failure() {
    let repo = Repo::new();
    for locale in ["de", "fr"] {
        repo.write(&format!("docs/{locale}/setup.md"), "---\nredirect_to: /start\n---\n");
    }
    assert_eq!(repo.since(&["--new-only"]).status, 0);
}
