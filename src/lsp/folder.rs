//! One folder of the editor, kept checked by a thread of its own.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::anyhow;
use camino::{Utf8Path, Utf8PathBuf};

use super::Configure;
use super::findings::{Finding, Form, Publisher, Texts, by_file};
use super::session::Event;
use super::uri::plain;
use crate::check::{Outcome, Standing, find_at};
use crate::config::Config;
use crate::discover::Discovery;
use crate::model::diagnostic::Diagnostic;
use crate::model::placed_error::PlacedError;
use crate::model::snapshot::Snapshot;
use crate::model::source_file::SourceFile;
use crate::real::real_file;

/// As long as texts change faster than they can be checked, findings are told this often.
const PATIENCE: Duration = Duration::from_millis(500);

/// So long nothing has to have changed before the findings of all pages are told. They are told no more often than
/// takes this share of the time.
const REST: Duration = Duration::from_millis(200);
const SHARE: u32 = 5;

/// What a folder is told.
#[derive(Debug)]
pub(super) enum News {
    /// The text of a document that is open in the editor; none when it was closed.
    Text(Utf8PathBuf, Option<Arc<str>>),
    /// A document was saved as it is in the editor.
    Saved(Utf8PathBuf),
    /// A file on disk was written, or is gone.
    Changed(Utf8PathBuf),
    /// Which files there are, what the configuration says, or the history is not what it was.
    Structure,
}

/// What a folder has come to.
#[derive(Debug)]
pub(super) struct Checked {
    /// The folder.
    pub(super) folder: Utf8PathBuf,
    /// The number of the last news that is taken into account.
    pub(super) told: u64,
    /// The files that were looked at; none where all were.
    pub(super) looked_at: Option<BTreeSet<Utf8PathBuf>>,
    /// Their findings.
    pub(super) files: BTreeMap<Utf8PathBuf, Vec<Finding>>,
    /// Lines for the editor's log.
    pub(super) notices: Vec<String>,
    /// Why the folder cannot be checked as it is.
    pub(super) trouble: Option<String>,
}

/// The thread of a folder.
pub(super) struct Worker {
    pub(super) folder: Utf8PathBuf,
    /// The configuration file that the editor names.
    pub(super) named: Option<String>,
    pub(super) configure: Arc<Configure>,
    pub(super) form: Form,
    pub(super) news: Receiver<(u64, News)>,
    pub(super) events: Sender<Event>,
    pub(super) state: State,
}

/// What a folder knows of the editor.
#[derive(Default)]
pub(super) struct State {
    /// The texts of open documents.
    texts: BTreeMap<Utf8PathBuf, Arc<str>>,
    /// What stood before the text of documents when they were opened or last saved: it may say to which page they belong.
    heads: BTreeMap<Utf8PathBuf, String>,
    /// Documents that belong to no page although they were looked for.
    foreign: BTreeSet<Utf8PathBuf>,
    /// The number of the last news.
    told: u64,
    /// News that came while others were looked at.
    next: Option<(u64, News)>,
    /// Why the folder cannot be checked as it is.
    trouble: Option<anyhow::Error>,
}

/// What follows from news.
#[derive(Default)]
struct Work {
    touched: BTreeSet<Utf8PathBuf>,
    reopen: bool,
}

/// The documentation of a folder, as it was found.
struct Opened {
    config: Config,
    discovery: Discovery,
}

impl Worker {
    /// Checks the folder and goes on checking what changes in it, until nobody is left to tell.
    pub(super) fn run(mut self) {
        let mut opened: Option<Opened> = None;
        loop {
            self.take_texts();
            match self.open() {
                Ok(new) => {
                    opened = Some(new);
                    self.state.trouble = None;
                }
                Err(error) => self.state.trouble = Some(error),
            }
            let attended = match &opened {
                Some(opened) => self.attend_or_say_why(opened),
                None => self.tell(None, Some(BTreeSet::new())).and_then(|()| self.wait()),
            };
            if attended.is_none() {
                return;
            }
        }
    }

    /// Takes what waits before everything is looked at anyway.
    fn take_texts(&mut self) {
        let waiting: Vec<(u64, News)> =
            self.state.next.take().into_iter().chain(self.news.try_iter()).collect();
        for (told, news) in waiting {
            self.state.told = told;
            if let News::Text(path, text) = news {
                self.keep(path, text);
            }
        }
    }

    fn open(&self) -> anyhow::Result<Opened> {
        let config = (self.configure)(&self.folder, self.named.as_deref())?;
        let discovery = find_at(&config, &self.edited())?;
        Ok(Opened { config, discovery })
    }

    /// An error in the program itself costs the findings of the moment, and not the session.
    fn attend_or_say_why(&mut self, opened: &Opened) -> Option<()> {
        let attended = catch_unwind(AssertUnwindSafe(|| self.attend(opened)));
        attended.unwrap_or_else(|panic| {
            self.state.trouble = Some(anyhow!("an error within instep: {}", reason(&*panic)));
            self.tell(None, Some(BTreeSet::new()))?;
            self.wait()
        })
    }

    /// Checks what was found, and again what changes, until it has to be found anew. None when nobody is left to tell.
    fn attend(&mut self, opened: &Opened) -> Option<()> {
        let mut standing = Standing::new(&opened.config, &opened.discovery, &self.edited());
        let mut rest = self.tell_all(&mut standing)?;
        let mut touched = BTreeSet::new();
        let mut told = Instant::now();
        let mut is_settled = true;
        loop {
            if !is_settled && self.is_quiet(rest)? {
                rest = self.tell_all(&mut standing)?;
                is_settled = true;
            }
            let work = self.take_news(&opened.config, &standing)?;
            if work.reopen {
                return Some(());
            }
            touched.extend(work.touched);
            // The latest text wins: what is outdated already is not looked at.
            self.state.next = self.state.next.take().or_else(|| self.news.try_recv().ok());
            if self.state.next.is_none() || told.elapsed() > PATIENCE {
                self.tell_touched(&mut standing, std::mem::take(&mut touched))?;
                told = Instant::now();
                is_settled = false;
            }
        }
    }

    /// Whether nothing comes for so long.
    fn is_quiet(&mut self, rest: Duration) -> Option<bool> {
        if self.state.next.is_none() {
            match self.news.recv_timeout(rest) {
                Ok(news) => self.state.next = Some(news),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        Some(self.state.next.is_none())
    }

    /// Waits for something that may mend what keeps the folder from being checked.
    fn wait(&mut self) -> Option<()> {
        loop {
            let (told, news) = self.next()?;
            self.state.told = told;
            match news {
                News::Text(path, text) => self.keep(path, text),
                News::Saved(_) | News::Changed(_) => {}
                News::Structure => return Some(()),
            }
            self.tell(None, Some(BTreeSet::new()))?;
        }
    }

    /// What follows from the next news and all that wait behind it.
    fn take_news(&mut self, config: &Config, standing: &Standing<'_>) -> Option<Work> {
        let mut work = Work::default();
        let mut next = Some(self.next()?);
        while let Some((told, news)) = next {
            self.state.told = told;
            match news {
                News::Text(path, text) => {
                    let is_gone = text.is_none() && !path.is_file();
                    work.reopen |= is_gone || self.is_new(&path, config, standing);
                    self.keep(path.clone(), text);
                    work.touched.insert(path);
                }
                News::Saved(path) => {
                    work.reopen |= self.has_another_head(&path) || self.is_new(&path, config, standing);
                }
                News::Changed(path) => {
                    let is_gone = !path.is_file() && standing.knows(&path);
                    work.reopen |= is_gone || (path.is_file() && self.is_new(&path, config, standing));
                    work.touched.insert(path);
                }
                News::Structure => work.reopen = true,
            }
            next = self.news.try_recv().ok();
        }
        Some(work)
    }

    fn next(&mut self) -> Option<(u64, News)> {
        self.state.next.take().or_else(|| self.news.recv().ok())
    }

    fn keep(&mut self, path: Utf8PathBuf, text: Option<Arc<str>>) {
        let State { texts, heads, .. } = &mut self.state;
        if let Some(text) = text {
            heads.entry(path.clone()).or_insert_with(|| head(&text).to_owned());
            texts.insert(path, text);
        } else {
            heads.remove(&path);
            texts.remove(&path);
        }
    }

    /// Whether a document may belong to a page that was not found. That is looked for once.
    fn is_new(&mut self, path: &Utf8Path, config: &Config, standing: &Standing<'_>) -> bool {
        let known =
            |extension: &str| config.extensions.iter().any(|known| known.eq_ignore_ascii_case(extension));
        path.extension().is_some_and(known)
            && !standing.knows(path)
            && self.state.foreign.insert(path.to_owned())
    }

    /// Whether the front matter of a document is not what it was.
    fn has_another_head(&mut self, path: &Utf8Path) -> bool {
        let Some(text) = self.state.texts.get(path) else { return false };
        let now = head(text).to_owned();
        self.state.heads.insert(path.to_owned(), now.clone()).is_none_or(|then| then != now)
    }

    /// What differs from the disk, by absolute paths without links.
    fn edited(&self) -> Snapshot {
        let mut edited = Snapshot::default();
        for (path, text) in &self.state.texts {
            let real = real_file(path).unwrap_or_else(|_| path.clone());
            edited.put(real, Some(Arc::from(text.as_bytes())));
        }
        edited
    }

    /// Tells all that is found now. Returns how long to wait before that is worth while again.
    fn tell_all(&mut self, standing: &mut Standing<'_>) -> Option<Duration> {
        let start = Instant::now();
        match standing.outcome() {
            Ok(outcome) => {
                let Outcome { report, notices, .. } = outcome;
                self.tell(Some(Found { diagnostics: report.diagnostics, notices, standing }), None)
            }
            Err(error) => self.tell_error(error),
        }?;
        Some(REST.max(start.elapsed() * SHARE))
    }

    /// Checks pages again, and tells what is found in them.
    fn tell_touched(
        &mut self,
        standing: &mut Standing<'_>,
        mut touched: BTreeSet<Utf8PathBuf>,
    ) -> Option<()> {
        match standing.recheck(&touched, &self.edited()) {
            Ok(told) => {
                touched.extend(told.files);
                let found = Found { diagnostics: told.found, notices: Vec::new(), standing };
                self.tell(Some(found), Some(touched))
            }
            Err(error) => self.tell_error(error),
        }
    }

    fn tell_error(&mut self, error: anyhow::Error) -> Option<()> {
        self.state.trouble = Some(error);
        self.tell(None, Some(BTreeSet::new()))
    }

    fn tell(&self, found: Option<Found<'_>>, looked_at: Option<BTreeSet<Utf8PathBuf>>) -> Option<()> {
        let texts = Reader { open: &self.state.texts, standing: found.as_ref().map(|found| found.standing) };
        let mut publisher = Publisher::new(self.form, &self.folder, &texts);
        let mut notices = Vec::new();
        let mut files = BTreeMap::new();
        let mut looked_at =
            looked_at.map(|paths| paths.iter().map(|path| plain(path)).collect::<BTreeSet<_>>());
        if let Some(Found { diagnostics, notices: said, standing }) = found {
            notices = said;
            let is_asked = |path: &&Utf8PathBuf| looked_at.as_ref().is_none_or(|paths| paths.contains(*path));
            let open = self.state.texts.keys().filter(is_asked);
            let open: Vec<_> =
                open.map(|path| (path.clone(), standing.told_of(path, &diagnostics))).collect();
            let mut by_file = by_file(diagnostics);
            by_file.extend(open.into_iter().filter(|(_, told)| !told.is_empty()));
            files.extend(by_file.into_iter().map(|(path, found)| (plain(&path), publisher.findings(found))));
        }
        let error = self.state.trouble.as_ref();
        if let Some(placed) = error.and_then(|error| error.downcast_ref::<PlacedError>()) {
            let path = plain(&placed.place.file.path);
            looked_at = looked_at.map(|paths| paths.into_iter().chain([path.clone()]).collect());
            files.insert(path, vec![publisher.trouble(placed)]);
        }
        let trouble = error.map(|error| format!("{error:#}"));
        let (folder, told) = (self.folder.clone(), self.state.told);
        self.events.send(Event::Checked(Checked { folder, told, looked_at, files, notices, trouble })).ok()
    }
}

/// What was found, by what.
struct Found<'a> {
    diagnostics: Vec<Diagnostic>,
    notices: Vec<String>,
    standing: &'a Standing<'a>,
}

/// Texts as the editor and the disk have them.
struct Reader<'a> {
    open: &'a BTreeMap<Utf8PathBuf, Arc<str>>,
    standing: Option<&'a Standing<'a>>,
}

impl Texts for Reader<'_> {
    fn is_open(&self, path: &Utf8Path) -> bool {
        self.open.contains_key(path)
    }

    fn current(&self, path: &Utf8Path) -> Option<Arc<SourceFile>> {
        self.standing?.text(path)
    }
}

/// The front matter of a text; empty where it has none.
fn head(text: &str) -> &str {
    let Some(fence) = text.get(..3).filter(|fence| matches!(*fence, "---" | "+++")) else { return "" };
    let end = text[3..].lines().skip(1).find(|line| line.trim_end() == fence);
    end.map_or("", |end| &text[..end.as_ptr() as usize - text.as_ptr() as usize])
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason is given")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_with_its_fence() {
        assert_eq!(head("---\nlang: de\n---\n# A\n"), "---\nlang: de\n");
        assert_eq!(head("---\nlang: de\n"), "");
        assert_eq!(head("+++\r\na = 1\r\n+++\r\n"), "+++\r\na = 1\r\n");
        assert_eq!((head("# A"), head(""), head("日本")), ("", "", ""));
    }
}
