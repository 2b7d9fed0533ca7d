//! What pages say, and in which locales.

use serde::Deserialize;

/// A locale that pages are written in.
pub(super) struct Locale {
    /// As folders are named.
    pub(super) tag: &'static str,
    /// The place of its language in `words.toml`.
    pub(super) words: usize,
}

/// One language of `words.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    /// What a translator makes of a placeholder who takes it for a text.
    pub(super) placeholder: String,
    pub(super) titles: Vec<String>,
    pub(super) headings: Vec<String>,
    pub(super) prose: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) lead_ins: Vec<String>,
    pub(super) steps: Vec<String>,
    pub(super) columns: Vec<String>,
    pub(super) cells: Vec<String>,
    pub(super) more: String,
    pub(super) links: Vec<String>,
}

impl Words {
    /// All languages, in the order in which [`Locale::words`] counts them.
    pub(super) fn all() -> Vec<Self> {
        #[derive(Deserialize)]
        struct File {
            language: Vec<Words>,
        }
        let file: File = toml::from_str(include_str!("words.toml")).expect("the words can be read");
        file.language
    }
}

const EN: usize = 0;
const DE: usize = 1;
const FR: usize = 2;
const ES: usize = 3;
const RU: usize = 4;
const AR: usize = 5;
const JA: usize = 6;
const ZH: usize = 7;

/// The source's locale first, then one of each script, then the others. A language that nobody wrote words for borrows
/// those of a neighbour: what a checker sees of it is its script, its lengths and its folder.
pub(super) const LOCALES: [Locale; 64] = [
    locale("en-us", EN),
    locale("de-de", DE),
    locale("ja-jp", JA),
    locale("fr-fr", FR),
    locale("ar-sa", AR),
    locale("zh-cn", ZH),
    locale("ru-ru", RU),
    locale("es-es", ES),
    locale("ko-kr", JA),
    locale("pt-br", ES),
    locale("it-it", ES),
    locale("nl-nl", DE),
    locale("pl-pl", RU),
    locale("zh-tw", ZH),
    locale("he-il", AR),
    locale("uk-ua", RU),
    locale("tr-tr", FR),
    locale("sv-se", DE),
    locale("cs-cz", RU),
    locale("hi-in", RU),
    locale("pt-pt", ES),
    locale("da-dk", DE),
    locale("fi-fi", DE),
    locale("nb-no", DE),
    locale("el-gr", RU),
    locale("hu-hu", FR),
    locale("ro-ro", FR),
    locale("th-th", ZH),
    locale("vi-vn", FR),
    locale("id-id", ES),
    locale("bg-bg", RU),
    locale("fa-ir", AR),
    locale("sk-sk", RU),
    locale("hr-hr", RU),
    locale("sl-si", RU),
    locale("lt-lt", FR),
    locale("lv-lv", FR),
    locale("et-ee", DE),
    locale("sr-rs", RU),
    locale("ms-my", ES),
    locale("bn-bd", RU),
    locale("ta-in", RU),
    locale("te-in", RU),
    locale("ml-in", RU),
    locale("kn-in", RU),
    locale("mr-in", RU),
    locale("gu-in", RU),
    locale("ur-pk", AR),
    locale("ne-np", RU),
    locale("si-lk", RU),
    locale("km-kh", ZH),
    locale("lo-la", ZH),
    locale("my-mm", ZH),
    locale("ka-ge", RU),
    locale("hy-am", RU),
    locale("az-az", FR),
    locale("kk-kz", RU),
    locale("uz-uz", FR),
    locale("mn-mn", RU),
    locale("sw-ke", ES),
    locale("af-za", DE),
    locale("ca-es", ES),
    locale("eu-es", ES),
    locale("gl-es", ES),
];

const fn locale(tag: &'static str, words: usize) -> Locale {
    Locale { tag, words }
}
