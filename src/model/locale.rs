//! Locales: BCP 47 tags of languages that exist, and the names under which repositories keep them.

use std::fmt;
use std::sync::Arc;

/// A locale in canonical BCP 47 spelling (RFC 5646, section 2.1.1): `de`, `pt-BR`, `zh-Hant`, `es-419`.
/// Tags that differ in case or in `_` for `-` are the same locale.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locale(Arc<str>);

impl Locale {
    /// The locale that a tag or a folder's name stands for: a tag of a known language with optional script and
    /// region, a language's English or own name (`german`, `espanol`, `chinese-traditional`), or a customary
    /// misnomer (`jp`, `cn`). None for anything else, however well-formed: `api` is no language.
    pub fn parse(name: &str) -> Option<Self> {
        if name.len() < 2 || name.len() > 32 {
            return None;
        }
        // Every segment of every path is asked, and hardly any is one.
        let named = may_be_name(name).then(|| named(name)).flatten();
        named.or_else(|| is_language(language_of(name)).then(|| Self::parse_tag(&lower(name)))?)
    }

    fn parse_tag(lower: &str) -> Option<Self> {
        let mut subtags = lower.split('-');
        let language = subtags.next()?;
        if !is_language(language) {
            return None;
        }
        let mut tag = language.to_owned();
        let mut seen = Seen::Language;
        for subtag in subtags {
            let (next, text) = classify(subtag)?;
            if next <= seen {
                return None;
            }
            seen = next;
            tag.push('-');
            tag.push_str(&text);
        }
        Some(Self(tag.into()))
    }

    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `zh` of `zh-Hant`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Whether the two are forms of one language, whatever their script and region.
    pub fn same_language(&self, other: &Self) -> bool {
        self.language() == other.language()
    }

    /// Whether this locale, as somebody named it, means another: itself, and a bare language all forms of it.
    pub fn means(&self, other: &Self) -> bool {
        self == other || (!self.has_subtags() && self.same_language(other))
    }

    /// The names of languages that are no tags: `german`, `espanol`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name).filter(|name| name.chars().count() > 3)
    }

    /// Whether the tag says more than the language.
    pub fn has_subtags(&self) -> bool {
        self.0.contains('-')
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn lower(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// What a tag begins with.
fn language_of(name: &str) -> &str {
    &name[..name.bytes().position(|byte| matches!(byte, b'-' | b'_')).unwrap_or(name.len())]
}

/// Whether a name has the length and the first two letters of a name that is no tag.
fn may_be_name(name: &str) -> bool {
    const BEGINNINGS: [[u32; 26]; 33] = beginnings();
    let begins = |letters: &[u32; 26]| match *name.as_bytes() {
        [first, second, ..] => has_two_letters(letters, [first, second]),
        _ => false,
    };
    !name.is_ascii() || BEGINNINGS.get(name.len()).is_some_and(begins)
}

/// The locale of a name that is no tag.
fn named(name: &str) -> Option<Locale> {
    let found = if name.is_ascii() {
        let spelled = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
        NAMES.binary_search_by(|(known, _)| known.bytes().cmp(name.bytes().map(spelled)))
    } else {
        let lower = lower(name);
        NAMES.binary_search_by_key(&lower.as_str(), |&(known, _)| known)
    };
    found.ok().map(|index| Locale(NAMES[index].1.into()))
}

#[derive(PartialEq, PartialOrd)]
enum Seen {
    Language,
    Script,
    Region,
    Variant,
}

/// The kind of a subtag after the language, and its canonical spelling.
fn classify(subtag: &str) -> Option<(Seen, String)> {
    let letters = subtag.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = subtag.bytes().all(|b| b.is_ascii_digit());
    match subtag.len() {
        4 if letters && SCRIPTS.contains(&subtag) => {
            let (first, rest) = subtag.split_at(1);
            Some((Seen::Script, first.to_ascii_uppercase() + rest))
        }
        2 if letters && is_region(subtag) => Some((Seen::Region, subtag.to_ascii_uppercase())),
        3 if digits => Some((Seen::Region, subtag.to_owned())),
        5..=8 if VARIANTS.contains(&subtag) => Some((Seen::Variant, subtag.to_owned())),
        _ => None,
    }
}

/// Whether a subtag, in letters of either case, is a language.
fn is_language(subtag: &str) -> bool {
    const TWO: [u32; 26] = two_letters(LANGUAGES);
    match *subtag.as_bytes() {
        [a, b] => has_two_letters(&TWO, [a, b]),
        [_, _, _] => LONG_LANGUAGES.iter().any(|known| known.eq_ignore_ascii_case(subtag)),
        _ => false,
    }
}

/// Whether a subtag of two letters of either case is a region.
fn is_region(subtag: &str) -> bool {
    const TWO: [u32; 26] = two_letters(REGIONS);
    matches!(*subtag.as_bytes(), [a, b] if has_two_letters(&TWO, [a, b]))
}

/// Whether a table of [`two_letters`] has a code, in letters of either case.
fn has_two_letters(table: &[u32; 26], code: [u8; 2]) -> bool {
    let [first, second] = code.map(|letter| letter.to_ascii_lowercase().wrapping_sub(b'a'));
    table.get(usize::from(first)).is_some_and(|seconds| second < 26 && seconds >> second & 1 == 1)
}

/// The codes of a list, of two letters each: by their first letter the set of their second ones.
const fn two_letters(list: &str) -> [u32; 26] {
    let bytes = list.as_bytes();
    let mut table = [0; 26];
    let mut at = 0;
    while at + 1 < bytes.len() {
        table[(bytes[at] - b'a') as usize] |= 1 << (bytes[at + 1] - b'a');
        at += "aa ".len();
    }
    table
}

/// The first two letters of the names that are no tags, as a table of [`two_letters`] for each length of a name in bytes.
const fn beginnings() -> [[u32; 26]; 33] {
    let mut table = [[0; 26]; 33];
    let mut at = 0;
    while at < NAMES.len() {
        let name = NAMES[at].0.as_bytes();
        if name.is_ascii() {
            table[name.len()][(name[0] - b'a') as usize] |= 1 << (name[1] - b'a');
        }
        at += 1;
    }
    table
}

/// ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik \
    io is it iu iw ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk \
    ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa \
    sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur \
    uz ve vi vo wa wo xh yi yo za zh zu";

/// Those of ISO 639-2/3 that documentation is translated into; sorted.
const LONG_LANGUAGES: [&str; 54] = [
    "arz", "ast", "bal", "ber", "bew", "bho", "brx", "ceb", "chr", "ckb", "crh", "csb", "doi", "dsb", "fil",
    "fur", "gsw", "haw", "hil", "hsb", "ilo", "kab", "kmr", "kok", "lij", "lmo", "lzh", "mai", "mni", "mwl",
    "nap", "nds", "nso", "oci", "pap", "pcm", "pdc", "prs", "quc", "sah", "sat", "scn", "sco", "shi", "szl",
    "tet", "tpi", "tzm", "vec", "wal", "war", "yue", "zgh", "zho",
];

/// ISO 3166-1 alpha-2, lower-cased, with the reserved codes that are in use.
const REGIONS: &str = "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br \
bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu \
fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir \
is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn \
mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py \
qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr \
tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws xk ye yt za zm zw";

/// ISO 15924 codes that occur in locale tags of documentation.
const SCRIPTS: [&str; 12] =
    ["arab", "beng", "cyrl", "deva", "guru", "hans", "hant", "hebr", "latn", "mong", "orya", "tfng"];

/// Registered variants in use.
const VARIANTS: [&str; 3] = ["tarask", "valencia", "ijekavsk"];

/// Names of languages as folders bear them, and codes that stand for a language by custom; sorted.
/// `br`, `se` and `tw` are languages of their own (Breton, Northern Sami, Twi) and stay what they are.
const NAMES: [(&str, &str); 104] = [
    ("arabic", "ar"),
    ("bahasa", "id"),
    ("bahasa-indonesia", "id"),
    ("bangla", "bn"),
    ("bengali", "bn"),
    ("brazilian", "pt-BR"),
    ("brazilian-portuguese", "pt-BR"),
    ("bulgarian", "bg"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("chinese-simplified", "zh-Hans"),
    ("chinese-traditional", "zh-Hant"),
    ("chs", "zh-Hans"),
    ("cht", "zh-Hant"),
    ("cn", "zh-CN"),
    ("croatian", "hr"),
    ("cz", "cs"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dansk", "da"),
    ("deutsch", "de"),
    ("dk", "da"),
    ("dutch", "nl"),
    ("eng", "en"),
    ("english", "en"),
    ("espanol", "es"),
    ("español", "es"),
    ("esperanto", "eo"),
    ("estonian", "et"),
    ("farsi", "fa"),
    ("filipino", "fil"),
    ("finnish", "fi"),
    ("francais", "fr"),
    ("français", "fr"),
    ("french", "fr"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("indonesia", "id"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("jp", "ja"),
    ("kazakh", "kk"),
    ("khmer", "km"),
    ("korean", "ko"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("magyar", "hu"),
    ("malay", "ms"),
    ("malayalam", "ml"),
    ("marathi", "mr"),
    ("nederlands", "nl"),
    ("nepali", "ne"),
    ("norsk", "no"),
    ("norwegian", "no"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("portugues", "pt"),
    ("portuguese", "pt"),
    ("portuguese-brazil", "pt-BR"),
    ("português", "pt"),
    ("punjabi", "pa"),
    ("romana", "ro"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("simplified-chinese", "zh-Hans"),
    ("sinhala", "si"),
    ("slovak", "sk"),
    ("slovenian", "sl"),
    ("spanish", "es"),
    ("suomi", "fi"),
    ("svenska", "sv"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("tagalog", "tl"),
    ("tamil", "ta"),
    ("telugu", "te"),
    ("thai", "th"),
    ("tieng-viet", "vi"),
    ("traditional-chinese", "zh-Hant"),
    ("turkce", "tr"),
    ("turkish", "tr"),
    ("türkçe", "tr"),
    ("ua", "uk"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("uzbek", "uz"),
    ("vietnamese", "vi"),
    ("vn", "vi"),
    ("česky", "cs"),
    ("русский", "ru"),
    ("українська", "uk"),
    ("العربية", "ar"),
    ("中文", "zh"),
    ("日本語", "ja"),
    ("简体中文", "zh-Hans"),
    ("한국어", "ko"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str) -> Option<String> {
        Locale::parse(name).map(|locale| locale.to_string())
    }

    #[test]
    fn spellings_of_one_locale_agree() {
        for (name, canonical) in [
            ("de-de", "de-DE"),
            ("PT_br", "pt-BR"),
            ("zh-hant", "zh-Hant"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("german", "de"),
            ("Chinese-Traditional", "zh-Hant"),
            ("jp", "ja"),
            ("日本語", "ja"),
        ] {
            assert_eq!(tag(name).as_deref(), Some(canonical), "{name}");
        }
    }

    #[test]
    fn what_is_no_known_language_is_no_locale() {
        for name in ["api", "docs", "en-docs", "x", "", "v2", "de-zz", "en-us-en", "src", "assets"] {
            assert_eq!(tag(name), None, "{name}");
        }
    }

    #[test]
    fn a_bare_language_means_all_its_forms() {
        let locale = |name: &str| Locale::parse(name).unwrap();
        assert!(locale("pt").means(&locale("pt-BR")));
        assert!(!locale("pt-BR").means(&locale("pt")));
        assert!(!locale("pt-BR").means(&locale("pt-PT")));
    }

    #[test]
    fn languages_are_told_in_either_case() {
        for known in LANGUAGES.split_ascii_whitespace().chain(LONG_LANGUAGES) {
            assert!(is_language(known) && is_language(&known.to_ascii_uppercase()), "{known}");
        }
        for unknown in ["xx", "q1", "-a", "ab ", "api", "é"] {
            assert!(!is_language(unknown), "{unknown}");
        }
    }

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted_by_key(|&(name, _)| name));
    }
}
