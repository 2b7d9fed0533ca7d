//! The floor and the check in turn, since a ratio of what ran at different times says more of the machine than of them.

use std::fmt::Write as _;
use std::time::Instant;

use super::stages::{Stage, stages};
use super::study::Study;

/// How often each is run, beside one run that is not counted.
const ROUNDS: usize = 7;

/// What one run of a stage took, in seconds.
#[derive(Clone, Copy)]
struct Time {
    /// By the clock.
    wall: f64,
    /// Of this process's threads on a processor, which does not depend on what else the machine does; 0 where there is
    /// no `/proc`.
    processor: f64,
}

/// Runs all stages in turn: a line of ratios, and below it the median times of each stage.
pub(crate) fn measure(name: &str, study: &Study) -> String {
    let stages = stages(study);
    let round = || stages.iter().map(timed).collect::<Vec<Time>>();
    let _warm_up = round();
    let rounds: Vec<Vec<Time>> = (0..ROUNDS).map(|_| round()).collect();
    let place = |name: &str| stages.iter().position(|stage| stage.name == name).unwrap_or_default();
    let (floor, check, git) = (place("floor"), place("check"), place("git"));
    let over = |value: &dyn Fn(&[Time]) -> f64| sorted(rounds.iter().map(|round| value(round)));
    let wall = over(&|round| round[check].wall / round[floor].wall);
    let processor = over(&|round| round[check].processor / round[floor].processor);
    let without_git = over(&|round| (round[check].wall - round[git].wall) / round[floor].wall);
    let mut text = format!(
        "{name}: check / floor {:.2} ({:.2} to {:.2}), by processor time {:.2}, without git {:.2}; {} files, {} \
         earlier texts\n",
        median(&wall),
        wall[0],
        wall[ROUNDS - 1],
        median(&processor),
        median(&without_git),
        study.paths.len(),
        study.past().len()
    );
    for (index, stage) in stages.iter().enumerate() {
        let wall = 1000.0 * median(&over(&|round| round[index].wall));
        let processor = 1000.0 * median(&over(&|round| round[index].processor));
        let _ = writeln!(text, "    {:14} {wall:9.1} ms, {processor:9.1} ms of processors", stage.name);
    }
    text
}

fn timed(stage: &Stage<'_>) -> Time {
    let (start, before) = (Instant::now(), processor_time());
    (stage.run)();
    Time { wall: start.elapsed().as_secs_f64(), processor: processor_time() - before }
}

/// How long the threads of this process have run so far, in seconds: the first number of each one's `schedstat`, in
/// nanoseconds (`Documentation/scheduler/sched-stats.rst` of Linux).
fn processor_time() -> f64 {
    let Ok(threads) = std::path::Path::new("/proc/self/task").read_dir() else { return 0.0 };
    let files = threads.filter_map(|thread| Some(thread.ok()?.path().join("schedstat")));
    let read = |file| {
        let line = std::fs::read_to_string(file).ok()?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    };
    files.filter_map(read).sum::<f64>() / 1e9
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The middle one of sorted values.
fn median(values: &[f64]) -> f64 {
    values[values.len() / 2]
}
