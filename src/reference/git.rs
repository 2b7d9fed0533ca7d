//! Texts of earlier revisions, read through one `git cat-file --batch` process for each repository.
//!
//! Git is told to fetch nothing and to run nothing of the repository's: `cat-file` knows neither hooks nor filters, and
//! lazy fetching and prompts are switched off.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};

/// Largest text that is read from history, in bytes.
const MOST_BYTES: u64 = 128 << 20;

/// The history of the repositories in which source files lie. Processes start when they are first needed.
#[derive(Debug, Default)]
pub struct History {
    repositories: Mutex<BTreeMap<Utf8PathBuf, Option<Batch>>>,
    unreadable: Mutex<BTreeMap<Utf8PathBuf, usize>>,
}

impl History {
    /// The text of a file at a revision; none where there is no repository or it does not have the revision, which is
    /// counted.
    pub fn text_at(&self, file: &Utf8Path, revision: &str) -> Option<String> {
        let is_commit = matches!(revision.len(), 7..=64) && revision.bytes().all(|b| b.is_ascii_hexdigit());
        let (root, path) = repository(file)?;
        if !is_commit || path.as_str().contains('\n') {
            return None;
        }
        let text = {
            let mut repositories = self.repositories.lock().unwrap_or_else(PoisonError::into_inner);
            let batch = repositories.entry(root.clone()).or_insert_with(|| Batch::start(&root));
            batch.as_mut().and_then(|batch| batch.read(&format!("{revision}:{path}")))
        };
        if text.is_none() {
            let mut unreadable = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
            *unreadable.entry(root).or_default() += 1;
        }
        text
    }

    /// For each repository that lacks revisions which translations name, one line that says so and what to do.
    pub fn notices(&self) -> Vec<String> {
        let unreadable = self.unreadable.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |(root, count): (&Utf8PathBuf, &usize)| {
            format!(
                "{root}: git has no source text for {count} revision(s) that translations name; they are compared with \
                 the current source, and what may only be out of date is reported as info \
                 (get the history: `git fetch --unshallow`)"
            )
        };
        unreadable.iter().map(line).collect()
    }
}

/// The repository that a file lies in, and the file's path in it.
fn repository(file: &Utf8Path) -> Option<(Utf8PathBuf, Utf8PathBuf)> {
    let file = camino::absolute_utf8(file).ok()?;
    let file = crate::model::site::normalize(&file);
    let root = file.ancestors().skip(1).find(|dir| dir.join(".git").exists())?;
    let path = file.strip_prefix(root).ok()?.to_owned();
    Some((root.to_owned(), path))
}

/// A running `git cat-file --batch`.
#[derive(Debug)]
struct Batch {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Batch {
    #[expect(clippy::disallowed_methods, reason = "this is the module that runs git")]
    fn start(root: &Utf8Path) -> Option<Self> {
        let mut process = Command::new("git")
            .args(["--no-optional-locks", "-C", root.as_str(), "cat-file", "--batch"])
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ALLOW_PROTOCOL", "")
            .env_remove("GIT_DIR")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = process.stdin.take()?;
        let output = BufReader::new(process.stdout.take()?);
        Some(Self { process, input, output })
    }

    /// The text of an object; none if there is none or it is no text.
    fn read(&mut self, object: &str) -> Option<String> {
        writeln!(self.input, "{object}").ok()?;
        self.input.flush().ok()?;
        let mut header = String::new();
        self.output.read_line(&mut header).ok()?;
        let mut words = header.split_ascii_whitespace().rev();
        let size: u64 = words.next()?.parse().ok()?;
        let is_text = words.next() == Some("blob") && size <= MOST_BYTES;
        let mut bytes = Vec::new();
        self.output.by_ref().take(size + 1).read_to_end(&mut bytes).ok()?;
        bytes.pop();
        is_text.then(|| String::from_utf8(bytes).ok())?
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // The process ends by itself when its input closes; reaping it leaves no zombie behind.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
