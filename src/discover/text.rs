//! What a cheap look at a text tells of its language and its page: linear scans, no parsing.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::model::locale::Locale;

/// Front-matter keys whose value is the document's locale, the surest first.
const LOCALE_KEYS: [&str; 6] =
    ["ms.contentlocale", "locale", "lang", "language", "content_language", "contentlocale"];

/// The front-matter key that is the same in all translations of one revision.
const PAGE_KEYS: [&str; 1] = ["ms.openlocfilehash"];

/// Frequent words that tell the languages of one script apart. Shared words would tell nothing.
const FREQUENT: [(&str, &[&str]); 9] = [
    ("en", &["the", "and", "of", "to", "is", "for", "with", "this", "that", "you", "are"]),
    ("de", &["der", "die", "und", "das", "ist", "nicht", "mit", "eine", "für", "auf", "sie"]),
    ("fr", &["les", "des", "est", "une", "dans", "pour", "vous", "sur", "pas", "avec", "cette"]),
    ("es", &["los", "las", "una", "para", "por", "del", "como", "esta", "más", "puede", "el"]),
    ("pt", &["não", "uma", "você", "são", "dos", "da", "em", "um", "mais", "também", "ou"]),
    ("it", &["il", "che", "della", "sono", "gli", "di", "è", "nel", "questo", "puoi", "alla"]),
    ("nl", &["het", "een", "van", "voor", "niet", "zijn", "deze", "wordt", "naar", "ook", "bij"]),
    ("pl", &["nie", "jest", "się", "oraz", "dla", "aby", "które", "przez", "lub", "można", "jako"]),
    ("tr", &["bir", "bu", "için", "ve", "olarak", "daha", "veya", "gibi", "değil", "olan", "ile"]),
];

/// The locale that a document's front matter names.
pub(super) fn declared_locale(text: &str) -> Option<Locale> {
    LOCALE_KEYS.iter().find_map(|key| front_matter_value(text, key).and_then(Locale::parse))
}

/// Languages in the script of the first.
const SCRIPTS: [(&str, &[&str]); 9] = [
    ("zh", &["ja", "yue", "lzh", "zho"]),
    ("ja", &[]),
    ("ko", &["kr"]),
    ("ru", &["uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "uz", "bs", "tt", "ba", "ce", "az"]),
    ("ar", &["fa", "ur", "ckb", "ku", "ps", "ug", "sd", "arz", "prs", "ks", "pa"]),
    ("he", &["yi", "iw"]),
    ("th", &[]),
    ("el", &[]),
    ("hi", &["mr", "ne", "sa", "mai", "bho", "doi", "brx", "ks", "sd"]),
];

/// What the front matter says the page is, in all its languages alike.
pub(super) fn declared_page(text: &str) -> Option<&str> {
    PAGE_KEYS.iter().find_map(|key| front_matter_value(text, key))
}

/// The value of a top-level key of the front matter, YAML or TOML, without quotes.
fn front_matter_value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let text = text.trim_start_matches('\u{feff}');
    let fence = ["---", "+++"].into_iter().find(|fence| text.starts_with(fence))?;
    let lines = text.lines().skip(1).take_while(|line| line.trim_end() != fence);
    let mut values = lines.filter_map(|line| {
        let value = line.strip_prefix(key)?.trim_start();
        value.strip_prefix([':', '='])
    });
    let value = values.next()?.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

/// The language a text is written in, as far as its script and its most frequent words tell.
pub(super) fn language(text: &str) -> Option<Locale> {
    by_script(text).or_else(|| by_words(text)).and_then(Locale::parse)
}

/// Whether a text is plainly in another language than a locale's: in another script, or English.
pub(super) fn refutes(text: &str, locale: &Locale) -> bool {
    match by_script(text) {
        Some(script) => {
            let shares = |(first, others): &(&str, &[&str])| {
                *first == script && (*first == locale.language() || others.contains(&locale.language()))
            };
            !SCRIPTS.iter().any(shares)
        }
        None => locale.language() != "en" && is_english(text),
    }
}

/// Whether many of a text's words are frequent ones of English.
fn is_english(text: &str) -> bool {
    let (mut all, mut english) = (0usize, 0usize);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1) {
        all += 1;
        english += usize::from(FREQUENT[0].1.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    english * 10 > all
}

fn by_script(text: &str) -> Option<&'static str> {
    let (mut han, mut kana, mut hangul, mut cyrillic, mut arabic, mut latin) = (0, 0, 0, 0, 0, 0);
    let (mut hebrew, mut thai, mut greek, mut indic) = (0, 0, 0, 0);
    for c in text.chars() {
        *match c {
            'a'..='z' | 'A'..='Z' => &mut latin,
            '\u{370}'..='\u{3ff}' => &mut greek,
            '\u{400}'..='\u{4ff}' => &mut cyrillic,
            '\u{590}'..='\u{5ff}' => &mut hebrew,
            '\u{600}'..='\u{6ff}' => &mut arabic,
            '\u{900}'..='\u{97f}' => &mut indic,
            '\u{e00}'..='\u{e7f}' => &mut thai,
            '\u{3040}'..='\u{30ff}' => &mut kana,
            '\u{4e00}'..='\u{9fff}' => &mut han,
            '\u{ac00}'..='\u{d7af}' => &mut hangul,
            _ => continue,
        } += 1;
    }
    // One character of these says as much as a few Latin ones, of which URLs and code have many.
    let enough = |count: usize| count * 8 > latin && count > 10;
    let scripts = [
        (hangul, "ko"),
        (cyrillic, "ru"),
        (arabic, "ar"),
        (hebrew, "he"),
        (thai, "th"),
        (greek, "el"),
        (indic, "hi"),
    ];
    if enough(han + kana) {
        return Some(if kana * 10 > han { "ja" } else { "zh" });
    }
    scripts.into_iter().find(|(count, _)| enough(*count)).map(|(_, language)| language)
}

fn by_words(text: &str) -> Option<&'static str> {
    let mut counts = [0usize; FREQUENT.len()];
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| (2..=16).contains(&word.len())) {
        let word = word.to_lowercase();
        for (count, (_, words)) in counts.iter_mut().zip(&FREQUENT) {
            *count += usize::from(words.contains(&word.as_str()));
        }
    }
    let (count, language) = counts.iter().zip(&FREQUENT).max_by_key(|(count, _)| **count)?;
    (*count >= 5).then_some(language.0)
}

/// What is not translated in a text, hashed: link targets, URLs, anchors, includes. Sorted.
pub(super) fn fingerprint(text: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    for (opening, ends) in [
        ("](", &[')', ' ', '"', '\n', '）'][..]),
        ("://", &[')', ']', '>', '"', '\'', '`', '<', ' ', '\n', '\r', '\t', '|'][..]),
        ("{#", &['}', ' ', '\n'][..]),
        ("=\"", &['"', '\n'][..]),
    ] {
        for (at, _) in text.match_indices(opening) {
            let rest = &text[at + opening.len()..];
            let end = rest.char_indices().take(512).find(|(_, c)| ends.contains(c) || !c.is_ascii());
            let token = rest[..end.map_or(0, |(end, _)| end)].trim_end_matches(['.', ',', ';', ':', '*']);
            if !token.is_empty() {
                tokens.push(hash(token));
            }
        }
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// The hash of a token, whatever the locale in it.
fn hash(token: &str) -> u64 {
    let token = token.split_once("://").map_or(token, |(_, rest)| rest);
    let mut hasher = DefaultHasher::new();
    for segment in token.split('/') {
        if !Locale::parse(segment).is_some_and(|locale| locale.has_subtags()) {
            segment.hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_names_the_locale() {
        for (text, locale) in [
            ("---\ntitle: x\nms.contentlocale: sv-SE\n---\n", Some("sv-SE")),
            ("\u{feff}---\r\nlang: \"ja\"\r\n---\r\n", Some("ja")),
            ("+++\nlanguage = 'pt-br'\n+++\n", Some("pt-BR")),
            ("---\ntitle: x\n---\nlang: de\n", None),
            ("lang: de\n", None),
            ("---\nlanguage: rust\n---\n", None),
        ] {
            assert_eq!(declared_locale(text).as_ref().map(Locale::as_str), locale, "{text}");
        }
    }

    #[test]
    fn languages_are_told_by_script_and_by_words() {
        for (text, expected) in [
            ("お客様のポータルにサインインして、ディレクトリを切り替えます。", Some("ja")),
            ("登录门户网站，然后切换到客户的目录。", Some("zh")),
            ("Войдите на портал и переключите каталог.", Some("ru")),
            ("Sign in to the portal that is for you and the directory of the tenant.", Some("en")),
            (
                "Melden Sie sich mit der Kennung an, die für das Portal ist, und nicht auf der Seite.",
                Some("de"),
            ),
            ("npm install", None),
        ] {
            assert_eq!(language(text).as_ref().map(Locale::as_str), expected, "{text}");
        }
    }

    #[test]
    fn a_translation_has_the_fingerprint_of_its_source() {
        let source = "See [portal](https://x.example.com/en-us/a), [next](next.md) and `https://y.example.com?tid=id`. {#top}";
        let other = "Zie https://y.example.com?tid=id `.` [volgende](next.md): [x](https://x.example.com/nl-nl/a) {#top}";
        assert_eq!(fingerprint(source), fingerprint(other));
        assert_ne!(fingerprint(source), fingerprint("[next](other.md)"));
    }
}
