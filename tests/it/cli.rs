//! The command line, case by case: `tests/cmd/*.toml` with what each case prints beside it.

#[test]
fn cases() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.toml")
        .env("GITHUB_ACTIONS", "false")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100");
}
