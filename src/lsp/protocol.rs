//! The types of the language server protocol, 3.17, as far as they are used here.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the client says of itself.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct InitializeParams {
    pub(super) root_path: Option<String>,
    pub(super) root_uri: Option<String>,
    pub(super) workspace_folders: Option<Vec<WorkspaceFolder>>,
    pub(super) initialization_options: Option<InitializationOptions>,
    pub(super) capabilities: ClientCapabilities,
}

/// What a user can say in the settings of an editor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct InitializationOptions {
    /// The configuration file, as seen from the folder.
    pub(super) config: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WorkspaceFolder {
    pub(super) uri: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ClientCapabilities {
    pub(super) general: Option<GeneralCapabilities>,
    pub(super) workspace: Option<WorkspaceCapabilities>,
    pub(super) text_document: Option<TextDocumentCapabilities>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct GeneralCapabilities {
    pub(super) position_encodings: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WorkspaceCapabilities {
    pub(super) workspace_edit: Option<WorkspaceEditCapabilities>,
    pub(super) did_change_watched_files: Option<DynamicCapability>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WorkspaceEditCapabilities {
    pub(super) document_changes: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DynamicCapability {
    pub(super) dynamic_registration: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct TextDocumentCapabilities {
    pub(super) hover: Option<HoverCapabilities>,
    pub(super) code_action: Option<CodeActionCapabilities>,
    pub(super) publish_diagnostics: Option<DiagnosticCapabilities>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct HoverCapabilities {
    pub(super) content_format: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CodeActionCapabilities {
    pub(super) code_action_literal_support: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct DiagnosticCapabilities {
    pub(super) related_information: Option<bool>,
}

/// A place in a text, both numbers from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) character: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

impl Range {
    /// Whether two ranges have a place in common, be it one at the end of both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Location {
    pub(super) uri: String,
    pub(super) range: Range,
}

/// A finding, as an editor shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Diagnostic {
    pub(super) range: Range,
    /// 1 for an error, 2 for a warning, 3 for an info.
    pub(super) severity: u8,
    pub(super) code: &'static str,
    pub(super) source: &'static str,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_information: Vec<RelatedInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<DiagnosticData>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct RelatedInformation {
    pub(super) location: Location,
    pub(super) message: String,
}

/// What comes back with a diagnostic when something is asked about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct DiagnosticData {
    /// The finding's identity, as in reports.
    pub(super) fingerprint: String,
}

#[derive(Debug, Serialize)]
pub(super) struct PublishDiagnosticsParams<'a> {
    pub(super) uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<i64>,
    pub(super) diagnostics: Vec<&'a Diagnostic>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidOpenParams {
    pub(super) text_document: TextDocumentItem,
}

#[derive(Debug, Deserialize)]
pub(super) struct TextDocumentItem {
    pub(super) uri: String,
    pub(super) version: i64,
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidChangeParams {
    pub(super) text_document: TextDocument,
    pub(super) content_changes: Vec<ContentChange>,
}

/// A document; with the version that it has after a change.
#[derive(Debug, Deserialize)]
pub(super) struct TextDocument {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) version: Option<i64>,
}

/// A piece of new text in the place of a range, or of the whole.
#[derive(Debug, Deserialize)]
pub(super) struct ContentChange {
    #[serde(default)]
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

/// A document and nothing else: it was saved, or closed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentParams {
    pub(super) text_document: TextDocument,
}

#[derive(Debug, Deserialize)]
pub(super) struct DidChangeWatchedFilesParams {
    pub(super) changes: Vec<FileEvent>,
}

/// A file that came, changed or went: what it is now is looked up.
#[derive(Debug, Deserialize)]
pub(super) struct FileEvent {
    pub(super) uri: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct DidChangeWorkspaceFoldersParams {
    pub(super) event: WorkspaceFoldersChange,
}

#[derive(Debug, Deserialize)]
pub(super) struct WorkspaceFoldersChange {
    pub(super) added: Vec<WorkspaceFolder>,
    pub(super) removed: Vec<WorkspaceFolder>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HoverParams {
    pub(super) text_document: DocumentName,
    pub(super) position: Position,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct DocumentName {
    pub(super) uri: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeActionParams {
    pub(super) text_document: DocumentName,
    pub(super) range: Range,
    #[serde(default)]
    pub(super) context: CodeActionContext,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeActionContext {
    /// The kinds that are asked for, each with all below it; all if there is none.
    pub(super) only: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeAction<'a> {
    pub(super) title: String,
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) diagnostics: Vec<&'a Diagnostic>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_preferred: bool,
    pub(super) edit: Value,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextEdit {
    pub(super) range: Range,
    pub(super) new_text: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Hover {
    pub(super) contents: MarkupContent,
    pub(super) range: Range,
}

#[derive(Debug, Serialize)]
pub(super) struct MarkupContent {
    /// `markdown` or `plaintext`.
    pub(super) kind: &'static str,
    pub(super) value: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct CancelParams {
    pub(super) id: lsp_server::RequestId,
}
