//! A language server: findings where documents are written, while they are written.
//!
//! ```text
//!  bytes ──frames──▶ messages ──session──▶ news ──folder──▶ findings ──session──▶ messages ──frames──▶ bytes
//! ```
//!
//! The session is one thread that knows the protocol and the open documents, and is never long at anything. Each folder of
//! the editor has a thread that keeps its documentation checked. A change is told to the folder with a number; what the
//! folder has found names the last number that it knew, so that nothing is published, or mended, of a text that is
//! outdated.

mod actions;
mod capabilities;
mod documents;
mod findings;
mod folder;
pub mod frames;
mod hover;
mod position;
mod protocol;
mod published;
mod questions;
mod session;
mod uri;

use std::io::{BufReader, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use camino::Utf8Path;

use crate::config::Config;
use frames::Outgoing;
use session::{Event, Session};

/// How long a client may take to read what it was sent before it left.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says what holds in a folder, by the configuration file that the editor names, if it names one.
pub type Configure = dyn Fn(&Utf8Path, Option<&str>) -> anyhow::Result<Config> + Send + Sync;

/// How a session came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The client said that it would leave, and left.
    Orderly,
    /// It left without a word.
    Sudden,
    /// It sent what nobody can read on from; why.
    Broken(String),
}

/// Serves a client until it leaves. It is read from in a thread of its own, which stays behind where the session ends
/// before its input does.
///
/// An error is a thread that cannot be started.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    configure: Arc<Configure>,
) -> std::io::Result<End> {
    let (events, incoming) = channel();
    let (out, outgoing) = channel();
    let reading = events.clone();
    thread::Builder::new().name("reader".to_owned()).spawn(move || read(input, &reading))?;
    let (done, is_done) = channel();
    thread::Builder::new().name("writer".to_owned()).spawn(move || {
        write(output, &outgoing);
        // Nobody may wait for this any more.
        let _ = done.send(());
    })?;
    let end = Session::new(configure, out, events).run(&incoming);
    // What was answered is written before the process may end; for a client that does not read nobody waits long.
    let _ = is_done.recv_timeout(PATIENCE);
    Ok(end)
}

fn read(input: impl Read, events: &Sender<Event>) {
    let mut input = BufReader::new(input);
    loop {
        let event = match frames::read(&mut input) {
            Ok(Some(frame)) => Event::Client(frame),
            Ok(None) => Event::Left(None),
            Err(error) => Event::Left(Some(error.to_string())),
        };
        let is_last = matches!(event, Event::Left(_));
        if events.send(event).is_err() || is_last {
            return;
        }
    }
}

fn write(mut output: impl Write, outgoing: &Receiver<Outgoing>) {
    for message in outgoing {
        if frames::write(&mut output, message).is_err() {
            return;
        }
    }
}
