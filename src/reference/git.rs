//! Git processes. This is the one place that starts a program.
//!
//! Git is told to fetch nothing and to run nothing of the repository's: no hooks, no file system monitor, no lazy
//! fetching, no prompts, no pager, no signature checks. Whom a repository belongs to is left to git.

use std::io::{Read as _, Write as _};
use std::ops::Range;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

/// Bytes that are read from git at once, and how many such pieces wait to be looked at.
const CHUNK: usize = 1 << 16;
const WAITING: usize = 4;

/// The longest answer that is taken as a whole, in bytes.
const LONGEST_ANSWER: usize = 1 << 28;

/// The longest line that is taken for one, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// How much of what git complains of is kept, in bytes.
const COMPLAINT: u64 = 4096;

/// Configuration that git must not take from the repository or the user.
const SETTINGS: [&str; 6] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    // A folder of the tree that looks like a repository is none.
    "safe.bareRepository=explicit",
    "log.showSignature=false",
    "log.showRoot=true",
];

/// Variables that would lead git to another repository, or another index, than the one it is asked about. A hook is
/// run with some of them.
const LEADING_AWAY: [&str; 9] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_EXTERNAL_DIFF",
];

/// Why a repository's history cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// There is no git.
    Absent,
    /// The repository belongs to somebody else, and git refuses to read it.
    Foreign,
    /// It said nothing for so long.
    Silent(Duration),
    /// It failed, with this message.
    Broken(String),
}

/// How git is run.
#[derive(Clone, Debug)]
pub(super) struct Git {
    program: Utf8PathBuf,
    /// How long it may say nothing when it was asked for something.
    patience: Duration,
}

impl Git {
    /// The git that is installed.
    pub(super) fn patient(patience: Duration) -> Self {
        Self { program: "git".into(), patience }
    }

    /// Another program than `git`, and another patience.
    #[cfg(test)]
    pub(super) fn stub(program: &Utf8Path, patience: Duration) -> Self {
        Self { program: program.to_owned(), patience }
    }

    /// Starts git in a repository.
    pub(super) fn start(&self, root: &Utf8Path, arguments: &[&str]) -> Result<Process, Trouble> {
        let mut child = self.command(root, arguments).spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Trouble::Absent,
            _ => Trouble::Broken(error.to_string()),
        })?;
        let (chunks, output) = sync_channel(WAITING);
        let (complaints, complaint) = sync_channel(1);
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let input = child.stdin.take();
        let patience = self.patience;
        let process = Process { child, input, output, complaint, patience, buffer: Vec::new(), at: 0 };
        background(move || stdout.map(|pipe| forward(pipe, &chunks)))?;
        background(move || stderr.map(|pipe| listen(pipe, &complaints)))?;
        Ok(process)
    }

    /// Runs git in a repository to its end: what it wrote; none where it failed without a word, which is its way of
    /// saying no.
    pub(super) fn answer(&self, root: &Utf8Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, Trouble> {
        self.start(root, arguments)?.rest()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the module that runs git")]
    fn command(&self, root: &Utf8Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["--no-optional-locks", "--no-pager", "-C", root.as_str()]);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for variable in LEADING_AWAY {
            command.env_remove(variable);
        }
        command
            .args(arguments)
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ALLOW_PROTOCOL", "")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// Runs something that ends when the process does.
fn background(run: impl FnOnce() -> Option<()> + Send + 'static) -> Result<(), Trouble> {
    let thread = std::thread::Builder::new().spawn(run);
    thread.map(drop).map_err(|error| Trouble::Broken(error.to_string()))
}

/// Sends what comes from a pipe piece by piece, until it ends or nobody wants more.
fn forward(mut pipe: impl std::io::Read, sender: &SyncSender<Vec<u8>>) {
    let mut chunk = vec![0; CHUNK];
    while let Ok(length @ 1..) = pipe.read(&mut chunk) {
        if sender.send(chunk[..length].to_vec()).is_err() {
            return;
        }
    }
}

/// Sends the beginning of what comes from a pipe when it ends, and drops the rest.
fn listen(mut pipe: impl std::io::Read, sender: &SyncSender<String>) {
    let mut text = Vec::new();
    // What was read before a failure is still worth telling.
    let _ = pipe.by_ref().take(COMPLAINT).read_to_end(&mut text);
    let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    let _ = sender.send(String::from_utf8_lossy(&text).into_owned());
}

/// A running git, killed when it is dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Vec<u8>>,
    complaint: Receiver<String>,
    patience: Duration,
    buffer: Vec<u8>,
    at: usize,
}

impl Process {
    /// Writes a line to it.
    pub(super) fn send(&mut self, line: &str) -> Result<(), Trouble> {
        // In one piece: each piece would wake it.
        let line = format!("{line}\n");
        let written = self.input.as_mut().is_some_and(|input| input.write_all(line.as_bytes()).is_ok());
        if written { Ok(()) } else { Err(self.post_mortem()) }
    }

    /// What it writes up to a delimiter, which is left out; none where it ended well.
    pub(super) fn until(&mut self, delimiter: u8) -> Result<Option<&[u8]>, Trouble> {
        let range = self.find(delimiter)?;
        Ok(range.map(|range| &self.buffer[range]))
    }

    fn find(&mut self, delimiter: u8) -> Result<Option<Range<usize>>, Trouble> {
        let mut searched = self.at;
        loop {
            if let Some(found) = memchr::memchr(delimiter, &self.buffer[searched..]) {
                let range = self.at..searched + found;
                self.at = range.end + 1;
                return Ok(Some(range));
            }
            let waiting = self.buffer.len() - self.at;
            if waiting > LONGEST_LINE {
                return Err(Trouble::Broken("it wrote something else than it was asked for".to_owned()));
            }
            if !self.fill()? {
                self.end()?;
                self.at = self.buffer.len();
                return Ok((waiting > 0).then_some(0..waiting));
            }
            searched = waiting;
        }
    }

    /// The next bytes that it writes, so many.
    pub(super) fn take(&mut self, length: usize) -> Result<Vec<u8>, Trouble> {
        while self.buffer.len() - self.at < length {
            if !self.fill()? {
                return Err(self.post_mortem());
            }
        }
        let bytes = self.buffer[self.at..self.at + length].to_vec();
        self.at += length;
        Ok(bytes)
    }

    /// Passes over the next bytes that it writes.
    pub(super) fn skip(&mut self, mut length: u64) -> Result<(), Trouble> {
        loop {
            let here = length.min((self.buffer.len() - self.at) as u64);
            self.at += here as usize;
            length -= here;
            if length == 0 {
                return Ok(());
            }
            if !self.fill()? {
                return Err(self.post_mortem());
            }
        }
    }

    /// All that it writes up to its end; none where it fails without a word.
    fn rest(mut self) -> Result<Option<Vec<u8>>, Trouble> {
        self.input = None;
        while self.receive()? {
            if self.buffer.len() > LONGEST_ANSWER {
                return Err(Trouble::Broken("its answer has no end".to_owned()));
            }
        }
        if self.status()? {
            return Ok(Some(std::mem::take(&mut self.buffer)));
        }
        let said = self.complaint()?;
        if said.trim().is_empty() { Ok(None) } else { Err(cause(&said)) }
    }

    /// Waits for more, and drops what was taken; false at the end.
    fn fill(&mut self) -> Result<bool, Trouble> {
        self.buffer.drain(..self.at);
        self.at = 0;
        self.receive()
    }

    /// Waits for more; false at the end.
    fn receive(&mut self) -> Result<bool, Trouble> {
        match self.output.recv_timeout(self.patience) {
            Ok(chunk) => {
                self.buffer.extend_from_slice(&chunk);
                Ok(true)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(false),
            Err(RecvTimeoutError::Timeout) => Err(Trouble::Silent(self.patience)),
        }
    }

    /// That it ended well, once it has written its last.
    fn end(&mut self) -> Result<(), Trouble> {
        if self.status()? { Ok(()) } else { Err(self.post_mortem()) }
    }

    /// Whether it ended well, once it has written its last.
    fn status(&mut self) -> Result<bool, Trouble> {
        let since = Instant::now();
        while since.elapsed() < self.patience {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                Err(error) => return Err(Trouble::Broken(error.to_string())),
            }
        }
        Err(Trouble::Silent(self.patience))
    }

    /// Why it ended before it was told to.
    fn post_mortem(&mut self) -> Trouble {
        self.input = None;
        self.complaint().map_or_else(|trouble| trouble, |said| cause(&said))
    }

    /// What it wrote to standard error before it ended.
    fn complaint(&mut self) -> Result<String, Trouble> {
        self.complaint.recv_timeout(self.patience).map_err(|_| Trouble::Silent(self.patience))
    }
}

/// What git complains of.
fn cause(complaint: &str) -> Trouble {
    if complaint.contains("dubious ownership") {
        return Trouble::Foreign;
    }
    let said = |line: &&str| line.starts_with("fatal: ") || line.starts_with("error: ");
    let line = complaint.lines().find(said).or_else(|| complaint.lines().next());
    Trouble::Broken(line.unwrap_or("it ended before it had answered").to_owned())
}

impl Drop for Process {
    fn drop(&mut self) {
        // Reaping it leaves no zombie behind; where it is gone already there is nothing to kill.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
