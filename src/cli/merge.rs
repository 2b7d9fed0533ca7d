//! The options of `merge`.

use camino::Utf8PathBuf;
use clap::{Args, ValueHint};

use super::values::severity;
use crate::model::diagnostic::Severity;

pub(super) const MERGE_HELP: &str = "\
The merged result has the form of those it was made of: each finding once, each page with the
languages of all of them, everything counted anew. It is the same, byte for byte, in whatever order
they are named, and may itself be merged with others.

Paths stay as each run saw them. Results of several repositories need each repository in a folder of
its own, and runs from the folder above.

Examples:
  instep check docs --locale de --format json=de.json      in one job
  instep check docs --locale fr --format json=fr.json      in another
  instep merge de.json fr.json --output instep.json        in a last one
  instep merge results --fail-on error > instep.json       all results in a folder
  instep merge *.sarif --output instep.sarif               logs for code scanning

Exit status:
  0  nothing at or above --fail-on
  1  findings
  2  could not run: a file that is no result, results of two kinds, usage";

/// Options of `merge`.
#[derive(Args, Clone, Debug)]
pub struct MergeArgs {
    /// Results of `check --format json` or `--format sarif`, or folders with `.json` and `.sarif` files; `-` is standard input
    #[arg(value_name = "RESULT", required = true, value_hint = ValueHint::AnyPath)]
    pub results: Vec<Utf8PathBuf>,

    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<Utf8PathBuf>,

    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = severity())]
    pub fail_on: Severity,

    /// Exit with status 0 whatever is found
    #[arg(long)]
    pub exit_zero: bool,
}
