//! Streams and files.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use anyhow::{Context as _, anyhow};
use camino::Utf8Path;
use instep::cli::Output;
use instep::model::report::Report;
use instep::real::real;
use instep::report::{self, Style};
use instep::whole;

use super::Shell;

impl Shell {
    /// Writes a report in each of the formats, and says so where nothing of it is to be seen. That one cannot be written
    /// is no reason to go without the others; whether all were.
    pub(super) fn write_reports(&self, report: &Report, outputs: &[Output]) -> bool {
        let mut is_whole = true;
        for output in outputs {
            let written = match &output.file {
                Some(file) if is_document(file, report) => {
                    Err(anyhow!("cannot write {file}: it is one of the files that were checked"))
                }
                _ => self.write_report(report, output),
            };
            if let Err(error) = written {
                say(&format!("error: {error:#}"));
                is_whole = false;
            }
        }
        if is_whole && outputs.iter().all(|output| output.file.is_some()) {
            let files: Vec<&str> =
                outputs.iter().filter_map(|output| Some(output.file.as_ref()?.as_str())).collect();
            self.notices(&[report::summary(report), format!("wrote {}", files.join(", "))]);
        }
        is_whole
    }

    fn write_report(&self, report: &Report, output: &Output) -> anyhow::Result<()> {
        let Some(path) = &output.file else {
            let style = if self.colors == ColorChoice::Never { Style::Plain } else { Style::Coloured };
            return self.print(|out| (output.format.write)(report, style, out));
        };
        write_whole(path, |out| (output.format.write)(report, Style::Plain, out))
    }

    /// Writes to standard output. Whoever reads there may stop whenever they have read enough.
    pub(super) fn print(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
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

    pub(super) fn notices(&self, notices: &[String]) {
        if !self.quiet {
            for notice in notices {
                say(notice);
            }
        }
    }
}

/// Whether a file is one of those that were checked, by whatever name.
fn is_document(file: &Utf8Path, report: &Report) -> bool {
    let Ok(file) = real(file) else { return false };
    let variants = report.pages.iter().flat_map(|page| &page.variants);
    variants
        .filter(|variant| variant.path.file_name() == file.file_name())
        .any(|variant| real(&variant.path).is_ok_and(|path| path == file))
}

/// Writes a file whole or not at all. What is no file, such as a pipe, is written to as it is.
pub(super) fn write_whole(
    path: &Utf8Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let written = if path.exists() && !path.is_file() {
        OpenOptions::new().write(true).open(path).and_then(|file| {
            let mut out = BufWriter::with_capacity(1 << 16, file);
            write(&mut out).and_then(|()| out.flush())
        })
    } else {
        whole::write(path, write, |_| Ok(()))
    };
    written.with_context(|| format!("cannot write {path}"))
}

pub(super) fn say(text: &str) {
    // Where not even standard error can be written to, nobody is left to be told.
    let _ = writeln!(io::stderr().lock(), "instep: {}", report::printable(text));
}

/// Prints help, or what is wrong with the arguments, which may hold anything.
pub(crate) fn explain_usage(error: &clap::Error) {
    let plain = error.render().to_string();
    let safe: String = plain.lines().flat_map(|line| [report::printable(line), "\n".into()]).collect();
    // Help and usage errors that nobody reads any more need no second error.
    let _ = if !error.use_stderr() || safe == plain {
        error.print()
    } else {
        io::stderr().lock().write_all(safe.as_bytes())
    };
}

/// Says lines that are safe to print already and belong to what was said before.
pub(super) fn say_lines(lines: &str) {
    let _ = writeln!(io::stderr().lock(), "{lines}");
}
