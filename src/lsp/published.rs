//! The folders of the editor, and what was published of their files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};

use super::Configure;
use super::documents::Document;
use super::findings::{Finding, Form};
use super::folder::{Checked, News, State, Worker};
use super::position::Encoding;
use super::protocol::PublishDiagnosticsParams;
use super::session::{Event, MessageKind, Outbox};
use super::uri;
use crate::config::options::FILE_NAMES;

/// The folders, by path.
pub(super) struct Folders {
    all: BTreeMap<Utf8PathBuf, Folder>,
    form: Form,
    /// The configuration file that the editor names.
    named: Option<String>,
    configure: Arc<Configure>,
    events: Sender<Event>,
    out: Outbox,
}

/// A folder.
struct Folder {
    news: Sender<(u64, News)>,
    /// The number of the last news that it was told, and of the last that it took into account.
    told: u64,
    known: Option<u64>,
    files: BTreeMap<Utf8PathBuf, Published>,
    notices: BTreeSet<String>,
    trouble: Option<String>,
}

/// What was published of a file.
struct Published {
    findings: Vec<Finding>,
    /// The version of its text, if it was open.
    version: Option<i64>,
}

impl Published {
    fn is_same(&self, other: &Self) -> bool {
        let (own, others) = (self.findings.iter(), other.findings.iter());
        self.version == other.version
            && own.map(|own| &own.published).eq(others.map(|other| &other.published))
    }
}

impl Folders {
    pub(super) fn new(configure: Arc<Configure>, events: Sender<Event>, out: Outbox) -> Self {
        let form = Form { encoding: Encoding::Utf16, related: false };
        Self { all: BTreeMap::new(), form, named: None, configure, events, out }
    }

    /// Takes over what client and server have agreed on.
    pub(super) fn agree(&mut self, form: Form, named: Option<String>) {
        self.form = form;
        self.named = named;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Begins to check a folder.
    pub(super) fn open(&mut self, path: Utf8PathBuf) {
        if self.all.contains_key(&path) {
            return;
        }
        let (sender, news) = channel();
        let worker = Worker {
            folder: path.clone(),
            named: self.named.clone(),
            configure: Arc::clone(&self.configure),
            form: self.form,
            news,
            events: self.events.clone(),
            state: State::default(),
        };
        if let Err(error) = thread::Builder::new().name("folder".to_owned()).spawn(move || worker.run()) {
            self.out.show(MessageKind::Error, &format!("instep: {path} cannot be checked: {error}"));
            return;
        }
        let folder = Folder {
            news: sender,
            told: 0,
            known: None,
            files: BTreeMap::new(),
            notices: BTreeSet::new(),
            trouble: None,
        };
        self.all.insert(path, folder);
    }

    /// Begins to check the project around a file: the nearest folder upwards that holds a repository or a configuration,
    /// or the file's own.
    pub(super) fn open_around(&mut self, path: &Utf8Path) {
        let marks = |folder: &&Utf8Path| {
            folder.join(".git").exists() || FILE_NAMES.iter().any(|name| folder.join(name).is_file())
        };
        let project = path.ancestors().skip(1).find(marks).or_else(|| path.parent());
        if let Some(project) = project {
            self.open(project.to_owned());
        }
    }

    /// Takes a folder out, and its findings out of the editor.
    pub(super) fn close(&mut self, path: &Utf8Path, documents: &BTreeMap<Utf8PathBuf, Document>) {
        let Some(folder) = self.all.remove(path) else { return };
        for (path, before) in folder.files {
            if !before.findings.is_empty() {
                let version = documents.get(&path).map(|document| document.version);
                self.publish(&path, documents.get(&path), &Published { findings: Vec::new(), version });
            }
        }
    }

    /// Stops checking.
    pub(super) fn close_all(&mut self) {
        self.all.clear();
    }

    /// The innermost folder around a file.
    fn owner<'p>(&self, path: &'p Utf8Path) -> Option<&'p Utf8Path> {
        path.ancestors().find(|folder| self.all.contains_key(*folder))
    }

    /// Tells the folder of a file what is new. The number under which it was told; 0 where the file is in no folder.
    pub(super) fn tell(&mut self, path: &Utf8Path, news: impl FnOnce() -> News) -> u64 {
        let Some(owner) = self.owner(path).map(Utf8Path::to_owned) else { return 0 };
        self.all.get_mut(&owner).map_or(0, |folder| folder.tell(news()))
    }

    /// Tells all folders.
    pub(super) fn tell_all(&mut self, news: impl Fn() -> News) {
        for folder in self.all.values_mut() {
            folder.tell(news());
        }
    }

    /// Whether news of a file, by their number, were taken into account. What lies in no folder is never checked.
    pub(super) fn knows(&self, path: &Utf8Path, told: u64) -> bool {
        let folder = self.owner(path).and_then(|owner| self.all.get(owner));
        folder.is_none_or(|folder| folder.known.is_some_and(|known| known >= told))
    }

    /// What was published of a file.
    pub(super) fn findings(&self, path: &Utf8Path) -> &[Finding] {
        let folder = self.owner(path).and_then(|owner| self.all.get(owner));
        let published = folder.and_then(|folder| folder.files.get(path));
        published.map_or(&[], |published| &published.findings)
    }

    /// Publishes what a folder has come to, as far as it differs from what was published and is not outdated.
    pub(super) fn take(&mut self, checked: Checked, documents: &BTreeMap<Utf8PathBuf, Document>) {
        let Checked { folder: name, told, looked_at, mut files, notices, trouble } = checked;
        let Some(folder) = self.all.get_mut(&name) else { return };
        folder.known = Some(told);
        for notice in notices {
            if folder.notices.insert(notice.clone()) {
                self.out.log(MessageKind::Info, &notice);
            }
        }
        if folder.trouble != trouble {
            if let Some(trouble) = &trouble {
                self.out.show(MessageKind::Error, &format!("instep: {trouble}"));
            }
            folder.trouble = trouble;
        }
        let mut before = std::mem::take(&mut folder.files);
        let open = documents.keys().filter(|path| self.owner(path) == Some(&name));
        let all = || before.keys().chain(files.keys()).chain(open).cloned().collect();
        let paths: BTreeSet<Utf8PathBuf> = looked_at.unwrap_or_else(all);
        let mut after = BTreeMap::new();
        for path in paths.into_iter().filter(|path| self.owner(path).is_none_or(|owner| owner == name)) {
            let document = documents.get(&path);
            let before = before.remove(&path);
            if document.is_some_and(|document| document.told > told) {
                after.extend(before.map(|before| (path, before)));
                continue;
            }
            let findings = files.remove(&path).unwrap_or_default();
            let now = Published { findings, version: document.map(|document| document.version) };
            let is_nothing = now.findings.is_empty() && now.version.is_none();
            if before.as_ref().map_or(!is_nothing, |before| !before.is_same(&now)) {
                self.publish(&path, document, &now);
            }
            if !is_nothing {
                after.insert(path, now);
            }
        }
        if let Some(folder) = self.all.get_mut(&name) {
            before.extend(after);
            folder.files = before;
        }
    }

    fn publish(&self, path: &Utf8Path, document: Option<&Document>, published: &Published) {
        let own = document.map(|document| document.uri.clone());
        let Some(uri) = own.or_else(|| uri::uri(path)) else { return };
        let diagnostics = published.findings.iter().map(|finding| &finding.published).collect();
        let params = PublishDiagnosticsParams { uri: &uri, version: published.version, diagnostics };
        self.out.notify("textDocument/publishDiagnostics", params);
    }
}

impl Folder {
    fn tell(&mut self, news: News) -> u64 {
        self.told += 1;
        if self.news.send((self.told, news)).is_err() {
            // Its thread is gone: nothing that is asked may wait for it.
            self.known = Some(u64::MAX);
        }
        self.told
    }
}
