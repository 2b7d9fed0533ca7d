//! Repository layouts: patterns that tell locale and page from a path.

/// A layout.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Its name in `instep list`.
    pub name: String,
}
