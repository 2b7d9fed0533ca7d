//! Paths as the file system has them, written as this program writes paths.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::slash::slashed;

/// A path from the root of the file system, links resolved, with `/` between its names on every system.
pub fn real(path: &Utf8Path) -> io::Result<Utf8PathBuf> {
    let path = path.canonicalize_utf8()?;
    Ok(if cfg!(windows) { slashed(&without_verbatim(path.as_str())).into_owned() } else { path })
}

/// `C:\docs` of `\\?\C:\docs`, which Windows hands out and reads only if nothing in it has to be resolved.
fn without_verbatim(path: &str) -> Utf8PathBuf {
    let share = path.strip_prefix(r"\\?\UNC\").map(|share| format!(r"\\{share}"));
    let plain = || path.strip_prefix(r"\\?\").unwrap_or(path).to_owned();
    share.unwrap_or_else(plain).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_puts_before_a_path_is_no_part_of_it() {
        for (path, expected) in [
            (r"\\?\C:\docs\de", r"C:\docs\de"),
            (r"\\?\UNC\server\docs", r"\\server\docs"),
            (r"C:\docs", r"C:\docs"),
            ("/docs", "/docs"),
        ] {
            assert_eq!(without_verbatim(path).as_str(), expected);
        }
    }

    #[test]
    fn a_folder_is_the_same_from_everywhere() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        let real = real(&folder.join(".")).unwrap();
        assert!(real.is_absolute() && real.is_dir() && !real.as_str().contains('\\'), "{real}");
    }
}
