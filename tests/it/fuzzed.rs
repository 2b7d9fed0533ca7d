//! The properties of `fuzz/properties`, with a compiler that everybody has: tried on seeds, and on what a few changes make
//! of these.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use walkdir::WalkDir;

use crate::properties::ALL;
use crate::properties::bytes::PART;

/// Longer files are for the fuzzer: here each property is tried within a second or so.
const LONGEST_SEED: u64 = 3 << 10;

/// The properties of a text beside its translation.
const OF_PAIRS: [&str; 3] = ["align", "fix", "site"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = WalkDir::new(root().join(folder)).sort_by_file_name().into_iter();
    let entries = entries.filter_map(Result::ok);
    let is_short = |entry: &walkdir::DirEntry| entry.metadata().is_ok_and(|data| data.len() <= LONGEST_SEED);
    entries
        .filter(|entry| entry.file_type().is_file() && is_short(entry))
        .map(walkdir::DirEntry::into_path)
        .collect()
}

fn contents(paths: &[PathBuf]) -> Vec<Vec<u8>> {
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// The pages of the fixtures, each behind its source.
fn pairs() -> Vec<Vec<u8>> {
    let mut pairs = Vec::new();
    for (site, source) in [("onboarding/faulty", "en-us"), ("hostile", "en"), ("portals", "en")] {
        let folder = format!("fixtures/{site}");
        for path in files(&folder) {
            let below = path.strip_prefix(root().join(&folder)).unwrap();
            let page: PathBuf = below.components().skip(1).collect();
            let reference = root().join(&folder).join(source).join(page);
            if reference != path && reference.is_file() {
                pairs.push([fs::read(&reference).unwrap(), fs::read(&path).unwrap()].join(&PART));
            }
        }
    }
    assert!(pairs.len() > 20, "{}", pairs.len());
    pairs
}

/// What a property is tried on first: what is written for it, and what else the project has that is read by somebody.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    if OF_PAIRS.contains(&name) {
        return pairs().into_iter().chain(contents(&files(&format!("fuzz/seeds/{name}")))).collect();
    }
    let wanted: &[&str] = match name {
        "baseline" | "merge" => &["json", "sarif"],
        "config" => &["toml"],
        "contract" => &["jsonl"],
        "parse" | "ignores" => &["md", "mdx"],
        _ => &[],
    };
    let is_wanted = |path: &PathBuf| {
        path.extension().is_some_and(|extension| wanted.iter().any(|wanted| extension == *wanted))
    };
    let mut paths = files(&format!("fuzz/seeds/{name}"));
    paths.extend(["fixtures", "tests/cmd"].into_iter().flat_map(files).filter(is_wanted));
    contents(&paths)
}

/// The words of the fuzzer's dictionary.
fn words() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root().join("fuzz/instep.dict")).unwrap();
    let words = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    words.map(unescaped).collect()
}

/// `\x0a`, `\\` and `\"` as the bytes that they stand for.
fn unescaped(word: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = word;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.extend(before.bytes());
        let (byte, length) = match behind.strip_prefix('x') {
            Some(digits) => (u8::from_str_radix(&digits[..2], 16).expect("two hexadecimal digits"), 3),
            None => (behind.as_bytes()[0], 1),
        };
        out.push(byte);
        rest = &behind[length..];
    }
    out.extend(rest.bytes());
    out
}

/// A change of some bytes.
#[derive(Clone, Debug)]
enum Change {
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Repeat(Index, usize, usize),
    Cut(Index),
    Append(Vec<u8>),
}

impl Change {
    fn apply(self, bytes: &mut Vec<u8>) {
        let at = |index: Index, bytes: &[u8]| index.index(bytes.len() + 1);
        match self {
            Self::Flip(index, by) if !bytes.is_empty() => {
                let at = index.index(bytes.len());
                bytes[at] ^= by;
            }
            Self::Flip(..) => {}
            Self::Insert(index, word) => {
                let at = at(index, bytes);
                bytes.splice(at..at, word);
            }
            Self::Remove(index, length) => {
                let at = at(index, bytes);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Self::Repeat(index, length, times) => {
                let at = at(index, bytes);
                let part = bytes[at..(at + length).min(bytes.len())].repeat(times);
                bytes.splice(at..at, part);
            }
            Self::Cut(index) => bytes.truncate(at(index, bytes)),
            Self::Append(other) => bytes.extend(other),
        }
    }
}

fn change(words: &[Vec<u8>], seeds: &[Vec<u8>]) -> impl Strategy<Value = Change> + use<> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), 1..=255_u8).prop_map(|(at, by)| Change::Flip(at, by)),
        4 => (at(), prop::sample::select(words.to_vec())).prop_map(|(at, word)| Change::Insert(at, word)),
        2 => (at(), 1..40_usize).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (at(), 1..40_usize, 1..9_usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        1 => at().prop_map(Change::Cut),
        1 => prop::sample::select(seeds.to_vec()).prop_map(Change::Append),
    ]
}

fn hold(name: &str, cases: u32) {
    let (_, holds) = ALL.iter().find(|(known, _)| *known == name).expect("it is one of them");
    let (seeds, words) = (seeds(name), words());
    assert!(!seeds.is_empty(), "{name} has no seeds");
    for seed in &seeds {
        holds(seed);
    }
    let changes = prop::collection::vec(change(&words, &seeds), 0..8);
    let input = (prop::sample::select(seeds), changes).prop_map(|(mut bytes, changes)| {
        for change in changes {
            change.apply(&mut bytes);
        }
        bytes
    });
    let config = ProptestConfig { cases, source_file: Some(file!()), ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&input, |bytes| {
        holds(&bytes);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{name}: {error}");
    }
}

macro_rules! tried {
    ($($name:ident: $cases:literal,)*) => {
        /// The properties that are tried here.
        const TRIED: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            hold(stringify!($name), $cases);
        })*
    };
}

tried! {
    align: 128,
    baseline: 256,
    config: 256,
    contract: 256,
    fix: 128,
    frames: 256,
    front_matter: 256,
    ignores: 128,
    layout: 256,
    merge: 128,
    parse: 128,
    report: 128,
    // Each is several checks of files on disk.
    site: 8,
    urls: 256,
}

#[test]
fn each_property_has_a_target_of_its_own() {
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    for (name, _) in ALL {
        let target = fs::read_to_string(root().join(format!("fuzz/targets/{name}.rs"))).unwrap();
        assert!(target.contains(&format!("properties::{name}::holds(data)")), "{target}");
        let said = format!("[[bin]]\nname = \"{name}\"\npath = \"targets/{name}.rs\"\n");
        assert!(manifest.contains(&said), "{name}");
    }
    assert!(ALL.iter().map(|(name, _)| *name).eq(TRIED.iter().copied()), "{TRIED:?}");
    let targets = fs::read_dir(root().join("fuzz/targets")).unwrap().count();
    assert_eq!((targets, manifest.matches("[[bin]]").count()), (ALL.len(), ALL.len()));
}
