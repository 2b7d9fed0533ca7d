//! The reference's URL as a translation would write it: what differs is the reference's, what does not is the
//! translation's own, its language above all.

use std::collections::{HashMap, HashSet};

use crate::model::locale::Locale;
use crate::model::url::{Url, percent_decode};

use super::super::key::{Scope, names_locale, neutral_host};

/// A URL as the translation would write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rewritten {
    pub(super) text: String,
    /// Whether the translation's language is in no doubt.
    pub(super) certain: bool,
}

/// What a rewriting depends on.
#[derive(Clone, Copy)]
pub(super) struct Rewriter<'a> {
    pub(super) scope: Scope<'a>,
    /// The segment by which the translation's other links to the same host name its language, where they agree.
    pub(super) habit: Option<&'a str>,
}

impl Rewriter<'_> {
    /// The reference's URL `wanted` in the place of the translation's `written`, both as their files have them.
    pub(super) fn rewrite(self, wanted: &str, written: &str) -> Rewritten {
        let (w, t) = (Url::new(wanted), Url::new(written));
        let is_rooted = |url: &Url| url.is_absolute() || url.path().starts_with('/');
        if w.is_absolute() != t.is_absolute() || is_rooted(&w) != is_rooted(&t) {
            return Rewritten { text: wanted.to_owned(), certain: false };
        }
        let mut text = String::with_capacity(wanted.len());
        if let Some(scheme) = w.scheme() {
            text.push_str(t.scheme().filter(|own| own.eq_ignore_ascii_case(scheme)).unwrap_or(scheme));
            text.push(':');
        }
        if let Some(authority) = w.authority() {
            text.push_str("//");
            text.push_str(&self.authority(authority, t.authority().unwrap_or_default()));
        }
        let (path, certain) = self.path(w.path(), t.path());
        text.push_str(&path);
        let query = self.query(&w, &t);
        if !query.is_empty() {
            text.push('?');
            text.push_str(&query);
        }
        // Where the two lead to different pages, the fragment is the translation's own.
        let same_page = written.split('#').next() == Some(text.as_str());
        let fragment = w.fragment().map(|wanted| t.fragment().filter(|_| !same_page).unwrap_or(wanted));
        if let Some(fragment) = fragment {
            text.push('#');
            text.push_str(fragment);
        }
        Rewritten { text, certain: certain && !self.names_another(&w, &t) }
    }

    fn authority(self, wanted: &str, written: &str) -> String {
        let plain = |authority: &str| neutral_host(&authority.to_ascii_lowercase(), self.scope).0;
        if plain(wanted) == plain(written) {
            return written.to_owned();
        }
        match (wanted.split_once('.'), written.split_once('.')) {
            (Some((label, rest)), Some((own, _)))
                if names_locale(label, self.scope) && names_locale(own, self.scope) =>
            {
                format!("{own}.{rest}")
            }
            _ => wanted.to_owned(),
        }
    }

    /// The path, and whether its language is in no doubt.
    fn path(self, wanted: &str, written: &str) -> (String, bool) {
        let (w, t) = (Segments::new(wanted, self.scope), Segments::new(written, self.scope));
        let locale = match (w.locales.as_slice(), t.locales.as_slice()) {
            (&[(at, _)], &[(_, own)]) => Some((at, own)),
            // What should be the locale may be what is broken.
            (&[(at, locale)], []) if t.plain.len() > w.plain.len() => match self.habit {
                Some(habit) => Some((at, habit)),
                None => return (insert(&w.plain, Some((at, locale))), false),
            },
            ([] | [_], []) => None,
            ([], &[(at, own)]) => Some((at.min(w.plain.len()), own)),
            _ => return (wanted.to_owned(), false),
        };
        let (ours, slash) = without_slash(&w.plain);
        let (theirs, own_slash) = without_slash(&t.plain);
        if ours.len() != theirs.len() {
            return (insert(&w.plain, locale), true);
        }
        let same = |a: &str, b: &str| percent_decode(a) == percent_decode(b);
        let mut segments: Vec<&str> =
            ours.iter().zip(theirs).map(|(&a, &b)| if same(a, b) { b } else { a }).collect();
        // `/a` and `/a/` lead to the same place, but `/a/` and `/a/b` do not.
        let ends_open = if ours.is_empty() { slash } else { own_slash };
        if ends_open {
            segments.push("");
        }
        (insert(&segments, locale), true)
    }

    /// The query: the reference's keys and values, but for those that name the language or are words for readers.
    fn query(self, w: &Url, t: &Url) -> String {
        let names = |key: &str, value: &str| {
            let keys = &self.scope.equivalents.language_keys;
            let known = keys.binary_search_by(|known| known.as_str().cmp(key)).is_ok();
            known && names_locale(value, self.scope)
        };
        let start = w.identity().split(['?', '#']).next().unwrap_or_default();
        let is_text = |key: &str| self.scope.equivalents.is_text(start, key);
        let (wanted, own) = (pairs(w), pairs(t));
        let mut by_key: HashMap<String, (&str, &str)> = HashMap::new();
        for &(key, value, raw) in &own {
            by_key.entry(percent_decode(key)).or_insert((value, raw));
        }
        let mut out = Vec::new();
        for &(key, value, raw) in &wanted {
            let names_language = names(key, value);
            match by_key.get(&percent_decode(key)) {
                Some(&(written, own))
                    if percent_decode(written) == percent_decode(value)
                        || names_language && names(key, written)
                        || is_text(key) =>
                {
                    out.push(own);
                }
                None if names_language && !own.is_empty() => {}
                _ => out.push(raw),
            }
        }
        let known: HashSet<&str> = wanted.iter().map(|(key, ..)| *key).collect();
        let is_new = |key: &str| !known.contains(key);
        let language = own.iter().filter(|(key, value, _)| names(key, value) && is_new(key));
        out.extend(language.map(|&(_, _, raw)| raw));
        out.join("&")
    }

    /// Whether the translation's URL names a language where the reference's does not: it may be meant so.
    fn names_another(self, w: &Url, t: &Url) -> bool {
        let known: HashSet<&str> = words(w).into_iter().collect();
        let is_segment = |word: &&str| t.path().split('/').any(|segment| segment == *word);
        let names_none = |key: &str| {
            w.query_pairs().any(|(other, value)| other == key && !names_locale(value, self.scope))
        };
        let is_value = |word: &&str| t.query_pairs().any(|(key, value)| value == *word && !names_none(key));
        let labels = |url: &Url| {
            let host = url.host().unwrap_or_default().to_ascii_lowercase();
            neutral_host(&host, self.scope).0.split('.').any(|label| names_locale(label, self.scope))
        };
        let is_label = |word: &&str| t.host().is_some_and(|host| host.split('.').any(|label| label == *word));
        // A language of the pair is a matter of course as a segment, as a value, and where the reference's host names one.
        let is_own = |word: &&str| {
            names_locale(word, self.scope)
                && (is_segment(word) || is_value(word) || is_label(word) && labels(w) == labels(t))
        };
        let mut new = words(t).into_iter().filter(|word| !known.contains(word));
        new.any(|word| !is_own(&word) && is_language(word))
    }
}

/// The words of a URL's host but for its domain, path and query.
fn words(url: &Url) -> Vec<&str> {
    let host = url.host().and_then(|host| host.rsplit_once('.')).map_or("", |(host, _)| host);
    let segments = url.path().split('/');
    let words = segments.clone().filter(|segment| !is_language(segment));
    let parts = words.flat_map(|segment| segment.split(['.', '-', '_']));
    let values = url.query_pairs().map(|(_, value)| value);
    host.split('.').chain(segments).chain(parts).chain(values).filter(|word| word.len() > 1).collect()
}

fn is_language(word: &str) -> bool {
    Locale::parse(word).is_some()
}

/// Key, value and text of each part of a query.
fn pairs(url: &Url) -> Vec<(&str, &str, &str)> {
    let raw = url.query().unwrap_or_default().split('&').filter(|raw| !raw.is_empty());
    let split = |raw| <str>::split_once(raw, '=').map_or((raw, "", raw), |(key, value)| (key, value, raw));
    raw.map(split).collect()
}

/// The segments of a path, and those among them that name one of the pair's languages.
struct Segments<'u> {
    plain: Vec<&'u str>,
    /// With the index at which each stands.
    locales: Vec<(usize, &'u str)>,
}

impl<'u> Segments<'u> {
    fn new(path: &'u str, scope: Scope<'_>) -> Self {
        let mut segments = Self { plain: Vec::new(), locales: Vec::new() };
        for (at, segment) in path.split('/').enumerate() {
            if names_locale(segment, scope) {
                segments.locales.push((at, segment));
            } else {
                segments.plain.push(segment);
            }
        }
        segments
    }
}

/// The segments without the empty one that a slash at the end leaves, and whether there was one.
fn without_slash<'s, 'u>(segments: &'s [&'u str]) -> (&'s [&'u str], bool) {
    match segments {
        [rest @ .., ""] if !rest.is_empty() => (rest, true),
        _ => (segments, false),
    }
}

fn insert(segments: &[&str], locale: Option<(usize, &str)>) -> String {
    let mut segments = segments.to_vec();
    if let Some((at, locale)) = locale {
        segments.insert(at.min(segments.len()), locale);
    }
    segments.join("/")
}

/// A link, from its opening bracket or from `](` on, whose target or brackets are broken, with the URL for its target.
pub(super) fn relinked(text: &str, url: &str) -> Option<String> {
    let mut brackets = text.rmatch_indices(']').map(|(at, _)| at);
    let (label, inner) = brackets.find_map(|at| {
        let rest = text[at + 1..].trim_start_matches([' ', '\u{3000}', '\u{a0}']);
        Some((&text[..at], rest.strip_prefix(['(', '（'])?))
    })?;
    if inner.starts_with('(') {
        return None;
    }
    let closing: &[char] = if label.is_empty() { &['）', ']'] } else { &[')', '）', ']'] };
    let (inner, close) = inner.strip_suffix(closing).map_or((inner, ""), |inner| (inner, ")"));
    Some(format!("{label}]({url}{}{close}", title(inner)?))
}

/// The title of a link behind its target, with the white space before it and in straight quotation marks; empty where
/// there is none. None where it cannot be told from the target.
fn title(inner: &str) -> Option<String> {
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '\'' | '‘' | '’');
    let trimmed = inner.trim();
    let Some(at) = trimmed.find(is_quote) else { return Some(String::new()) };
    let (before, quoted) = trimmed.split_at(at);
    let gap = &before[before.trim_end().len()..];
    if gap.is_empty() {
        return None;
    }
    let open = quoted.chars().next()?;
    let close =
        quoted.chars().next_back().filter(|close| is_quote(*close) && quoted.len() > open.len_utf8())?;
    let content = &quoted[open.len_utf8()..quoted.len() - close.len_utf8()];
    if open == close && matches!(open, '"' | '\'') {
        return Some(format!("{gap}{quoted}"));
    }
    // French sets its quotation marks off by spaces.
    let content = content.trim();
    (!content.contains('"')).then(|| format!("{gap}\"{content}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::model::site::Site;

    fn rewrite(wanted: &str, written: &str) -> (String, bool) {
        let config = Config::new(Vec::new(), &[]);
        let (site, en, de) =
            (Site::default(), Locale::parse("en-US").unwrap(), Locale::parse("de-DE").unwrap());
        let scope = Scope {
            locales: [&en, &de],
            equivalents: &config.equivalents,
            site: &site,
            portals: &config.portals,
        };
        let found = Rewriter { scope, habit: None }.rewrite(wanted, written);
        (found.text, found.certain)
    }

    #[test]
    fn only_what_drifted_is_the_references() {
        for (wanted, written, expected) in [
            ("https://a.example/en-us/b/c", "https://a.exmaple/de-de/b/c", "https://a.example/de-de/b/c"),
            ("https://a.example/user/c", "https://a.example/de/users/c", "https://a.example/de/user/c"),
            ("https://a.example/en/user/c", "https://a.example/users/c", "https://a.example/user/c"),
            ("https://a.example/user/c", "https://a.example/users/c/", "https://a.example/user/c/"),
            ("https://a.example/b/c?d=e", "https://a.example/b/c/", "https://a.example/b/c/?d=e"),
            (
                "https://a.example/b?hl=en&d=e",
                "https://a.example/b?hl=de&x=e",
                "https://a.example/b?hl=de&d=e",
            ),
            ("https://a.example/user?hl=en", "https://a.example/users?hl=de", "https://a.example/user?hl=de"),
            ("https://a.example/b?d=e", "https://a.example/b?hl=de&x=e", "https://a.example/b?d=e&hl=de"),
            (
                "https://x.com/intent/post?text=Hello&url=a",
                "https://x.com/intent/post?text=Hallo&url=b",
                "https://x.com/intent/post?text=Hallo&url=a",
            ),
            (
                "https://a.example/b?%24filter=c&d=e",
                "https://a.example/b?$filter=c&d=x",
                "https://a.example/b?$filter=c&d=e",
            ),
            (
                "https://a.example/b?%24filter=c",
                "https://a.example/b?$filtern=c",
                "https://a.example/b?%24filter=c",
            ),
            ("https://a.example/b%20c/d", "https://a.example/b c/e", "https://a.example/b c/d"),
            (
                "https://a.example/user#start",
                "https://a.example/users#anfang",
                "https://a.example/user#anfang",
            ),
            ("https://a.example/b#start", "https://a.example/b#stat", "https://a.example/b#start"),
            ("https://en.wiki.example/b", "https://de.wkii.example/b", "https://de.wiki.example/b"),
            ("../user/c.md", "../users/c.md", "../user/c.md"),
            ("https://a.example", "https://a.exmaple/", "https://a.example/"),
        ] {
            assert_eq!(rewrite(wanted, written), (expected.to_owned(), true), "{written}");
        }
    }

    #[test]
    fn what_is_rooted_otherwise_is_the_references_as_it_stands() {
        for (wanted, written) in
            [("https://a.example/b", "/b/c"), ("https://a.example/b", "c"), ("/en-us/b", "c"), ("../b", "/c")]
        {
            assert_eq!(rewrite(wanted, written), (wanted.to_owned(), false), "{written}");
        }
    }

    #[test]
    fn another_language_may_be_meant() {
        for (wanted, written) in [
            ("https://a.example/b?x=y", "https://a.example/bb?x=ja&hl=de"),
            ("https://a.example/b", "https://de.a.example/b"),
            ("https://a.example/en-us/b", "https://a.example/ja-jp/b"),
            ("https://a.example/en-us/b", "https://a.example/de-dx/b"),
            ("https://a.example/terms.md", "https://a.example/terms-languages/de.md"),
            ("https://a.example/b", "docs/de/b"),
            ("https://a.example/b?lang=all&d=e", "https://a.example/b?lang=de&d=e"),
        ] {
            assert!(!rewrite(wanted, written).1, "{written}");
        }
    }

    #[test]
    fn links_are_put_together_again() {
        for (text, expected) in [
            ("[t] (https://b.example)", "[t](u)"),
            ("![t]（/b）", "![t](u)"),
            ("[t](https://b.example]", "[t](u)"),
            ("[t](b.png “Titel”)", "[t](u \"Titel\")"),
            ("[t](b.png « Titre »)", "[t](u \"Titre\")"),
            ("[t](https:// b.example \"Titel\")", "[t](u \"Titel\")"),
            ("](/b）", "](u)"),
            ("](/ b", "](u"),
        ] {
            assert_eq!(relinked(text, "u").as_deref(), Some(expected), "{text}");
        }
        assert_eq!(relinked("[t]((b))", "u"), None);
        assert_eq!(relinked("t", "u"), None);
    }
}
