//! Paths are written with `/`, whatever the system writes.

use std::borrow::Cow;

use camino::Utf8Path;

/// A path with `/` between its names. Windows reads it as well; elsewhere `\` is a letter like others and stays.
pub fn slashed(path: &Utf8Path) -> Cow<'_, Utf8Path> {
    if cfg!(windows) && path.as_str().contains('\\') {
        return Cow::Owned(path.as_str().replace('\\', "/").into());
    }
    Cow::Borrowed(path)
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
}
