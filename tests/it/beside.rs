//! The steps of both sides, whatever a translation is compared with.

use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{Outcome, check};
use instep::config::Config;
use instep::config::options::Options;
use instep::model::beside::{Beside, Item, Row};
use instep::model::comparison::ReferenceKind;
use instep::model::source_file::SourceFile;

use crate::pages::Case;

const ENGLISH: &str = "# Access\n\n1. Open <https://portal.example>.\n2. Switch to the directory of the customer in the menu.\n3. Run `connect`.\n";
const GERMAN: &str = "# Zugriff\n\n1. Öffnen Sie <https://portal.example>.\n2. Führen Sie `connect` aus.\n";

/// A folder with files.
fn site(files: &[(&str, &str)]) -> (tempfile::TempDir, Utf8PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    (dir, root)
}

/// What a check of a folder shows beside its findings.
fn shown(root: &Utf8Path, options: Options) -> Outcome {
    let config = Config::new(vec![root.to_owned()], &[options]);
    let mut outcome = check(&config).unwrap();
    assert!(outcome.report.beside.is_empty(), "nothing is made that is not asked for");
    outcome.add_steps(&config);
    outcome
}

fn text(file: &SourceFile, item: Option<&Item>) -> String {
    item.map_or_else(String::new, |item| item.parts.iter().map(|part| file.slice(*part).trim()).collect())
}

/// The steps of each row, as they are written.
fn rows(beside: &Beside) -> Vec<(String, String)> {
    let reference = &beside.reference.location.file;
    let pair = |row: &Row| {
        (text(reference, row.reference.as_ref()), text(&beside.translation, row.translation.as_ref()))
    };
    beside.passages.iter().flat_map(|passage| &passage.rows).map(pair).collect()
}

fn assert_gap(beside: &Beside) {
    let rows = rows(beside);
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert_eq!(rows[1], ("Switch to the directory of the customer in the menu.".to_owned(), String::new()));
    assert_eq!(rows[2], ("Run `connect`.".to_owned(), "Führen Sie `connect` aus.".to_owned()));
}

#[test]
fn the_source_and_only_translations_that_have_findings() {
    let french = "# Accès\n\n1. Ouvrez <https://portal.example>.\n2. Passez au répertoire du client dans le menu.\n3. Exécutez `connect`.\n";
    let (_dir, root) = site(&[("docs/en/a.md", ENGLISH), ("docs/de/a.md", GERMAN), ("docs/fr/a.md", french)]);
    let outcome = shown(&root, Options::default());
    let [beside] = outcome.report.beside.as_slice() else { panic!("{:?}", outcome.report.beside) };
    assert_eq!((beside.locale.as_str(), beside.reference.kind), ("de", ReferenceKind::Source));
    assert_eq!(beside.passages[0].headings, [Some("Access".to_owned()), Some("Zugriff".to_owned())]);
    assert_gap(beside);
}

#[test]
fn the_text_of_a_contract() {
    let (_dir, root) = site(&[("docs/en/a.md", ENGLISH), ("docs/de/a.md", GERMAN)]);
    let contract = root.join("contract.jsonl");
    let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
    let written = command.current_dir(&root).args(["contract", "-o", contract.as_str()]).status().unwrap();
    assert!(written.success());
    fs::remove_dir_all(root.join("docs/en")).unwrap();
    let outcome = shown(&root, Options { contract: Some(contract.to_string()), ..Options::default() });
    let [beside] = outcome.report.beside.as_slice() else { panic!("{:?}", outcome.report.beside) };
    assert_eq!(beside.reference.kind, ReferenceKind::Contract);
    assert_gap(beside);
}

#[test]
fn a_sibling_where_there_is_no_source() {
    let other = |words: [&str; 3]| {
        format!(
            "# T\n\n1. {} <https://portal.example>.\n2. {}\n3. {} `connect`.\n",
            words[0], words[1], words[2]
        )
    };
    let french = other(["Ouvrez", "Passez au répertoire du client dans le menu du compte.", "Exécutez"]);
    let spanish = other(["Abra", "Cambie al directorio del cliente en el menú de la cuenta.", "Ejecute"]);
    let italian = other(["Aprire", "Passare alla directory del cliente nel menu dell'account.", "Eseguire"]);
    let (_dir, root) = site(&[
        ("docs/de/a.md", GERMAN),
        ("docs/es/a.md", &spanish),
        ("docs/fr/a.md", &french),
        ("docs/it/a.md", &italian),
    ]);
    let outcome = shown(&root, Options::default());
    let [beside] = outcome.report.beside.as_slice() else { panic!("{:?}", outcome.report.beside) };
    assert_eq!((beside.locale.as_str(), beside.reference.kind), ("de", ReferenceKind::Consensus));
    let rows = rows(beside);
    assert_eq!(rows.len(), 3);
    assert!(!rows[1].0.is_empty() && rows[1].1.is_empty(), "{rows:?}");
}

#[test]
fn the_embedded_source_of_a_bilingual_page() {
    let sentence = |own: &str, source: &str| {
        format!(
            "<span data-ttu-id=\"1\">{own}</span><span class=\"sxs-lookup\"><span data-stu-id=\"1\">{source}</span></span>"
        )
    };
    let page = format!(
        "# {}\n\n1. {} {}\n2. {}\n",
        sentence("Zugriff", "Access"),
        sentence("Öffnen Sie <https://portal.example/de>.", "Open <https://portal.example/en>."),
        sentence("Warten Sie.", "Wait."),
        sentence("Führen Sie `los` aus.", "Run `connect`.")
    );
    let (_dir, root) = site(&[("de-de/a.md", &page), ("de-de/b.md", &page)]);
    let outcome = shown(&root, Options::default());
    for beside in &outcome.report.beside {
        assert_eq!(beside.reference.kind, ReferenceKind::Bilingual);
        let expected = [
            ("Open <https://portal.example/en>.Wait.", "Öffnen Sie <https://portal.example/de>.Warten Sie."),
            ("Run `connect`.", "Führen Sie `los` aus."),
        ];
        assert_eq!(rows(beside), expected.map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned())));
    }
    assert_eq!(outcome.report.beside.len(), 2, "{:?}", outcome.report.diagnostics);
}

/// The headings and rows of a German page beside its English source: `>` for each step that one is nested in, `+` where
/// the text stands in a row above.
fn lines(beside: &Beside) -> Vec<String> {
    let shown = |file: &SourceFile, item: Option<&Item>| {
        let Some(item) = item else { return "-".to_owned() };
        let words: Vec<&str> =
            item.parts.iter().flat_map(|part| file.slice(*part).split_whitespace()).collect();
        ">".repeat(item.depth as usize) + &words.join(" ")
    };
    let mut lines = Vec::new();
    for passage in &beside.passages {
        let headings: Vec<&str> = passage.headings.iter().flatten().map(String::as_str).collect();
        lines.push(format!("# {}", headings.join(" | ")));
        for row in &passage.rows {
            let ours = shown(&beside.reference.location.file, row.reference.as_ref());
            let theirs = shown(&beside.translation, row.translation.as_ref());
            lines.push(format!("{ours} | {theirs}{}", if row.joined { " +" } else { "" }));
        }
    }
    lines
}

#[test]
fn each_step_stands_beside_its_counterpart_with_its_own_text() {
    for Case { holds, source, translation, wanted } in Case::all(include_str!("beside/rows.txt")) {
        let (_dir, root) = site(&[("docs/en/a.md", &source), ("docs/de/a.md", &translation)]);
        let outcome = shown(&root, Options::default());
        let [beside] = outcome.report.beside.as_slice() else { panic!("{holds} {:?}", outcome.report) };
        let wanted: Vec<&str> = wanted.iter().map(|line| line.trim_end()).collect();
        assert_eq!(lines(beside).iter().map(|line| line.trim_end()).collect::<Vec<_>>(), wanted, "{holds}");
    }
}
