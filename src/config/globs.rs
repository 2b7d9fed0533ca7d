//! Globs of paths, in the style of a `.gitignore`.

use camino::{Utf8Path, Utf8PathBuf};
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::model::site::normalize;
use crate::real::{real, real_file};

/// What is wrong with a glob; the glob itself if nothing is.
pub(super) fn read_glob(glob: &str) -> Result<String, String> {
    if glob.trim().is_empty() || glob.starts_with('#') {
        return Err(format!("`{glob}` matches nothing, expected a glob such as `docs/archive/**`"));
    }
    let mut builder = GitignoreBuilder::new("");
    let added = builder.add_line(None, glob).map(|builder| builder.build());
    match added {
        Ok(Ok(_)) => Ok(glob.to_owned()),
        Ok(Err(error)) | Err(error) => Err(format!("`{glob}` is no valid glob: {}", plain(&error))),
    }
}

/// The reason without the glob, which was named already.
fn plain(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Glob { err, .. } => err.clone(),
        other => other.to_string(),
    }
}

/// Globs that are relative to a folder.
#[derive(Clone, Debug)]
pub(super) struct Globs {
    matcher: Gitignore,
    /// The folder, absolute.
    base: Utf8PathBuf,
    /// The working folder, absolute.
    here: Utf8PathBuf,
}

impl Globs {
    /// Globs that were read already, relative to a folder as it is seen from the working folder.
    pub(super) fn new(globs: &[String], folder: &Utf8Path) -> Self {
        let real = |path: &Utf8Path| real(path).unwrap_or_else(|_| path.to_owned());
        let mut builder = GitignoreBuilder::new("");
        for glob in globs {
            // One that is not valid was refused when it was read.
            let _ = builder.add_line(None, glob);
        }
        let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
        Self {
            matcher: builder.build().unwrap_or_else(|_| Gitignore::empty()),
            base: real(folder),
            here: real(Utf8Path::new(".")),
        }
    }

    /// Whether a file, as seen from the working folder or absolute, is matched.
    pub(super) fn matches(&self, path: &Utf8Path) -> bool {
        let absolute = normalize(&self.here.join(path));
        let way = absolute.strip_prefix(&self.base).map(Utf8Path::to_owned);
        let way = way.ok().or_else(|| {
            // A link led to it.
            let real = real_file(&absolute).ok()?;
            real.strip_prefix(&self.base).ok().map(Utf8Path::to_owned)
        });
        way.is_some_and(|way| self.matcher.matched_path_or_any_parents(way, false).is_ignore())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(lines: &[&str], folder: &str) -> Globs {
        let lines: Vec<String> = lines.iter().map(|line| read_glob(line).unwrap()).collect();
        Globs::new(&lines, Utf8Path::new(folder))
    }

    #[test]
    fn globs_are_those_of_gitignore() {
        let found = globs(&["docs/old/", "*.draft.md", "!keep.draft.md", "/top.md"], ".");
        for (path, expected) in [
            ("docs/old/de/a.md", true),
            ("./docs/old/a.md", true),
            ("docs/x/../old/a.md", true),
            ("a/b.draft.md", true),
            ("a/keep.draft.md", false),
            ("top.md", true),
            ("a/top.md", false),
            ("docs/new/a.md", false),
            ("../docs/old/a.md", false),
        ] {
            assert_eq!(found.matches(Utf8Path::new(path)), expected, "{path}");
        }
    }

    // Between the drives of Windows, no way leads up and down.
    #[cfg(unix)]
    #[test]
    fn globs_are_relative_to_their_folder_wherever_one_stands() {
        let dir = tempfile::tempdir().unwrap();
        let root = real(Utf8Path::from_path(dir.path()).unwrap()).unwrap();
        std::fs::create_dir_all(root.join("site/docs")).unwrap();
        let found = globs(&["docs/**"], root.join("site").as_str());
        assert!(found.matches(&root.join("site/docs/a.md")));
        assert!(!found.matches(&root.join("docs/a.md")));
        let here = real(Utf8Path::new(".")).unwrap();
        let up: Utf8PathBuf = here.components().skip(1).map(|_| "..").collect();
        let relative = up.join(root.join("site/docs/a.md").strip_prefix("/").unwrap());
        assert!(found.matches(&relative), "{relative}");
    }

    #[test]
    fn what_matches_nothing_is_refused() {
        for glob in ["", " ", "# docs", "docs/[b-a]"] {
            assert!(read_glob(glob).is_err(), "{glob}");
        }
    }
}
