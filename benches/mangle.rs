//! Checks documentation that was mangled: every file cut off at some byte, with some bytes flipped, or with another one
//! behind it. `cargo bench --bench mangle -- DIR... ` says how many of these checks panic, and how long they take for each
//! megabyte.

#![expect(clippy::print_stdout, reason = "the table is its result")]
#![expect(clippy::disallowed_methods, reason = "it reads what it mangles and writes what is checked")]

#[path = "documentation/random.rs"]
mod random;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Parser;
use instep::check::check;
use instep::config::Config;
use instep::discover::discover;
use instep::model::fnv::{EMPTY, absorb};
use instep::model::page::{Page, Role};
use random::Random;

/// Mangles documentation and checks it, a page with all its languages at a time.
#[derive(Parser)]
#[command(name = "mangle")]
struct Arguments {
    /// Folders of documentation; without one, some of the fixtures.
    folders: Vec<Utf8PathBuf>,
    /// How often each file is mangled in each way.
    #[arg(long, default_value_t = 1)]
    rounds: u64,
    /// Only pages whose key contains this.
    #[arg(long, default_value = "")]
    page: String,
    /// What makes the bytes other bytes.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
    /// Given by `cargo test`.
    #[arg(long, hide = true)]
    test: bool,
}

/// Smaller trees take as long as it takes to look at any tree at all, in bytes.
const SMALL: usize = 16 << 10;

/// How many of the slowest trees are named.
const NAMED: usize = 8;

/// How often a tree is checked that seems to be slow: what else the machine does slows down one of these, and not all.
const AGAIN: usize = 4;

/// What is done to a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Cut,
    Flipped,
    Joined,
}

impl Way {
    const ALL: [Self; 3] = [Self::Cut, Self::Flipped, Self::Joined];

    const fn name(self) -> &'static str {
        match self {
            Self::Cut => "cut off",
            Self::Flipped => "bytes flipped",
            Self::Joined => "joined",
        }
    }

    /// The content of a file, mangled; `other` is that of another one.
    fn mangle(self, mut content: Vec<u8>, other: &[u8], random: &mut Random) -> Vec<u8> {
        match self {
            Self::Cut => content.truncate(random.below(content.len() + 1)),
            Self::Flipped if content.is_empty() => {}
            Self::Flipped => {
                for _ in 0..=random.below(32) {
                    let at = random.below(content.len());
                    // Among ASCII, so that most of the files can still be read.
                    content[at] =
                        if content[at].is_ascii() { (random.next() & 0x7f) as u8 } else { content[at] };
                }
                if random.below(8) == 0 {
                    let at = random.below(content.len());
                    content[at] ^= 0x80;
                }
            }
            Self::Joined => {
                let at = random.below(content.len() + 1);
                let tail = content.split_off(at);
                content.extend(other);
                content.extend(tail);
            }
        }
        content
    }
}

/// A page of some documentation.
struct Known {
    name: String,
    page: Page,
}

/// What became of a tree.
struct Tree {
    name: String,
    bytes: usize,
    /// None where the check panicked.
    time: Option<Duration>,
}

impl Tree {
    fn milliseconds_a_megabyte(&self) -> f64 {
        self.time.unwrap_or_default().as_secs_f64() * 1e3 / (self.bytes as f64 / 1e6)
    }
}

fn main() -> anyhow::Result<()> {
    let mut arguments = Arguments::parse();
    if arguments.folders.is_empty() {
        let fixtures = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        arguments.folders = ["hostile", "portals"].map(|name| fixtures.join(name)).to_vec();
    }
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    let mut known = Vec::new();
    for folder in &arguments.folders {
        known.extend(pages(folder)?);
    }
    let files: Vec<String> =
        known.iter().flat_map(|known| &known.page.variants).map(|variant| variant.path.to_string()).collect();
    known.retain(|known| known.name.contains(&arguments.page));
    anyhow::ensure!(!known.is_empty(), "there are no such pages in two languages");
    println!("| way           |  trees |   files |      MB | panics | ms/MB: median |   99 % |  worst |");
    println!("| ------------- | -----: | ------: | ------: | -----: | ------------: | -----: | -----: |");
    let mut all = Vec::new();
    for way in Way::ALL {
        let mut trees = Vec::new();
        for round in 0..arguments.rounds {
            for known in &known {
                // By its name, so that a page is mangled alike where it is the only one.
                let page = absorb(EMPTY, known.name.as_bytes());
                let mut random = Random::of(&[arguments.seed, round, way as u64, page]);
                trees.push(tree(known, way, &files, &mut random)?);
            }
        }
        let count: usize = known.iter().map(|known| known.page.variants.len()).sum();
        println!("{}", row(way, count * arguments.rounds as usize, &trees));
        all.extend(trees);
    }
    name_the_worst(&mut all);
    Ok(())
}

/// The pages of a folder that have more than one language.
fn pages(folder: &Utf8Path) -> anyhow::Result<Vec<Known>> {
    let found = discover(&Config::new(vec![folder.to_owned()], &[])).with_context(|| folder.to_string())?;
    let known = |page: Page| Known { name: format!("{folder}: {}", page.key), page };
    Ok(found.pages.into_iter().filter(|page| page.variants.len() > 1).map(known).collect())
}

/// Writes a page whose files are mangled, and checks it.
fn tree(known: &Known, way: Way, files: &[String], random: &mut Random) -> anyhow::Result<Tree> {
    let folder = tempfile::tempdir()?;
    let root = Utf8Path::from_path(folder.path()).context("the folder's name is not UTF-8")?;
    let mut config = Config::new(vec![root.to_owned()], &[]);
    let mut bytes = 0;
    for variant in &known.page.variants {
        let other = fs::read(random.pick(files))?;
        let content = way.mangle(fs::read(&variant.path)?, &other, random);
        bytes += content.len();
        let path = Path::new(root).join("docs").join(variant.locale.as_str());
        fs::create_dir_all(&path)?;
        let extension = variant.path.extension().unwrap_or("md");
        fs::write(path.join(format!("page.{extension}")), content)?;
        config.extensions.push(extension.to_owned());
        if variant.role == Role::Source {
            config.source = Some(variant.locale.clone());
        }
    }
    let mut tree = Tree { name: format!("{}, {}", known.name, way.name()), bytes, time: timed(&config) };
    for _ in 0..AGAIN {
        if tree.bytes >= SMALL && tree.milliseconds_a_megabyte() > 100.0 {
            tree.time = tree.time.min(timed(&config));
        }
    }
    Ok(tree)
}

/// How long a check takes; none where it panics.
fn timed(config: &Config) -> Option<Duration> {
    let began = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| check(config)));
    let time = began.elapsed();
    outcome.ok().map(|_| time)
}

fn row(way: Way, files: usize, trees: &[Tree]) -> String {
    let large = trees.iter().filter(|tree| tree.bytes >= SMALL);
    let mut speeds: Vec<f64> = large.map(Tree::milliseconds_a_megabyte).collect();
    speeds.sort_by(f64::total_cmp);
    let last = speeds.len().saturating_sub(1);
    let at = |percent: usize| speeds.get(last * percent / 100).copied().unwrap_or_default();
    let megabytes = trees.iter().map(|tree| tree.bytes).sum::<usize>() as f64 / 1e6;
    let panics = trees.iter().filter(|tree| tree.time.is_none()).count();
    format!(
        "| {:13} | {:6} | {files:7} | {megabytes:7.1} | {panics:6} | {:13.1} | {:6.1} | {:6.1} |",
        way.name(),
        trees.len(),
        at(50),
        at(99),
        at(100),
    )
}

/// Names the trees whose check panicked, and those that took longest for their size.
fn name_the_worst(trees: &mut [Tree]) {
    for tree in trees.iter().filter(|tree| tree.time.is_none()) {
        println!("panicked: {}", tree.name);
    }
    trees.sort_by(|a, b| b.milliseconds_a_megabyte().total_cmp(&a.milliseconds_a_megabyte()));
    println!();
    for tree in trees.iter().filter(|tree| tree.bytes >= SMALL).take(NAMED) {
        println!("{:7.1} ms/MB, {:7} bytes: {}", tree.milliseconds_a_megabyte(), tree.bytes, tree.name);
    }
}
