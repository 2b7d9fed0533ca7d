//! How far a run is, on a terminal.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use instep::model::progress::Progress;

use super::Shell;

/// A run that ends within it shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two looks at the count.
const PAUSE: Duration = Duration::from_millis(100);

impl Shell {
    /// Does a long piece of work. Meanwhile, whoever sits at the terminal sees one line on standard error that says how
    /// far it is and is gone at the end.
    pub(super) fn watched<T>(&self, progress: &Progress, work: impl FnOnce() -> T) -> T {
        if self.quiet || !has_watcher() {
            return work();
        }
        thread::scope(|scope| {
            let (working, ended) = channel::<()>();
            scope.spawn(move || {
                let mut line = Line::default();
                let mut pause = PATIENCE;
                while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                    line.show(&text(progress));
                    pause = PAUSE;
                }
                line.show("");
            });
            let done = work();
            drop(working);
            done
        })
    }
}

/// Whether somebody sits there. What a build server keeps is read later, whatever terminal it pretends to be.
#[expect(clippy::disallowed_methods, reason = "the process shell knows where it runs")]
fn has_watcher() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    let is_server = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
    io::stderr().is_terminal() && !is_dumb && !is_server
}

fn text(progress: &Progress) -> String {
    match progress.count() {
        (_, 0) => "instep: looking for pages …".to_owned(),
        (done, all) => format!("instep: checked {done} of {all} pages"),
    }
}

/// The line that is rewritten.
#[derive(Default)]
struct Line {
    /// How many columns it has.
    width: usize,
}

impl Line {
    /// Writes a text over what stood there. A terminal that is gone is no reason to stop.
    fn show(&mut self, text: &str) {
        let width = text.chars().count();
        if self.width == 0 && width == 0 {
            return;
        }
        // Blanks do what an escape sequence would do, on every terminal.
        let blank = " ".repeat(self.width.saturating_sub(width));
        let back = if width == 0 { "\r" } else { "" };
        let mut stderr = io::stderr().lock();
        let _ = write!(stderr, "\r{text}{blank}{back}").and_then(|()| stderr.flush());
        self.width = width;
    }
}
