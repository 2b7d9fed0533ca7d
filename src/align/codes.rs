//! Inline code of steps that belong together: commands, settings and placeholders are not translated.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::comparison::{CodeDifference, Naming};
use crate::model::document::{Block, BlockKind, Document, StepRef};
use crate::model::locale::Locale;
use crate::model::placeholder::{enclosed, identity};

use super::occurrences::occurrences;
use super::urls::{Task, is_settled, naming};

/// Compares the code spans of paired steps, and elsewhere of paired blocks those that name a placeholder of a URL.
pub(super) fn align_codes(task: Task<'_>, pairs: &[(StepRef, StepRef)]) -> Vec<CodeDifference> {
    let (r, t) = (task.reference.document, task.translation.document);
    let mut names = Names { task, of_urls: None, of_codes: None, places: None };
    let mut out = Vec::new();
    for &(ours, theirs) in pairs {
        let mut blocks = r.step(ours).blocks.clone();
        let first = blocks.start as usize;
        if blocks.all(|block| task.map.is_settled(block)) {
            continue;
        }
        if task.owned.reference.get(first).is_some_and(|&owned| !owned) {
            let own = |document: &Document, step: StepRef| {
                codes_of(document, document.step(step).blocks.clone(), Some(step))
            };
            out.extend(names.differences(&own(r, ours), &own(t, theirs)));
        }
    }
    let open = |index: usize, block: &Block| block.step.is_none() && !task.map.is_settled(index as u32);
    for (index, block) in r.blocks.iter().enumerate().filter(|&(index, block)| open(index, block)) {
        let Some(other) = task.map.translation_of(index as u32) else { continue };
        if t.blocks[other as usize].step.is_none() && !matches!(block.kind, BlockKind::Code) {
            let of = |document: &Document, block: u32| codes_of(document, block..block + 1, None);
            let found = names.differences(&of(r, index as u32), &of(t, other));
            out.extend(found.into_iter().filter(|difference| difference.placeholder.is_some()));
        }
    }
    out.sort_by_key(|difference| (difference.translation, difference.reference));
    out
}

/// What is known of the names of placeholders.
struct Names<'a> {
    task: Task<'a>,
    /// The identities of the placeholders of the reference's URLs, once they are asked for.
    of_urls: Option<HashSet<String>>,
    /// What the reference's codes say, once it is asked for.
    of_codes: Option<HashSet<&'a str>>,
    /// Where the codes of both stand in the translation's text, once that is asked for.
    places: Option<FxHashMap<&'a str, Vec<usize>>>,
}

impl Names<'_> {
    /// Where the codes of a step or block differ.
    fn differences(&mut self, ours: &[u32], theirs: &[u32]) -> Vec<CodeDifference> {
        let (r, t) = (self.task.reference.document, self.task.translation.document);
        if ours.iter().map(|&index| code(r, index)).eq(theirs.iter().map(|&index| code(t, index))) {
            return Vec::new();
        }
        let (lost, new) = unmatched(r, t, ours, theirs);
        let alone = lost.len() == 1 && new.len() == 1;
        let mut out = Vec::new();
        for (lost, found) in counterparts(r, t, &lost, &new) {
            let (wanted, written) = (code(r, lost), code(t, found));
            let placeholder = self.naming(wanted, written);
            if placeholder.is_some_and(|naming| is_settled(naming, written, self.task.scope.portals)) {
                continue;
            }
            let is_code = is_literal(wanted)
                && !is_equivalent(wanted, written, &self.task.variant.locale)
                && !is_label(wanted, written, |code| self.count(code));
            if placeholder.is_some() || is_code {
                // What the page says again, it says of itself.
                let unique = alone && self.count(written) < 2;
                out.push(CodeDifference { reference: lost, translation: found, placeholder, unique });
            }
        }
        out
    }

    /// How often the translation's text has a code of one of the two.
    fn count(&mut self, code: &str) -> usize {
        let (r, t) = (self.task.reference.document, self.task.translation.document);
        let places = self.places.get_or_insert_with(|| {
            let codes = r.codes.iter().chain(&t.codes).map(|code| code.text.trim());
            let codes: BTreeSet<&str> = codes.filter(|code| !code.is_empty()).collect();
            occurrences(t.file.text.as_bytes(), codes.into_iter().collect())
        });
        places.get(code).map_or(0, Vec::len)
    }

    /// How a code relates to the reference's, if that is the name of a placeholder of one of the reference's URLs.
    fn naming(&mut self, wanted: &str, written: &str) -> Option<Naming> {
        let Task { reference, scope, .. } = self.task;
        let vocabulary = &scope.portals.vocabulary;
        if wanted == written || vocabulary.named(wanted).is_none() {
            return None;
        }
        let of_urls = self.of_urls.get_or_insert_with(|| {
            let urls = reference.document.urls.iter().filter(|url| url.url.is_absolute());
            let found = urls.flat_map(|url| {
                let placeholders = scope.portals.placeholders(&url.url).into_iter();
                placeholders.map(|found| found.identity(&url.url))
            });
            found.collect()
        });
        if !of_urls.contains(&identity(wanted)) {
            return None;
        }
        let of_codes = self
            .of_codes
            .get_or_insert_with(|| reference.document.codes.iter().map(|code| code.text.trim()).collect());
        (!of_codes.contains(written)).then(|| naming(wanted, written, vocabulary))
    }
}

/// Indices of the code spans that stand in some blocks and belong to no other step than this one. URLs are left out,
/// which are compared as such.
fn codes_of(document: &Document, blocks: Range<u32>, step: Option<StepRef>) -> Vec<u32> {
    let first = document.codes.partition_point(|code| code.block < blocks.start);
    let all = document.codes_in(&blocks).iter().enumerate();
    let own = all
        .filter(|(_, code)| document.blocks[code.block as usize].step == step && !code.text.contains("://"));
    own.map(|(index, _)| (first + index) as u32).collect()
}

/// The codes of each side that the other does not have.
fn unmatched(r: &Document, t: &Document, ours: &[u32], theirs: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let lost = without(r, ours, t, theirs);
    let new = without(t, theirs, r, ours);
    (lost, new)
}

/// The codes of `document` that `other` does not have as often.
fn without(document: &Document, codes: &[u32], other: &Document, others: &[u32]) -> Vec<u32> {
    let mut left: HashMap<&str, i32> = HashMap::new();
    for &index in others {
        *left.entry(other.codes[index as usize].text.trim()).or_default() += 1;
    }
    let is_left = |index: &u32| {
        let count = left.entry(document.codes[*index as usize].text.trim()).or_default();
        *count -= 1;
        *count < 0
    };
    codes.iter().copied().filter(is_left).collect()
}

fn code(document: &Document, index: u32) -> &str {
    document.codes[index as usize].text.trim()
}

/// Which of the new codes of a step stands for which of the lost ones: by position where they are as many. Where they
/// are not, only what can be no code of the source's, since it has letters that the source's has not, stands for the
/// one that it shares most of its beginning with.
fn counterparts(r: &Document, t: &Document, lost: &[u32], new: &[u32]) -> Vec<(u32, u32)> {
    if lost.len() == new.len() {
        return lost.iter().copied().zip(new.iter().copied()).collect();
    }
    let mut left: Vec<u32> = lost.iter().copied().filter(|&index| is_literal(code(r, index))).collect();
    let mut out = Vec::new();
    for &found in new {
        let written = code(t, found);
        let foreign = written.contains(|c: char| c.is_alphabetic() && !c.is_ascii());
        if !foreign || written.contains(char::is_whitespace) {
            continue;
        }
        let shared = |&index: &u32| {
            let both = code(r, index).chars().zip(written.chars());
            both.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
        };
        let best = (0..left.len()).max_by_key(|&at| (shared(&left[at]), usize::MAX - at));
        let Some(at) = best.filter(|&at| left.len() == 1 || shared(&left[at]) > 1) else { continue };
        out.push((left.remove(at), found));
    }
    out
}

/// Code that means itself in every language: one word of ASCII, or anything with the signs of a placeholder.
fn is_literal(code: &str) -> bool {
    !code.contains(char::is_whitespace) && code.is_ascii() && code.len() > 1
}

/// Whether a word is rather what a button or menu says than code: capitalised, nowhere else in the translation as it
/// stands, and said there in the translation's own word again. `count` tells how often the translation says a code.
fn is_label(wanted: &str, written: &str, mut count: impl FnMut(&str) -> usize) -> bool {
    let mut letters = wanted.bytes();
    let capitalised = letters.next().is_some_and(|first| first.is_ascii_uppercase())
        && letters.all(|letter| letter.is_ascii_lowercase());
    capitalised && count(wanted) == 0 && count(written) > 1
}

/// Whether two codes differ in nothing but what a translation may change: a gloss in brackets, a plural, the locale in
/// a path, how a placeholder is marked, and typography.
fn is_equivalent(wanted: &str, written: &str, locale: &Locale) -> bool {
    let plain = |code: &str| {
        code.replace('…', "...").replace("\\\\", "\\").trim_end_matches([')', ',', ';']).to_owned()
    };
    if plain(wanted) == plain(written)
        || is_glossed(wanted, written)
        || wanted.ends_with('=') && written.starts_with(wanted)
    {
        return true;
    }
    let is_word = |code: &str| code.bytes().all(|byte| byte.is_ascii_alphabetic());
    let plural = is_word(wanted) && wanted.strip_suffix('s') == Some(written);
    plural || is_same_placeholder(wanted, written) || is_localized(wanted, written, locale)
}

/// `Login (Se connecter)` for `login`, `标识符（Identifiers）` for `Identifiers`.
fn is_glossed(wanted: &str, written: &str) -> bool {
    written.contains(['(', '（'])
        && !wanted.contains('(')
        && written.to_lowercase().contains(&wanted.to_lowercase())
}

/// `{yourAccessToken}` and `ACCESS_TOKEN`.
fn is_same_placeholder(wanted: &str, written: &str) -> bool {
    let marked = |code: &str| {
        enclosed(code).is_some_and(|found| found.len == code.len())
            || code.starts_with('$')
            || code.contains('_')
                && code.bytes().all(|byte| byte.is_ascii_uppercase() || !byte.is_ascii_alphabetic())
    };
    let (a, b) = (identity(wanted), identity(written));
    marked(wanted)
        && marked(written)
        && a.strip_prefix("your").unwrap_or(&a) == b.strip_prefix("your").unwrap_or(&b)
}

/// `de/index.md` for `fr/index.md` in a German translation.
fn is_localized(wanted: &str, written: &str, locale: &Locale) -> bool {
    let separators = ['/', '.', '=', '"', '\'', ':', ','];
    let (a, b): (Vec<&str>, Vec<&str>) =
        (wanted.split(separators).collect(), written.split(separators).collect());
    let own = |part: &str| Locale::parse(part).is_some_and(|named| named.same_language(locale));
    let fits = |(x, y): (&&str, &&str)| x == y || (Locale::parse(x).is_some() && own(y));
    wanted.matches(separators).eq(written.matches(separators)) && a.iter().zip(&b).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_a_translation_may_change() {
        let german = Locale::parse("de").unwrap();
        for (wanted, written) in [
            ("login", "Login (Anmelden)"),
            ("Settings", "设置（Settings）"),
            ("actions", "action"),
            ("fr/index.md", "de/index.md"),
            ("lang=\"fr\"", "lang=\"de\""),
            ("{yourAccessToken}", "<ACCESS_TOKEN>"),
            ("a...b", "a…b"),
            ("organization=", "organization=id"),
        ] {
            assert!(is_equivalent(wanted, written, &german), "{wanted} {written}");
        }
        for (wanted, written) in [
            ("login", "anmelden"),
            ("delete:users", "delete:user"),
            ("fr/index.md", "ja/index.md"),
            ("a/b.ts", "a.b.ts"),
            ("{yourAccessToken}", "{ihrZugriffstoken}"),
            (".env", "env"),
        ] {
            assert!(!is_equivalent(wanted, written, &german), "{wanted} {written}");
        }
    }

    #[test]
    fn labels_are_no_code() {
        let is_label = |wanted: &str, written: &str, translation: &str| {
            is_label(wanted, written, |code| translation.matches(code).count())
        };
        let german = "Klicken Sie auf `Zertifikate`, um die Zertifikate zu sehen.";
        assert!(is_label("Certificates", "Zertifikate", german));
        assert!(!is_label("Certificates", "Zertifkate", german));
        assert!(!is_label("Toolbar", "Leiste", "`Toolbar` heißt `Leiste`, die Leiste."));
        assert!(!is_label("onClick", "beiKlick", "beiKlick, beiKlick"));
    }
}
