//! What a cheap look at a text tells of its language and its page: linear scans, no parsing.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::RangeInclusive;

use crate::model::locale::Locale;

/// Front-matter keys whose value is the document's locale, the surest first.
const LOCALE_KEYS: [&str; 6] =
    ["ms.contentlocale", "locale", "lang", "language", "content_language", "contentlocale"];

/// The front-matter key that is the same in all translations of one revision.
const PAGE_KEYS: [&str; 1] = ["ms.openlocfilehash"];

/// Frequent words that tell the languages of the Latin script apart. Shared words would tell nothing.
const FREQUENT: [(&str, &[&str]); 18] = [
    ("en", &["the", "and", "of", "to", "is", "for", "with", "this", "that", "you", "are"]),
    ("de", &["der", "die", "und", "das", "ist", "nicht", "mit", "eine", "für", "auf", "sie"]),
    ("fr", &["les", "des", "est", "une", "dans", "pour", "vous", "sur", "pas", "avec", "cette"]),
    ("es", &["los", "las", "una", "para", "por", "del", "como", "esta", "más", "puede", "el"]),
    ("pt", &["não", "uma", "você", "são", "dos", "da", "em", "um", "mais", "também", "ou"]),
    ("it", &["il", "che", "della", "sono", "gli", "di", "è", "nel", "questo", "puoi", "alla"]),
    ("nl", &["het", "een", "van", "voor", "niet", "zijn", "deze", "wordt", "naar", "ook", "bij"]),
    ("pl", &["nie", "jest", "się", "oraz", "dla", "aby", "które", "przez", "lub", "można", "jako"]),
    ("tr", &["bir", "bu", "için", "ve", "olarak", "daha", "veya", "gibi", "değil", "olan", "ile"]),
    ("id", &["yang", "dan", "untuk", "dengan", "ini", "dari", "tidak", "pada", "anda", "adalah", "atau"]),
    ("vi", &["và", "của", "các", "được", "cho", "một", "không", "bạn", "trong", "này", "là"]),
    ("cs", &["je", "se", "nebo", "které", "který", "pokud", "jsou", "při", "není", "může", "pro"]),
    ("sv", &["och", "att", "är", "som", "för", "på", "inte", "ett", "eller", "kan", "av"]),
    ("da", &["og", "er", "ikke", "på", "af", "kan", "eller", "til", "som", "det", "hvis"]),
    ("no", &["og", "er", "ikke", "på", "av", "kan", "eller", "til", "som", "det", "hvis"]),
    ("fi", &["ja", "on", "ei", "tai", "kun", "voit", "että", "sekä", "ovat", "jos", "mukaan"]),
    ("ro", &["și", "este", "pentru", "care", "sau", "din", "cu", "pe", "nu", "sunt", "dacă"]),
    ("hu", &["az", "és", "egy", "hogy", "nem", "vagy", "ha", "meg", "kell", "ezt", "van"]),
];

/// Scripts: the characters that tell, the language that they most likely are, and the others that use them.
/// Han is not among them, since it takes a second look.
const SCRIPTS: [(RangeInclusive<char>, &str, &[&str]); 23] = [
    ('\u{ac00}'..='\u{d7af}', "ko", &[]),
    (
        '\u{400}'..='\u{4ff}',
        "ru",
        &["uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "uz", "bs", "tt", "ba", "ce", "az"],
    ),
    ('\u{600}'..='\u{6ff}', "ar", &["fa", "ur", "ckb", "ku", "ps", "ug", "sd", "arz", "prs", "ks", "pa"]),
    ('\u{590}'..='\u{5ff}', "he", &["yi", "iw"]),
    ('\u{370}'..='\u{3ff}', "el", &[]),
    ('\u{e00}'..='\u{e7f}', "th", &[]),
    ('\u{900}'..='\u{97f}', "hi", &["mr", "ne", "sa", "mai", "bho", "doi", "brx", "ks", "sd"]),
    ('\u{980}'..='\u{9ff}', "bn", &["as", "mni"]),
    ('\u{a00}'..='\u{a7f}', "pa", &[]),
    ('\u{a80}'..='\u{aff}', "gu", &[]),
    ('\u{b00}'..='\u{b7f}', "or", &[]),
    ('\u{b80}'..='\u{bff}', "ta", &[]),
    ('\u{c00}'..='\u{c7f}', "te", &[]),
    ('\u{c80}'..='\u{cff}', "kn", &[]),
    ('\u{d00}'..='\u{d7f}', "ml", &[]),
    ('\u{d80}'..='\u{dff}', "si", &[]),
    ('\u{e80}'..='\u{eff}', "lo", &[]),
    ('\u{f00}'..='\u{fff}', "bo", &["dz"]),
    ('\u{1000}'..='\u{109f}', "my", &[]),
    ('\u{10a0}'..='\u{10ff}', "ka", &[]),
    ('\u{1200}'..='\u{137f}', "am", &["ti"]),
    ('\u{1780}'..='\u{17ff}', "km", &[]),
    ('\u{530}'..='\u{58f}', "hy", &[]),
];

/// Languages written in Han characters, Japanese apart.
const HAN: [&str; 4] = ["zh", "zho", "yue", "lzh"];

/// The locale that a document's front matter names.
pub(super) fn declared_locale(text: &str) -> Option<Locale> {
    LOCALE_KEYS.iter().find_map(|key| front_matter_value(text, key).and_then(Locale::parse))
}

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

/// Whether a text is plainly in another language than a locale's: it says so, or is in another script or English.
pub(super) fn refutes(text: &str, locale: &Locale) -> bool {
    if let Some(declared) = declared_locale(text) {
        return !declared.same_language(locale);
    }
    match by_script(text) {
        Some(script) => !uses_script(locale.language(), script),
        None => locale.language() != "en" && english_share(text) > 0.1,
    }
}

/// Whether a text says or shows that it is in a locale's language, or, where that cannot be told, plainly not English.
pub(super) fn confirms(text: &str, locale: &Locale) -> bool {
    if let Some(declared) = declared_locale(text) {
        return declared.same_language(locale);
    }
    if let Some(script) = by_script(text) {
        return uses_script(locale.language(), script);
    }
    match by_words(text) {
        Some(language) => language == locale.language() || (language == "no" && locale.language() == "da"),
        None => {
            !is_told_apart(locale.language()) && english_share(text) < 0.04 && words(text).nth(30).is_some()
        }
    }
}

/// Whether a text in the language shows it.
pub(super) fn is_told_apart(language: &str) -> bool {
    let by_script = SCRIPTS.iter().any(|(_, first, others)| *first == language || others.contains(&language));
    by_script
        || language == "ja"
        || HAN.contains(&language)
        || FREQUENT.iter().any(|(known, _)| *known == language)
}

fn uses_script(language: &str, script: &str) -> bool {
    match script {
        // Short Japanese texts may be mostly Han.
        "zh" => HAN.contains(&language) || language == "ja",
        _ if script == language => true,
        _ => SCRIPTS.iter().any(|(_, first, others)| *first == script && others.contains(&language)),
    }
}

/// The language that a text's characters most likely are; none for Latin ones.
fn by_script(text: &str) -> Option<&'static str> {
    let (mut latin, mut han, mut kana) = (0usize, 0usize, 0usize);
    let mut counts = [0usize; SCRIPTS.len()];
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' => latin += 1,
            _ if c < '\u{370}' => {}
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{4e00}'..='\u{9fff}' => han += 1,
            _ => {
                if let Some(script) = SCRIPTS.iter().position(|(range, ..)| range.contains(&c)) {
                    counts[script] += 1;
                }
            }
        }
    }
    // One such character says as much as a few Latin ones, of which URLs and code have many.
    let enough = |count: usize| count * 8 > latin && count > 10;
    if enough(han + kana) {
        return Some(if kana * 10 > han { "ja" } else { "zh" });
    }
    let (count, script) = counts.iter().zip(&SCRIPTS).max_by_key(|(count, _)| **count)?;
    enough(*count).then_some(script.1)
}

/// The language that a text's most frequent words are of.
fn by_words(text: &str) -> Option<&'static str> {
    let mut counts = [0usize; FREQUENT.len()];
    let mut all = 0usize;
    for word in words(text).filter(|word| word.len() <= 16) {
        let word = word.to_lowercase();
        all += 1;
        for (count, (_, words)) in counts.iter_mut().zip(&FREQUENT) {
            *count += usize::from(words.contains(&word.as_str()));
        }
    }
    let (count, language) = counts.iter().zip(&FREQUENT).max_by_key(|(count, _)| **count)?;
    (*count >= 5 && *count * 50 > all).then_some(language.0)
}

/// The share of a text's words that are frequent ones of English.
fn english_share(text: &str) -> f32 {
    let (mut all, mut english) = (1usize, 0usize);
    for word in words(text) {
        all += 1;
        english += usize::from(FREQUENT[0].1.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    english as f32 / all as f32
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1)
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
