//! What may be said to the language server.

use camino::Utf8PathBuf;
use clap::Args;

use super::values::{locale, selector};
use super::{READING, RULE_OPTIONS};
use crate::config::options::{Options, read_extension};
use crate::model::locale::Locale;

pub(super) const LSP_HELP: &str = "\
An editor starts this and speaks the language server protocol with it on standard input and
output; docs/editor.md says how to set up VS Code, Neovim, Helix and Emacs.

It checks the folders that are open in the editor, each with the configuration that `instep check`
would find there, and each page again as it is written: what it shows of a file is what
`instep check FILE` says of it.

Exit status:
  0  the editor ended the session
  1  it left without ending it
  2  could not run: usage, or messages that cannot be told apart";

/// Options of `lsp`.
#[derive(Args, Clone, Debug)]
pub struct LspArgs {
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
    #[arg(help_heading = READING, long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<Utf8PathBuf>,

    /// Use no configuration file
    #[arg(help_heading = READING, long)]
    pub isolated: bool,

    /// Take the source's pages from this file, written by `instep contract`
    #[arg(help_heading = READING, long, value_name = "FILE")]
    pub contract: Option<String>,

    /// How many threads to use [default: one a core]
    #[arg(help_heading = READING, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,

    /// Only these rules or families (`url-drift`, `url`); also turns on rules that are off by default
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "RULE", value_parser = selector, value_delimiter = ',')]
    pub select: Vec<String>,

    /// Leave out these rules or families
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "RULE", value_parser = selector, value_delimiter = ',')]
    pub ignore: Vec<String>,

    /// Leave out the findings that this file has [default: `instep-baseline.json` beside the configuration]
    #[arg(help_heading = RULE_OPTIONS, long, value_name = "FILE", conflicts_with = "no_baseline")]
    pub baseline: Option<Utf8PathBuf>,

    /// Report known findings as well
    #[arg(help_heading = RULE_OPTIONS, long)]
    pub no_baseline: bool,

    /// Said by clients that know other ways to speak with a server; there is no other here
    #[arg(long, hide = true)]
    pub stdio: bool,
}

impl LspArgs {
    /// What was said, as a layer over the configuration file.
    pub fn options(&self) -> Options {
        Options {
            source: self.source.clone(),
            locales: self.locales.clone(),
            extensions: self.extensions.clone(),
            contract: self.contract.clone(),
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            baseline: self.baseline.clone(),
            ..Options::default()
        }
    }
}
