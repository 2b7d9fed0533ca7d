//! The floor and the check in turn, since a ratio of what ran at different times says more of the machine than of them.

use std::fmt::Write as _;
use std::time::Instant;

use super::stages::{Stage, stages};
use super::study::Study;

/// How often each is run, beside one run that is not counted.
const ROUNDS: usize = 7;

/// Runs all stages in turn: a line of ratios, and below it the median time of each stage.
pub(crate) fn measure(name: &str, study: &Study) -> String {
    let stages = stages(study);
    let round = || stages.iter().map(seconds).collect::<Vec<f64>>();
    let _warm_up = round();
    let rounds: Vec<Vec<f64>> = (0..ROUNDS).map(|_| round()).collect();
    let place = |name: &str| stages.iter().position(|stage| stage.name == name).unwrap_or_default();
    let (floor, check, git) = (place("floor"), place("check"), place("git"));
    let mut ratios: Vec<f64> = rounds.iter().map(|round| round[check] / round[floor]).collect();
    let median_ratio = median(&mut ratios);
    let mut without_git: Vec<f64> =
        rounds.iter().map(|round| (round[check] - round[git]) / round[floor]).collect();
    let mut line = format!(
        "{name}: check / floor {median_ratio:.2} ({:.2} to {:.2}), without git {:.2}; {} files, {} earlier texts\n",
        ratios[0],
        ratios[ROUNDS - 1],
        median(&mut without_git),
        study.paths.len(),
        study.past().len()
    );
    for (index, stage) in stages.iter().enumerate() {
        let mut times: Vec<f64> = rounds.iter().map(|round| round[index] * 1000.0).collect();
        let _ = writeln!(line, "    {:14} {:9.1} ms", stage.name, median(&mut times));
    }
    line
}

fn seconds(stage: &Stage<'_>) -> f64 {
    let start = Instant::now();
    (stage.run)();
    start.elapsed().as_secs_f64()
}

/// The middle one of an odd number of values, which are sorted.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
