//! Conversations as data: `*.session` beside this file, each with the files that it is about.
//!
//! Blocks are parted by blank lines. `file PATH` with lines behind `| ` writes a file, also in the middle of a session, `gone PATH` removes it;
//! `>` is what the client says, `!` a body as it stands, `!!` bytes without a header; `<` the next message of the server;
//! `= STATUS` the end, when the server has nothing more to say. `SITE` stands for the folder, as a path and as a URI.
//!
//! `UPDATE_DOCS=1` writes down what the server says.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::client::{Client, uri};

/// Texts are shown this far, in characters.
const SHOWN: usize = 300;

#[test]
fn sessions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/lsp");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "session")).collect();
    files.sort();
    assert!(files.len() > 3);
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    for file in files {
        let text = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
        let now = play(&text, file.file_stem().unwrap().to_str().unwrap());
        if update {
            fs::write(&file, now).unwrap();
        } else {
            snapbox::assert_data_eq!(now, snapbox::Data::text(text).raw());
        }
    }
}

/// The session as it goes now.
fn play(text: &str, name: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut client = Some(Client::start());
    let mut out = Vec::new();
    for block in text.split("\n\n") {
        let block = block.trim_matches('\n');
        let body = |mark: &str| {
            let lines: Vec<&str> =
                block.lines().map(|line| line.strip_prefix(mark).unwrap_or(line)).collect();
            filled(&lines.join("\n"), dir.path())
        };
        let over = format!("{name}: the session is over before\n{block}");
        if let Some(rest) = block.strip_prefix("file ") {
            write(dir.path(), rest);
        } else if let Some(name) = block.strip_prefix("gone ") {
            fs::remove_file(dir.path().join(name)).unwrap();
        } else if block.starts_with("!!") {
            client
                .as_mut()
                .expect(&over)
                .send_bytes(body("!!").trim_start().replace('\n', "\r\n").as_bytes());
        } else if block.starts_with('!') {
            client.as_mut().expect(&over).send_raw(body("!").trim_start());
        } else if block.starts_with('>') {
            let message =
                serde_json::from_str(&body(">")).unwrap_or_else(|error| panic!("{name}: {error}\n{block}"));
            client.as_mut().expect(&over).send(message);
        } else if block.starts_with('<') {
            let message = client.as_mut().expect(&over).next();
            out.push(said(message, dir.path()));
            continue;
        } else if block.starts_with('=') {
            let (left, status, stderr) = client.take().expect(&over).leave();
            out.extend(left.into_iter().map(|message| said(message, dir.path())));
            let status = status.to_string();
            let lines: Vec<&str> = [status.as_str()].into_iter().chain(stderr.lines()).collect();
            out.push(format!("= {}", lines.join("\n= ")));
            continue;
        }
        out.push(block.to_owned());
    }
    assert!(client.is_none(), "{name}: the session has no end");
    out.join("\n\n") + "\n"
}

fn write(root: &Path, block: &str) {
    let (name, lines) = block.split_once('\n').unwrap_or((block, ""));
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let line = |line: &str| {
        format!("{}\n", line.strip_prefix('|').map_or(line, |line| line.strip_prefix(' ').unwrap_or(line)))
    };
    fs::write(path, lines.lines().map(line).collect::<String>()).unwrap();
}

/// What the client says, with the folder in it.
fn filled(text: &str, root: &Path) -> String {
    text.replace("file:///SITE", &uri(root))
}

/// What the server says, without the folder.
fn said(mut message: Value, root: &Path) -> String {
    message.as_object_mut().unwrap().remove("jsonrpc");
    shorten(&mut message);
    let text = serde_json::to_string_pretty(&message).unwrap();
    let path = root.to_str().unwrap().replace('\\', "/");
    let text = text.replace(&uri(root), "file:///SITE").replace(&path, "SITE");
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    text.lines().map(|line| format!("< {line}")).collect::<Vec<_>>().join("\n")
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some((at, _)) = text.char_indices().nth(SHOWN) {
                text.truncate(at);
                text.push('…');
            }
        }
        Value::Array(values) => values.iter_mut().for_each(shorten),
        Value::Object(values) => values.values_mut().for_each(shorten),
        _ => {}
    }
}
