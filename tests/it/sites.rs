//! The sites of `fixtures/` outside of any repository, so that no history says anything about them.

use std::sync::OnceLock;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

/// A folder that holds a copy of `fixtures/`. It is left behind when the tests end.
pub(crate) fn folder() -> &'static Utf8Path {
    static COPY: OnceLock<Utf8PathBuf> = OnceLock::new();
    COPY.get_or_init(|| {
        let copy = TempDir::new().expect("a temporary folder").keep();
        let copy = Utf8PathBuf::from_path_buf(copy).expect("a UTF-8 path");
        let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
        for entry in WalkDir::new(root.join("fixtures")) {
            let entry = entry.expect("the fixtures can be read");
            let path = Utf8Path::from_path(entry.path()).expect("a UTF-8 path");
            let to = copy.join(path.strip_prefix(root).expect("it lies below the root"));
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to).expect("a folder can be made");
            } else {
                std::fs::copy(path, to).expect("a file can be copied");
            }
        }
        // It marks where the project ends.
        std::fs::write(copy.join("instep.toml"), "").expect("a file can be written");
        copy
    })
}
