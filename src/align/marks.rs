//! What a stretch of text says in terms that translation leaves alone, and how alike two stretches are.

use std::hash::{Hash, Hasher as _};

use rustc_hash::FxHasher;

use crate::model::document::{Document, UrlKind, UrlOccurrence};
use crate::model::source_file::Span;

use super::key::Key;

/// The language-neutral marks of a stretch of text.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// URLs, link targets, code, images, includes and numbers, hashed; sorted.
    pub(super) strong: Vec<u64>,
    /// Words in Latin letters, hashed; sorted.
    pub(super) weak: Vec<u64>,
    /// How many stretches are set in bold.
    pub(super) bold: u32,
    /// How many sentences end.
    pub(super) sentences: u32,
    /// Characters of text, URLs and code left out.
    pub(super) chars: u32,
}

impl Marks {
    /// The marks of both together.
    pub(super) fn union(&self, other: &Self) -> Self {
        let merge = |a: &[u64], b: &[u64]| {
            let mut all = [a, b].concat();
            all.sort_unstable();
            all
        };
        Self {
            strong: merge(&self.strong, &other.strong),
            weak: merge(&self.weak, &other.weak),
            bold: self.bold + other.bold,
            sentences: self.sentences + other.sentences,
            chars: self.chars + other.chars,
        }
    }
}

/// The longest text, in bytes, that is read for marks; of a longer one the beginning says enough. Steps hold the steps
/// that are nested in them, which would be read once for each level.
const MOST_BYTES: u32 = 1 << 16;

/// One list is looked up in another that is this much longer instead of being walked along with it.
const MUCH_LONGER: usize = 16;

/// The marks of a span. `keys` are those of the document's URLs.
pub(super) fn marks(document: &Document, keys: &[Key], span: Span) -> Marks {
    let mut covered = Vec::new();
    let span = beginning(document, span);
    let words = (span.end - span.start) as usize / BYTES_A_WORD;
    let mut marks = Marks { weak: Vec::with_capacity(words), ..Marks::default() };
    let first =
        document.urls.partition_point(|url| document.blocks[url.block as usize].span.end <= span.start);
    let urls = document.urls[first..].iter().zip(&keys[first..]);
    let near = urls.take_while(|(url, _)| document.blocks[url.block as usize].span.start < span.end);
    for (url, key) in near.filter(|(url, _)| span.contains(place(url))) {
        marks.strong.push(hash(&("url", &key.main)));
        covered.push(place(url));
    }
    let first = document.codes.partition_point(|code| code.span.end <= span.start);
    let codes = document.codes[first..].iter().take_while(|code| code.span.start < span.end);
    for code in codes {
        marks.strong.push(hash(&("code", &code.text)));
        covered.push(code.span);
    }
    for_each_plain(document, span, covered.into_iter(), |plain| read_plain(plain, &mut marks));
    marks.strong.sort_unstable();
    marks.weak.sort_unstable();
    marks
}

fn beginning(document: &Document, span: Span) -> Span {
    if span.end - span.start <= MOST_BYTES {
        return span;
    }
    let text = &document.file.text;
    let mut end = span.start + MOST_BYTES;
    while !text.is_char_boundary(end as usize) {
        end -= 1;
    }
    Span { start: span.start, end }
}

/// Characters of a span that are no white space, but for what some stretches of it cover.
pub(super) fn chars(document: &Document, span: Span, covered: impl Iterator<Item = Span>) -> u32 {
    let mut count = 0;
    for_each_plain(document, span, covered, |plain| count += visible(plain));
    count
}

/// Where a URL is written: of one by reference, that is not where it is used.
pub(super) const fn place(url: &UrlOccurrence) -> Span {
    if matches!(url.kind, UrlKind::Reference) { url.whole } else { url.span }
}

/// The stretches of a span but for what others cover, which may reach beyond it.
fn for_each_plain(
    document: &Document,
    span: Span,
    covered: impl Iterator<Item = Span>,
    mut read: impl FnMut(&str),
) {
    let text = document.text(span);
    let mut covered: Vec<Span> = covered.collect();
    covered.sort_unstable();
    let within = |offset: u32| (offset.saturating_sub(span.start) as usize).min(text.len());
    let mut at = 0;
    for covered in covered {
        let start = within(covered.start);
        if start > at {
            read(&text[at..start]);
        }
        at = at.max(within(covered.end));
    }
    read(&text[at..]);
}

/// Characters that are no white space of ASCII.
fn visible(text: &str) -> u32 {
    let begins = |byte: u8| byte & 0xc0 != 0x80 && !matches!(byte, b' ' | b'\t'..=b'\r');
    // As many as a byte can count, so that many are counted at a time.
    let parts = text.as_bytes().chunks(usize::from(u8::MAX));
    parts.map(|part| u32::from(part.iter().map(|&byte| u8::from(begins(byte))).sum::<u8>())).sum()
}

/// Which bytes are letters and digits of ASCII.
const IN_WORDS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte.is_ascii() {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// Bytes of a text for each word that is expected in it.
const BYTES_A_WORD: usize = 8;

/// Numbers, Latin words, bold markers, sentences and length of a text.
fn read_plain(text: &str, marks: &mut Marks) {
    marks.chars += visible(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if IN_WORDS[usize::from(byte)] {
            let len = bytes[at..].iter().take_while(|&&byte| IN_WORDS[usize::from(byte)]).count();
            read_word(&bytes[at..at + len], marks);
            at += len;
        } else if byte == b'*' && bytes.get(at + 1) == Some(&b'*') {
            marks.bold += 1;
            at += 2;
        } else {
            marks.sentences += u32::from(may_end_sentence(byte) && ends_sentence(text, at));
            at += 1;
        }
    }
}

/// A word of letters and digits of ASCII.
fn read_word(word: &[u8], marks: &mut Marks) {
    if word.len() > 1 && word.iter().any(u8::is_ascii_digit) {
        marks.strong.push(hash(&("number", word)));
    } else if word.len() > 2 {
        marks.weak.push(word_hash(word));
    }
}

/// The hash of a word of ASCII letters, whatever their case.
fn word_hash(word: &[u8]) -> u64 {
    /// The bit by which small letters differ from capitals.
    const SMALL: u64 = 0x2020_2020_2020_2020;
    let mut hasher = FxHasher::default();
    for part in word.chunks(8) {
        let letters = part.iter().rev().fold(0, |letters, &letter| letters << 8 | u64::from(letter));
        hasher.write_u64(letters | SMALL);
    }
    hasher.finish()
}

/// Whether a byte may be the first of what ends a sentence, in any script.
const fn may_end_sentence(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?' | 0xd8 | 0xdb | 0xe0 | 0xe1 | 0xe3 | 0xef)
}

/// Whether a full stop or the like stands at a place, before white space or at the end, or one that needs none.
fn ends_sentence(text: &str, at: usize) -> bool {
    let mut characters = text[at..].chars();
    match characters.next() {
        Some('。' | '！' | '？' | '．') => true,
        Some('.' | '!' | '?' | '؟' | '۔' | '।' | '።') => {
            let next = characters.next();
            let ends = next.is_none_or(|next| next.is_whitespace() || matches!(next, ')' | '"' | '*'));
            // A number before the full stop is an ordinal or a marker.
            ends && !at.checked_sub(1).is_some_and(|before| text.as_bytes()[before].is_ascii_digit())
        }
        _ => false,
    }
}

pub(super) fn hash<T: Hash>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// How many elements two sorted lists share, counted as often as both have them.
pub(super) fn shared(a: &[u64], b: &[u64]) -> usize {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() * MUCH_LONGER < long.len() {
        return shared_with_long(short, long);
    }
    let (mut i, mut j, mut count) = (0, 0, 0);
    // Without branches, which nothing could foretell.
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        count += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}

fn shared_with_long(short: &[u64], long: &[u64]) -> usize {
    let count = |same: &[u64]| {
        let first = long.partition_point(|&mark| mark < same[0]);
        long[first..].iter().take(same.len()).take_while(|&&mark| mark == same[0]).count()
    };
    short.chunk_by(|a, b| a == b).map(count).sum()
}

/// The share of elements that two sorted lists have in common, 0 to 1 (Dice); none if both are empty.
pub(super) fn dice(a: &[u64], b: &[u64]) -> Option<f32> {
    let all = a.len() + b.len();
    (all > 0).then(|| 2.0 * shared(a, b) as f32 / all as f32)
}

/// The most that `dice` can be, as far as the lengths of the two lists tell.
fn most_dice(a: &[u64], b: &[u64]) -> Option<f32> {
    let all = a.len() + b.len();
    (all > 0).then(|| 2.0 * a.len().min(b.len()) as f32 / all as f32)
}

/// No two stretches are more alike than this: all marks shared, as many words in bold, as many sentences, the usual length.
const MOST_ALIKE: f32 = 2.05;

/// How alike two stretches are: about 2 for the same text, 0 for unrelated text of fitting length, below for what
/// cannot belong together. `ratio` is the usual length of the translation per character of the reference.
pub(super) fn similarity(reference: &Marks, translation: &Marks, ratio: f32) -> f32 {
    strong_worth(dice(&reference.strong, &translation.strong))
        + text_similarity(reference, translation, ratio)
}

/// The same of the two stretches that `marks` gives, where it may reach a bound.
pub(super) fn similarity_from<'m>(
    least: f32,
    marks: impl FnOnce() -> (&'m Marks, &'m Marks),
    ratio: f32,
) -> Option<f32> {
    bounded(least, strong_worth, marks, ratio)
}

fn strong_worth(share: Option<f32>) -> f32 {
    share.map_or(0.35, |share| 1.9 * share - 0.75)
}

/// The same for blocks of prose, which keep their order: URLs that changed places do not drag their blocks along.
pub(super) fn block_similarity_from<'m>(
    least: f32,
    marks: impl FnOnce() -> (&'m Marks, &'m Marks),
    ratio: f32,
) -> Option<f32> {
    let strong = |share: Option<f32>| share.map_or(0.3, |share| 1.1 * share - 0.25);
    bounded(least, strong, marks, ratio)
}

/// How alike two stretches are, where that may reach a bound: their marks are asked for only if any could reach it, and the
/// lists of these are compared only if their lengths let it, the shorter ones first. `strong` says what a share of strong
/// marks is worth.
fn bounded<'m>(
    least: f32,
    strong: impl Fn(Option<f32>) -> f32,
    marks: impl FnOnce() -> (&'m Marks, &'m Marks),
    ratio: f32,
) -> Option<f32> {
    if least > MOST_ALIKE {
        return None;
    }
    let (reference, translation) = marks();
    let most = text_worth(most_dice(&reference.weak, &translation.weak), reference, translation, ratio);
    if strong(most_dice(&reference.strong, &translation.strong)) + most < least {
        return None;
    }
    let strong = strong(dice(&reference.strong, &translation.strong));
    (strong + most >= least).then(|| strong + text_similarity(reference, translation, ratio))
}

/// How alike two stretches are apart from their URLs, code and numbers.
pub(super) fn text_similarity(reference: &Marks, translation: &Marks, ratio: f32) -> f32 {
    text_worth(dice(&reference.weak, &translation.weak), reference, translation, ratio)
}

/// The same, given the share of words that the two have in common.
fn text_worth(words: Option<f32>, reference: &Marks, translation: &Marks, ratio: f32) -> f32 {
    let weak = words.map_or(0.0, |share| 0.7 * share);
    let bold = agreement(reference.bold / 2, translation.bold / 2);
    let sentences = agreement(reference.sentences, translation.sentences);
    weak + bold + sentences - length_penalty(reference.chars, translation.chars, ratio)
}

/// What equal counts are worth, and what it costs that they differ.
fn agreement(reference: u32, translation: u32) -> f32 {
    match reference.abs_diff(translation) {
        0 => 0.1,
        apart => -0.08 * apart.min(3) as f32,
    }
}

/// How unlikely a length is for a translation, 0 to 1.2, after Gale and Church (1993), "A Program for Aligning
/// Sentences in Bilingual Corpora": the difference from the expected length in standard deviations, whose variance
/// per character they measured as 6.8.
pub(super) fn length_penalty(reference: u32, translation: u32, ratio: f32) -> f32 {
    let expected = reference as f32 * ratio;
    let mean = f32::midpoint(expected, translation as f32).max(6.0);
    let deviations = (translation as f32 - expected).abs() / (6.8 * mean).sqrt();
    (0.22 * deviations).min(1.2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::SourceFile;
    use crate::parse::parse;

    /// The marks of a text without URLs.
    fn of(text: &str) -> Marks {
        marks(&parse(&SourceFile::new("a.md", text)), &[], Span::new(0..text.len()))
    }

    #[test]
    fn nothing_is_more_alike_than_a_text_and_itself() {
        let text = Marks { strong: vec![1, 2], weak: vec![3], bold: 2, sentences: 1, chars: 40 };
        let same = similarity(&text, &text, 1.0);
        assert!((same - MOST_ALIKE).abs() < 1e-6, "{same}");
        assert!(similarity(&text, &Marks { chars: 400, ..text.clone() }, 1.0) < same);
        let in_block = block_similarity_from(-9.0, || (&text, &text), 1.0);
        assert!(in_block.is_some_and(|worth| worth < MOST_ALIKE), "{in_block:?}");
    }

    #[test]
    fn what_lists_share_is_the_same_however_long_one_of_them_is() {
        // Each mark as often as both have it, taken one by one.
        let taken = |a: &[u64], b: &[u64]| {
            let mut left = b.to_vec();
            let mut take = |mark: &u64| {
                left.iter().position(|other| other == mark).map(|at| left.swap_remove(at)).is_some()
            };
            a.iter().filter(|mark| take(mark)).count()
        };
        let list = |length: u64, spread: u64| {
            let mut marks: Vec<u64> = (0..length).map(|at| at * at * 7 % spread).collect();
            marks.sort_unstable();
            marks
        };
        for spread in [1, 3, 40, 1000] {
            for (a, b) in [(3, 5), (4, 64), (4, 65), (3, 200), (0, 9), (20, 330)] {
                let (a, b) = (list(a, spread), list(b, spread));
                assert_eq!((shared(&a, &b), shared(&b, &a)), (taken(&a, &b), taken(&a, &b)), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn capitals_make_no_other_word() {
        let words = |text: &str| of(text).weak;
        assert_eq!(words("Open Internationalization"), words("open INTERNATIONALIZATION"));
        assert_ne!(words("Open"), words("Opel"));
    }

    #[test]
    fn italics_are_not_bold() {
        let bold = |text: &str| of(text).bold;
        assert_eq!(bold("Choose *Users* and *Guests*"), 0);
        assert_eq!(bold("Choose **Users** and *Guests*"), 2);
    }

    #[test]
    fn what_a_short_list_shares_with_a_long_one_is_counted_as_often_as_both_have_it() {
        let long: Vec<u64> = (10..90).flat_map(|mark| [mark; 2]).collect();
        for (short, both) in [
            (&[][..], 0),
            (&[9], 0),
            (&[10], 1),
            (&[50], 1),
            (&[89], 1),
            (&[90], 0),
            (&[20, 20, 20, 40, 50, 50], 5),
            (&[1, 20, 95], 1),
        ] {
            assert_eq!(shared(short, &long), both, "{short:?}");
            assert_eq!(shared(&long, short), both, "{short:?}");
        }
    }

    #[test]
    fn of_a_text_that_is_very_long_the_beginning_is_read() {
        let start = "- ".len();
        let length = MOST_BYTES as usize;
        for (letter, read) in [("a", length), ("é", length / 2), ("語", length / 3)] {
            let text = format!("- {}\n", letter.repeat(length));
            let document = parse(&SourceFile::new("a.md", text.as_str()));
            let found = marks(&document, &[], Span::new(start..text.len()));
            assert_eq!(found.chars as usize, read, "{letter}");
        }
    }
}
