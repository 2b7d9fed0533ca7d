//! Files that are written whole or not at all: beside their place first, then in it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};

use camino::{Utf8Path, Utf8PathBuf};

/// Names that are tried for the file beside.
const MOST_NAMES: u32 = 16;

/// Writes a file. A link is followed to its file, never replaced; the permissions of one that is there stay. `is_due` is
/// asked last, when all is written and nothing is in its place yet.
///
/// An error says why the file is as it was.
pub fn write(
    path: &Utf8Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    is_due: impl FnOnce(&Utf8Path) -> io::Result<()>,
) -> io::Result<()> {
    let target = match path.canonicalize_utf8() {
        Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => path.to_owned(),
        found => found?,
    };
    let (beside, file) = create_beside(&target)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let written = write(&mut out).and_then(|()| {
        out.flush()?;
        if let Ok(there) = fs::symlink_metadata(&target) {
            fs::set_permissions(&beside, there.permissions())?;
        }
        out.get_ref().sync_all()?;
        is_due(&target)?;
        fs::rename(&beside, &target)
    });
    if written.is_err() {
        // What could not be finished is of no use to anybody.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// A new file in the folder of another, under a name that no walk over documents takes for one.
fn create_beside(path: &Utf8Path) -> io::Result<(Utf8PathBuf, File)> {
    let mut last = ErrorKind::AlreadyExists.into();
    for number in 0..MOST_NAMES {
        let beside = path.with_file_name(format!(".instep-{}-{number}.tmp", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((beside, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_finished_leaves_no_trace() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap().join("a.json");
        write(&path, |out| out.write_all(b"one"), |_| Ok(())).unwrap();
        let failed = |out: &mut dyn Write| out.write_all(b"two").and(Err(io::Error::other("no")));
        assert!(write(&path, failed, |_| Ok(())).is_err());
        assert!(write(&path, |out| out.write_all(b"two"), |_| Err(io::Error::other("no"))).is_err());
        let left = walkdir::WalkDir::new(dir.path()).min_depth(1);
        assert_eq!(left.into_iter().count(), 1);
        let mut text = String::new();
        io::Read::read_to_string(&mut File::open(&path).unwrap(), &mut text).unwrap();
        assert_eq!(text, "one");
    }
}
