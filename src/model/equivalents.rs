//! Which differences between two URLs are a localization and no fault: data, not code.

/// The locale equivalences that hold in a run, built-in and configured.
#[derive(Clone, Debug, Default)]
pub struct Equivalents {
    /// Query keys whose value is a language: `hl`, `lang`. Sorted.
    pub language_keys: Vec<String>,
    /// Hosts that keep their languages in the first label: `wikipedia.org`, `react.dev`. Sorted.
    pub language_subdomains: Vec<String>,
    /// Folders that hold a folder for each language: `lang` in `/lang/de/`. Sorted.
    pub language_folders: Vec<String>,
    /// Beginnings of URLs that lead where another beginning does: (the one, the other). Sorted.
    pub same_prefixes: Vec<(String, String)>,
    /// Beginnings of URLs, and keys of their queries whose values are words for readers, which are translated. Sorted.
    pub text_keys: Vec<(String, Vec<String>)>,
    /// Hosts of `language_subdomains` on which another language's page has another path as well: `wikipedia.org`. Sorted.
    pub any_path: Vec<String>,
    /// Labels that stand for a language in a host or path by custom, beside the language's own codes: (`cn`, `zh`).
    /// Sorted.
    pub aliases: Vec<(String, String)>,
}

impl Equivalents {
    /// Whether a query key of a URL, which is given up to its query, has words for readers for its value.
    pub fn is_text(&self, start: &str, key: &str) -> bool {
        let holds = |(prefix, keys): &(String, Vec<String>)| {
            start.starts_with(prefix.as_str()) && keys.iter().any(|known| known == key)
        };
        self.text_keys.iter().any(holds)
    }
}
