//! An editor that says what it is told to say.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

/// No answer takes longer, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Client {
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    requests: i32,
}

impl Client {
    pub(super) fn start() -> Self {
        let mut server = Command::new(env!("CARGO_BIN_EXE_instep"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(
            move || while read(&mut output).is_some_and(|message| sender.send(message).is_ok()) {},
        );
        Self { server, input, messages, requests: 0 }
    }

    /// Sends a body as it is.
    pub(super) fn send_raw(&mut self, body: &str) {
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(super) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(super) fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        self.send_raw(&message.to_string());
    }

    pub(super) fn notify(&mut self, method: &str, params: &Value) {
        self.send(json!({ "method": method, "params": params }));
    }

    /// Sends a request and waits for its answer; what comes before it is handed over first.
    pub(super) fn request(&mut self, method: &str, params: &Value, mut before: impl FnMut(Value)) -> Value {
        self.requests += 1;
        self.send(json!({ "id": self.requests, "method": method, "params": params }));
        loop {
            let message = self.next();
            if message["id"] == json!(self.requests) && message.get("method").is_none() {
                return message;
            }
            before(message);
        }
    }

    pub(super) fn next(&mut self) -> Value {
        self.messages.recv_timeout(PATIENCE).expect("the server says something")
    }

    /// Leaves: what the server still said, its exit status and what it wrote on standard error.
    pub(super) fn leave(mut self) -> (Vec<Value>, i32, String) {
        self.input = None;
        let left = self.messages.iter().collect();
        let status = self.server.wait().unwrap();
        let mut said = String::new();
        self.server.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (left, status.code().unwrap(), said)
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => length = line.strip_prefix("Content-Length: ").unwrap().parse().unwrap(),
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    let message: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(message["jsonrpc"], "2.0");
    Some(message)
}

/// The URI of a path.
pub(super) fn uri(path: &Path) -> String {
    Url::from_file_path(path).unwrap().into()
}
