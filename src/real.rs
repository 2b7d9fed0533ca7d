//! Paths as the file system has them, written as this program writes paths.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::model::slash::slashed;

/// A path from the root of the file system, links resolved, with `/` between its names on every system.
pub fn real(path: &Utf8Path) -> io::Result<Utf8PathBuf> {
    Ok(slashed(&path.canonicalize_utf8()?).into_owned())
}

/// The folder that a file lies in, as [`real`] has it. The file need not be there.
pub fn folder_of(path: &Utf8Path) -> io::Result<Utf8PathBuf> {
    let parent = path.parent().filter(|folder| !folder.as_str().is_empty());
    real(parent.unwrap_or(Utf8Path::new(".")))
}

/// A path whose folder is as [`real`] has it, with the file's own name: it may be a link itself, or not be there.
pub fn real_file(path: &Utf8Path) -> io::Result<Utf8PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    Ok(slashed(&folder_of(path)?.join(name)).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_the_same_from_everywhere() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(dir.path()).unwrap();
        let found = real(&folder.join(".")).unwrap();
        assert!(found.is_absolute() && found.is_dir() && !found.as_str().contains('\\'), "{found}");
        assert_eq!(found, real(folder).unwrap());
    }
}
