//! How a check grows: with the number of files, and on single pages that are large in one way.
//!
//! `cargo bench --bench scale` measures the program as it is shipped; `-- --files 1000,20000 --cliffs urls` only some of
//! it, `-- --binary PATH` another build of it.

#![expect(clippy::print_stdout, reason = "the tables are its result")]
#![expect(clippy::disallowed_methods, reason = "it writes what is checked and runs the program as people do")]

mod cliffs;
#[path = "../documentation/mod.rs"]
mod documentation;
mod process;

use std::path::PathBuf;

use clap::Parser;
use cliffs::{CLIFFS, Cliff};
use documentation::Documentation;
use process::{Outcome, Usage, check};

/// Measures how time and memory of a check grow.
#[derive(Parser)]
#[command(name = "scale")]
struct Arguments {
    /// The numbers of files to check.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 20_000, 200_000])]
    files: Vec<usize>,
    /// The cliffs whose names contain this; `none` for none of them.
    #[arg(long, default_value = "")]
    cliffs: String,
    /// After how many seconds of user time a run is given up.
    #[arg(long, default_value_t = 120.0)]
    limit: f64,
    /// The program.
    #[arg(long, default_value = env!("CARGO_BIN_EXE_instep"))]
    binary: PathBuf,
    /// Given by `cargo bench`: without it everything is run once, on next to nothing.
    #[arg(long, hide = true)]
    bench: bool,
    /// Runs everything once, on next to nothing.
    #[arg(long, hide = true)]
    test: bool,
}

/// In how many locales the pages are. Repositories of documentation have between five and thirty.
const LOCALES: usize = 20;

fn main() -> anyhow::Result<()> {
    let mut arguments = Arguments::parse();
    let trial = arguments.test || !arguments.bench;
    if trial {
        arguments.files = vec![2 * LOCALES];
    }
    files(&arguments)?;
    for cliff in CLIFFS.iter().filter(|cliff| cliff.name.contains(&arguments.cliffs)) {
        let most = if trial { 40.min(cliff.most) } else { cliff.most };
        println!("{}", row(&arguments, cliff, most)?);
    }
    Ok(())
}

/// The table of trees of growing size.
fn files(arguments: &Arguments) -> anyhow::Result<()> {
    println!("|   files | wall s | user s | peak MiB | wall µs a file | user µs a file | peak KiB a file |");
    println!("| ------: | -----: | -----: | -------: | -------------: | -------------: | --------------: |");
    for &files in &arguments.files {
        let folder = tempfile::tempdir()?;
        let pages = files.div_ceil(LOCALES);
        Documentation { pages, locales: LOCALES, faults: 20, seed: 0 }.write(folder.path())?;
        let files = pages * LOCALES;
        match check(&arguments.binary, folder.path(), arguments.limit)? {
            Outcome::Ended(Usage { wall, user, peak }) => {
                let a_file = |time: f64| time * 1e6 / files as f64;
                println!(
                    "| {files:7} | {wall:6.2} | {user:6.2} | {:8.1} | {:14.0} | {:14.0} | {:15.2} |",
                    peak / 1024.0,
                    a_file(wall),
                    a_file(user),
                    peak / files as f64
                );
            }
            Outcome::GivenUp => println!("| {files:7} | given up after {} s |", arguments.limit),
        }
    }
    println!();
    println!(
        "| page                             |  largest n | user s at n/4, n/2, n    | growth | peak MiB |"
    );
    println!(
        "| -------------------------------- | ---------: | -----------------------: | -----: | -------: |"
    );
    Ok(())
}

/// The row of a cliff, by user time, which depends least on what else the machine does. `growth` is how many times as long
/// the whole takes as a quarter of it: 4 where it is linear, 16 where it is quadratic.
fn row(arguments: &Arguments, cliff: &Cliff, most: usize) -> anyhow::Result<String> {
    let mut times = Vec::new();
    let mut last = 0.0;
    for n in [most / 4, most / 2, most] {
        let folder = tempfile::tempdir()?;
        (cliff.write)(n, folder.path())?;
        match check(&arguments.binary, folder.path(), arguments.limit)? {
            Outcome::Ended(usage) => {
                times.push(usage.user);
                last = usage.peak / 1024.0;
            }
            Outcome::GivenUp => break,
        }
    }
    let growth = match times.as_slice() {
        // Shorter times are told in too few hundredths of a second to be compared.
        [quarter, _, whole] if *quarter >= 0.05 => format!("{:.1}", whole / quarter),
        _ => "-".to_owned(),
    };
    let mut shown: Vec<String> = times.iter().map(|time| format!("{time:.2}")).collect();
    if times.len() < 3 {
        shown.push(format!("> {}", arguments.limit));
    }
    Ok(format!("| {:32} | {most:10} | {:>24} | {growth:>6} | {last:8.1} |", cliff.name, shown.join(", ")))
}
