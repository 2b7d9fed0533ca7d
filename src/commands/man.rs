//! `instep man`: manual pages, made from the definition of the command line.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// A manual page of section 1.
pub struct Page {
    /// What the page is called: `instep-check`.
    pub name: String,
    man: Man,
    /// What stands below the options in the command's help.
    epilogue: String,
    /// The page of the program that the command is one of.
    program: Option<String>,
}

/// The pages of a program: its own, and one a command.
pub fn pages(command: Command) -> Vec<Page> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let program = command.get_name().to_owned();
    let source = format!("{program} {}", command.get_version().unwrap_or_default());
    let commands: Vec<Command> = command.get_subcommands().cloned().collect();
    let commands = commands.into_iter().map(|command| page(command, &source, Some(program.clone())));
    std::iter::once(page(command.clone(), &source, None)).chain(commands).collect()
}

fn page(command: Command, source: &str, program: Option<String>) -> Page {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let epilogue = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    Page { name, man: Man::new(command.after_help("")).source(source), epilogue, program }
}

impl Page {
    /// The file that `man` looks for.
    pub fn file_name(&self) -> String {
        format!("{}.1", self.name)
    }

    /// Writes the page in the language of `man`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.man.render_title(out)?;
        self.man.render_name_section(out)?;
        self.man.render_synopsis_section(out)?;
        self.man.render_description_section(out)?;
        self.man.render_options_section(out)?;
        if self.program.is_none() {
            self.man.render_subcommands_section(out)?;
        }
        let mut roff = Roff::new();
        let mut in_notes = false;
        for block in self.epilogue.split("\n\n") {
            let titled = block.split_once(":\n").filter(|(_, rest)| rest.starts_with("  "));
            if let Some((title, rows)) = titled {
                roff.control("SH", [title.to_uppercase().as_str()]);
                rows.lines().for_each(|line| row(&mut roff, line));
            } else if !block.trim().is_empty() {
                roff.control(if in_notes { "PP" } else { "SH" }, (!in_notes).then_some("NOTES"));
                prose(&mut roff, block);
            }
            in_notes = titled.is_none();
        }
        if let Some(program) = &self.program {
            roff.control("SH", ["SEE ALSO"]).text([bold(program), roman("(1)")]);
        }
        roff.to_writer(out)
    }
}

/// A line of two columns, or of one.
fn row(roff: &mut Roff, line: &str) {
    match line.trim_start().split_once("  ") {
        Some((term, text)) => roff.control("TP", []).text([bold(term)]).text([roman(text.trim_start())]),
        None => roff.control("PP", []).text([bold(line.trim_start())]),
    };
}

fn prose(roff: &mut Roff, block: &str) {
    for line in block.lines() {
        match line.strip_prefix("- ") {
            Some(item) => roff.control("IP", ["\\(bu", "2"]).text([roman(item)]),
            None => roff.text([roman(line.trim_start())]),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(page: &Page) -> String {
        let mut out = Vec::new();
        page.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_program_has_a_page_and_so_has_each_command() {
        let check = Command::new("check").about("Compare");
        let pages = pages(Command::new("instep").version("1.0").about("Keep").subcommand(check));
        let names: Vec<String> = pages.iter().map(Page::file_name).collect();
        assert_eq!(names, ["instep.1", "instep-check.1"]);
        assert!(written(&pages[0]).contains("instep\\-check(1)"));
        assert!(written(&pages[1]).contains(".SH \"SEE ALSO\"\n\\fBinstep\\fR(1)\n"));
    }

    #[test]
    fn what_stands_below_the_options_keeps_its_form() {
        let help = "Each line\nis one.\n- a\n- b\n\nExamples:\n  x --y   does z\n  w | v";
        let page = page(Command::new("x").about("X").after_help(help), "x 1", None);
        let text = written(&page);
        let tail = &text[text.find(".SH NOTES").unwrap()..];
        let expected = ".SH NOTES\nEach line\nis one.\n.IP \\(bu 2\na\n.IP \\(bu 2\nb\n.SH EXAMPLES\n.TP\n\\fBx \\-\\-y\\fR\ndoes z\n.PP\n\\fBw | v\\fR\n";
        assert_eq!(tail, expected);
    }
}
