//! `instep man`: manual pages, made from the definition of the command line.

use std::io::{self, Write};

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// A manual page of section 1.
pub struct Page {
    /// What the page is called: `instep-check`.
    pub name: String,
    /// The program and its version.
    source: String,
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
    let man = Man::new(command.after_help("").mut_args(with_values));
    Page { name, source: source.to_owned(), man, epilogue, program }
}

/// An argument that says in its help what it may be, as `--help` does.
fn with_values(arg: Arg) -> Arg {
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    if names.is_empty() || arg.is_hide_possible_values_set() || !arg.get_action().takes_values() {
        return arg;
    }
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let help = format!("{help} [possible values: {}]", names.join(", "));
    arg.help(help.trim_start().to_owned()).hide_possible_values(true)
}

impl Page {
    /// The file that `man` looks for.
    pub fn file_name(&self) -> String {
        format!("{}.1", self.name)
    }

    /// Writes the page in the language of `man`.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        // Two builds of one version are the same, so there is no date.
        writeln!(out, ".TH {} 1 \"\" \"{}\" \"User Commands\"", self.name, self.source)?;
        self.man.render_name_section(out)?;
        self.man.render_synopsis_section(out)?;
        self.man.render_description_section(out)?;
        self.man.render_options_section(out)?;
        if self.program.is_none() {
            self.man.render_subcommands_section(out)?;
        }
        let mut roff = Roff::new();
        self.write_epilogue(&mut roff);
        if let Some(program) = &self.program {
            roff.control("SH", ["SEE ALSO"]).text([bold(program), roman("(1)")]);
        }
        roff.to_writer(out)
    }

    fn write_epilogue(&self, roff: &mut Roff) {
        let mut section = String::new();
        for block in self.epilogue.split("\n\n").filter(|block| !block.trim().is_empty()) {
            let (heading, text, rows) = parts(block);
            let is_new = heading != section;
            roff.control(if is_new { "SH" } else { "PP" }, is_new.then_some(heading.as_str()));
            prose(roff, text);
            for (index, line) in rows.lines().enumerate() {
                row(roff, line, index > 0 || !text.is_empty());
            }
            section = heading;
        }
    }
}

/// The heading, the prose and the rows of a block: what a title of a word or two stands above is a section of its own.
fn parts(block: &str) -> (String, &str, &str) {
    match block.split_once(":\n").filter(|(_, rest)| rest.starts_with("  ")) {
        Some((title, rows)) if title.split(' ').count() <= 2 => (title.to_uppercase(), "", rows),
        Some((title, rows)) => ("EXAMPLES".to_owned(), &block[..=title.len()], rows),
        None => ("NOTES".to_owned(), block, ""),
    }
}

/// A line of two columns, or of one, which is a paragraph of its own behind others.
fn row(roff: &mut Roff, line: &str, is_behind: bool) {
    match line.trim_start().split_once("  ") {
        Some((term, text)) => roff.control("TP", []).text([bold(term)]).text([roman(text.trim_start())]),
        None if is_behind => roff.control("PP", []).text([bold(line.trim_start())]),
        None => roff.text([bold(line.trim_start())]),
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
        assert!(written(&pages[1]).starts_with(".TH instep-check 1 \"\" \"instep 1.0\" \"User Commands\"\n"));
        assert!(written(&pages[1]).contains(".SH \"SEE ALSO\"\n\\fBinstep\\fR(1)\n"));
    }

    #[test]
    fn what_an_option_may_be_is_said_in_its_line() {
        let arg = Arg::new("of").long("of").help("Which").value_parser(["a", "b"]);
        let text = written(&page(Command::new("x").about("X").arg(arg), "x 1", None));
        assert!(text.contains("\nWhich [possible values: a, b]\n"), "{text}");
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
