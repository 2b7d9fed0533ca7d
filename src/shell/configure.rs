//! Configuration as a subject: `instep init` and `instep config`.

use std::io::Write;

use anyhow::Context as _;
use camino::Utf8Path;
use instep::cli::{ConfigArgs, InitArgs};
use instep::commands::{self, init};
use instep::config::options::{FILE_NAMES, Options};
use instep::config::{Config, schema};
use instep::discover;
use instep::real::real;
use instep::rules::RULES;

use super::output::{say, write_whole};
use super::setup::configuration;
use super::{Shell, Status};

impl Shell {
    pub(super) fn init(&self, args: &InitArgs) -> anyhow::Result<Status> {
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

    pub(super) fn config(&self, args: &ConfigArgs) -> anyhow::Result<Status> {
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
            let real = real(Utf8Path::new(contract)).with_context(|| contract.clone())?;
            *contract = real.into_string();
        }
        self.print(|out| commands::config::write(file.as_ref(), &line, out))?;
        Ok(Status::Clean)
    }
}
