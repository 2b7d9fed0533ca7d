//! The process shell: arguments, one command, streams, exit code.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use clap::Parser as _;
use instep::check::Outcome;
use instep::cli::{
    CheckArgs, Cli, Command, ContractArgs, ExplainArgs, ExtractArgs, ListArgs, Output, Selection, selector,
};
use instep::commands::{contract, explain, extract, list};
use instep::config::Config;
use instep::config::options::Options;
use instep::discover::UnpairedReason;
use instep::model::diagnostic::{Applicability, RuleMeta};
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
    };
    let status = status.unwrap_or_else(|error| {
        say(&format!("error: {error:#}"));
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
        let config = config(&args.selection, args.options())?;
        if args.fixing.diff {
            return self.diff(&config, args.fixing.least());
        }
        if args.fixing.fix {
            return self.fix(&config, args);
        }
        let outcome = check::check(&config)?;
        self.notices(&outcome.notices);
        let status = self.report(&config, args, &outcome)?;
        if args.fixing.unsafe_fixes {
            self.notices(&[report::fixable(&outcome.report, args.fixing.least())]);
        }
        Ok(status)
    }

    fn fix(&self, config: &Config, args: &CheckArgs) -> anyhow::Result<Status> {
        let fixed = check::fix(config, args.fixing.least())?;
        let mut unwritten = Vec::new();
        let mut count = fixed.count();
        for patch in &fixed.patches {
            if let Err(reason) = patch.write() {
                unwritten.push(format!("{} was not fixed: {reason}", patch.before.path));
                count -= patch.fixes;
            }
        }
        // What could not be written is as it was.
        let outcome = if unwritten.is_empty() { fixed.outcome } else { check::check(config)? };
        self.notices(&outcome.notices);
        let status = self.report(config, args, &outcome)?;
        self.notices(&[report::remaining(&outcome.report, count, args.fixing.least())]);
        for notice in &unwritten {
            say(&format!("error: {notice}"));
        }
        Ok(if unwritten.is_empty() { status } else { Status::Failure })
    }

    fn diff(&self, config: &Config, least: Applicability) -> anyhow::Result<Status> {
        let fixed = check::fix(config, least)?;
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
        let failing = outcome.report.diagnostics.iter().any(|found| found.severity >= args.fail_on);
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

/// What holds after the configuration file and, over it, the command line.
fn config(said: &Selection, options: Options) -> anyhow::Result<Config> {
    if let Some(threads) = said.threads {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into());
        pool.build_global().context("cannot start threads")?;
    }
    let mut layers = Vec::new();
    if let Some(file) = configuration_file(said)? {
        let options = Options::read(&file)?;
        for said in options.select.iter().chain(&options.ignore).filter(|said| *said != "all") {
            selector(said).map_err(|error| anyhow::anyhow!("{file}: {error}"))?;
        }
        layers.push(options);
    }
    layers.push(options);
    Ok(Config::new(said.paths.clone(), &layers))
}

/// The configuration file that was named, or the nearest one above the first path.
fn configuration_file(said: &Selection) -> anyhow::Result<Option<Utf8PathBuf>> {
    if said.isolated || said.config.is_some() {
        return Ok(said.config.clone());
    }
    let Some(first) = said.paths.first() else { return Ok(None) };
    let first = first.canonicalize_utf8().with_context(|| format!("cannot read {first}"))?;
    let folder = if first.is_dir() { Some(first.as_path()) } else { first.parent() };
    let found = folder.and_then(Options::find);
    // Below the working folder a short path says as much.
    let here = Utf8Path::new(".").canonicalize_utf8().unwrap_or_default();
    Ok(found.map(|path| path.strip_prefix(&here).map(Utf8Path::to_owned).unwrap_or(path)))
}

#[expect(clippy::disallowed_methods, reason = "the process shell knows where it runs")]
fn default_output() -> Output {
    let on_github = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let name = if on_github { "github" } else { "full" };
    Output { format: report::format(name).expect("the default formats are in the table"), file: None }
}
