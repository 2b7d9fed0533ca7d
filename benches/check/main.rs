//! What a check costs beside what nobody could do without: walking, reading and parsing the same files.
//!
//! Both are measured on generated documentation and on the folders that `INSTEP_BENCH_TREE` names, by Criterion and, for
//! the ratio, in turn: the machine is not the same one a minute later.

#![expect(clippy::print_stdout, reason = "the ratios are its result")]
#![expect(
    clippy::disallowed_methods,
    reason = "the floor reads as a check does, but without what a check makes of it"
)]

#[path = "../documentation/mod.rs"]
mod documentation;
mod floor;
mod past;
mod ratios;
mod stages;
mod study;

use std::ffi::OsString;
use std::time::Duration;

use camino::Utf8PathBuf;
use criterion::{Criterion, SamplingMode};
use documentation::Documentation;
use instep::check::check;
use instep::config::Config;
use stages::stages;
use study::Study;

/// Which trees are measured beside the generated one, separated as in `PATH`.
const TREES: &str = "INSTEP_BENCH_TREE";

fn main() -> anyhow::Result<()> {
    let measures = std::env::args().any(|argument| argument == "--bench")
        && !std::env::args().any(|argument| argument == "--test" || argument == "--list");
    let mut criterion = Criterion::default().configure_from_args();
    let folder = tempfile::tempdir()?;
    let documentation = Documentation { pages: 50, locales: 20, faults: 20, seed: 0 };
    if measures {
        documentation.write(folder.path())?;
    } else {
        let documentation = Documentation { pages: 6, locales: 12, ..documentation };
        finds_what_was_planted(documentation)?;
        documentation.write(folder.path())?;
    }
    let generated = Utf8PathBuf::try_from(folder.path().to_owned())?;
    let mut lines = Vec::new();
    for (name, tree) in std::iter::once(("generated".to_owned(), generated)).chain(named_trees()?) {
        let study = Study::new(&tree)?;
        measure(&mut criterion, &name, &study);
        if measures {
            lines.push(ratios::measure(&name, &study));
        }
    }
    criterion.final_summary();
    for line in lines {
        println!("{line}");
    }
    Ok(())
}

/// Whether generated pages are worth measuring: a check of them finds the faults that were planted and nothing else.
fn finds_what_was_planted(documentation: Documentation) -> anyhow::Result<()> {
    let translations = documentation.pages * (documentation.locales - 1);
    for (faults, expected) in [(0, 0), (1000, translations)] {
        let folder = tempfile::tempdir()?;
        Documentation { faults, ..documentation }.write(folder.path())?;
        let config = Config::new(vec![Utf8PathBuf::try_from(folder.path().to_owned())?], &[]);
        let found = check(&config)?.report.diagnostics.len();
        anyhow::ensure!(found == expected, "{found} findings where {expected} faults were planted");
    }
    Ok(())
}

/// The trees that the environment names, each by the last parts of its path.
fn named_trees() -> anyhow::Result<Vec<(String, Utf8PathBuf)>> {
    let trees: OsString = std::env::var_os(TREES).unwrap_or_default();
    let paths = std::env::split_paths(&trees).filter(|path| !path.as_os_str().is_empty());
    let named = paths.map(|path| {
        let path = Utf8PathBuf::try_from(path)?;
        let parts: Vec<&str> = path.components().rev().take(2).map(|part| part.as_str()).collect();
        Ok((parts.into_iter().rev().collect::<Vec<_>>().join("/"), path))
    });
    named.collect()
}

fn measure(criterion: &mut Criterion, name: &str, study: &Study) {
    let mut group = criterion.benchmark_group(name);
    // A check of a large tree takes seconds: few samples, as many runs in each.
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    for stage in stages(study) {
        group.bench_function(stage.name, |bencher| bencher.iter(|| (stage.run)()));
    }
    group.finish();
}
