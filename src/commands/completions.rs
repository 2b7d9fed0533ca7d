//! `instep completions`: what lets a shell complete the command line, made from its definition.

use std::io::{self, Write};

use clap::Command;
use clap_complete::{Shell, generate};

/// Writes the script of a shell.
pub fn write(shell: Shell, mut command: Command, out: &mut dyn Write) -> io::Result<()> {
    let name = command.get_name().to_owned();
    // The generator panics where it cannot write.
    let mut script = Vec::new();
    generate(shell, &mut command, name, &mut script);
    out.write_all(&script)
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ValueEnum as _};

    use super::*;

    #[test]
    fn every_shell_has_a_script_that_names_commands_and_options() {
        let check = Command::new("check").arg(Arg::new("exit-zero").long("exit-zero"));
        let command = Command::new("instep").subcommand(check);
        for shell in Shell::value_variants() {
            let mut out = Vec::new();
            write(*shell, command.clone(), &mut out).unwrap();
            let script = String::from_utf8(out).unwrap();
            assert!(script.contains("check") && script.contains("exit-zero"), "{shell}: {script}");
            assert!(script.ends_with('\n'), "{shell}");
        }
    }
}
