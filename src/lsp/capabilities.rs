//! What client and server can do, and what both have agreed on.

use serde_json::{Value, json};

use super::actions::{FIX_ALL, QUICK_FIX};
use super::position::Encoding;
use super::protocol::{InitializeParams, TextDocumentCapabilities, WorkspaceCapabilities};

/// What changes which pages there are, or what is told of them.
const WATCHED: [&str; 5] = [
    "**/*.{md,mdx,markdown}",
    "**/{instep,.instep}.toml",
    "**/instep-baseline.json",
    "**/.gitignore",
    "**/.git/logs/HEAD",
];

/// The units of positions.
pub(super) fn encoding(client: &InitializeParams) -> Encoding {
    let general = client.capabilities.general.as_ref();
    let offered = general.and_then(|general| general.position_encodings.as_deref());
    Encoding::choose(offered.unwrap_or_default())
}

/// Whether places beside that of a finding are shown.
pub(super) fn shows_related(client: &InitializeParams) -> bool {
    let published = documents(client).and_then(|documents| documents.publish_diagnostics.as_ref());
    published.is_some_and(|published| published.related_information == Some(true))
}

/// Whether what is shown at a finding may be Markdown.
pub(super) fn shows_markdown(client: &InitializeParams) -> bool {
    let hover = documents(client).and_then(|documents| documents.hover.as_ref());
    let formats = hover.and_then(|hover| hover.content_format.as_ref());
    formats.is_some_and(|formats| formats.iter().any(|format| format == "markdown"))
}

/// Whether edits may say for which version of a text they are.
pub(super) fn takes_versions(client: &InitializeParams) -> bool {
    let edit = workspace(client).and_then(|workspace| workspace.workspace_edit.as_ref());
    edit.is_some_and(|edit| edit.document_changes == Some(true))
}

/// Whether actions may be edits. Older clients take commands only.
fn takes_actions(client: &InitializeParams) -> bool {
    let actions = documents(client).and_then(|documents| documents.code_action.as_ref());
    actions.is_some_and(|actions| actions.code_action_literal_support.is_some())
}

fn documents(client: &InitializeParams) -> Option<&TextDocumentCapabilities> {
    client.capabilities.text_document.as_ref()
}

fn workspace(client: &InitializeParams) -> Option<&WorkspaceCapabilities> {
    client.capabilities.workspace.as_ref()
}

/// What the server says of itself.
pub(super) fn answer(client: &InitializeParams, encoding: Encoding) -> Value {
    /// Changes come as ranges with new text.
    const INCREMENTAL: u8 = 2;
    let mut capabilities = json!({
        "positionEncoding": encoding.name(),
        "textDocumentSync": { "openClose": true, "change": INCREMENTAL, "save": { "includeText": false } },
        "hoverProvider": true,
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    });
    if takes_actions(client) {
        capabilities["codeActionProvider"] = json!({ "codeActionKinds": [QUICK_FIX, FIX_ALL] });
    }
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "instep", "version": env!("CARGO_PKG_VERSION") },
    })
}

/// What the client is asked to watch, if it can be asked.
pub(super) fn watch(client: &InitializeParams) -> Option<Value> {
    let watched = workspace(client).and_then(|workspace| workspace.did_change_watched_files.as_ref());
    let can = watched.is_some_and(|watched| watched.dynamic_registration == Some(true));
    let watchers: Vec<Value> = WATCHED.iter().map(|glob| json!({ "globPattern": glob })).collect();
    let registration = json!({
        "id": "instep-watch",
        "method": "workspace/didChangeWatchedFiles",
        "registerOptions": { "watchers": watchers },
    });
    can.then(|| json!({ "registrations": [registration] }))
}
