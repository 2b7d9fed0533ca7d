//! Writes documentation to try a check on: `cargo bench --bench generate -- DIR --pages 100 --locales 10 --faults 20`.

#![expect(clippy::print_stdout, reason = "it says what it wrote")]
#![expect(clippy::disallowed_methods, reason = "writing is what it is for")]

mod documentation;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use documentation::Documentation;

/// Writes documentation in several languages, the same for the same numbers.
#[derive(Parser)]
#[command(name = "generate")]
struct Arguments {
    /// The folder to write to; without one, a few pages are written to a folder that is deleted again.
    folder: Option<PathBuf>,
    /// How many pages.
    #[arg(long, default_value_t = 100)]
    pages: usize,
    /// In how many locales each, the source's among them.
    #[arg(long, default_value_t = 10, value_parser = locales)]
    locales: usize,
    /// How many of a thousand translations have a fault.
    #[arg(long, default_value_t = 20)]
    faults: usize,
    /// What makes the pages other pages.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
    /// Writes next to nothing, to a folder that is deleted again.
    #[arg(long, hide = true)]
    test: bool,
}

fn locales(text: &str) -> Result<usize, String> {
    let most = Documentation::MOST_LOCALES;
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("a number from 1 to {most} is needed"))
}

fn main() -> anyhow::Result<()> {
    let Arguments { folder, pages, locales, faults, seed, .. } = Arguments::parse();
    let documentation = Documentation { pages, locales, faults, seed };
    let Some(folder) = folder else {
        let folder = tempfile::tempdir()?;
        return Ok(Documentation { pages: 2, ..documentation }.write(folder.path())?);
    };
    documentation.write(&folder).with_context(|| format!("{} cannot be written", folder.display()))?;
    println!("{}: {pages} pages in {locales} locales", folder.display());
    Ok(())
}
