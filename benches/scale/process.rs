//! What a process used, by the operating system's account.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How a run went.
pub(crate) enum Outcome {
    Ended(Usage),
    /// It took longer than was allowed and was killed.
    GivenUp,
}

/// What a run used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// Seconds from its start to its end.
    pub(crate) wall: f64,
    /// Seconds that its threads, and the processes that it waited for, computed outside the kernel; 0 where there is no
    /// `/proc`.
    pub(crate) user: f64,
    /// The most memory that it held at a time, in KiB; 0 where there is no `/proc`.
    pub(crate) peak: f64,
}

/// How often a process is looked at. Memory that it takes within this time of its end is not seen.
const INTERVAL: Duration = Duration::from_millis(2);

/// Linux counts the time of processes in hundredths of a second for every program, whatever it counts itself
/// (`USER_HZ`, proc(5)).
const TICKS: f64 = 100.0;

/// Runs `instep check` on a folder, for at most so many seconds of user time; where there is no `/proc`, by the clock.
pub(crate) fn check(binary: &Path, folder: &Path, limit: f64) -> anyhow::Result<Outcome> {
    let mut command = Command::new(binary);
    command.args(["check", "--exit-zero", "--quiet", "--format", "json"]).arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn()?;
    let mut usage = Usage::default();
    // A process that has ended keeps its times until it is waited for, but none of its memory.
    let wall = loop {
        usage.peak = status(&child, "VmHWM:").unwrap_or(usage.peak);
        let spent = user(&child);
        if has_ended(&mut child)? {
            break start.elapsed();
        }
        if spent.unwrap_or_else(|| start.elapsed().as_secs_f64()) > limit {
            child.kill()?;
            child.wait()?;
            return Ok(Outcome::GivenUp);
        }
        sleep(INTERVAL);
    };
    usage.wall = wall.as_secs_f64();
    usage.user = user(&child).unwrap_or_default();
    let status = child.wait()?;
    anyhow::ensure!(status.success(), "the check ended with {status}");
    Ok(Outcome::Ended(usage))
}

/// Whether a process has ended; where the system says so, without taking leave of it.
fn has_ended(child: &mut Child) -> anyhow::Result<bool> {
    match stat(child) {
        Some(stat) => Ok(stat.first().is_some_and(|state| state == "Z")),
        None => Ok(child.try_wait()?.is_some()),
    }
}

/// A number of `/proc/PID/status`.
fn status(child: &Child, name: &str) -> Option<f64> {
    let status = read(&format!("/proc/{}/status", child.id()))?;
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}

/// The user time of a process and of those that it waited for, in seconds.
fn user(child: &Child) -> Option<f64> {
    let stat = stat(child)?;
    let ticks = |field: usize| stat.get(field)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(13)?) / TICKS)
}

/// What `/proc/PID/stat` says behind the name of the program: first the state.
fn stat(child: &Child) -> Option<Vec<String>> {
    let stat = read(&format!("/proc/{}/stat", child.id()))?;
    let (_, fields) = stat.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}
