//! A baseline beside the findings of a run.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::file::{Baseline, Counts};
use crate::model::diagnostic::{Diagnostic, RuleMeta, Severity};
use crate::model::fingerprint::subject_hash;
use crate::model::page::PageKey;
use crate::model::slash::slashed;
use crate::model::source_file::Location;
use crate::real::folder_of;

/// What of a baseline has been found again, and what has not.
#[derive(Debug)]
pub struct Ledger {
    baseline: Baseline,
    paths: Paths,
    /// What has not been found again.
    left: BTreeMap<Utf8PathBuf, Counts>,
    /// What files are called in the baseline that have another name today.
    moved: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
    /// How many findings were known.
    known: usize,
}

impl Ledger {
    /// Nothing has been found again yet.
    pub fn new(baseline: Baseline) -> Self {
        let left = baseline.files.clone();
        Self { paths: Paths::new(baseline.path()), baseline, left, moved: BTreeMap::new(), known: 0 }
    }

    /// Which of all findings of a run the baseline has. Each of its entries stands for as many findings as it counts; a
    /// finding that gathers several differences is known if all of them are.
    pub fn know(&mut self, found: &[&Diagnostic]) -> Vec<bool> {
        let paths: Vec<Utf8PathBuf> = found
            .iter()
            .map(|found| self.paths.relative(&found.primary.location.file.path).to_owned())
            .collect();
        let all: Vec<(&Utf8Path, Vec<String>)> =
            paths.iter().zip(found).map(|(path, found)| (path.as_path(), names(found))).collect();
        self.follow(&all);
        all.iter().map(|(path, names)| self.take(path, names)).collect()
    }

    fn take(&mut self, path: &Utf8Path, names: &[String]) -> bool {
        let path = self.moved.get(path).map_or(path, Utf8PathBuf::as_path);
        let Some(left) = self.left.get_mut(path) else { return false };
        if !names.iter().all(|name| left.get(name).is_some_and(|count| *count > 0)) {
            return false;
        }
        for name in names {
            left.entry(name.clone()).and_modify(|count| *count -= 1);
        }
        self.known += 1;
        true
    }

    /// Takes a file that the baseline does not know for one that is gone, if at least half of what the baseline has of that
    /// is found in it.
    fn follow(&mut self, all: &[(&Utf8Path, Vec<String>)]) {
        let mut new: BTreeMap<&Utf8Path, BTreeSet<&str>> = BTreeMap::new();
        for (path, names) in all.iter().filter(|(path, _)| !self.baseline.files.contains_key(*path)) {
            new.entry(path).or_default().extend(names.iter().map(String::as_str));
        }
        if new.is_empty() {
            return;
        }
        let mut gone: BTreeMap<&str, Vec<&Utf8Path>> = BTreeMap::new();
        for (path, counts) in &self.baseline.files {
            if !self.paths.absolute(path).exists() {
                for name in counts.keys() {
                    gone.entry(name).or_default().push(path);
                }
            }
        }
        let mut claimed: BTreeSet<Utf8PathBuf> = BTreeSet::new();
        for (path, names) in new {
            let mut shared: BTreeMap<&Utf8Path, usize> = BTreeMap::new();
            for old in names.iter().filter_map(|name| gone.get(name)).flatten() {
                *shared.entry(old).or_default() += 1;
            }
            let fits = |(old, count): &(&Utf8Path, usize)| {
                !claimed.contains(*old) && count * 2 >= self.baseline.files[*old].len()
            };
            let best =
                shared.into_iter().filter(fits).max_by_key(|(old, count)| (*count, std::cmp::Reverse(*old)));
            if let Some((old, _)) = best {
                claimed.insert(old.to_owned());
                self.moved.insert(path.to_owned(), old.to_owned());
            }
        }
    }

    /// Puts a finding into the baseline. Only while it is written for the first time.
    pub fn record(&mut self, found: &Diagnostic) {
        let path = self.paths.relative(&found.primary.location.file.path);
        let counts = self.baseline.files.entry(path.to_owned()).or_default();
        for name in names(found) {
            *counts.entry(name).or_default() += 1;
        }
        self.known += 1;
    }

    /// The number of findings that were known, or were put in.
    pub const fn known(&self) -> usize {
        self.known
    }

    /// The baseline as it stands.
    pub const fn baseline(&self) -> &Baseline {
        &self.baseline
    }

    /// The baseline as it stands.
    pub fn into_baseline(self) -> Baseline {
        self.baseline
    }

    /// Takes out what has been mended: entries that were not found again in files that `scope` covers.
    /// Returns how many findings these were.
    pub fn shrink(&mut self, scope: &Scope<'_>) -> usize {
        let mended = self.mended(scope);
        let mut gone = 0;
        for (path, counts) in mended {
            let Some(entry) = self.baseline.files.get_mut(&path) else { continue };
            for (name, count) in counts {
                gone += count as usize;
                if let Some(kept) = entry.get_mut(&name) {
                    *kept -= count;
                }
            }
            entry.retain(|_, count| *count > 0);
            if entry.is_empty() {
                self.baseline.files.remove(&path);
            }
        }
        for (path, old) in &self.moved {
            if let Some(entry) = self.baseline.files.remove(old) {
                self.baseline.files.insert(path.clone(), entry);
            }
        }
        gone
    }

    /// An info of `rule` for each file of which something has been mended.
    pub fn unused(&mut self, rule: &'static RuleMeta, scope: &Scope<'_>) -> Vec<Diagnostic> {
        let mended = self.mended(scope).into_iter();
        let told = mended.map(|(path, counts)| {
            let total: u32 = counts.values().sum();
            let plural = if total == 1 { " is" } else { "s are" };
            let mut names: BTreeMap<&str, u32> = BTreeMap::new();
            for (name, count) in &counts {
                *names.entry(rule_of(name)).or_default() += count;
            }
            let names: Vec<String> = names.iter().map(|(name, count)| format!("{count} {name}")).collect();
            let message = format!("{total} finding{plural} mended in {path}: {}", names.join(", "));
            let location =
                Location { file: Arc::clone(&self.baseline.file), span: self.baseline.place(&path) };
            let mut found = Diagnostic::new(rule, PageKey(path.as_str().into()), location, message);
            found.severity = Severity::Info;
            found.help = Some("`instep check --write-baseline` drops what has been mended".to_owned());
            found.subject = path.into_string();
            found
        });
        told.collect()
    }

    /// What has not been found again and would have been.
    fn mended(&mut self, scope: &Scope<'_>) -> BTreeMap<Utf8PathBuf, Counts> {
        let checked = scope.files.iter().map(|path| self.paths.relative(path).to_owned());
        let checked: HashSet<Utf8PathBuf> = checked.collect();
        let mut out: BTreeMap<Utf8PathBuf, Counts> = BTreeMap::new();
        let today: BTreeMap<&Utf8PathBuf, &Utf8PathBuf> =
            self.moved.iter().map(|(path, old)| (old, path)).collect();
        for (path, counts) in &self.left {
            let name = today.get(path).copied().unwrap_or(path);
            if !checked.contains(name) && self.paths.absolute(name).exists() {
                continue;
            }
            let gone = counts.iter().filter(|(name, count)| **count > 0 && (scope.is_run)(rule_of(name)));
            let gone: Counts = gone.map(|(name, count)| (name.clone(), *count)).collect();
            if !gone.is_empty() {
                out.insert(path.clone(), gone);
            }
        }
        out
    }
}

/// What a run has looked at. Of what it has not, the baseline stays as it is; a file that is gone has nothing left.
pub struct Scope<'a> {
    /// The files in which findings are wanted.
    pub files: &'a [&'a Utf8Path],
    /// Whether a rule is among those that are wanted.
    pub is_run: &'a dyn Fn(&str) -> bool,
}

fn names(found: &Diagnostic) -> Vec<String> {
    let name = |hash: u64| format!("{}:{hash:016x}", found.rule.name);
    if found.gathers.is_empty() {
        return vec![name(subject_hash(found))];
    }
    found.gathers.iter().map(|&hash| name(hash)).collect()
}

fn rule_of(name: &str) -> &str {
    name.split(':').next().unwrap_or_default()
}

/// Paths as the baseline names them: relative to its folder, wherever the check was started.
#[derive(Debug)]
struct Paths {
    folder: Utf8PathBuf,
    /// By the path as a finding names it.
    known: HashMap<Utf8PathBuf, Utf8PathBuf>,
}

impl Paths {
    fn new(baseline: &Utf8Path) -> Self {
        Self { folder: real_folder(baseline), known: HashMap::new() }
    }

    fn relative(&mut self, path: &Utf8Path) -> &Utf8Path {
        let Self { folder, known } = self;
        known.entry(path.to_owned()).or_insert_with(|| {
            let whole = real_folder(path).join(path.file_name().unwrap_or_default());
            let below = whole.strip_prefix(&*folder).map(Utf8Path::to_owned);
            // What lies elsewhere, or nowhere as the pages of a contract do, keeps its name.
            slashed(&below.unwrap_or_else(|_| path.to_owned())).into_owned()
        })
    }

    fn absolute(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.folder.join(path)
    }
}

/// The folder that a file lies in, links followed; as it is written where there is no such folder.
fn real_folder(path: &Utf8Path) -> Utf8PathBuf {
    folder_of(path).unwrap_or_else(|_| path.parent().unwrap_or(path).to_owned())
}
