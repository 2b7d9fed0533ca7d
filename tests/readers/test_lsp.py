"""The language server, driven by a real client: pytest-lsp, with the capabilities of the editors people use."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.protocol import default_converter
from pygls.workspace import PositionCodec, TextDocument
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from conftest import environment

EDITORS = {
    "visual-studio-code": types.PositionEncodingKind.Utf16,
    "neovim": types.PositionEncodingKind.Utf8,
    "emacs": types.PositionEncodingKind.Utf8,
}
PAGE = "de-de/mssp/access-portal.md"
SOURCE = "en-us/mssp/access-portal.md"
PATIENCE = 30


class Editor:
    """An editor with a folder: it keeps the text of open documents and what was published of each file."""

    def __init__(self, client, folder: Path):
        self.client = client
        self.folder = folder
        self.documents = {}
        self.published = {}
        self.news = asyncio.Event()

        def publish(params: types.PublishDiagnosticsParams):
            self.published[params.uri] = params
            self.news.set()

        def register(params: types.RegistrationParams):
            return None

        own = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
            types.CLIENT_REGISTER_CAPABILITY: register,
        }
        register_lsp_features(client, {**DEFAULT_CLIENT_FEATURES, **own})

    async def start(self, capabilities):
        result = await self.client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities,
                workspace_folders=[types.WorkspaceFolder(uri=self.folder.as_uri(), name="site")],
            )
        )
        self.encoding = result.capabilities.position_encoding
        return result

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None):
        if text is None:
            text = (self.folder / name).read_bytes().decode()
        document = TextDocument(
            self.uri(name), text, version=1, position_codec=PositionCodec(encoding=self.encoding)
        )
        self.documents[name] = document
        item = types.TextDocumentItem(uri=document.uri, language_id="markdown", version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))

    def change(self, name: str, *edits: types.TextEdit):
        """Makes edits of the text as it is, the last one first so that the others stay right."""
        document = self.documents[name]
        edits = sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True)
        changes = [
            types.TextDocumentContentChangePartial(range=edit.range, text=edit.new_text) for edit in edits
        ]
        document.version += 1
        for change in changes:
            document.apply_change(change)
        identifier = types.VersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(text_document=identifier, content_changes=changes)
        )

    def replace(self, name: str, old: str, new: str):
        """Writes `new` for the first `old`."""
        document = self.documents[name]
        at = document.source.index(old)
        line = document.source.count("\n", 0, at)
        start = document.source.rfind("\n", 0, at) + 1
        codec = document.position_codec
        column = lambda offset: codec.client_num_units(document.source[start:offset])
        place = types.Range(
            types.Position(line, column(at)), types.Position(line, column(at + len(old)))
        )
        self.change(name, types.TextEdit(range=place, new_text=new))

    async def until(self, is_so):
        async def wait():
            while not is_so():
                self.news.clear()
                await self.news.wait()

        await asyncio.wait_for(wait(), PATIENCE)

    async def diagnostics(self, name: str):
        """What is said of the text that an open document has now."""
        uri, version = self.uri(name), self.documents[name].version
        await self.until(lambda: uri in self.published and self.published[uri].version == version)
        return self.published[uri].diagnostics

    async def actions(self, name: str, place: types.Range, only=None):
        params = types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=self.uri(name)),
            range=place,
            context=types.CodeActionContext(diagnostics=[], only=only),
        )
        return await self.client.text_document_code_action_async(params)

    async def hover(self, name: str, position: types.Position):
        params = types.HoverParams(
            text_document=types.TextDocumentIdentifier(uri=self.uri(name)), position=position
        )
        return await self.client.text_document_hover_async(params)

    def apply(self, name: str, action: types.CodeAction):
        """Applies an action, which is for the text that the document has."""
        document = self.documents[name]
        if action.edit.document_changes:
            (change,) = action.edit.document_changes
            assert (change.text_document.uri, change.text_document.version) == (document.uri, document.version)
            edits = change.edits
        else:
            ((uri, edits),) = action.edit.changes.items()
            assert uri == document.uri
        self.change(name, *edits)

    def text_at(self, name: str, place: types.Range) -> str:
        lines = self.documents[name].lines
        codec = self.documents[name].position_codec
        start = codec.position_from_client_units(lines, place.start)
        end = codec.position_from_client_units(lines, place.end)
        assert start.line == end.line
        return lines[start.line][start.character : end.character]


@pytest_asyncio.fixture(params=list(EDITORS))
async def editor(request, binary, root, tmp_path):
    client = LanguageClient(converter_factory=default_converter)
    folder = tmp_path / "a site"
    shutil.copytree(root / "fixtures/onboarding/faulty", folder)
    (folder / "instep.toml").touch()
    # `--stdio` is what the client library of VS Code adds.
    await client.start_io(str(binary), "lsp", "--stdio", env=environment())
    editor = Editor(client, folder)
    result = await editor.start(client_capabilities(request.param))
    assert editor.encoding == EDITORS[request.param]
    assert result.server_info.name == "instep"
    yield editor
    if client._server.returncode is None:
        await client.shutdown_session()
    assert client._server.returncode == 0
    await client.stop()


def rules(diagnostics):
    return [found.code for found in diagnostics]


@pytest.mark.asyncio
async def test_findings_show_both_places(editor):
    editor.open(PAGE)
    found = await editor.diagnostics(PAGE)
    assert rules(found) == ["url-drift", "step-missing"]
    drift = found[0]
    assert (drift.source, drift.severity) == ("instep", types.DiagnosticSeverity.Error)
    assert editor.text_at(PAGE, drift.range) == "https://securitycentre.windows.com"
    if not drift.related_information:
        # Emacs shows no other places: the message names them.
        assert f"\nthe source has this: {SOURCE}:19" in drift.message
        return
    (related,) = drift.related_information
    assert related.location.uri == editor.uri(SOURCE)
    editor.open(SOURCE)
    assert editor.text_at(SOURCE, related.location.range) == "https://securitycenter.windows.com"


@pytest.mark.asyncio
async def test_all_files_of_the_folder_are_told_of(editor):
    names = ["de-de/mssp/grant-access.md", "fr-fr/mssp/glossary.md", "zh-cn/mssp/grant-access.md"]
    await editor.until(lambda: all(editor.uri(name) in editor.published for name in names))
    assert all(editor.published[editor.uri(name)].version is None for name in names)
    assert rules(editor.published[editor.uri(names[1])].diagnostics) == ["page-unreadable"]


@pytest.mark.asyncio
async def test_a_finding_goes_as_it_is_mended(editor):
    editor.open(PAGE)
    await editor.diagnostics(PAGE)
    # An emoji before the URL: its width is another in each encoding.
    editor.replace(PAGE, "Es ist unter", "🔑 Es ist unter")
    (drift, _) = await editor.diagnostics(PAGE)
    assert editor.text_at(PAGE, drift.range) == "https://securitycentre.windows.com"
    editor.replace(PAGE, "securitycentre", "securitycenter")
    assert rules(await editor.diagnostics(PAGE)) == ["step-missing"]


@pytest.mark.asyncio
async def test_fixes_leave_a_clean_page(editor):
    name = "ja-jp/mssp/access-portal.md"
    editor.open(name)
    found = await editor.diagnostics(name)
    assert rules(found) == ["url-malformed", "step-markup"]
    everything = types.Range(types.Position(0, 0), types.Position(10_000, 0))
    for _ in found:
        actions = await editor.actions(name, everything, [types.CodeActionKind.QuickFix])
        action = next(action for action in actions if action.is_preferred)
        (mended,) = action.diagnostics
        assert mended.code in rules(found)
        editor.apply(name, action)
        await editor.diagnostics(name)
    assert not editor.published[editor.uri(name)].diagnostics
    assert not await editor.actions(name, everything)


@pytest.mark.asyncio
async def test_all_safe_fixes_at_once(editor):
    editor.open(PAGE)
    # Asked before the text can have been checked: the answer waits for it.
    (action,) = await editor.actions(
        PAGE, types.Range(types.Position(0, 0), types.Position(0, 0)), ["source.fixAll"]
    )
    assert action.kind == "source.fixAll.instep"
    editor.apply(PAGE, action)
    assert rules(await editor.diagnostics(PAGE)) == ["step-missing"]


@pytest.mark.asyncio
async def test_hover_explains_the_rule(editor):
    editor.open(PAGE)
    (drift, _) = await editor.diagnostics(PAGE)
    hover = await editor.hover(PAGE, drift.range.start)
    assert hover.range == drift.range
    assert "host differs" in hover.contents.value and "## Why it matters" in hover.contents.value
    assert hover.contents.kind == types.MarkupKind.Markdown
    assert await editor.hover(PAGE, types.Position(0, 0)) is None


@pytest.mark.asyncio
async def test_a_change_of_the_source_is_told_of_its_translations(editor):
    editor.open(PAGE)
    editor.open(SOURCE)
    await editor.diagnostics(PAGE)
    await editor.diagnostics(SOURCE)
    editor.replace(SOURCE, "securitycenter.windows.com`", "securitycentre.windows.com`")
    await editor.diagnostics(SOURCE)
    uri = editor.uri(PAGE)
    await editor.until(lambda: "url-drift" not in rules(editor.published[uri].diagnostics))
    # The others were right and are no longer; they are not open.
    other = editor.uri("es-es/mssp/access-portal.md")
    await editor.until(lambda: any("securitycentre" in found.message for found in editor.published[other].diagnostics))


@pytest.mark.asyncio
async def test_what_cannot_be_read_is_refused_and_the_session_goes_on(editor, tmp_path):
    refused = []
    take = editor.client.protocol._handle_response

    def listen(msg_id, result=None, error=None):
        if msg_id is None:
            refused.append(error.code)
        else:
            take(msg_id, result, error)

    editor.client.protocol._handle_response = listen
    body = b'{"jsonrpc": "2.0", "id": 1, "method":'
    stdin = editor.client._server.stdin
    stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text("# Elsewhere\n")
    editor.open(PAGE)
    item = types.TextDocumentItem(uri=elsewhere.as_uri(), language_id="markdown", version=1, text="# Elsewhere\n")
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    assert rules(await editor.diagnostics(PAGE)) == ["url-drift", "step-missing"]
    assert elsewhere.as_uri() not in editor.published
    assert refused == [-32700]


@pytest.mark.asyncio
async def test_the_command_line_says_the_same(editor, instep):
    for page in [*editor.folder.glob("ja-jp/mssp/*.md"), *editor.folder.glob("en-us/mssp/*.md")]:
        name = page.relative_to(editor.folder).as_posix()
        editor.open(name)
        found = await editor.diagnostics(name)
        report = json.loads(instep("check", page, "--format", "json").stdout)
        said = [
            (entry["rule"], entry["range"]["start"]["line"] - 1)
            for entry in report["diagnostics"]
            if Path(entry["path"]).resolve() == page.resolve()
        ]
        assert [(entry.code, entry.range.start.line) for entry in found] == said, name
