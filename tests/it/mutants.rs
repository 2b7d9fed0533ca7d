//! Mutants that may live: each line of `mutants.tsv` names one as `cargo mutants` does, but for its line and column, and
//! says why no test notices it.

use std::fs;
use std::path::Path;

/// Why a mutant may live: no input shows it; a shorter way has the result of the longer one; a limit, or a weight that was
/// found by trial, is off by a little; or none of many pages that were tried shows it, though one may.
const REASONS: [&str; 5] = ["equivalent: ", "fast path: ", "bound: ", "weight: ", "unseen: "];

/// The function that a mutant is in, as it is declared.
fn declared(mutation: &str) -> String {
    let path = mutation.rsplit_once(" -> ").map_or(mutation, |(before, _)| before);
    let path = path.rsplit_once(" in ").map_or_else(|| path.trim_start_matches("replace "), |(_, path)| path);
    let path = path.split_once(" with ").map_or(path, |(path, _)| path);
    format!("fn {}", path.rsplit("::").next().unwrap_or_default())
}

#[test]
fn what_may_live_is_still_there_and_has_a_reason() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let known = fs::read_to_string(root.join("tests/mutants.tsv")).unwrap();
    let lines: Vec<&str> = known.lines().collect();
    assert!(lines.is_sorted() && !lines.is_empty());
    for line in lines {
        let (mutant, reason) = line.split_once('\t').unwrap_or_default();
        let (file, mutation) = mutant.split_once(": ").unwrap_or_default();
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        assert!(text.contains(&declared(mutation)), "{line}: there is no such function");
        assert!(REASONS.iter().any(|known| reason.starts_with(known)), "{line}: why may it live?");
    }
}
