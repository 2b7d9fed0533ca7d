//! How alike two URLs are, and in which component they differ.

use crate::model::placeholder::{Place, Vocabulary};
use crate::model::url::{Component, Url, percent_decode};

use super::super::key::Key;

/// Longest URLs, in bytes, that are compared character by character; of longer ones only the beginning is.
const MOST_BYTES: usize = 256;

/// From this share on, one URL was written for the other.
const ALIKE: f32 = 0.8;

/// From this share on, one URL is the other with another placeholder, which no change of the source explains.
const SAME_FORM: f32 = 0.5;

/// The same for hosts, which are short. A product's new host is none of these: `securitycenter.windows.com` and
/// `security.microsoft.com` share 0.58.
pub(super) const ALIKE_HOST: f32 = 0.75;

/// More than what the rounding of a share can come to.
const ROUNDING: f32 = 1e-3;

/// How two URLs differ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Likeness {
    /// The first component that differs.
    pub(super) component: Component,
    /// Whether one is a near miss of the other.
    pub(super) alike: bool,
}

/// How much two URLs share, from 0 to 1, where that is enough. Those of one host and path were written for each other,
/// whatever their queries.
pub(super) fn share(reference: &Key, translation: &Key, enough: f32) -> Option<f32> {
    let (a, b) = (&reference.main, &translation.main);
    let least = if !a.is_empty() && page(a) == page(b) { ALIKE } else { 0.0 };
    // As many characters as one is longer have to be put in.
    let (shorter, longer) = (clip(a).len().min(clip(b).len()), clip(a).len().max(clip(b).len()));
    let most = if longer == 0 { 1.0 } else { shorter as f32 / longer as f32 };
    if most.max(least) + ROUNDING < enough {
        return None;
    }
    Some(ratio(a, b).max(least)).filter(|share| *share >= enough)
}

/// Host and path of a URL.
fn page(main: &str) -> &str {
    let rest = main.split_once("//").map_or(main, |(_, rest)| rest);
    &rest[..rest.find('?').unwrap_or(rest.len())]
}

/// Compares two URLs that are not the same.
pub(super) fn likeness(reference: &Key, translation: &Key, vocabulary: &Vocabulary) -> Likeness {
    let (a, b) = (Url::new(&reference.main), Url::new(&translation.main));
    let (component, part) = component(&a, &b);
    let place = match component {
        Component::Host => Place::Label,
        Component::Path => Place::Segment,
        _ => Place::Value,
    };
    let is_placeholder =
        part.is_some_and(|part| !vocabulary.scan(&percent_decode(beginning(part)), place).is_empty());
    let component = if is_placeholder { Component::Placeholder } else { component };
    let share = ratio(&reference.main, &translation.main);
    let differing = |x: Option<&str>, y: Option<&str>| ratio(x.unwrap_or_default(), y.unwrap_or_default());
    let alike = match component {
        Component::Scheme | Component::Fragment | Component::QueryKey => true,
        Component::Host => {
            let translated = is_international(b.authority()) && !is_international(a.authority());
            translated || differing(a.authority(), b.authority()) >= ALIKE_HOST
        }
        Component::QueryValue => differing(a.query(), b.query()) >= ALIKE,
        Component::Path => {
            let may_be_placeholder = part.is_some_and(|part| addresses_reader(part, vocabulary));
            share >= ALIKE
                || is_translated_path(a.path(), b.path())
                || (may_be_placeholder && share >= SAME_FORM)
        }
        Component::Placeholder => share >= SAME_FORM,
    };
    Likeness { component, alike }
}

/// Whether a segment has a word that says whose something is: it may be meant as a placeholder, though it need not.
fn addresses_reader(part: &str, vocabulary: &Vocabulary) -> bool {
    part.split(['-', '_']).any(|word| vocabulary.words.whose.contains(word))
}

/// Whether a host has labels beyond ASCII (RFC 5890 section 2.3.2.1).
fn is_international(authority: Option<&str>) -> bool {
    authority.is_some_and(|host| !host.is_ascii() || host.split('.').any(|label| label.starts_with("xn--")))
}

/// Whether a path is the other with words of another script.
fn is_translated_path(reference: &str, translation: &str) -> bool {
    let is_ascii = |part: &str| part.is_ascii() && !part.contains('%');
    let parts = || reference.split('/').zip(translation.split('/'));
    reference.split('/').count() == translation.split('/').count()
        && reference != translation
        && parts().all(|(ours, theirs)| ours == theirs || (is_ascii(ours) && !is_ascii(theirs)))
}

/// The first component in which two URLs differ, and what the first has there, if it can hold a placeholder.
fn component<'u>(a: &'u Url, b: &Url) -> (Component, Option<&'u str>) {
    let differs = |x: Option<&str>, y: Option<&str>| x.unwrap_or_default() != y.unwrap_or_default();
    if differs(a.authority(), b.authority()) {
        let (ours, theirs) = (a.authority().unwrap_or_default(), b.authority().unwrap_or_default());
        return (Component::Host, first_difference(ours, theirs, '.'));
    }
    if a.path() != b.path() {
        return (Component::Path, first_difference(a.path(), b.path(), '/'));
    }
    if differs(a.query(), b.query()) {
        if !have_same_query_keys(a, b) {
            return (Component::QueryKey, None);
        }
        let values = a.query_pairs().zip(b.query_pairs()).find(|((_, x), (_, y))| x != y);
        return (Component::QueryValue, values.map(|((_, value), _)| value));
    }
    if differs(a.scheme(), b.scheme()) {
        return (Component::Scheme, None);
    }
    (Component::Fragment, None)
}

/// Whether the queries of two URLs have the same keys in the same order.
pub(super) fn have_same_query_keys(a: &Url, b: &Url) -> bool {
    a.query_pairs().map(|(key, _)| key).eq(b.query_pairs().map(|(key, _)| key))
}

fn first_difference<'a>(a: &'a str, b: &str, separator: char) -> Option<&'a str> {
    let mut others = b.split(separator);
    a.split(separator).find(|part| others.next() != Some(part))
}

/// The share of characters that two texts have in common: 1 minus their edit distance (Levenshtein 1966) per
/// character of the longer.
pub(super) fn ratio(a: &str, b: &str) -> f32 {
    let (a, b) = (clip(a), clip(b));
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 1.0;
    }
    1.0 - distance(a, b) as f32 / longest as f32
}

fn clip(text: &str) -> &[u8] {
    &text.as_bytes()[..text.len().min(MOST_BYTES)]
}

/// As much of a text as is compared, up to a character's end.
fn beginning(text: &str) -> &str {
    let mut ends = (0..=text.len().min(MOST_BYTES)).rev();
    ends.find_map(|end| text.get(..end)).unwrap_or_default()
}

/// Bits of a word of [`distance`].
const BITS: usize = 64;

/// How many insertions, deletions and replacements make one text of the other, by the bit-parallel algorithm of Myers
/// (1999), "A Fast Bit-Vector Algorithm for Approximate String Matching Based on Dynamic Programming", for texts of up to
/// [`MOST_BYTES`].
fn distance(a: &[u8], b: &[u8]) -> usize {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    // The table for texts of any length is so large that it takes longer to clear than to use.
    match a.len() {
        ..=BITS => distance_in::<1>(a, b),
        _ => distance_in::<{ MOST_BYTES / BITS }>(a, b),
    }
}

/// The same where the first text has a byte at least, and as many words as it takes hold a bit for each.
fn distance_in<const WORDS: usize>(a: &[u8], b: &[u8]) -> usize {
    let mut places = [[0u64; WORDS]; 256];
    for (at, &byte) in a.iter().enumerate() {
        places[usize::from(byte)][at / BITS] |= 1 << (at % BITS);
    }
    let mut column = [Column { more: !0, less: 0 }; WORDS];
    let column = &mut column[..a.len().div_ceil(BITS)];
    let last = (a.len() - 1) % BITS;
    let mut distance = a.len();
    for &byte in b {
        let mut change = 1;
        let words = column.len();
        for (at, (word, &equal)) in column.iter_mut().zip(&places[usize::from(byte)]).enumerate() {
            let bottom = if at + 1 == words { last } else { BITS - 1 };
            change = word.advance(equal, change, bottom);
        }
        distance = distance.wrapping_add_signed(change);
    }
    distance
}

/// By which steps of one the distances go up or down a column of the table, a bit a row.
#[derive(Clone, Copy)]
struct Column {
    more: u64,
    less: u64,
}

impl Column {
    /// Goes on to the next column. `equal` are the rows whose byte is the column's, `change` is by how much the distance
    /// changes above the first row; what it changes by in the row `bottom` is given back.
    fn advance(&mut self, mut equal: u64, change: isize, bottom: usize) -> isize {
        let vertical = equal | self.less;
        if change < 0 {
            equal |= 1;
        }
        let diagonal = (((equal & self.more).wrapping_add(self.more)) ^ self.more) | equal;
        let mut more = self.less | !(diagonal | self.more);
        let mut less = self.more & diagonal;
        let set = |bits: u64| isize::from(bits >> bottom & 1 == 1);
        let out = set(more) - set(less);
        more = more << 1 | u64::from(change > 0);
        less = less << 1 | u64::from(change < 0);
        self.more = less | !(vertical | more);
        self.less = more & vertical;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The distance as it is defined (Levenshtein 1966).
    fn plain_distance(a: &[u8], b: &[u8]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], i + 1);
            for (j, y) in b.iter().enumerate() {
                let substitute = diagonal + usize::from(x != y);
                diagonal = row[j + 1];
                row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
            }
        }
        row[b.len()]
    }

    proptest::proptest! {
        #[test]
        fn bits_count_as_tables_do(a in "[ab/c]{0,256}", b in "[ab/c]{0,256}") {
            proptest::prop_assert_eq!(distance(a.as_bytes(), b.as_bytes()), plain_distance(a.as_bytes(), b.as_bytes()));
        }
    }

    #[test]
    fn translated_words_are_near_misses() {
        assert!(is_translated_path("/license/terms", "/lizenz%C3%A4/terms"));
        assert!(!is_translated_path("/license", "/terms"));
        assert!(!is_translated_path("/a/b", "/%C3%A4"));
        assert!(is_international(Some("www.xn--b1ajoicdk.com")));
        assert!(!is_international(Some("www.example.com")));
    }
}
