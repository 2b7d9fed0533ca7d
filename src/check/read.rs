//! Files → texts.

use std::sync::Arc;

use camino::Utf8Path;

use crate::model::comparison::Unreadable;
use crate::model::source_file::SourceFile;

/// Largest file that is read, in bytes.
const MOST_BYTES: u64 = 128 << 20;

/// Reads a file as text.
pub fn read(path: &Utf8Path) -> Result<Arc<SourceFile>, Unreadable> {
    let fail = |reason: String| Unreadable { file: SourceFile::new(path, ""), reason };
    decode(path, read_bytes(path).map_err(fail)?)
}

/// Takes the content of a file for text.
pub(super) fn decode(path: &Utf8Path, bytes: Vec<u8>) -> Result<Arc<SourceFile>, Unreadable> {
    let fail = |reason: String| Unreadable { file: SourceFile::new(path, ""), reason };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(path, text)),
        Err(error) => {
            let bytes = error.as_bytes();
            if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
                return Err(fail("the file is not UTF-8: it begins as UTF-16 does".to_owned()));
            }
            let at = error.utf8_error().valid_up_to();
            Err(fail(format!("the file is not UTF-8: byte {at} begins no character")))
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "documents are read here and nowhere else")]
fn read_bytes(path: &Utf8Path) -> Result<Vec<u8>, String> {
    let cannot = |error: std::io::Error| format!("the file cannot be read: {error}");
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
    }
    if metadata.len() > MOST_BYTES {
        return Err(format!(
            "the file is too large: {} MiB, at most {} are read",
            metadata.len() >> 20,
            MOST_BYTES >> 20
        ));
    }
    std::fs::read(path).map_err(cannot)
}
