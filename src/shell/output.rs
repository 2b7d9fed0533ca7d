//! Streams and files.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use anyhow::Context as _;
use camino::Utf8Path;
use instep::cli::Output;
use instep::model::report::Report;
use instep::report::{self, Style};

use super::Shell;

impl Shell {
    pub(super) fn write_report(&self, report: &Report, output: &Output) -> anyhow::Result<()> {
        let Some(path) = &output.file else {
            let style = if self.colors == ColorChoice::Never { Style::Plain } else { Style::Coloured };
            return self.print(|out| (output.format.write)(report, style, out));
        };
        let cannot = || format!("cannot write {path}");
        let mut out = BufWriter::new(File::create(path).with_context(cannot)?);
        (output.format.write)(report, Style::Plain, &mut out).with_context(cannot)?;
        out.flush().with_context(cannot)
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

/// Writes a file whole or not at all: beside it first, then in its place. What is no file, such as a pipe, is written
/// to as it is; a link is followed.
pub(super) fn write_whole(
    path: &Utf8Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {path}");
    let write_to = |file: File| {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        write(&mut out).and_then(|()| out.flush())
    };
    if path.exists() && !path.is_file() {
        return write_to(OpenOptions::new().write(true).open(path).with_context(cannot)?)
            .with_context(cannot);
    }
    let target = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    let name = target.file_name().with_context(cannot)?;
    let beside = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let file = OpenOptions::new().write(true).create_new(true).open(&beside).with_context(cannot)?;
    let written = write_to(file).and_then(|()| std::fs::rename(&beside, &target));
    if written.is_err() {
        // Nothing is left behind of what could not be finished.
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(cannot)
}

pub(super) fn say(text: &str) {
    // Where not even standard error can be written to, nobody is left to be told.
    let _ = writeln!(io::stderr().lock(), "instep: {}", report::printable(text));
}

/// Says lines that are safe to print already and belong to what was said before.
pub(super) fn say_lines(lines: &str) {
    let _ = writeln!(io::stderr().lock(), "{lines}");
}
