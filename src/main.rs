//! The process shell: arguments, one command, streams, exit code.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Parser as _;
use instep::baseline::FILE_NAME;
use instep::check::{Outcome, Since};
use instep::cli::{
    CheckArgs, Cli, Command, ConfigArgs, ContractArgs, ExplainArgs, ExtractArgs, InitArgs, ListArgs, Output,
    Selection, check_rules,
};
use instep::commands::{self, contract, explain, extract, init, list};
use instep::config::options::{FILE_NAMES, Options};
use instep::config::{Config, schema};
use instep::discover::UnpairedReason;
use instep::model::diagnostic::RuleMeta;
use instep::model::placed_error::PlacedError;
use instep::model::report::Report;
use instep::report::Style;
use instep::rules::RULES;
use instep::{check, discover, parse, reference, report};

/// What the exit status says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Clean = 0,
    Findings = 1,
    Failure = 2,
    NothingPaired = 3,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and usage errors that nobody reads any more need no second error.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Status::Failure as u8));
        }
    };
    let shell = Shell::new(&cli);
    let status = match &cli.command {
        Command::Check(args) => shell.check(args),
        Command::List(args) => shell.list(args),
        Command::Explain(args) => shell.explain(args),
        Command::Extract(args) => shell.extract(args),
        Command::Contract(args) => shell.contract(args),
        Command::Init(args) => shell.init(args),
        Command::Config(args) => shell.config(args),
    };
    let status = status.unwrap_or_else(|error| {
        say(&format!("error: {error:#}"));
        if let Some(error) = error.downcast_ref::<PlacedError>() {
            say_lines(&report::place_of(error));
        }
        Status::Failure
    });
    ExitCode::from(status as u8)
}

/// The process as the commands see it.
struct Shell {
    colors: ColorChoice,
    quiet: bool,
}

impl Shell {
    fn new(cli: &Cli) -> Self {
        let colors = match cli.color {
            clap::ColorChoice::Auto => AutoStream::choice(&io::stdout()),
            clap::ColorChoice::Always => ColorChoice::Always,
            clap::ColorChoice::Never => ColorChoice::Never,
        };
        Self { colors, quiet: cli.quiet }
    }

    fn check(&self, args: &CheckArgs) -> anyhow::Result<Status> {
        let mut config = config(&args.selection, args.options())?;
        config.baseline = baseline_file(args, &config)?;
        if args.fixes.diff {
            return self.diff(&config, args);
        }
        if args.fixes.fix {
            return self.fix(&config, args);
        }
        let outcome = run(&config, args)?;
        if let Some(baseline) = &outcome.baseline {
            write_whole(baseline.path(), |out| baseline.write(out))?;
        }
        self.notices(&outcome.notices);
        let status = self.report(&config, args, &outcome)?;
        self.notices(&report::fixable(&outcome.report, args.fixes.least()).into_iter().collect::<Vec<_>>());
        Ok(status)
    }

    fn fix(&self, config: &Config, args: &CheckArgs) -> anyhow::Result<Status> {
        let fixed = check::fix(config, since(args), args.fixes.least())?;
        let mut unwritten = Vec::new();
        let mut count = fixed.count();
        for patch in &fixed.patches {
            if let Err(reason) = patch.write() {
                unwritten.push(format!("{} was not fixed: {reason}", patch.before.path));
                count -= patch.fixes;
            }
        }
        // What could not be written is as it was.
        let outcome = if unwritten.is_empty() { fixed.outcome } else { run(config, args)? };
        self.notices(&outcome.notices);
        let status = self.report(config, args, &outcome)?;
        self.notices(&[report::remaining(&outcome.report, count, args.fixes.least())]);
        for notice in &unwritten {
            say(&format!("error: {notice}"));
        }
        Ok(if unwritten.is_empty() { status } else { Status::Failure })
    }

    fn diff(&self, config: &Config, args: &CheckArgs) -> anyhow::Result<Status> {
        let least = args.fixes.least();
        let fixed = check::fix(config, since(args), least)?;
        self.notices(&fixed.outcome.notices);
        self.print(|out| fixed.patches.iter().try_for_each(|patch| out.write_all(patch.diff().as_bytes())))?;
        self.notices(&[report::would_fix(&fixed.outcome.report, fixed.count(), least)]);
        if !fixed.outcome.paired {
            explain_nothing(config);
            return Ok(Status::NothingPaired);
        }
        Ok(if fixed.patches.is_empty() { Status::Clean } else { Status::Findings })
    }

    fn report(&self, config: &Config, args: &CheckArgs, outcome: &Outcome) -> anyhow::Result<Status> {
        let outputs = if args.outputs.is_empty() { vec![default_output()] } else { args.outputs.clone() };
        // Files first: where one cannot be written, nothing is printed either.
        let (files, streams): (Vec<_>, Vec<_>) = outputs.iter().partition(|output| output.file.is_some());
        for output in files.into_iter().chain(streams) {
            self.write_report(&outcome.report, output)?;
        }
        if !outcome.paired {
            explain_nothing(config);
            return Ok(Status::NothingPaired);
        }
        let failing = outcome.report.diagnostics.iter().any(|found| found.severity >= config.fail_on);
        Ok(if failing && !args.exit_zero { Status::Findings } else { Status::Clean })
    }

    fn list(&self, args: &ListArgs) -> anyhow::Result<Status> {
        let config = config(&args.selection, args.options())?;
        let found = check::find(&config)?;
        self.notices(&found.notices);
        self.print(|out| list::write(&found, args.verbose, out))?;
        if found.pages.is_empty() {
            explain_nothing(&config);
            return Ok(Status::NothingPaired);
        }
        Ok(Status::Clean)
    }

    fn explain(&self, args: &ExplainArgs) -> anyhow::Result<Status> {
        let rules: Vec<&RuleMeta> = RULES.iter().map(|rule| &rule.meta).collect();
        let asked = args.rule.as_ref().and_then(|name| rules.iter().find(|rule| rule.name == name));
        self.print(|out| match asked {
            Some(rule) => explain::one(rule, out),
            None => explain::all(&rules, out),
        })?;
        Ok(Status::Clean)
    }

    fn extract(&self, args: &ExtractArgs) -> anyhow::Result<Status> {
        let config = config(&args.selection, args.selection.options())?;
        let found = discover::discover(&config)?;
        self.notices(&found.notices);
        let variants = found.pages.iter().flat_map(|page| {
            let wanted = page.variants.iter().filter(|variant| variant.wanted);
            wanted.map(|variant| (&*page.key.0, Some(&variant.locale), &variant.path))
        });
        let in_no_page = [UnpairedReason::NotTranslated, UnpairedReason::NoLocale];
        let alone = found.unpaired.iter().filter(|file| in_no_page.contains(&file.reason));
        let alone = alone.map(|file| (file.path.as_str(), file.locale.as_ref(), &file.path));
        let files: Vec<_> = variants.chain(alone).collect();
        let (mut unread, mut seen) = (Vec::new(), HashSet::new());
        self.print(|out| {
            for &(page, locale, path) in &files {
                match check::read(path).map(|file| parse::parse(&file)) {
                    Ok(document) => {
                        let subject =
                            extract::Subject { page, locale, document: &document, portals: &config.portals };
                        if args.urls_only {
                            subject.write_addresses(&mut seen, out)?;
                        } else {
                            subject.write(out)?;
                        }
                    }
                    Err(error) => unread.push(format!("{path}: {}", error.reason)),
                }
            }
            Ok(())
        })?;
        self.notices(&unread);
        if files.is_empty() {
            explain_nothing(&config);
            return Ok(Status::NothingPaired);
        }
        Ok(Status::Clean)
    }

    fn contract(&self, args: &ContractArgs) -> anyhow::Result<Status> {
        let config = config(&args.selection, args.selection.options())?;
        let sources = discover::sources(&config)?;
        self.notices(&sources.notices);
        let mut pages: Vec<_> = Vec::new();
        for source in &sources.files {
            let text = check::read(&source.shown);
            if let Err(error) = &text {
                self.notices(&[format!("{}: {}", source.shown, error.reason)]);
            }
            pages.push((source, text));
        }
        if pages.is_empty() {
            say("no file of a source was found; say the source's locale with `--source`");
            return Ok(Status::NothingPaired);
        }
        let revision = reference::revision_of(
            pages.iter().filter_map(|(source, text)| Some((source.shown.as_path(), text.as_ref().ok()?))),
        );
        let write = |out: &mut dyn Write| contract::write(&sources.locale, revision.as_deref(), &pages, out);
        match &args.output {
            Some(path) if path != "-" => write_whole(path, write)?,
            _ => self.print(write)?,
        }
        Ok(Status::Clean)
    }

    fn init(&self, args: &InitArgs) -> anyhow::Result<Status> {
        if !args.folder.is_dir() {
            anyhow::bail!("{}: not a folder", args.folder);
        }
        let folder = if args.folder == "." { Utf8Path::new("") } else { &args.folder };
        let known = FILE_NAMES.iter().map(|name| folder.join(name)).find(|path| path.exists());
        let target = args.output.clone().or(known).unwrap_or_else(|| folder.join(FILE_NAMES[0]));
        let to_stdout = target == "-";
        if !to_stdout && target.exists() && !args.force {
            anyhow::bail!("{target}: there is a configuration already; `--force` overwrites it");
        }
        let find = |options: &[Options]| discover::discover(&Config::new(vec![args.folder.clone()], options));
        let found = find(&[])?;
        self.notices(&found.notices);
        // What is found without being told may be more than one source.
        let source = init::source(&found).cloned();
        let said =
            Options { source: source.clone(), folder: Some(args.folder.clone()), ..Options::default() };
        let source = source.filter(|_| find(&[said]).is_ok_and(|told| init::is_same(&found, &told)));
        let write = |out: &mut dyn Write| init::write(&found, source.as_ref(), out);
        if to_stdout {
            self.print(write)?;
        } else {
            write_whole(&target, write)?;
            self.notices(&[format!("wrote {target}")]);
        }
        if found.pages.is_empty() {
            say("no file has a counterpart in another language; say in `[[layout]]` where the languages lie");
            return Ok(Status::NothingPaired);
        }
        Ok(Status::Clean)
    }

    fn config(&self, args: &ConfigArgs) -> anyhow::Result<Status> {
        if args.schema {
            let rules: Vec<&str> = RULES.iter().map(|rule| rule.meta.name).collect();
            self.print(|out| writeln!(out, "{:#}", schema::schema(&rules)))?;
            return Ok(Status::Clean);
        }
        let file = configuration(&args.selection)?;
        let mut line = args.options();
        let elsewhere =
            file.as_ref().and_then(|file| file.folder.as_ref()).is_some_and(|folder| folder != ".");
        if let Some(contract) = line.contract.as_mut().filter(|_| elsewhere) {
            // As the file would have to say it.
            let real = Utf8Path::new(contract).canonicalize_utf8().with_context(|| contract.clone())?;
            *contract = real.into_string();
        }
        self.print(|out| commands::config::write(file.as_ref(), &line, out))?;
        Ok(Status::Clean)
    }

    fn write_report(&self, report: &Report, output: &Output) -> anyhow::Result<()> {
        let Some(path) = &output.file else {
            let style = if self.colors == ColorChoice::Never { Style::Plain } else { Style::Coloured };
            return self.print(|out| (output.format.write)(report, style, out));
        };
        let cannot = || format!("cannot write {path}");
        let mut out = BufWriter::new(File::create(path).with_context(cannot)?);
        (output.format.write)(report, Style::Plain, &mut out).with_context(cannot)?;
        out.flush().with_context(cannot)
    }

    /// Writes to standard output. Whoever reads there may stop whenever they have read enough.
    fn print(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        let stdout = io::stdout().lock();
        let stdout: Box<dyn Write> = match self.colors {
            ColorChoice::Never => Box::new(stdout),
            colors => Box::new(AutoStream::new(stdout, colors)),
        };
        let mut out = BufWriter::with_capacity(1 << 16, stdout);
        match write(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                // What is left in the buffer would be written again, and fail again, on drop.
                let _ = out.into_parts();
                Ok(())
            }
            result => result.context("cannot write to standard output"),
        }
    }

    fn notices(&self, notices: &[String]) {
        if !self.quiet {
            for notice in notices {
                say(notice);
            }
        }
    }
}

/// What a check narrows itself to.
fn since(args: &CheckArgs) -> Option<Since<'_>> {
    args.since.as_deref().map(|revision| Since { revision, new_only: args.new_only })
}

fn run(config: &Config, args: &CheckArgs) -> anyhow::Result<Outcome> {
    since(args).map_or_else(|| check::check(config), |since| check::check_since(config, since))
}

/// Writes a file whole or not at all: beside it first, then in its place. What is no file, such as a pipe, is written
/// to as it is; a link is followed.
fn write_whole(path: &Utf8Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {path}");
    let write_to = |file: File| {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        write(&mut out).and_then(|()| out.flush())
    };
    if path.exists() && !path.is_file() {
        return write_to(OpenOptions::new().write(true).open(path).with_context(cannot)?)
            .with_context(cannot);
    }
    let target = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    let name = target.file_name().with_context(cannot)?;
    let beside = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let file = OpenOptions::new().write(true).create_new(true).open(&beside).with_context(cannot)?;
    let written = write_to(file).and_then(|()| std::fs::rename(&beside, &target));
    if written.is_err() {
        // Nothing is left behind of what could not be finished.
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(cannot)
}

/// Says on standard error what was tried where nothing could be compared, and what to do.
fn explain_nothing(config: &Config) {
    let roots: Vec<&str> = config.roots.iter().map(|root| root.as_str()).collect();
    let roots = roots.join(", ");
    say(&format!("nothing to compare: no file in {roots} has a counterpart in another language"));
    let layouts: Vec<&str> = config.layouts.iter().map(|layout| layout.name.as_str()).collect();
    if !layouts.is_empty() {
        say(&format!("tried the layouts {}", layouts.join(", ")));
    }
    if let Some(contract) = &config.contract {
        say(&format!(
            "no page of {contract} has a translation here; `--locale` says the language where paths and front matter \
             do not"
        ));
        return;
    }
    say("name the folder that holds all languages, or say the source's locale with `--source`; \
        `instep list --verbose` says why each file stayed alone");
}

fn say(text: &str) {
    // Where not even standard error can be written to, nobody is left to be told.
    let _ = writeln!(io::stderr().lock(), "instep: {}", report::printable(text));
}

/// Says lines that are safe to print already and belong to what was said before.
fn say_lines(lines: &str) {
    let _ = writeln!(io::stderr().lock(), "{lines}");
}

/// What holds after the configuration file and, over it, the command line.
fn config(said: &Selection, options: Options) -> anyhow::Result<Config> {
    if let Some(threads) = said.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        pool.build_global().context("cannot start threads")?;
    }
    let mut layers: Vec<Options> = configuration(said)?.into_iter().collect();
    layers.push(options);
    Ok(Config::new(said.paths.clone(), &layers))
}

/// What the configuration file says, if there is one.
fn configuration(said: &Selection) -> anyhow::Result<Option<Options>> {
    let Some(file) = configuration_file(said)? else { return Ok(None) };
    let options = Options::read(&file)?;
    check_rules(&options)?;
    Ok(Some(options))
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
fn baseline_file(args: &CheckArgs, config: &Config) -> anyhow::Result<Option<Utf8PathBuf>> {
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
    let nearest = folder.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file());
    let first = || {
        let here = Utf8Path::new(".").canonicalize_utf8().unwrap_or_default();
        if folder.starts_with(&here) { here } else { folder.clone() }.join(FILE_NAME)
    };
    Ok(nearest.or_else(|| args.known.write_baseline.then(first)).map(shortened))
}

/// The folder of the first path, with all its ancestors.
fn first_folder(said: &Selection) -> anyhow::Result<Option<Utf8PathBuf>> {
    let Some(first) = said.paths.first() else { return Ok(None) };
    let first = first.canonicalize_utf8().with_context(|| format!("cannot read {first}"))?;
    Ok(if first.is_dir() { Some(first) } else { first.parent().map(Utf8Path::to_owned) })
}

/// A path as seen from the working folder, if it lies below it: that says as much.
fn shortened(path: Utf8PathBuf) -> Utf8PathBuf {
    let here = Utf8Path::new(".").canonicalize_utf8().unwrap_or_default();
    path.strip_prefix(&here).map(Utf8Path::to_owned).unwrap_or(path)
}

#[expect(clippy::disallowed_methods, reason = "the process shell knows where it runs")]
fn default_output() -> Output {
    let on_github = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let name = if on_github { "github" } else { "full" };
    Output { format: report::format(name).expect("the default formats are in the table"), file: None }
}
