//! The words of a placeholder's name, in whatever style they are joined.

use rustc_hash::FxHashSet;

use crate::model::url::percent_decode;

use super::brackets::LONGEST;

/// The English words of which names of placeholders are made.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Whose it is: `your`, `my`.
    pub whose: FxHashSet<String>,
    /// What a tenant is called: `tenant`, `customer`, `domain`.
    pub tenants: FxHashSet<String>,
    /// What else such names are made of: `id`, `name`, `key`.
    pub others: FxHashSet<String>,
}

/// The longest word, in bytes; a test holds the built-in data to it.
pub const LONGEST_WORD: usize = 16;

/// What two spellings of one name share: its letters and digits, in lower case. `CustomerTenantId`,
/// `customer_tenant_id` and `%7Bcustomer-tenant-id%7D` are one name.
pub fn identity(name: &str) -> String {
    percent_decode(name).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Words {
    /// The words of a name; none if it has anything else in it, or nothing but digits. Words that are written together
    /// are told apart.
    pub fn of(&self, name: &str) -> Option<Vec<String>> {
        let parts = split(name);
        let parts: Vec<Vec<String>> = parts.iter().map(|part| self.segments(part)).collect::<Option<_>>()?;
        let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
        Some(parts.concat()).filter(|words| !words.iter().all(is_number))
    }

    /// The words of a name, those that are not known among them as they are written.
    pub fn split(&self, name: &str) -> Vec<String> {
        let parts = split(name);
        parts.into_iter().flat_map(|part| self.segments(&part).unwrap_or_else(|| vec![part])).collect()
    }

    /// Whether a word says whose or whose place something is, as names of placeholders do and few others.
    pub fn is_telling(&self, word: &str) -> bool {
        self.whose.contains(word) || self.tenants.contains(word)
    }

    fn knows(&self, word: &str) -> bool {
        self.is_telling(word) || self.others.contains(word) || word.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The fewest known words that a part is made of.
    fn segments(&self, part: &str) -> Option<Vec<String>> {
        if !part.is_ascii() || part.len() > LONGEST {
            return None;
        }
        // For each length, where the last word of the shortest segmentation begins, and how many words there are.
        let mut best: Vec<Option<(usize, usize)>> = vec![None; part.len() + 1];
        best[0] = Some((0, 0));
        for end in 1..=part.len() {
            let reached = |start: &usize| best[*start].is_some() && self.knows(&part[*start..end]);
            let starts = (end.saturating_sub(LONGEST_WORD)..end).filter(reached);
            best[end] =
                starts.filter_map(|start| Some((best[start]?.1 + 1, start))).min().map(|(n, at)| (at, n));
        }
        let mut words = Vec::new();
        let mut end = part.len();
        while end > 0 {
            let (start, _) = best[end]?;
            words.push(part[start..end].to_owned());
            end = start;
        }
        words.reverse();
        Some(words)
    }
}

/// The parts of a name in lower case, apart where a sign or a capital parts them.
fn split(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut previous = ' ';
    for next in percent_decode(name).chars() {
        if next.is_alphanumeric() {
            if !previous.is_alphanumeric() || (next.is_uppercase() && previous.is_lowercase()) {
                out.push(String::new());
            }
            if let Some(part) = out.last_mut() {
                part.extend(next.to_lowercase());
            }
        }
        previous = next;
    }
    out
}
