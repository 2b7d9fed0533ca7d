//! Siblings vote: a finding stands where most of them make it.

use std::collections::BTreeMap;

use crate::model::diagnostic::{Diagnostic, Severity};

/// What one sibling says of a translation.
#[derive(Debug)]
pub struct Ballot {
    /// The findings that come of comparing the translation with the sibling.
    pub findings: Vec<Diagnostic>,
}

/// The findings on one translation that stand, each with its count of votes.
///
/// The translation's own text is a vote for itself. A finding stands as it is where more siblings make it than that,
/// together with the siblings that do not; it is a tie, a warning that says so, where they are as many.
pub fn decide(ballots: Vec<Ballot>) -> Vec<Diagnostic> {
    let of = ballots.len() as u32;
    let mut tally: BTreeMap<(String, usize), Vec<Diagnostic>> = BTreeMap::new();
    for ballot in ballots {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for finding in ballot.findings {
            let key = format!("{} {}", family(finding.rule.name), finding.subject);
            let nth = seen.entry(key.clone()).or_default();
            tally.entry((key, *nth)).or_default().push(finding);
            *nth += 1;
        }
    }
    tally.into_values().filter_map(|votes| stand(votes, of)).collect()
}

/// What siblings may call by several names is one fact: a URL that is malformed for one and missing for another.
fn family(rule: &str) -> &str {
    rule.split('-').next().unwrap_or(rule)
}

fn stand(votes: Vec<Diagnostic>, of: u32) -> Option<Diagnostic> {
    let against = votes.len() as u32;
    let with = of - against.min(of) + 1;
    let mut finding = most_telling(votes)?;
    if let Some(reference) = &mut finding.reference {
        reference.votes = Some((against, of));
    }
    match against.cmp(&with) {
        std::cmp::Ordering::Greater => {
            finding.note = Some(format!("{against} of {of} siblings say so"));
            Some(finding)
        }
        std::cmp::Ordering::Equal => {
            finding.severity = finding.severity.min(Severity::Warning);
            finding.note = Some(tie_note(against));
            finding.fix = None;
            finding.help = None;
            Some(finding)
        }
        std::cmp::Ordering::Less => None,
    }
}

fn tie_note(against: u32) -> String {
    if against == 1 {
        "the two variants disagree, and there is no source to say which is right".to_owned()
    } else {
        "the siblings are divided, and there is no source to say which side is right".to_owned()
    }
}

/// The finding that most siblings make in the same words, else the first.
fn most_telling(votes: Vec<Diagnostic>) -> Option<Diagnostic> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for vote in &votes {
        *count.entry(vote.rule.name).or_default() += 1;
    }
    let best = count.into_iter().max_by_key(|&(_, count)| count)?.0.to_owned();
    votes.into_iter().find(|vote| vote.rule.name == best)
}
