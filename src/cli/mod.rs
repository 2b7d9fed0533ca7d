//! The command line: what may be said, and how it is explained.

mod lsp;
mod merge;
mod values;

use camino::Utf8PathBuf;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueHint};

use crate::config::options::{Options, read_extension};
use crate::model::diagnostic::{Applicability, Severity};
use crate::model::locale::Locale;

use lsp::LSP_HELP;
use merge::MERGE_HELP;
use values::{format_help, locale, output, rule, rules, severity};

pub use lsp::LspArgs;
pub use merge::MergeArgs;
pub use values::{Output, check_rules, selector};

/// Keeps translated documentation in step: finds URLs and numbered steps that drifted between languages.
#[derive(Debug, Parser)]
#[command(name = "instep", version, propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours: auto, always, never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = true, help_heading = GENERAL)]
    pub color: ColorChoice,

    /// Say nothing on standard error but why a run failed
    #[arg(short, long, global = true, help_heading = GENERAL)]
    pub quiet: bool,
}

const GENERAL: &str = "General";
const READING: &str = "Reading";
const CHANGES: &str = "Changes";
const RULE_OPTIONS: &str = "Rules";
const FIXING: &str = "Fixing";
const REPORTING: &str = "Reporting";

const AFTER_HELP: &str = "\
Examples:
  instep check                        check the documentation in the current folder
  instep check docs --source en       check a folder whose source is English
  instep list                         show which files are taken for the same page
  instep explain url-drift            say what a rule finds, and how to mend it
  instep init                         write a first instep.toml

Exit status:
  0  nothing at or above --fail-on
  1  findings
  2  could not run: usage, configuration, files
  3  nothing to check, or no file has a counterpart in another language";

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare translations with their source and report what drifted
    #[command(after_help = CHECK_HELP)]
    Check(CheckArgs),
    /// Show the layout found, the pages of each locale, and what stayed unpaired and why
    #[command(after_help = LIST_HELP)]
    List(ListArgs),
    /// Explain a rule, or list all rules
    #[command(after_help = EXPLAIN_HELP)]
    Explain(ExplainArgs),
    /// Print the URLs and numbered steps of each file as JSON lines
    #[command(after_help = EXTRACT_HELP)]
    Extract(ExtractArgs),
    /// Write a first `instep.toml` for the layout that is found
    #[command(after_help = INIT_HELP)]
    Init(InitArgs),
    /// Show the configuration that holds, and where each value comes from
    #[command(after_help = CONFIG_HELP)]
    Config(ConfigArgs),
    /// Write the source down for repositories that hold translations only
    #[command(after_help = CONTRACT_HELP)]
    Contract(ContractArgs),
    /// Join the results of several runs, such as CI jobs, into one
    #[command(after_help = MERGE_HELP)]
    Merge(MergeArgs),
    /// Serve an editor: findings, fixes and explanations while documents are written
    #[command(after_help = LSP_HELP)]
    Lsp(LspArgs),
    /// Print what lets a shell complete commands, options and rules
    #[command(after_help = COMPLETIONS_HELP)]
    Completions(CompletionsArgs),
    /// Print a manual page, or write all of them
    #[command(after_help = MAN_HELP)]
    Man(ManArgs),
}

const CHECK_HELP: &str = "\
Examples:
  instep check                                  all languages in the current folder
  instep check docs/de/setup.md                 one file, beside its page's other languages
  instep check --locale de --select url,step    German only, two families of rules
  instep check --format full --format sarif=out.sarif
  instep check --exit-zero --format json        findings for another program
  instep check --write-baseline                 from now on only what is new
  instep check --since origin/main --new-only   what a pull request brings, and nothing else
  instep check --diff                           show what would be mended
  instep check --fix docs/de                    mend it in the German pages

With --since, a change of the source that translations, themselves untouched, have yet to follow is
told once, on the source's line, as info. Links from pages that have not changed into pages that
have are not looked at.

Exit status:
  0  nothing at or above --fail-on; with --diff, nothing to mend
  1  findings
  2  could not run: usage, configuration, files
  3  nothing to check, or no file has a counterpart in another language

Where GitHub Actions runs it (GITHUB_ACTIONS=true), the default format is `github`.";

const LIST_HELP: &str = "\
Examples:
  instep list                     pages and locales of the current folder
  instep list docs --verbose      and the name of every file that stayed unpaired";

const EXPLAIN_HELP: &str = "\
Examples:
  instep explain                  all rules, one a line
  instep explain step-missing     one rule, with examples";

const EXTRACT_HELP: &str = "\
Each line is one object: a URL occurrence (\"fact\": \"url\") or a step (\"fact\": \"step\"), with
page, locale, path and place. Of a URL it says
- where it names a tenant (\"tenant\": portal, form, part, text, and value: `placeholder`, `real`
  for an ID, `public` for what names no single tenant, `literal` for any other name),
- which placeholders it has (\"placeholders\": text, name, style, part),
- and whether its portal has moved (\"retired\").

Examples:
  instep extract docs | jq -r 'select(.fact == \"url\") | .url' | sort | uniq -c
  instep extract docs | jq -r 'select(.tenant.value == \"real\") | \"\\(.path):\\(.line)\"'
  instep extract docs --urls-only | lychee -       the URLs that a link checker can fetch";

const INIT_HELP: &str = "\
The file says what was found and what else could be said; a check with it finds what a check
without it does.

Examples:
  instep init                  write instep.toml in the current folder
  instep init docs             write docs/instep.toml
  instep init --output -       print it

Exit status:
  0  written
  2  could not run: there is a configuration already, or files cannot be read or written
  3  written, but no file has a counterpart in another language";

const CONFIG_HELP: &str = "\
The output is a configuration file that means the same.

Examples:
  instep config                          what holds in the current folder
  instep config --select url --source en     and with these on the command line
  instep config --schema                 the JSON schema of instep.toml, for editors";

const CONTRACT_HELP: &str = "\
Beside the source, for instance in its CI:
  instep contract docs -o contract.jsonl

In a repository that holds translations only:
  instep check --contract contract.jsonl

Exit status:
  0  written
  2  could not run: usage, configuration, files
  3  no file of a source was found";

const COMPLETIONS_HELP: &str = "\
Examples:
  bash        instep completions bash > ~/.local/share/bash-completion/completions/instep
  zsh         instep completions zsh > ~/.zfunc/_instep       with ~/.zfunc in $fpath
  fish        instep completions fish > ~/.config/fish/completions/instep.fish
  powershell  instep completions powershell >> $PROFILE
  elvish      instep completions elvish >> ~/.config/elvish/rc.elv";

const MAN_HELP: &str = "\
Examples:
  instep man | man -l -                              read the first page
  instep man check | man -l -                        read that of a command
  instep man --output ~/.local/share/man/man1        write all of them, for `man instep-check`";

/// What is to be read, and as what.
#[derive(Args, Clone, Debug)]
pub struct Selection {
    /// Files and folders
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<Utf8PathBuf>,

    /// The locale that the others are translated from [default: detected]
    #[arg(help_heading = READING, long, value_name = "LOCALE", value_parser = locale)]
    pub source: Option<Locale>,

    /// Only this translation; may be repeated or separated by commas
    #[arg(help_heading = READING, long = "locale", value_name = "LOCALE", value_parser = locale, value_delimiter = ',')]
    pub locales: Vec<Locale>,

    /// Also read files with this extension; may be repeated or separated by commas
    #[arg(help_heading = READING, long = "extension", value_name = "EXT", value_parser = read_extension, value_delimiter = ',')]
    pub extensions: Vec<String>,

    /// Use this configuration file instead of searching for `instep.toml`
    #[arg(help_heading = READING, long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "isolated")]
    pub config: Option<Utf8PathBuf>,

    /// Use no configuration file
    #[arg(help_heading = READING, long)]
    pub isolated: bool,

    /// How many threads to use [default: one a core]
    #[arg(help_heading = READING, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

impl Selection {
    /// What was said, as a layer over the configuration file.
    pub fn options(&self) -> Options {
        Options {
            source: self.source.clone(),
            locales: self.locales.clone(),
            extensions: self.extensions.clone(),
            ..Options::default()
        }
    }
}

/// Options of `check`.
#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    /// What is to be read.
    #[command(flatten)]
    pub selection: Selection,

    /// Take the source's pages from this file, written by `instep contract`
    #[arg(help_heading = READING, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub contract: Option<String>,

    /// Only pages of which a file has changed since this revision and HEAD have parted, uncommitted changes included
    #[arg(help_heading = CHANGES, long, value_name = "REV")]
    pub since: Option<String>,

    /// Of these pages, only what they did not have then
    #[arg(help_heading = CHANGES, long, requires = "since")]
    pub new_only: bool,

    /// How to print findings, and where; may be repeated
    #[arg(help_heading = REPORTING, long = "format", value_name = "FORMAT[=FILE]", value_parser = output(), hide_possible_values = true, help = format_help())]
    pub outputs: Vec<Output>,

    /// Only these rules or families (`url-drift`, `url`); also turns on rules that are off by default
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, value_delimiter = ',')]
    pub select: Vec<String>,

    /// Leave out these rules or families
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, value_delimiter = ',')]
    pub ignore: Vec<String>,

    /// What was known before.
    #[command(flatten)]
    pub known: KnownArgs,

    /// What is mended.
    #[command(flatten)]
    pub fixes: FixArgs,

    /// The least severity that makes the exit status 1 [default: warning]
    #[arg(help_heading = REPORTING, long, value_name = "SEVERITY", value_parser = severity())]
    pub fail_on: Option<Severity>,

    /// Exit with status 0 whatever is found
    #[arg(help_heading = REPORTING, long)]
    pub exit_zero: bool,
}

impl CheckArgs {
    /// What was said, as a layer over the configuration file.
    pub fn options(&self) -> Options {
        Options {
            contract: self.contract.clone(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            fail_on: self.fail_on,
            baseline: self.known.baseline.clone(),
            write_baseline: self.known.write_baseline,
            unsafe_fixes: self.fixes.unsafe_fixes,
            ..self.selection.options()
        }
    }
}

/// What is mended.
#[derive(Args, Clone, Copy, Debug)]
pub struct FixArgs {
    /// Mend what can be mended safely, and report what remains
    #[arg(help_heading = FIXING, long, conflicts_with = "write_baseline")]
    pub fix: bool,

    /// Also apply fixes that may not be what is meant; without `--fix`, say how many there are
    #[arg(help_heading = FIXING, long)]
    pub unsafe_fixes: bool,

    /// Write no file: print what `--fix` would change as a unified diff
    #[arg(help_heading = FIXING, long, conflicts_with_all = ["outputs", "write_baseline"])]
    pub diff: bool,
}

impl FixArgs {
    /// How certain a fix has to be.
    pub const fn least(self) -> Applicability {
        if self.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe }
    }
}

/// What of the findings was known before.
#[derive(Args, Clone, Debug)]
pub struct KnownArgs {
    /// Leave out the findings that this file has [default: `instep-baseline.json` beside the configuration]
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_baseline")]
    pub baseline: Option<Utf8PathBuf>,

    /// Report known findings as well
    #[arg(help_heading = RULE_OPTIONS, long)]
    pub no_baseline: bool,

    /// Write today's findings to the baseline; of one that exists, drop what has been mended
    #[arg(help_heading = RULE_OPTIONS, long, conflicts_with_all = ["no_baseline", "since"])]
    pub write_baseline: bool,
}

/// Options of `list`.
#[derive(Args, Clone, Debug)]
pub struct ListArgs {
    /// What is to be read.
    #[command(flatten)]
    pub selection: Selection,

    /// Take the source's pages from this file, written by `instep contract`
    #[arg(help_heading = READING, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub contract: Option<String>,

    /// Name every unpaired file instead of the first few
    #[arg(help_heading = REPORTING, short, long)]
    pub verbose: bool,
}

impl ListArgs {
    /// What was said, as a layer over the configuration file.
    pub fn options(&self) -> Options {
        Options { contract: self.contract.clone(), ..self.selection.options() }
    }
}

/// Options of `explain`.
#[derive(Args, Clone, Debug)]
pub struct ExplainArgs {
    /// The rule; all of them if left out
    #[arg(value_name = "RULE", value_parser = rule(), hide_possible_values = true)]
    pub rule: Option<String>,
}

/// Options of `extract`.
#[derive(Args, Clone, Debug)]
pub struct ExtractArgs {
    /// What is to be read.
    #[command(flatten)]
    pub selection: Selection,

    /// Only URLs that can be fetched, each once, one a line: absolute ones without a placeholder
    #[arg(help_heading = REPORTING, long)]
    pub urls_only: bool,
}

/// Options of `contract`.
#[derive(Args, Clone, Debug)]
pub struct ContractArgs {
    /// What is to be read.
    #[command(flatten)]
    pub selection: Selection,

    /// Where to write [default: standard output]
    #[arg(help_heading = REPORTING, short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<Utf8PathBuf>,
}

/// Options of `init`.
#[derive(Args, Clone, Debug)]
pub struct InitArgs {
    /// The folder that holds all languages
    #[arg(value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub folder: Utf8PathBuf,

    /// Where to write, `-` for standard output [default: FOLDER/instep.toml]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<Utf8PathBuf>,

    /// Overwrite a configuration that is there already
    #[arg(long)]
    pub force: bool,
}

/// Options of `config`.
#[derive(Args, Clone, Debug)]
pub struct ConfigArgs {
    /// What is to be read.
    #[command(flatten)]
    pub selection: Selection,

    /// Take the source's pages from this file, written by `instep contract`
    #[arg(help_heading = READING, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub contract: Option<String>,

    /// Only these rules or families
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, value_delimiter = ',')]
    pub select: Vec<String>,

    /// Leave out these rules or families
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, value_delimiter = ',')]
    pub ignore: Vec<String>,

    /// The least severity that makes the exit status 1
    #[arg(help_heading = REPORTING, long, value_name = "SEVERITY", value_parser = severity())]
    pub fail_on: Option<Severity>,

    /// Print the JSON schema of the configuration file instead
    #[arg(help_heading = REPORTING, long)]
    pub schema: bool,
}

impl ConfigArgs {
    /// What was said, as a layer over the configuration file.
    pub fn options(&self) -> Options {
        Options {
            contract: self.contract.clone(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            fail_on: self.fail_on,
            ..self.selection.options()
        }
    }
}

/// Options of `completions`.
#[derive(Args, Clone, Debug)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Args, Clone, Debug)]
pub struct ManArgs {
    /// The command that the page is about; if left out, instep as a whole
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,

    /// Write the pages of all commands into this folder
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath, conflicts_with = "command")]
    pub output: Option<Utf8PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
