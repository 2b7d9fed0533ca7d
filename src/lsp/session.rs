//! The conversation with a client.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use camino::{Utf8Path, Utf8PathBuf};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::documents::{Document, apply};
use super::findings::Form;
use super::folder::{Checked, News};
use super::frames::{Frame, Outgoing};
use super::position::Encoding;
use super::protocol::{
    CancelParams, DidChangeParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidOpenParams, DocumentParams, InitializeParams, WorkspaceFolder,
};
use super::published::Folders;
use super::questions::{Question, Waiting};
use super::{Configure, End, capabilities, uri};
use crate::baseline::FILE_NAME as BASELINE;
use crate::config::options::FILE_NAMES;

/// What happens to a session.
#[derive(Debug)]
pub(super) enum Event {
    /// The client said something.
    Client(Frame),
    /// The client is gone; why, if that is for what it sent.
    Left(Option<String>),
    /// A folder was checked.
    Checked(Checked),
}

/// How far a session has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Starting,
    Running,
    Ending,
}

/// One client, from its first message to its last.
pub(super) struct Session {
    stage: Stage,
    client: InitializeParams,
    encoding: Encoding,
    documents: BTreeMap<Utf8PathBuf, Document>,
    folders: Folders,
    waiting: Waiting,
    out: Outbox,
}

/// Where messages to the client are put.
#[derive(Clone)]
pub(super) struct Outbox(Sender<Outgoing>);

impl Outbox {
    fn send(&self, message: impl Into<Message>) {
        // A client that no longer reads will soon be gone.
        let _ = self.0.send(Outgoing::Message(message.into()));
    }

    pub(super) fn notify(&self, method: &str, params: impl Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    pub(super) fn answer(&self, id: RequestId, result: impl Serialize) {
        self.send(Response::new_ok(id, result));
    }

    pub(super) fn refuse(&self, id: RequestId, code: ErrorCode, reason: String) {
        self.send(Response::new_err(id, code as i32, reason));
    }

    /// A line for the editor's log.
    pub(super) fn log(&self, kind: MessageKind, message: &str) {
        self.notify("window/logMessage", json!({ "type": kind as u8, "message": message }));
    }

    /// A message that the user has to see.
    pub(super) fn show(&self, kind: MessageKind, message: &str) {
        self.notify("window/showMessage", json!({ "type": kind as u8, "message": message }));
    }
}

/// How much a message matters.
#[derive(Clone, Copy)]
pub(super) enum MessageKind {
    Error = 1,
    Warning = 2,
    Info = 3,
}

impl Session {
    pub(super) fn new(configure: Arc<Configure>, out: Sender<Outgoing>, events: Sender<Event>) -> Self {
        let out = Outbox(out);
        Self {
            stage: Stage::Starting,
            client: InitializeParams::default(),
            encoding: Encoding::Utf16,
            documents: BTreeMap::new(),
            folders: Folders::new(configure, events, out.clone()),
            waiting: Waiting::default(),
            out,
        }
    }

    /// Goes on until the client leaves.
    pub(super) fn run(mut self, events: &Receiver<Event>) -> End {
        let ended = |stage| if stage == Stage::Ending { End::Orderly } else { End::Sudden };
        for event in events {
            match event {
                Event::Client(Frame::Message(Message::Notification(told))) if told.method == "exit" => break,
                Event::Client(frame) => self.take(frame),
                Event::Left(Some(reason)) => return End::Broken(reason),
                Event::Left(None) => break,
                Event::Checked(checked) => {
                    self.folders.take(checked, &self.documents);
                    self.answer_questions();
                }
            }
        }
        ended(self.stage)
    }

    fn take(&mut self, frame: Frame) {
        match frame {
            Frame::Message(Message::Request(request)) => self.take_request(request),
            Frame::Message(Message::Notification(notification)) => self.take_notification(notification),
            // All that is asked of a client is to say what changes; if it refuses, nothing is lost but that.
            Frame::Message(Message::Response(_)) => {}
            Frame::Malformed(reason) => {
                self.refuse_unread(None, ErrorCode::ParseError, format!("the message is no JSON: {reason}"));
            }
            Frame::Invalid(id, reason) => self.refuse_unread(id, ErrorCode::InvalidRequest, reason),
        }
    }

    fn refuse_unread(&self, id: Option<RequestId>, code: ErrorCode, message: String) {
        if let Some(id) = id {
            return self.out.refuse(id, code, message);
        }
        let _ = self.out.0.send(Outgoing::Unasked(ResponseError { code: code as i32, message, data: None }));
    }

    fn take_request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let answered = match (self.stage, method.as_str()) {
            (Stage::Starting, "initialize") => self.initialize(params),
            (Stage::Starting, _) => {
                Err((ErrorCode::ServerNotInitialized, "the first request is `initialize`".to_owned()))
            }
            (Stage::Ending, _) => Err((ErrorCode::InvalidRequest, "the server is shutting down".to_owned())),
            (Stage::Running, "initialize") => {
                Err((ErrorCode::InvalidRequest, "the server is initialized already".to_owned()))
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::Ending;
                self.folders.close_all();
                Ok(Value::Null)
            }
            (Stage::Running, "textDocument/hover") => match read(params) {
                Ok(params) => return self.ask(id, Question::Hover(params)),
                Err(reason) => Err((ErrorCode::InvalidParams, reason)),
            },
            (Stage::Running, "textDocument/codeAction") => match read(params) {
                Ok(params) => return self.ask(id, Question::Actions(params)),
                Err(reason) => Err((ErrorCode::InvalidParams, reason)),
            },
            (Stage::Running, _) => {
                Err((ErrorCode::MethodNotFound, format!("`{method}` is not known to this server")))
            }
        };
        match answered {
            Ok(result) => self.out.answer(id, result),
            Err((code, reason)) => self.out.refuse(id, code, reason),
        }
    }

    fn initialize(&mut self, params: Value) -> Result<Value, (ErrorCode, String)> {
        self.client = read(params).map_err(|reason| (ErrorCode::InvalidParams, reason))?;
        self.encoding = capabilities::encoding(&self.client);
        let form = Form { encoding: self.encoding, related: capabilities::shows_related(&self.client) };
        let named = self.client.initialization_options.as_ref().and_then(|options| options.config.clone());
        self.folders.agree(form, named);
        self.stage = Stage::Running;
        Ok(capabilities::answer(&self.client, self.encoding))
    }

    fn ask(&mut self, id: RequestId, question: Question) {
        self.waiting.add(id, question);
        self.answer_questions();
    }

    /// Answers what was asked of texts that have been checked.
    fn answer_questions(&mut self) {
        for (id, question) in self.waiting.take(&self.documents, &self.folders) {
            let answer = question.answer(&self.documents, &self.folders, &self.client, self.encoding);
            self.out.answer(id, answer);
        }
    }

    fn take_notification(&mut self, notification: Notification) {
        if self.stage != Stage::Running {
            return;
        }
        let Notification { method, params } = notification;
        let taken = match method.as_str() {
            "initialized" => {
                self.start();
                Ok(())
            }
            "textDocument/didOpen" => read(params).map(|params| self.open(params)),
            "textDocument/didChange" => read(params).and_then(|params| self.change(params)),
            "textDocument/didSave" => read(params).map(|params| self.saved(&params)),
            "textDocument/didClose" => read(params).map(|params| self.close(&params)),
            "workspace/didChangeWatchedFiles" => read(params).map(|params| self.files_changed(&params)),
            "workspace/didChangeWorkspaceFolders" => read(params).map(|params| self.folders_changed(&params)),
            "$/cancelRequest" => read(params).map(|params| self.cancel(&params)),
            // What is not known may be left alone.
            _ => Ok(()),
        };
        if let Err(reason) = taken {
            self.out.log(MessageKind::Warning, &format!("`{method}` was left alone: {reason}"));
        }
    }

    /// Opens the folders of the client.
    fn start(&mut self) {
        if let Some(watch) = capabilities::watch(&self.client) {
            let id = RequestId::from("instep-watch".to_owned());
            self.out.send(Request::new(id, "client/registerCapability".to_owned(), watch));
        }
        let InitializeParams { workspace_folders, root_uri, root_path, .. } = &self.client;
        let paths: Vec<Utf8PathBuf> = match (workspace_folders, root_uri, root_path) {
            (Some(folders), ..) => folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect(),
            (None, Some(root), _) => uri::path(root).into_iter().collect(),
            (None, None, Some(root)) => vec![uri::plain(Utf8Path::new(root))],
            (None, None, None) => Vec::new(),
        };
        for path in paths {
            self.folders.open(path);
        }
        self.tell_again();
    }

    /// Tells the folders of all open documents, for which another folder may be the innermost one now.
    fn tell_again(&mut self) {
        for (path, document) in &mut self.documents {
            let text = || News::Text(path.clone(), Some(Arc::from(document.text.as_str())));
            document.told = self.folders.tell(path, text);
        }
    }

    fn open(&mut self, params: DidOpenParams) {
        let item = params.text_document;
        // What is in no file, such as a document without a name, belongs to no page.
        let Some(path) = uri::path(&item.uri) else { return };
        if self.folders.is_empty() {
            self.folders.open_around(&path);
        }
        let told = self.folders.tell(&path, || News::Text(path.clone(), Some(Arc::from(item.text.as_str()))));
        let document = Document { uri: item.uri, version: item.version, text: item.text, told };
        self.documents.insert(path, document);
    }

    fn change(&mut self, params: DidChangeParams) -> Result<(), String> {
        let Some(path) = uri::path(&params.text_document.uri) else { return Ok(()) };
        let document = self
            .documents
            .get_mut(&path)
            .ok_or_else(|| format!("{} is not open", params.text_document.uri))?;
        apply(&mut document.text, params.content_changes, self.encoding);
        document.version = params.text_document.version.unwrap_or(document.version + 1);
        let text: Arc<str> = Arc::from(document.text.as_str());
        document.told = self.folders.tell(&path, || News::Text(path.clone(), Some(text)));
        Ok(())
    }

    fn saved(&mut self, params: &DocumentParams) {
        let Some(path) = uri::path(&params.text_document.uri) else { return };
        if is_structure(&path) {
            self.folders.tell_all(|| News::Structure);
        } else {
            let told = self.folders.tell(&path, || News::Saved(path.clone()));
            self.documents.entry(path).and_modify(|document| document.told = told);
        }
    }

    fn close(&mut self, params: &DocumentParams) {
        let Some(path) = uri::path(&params.text_document.uri) else { return };
        if self.documents.remove(&path).is_some() {
            self.folders.tell(&path, || News::Text(path.clone(), None));
            self.answer_questions();
        }
    }

    fn files_changed(&mut self, params: &DidChangeWatchedFilesParams) {
        let files = params.changes.iter().filter_map(|change| uri::path(&change.uri));
        let files: Vec<Utf8PathBuf> = files.collect();
        if files.iter().any(|path| is_structure(path)) {
            self.folders.tell_all(|| News::Structure);
            return;
        }
        for path in files {
            // What is open is as the editor has it, whatever lies on disk.
            if !self.documents.contains_key(&path) {
                self.folders.tell(&path, || News::Changed(path.clone()));
            }
        }
    }

    fn folders_changed(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let path = |folder: &WorkspaceFolder| uri::path(&folder.uri);
        for path in params.event.removed.iter().filter_map(path) {
            self.folders.close(&path, &self.documents);
            // What lay in it may lie in another one around it.
            self.folders.tell_all(|| News::Structure);
        }
        for path in params.event.added.iter().filter_map(path) {
            self.folders.open(path);
        }
        self.tell_again();
        self.answer_questions();
    }

    fn cancel(&mut self, params: &CancelParams) {
        if self.waiting.cancel(&params.id) {
            let reason = "the request was cancelled".to_owned();
            self.out.refuse(params.id.clone(), ErrorCode::RequestCanceled, reason);
        }
    }
}

/// Whether what a file says may change which pages there are, or what is told of them.
fn is_structure(path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    FILE_NAMES.contains(&name) || [BASELINE, ".gitignore"].contains(&name) || path.ends_with("logs/HEAD")
}

/// Reads the parameters of a message.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}
