//! Which folder is looked at, and which of its files are asked about.

use anyhow::{Context as _, anyhow};
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::config::Config;
use crate::config::options::FILE_NAMES;
use crate::model::locale::Locale;
use crate::model::site::normalize;
use crate::model::slash::slashed;
use crate::real::{real, real_file};

/// How many folders above a named file are looked at where nothing marks the project's own.
const MAX_CLIMB: usize = 6;

/// A file or folder named on the command line.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// As given, `.` and `..` resolved.
    shown: Utf8PathBuf,
    /// Absolute, symlinks resolved but for a file's own name.
    real: Utf8PathBuf,
    is_dir: bool,
}

/// The folder that is looked at in one attempt. Paths within are relative to its `anchor`, the project's folder.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The folder, absolute.
    real: Utf8PathBuf,
    /// The folder as it is printed; empty for the working folder.
    shown: Utf8PathBuf,
    /// The way from the folder down to the working folder, where `shown` is as many `..`; empty elsewhere.
    here: Utf8PathBuf,
    /// The way from the anchor to the folder, with a `/` at its end; empty where they are one.
    lead: String,
    /// Absolute folders to walk, none within another.
    pub(super) starts: Vec<Utf8PathBuf>,
    /// Absolute folders whose `.gitignore` holds in the scope, from the outside in, the scope's own not among them.
    pub(super) above: Vec<Utf8PathBuf>,
    /// The folder to which `exclude` is relative, absolute.
    pub(super) exclude_base: Utf8PathBuf,
    /// The largest file that is looked into, in bytes.
    pub(super) most_bytes: u64,
}

/// The roots of a run. An error names a root that does not exist.
pub(super) fn roots(config: &Config) -> anyhow::Result<Vec<Root>> {
    let here = [Utf8PathBuf::from(".")];
    let given = if config.roots.is_empty() { &here[..] } else { &config.roots };
    given.iter().map(|path| root(path)).collect()
}

fn root(given: &Utf8Path) -> anyhow::Result<Root> {
    let given = if given.as_str().is_empty() { Utf8Path::new(".") } else { given };
    let shown = normalize(given);
    if given.is_dir() {
        return Ok(Root { shown, real: real_root(given)?, is_dir: true });
    }
    if !given.exists() {
        return Err(anyhow!("{given}: no such file or folder"));
    }
    let real = real_file(given).with_context(|| given.to_string())?;
    Ok(Root { shown, real, is_dir: false })
}

fn real_root(path: &Utf8Path) -> anyhow::Result<Utf8PathBuf> {
    real(path).with_context(|| path.to_string())
}

/// The scopes to try, the likeliest first: the named folders themselves, where they are of single languages what lies
/// beside them, and around them the project; around named files the project, or their folders one after the other.
pub(super) fn candidates(roots: &[Root], config: &Config) -> Vec<Scope> {
    let Some(first) = roots.first() else { return Vec::new() };
    let all_dirs = roots.iter().all(|root| root.is_dir);
    let common = roots
        .iter()
        .skip(1)
        .fold(folder_of(first).to_owned(), |common, root| common_folder(&common, folder_of(root)).to_owned());
    let project = project_of(&common).map(Utf8Path::to_owned);
    let mut bases = Vec::new();
    if all_dirs {
        bases.push(common.clone());
    }
    match &project {
        Some(project) => {
            bases.push(project.clone());
            bases.extend(project.parent().filter(|_| names_a_locale(project)).map(Utf8Path::to_owned));
        }
        None if all_dirs => {
            let named = common.ancestors().take(3).collect::<Vec<_>>();
            let inner = named.iter().position(|dir| names_a_locale(dir));
            let climb = inner.map_or(0, |at| at + 2);
            bases.extend(common.ancestors().skip(1).take(climb).map(Utf8Path::to_owned));
        }
        None => bases.extend(common.ancestors().take(MAX_CLIMB).map(Utf8Path::to_owned)),
    }
    bases.retain(|base| base.parent().is_some() || *base == common);
    bases.dedup();
    let own = bases.first().cloned();
    let scope_of = |base: Utf8PathBuf, starts| scope(base, starts, first, project.as_deref(), config);
    let mut scopes: Vec<Scope> = bases
        .into_iter()
        .map(|base| {
            let walk_roots = all_dirs && Some(&base) == own.as_ref();
            let starts = if walk_roots { outermost(roots) } else { vec![base.clone()] };
            scope_of(base, starts)
        })
        .collect();
    let goes_around = project.as_ref().is_some_and(|project| *project != common);
    let is_of_one_language = |root: &Root| root.real != common && names_a_locale(&root.real);
    if all_dirs && !goes_around && roots.iter().any(is_of_one_language) {
        scopes.insert(1, scope_of(common.clone(), vec![common.clone()]));
    }
    scopes
}

/// The scopes to try where the source is not on disk: what lies around the project, or around named folders, is not
/// looked at.
pub(super) fn candidates_within(roots: &[Root], config: &Config) -> Vec<Scope> {
    let mut scopes = candidates(roots, config);
    let Some(own) = scopes.first().map(|scope| scope.real.clone()) else { return scopes };
    let project = project_of(&own);
    let folders = roots.iter().all(|root| root.is_dir);
    scopes.retain(|scope| match project {
        Some(project) => scope.real.starts_with(project),
        None => !folders || scope.real == own,
    });
    scopes
}

/// The folder to which the paths of a contract are relative: the project around the roots, or where nothing marks one
/// the working folder, or where the roots do not lie in that the folder that holds them all.
pub(super) fn root_of(roots: &[Root]) -> anyhow::Result<Utf8PathBuf> {
    let Some(first) = roots.first() else { return real_root(Utf8Path::new(".")) };
    let common = roots.iter().fold(folder_of(first), |common, root| common_folder(common, folder_of(root)));
    let here = real(Utf8Path::new("."))?;
    let outermost = if common.starts_with(&here) { here.as_path() } else { common };
    Ok(project_of(common).unwrap_or(outermost).to_owned())
}

/// The locale that a folder's name says as a whole or in part.
pub(super) fn folder_locale(folder: &Utf8Path) -> Option<Locale> {
    locale_of(folder)
}

fn scope(
    base: Utf8PathBuf,
    starts: Vec<Utf8PathBuf>,
    first: &Root,
    project: Option<&Utf8Path>,
    config: &Config,
) -> Scope {
    let configured = config.folder.as_deref().and_then(|dir| real(dir).ok());
    let anchor = configured.clone().filter(|dir| base.starts_with(dir));
    let anchor = anchor.or_else(|| project.filter(|dir| base.starts_with(dir)).map(Utf8Path::to_owned));
    let anchor = anchor.unwrap_or_else(|| base.clone());
    let lead = match base.strip_prefix(&anchor) {
        Ok(way) if !way.as_str().is_empty() => format!("{way}/"),
        _ => String::new(),
    };
    let mut above: Vec<_> = match project {
        Some(project) => {
            let outside = base.ancestors().skip(1).take_while(|dir| dir.starts_with(project));
            outside.map(Utf8Path::to_owned).collect()
        }
        None => Vec::new(),
    };
    above.reverse();
    let shown = shown_base(&base, first);
    Scope {
        here: way_down(&base, &shown),
        shown,
        exclude_base: configured.unwrap_or_else(|| base.clone()),
        real: base,
        lead,
        starts,
        above,
        most_bytes: config.limits.file_bytes,
    }
}

/// The base in the terms in which the first root was given.
fn shown_base(base: &Utf8Path, first: &Root) -> Utf8PathBuf {
    let levels = match first.real.strip_prefix(base) {
        Ok(way) => way.components().count(),
        Err(_) => return base.to_owned(),
    };
    let shown = (0..levels).fold(first.shown.clone(), |path, _| folder_above(&path));
    let probe = if shown.as_str().is_empty() { Utf8Path::new(".") } else { &shown };
    match real(probe) {
        Ok(real) if real == base => shown,
        _ => base.to_owned(),
    }
}

/// The way from a folder that is shown as a number of `..` down to the working folder.
fn way_down(base: &Utf8Path, shown: &Utf8Path) -> Utf8PathBuf {
    let mut levels = shown.components();
    if shown.as_str().is_empty() || !levels.all(|level| level == Utf8Component::ParentDir) {
        return Utf8PathBuf::new();
    }
    let here = real(Utf8Path::new(".")).unwrap_or_default();
    let way = here.strip_prefix(base).unwrap_or(Utf8Path::new(""));
    if way.components().count() == shown.components().count() { way.to_owned() } else { Utf8PathBuf::new() }
}

fn folder_above(path: &Utf8Path) -> Utf8PathBuf {
    match path.components().next_back() {
        None | Some(Utf8Component::ParentDir) => path.join(".."),
        _ => path.parent().unwrap_or(path).to_owned(),
    }
}

fn folder_of(root: &Root) -> &Utf8Path {
    if root.is_dir { &root.real } else { root.real.parent().unwrap_or(&root.real) }
}

fn common_folder<'a>(a: &'a Utf8Path, b: &Utf8Path) -> &'a Utf8Path {
    a.ancestors().find(|dir| b.starts_with(dir)).unwrap_or(a)
}

/// The named folders without those that lie within another.
fn outermost(roots: &[Root]) -> Vec<Utf8PathBuf> {
    let mut dirs: Vec<_> = roots.iter().map(|root| root.real.clone()).collect();
    dirs.sort();
    dirs.dedup_by(|inner, outer| inner.starts_with(&*outer));
    dirs
}

/// The nearest folder upwards that holds a repository or a configuration.
fn project_of(folder: &Utf8Path) -> Option<&Utf8Path> {
    let marks =
        |dir: &&Utf8Path| dir.join(".git").exists() || FILE_NAMES.iter().any(|name| dir.join(name).is_file());
    folder.ancestors().find(marks)
}

/// Whether a folder's name is a locale or ends or begins with one.
fn names_a_locale(folder: &Utf8Path) -> bool {
    locale_of(folder).is_some()
}

/// The locale that a folder's name is, ends or begins with: `de-de`, `docs.de-de`, `fr.react.dev`.
fn locale_of(folder: &Utf8Path) -> Option<Locale> {
    let name = folder.file_name()?;
    let around = name.match_indices(['.', '-', '_']);
    Locale::parse(name).or_else(|| {
        around.into_iter().find_map(|(at, mark)| {
            let before = || Locale::parse(&name[..at]).filter(|_| mark == ".");
            Locale::parse(&name[at + 1..]).or_else(before)
        })
    })
}

/// The way from a folder to a path within; empty where they are one.
fn below<'p>(path: &'p Utf8Path, folder: &Utf8Path) -> Option<&'p str> {
    let way = path.as_str().strip_prefix(folder.as_str())?;
    if way.is_empty() || folder.as_str().ends_with('/') { Some(way) } else { way.strip_prefix('/') }
}

impl Scope {
    /// An absolute path below the scope, relative to the anchor.
    pub(super) fn inner(&self, real: &Utf8Path) -> Option<String> {
        Some(format!("{}{}", self.lead, below(&slashed(real), &self.real)?))
    }

    /// A path relative to the anchor as it is printed. Folders above the scope become `..`.
    pub(super) fn shown(&self, inner: &str) -> Utf8PathBuf {
        slashed(&self.joined(inner)).into_owned()
    }

    fn joined(&self, inner: &str) -> Utf8PathBuf {
        if let Some(way) = inner.strip_prefix(self.lead.as_str()) {
            return self.shown_below(Utf8Path::new(way));
        }
        let lead = Utf8Path::new(self.lead.trim_end_matches('/'));
        let inner = Utf8Path::new(inner);
        let Some(common) = lead.ancestors().find(|dir| inner.starts_with(dir)) else {
            return inner.to_owned();
        };
        let up = lead.components().count() - common.components().count();
        let base = (0..up).fold(self.shown.clone(), |path, _| folder_above(&path));
        base.join(inner.strip_prefix(common).unwrap_or(inner))
    }

    /// A path relative to the scope as it is printed: no `..` leads out of a folder and back into it.
    fn shown_below(&self, way: &Utf8Path) -> Utf8PathBuf {
        let both = self.here.components().zip(way.components()).take_while(|(here, way)| here == way).count();
        if both == 0 {
            return if way.as_str().is_empty() { self.shown.clone() } else { self.shown.join(way) };
        }
        let up = self.here.components().skip(both).map(|_| Utf8Component::ParentDir);
        up.chain(way.components().skip(both)).collect()
    }

    /// A path relative to the anchor, absolute.
    pub(super) fn real(&self, inner: &str) -> Utf8PathBuf {
        slashed(&self.real.join(inner.strip_prefix(self.lead.as_str()).unwrap_or(inner))).into_owned()
    }

    /// The project's folder, the anchor, as it is printed; and the way from there down to the working folder, where that
    /// lies in it.
    pub(super) fn project(&self) -> (Utf8PathBuf, Utf8PathBuf) {
        let shown = self.shown("");
        let anchor = self.real.ancestors().nth(self.lead.matches('/').count());
        let here = anchor.map_or_else(Utf8PathBuf::new, |anchor| way_down(anchor, &shown));
        (shown, here)
    }

    /// The same scope with its files under a locale that their paths do not say.
    pub(super) fn under(&self, lead: &str) -> Self {
        Self { lead: format!("{lead}{}", self.lead), ..self.clone() }
    }

    /// The locale that the name of the anchor says, or where nothing marks a project, of a folder close around it; and
    /// the way from there to the anchor.
    pub(super) fn locale_above(&self) -> Option<(Locale, String)> {
        let anchor = self.real.ancestors().nth(self.lead.matches('/').count())?;
        let reach = if project_of(anchor) == Some(anchor) { 1 } else { 3 };
        anchor.ancestors().take(reach).find_map(|dir| {
            let locale = if dir == anchor { locale_of(dir) } else { Locale::parse(dir.file_name()?) };
            let way = below(anchor, dir)?;
            Some((locale?, if way.is_empty() { String::new() } else { format!("{way}/") }))
        })
    }

    /// An absolute path, as it is printed.
    pub(super) fn shown_real(&self, real: &Utf8Path) -> Utf8PathBuf {
        self.inner(real).map_or_else(|| real.to_owned(), |inner| self.shown(&inner))
    }
}

/// Which files are asked about.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    roots: &'a [Root],
}

impl<'a> Asked<'a> {
    pub(super) const fn new(roots: &'a [Root]) -> Self {
        Self { roots }
    }

    /// Whether only folders were named.
    pub(super) fn only_folders(&self) -> bool {
        self.roots.iter().all(|root| root.is_dir)
    }

    /// The named files, absolute.
    pub(super) fn files(&self) -> impl Iterator<Item = &Utf8Path> {
        self.roots.iter().filter(|root| !root.is_dir).map(|root| root.real.as_path())
    }

    /// Whether an absolute path was named or lies in a named folder.
    pub(super) fn covers(&self, real: &Utf8Path) -> bool {
        let real = slashed(real);
        let names = |root: &Root| below(&real, &root.real).is_some_and(|way| root.is_dir || way.is_empty());
        self.roots.iter().any(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(shown: &str, lead: &str) -> Scope {
        Scope {
            real: slashed(&Utf8Path::new("/r").join(lead)).into_owned(),
            shown: shown.into(),
            here: Utf8PathBuf::new(),
            lead: lead.to_owned(),
            starts: Vec::new(),
            above: Vec::new(),
            exclude_base: Utf8PathBuf::from("/r"),
            most_bytes: 0,
        }
    }

    #[test]
    fn paths_are_printed_as_they_were_given() {
        let docs = scope("../docs", "docs/");
        assert_eq!(docs.inner(Utf8Path::new("/r/docs/de/a.md")).unwrap(), "docs/de/a.md");
        assert_eq!(docs.shown("docs/de/a.md"), "../docs/de/a.md");
        assert_eq!(docs.shown("other/a.md"), "../other/a.md");
        let above = Scope { here: "docs/de".into(), ..scope("../..", "") };
        assert_eq!(above.shown("docs/de/a.md"), "a.md");
        assert_eq!(above.shown("docs/en/a.md"), "../en/a.md");
        assert_eq!(above.shown("other/a.md"), "../../other/a.md");
        assert_eq!(scope("", "").shown("de/a.md"), "de/a.md");
        assert_eq!(scope("", "docs/de/").shown("docs/en"), "../en");
        assert_eq!(scope("", "docs/de/").shown("docs/de"), "..".replace("..", ""));
    }

    #[test]
    fn repositories_of_a_locale_are_known_by_their_names() {
        for (name, expected) in [
            ("de-de", true),
            ("docs.de-de", true),
            ("fr.react.dev", true),
            ("react.dev", false),
            ("docs", false),
        ] {
            assert_eq!(names_a_locale(Utf8Path::new(name)), expected, "{name}");
        }
    }
}
