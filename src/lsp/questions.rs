//! What a client asks of a document. The answer waits until the text that it has now is checked.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use lsp_server::RequestId;
use serde_json::{Value, json};

use super::actions::Checked;
use super::capabilities::{shows_markdown, takes_versions};
use super::documents::Document;
use super::hover::hover;
use super::position::Encoding;
use super::protocol::{CodeActionParams, HoverParams, InitializeParams};
use super::published::Folders;
use super::uri;

/// What is asked.
#[derive(Debug)]
pub(super) enum Question {
    Hover(HoverParams),
    Actions(CodeActionParams),
}

impl Question {
    fn path(&self) -> Option<Utf8PathBuf> {
        match self {
            Self::Hover(params) => uri::path(&params.text_document.uri),
            Self::Actions(params) => uri::path(&params.text_document.uri),
        }
    }

    /// The answer; `null`, or no action, where the document is not open or there is nothing to say of the place.
    pub(super) fn answer(
        &self,
        documents: &BTreeMap<Utf8PathBuf, Document>,
        folders: &Folders,
        client: &InitializeParams,
        encoding: Encoding,
    ) -> Value {
        let document = self.path().and_then(|path| Some((documents.get(&path)?, folders.findings(&path))));
        match (self, document) {
            (Self::Hover(params), Some((_, findings))) => {
                json!(hover(findings, params.position, shows_markdown(client)))
            }
            (Self::Actions(params), Some((document, findings))) => {
                let versioned = takes_versions(client);
                json!(Checked { document, findings, encoding, versioned }.actions(params))
            }
            (Self::Hover(_), None) => Value::Null,
            (Self::Actions(_), None) => json!([]),
        }
    }
}

/// What was asked and not answered yet, in order.
#[derive(Debug, Default)]
pub(super) struct Waiting(Vec<(RequestId, Question)>);

impl Waiting {
    pub(super) fn add(&mut self, id: RequestId, question: Question) {
        self.0.push((id, question));
    }

    /// Whether a request was there to be cancelled.
    pub(super) fn cancel(&mut self, id: &RequestId) -> bool {
        let before = self.0.len();
        self.0.retain(|(waiting, _)| waiting != id);
        self.0.len() < before
    }

    /// What can be answered.
    pub(super) fn take(
        &mut self,
        documents: &BTreeMap<Utf8PathBuf, Document>,
        folders: &Folders,
    ) -> Vec<(RequestId, Question)> {
        let is_settled = |question: &Question| {
            let path = question.path();
            let open = path.and_then(|path| documents.get(&path).map(|document| (path, document.told)));
            open.is_none_or(|(path, told)| folders.knows(&path, told))
        };
        let (settled, waiting) =
            std::mem::take(&mut self.0).into_iter().partition(|(_, question)| is_settled(question));
        self.0 = waiting;
        settled
    }
}
