//! The same is found, and by the same name, from whatever folder a run is started.

use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::sites;

/// Rule, fingerprint and place of what is found, and what a run in this folder says.
fn check(folder: &Utf8Path, args: &[&str]) -> Vec<String> {
    let command = &mut Command::new(env!("CARGO_BIN_EXE_instep"));
    command.current_dir(folder).env_remove("GITHUB_ACTIONS").args(["check", "--format", "json"]).args(args);
    let output = command.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let found = report["diagnostics"].as_array().unwrap().iter();
    let line = |found: &Value| {
        let field = |name: &str| found[name].as_str().unwrap().to_owned();
        format!("{} {} {}", field("rule"), field("fingerprint"), found["range"]["start"]["offset"])
    };
    found.map(line).collect()
}

/// A page that links to another and to pictures outside of the languages' folders.
fn site(root: &Utf8Path) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("instep.toml", "");
    write("img/a.png", "");
    write("docs/en/a/x.md", "# A\n\nSee [b](../b.md#choose).\n\n![A picture](../../../img/a.png)\n");
    write("docs/de/a/x.md", "# A\n\nSiehe [b](../b.md#wählen).\n\n![Ein Bild](../../../img/b.png)\n");
    write("docs/fr/a/x.md", "# A\n\nVoir [b](../b.md#chosir).\n\n![Une image](../../../img/a.png)\n");
    write("docs/en/b.md", "# B\n\n## Choose\n");
    write("docs/de/b.md", "# B\n\n## Wählen\n");
    write("docs/fr/b.md", "# B\n\n## Choisir\n");
}

fn temporary() -> (tempfile::TempDir, Utf8PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
    (dir, root)
}

#[test]
fn a_finding_is_the_same_from_every_folder() {
    let (_dir, root) = temporary();
    site(&root);
    for locale in ["de", "fr"] {
        let expected = check(&root, &[&format!("docs/{locale}/a/x.md")]);
        assert_eq!(expected.len(), 1, "{expected:#?}");
        for (folder, file) in [
            ("docs", format!("{locale}/a/x.md")),
            (&format!("docs/{locale}"), "a/x.md".to_owned()),
            (&format!("docs/{locale}/a"), "x.md".to_owned()),
            ("docs/en", format!("../{locale}/a/x.md")),
            ("img", format!("../docs/{locale}/a/x.md")),
            ("", root.join(format!("docs/{locale}/a/x.md")).into_string()),
        ] {
            assert_eq!(check(&root.join(folder), &[&file]), expected, "{folder}: {file}");
        }
    }
}

#[test]
fn a_link_into_a_page_that_is_not_checked_is_followed_from_every_folder() {
    let root = sites::folder().join("fixtures/onboarding/faulty");
    let expected = check(&root, &["de-de/mssp/access-portal.md"]);
    assert_eq!(expected.len(), 2, "{expected:#?}");
    for (folder, file) in [("de-de", "mssp/access-portal.md"), ("de-de/mssp", "access-portal.md")] {
        assert_eq!(check(&root.join(folder), &[file]), expected, "{folder}");
    }
}

#[test]
fn a_baseline_knows_a_link_from_every_folder() {
    let (_dir, root) = temporary();
    site(&root);
    assert_eq!(check(&root, &["--write-baseline"]), Vec::<String>::new());
    for (folder, path) in
        [("", "docs"), ("docs", "."), ("docs/de/a", "x.md"), ("docs/de", "../fr"), ("img", "..")]
    {
        assert_eq!(check(&root.join(folder), &[path]), Vec::<String>::new(), "{folder}");
    }
}
