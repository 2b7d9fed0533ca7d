//! Files → texts.

use std::io::{Error, ErrorKind};
use std::sync::Arc;

use camino::Utf8Path;

use crate::model::comparison::Unreadable;
use crate::model::source_file::SourceFile;
use crate::regular;

/// Reads a file of at most so many bytes as text.
pub fn read(path: &Utf8Path, most: u64) -> Result<Arc<SourceFile>, Unreadable> {
    let fail = |error: Error| {
        let reason = match error.kind() {
            // Said by who looks before reading.
            ErrorKind::Other => error.to_string(),
            ErrorKind::FileTooLarge => format!("{error} (`file-mib` in `[limits]`)"),
            _ => format!("the file cannot be read: {error}"),
        };
        Unreadable { file: SourceFile::new(path, ""), reason }
    };
    decode(path, regular::read(path, most).map_err(fail)?)
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
