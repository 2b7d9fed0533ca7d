//! What the server says of a file is what `instep check FILE` says of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::check;
use instep::config::Config;
use instep::config::options::Options;
use serde_json::{Value, json};
use tempfile::TempDir;
use walkdir::WalkDir;

use super::client::{Client, uri};
use crate::sites;

/// Rule, first line, severity and message of each finding in a file.
type Said = Vec<(String, u64, u64, String)>;

#[test]
fn a_file_has_the_same_findings_in_the_editor_and_on_the_command_line() {
    let fixtures = sites::folder().join("fixtures");
    let mut folders: Vec<Utf8PathBuf> =
        ["onboarding/faulty", "onboarding/consistent", "consensus", "portals", "hostile"]
            .map(|name| fixtures.join(name))
            .to_vec();
    let layouts = fs::read_dir(fixtures.join("layouts")).unwrap();
    folders.extend(layouts.map(|entry| Utf8PathBuf::from_path_buf(entry.unwrap().path()).unwrap()));
    let mut files = 0;
    let mut findings = 0;
    for folder in folders {
        let site = copy(&folder);
        let root = Utf8Path::from_path(site.path()).unwrap();
        let in_editor = published(root);
        for (path, said) in in_editor {
            assert_eq!(said, checked(root, &path), "{path}");
            files += 1;
            findings += said.len();
        }
    }
    assert!(files > 100 && findings > 50, "{files} files, {findings} findings");
}

/// A site in a folder of its own, which is where the project ends.
fn copy(site: &Utf8Path) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in WalkDir::new(site) {
        let entry = entry.unwrap();
        let to = dir.path().join(entry.path().strip_prefix(site).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    let file = dir.path().join("instep.toml");
    if !file.exists() {
        fs::write(file, "").unwrap();
    }
    dir
}

/// What is published of each file of a folder when all of them are open.
fn published(root: &Utf8Path) -> BTreeMap<Utf8PathBuf, Said> {
    let mut client = Client::start();
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    let mut take = |message: Value| {
        if message["method"] == "textDocument/publishDiagnostics" {
            let params = &message["params"];
            said.insert(params["uri"].as_str().unwrap().to_owned(), read(&params["diagnostics"]));
        }
    };
    let client_can = json!({
        "general": { "positionEncodings": ["utf-32"] },
        "textDocument": { "publishDiagnostics": { "relatedInformation": true } },
    });
    client.request(
        "initialize",
        &json!({ "rootUri": uri(root.as_std_path()), "capabilities": client_can }),
        &mut take,
    );
    client.notify("initialized", &json!({}));
    let files = WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().is_file());
    let paths = files.map(|entry| Utf8PathBuf::from_path_buf(entry.into_path()).unwrap());
    // What is no text is not sent as it is.
    let paths =
        paths.filter(|path| path.extension().is_some_and(|name| name.starts_with("md") || name == "txt"));
    let texts: Vec<(Utf8PathBuf, String)> =
        paths.filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?))).collect();
    for (path, text) in &texts {
        let document =
            json!({ "uri": uri(path.as_std_path()), "languageId": "markdown", "version": 1, "text": text });
        client.notify("textDocument/didOpen", &json!({ "textDocument": document }));
        // Its answer comes when the text was checked.
        let place = json!({ "textDocument": { "uri": uri(path.as_std_path()) }, "position": { "line": 0, "character": 0 } });
        client.request("textDocument/hover", &place, &mut take);
    }
    client.request("shutdown", &Value::Null, &mut take);
    client.notify("exit", &Value::Null);
    let (_, status, stderr) = client.leave();
    assert_eq!((status, stderr.as_str()), (0, ""));
    let mut own =
        |path: Utf8PathBuf| (path.clone(), said.remove(&uri(path.as_std_path())).unwrap_or_default());
    texts.into_iter().map(|(path, _)| own(path)).collect()
}

fn read(diagnostics: &Value) -> Said {
    let said = diagnostics.as_array().unwrap().iter().map(|found| {
        let message = found["message"].as_str().unwrap();
        (
            found["code"].as_str().unwrap().to_owned(),
            found["range"]["start"]["line"].as_u64().unwrap() + 1,
            found["severity"].as_u64().unwrap(),
            message.split("\nhelp: ").next().unwrap().to_owned(),
        )
    });
    said.collect()
}

/// What a check of one file finds in it.
fn checked(root: &Utf8Path, path: &Utf8Path) -> Said {
    let options = Options::read(&root.join("instep.toml")).unwrap();
    let outcome = check(&Config::new(vec![path.to_owned()], &[options])).unwrap();
    let own = outcome.report.diagnostics.iter().filter(|found| found.primary.location.file.path == path);
    let said = own.map(|found| {
        let place = found.primary.location.file.line_column(found.primary.location.span.start);
        let severity = ["error", "warning", "info"].iter().position(|name| *name == found.severity.name());
        (
            found.rule.name.to_owned(),
            u64::from(place.line),
            severity.unwrap() as u64 + 1,
            found.message.clone(),
        )
    });
    said.collect()
}

#[test]
#[cfg(not(windows))]
fn a_path_is_as_the_editor_writes_it() {
    assert_eq!(uri(Path::new("/a b/ä.md")), "file:///a%20b/%C3%A4.md");
}
