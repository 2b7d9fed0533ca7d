//! What a file is, before it is read as such.

use anyhow::{Context as _, anyhow, bail};
use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;

use crate::report::{json, sarif};

const EXPECTED: &str =
    "expected a result of `instep check`, written with `--format json` or `--format sarif`";

/// The kinds of results that can be merged.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Json,
    Sarif,
}

/// What is known of a result at first sight: it is one of ours, in a version that is read here.
pub(super) struct Header<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// The versions of instep that wrote it, but for this one.
    pub(super) other_versions: Vec<String>,
}

#[derive(Deserialize)]
struct Probe {
    schema_version: Option<u64>,
    tool: Option<Program>,
    version: Option<Value>,
    runs: Option<Vec<Run>>,
}

#[derive(Deserialize)]
struct Run {
    tool: Tool,
}

#[derive(Deserialize)]
struct Tool {
    driver: Program,
}

#[derive(Deserialize)]
struct Program {
    name: String,
    #[serde(alias = "semanticVersion")]
    version: Option<String>,
}

impl<'a> Header<'a> {
    pub(super) fn read(content: &'a [u8]) -> anyhow::Result<Self> {
        let text = text(content)?;
        let probe: Probe = serde_json::from_str(text).map_err(|error| {
            let is_object = error.classify() != Category::Data && text.trim_start().starts_with('{');
            if is_object { anyhow!("no JSON, or cut short: {error}; {EXPECTED}") } else { anyhow!(EXPECTED) }
        })?;
        let (kind, programs) = match probe {
            Probe { runs: Some(runs), version, .. } => (Kind::Sarif, sarif_programs(runs, version.as_ref())?),
            Probe { schema_version: Some(version), tool: Some(tool), .. } => {
                (Kind::Json, vec![json_program(tool, version)?])
            }
            _ => bail!(EXPECTED),
        };
        let versions = programs.into_iter().filter_map(|program| program.version);
        let other_versions = versions.filter(|version| version != env!("CARGO_PKG_VERSION")).collect();
        Ok(Self { kind, text, other_versions })
    }
}

fn json_program(tool: Program, version: u64) -> anyhow::Result<Program> {
    is_ours(&tool)?;
    if version != u64::from(json::SCHEMA_VERSION) {
        let known = json::SCHEMA_VERSION;
        bail!("written by another instep: its format is version {version}, and version {known} is read here");
    }
    Ok(tool)
}

fn sarif_programs(runs: Vec<Run>, version: Option<&Value>) -> anyhow::Result<Vec<Program>> {
    if version.and_then(Value::as_str) != Some(sarif::VERSION) {
        bail!("not SARIF {}, the version that is read here", sarif::VERSION);
    }
    if runs.is_empty() {
        bail!("a SARIF log without a run; {EXPECTED}");
    }
    let programs: Vec<Program> = runs.into_iter().map(|run| run.tool.driver).collect();
    programs.iter().try_for_each(is_ours)?;
    Ok(programs)
}

fn is_ours(program: &Program) -> anyhow::Result<()> {
    if program.name != env!("CARGO_PKG_NAME") {
        bail!("a result of `{}`; {EXPECTED}", program.name);
    }
    Ok(())
}

/// The text of a file, without the mark that some programs put before it.
fn text(content: &[u8]) -> anyhow::Result<&str> {
    if content.starts_with(&[0xff, 0xfe]) || content.starts_with(&[0xfe, 0xff]) {
        // Windows PowerShell 5 writes so whatever `>` is given.
        bail!("UTF-16, as some shells write what goes through `>`; `--format json=FILE` writes UTF-8");
    }
    let text = std::str::from_utf8(content).context("not UTF-8")?;
    if text.trim().is_empty() {
        bail!("empty: the run that should have written it came to no end; {EXPECTED}");
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}
