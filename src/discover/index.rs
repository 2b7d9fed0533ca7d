//! The files of a scope by path, and by a path that forgives small differences.

use std::collections::HashMap;

use super::walk::{File, split};

/// Names of a folder's own page.
const INDEX_NAMES: [&str; 3] = ["index", "_index", "readme"];

/// The files of a scope by path.
pub(super) struct Index<'f> {
    exact: HashMap<&'f str, u32>,
    loose: HashMap<String, Loose>,
    extensions: &'f [String],
}

/// The files that share a loose path.
#[derive(Clone, Copy)]
struct Loose {
    file: u32,
    unique: bool,
}

impl<'f> Index<'f> {
    pub(super) fn new(files: &'f [File], extensions: &'f [String]) -> Self {
        let mut index = Self { exact: HashMap::new(), loose: HashMap::new(), extensions };
        for (number, file) in files.iter().enumerate() {
            let number = number as u32;
            index.exact.insert(&file.path, number);
            let key = loose(&file.path, extensions);
            let entry = index.loose.entry(key).or_insert(Loose { file: number, unique: true });
            entry.unique &= entry.file == number;
        }
        index
    }

    /// The file of a path, and whether the path is exactly its own.
    pub(super) fn find(&self, path: &str) -> Option<(u32, bool)> {
        if let Some(&file) = self.exact.get(path) {
            return Some((file, true));
        }
        let found = self.loose.get(&loose(path, self.extensions))?;
        found.unique.then_some((found.file, false))
    }

    pub(super) fn loose(&self, path: &str) -> String {
        loose(path, self.extensions)
    }
}

/// A path that is the same for `Guide.md`, `guide.mdx`, `guide/index.md` and `guide/README.md`.
pub(super) fn loose(path: &str, extensions: &[String]) -> String {
    let stem = stem(path, extensions).to_lowercase();
    let (folder, name) = split(&stem);
    if INDEX_NAMES.contains(&name) { folder.to_owned() } else { stem }
}

/// The path without a document's extension.
pub(super) fn stem<'p>(path: &'p str, extensions: &[String]) -> &'p str {
    match path.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && !stem.ends_with('/')
                && extensions.iter().any(|known| known.eq_ignore_ascii_case(extension)) =>
        {
            stem
        }
        _ => path,
    }
}

/// A page's name: its path without extension and index name.
pub(super) fn page_name<'p>(path: &'p str, extensions: &[String]) -> &'p str {
    let stem = stem(path, extensions);
    match stem.rsplit_once('/') {
        Some((folder, name)) if INDEX_NAMES.iter().any(|index| index.eq_ignore_ascii_case(name)) => folder,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_differences_are_forgiven() {
        let extensions = ["md", "mdx"].map(str::to_owned);
        for path in
            ["a/Guide.md", "a/guide.mdx", "a/guide/index.md", "a/guide/_index.md", "a/guide/README.md"]
        {
            assert_eq!(loose(path, &extensions), "a/guide", "{path}");
        }
        assert_eq!(page_name("a/Guide/README.md", &extensions), "a/Guide");
        assert_eq!(page_name("README.md", &extensions), "README");
        assert_eq!(stem("a/v1.2", &extensions), "a/v1.2");
    }
}
