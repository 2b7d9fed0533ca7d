//! Paths are written with `/`, whatever the system writes.

use std::borrow::Cow;

use camino::Utf8Path;

/// A path with `/` between its names. Windows reads it as well; elsewhere `\` is a letter like others and stays.
pub fn slashed(path: &Utf8Path) -> Cow<'_, Utf8Path> {
    if cfg!(windows) && path.as_str().contains('\\') {
        return Cow::Owned(from_windows(path.as_str()).into());
    }
    Cow::Borrowed(path)
}

/// `C:/docs` of `C:\docs`, and of `\\?\C:\docs`, which Windows hands out for paths that are looked up and takes only if
/// every name in it stands behind a `\`.
fn from_windows(path: &str) -> String {
    let share = path.strip_prefix(r"\\?\UNC\").map(|share| format!(r"\\{share}"));
    let plain = || path.strip_prefix(r"\\?\").unwrap_or(path).to_owned();
    share.unwrap_or_else(plain).replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_parts_names_on_windows_alone() {
        let expected = if cfg!(windows) { "docs/de/a.md" } else { r"docs\de/a.md" };
        assert_eq!(slashed(Utf8Path::new(r"docs\de/a.md")).as_str(), expected);
        assert_eq!(slashed(Utf8Path::new("docs/de/a.md")).as_str(), "docs/de/a.md");
    }

    #[test]
    fn what_windows_puts_before_a_path_is_no_part_of_it() {
        for (path, expected) in [
            (r"\\?\C:\docs\de", "C:/docs/de"),
            (r"\\?\UNC\server\docs", "//server/docs"),
            (r"C:\docs", "C:/docs"),
            ("docs/de", "docs/de"),
        ] {
            assert_eq!(from_windows(path), expected);
        }
    }
}
