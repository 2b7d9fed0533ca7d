//! What holds in a run: which configuration file, which baseline, which output.

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use instep::baseline::FILE_NAME;
use instep::cli::{CheckArgs, Output, Selection, check_rules};
use instep::config::Config;
use instep::config::options::Options;
use instep::real::{real, real_file};
use instep::report;

/// What holds after the configuration file and, over it, the command line.
pub(super) fn config(said: &Selection, options: Options) -> anyhow::Result<Config> {
    threads(said.threads)?;
    let mut layers: Vec<Options> = configuration(said)?.into_iter().collect();
    layers.push(options);
    Ok(Config::new(said.paths.clone(), &layers))
}

/// Limits the threads of the process. Only once.
pub(super) fn threads(count: Option<u16>) -> anyhow::Result<()> {
    let Some(count) = count else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count.into());
    pool.build_global().context("cannot start threads")
}

/// What the configuration file says, if there is one.
pub(super) fn configuration(said: &Selection) -> anyhow::Result<Option<Options>> {
    configuration_file(said)?.map(|file| options_of(&file)).transpose()
}

/// What a configuration file says.
pub(super) fn options_of(file: &Utf8Path) -> anyhow::Result<Options> {
    let options = Options::read(file)?;
    check_rules(&options)?;
    Ok(options)
}

/// The configuration file that was named, or the nearest one above the first path.
fn configuration_file(said: &Selection) -> anyhow::Result<Option<Utf8PathBuf>> {
    if said.isolated || said.config.is_some() {
        return Ok(said.config.clone());
    }
    Ok(first_folder(said)?.and_then(|folder| Options::find(&folder)).map(shortened))
}

/// The baseline that was named, else the one beside the configuration file, or without one, the nearest above the first
/// path. One that is to be written for the first time has its place in the working folder, or where the first path
/// lies if that is elsewhere.
pub(super) fn baseline_file(args: &CheckArgs, config: &Config) -> anyhow::Result<Option<Utf8PathBuf>> {
    if args.known.no_baseline || config.baseline.is_some() {
        return Ok(config.baseline.clone().filter(|_| !args.known.no_baseline));
    }
    let beside = config.file.as_ref().map(|file| file.path.with_file_name(FILE_NAME));
    if args.selection.isolated || beside.is_some() {
        let beside = beside.unwrap_or_else(|| FILE_NAME.into());
        return Ok(Some(beside)
            .filter(|path| args.known.write_baseline || !args.selection.isolated && path.exists()));
    }
    let Some(folder) = first_folder(&args.selection)? else { return Ok(None) };
    let first = || {
        let here = real(Utf8Path::new(".")).unwrap_or_default();
        if folder.starts_with(&here) { here } else { folder.clone() }.join(FILE_NAME)
    };
    Ok(nearest_baseline(&folder).or_else(|| args.known.write_baseline.then(first)).map(shortened))
}

/// The baseline in a folder or the nearest one above it.
pub(super) fn nearest_baseline(folder: &Utf8Path) -> Option<Utf8PathBuf> {
    folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file())
}

/// The folder of the first path, with all its ancestors.
fn first_folder(said: &Selection) -> anyhow::Result<Option<Utf8PathBuf>> {
    let Some(first) = said.paths.first() else { return Ok(None) };
    let first = real(first).with_context(|| format!("cannot read {first}"))?;
    Ok(if first.is_dir() { Some(first) } else { first.parent().map(Utf8Path::to_owned) })
}

/// A path as seen from the working folder, if it lies below it: that says as much.
fn shortened(path: Utf8PathBuf) -> Utf8PathBuf {
    let here = real(Utf8Path::new(".")).unwrap_or_default();
    path.strip_prefix(&here).map(Utf8Path::to_owned).unwrap_or(path)
}

#[expect(clippy::disallowed_methods, reason = "the process shell knows where it runs")]
pub(super) fn default_output() -> Output {
    let on_github = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let name = if on_github { "github" } else { "full" };
    Output { format: report::format(name).expect("the default formats are in the table"), file: None }
}

/// Where an output goes, by whatever name; none for standard output.
fn target(output: &Output) -> Option<Utf8PathBuf> {
    let file = output.file.as_ref()?;
    real(file).or_else(|_| real_file(file)).ok().or_else(|| Some(file.clone()))
}

/// Whether each output goes to a place of its own.
pub(super) fn check_targets(outputs: &[Output]) -> anyhow::Result<()> {
    for (index, output) in outputs.iter().enumerate() {
        let target = target(output);
        let Some(other) = outputs[..index].iter().find(|other| self::target(other) == target) else {
            continue;
        };
        let (name, other) = (output.format.name, other.format.name);
        let target = output.file.as_ref().map_or("standard output", |file| file.as_str());
        anyhow::bail!(
            "`{other}` and `{name}` both go to {target}; give one a file of its own: `--format {name}=FILE`"
        );
    }
    Ok(())
}
