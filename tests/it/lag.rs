//! Translations that are behind their source, and those that only look like it.

use std::fs;
use std::process::Command;

use camino::Utf8PathBuf;
use instep::check::check;
use instep::config::Config;
use instep::model::diagnostic::{Applicability, Diagnostic, Severity};
use tempfile::TempDir;

/// A site in a folder of its own.
struct Site {
    dir: TempDir,
}

impl Site {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    fn root(&self) -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(self.dir.path().canonicalize().unwrap()).expect("a UTF-8 path")
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Runs git with a history of its own, on a fixed day of May 2026.
    fn git(&self, day: u32, args: &[&str]) -> &Self {
        let date = format!("2026-05-{day:02}T12:00:00Z");
        let status = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(self.root())
            .env("HOME", self.root())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_DATE", &date)
            .output()
            .expect("git runs")
            .status;
        assert!(status.success(), "{args:?}");
        self
    }

    fn commit(&self, day: u32) -> &Self {
        self.git(day, &["add", "."]).git(day, &["commit", "-q", "-m", "Pages"])
    }

    /// The commit that the history ends with.
    fn head(&self) -> String {
        let head = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(self.root()).output().unwrap();
        String::from_utf8(head.stdout).unwrap().trim_end().to_owned()
    }

    fn check(&self, path: &str) -> Vec<Diagnostic> {
        let config = Config::new(vec![self.root().join(path)], &[]);
        check(&config).expect("the site can be checked").report.diagnostics
    }
}

/// Severity, rule, path and message of each finding.
fn told(site: &Site, found: &[Diagnostic]) -> Vec<String> {
    let root = site.root();
    let told = found.iter().map(|found| {
        let path = found.primary.location.file.path.strip_prefix(root.join("docs")).unwrap();
        format!("{} {} {path}: {}", found.severity.name(), found.rule.name, found.message)
    });
    told.collect()
}

#[test]
fn a_slip_of_the_source_is_one_finding_on_the_source() {
    let site = Site::new();
    let page = |text: &str, host: &str| {
        format!(
            "{text} <https://portal.example.com>.\n\n{text} <https://portal.example.{host}/start?tid=tenant>.\n"
        )
    };
    site.write("docs/en/a.md", &page("Sign in at", "org"))
        .write("docs/de/a.md", &page("Melden Sie sich an:", "com"))
        .write("docs/fr/a.md", &page("Connectez-vous :", "com"));
    let found = site.check("docs");
    assert_eq!(
        told(&site, &found),
        [
            "warning url-drift en/a.md: 2 of 2 translations have `https://portal.example.com/start?tid=tenant` \
             where the source has `https://portal.example.org/start?tid=tenant`"
        ]
    );
    assert_eq!(found[0].related.len(), 2, "both translations are shown");
}

/// A page whose source has moved from one place to another.
fn site_with_a_replaced_link() -> Site {
    let site = Site::new();
    site.write("docs/en/a.md", "Ask in the [forum](https://forum.example.com/all).\n")
        .write("docs/de/a.md", "Fragen Sie auf [Twitter](https://twitter.com/example).\n")
        .write("docs/fr/a.md", "Demandez sur [Twitter](https://twitter.com/example).\n");
    site
}

#[test]
fn what_translations_share_is_told_in_one_of_them_where_their_source_is_not_asked_about() {
    let site = site_with_a_replaced_link();
    let told = told(&site, &site.check("docs/fr/a.md"));
    let expected = "warning url-drift fr/a.md: 2 of 2 translations have `https://twitter.com/example` \
                    where the source has `https://forum.example.com/all`";
    assert_eq!(told, [expected]);
}

#[test]
fn a_slip_that_all_translations_share_stays_theirs_where_the_source_is_at_one_with_itself() {
    let site = Site::new();
    let page = |host: &str| format!("<https://portal.example.com>\n\n<https://{host}.example.com/start>\n");
    site.write("docs/en/a.md", &page("portal"))
        .write("docs/de/a.md", &page("protal"))
        .write("docs/fr/a.md", &page("protal"));
    let found = site.check("docs");
    let rules: Vec<_> = found.iter().map(|found| (found.rule.name, found.severity)).collect();
    assert_eq!(rules, [("url-drift", Severity::Error); 2]);
}

#[test]
fn what_the_source_replaced_is_one_finding_on_the_source() {
    let site = site_with_a_replaced_link();
    let told = told(&site, &site.check("docs"));
    let expected = "warning url-drift en/a.md: 2 of 2 translations have `https://twitter.com/example` \
                    where the source has `https://forum.example.com/all`";
    assert_eq!(told, [expected]);
}

#[test]
fn what_the_source_gained_is_info_on_the_source() {
    let site = Site::new();
    let help = "[A](https://a.example.com) [B](https://b.example.com) [C](https://c.example.com)";
    site.write("docs/en/a.md", &format!("Open the [portal](https://portal.example.com/a). {help}\n"))
        .write("docs/de/a.md", "Öffnen Sie das [Portal](https://portal.example.com/a).\n")
        .write("docs/fr/a.md", "Ouvrez le [portail](https://portal.example.com/a).\n");
    let told = told(&site, &site.check("docs"));
    let lack = |host: &str| {
        format!("info url-missing en/a.md: 2 of 2 translations lack `https://{host}.example.com`")
    };
    assert_eq!(told, ["a", "b", "c"].map(lack));
}

/// Pages in two languages, of which so many lack links in German.
fn pages_without_links(count: usize) -> Site {
    let site = Site::new();
    let links = "[A](https://a.example.com) [B](https://b.example.com) [C](https://c.example.com)";
    for page in 0..6 {
        let portal = format!("https://portal.example.com/{page}");
        let kept = if page < count { "" } else { links };
        site.write(&format!("docs/en/{page}.md"), &format!("Open the [portal]({portal}). {links}\n"))
            .write(&format!("docs/de/{page}.md"), &format!("Öffnen Sie das [Portal]({portal}). {kept}\n"));
    }
    site
}

#[test]
fn links_missing_on_many_pages_came_to_the_source_later() {
    let rules = |count| {
        let found = pages_without_links(count).check("docs");
        found.iter().map(|found| (found.rule.name, found.severity)).collect::<Vec<_>>()
    };
    assert_eq!(rules(2), [("url-missing", Severity::Error); 6]);
    assert_eq!(rules(3), [("page-stale", Severity::Warning); 3]);
}

#[test]
fn one_file_is_judged_as_in_a_run_on_all() {
    for count in [1, 2, 3, 6] {
        let site = pages_without_links(count);
        let whole = site.check("docs");
        let first = |found: &&Diagnostic| found.primary.location.file.path.ends_with("de/0.md");
        let whole: Vec<_> = whole.iter().filter(first).cloned().collect();
        assert_eq!(told(&site, &whole), told(&site, &site.check("docs/de/0.md")), "{count} pages");
    }
}

/// A rewritten section, and a slip in another.
#[test]
fn a_single_difference_in_a_section_that_agrees_stands() {
    let site = Site::new();
    let links = |host: &str, count: usize| -> String {
        let links = (0..count).map(|n| format!("See [{n}](https://{host}.example.com/{n}).\n\n"));
        links.collect::<Vec<_>>().concat()
    };
    let kept = |language: &str| format!("# A {language}\n\n{}", links("kept", 12));
    let list = |count: usize| {
        (0..count).map(|n| format!("<https://same.example.com/{n}>")).collect::<Vec<_>>().join(" ")
    };
    let source = format!("{}## B\n\n{}## C\n\n{}", kept("en"), links("new", 14), list(4));
    let translation = format!("{}## B\n\nText.\n\n## C\n\n{}", kept("de"), list(3));
    site.write("docs/en/a.md", &source).write("docs/de/a.md", &translation);
    let found = site.check("docs");
    let told = told(&site, &found);
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].starts_with("warning page-stale de/a.md: seems to be behind its source by 14 changes"),
        "{told:#?}"
    );
    assert_eq!(
        told[1],
        "error url-missing de/a.md: `https://same.example.com/3` is missing; the source has it"
    );
}

#[test]
fn without_a_pin_the_last_commit_tells_which_source_was_seen() {
    let site = Site::new();
    site.git(1, &["init", "-q"])
        .write("docs/en/a.md", "Open the [portal](https://portal.example.com/a).\n")
        .write("docs/de/a.md", "Öffnen Sie das [Portal](https://portal.example.com/b).\n")
        .write("docs/fr/a.md", "Ouvrez le [portail](https://portal.example.com/a).\n")
        .commit(1)
        .write(
            "docs/en/a.md",
            "Open the [portal](https://portal.example.com/a). Ask in the [forum](https://f.example.com).\n",
        )
        .commit(12);
    let found = site.check("docs/de/a.md");
    let told = told(&site, &found);
    assert_eq!(
        told,
        [
            "info page-stale de/a.md: behind its source by 1 change: `https://f.example.com` came on 2026-05-12",
            "error url-drift de/a.md: path differs: `https://portal.example.com/b` here, \
             `https://portal.example.com/a` in the source"
        ]
    );
    assert!(found[1].reference.as_ref().is_some_and(|reference| reference.revision.is_some()));
}

#[test]
fn a_fix_by_an_older_source_is_safe_while_the_source_has_what_it_writes() {
    let page = |url: &str, code: &str, note: &str| {
        format!(
            "# A\n\nOpen [it]({url}).\n\n1. Take `{code}`.\n2. Open `https://p.example.com?tid={code}`.\n3. Go to `b-c`.{note}\n"
        )
    };
    // As it is written, and not as it is read.
    let old = "https://portal.example.com/users/all?a=1&amp;b=2";
    let code = "customer_tenant_id";
    let german = page(&old.replace("users", "user"), code, "")
        .replace("Take `customer_tenant_id`", "Take `kunden_mandant`")
        .replace("3. Go", "3．Go");
    for (now, expected) in [
        (page(old, code, " Wait."), [true, true, true]),
        (page(&old.replace("users", "groups"), code, " Wait."), [false, true, true]),
        (page(old, "directory_tenant", " Wait."), [true, false, true]),
    ] {
        for names_revision in [true, false] {
            let site = Site::new();
            site.git(1, &["init", "-q"]).write("docs/en/a.md", &page(old, code, "")).commit(1);
            let pin = site.head();
            let front = format!("---\ndefault_lang_commit: {pin}\n---\n");
            let german = if names_revision { front + &german } else { german.clone() };
            site.write("docs/de/a.md", &german);
            // Whoever wrote the translation may have seen the source as it is, and named an older one.
            if !names_revision {
                site.commit(2);
            }
            site.write("docs/en/a.md", &now).commit(12);
            let found = site.check("docs/de/a.md");
            let fixes = ["url-drift", "tenant-placeholder", "step-markup"].map(|rule| {
                let found = found.iter().find(|found| found.rule.name == rule);
                found.and_then(|found| found.fix.as_ref()).map(|fix| fix.applicability)
            });
            let is_safe = fixes.map(|fix| fix == Some(Applicability::Safe));
            assert_eq!(is_safe, expected, "{names_revision} {now}");
            let is_proposed = fixes.iter().all(Option::is_some);
            assert!(is_proposed || !names_revision, "{fixes:?} {now}");
        }
    }
}

#[test]
fn a_broken_marker_is_told_once_though_the_source_has_changed_its_step() {
    let site = Site::new();
    site.git(1, &["init", "-q"])
        .write("docs/en/a.md", "1. Open `a-b`.\n2. Run `c-d`.\n3. Read `e-f`.\n")
        .write("docs/de/a.md", "1. `a-b` öffnen.\n2．`c-d` ausführen.\n3. `e-f` lesen.\n")
        .commit(1)
        .write("docs/en/a.md", "1. Open `a-b`.\n2. Run `c-d` at once.\n3. Read `e-f`.\n4. Wait for `g-h`.\n")
        .commit(12);
    let found = site.check("docs/de/a.md");
    assert_eq!(
        told(&site, &found),
        [
            "info page-stale de/a.md: behind its source by 1 change: step `4 of 4: Wait for `g-h`.` came",
            "warning step-markup de/a.md: step 2 of 3 is not rendered as a step: the marker `2．` is broken \
             (full-width characters)",
        ]
    );
}

#[test]
fn what_stood_in_the_source_in_between_is_right() {
    let site = Site::new();
    let page = |url: &str| format!("Open the [portal](https://portal.example.com/{url}).\n");
    site.git(1, &["init", "-q"]).write("docs/en/a.md", &page("a")).commit(1);
    let pin = site.head();
    let german = |url: &str| {
        format!(
            "---\ndefault_lang_commit: {pin}\n---\nÖffnen Sie das [Portal](https://portal.example.com/{url}).\n"
        )
    };
    site.write("docs/de/a.md", &german("b")).commit(2);
    site.write("docs/en/a.md", &page("b")).commit(3).write("docs/en/a.md", &page("c")).commit(4);
    let rules = |site: &Site| site.check("docs").iter().map(|found| found.rule.name).collect::<Vec<_>>();
    assert_eq!(rules(&site), ["page-stale"]);
    site.write("docs/de/a.md", &german("x"));
    assert_eq!(rules(&site), ["page-stale", "url-drift"]);
}

#[test]
fn passages_that_the_translation_lacks_are_told_together_and_one_by_its_links() {
    let page = |count: usize| {
        let passage = |n: usize| {
            format!(
                "## H{n}\n\nHere `code_{n}` says it all, in {n} words, with [help](https://h{n}.example.com).\n\n"
            )
        };
        (0..count).map(passage).collect::<Vec<_>>().concat()
    };
    let rules = |kept: usize| {
        let site = Site::new();
        site.write("docs/en/a.md", &page(8)).write("docs/de/a.md", &page(kept));
        site.check("docs").iter().map(|found| (found.rule.name, found.severity)).collect::<Vec<_>>()
    };
    assert_eq!(rules(7), [("url-missing", Severity::Error)]);
    assert_eq!(rules(6), [("page-stale", Severity::Warning)]);
}

#[test]
fn a_file_that_only_says_where_the_page_is_lacks_nothing() {
    let site = Site::new();
    site.write("docs/en/a.md", "Open the [portal](https://portal.example.com).\n")
        .write("docs/de/a.md", "---\nurl: /docs/a\n---\n")
        .write("docs/en/b.md", "Open the [portal](https://portal.example.com).\n")
        .write("docs/de/b.md", "Öffnen Sie das [Portal](https://portal.example.com).\n");
    assert_eq!(told(&site, &site.check("docs")), [""; 0]);
}

#[test]
fn a_language_that_is_behind_is_so_for_one_file_too() {
    let site = Site::new();
    for page in 0..60 {
        let links = format!("[A](https://a{page}.example.com) [B](https://b{page}.example.com)");
        site.write(&format!("docs/en/{page}.md"), &format!("Open it. {links}\n"))
            .write(&format!("docs/de/{page}.md"), "Öffnen.\n")
            .write(&format!("docs/fr/{page}.md"), "Ouvrez.\n");
    }
    let whole = site.check("docs");
    let first = |found: &&Diagnostic| found.primary.location.file.path.ends_with("de/0.md");
    let whole: Vec<_> = whole.iter().filter(first).cloned().collect();
    assert_eq!(whole.iter().map(|found| found.rule.name).collect::<Vec<_>>(), ["page-stale"]);
    assert_eq!(told(&site, &whole), told(&site, &site.check("docs/de/0.md")));
}
