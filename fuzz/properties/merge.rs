//! Results that can be merged become one, in whatever order they come, that says the same when it is merged again; anything
//! else is refused.

use instep::merge::{Merged, Merger};
use instep::model::diagnostic::Severity;
use instep::rules::RULES;

use super::bytes::PART;

pub(crate) fn holds(data: &[u8]) {
    let mut merger = Merger::default();
    let mut taken = Vec::new();
    for result in data.split(|&byte| byte == PART) {
        match merger.add(result) {
            Ok(()) => taken.push(result),
            Err(error) => {
                assert!(!format!("{error:#}").is_empty());
                break;
            }
        }
    }
    let Some(whole) = finish(merger).filter(|_| !taken.is_empty()) else { return };
    let once = written(&whole);
    let backwards = taken.iter().rev().chain(taken.first()).copied();
    assert_eq!(merged(backwards), once, "the order is of no consequence, nor how often one is given");
    assert!(whole.summary().starts_with("merged "), "{}", whole.summary());
    let mut again = Merger::default();
    again.add(once.as_bytes()).expect("what is written is read");
    let again = finish(again).expect("there is a result");
    assert_eq!(written(&again), once);
    for severity in Severity::ALL {
        assert_eq!(again.count(severity), whole.count(severity));
    }
}

/// What results become.
pub(crate) fn merged<'r>(results: impl Iterator<Item = &'r [u8]>) -> String {
    let mut merger = Merger::default();
    results.for_each(|result| merger.add(result).expect("a result can be merged"));
    written(&finish(merger).expect("there is a result"))
}

fn finish(merger: Merger) -> Option<Merged> {
    let rules: Vec<_> = RULES.iter().map(|rule| &rule.meta).collect();
    merger.finish(&rules)
}

fn written(merged: &Merged) -> String {
    let mut out = Vec::new();
    merged.write(&mut out).expect("a vector can be written to");
    serde_json::from_slice::<serde_json::Value>(&out).expect("it is JSON");
    String::from_utf8(out).expect("it is text")
}
