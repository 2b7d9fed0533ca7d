//! SECURITY.md says of each promise which tests hold it: they have to exist.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_promise_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let mut tests = BTreeSet::new();
    for folder in ["src", "tests/it"] {
        let files = walkdir::WalkDir::new(root.join(folder)).into_iter().filter_map(Result::ok);
        for file in files.filter(|file| file.path().extension().is_some_and(|extension| extension == "rs")) {
            let code = std::fs::read_to_string(file.path()).unwrap();
            let mut lines = code.lines().map(str::trim);
            while let Some(line) = lines.next() {
                if line.starts_with("#[test]") {
                    let function = lines.find_map(|line| line.strip_prefix("fn "));
                    tests.extend(function.and_then(|name| name.split('(').next()).map(str::to_owned));
                }
            }
        }
    }
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip_while(|line| !line.starts_with("| promise "))
        .skip(2)
        .take_while(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() > 15, "the table of promises is there");
    for row in rows {
        let [promise, held] = row.as_slice() else { panic!("a row has two cells: {row:?}") };
        let named: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "nothing holds: {promise}");
        for name in named {
            assert!(tests.contains(name), "{promise}: there is no test `{name}`");
        }
    }
}
