//! File URIs and paths.

use camino::{Utf8Path, Utf8PathBuf};
use url::Url;

use crate::model::site::normalize;

/// The path of a file URI, `.` and `..` resolved; none where it names no file of this machine.
pub(super) fn path(uri: &str) -> Option<Utf8PathBuf> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "file")?;
    let path = Utf8PathBuf::from_path_buf(url.to_file_path().ok()?).ok()?;
    Some(plain(&path))
}

/// A path as all paths are written here: `/`-separated, and where it begins with a drive, that in upper case.
pub(super) fn plain(path: &Utf8Path) -> Utf8PathBuf {
    if !cfg!(windows) {
        return normalize(path);
    }
    let mut text = path.as_str().replace('\\', "/");
    if text.as_bytes().get(1) == Some(&b':') {
        text[..1].make_ascii_uppercase();
    }
    normalize(Utf8Path::new(&text))
}

/// The URI of a file; none for a relative path, which names no file that an editor could open.
pub(super) fn uri(path: &Utf8Path) -> Option<String> {
    Url::from_file_path(path).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(windows))]
    fn paths_and_uris_of_files() {
        for (given, expected) in [
            ("file:///docs/de/a.md", Some("/docs/de/a.md")),
            ("file:///docs/a%20b%23%E6%96%87.md", Some("/docs/a b#文.md")),
            ("file:///docs/de/../en/a.md", Some("/docs/en/a.md")),
            ("file:///c%3A/docs/a.md", Some("/c:/docs/a.md")),
            ("file://localhost/docs/a.md", Some("/docs/a.md")),
            ("file://server/share/a.md", None),
            ("file:///docs/%FF.md", None),
            ("untitled:Untitled-1", None),
            ("https://docs.example/a.md", None),
            ("no uri", None),
            ("", None),
        ] {
            assert_eq!(path(given).as_ref().map(|path| path.as_str()), expected, "{given}");
        }
        assert_eq!(uri(Utf8Path::new("/d/a b#文?.md")).unwrap(), "file:///d/a%20b%23%E6%96%87%3F.md");
        assert_eq!(uri(Utf8Path::new("d/a.md")), None);
    }

    #[test]
    #[cfg(windows)]
    fn drives_are_written_in_one_way() {
        assert_eq!(path("file:///c%3A/docs/a.md").unwrap().as_str(), "C:/docs/a.md");
        assert_eq!(path("file:///C:/docs/a.md").unwrap().as_str(), "C:/docs/a.md");
    }
}
