//! What the definition of the command line makes: completions and manual pages.

use anyhow::Context as _;
use clap::CommandFactory as _;
use instep::cli::{Cli, CompletionsArgs, ManArgs};
use instep::commands::{completions, man};

use super::output::write_whole;
use super::{Shell, Status};

impl Shell {
    pub(super) fn completions(&self, args: &CompletionsArgs) -> anyhow::Result<Status> {
        self.print(|out| completions::write(args.shell, Cli::command(), out))?;
        Ok(Status::Clean)
    }

    pub(super) fn man(&self, args: &ManArgs) -> anyhow::Result<Status> {
        let pages = man::pages(Cli::command());
        if let Some(folder) = &args.output {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot write {folder}"))?;
            for page in &pages {
                write_whole(&folder.join(page.file_name()), |out| page.write(out))?;
            }
            self.notices(&[format!("wrote {} pages into {folder}", pages.len())]);
            return Ok(Status::Clean);
        }
        let name = args.command.as_ref().map_or("instep".to_owned(), |command| format!("instep-{command}"));
        let page = pages.iter().find(|page| page.name == name);
        let page =
            page.with_context(|| format!("there is no command `{}`", name.trim_start_matches("instep-")))?;
        self.print(|out| page.write(out))?;
        Ok(Status::Clean)
    }
}
