//! `instep merge`.

use std::fs;
use std::io::{self, Read as _};

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use instep::cli::MergeArgs;
use instep::merge::Merger;
use instep::model::diagnostic::{RuleMeta, Severity};
use instep::rules::RULES;
use walkdir::WalkDir;

use super::output::write_whole;
use super::{Shell, Status};

impl Shell {
    pub(super) fn merge(&self, args: &MergeArgs) -> anyhow::Result<Status> {
        let mut joined = Merger::default();
        for result in &args.results {
            for file in files(result)? {
                let content = read(&file).with_context(|| file.to_string())?;
                joined.add(&content).with_context(|| file.to_string())?;
            }
        }
        let rules: Vec<&RuleMeta> = RULES.iter().map(|rule| &rule.meta).collect();
        let merged = joined.finish(&rules).context("there is no result to merge")?;
        self.notices(merged.notice().as_slice());
        match &args.output {
            Some(path) if path != "-" => {
                write_whole(path, |out| merged.write(out))?;
                self.notices(&[merged.summary(), format!("wrote {path}")]);
            }
            _ => self.print(|out| merged.write(out))?,
        }
        let mut weights = Severity::ALL.into_iter().filter(|&severity| severity >= args.fail_on);
        let failing = weights.any(|severity| merged.count(severity) > 0);
        Ok(if failing && !args.exit_zero { Status::Findings } else { Status::Clean })
    }
}

/// The file that was named, or the results below the folder that was, by name.
fn files(named: &Utf8Path) -> anyhow::Result<Vec<Utf8PathBuf>> {
    if !named.is_dir() {
        return Ok(vec![named.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(named).sort_by_file_name() {
        let entry = entry.with_context(|| format!("cannot read {named}"))?;
        let path = Utf8Path::from_path(entry.path()).filter(|_| !entry.file_type().is_dir());
        let is_result = |path: &&Utf8Path| matches!(path.extension(), Some("json" | "sarif"));
        files.extend(path.filter(is_result).map(Utf8Path::to_owned));
    }
    if files.is_empty() {
        bail!("{named}: no `.json` and no `.sarif` file in this folder");
    }
    Ok(files)
}

#[expect(clippy::disallowed_methods, reason = "results of earlier runs are no documents")]
fn read(file: &Utf8Path) -> io::Result<Vec<u8>> {
    if file != "-" {
        return fs::read(file);
    }
    let mut content = Vec::new();
    io::stdin().lock().read_to_end(&mut content)?;
    Ok(content)
}
