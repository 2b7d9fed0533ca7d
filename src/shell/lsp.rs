//! `instep lsp`: the process as an editor starts it.

use std::io;
use std::sync::Arc;

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use instep::baseline::FILE_NAME;
use instep::cli::LspArgs;
use instep::config::Config;
use instep::config::options::Options;
use instep::lsp::{End, serve};

use super::output::say;
use super::setup::{nearest_baseline, options_of, threads};
use super::{Shell, Status};

impl Shell {
    /// Serves the editor that has started this process.
    pub(super) fn lsp(args: &LspArgs) -> anyhow::Result<Status> {
        threads(args.threads)?;
        let said = args.clone();
        let configure = move |folder: &Utf8Path, named: Option<&str>| configuration(&said, folder, named);
        match serve(io::stdin(), io::stdout(), Arc::new(configure)).context("cannot start threads")? {
            End::Orderly => Ok(Status::Clean),
            End::Sudden => Ok(Status::Findings),
            End::Broken(reason) => {
                say(&format!("error: {reason}"));
                Ok(Status::Failure)
            }
        }
    }
}

/// What holds in a folder of the editor, all paths absolute: findings have to be found from any working folder. A file
/// that the command line names is as seen from the working folder, one that the editor names as seen from its own.
fn configuration(said: &LspArgs, folder: &Utf8Path, named: Option<&str>) -> anyhow::Result<Config> {
    let named = named.filter(|_| !said.isolated).map(|path| folder.join(path));
    let told = said.config.as_deref().map(absolute).transpose()?;
    let file = told.or(named).or_else(|| Options::find(folder).filter(|_| !said.isolated));
    let mut layers: Vec<Options> = file.as_deref().map(options_of).transpose()?.into_iter().collect();
    let mut line = said.options();
    line.contract =
        line.contract.map(|path| absolute(path.as_ref())).transpose()?.map(Utf8PathBuf::into_string);
    line.baseline = line.baseline.as_deref().map(absolute).transpose()?;
    layers.push(line);
    let mut config = Config::new(vec![folder.to_owned()], &layers);
    let near = || match &file {
        Some(file) => Some(file.with_file_name(FILE_NAME)).filter(|path| path.is_file()),
        None => nearest_baseline(folder),
    };
    let baseline = config.baseline.take().or_else(|| if said.isolated { None } else { near() });
    config.baseline = baseline.filter(|_| !said.no_baseline);
    Ok(config)
}

/// A path as seen from the working folder, absolute.
fn absolute(path: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    camino::absolute_utf8(path).with_context(|| path.to_string())
}
