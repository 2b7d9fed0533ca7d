//! What writers say is no fault: comments, entries of the configuration, and the baseline.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{Outcome, check};
use instep::config::Config;
use instep::config::options::Options;
use instep::model::locale::Locale;
use tempfile::TempDir;

/// Documentation in a temporary folder.
struct Site {
    _dir: TempDir,
    root: Utf8PathBuf,
}

const SOURCE: &str = "# Portal\n\nOpen [the portal](https://portal.example.com/start).\n\n\
                      Read [the guide](https://docs.example.com/guide).\n";
const FAULTY: &str = "# Portal\n\nÖffnen Sie [das Portal](https://portal.example.de/start).\n\n\
                      Lesen Sie [die Anleitung](https://docs.example.de/guide).\n";

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        let site = Self { _dir: dir, root };
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn config(&self, roots: &[&str]) -> Config {
        let file = self.root.join("instep.toml");
        let layers: Vec<Options> = file.exists().then(|| Options::read(&file).unwrap()).into_iter().collect();
        Config::new(roots.iter().map(|root| self.root.join(root)).collect(), &layers)
    }

    fn check(&self, roots: &[&str]) -> Vec<String> {
        shown(&check(&self.config(roots)).unwrap(), &self.root)
    }

    fn baseline(&self, roots: &[&str], write: bool) -> Outcome {
        let mut config = self.config(roots);
        config.baseline = Some(self.root.join("known.json"));
        config.write_baseline = write;
        let outcome = check(&config).unwrap();
        if let Some(baseline) = &outcome.baseline {
            baseline.write(&mut fs::File::create(baseline.path()).unwrap()).unwrap();
        }
        outcome
    }

    /// What a check with the baseline finds.
    fn known(&self, roots: &[&str]) -> Vec<String> {
        shown(&self.baseline(roots, false), &self.root)
    }
}

/// Severity, rule, path and line of each finding.
fn shown(outcome: &Outcome, root: &Utf8Path) -> Vec<String> {
    let found = outcome.report.diagnostics.iter();
    found
        .map(|found| {
            let location = &found.primary.location;
            let path = location.file.path.strip_prefix(root).unwrap();
            let line = location.file.line_column(location.span.start).line;
            format!("{} {} {path}:{line}", found.severity.name(), found.rule.name)
        })
        .collect()
}

#[test]
fn a_comment_silences_its_block_and_no_other() {
    let text =
        FAULTY.replace("\n\nÖffnen", "\n\n<!-- instep-ignore url-drift: their own portal -->\n\nÖffnen");
    let site = Site::new(&[("docs/en/a.md", SOURCE), ("docs/de/a.md", &text)]);
    assert_eq!(site.check(&["docs"]), ["error url-drift docs/de/a.md:7"]);
    site.write("docs/de/a.md", &text.replace("<!-- ", "<!-- -->\n<!-- "));
    assert_eq!(site.check(&["docs"]), ["error url-drift docs/de/a.md:8"]);
    site.write(
        "docs/de/a.md",
        &FAULTY.replace("# Portal", "# Portal\n\n<!-- instep-ignore-file url: ours -->"),
    );
    assert_eq!(site.check(&["docs"]), [""; 0]);
}

#[test]
fn a_comment_in_the_source_speaks_for_every_translation() {
    let source =
        SOURCE.replace("Open", "<!-- instep-ignore-start url-drift: each country has its own -->\n\nOpen");
    let source = source.replace("\n\nRead", "\n\n<!-- instep-ignore-end -->\n\nRead");
    let french = FAULTY.replace("example.de", "example.fr");
    let site = Site::new(&[("docs/en/a.md", &source), ("docs/de/a.md", FAULTY), ("docs/fr/a.md", &french)]);
    let left = ["error url-drift docs/de/a.md:5", "error url-drift docs/fr/a.md:5"];
    assert_eq!(site.check(&["docs"]), left);
    assert_eq!(site.check(&["docs/de/a.md"]), left[..1]);
    site.write("docs/de/a.md", &SOURCE.replace("Open", "Öffnen"));
    site.write("docs/fr/a.md", &SOURCE.replace("Open", "Ouvrez"));
    assert_eq!(site.check(&["docs"]), ["warning suppression-unused docs/en/a.md:3"]);
}

#[test]
fn a_comment_in_the_source_speaks_for_what_a_translation_adds() {
    let source = SOURCE.replace("\n\nOpen", "\n\n<!-- instep-ignore url-extra: local help -->\n\nOpen");
    let german = SOURCE.replace("start).", "start), oder [hier](https://hilfe.example.de/portal).");
    let site = Site::new(&[("docs/en/a.md", &source), ("docs/de/a.md", &german)]);
    assert_eq!(site.check(&["docs"]), [""; 0]);
    site.write(
        "docs/de/a.md",
        &SOURCE.replace("guide).", "guide), oder [hier](https://hilfe.example.de/portal)."),
    );
    assert_eq!(
        site.check(&["docs"]),
        ["warning url-extra docs/de/a.md:5", "warning suppression-unused docs/en/a.md:3"]
    );
}

#[test]
fn what_is_in_vain_is_told_whatever_part_is_checked() {
    let text = SOURCE.replace("Open", "<!-- instep-ignore step, url-moved: x -->\n\nÖffnen");
    let site = Site::new(&[("docs/en/a.md", SOURCE), ("docs/de/a.md", &text), ("docs/fr/a.md", SOURCE)]);
    let told = ["warning suppression-unused docs/de/a.md:3"];
    assert_eq!(site.check(&["docs"]), told);
    assert_eq!(site.check(&["docs/de/a.md"]), told);
    assert_eq!(site.check(&["docs/fr/a.md"]), [""; 0]);
}

#[test]
fn entries_for_paths_silence_and_weigh() {
    let site = Site::new(&[
        ("docs/en/a.md", SOURCE),
        ("docs/de/a.md", FAULTY),
        ("docs/en/old/b.md", SOURCE),
        ("docs/de/old/b.md", FAULTY),
    ]);
    site.write(
        "instep.toml",
        "[severity]\nurl-drift = \"warning\"\n\n[[per-path]]\npaths = [\"docs/*/old/**\"]\nignore = [\"url\"]\n\
         reason = \"kept as it was\"\n\n[[per-path]]\npaths = [\"docs/**\"]\nlocales = [\"de\"]\nignore = [\"step\"]\n\
         reason = \"x\"\n",
    );
    let drift = ["warning url-drift docs/de/a.md:3", "warning url-drift docs/de/a.md:5"];
    let unused = "warning suppression-unused instep.toml:9";
    assert_eq!(site.check(&["docs"]), [&drift[..], &[unused]].concat());
    assert_eq!(site.check(&["docs/de/a.md"]), drift);
    site.write(
        "instep.toml",
        "[[per-path]]\npaths = [\"docs/**\"]\nseverity = { url = \"info\" }\n\n[[per-path]]\npaths = [\"**/old/**\"]\n\
         severity = { url-drift = \"off\" }\n",
    );
    assert_eq!(site.check(&["docs"]), ["info url-drift docs/de/a.md:3", "info url-drift docs/de/a.md:5"]);
}

#[test]
fn a_baseline_silences_itself_and_nothing_else() {
    let french = FAULTY.replace("example.de", "example.fr");
    let site = Site::new(&[("docs/en/a.md", SOURCE), ("docs/de/a.md", FAULTY), ("docs/fr/a.md", &french)]);
    assert_eq!(shown(&site.baseline(&["docs"], true), &site.root), [""; 0]);
    assert_eq!(site.known(&["docs"]), [""; 0]);
    for (path, text) in [("docs/en/a.md", SOURCE), ("docs/de/a.md", FAULTY), ("docs/fr/a.md", &french)] {
        site.write(path, &format!("{}{text}", "\n".repeat(10)));
    }
    assert_eq!(site.known(&["docs"]), [""; 0]);
    // The same fault once more is new, and so is that of German in French.
    let twice = FAULTY.to_owned() + "\nUnd [das Portal](https://portal.example.de/start).\n";
    site.write(
        "docs/en/a.md",
        &(SOURCE.to_owned() + "\nAnd [the portal](https://portal.example.com/start).\n"),
    );
    site.write("docs/de/a.md", &twice);
    site.write("docs/fr/a.md", &twice);
    let new = site.known(&["docs"]);
    let drift: Vec<&String> = new.iter().filter(|found| found.contains("url-drift")).collect();
    assert_eq!(drift.len(), 1 + 3, "{new:?}");
}

#[test]
fn a_baseline_only_shrinks() {
    let french = FAULTY.replace("example.de", "example.fr");
    let site = Site::new(&[("docs/en/a.md", SOURCE), ("docs/de/a.md", FAULTY), ("docs/fr/a.md", &french)]);
    site.baseline(&["docs"], true);
    let written = |name: &str| fs::read_to_string(site.root.join(name)).unwrap();
    let first = written("known.json");
    site.write("docs/de/a.md", &FAULTY.replace("portal.example.de", "portal.example.com"));
    assert_eq!(site.known(&["docs"]), ["info suppression-unused known.json:4"]);
    // Of what is not checked, nothing is known to be mended.
    assert_eq!(site.known(&["docs/fr"]), [""; 0]);
    site.baseline(&["docs/fr"], true);
    assert_eq!(written("known.json"), first);
    site.baseline(&["docs"], true);
    assert_eq!(site.known(&["docs"]), [""; 0]);
    // What comes back, or comes anew, is not added.
    site.write("docs/de/a.md", FAULTY);
    let new = ["error url-drift docs/de/a.md:3"];
    assert_eq!(shown(&site.baseline(&["docs"], true), &site.root), new);
    assert_eq!(site.known(&["docs"]), new);
    fs::remove_file(site.root.join("docs/fr/a.md")).unwrap();
    assert_eq!(site.known(&["docs/de"])[1..], ["info suppression-unused known.json:5"]);
}

#[test]
fn a_baseline_is_the_same_from_wherever_a_check_starts() {
    let french = FAULTY.replace("example.de", "example.fr");
    // What all translations share is told of the source, or of the one that is checked.
    let shared = SOURCE.replace("https://docs.example.com/guide", "https://docs.example.org/guide");
    let site = Site::new(&[
        ("docs/en/a.md", SOURCE),
        ("docs/de/a.md", FAULTY),
        ("docs/fr/a.md", &french),
        ("docs/en/b.md", SOURCE),
        ("docs/de/b.md", &shared),
        ("docs/fr/b.md", &shared),
        ("docs/es/b.md", &shared),
    ]);
    assert!(!site.check(&["docs"]).is_empty());
    site.baseline(&["docs"], true);
    for roots in [&["docs/de"][..], &["docs/fr/b.md"], &["docs/de/b.md", "docs/fr/a.md"], &["."]] {
        assert_eq!(site.known(roots), [""; 0], "{roots:?}");
    }
}

/// Pages of a source: translated into two languages, into one, into none, and into none on purpose.
fn half_translated() -> Site {
    let comment = "<!-- instep-ignore-file page-missing: only for readers of English -->\n\n# D\n";
    Site::new(&[
        ("docs/en/a.md", "# A\n"),
        ("docs/de/a.md", "# A\n"),
        ("docs/ja/a.md", "# A\n"),
        ("docs/en/b.md", "# B\n"),
        ("docs/de/b.md", "# B\n"),
        ("docs/en/legal/c.md", "# C\n"),
        ("docs/en/d.md", comment),
    ])
}

#[test]
fn a_missing_translation_is_told_where_it_is_asked_for() {
    let site = half_translated();
    assert_eq!(site.check(&["docs"]), [""; 0]);
    site.write("instep.toml", "[severity]\npage-missing = \"info\"\n");
    let c = "info page-missing docs/en/legal/c.md:1";
    assert_eq!(site.check(&["docs"]), ["info page-missing docs/en/b.md:1", c, c]);
    assert_eq!(site.check(&["docs/en/b.md"]), ["info page-missing docs/en/b.md:1"]);
    assert_eq!(site.check(&["docs/de/b.md"]), [""; 0]);
    site.write("instep.toml", "locales = [\"de\"]\nselect = [\"page-missing\"]\n");
    assert_eq!(site.check(&["docs"]), ["warning page-missing docs/en/legal/c.md:1"]);
}

#[test]
fn a_missing_translation_is_excused_by_locale_and_by_path() {
    let site = half_translated();
    let asked = "[severity]\npage-missing = \"info\"\n";
    site.write("instep.toml", &format!("not-expected = [\"ja\"]\n{asked}"));
    assert_eq!(site.check(&["docs"]), ["info page-missing docs/en/legal/c.md:1"]);
    let entry = "[[per-path]]\npaths = [\"docs/en/legal/\"]\n";
    site.write("instep.toml", &format!("{asked}{entry}not-expected = [\"ja\"]\n"));
    let b = "info page-missing docs/en/b.md:1";
    assert_eq!(site.check(&["docs"]), [b, "info page-missing docs/en/legal/c.md:1"]);
    site.write("instep.toml", &format!("{asked}{entry}ignore = [\"page\"]\nreason = \"other laws\"\n"));
    assert_eq!(site.check(&["docs"]), [b]);
    site.write("instep.toml", &format!("{asked}{entry}severity = {{ page-missing = \"error\" }}\n"));
    let c = "error page-missing docs/en/legal/c.md:1";
    assert_eq!(site.check(&["docs"]), [b, c, c]);
}

#[test]
fn a_baseline_knows_missing_translations_until_they_are_there() {
    let site = half_translated();
    site.write("instep.toml", "[severity]\npage-missing = \"warning\"\n");
    site.baseline(&["docs"], true);
    assert_eq!(site.known(&["docs"]), [""; 0]);
    site.write("docs/en/e.md", "# E\n");
    let e = "warning page-missing docs/en/e.md:1";
    assert_eq!(site.known(&["docs"]), [e, e]);
}

#[test]
fn translations_without_a_source_miss_nothing() {
    let site = Site::new(&[
        ("docs/de/a.md", "# A\n"),
        ("docs/ja/a.md", "# A\n"),
        ("docs/de/b.md", "# B\n"),
        ("instep.toml", "[severity]\npage-missing = \"warning\"\n"),
    ]);
    assert_eq!(site.check(&["docs"]), [""; 0]);
}

#[test]
fn a_comment_only_ever_takes_findings_away() {
    // Of eleven translations, ten lack the guide: that is told of the source.
    let other = SOURCE.replace("[the guide](https://docs.example.com/guide)", "the guide");
    let site = Site::new(&[("docs/en/a.md", SOURCE), ("docs/it/a.md", SOURCE)]);
    let text = |locale: &str| other.replace("Open", &format!("Open ({locale})")).replace("Read", locale);
    for locale in ["cs", "de", "es", "fr", "hu", "nl", "pl", "pt", "sv", "uk"] {
        site.write(&format!("docs/{locale}/a.md"), &text(locale));
    }
    let before = site.check(&["docs"]);
    assert!(before.iter().all(|found| found.contains("docs/en/a.md")) && !before.is_empty(), "{before:?}");
    for locale in ["de", "es", "fr"] {
        let comment = "# Portal\n\n<!-- instep-ignore-file url: ours -->";
        site.write(&format!("docs/{locale}/a.md"), &text(locale).replace("# Portal", comment));
    }
    let after = site.check(&["docs"]);
    let left: Vec<&String> = after.iter().filter(|found| !found.contains("suppression-unused")).collect();
    assert!(left.iter().all(|found| before.contains(found)), "{after:?}");
}

#[test]
fn a_baseline_follows_a_file_that_was_moved() {
    let site = Site::new(&[("docs/en/a.md", SOURCE), ("docs/de/a.md", FAULTY), ("docs/en/c.md", SOURCE)]);
    site.write("docs/de/c.md", SOURCE);
    site.baseline(&["docs"], true);
    for locale in ["en", "de"] {
        fs::rename(
            site.root.join(format!("docs/{locale}/a.md")),
            site.root.join(format!("docs/{locale}/b.md")),
        )
        .unwrap();
    }
    assert_eq!(site.known(&["docs"]), [""; 0]);
    // What was mended on the way is told of the file as it is called today, and what is new is new.
    site.write("docs/de/b.md", &FAULTY.replace("portal.example.de", "portal.example.com"));
    assert_eq!(site.known(&["docs"]), ["info suppression-unused known.json:4"]);
    site.baseline(&["docs"], true);
    assert!(fs::read_to_string(site.root.join("known.json")).unwrap().contains("docs/de/b.md"));
    assert_eq!(site.known(&["docs"]), [""; 0]);
    site.write("docs/de/c.md", FAULTY);
    assert_eq!(site.known(&["docs"]).len(), 2);
}

#[test]
fn a_baseline_knows_the_changes_that_a_page_is_behind_by() {
    let sections = |count: usize| {
        let names = ["Users", "Groups", "Roles", "Keys", "Rules", "Hooks", "Logs", "Flows", "Forms", "Teams"];
        let section =
            |name: &&str| format!("## {name}\n\nSee [{name}](https://docs.example.com/{name}).\n\n");
        "# Parts\n\nSee all parts.\n\n".to_owned() + &names[..count].iter().map(section).collect::<String>()
    };
    let site = Site::new(&[("docs/en/a.md", &sections(9)), ("docs/de/a.md", &sections(4))]);
    let stale = ["warning page-stale docs/de/a.md:1"];
    assert_eq!(site.check(&["docs"]), stale);
    site.baseline(&["docs"], true);
    assert_eq!(site.known(&["docs"]), [""; 0]);
    site.write("docs/de/a.md", &sections(6));
    assert_eq!(site.known(&["docs"]), ["info suppression-unused known.json:4"]);
    site.write("docs/de/a.md", &sections(4));
    site.write("docs/en/a.md", &sections(10));
    assert_eq!(site.known(&["docs"])[0], stale[0]);
}

#[test]
fn entries_and_languages_that_meet_nothing_are_told() {
    let site = Site::new(&[("docs/en/a.md", SOURCE), ("docs/de/a.md", SOURCE)]);
    site.write("instep.toml", "[[per-path]]\npaths = [\"docs/*/old/**\"]\nseverity = { url = \"info\" }\n");
    assert_eq!(site.check(&["."]), ["warning suppression-unused instep.toml:1"]);
    assert_eq!(site.check(&["docs"]), [""; 0]);
    let mut config = site.config(&["docs"]);
    config.locales = vec![Locale::parse("nl").unwrap()];
    let outcome = check(&config).unwrap();
    assert!(!outcome.paired);
    assert_eq!(outcome.notices, ["no file is in `nl`; there are de, en"]);
}
