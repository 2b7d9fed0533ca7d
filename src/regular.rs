//! Regular files, read up to a size. Pipes and devices might never end, and are not opened.

use std::fs::File;
use std::io::{self, Read as _};

use camino::Utf8Path;

/// The largest file that is read where nobody has said another size, in bytes.
pub const MOST_BYTES: u64 = 128 << 20;

/// Reads a file of at most so many bytes.
///
/// An error says why it was not read: it is no regular file, it is larger, or the system refuses it.
pub fn read(path: &Utf8Path, most: u64) -> io::Result<Vec<u8>> {
    let metadata = path.as_std_path().metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    content(&File::open(path)?, metadata.len(), most)
}

/// The same of whatever can be opened: a pipe whose other end somebody else named, for instance.
pub fn read_up_to(path: &Utf8Path, most: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    content(&file, file.metadata()?.len(), most)
}

fn content(file: &File, size: u64, most: u64) -> io::Result<Vec<u8>> {
    if size > most {
        return Err(too_large(&format!("{} MiB", size.div_ceil(1 << 20)), most));
    }
    let mut bytes = Vec::with_capacity(size as usize);
    // What grows while it is read, or does not say how large it is.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_large("more than that", most)) } else { Ok(bytes) }
}

fn too_large(size: &str, most: u64) -> io::Error {
    let message = format!("it is too large: {size}, at most {} MiB are read", most >> 20);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_is_named_and_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        let path = dir.join("a");
        File::create(&path).unwrap().set_len(2 << 20).unwrap();
        assert_eq!(read(&path, 2 << 20).unwrap().len(), 2 << 20);
        let error = read(&path, 1 << 20).unwrap_err();
        assert_eq!(error.to_string(), "it is too large: 2 MiB, at most 1 MiB are read");
        assert_eq!(read(dir, 1).unwrap_err().to_string(), "it is not a file");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_never_ends_is_not_read_to_its_end() {
        let endless = Utf8Path::new("/dev/zero");
        assert_eq!(read(endless, 1 << 20).unwrap_err().to_string(), "it is not a file");
        let error = read_up_to(endless, 1 << 20).unwrap_err();
        assert_eq!(error.to_string(), "it is too large: more than that, at most 1 MiB are read");
    }
}
