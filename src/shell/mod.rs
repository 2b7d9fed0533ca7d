//! The process shell: what a command reads and asks of the library, and where it writes.

mod check;
mod configure;
mod facts;
mod lsp;
mod merge;
mod output;
mod progress;
mod setup;
mod written;

use anstream::{AutoStream, ColorChoice};
use instep::cli::{Cli, Command, ExplainArgs, ListArgs};
use instep::commands::{explain, list};
use instep::config::Config;
use instep::model::diagnostic::RuleMeta;
use instep::model::placed_error::PlacedError;
use instep::report;
use instep::rules::RULES;

pub(crate) use output::explain_usage;

use output::{say, say_lines};

/// What the exit status says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Clean = 0,
    Findings = 1,
    Failure = 2,
    NothingPaired = 3,
}

/// The process as the commands see it.
pub(crate) struct Shell {
    colors: ColorChoice,
    quiet: bool,
}

impl Shell {
    pub(crate) fn new(cli: &Cli) -> Self {
        let colors = match cli.color {
            clap::ColorChoice::Auto => AutoStream::choice(&std::io::stdout()),
            clap::ColorChoice::Always => ColorChoice::Always,
            clap::ColorChoice::Never => ColorChoice::Never,
        };
        Self { colors, quiet: cli.quiet }
    }

    /// Runs a command to its end; what went wrong has been said then.
    pub(crate) fn run(&self, command: &Command) -> Status {
        let status = match command {
            Command::Check(args) => self.check(args),
            Command::List(args) => self.list(args),
            Command::Explain(args) => self.explain(args),
            Command::Extract(args) => self.extract(args),
            Command::Contract(args) => self.contract(args),
            Command::Init(args) => self.init(args),
            Command::Config(args) => self.config(args),
            Command::Merge(args) => self.merge(args),
            Command::Lsp(args) => Self::lsp(args),
            Command::Completions(args) => self.completions(args),
            Command::Man(args) => self.man(args),
        };
        status.unwrap_or_else(|error| {
            say(&format!("error: {error:#}"));
            if let Some(error) = error.downcast_ref::<PlacedError>() {
                say_lines(&report::place_of(error));
            }
            Status::Failure
        })
    }

    fn list(&self, args: &ListArgs) -> anyhow::Result<Status> {
        let config = setup::config(&args.selection, args.options())?;
        let found = instep::check::find(&config)?;
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
