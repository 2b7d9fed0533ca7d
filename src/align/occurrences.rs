//! Where texts stand in a longer one.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

/// So many texts are looked for one by one, more in one pass.
const FEW: usize = 64;

/// All places where each of some texts stands in a text, in order, overlapping ones among them.
pub(super) fn occurrences<'n>(text: &[u8], needles: Vec<&'n str>) -> FxHashMap<&'n str, Vec<usize>> {
    if needles.len() <= FEW {
        return needles.into_iter().map(|needle| (needle, places(text, needle).collect())).collect();
    }
    let mut found: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    // A table of all transitions takes longer to make than one text takes to search.
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    let Ok(searcher) = AhoCorasick::builder().kind(kind).build(&needles) else { return found };
    for place in searcher.find_overlapping_iter(text) {
        found.entry(needles[place.pattern()]).or_default().push(place.start());
    }
    found
}

/// All places where one text stands in another, in order.
fn places(text: &[u8], needle: &str) -> impl Iterator<Item = usize> {
    let finder = memchr::memmem::Finder::new(needle).into_owned();
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + finder.find(text.get(from..)?)?;
        from = at + 1;
        Some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_found_alike() {
        let text = b"abababa, c4 and c44; c5";
        let mut needles: Vec<String> = (0..FEW).map(|number| format!("c{number}")).collect();
        needles.push("aba".to_owned());
        let many = occurrences(text, needles.iter().map(String::as_str).collect());
        let few = occurrences(text, vec!["aba", "c4", "c44"]);
        assert_eq!(many["aba"], [0, 2, 4]);
        assert_eq!(many["c4"], [9, 16]);
        assert!(few.iter().all(|(needle, places)| many[needle] == *places));
        assert!(!many.contains_key("c63"));
    }
}
