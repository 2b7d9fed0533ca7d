//! The command line, case by case: `tests/cmd/*.toml` with what each case prints beside it.

use std::process::{Command, Stdio};

#[test]
fn a_reader_who_stops_reading_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_instep"))
        .arg("explain")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn cases() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.toml")
        .env("GITHUB_ACTIONS", "false")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100");
}
