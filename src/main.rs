//! The process: arguments, one command, exit code.

mod shell;

use std::process::ExitCode;

use clap::Parser as _;
use instep::cli::Cli;

use shell::{Shell, Status};

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => ExitCode::from(Shell::new(&cli).run(&cli.command) as u8),
        Err(error) => {
            shell::explain_usage(&error);
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Status::Failure as u8))
        }
    }
}
