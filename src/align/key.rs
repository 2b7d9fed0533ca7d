//! URLs as a comparison sees them: without what a legitimate localization changes.

use std::borrow::Cow;

use camino::Utf8Path;

use crate::model::document::UrlOccurrence;
use crate::model::equivalents::Equivalents;
use crate::model::locale::Locale;
use crate::model::page::Variant;
use crate::model::portal::Portals;
use crate::model::site::Site;
use crate::model::url::Url;

/// What keys depend on beside the URL: the locales that are neutral on this pair of documents, and the site.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) locales: [&'a Locale; 2],
    pub(super) equivalents: &'a Equivalents,
    pub(super) site: &'a Site,
    pub(super) portals: &'a Portals,
}

/// A URL's locale-neutral identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// All but the fragment. Two URLs of equal `main` lead to the same page.
    pub(super) main: String,
    /// The fragment.
    pub(super) fragment: Option<String>,
    /// The language that was visible and has been taken away.
    pub(super) localized: Option<String>,
    /// On a host where every language names its pages in its own way: the host without its language and the first
    /// segment of the path (`wikipedia.org/wiki`), and the language.
    /// Another language's page there is a legitimate swap.
    pub(super) free_host: Option<(String, String)>,
    /// Of a link to a file in a source repository: the link without the branch or commit, and that. A link to one
    /// commit is a link to the file on a branch that is meant to last.
    pub(super) commit: Option<(String, String)>,
}

impl Key {
    /// Whether the two lead to the same page, apart from its language.
    pub(super) fn same_page(&self, other: &Self) -> bool {
        self.main == other.main || self.is_free_swap(other)
    }

    /// Whether the two are other languages' pages on a host where each names its pages in its own way.
    pub(super) fn is_free_swap(&self, other: &Self) -> bool {
        match (&self.free_host, &other.free_host) {
            (Some((host, language)), Some((other_host, other_language))) => {
                host == other_host && language != other_language
            }
            _ => false,
        }
    }

    /// The whole key as one text.
    pub(super) fn into_subject(self) -> String {
        match self.fragment {
            Some(fragment) => self.main + "#" + &fragment,
            None => self.main,
        }
    }

    /// Whether the two lead to one file of a source repository, one of them at a certain commit.
    pub(super) fn same_source(&self, other: &Self) -> bool {
        match (&self.commit, &other.commit) {
            (Some((file, revision)), Some((other_file, other_revision))) => {
                file == other_file && (is_commit(revision) || is_commit(other_revision))
            }
            _ => false,
        }
    }

    /// Whether a fragment that differs is beyond checking: the other language's page has headings of its own.
    pub(super) fn fragment_is_free(&self, other: &Self) -> bool {
        self.is_free_swap(other) || self.localized != other.localized || self.commit != other.commit
    }
}

/// Tells of URLs that are the same in both variants whether their keys are, without making keys.
pub(super) struct SameKeys {
    /// How many folders deep both variants lie in the trees of their locales, if they lie alike in them.
    depth: Option<usize>,
    /// Whether no portal has a host of its own for one of the locales.
    hosts: bool,
}

impl SameKeys {
    pub(super) fn new(reference: &Variant, translation: &Variant, scope: Scope<'_>) -> Self {
        let folder = |variant: &Variant| {
            let tree = scope.site.trees.get(variant.tree? as usize)?;
            let path = scope.site.known(&variant.path);
            let folder = path.strip_prefix(&tree.dir).ok()?.parent()?.to_owned();
            tree.suffix.is_empty().then_some((tree.family, folder))
        };
        let (ours, theirs) = (folder(reference), folder(translation));
        let depth =
            ours.filter(|ours| theirs.as_ref() == Some(ours)).map(|(_, folder)| folder.components().count());
        let has_hosts = |variant: &Variant| scope.portals.has_exceptions(&variant.locale);
        Self { depth, hosts: !has_hosts(reference) && !has_hosts(translation) }
    }

    /// Whether two URLs certainly have the same key. Where not, their keys have to be compared.
    pub(super) fn are_certain(&self, reference: &Url, translation: &Url) -> bool {
        if reference.identity() != translation.identity() {
            return false;
        }
        if reference.is_absolute() {
            return self.hosts;
        }
        let path = reference.identity_without_fragment();
        if !reference.is_relative() || path.is_empty() || path.starts_with('/') {
            return true;
        }
        // What leads out of the tree of the locale leads to different places.
        let rest = path.trim_start_matches("../");
        let climbs = (path.len() - rest.len()) / "../".len();
        self.depth.is_some_and(|depth| climbs <= depth) && !rest.contains("..")
    }
}

/// The key of an occurrence in a variant.
pub(super) fn key(occurrence: &UrlOccurrence, variant: &Variant, scope: Scope<'_>) -> Key {
    url_key(&occurrence.url, variant, scope)
}

/// The key of a URL as it would stand in a variant.
pub(super) fn url_key(url: &Url, variant: &Variant, scope: Scope<'_>) -> Key {
    let fragment =
        url.identity().split_once('#').and_then(|(_, fragment)| anchor(fragment)).map(str::to_owned);
    if url.is_absolute() {
        let excepted = url.host().and_then(|host| {
            let of_source = scope.portals.host_of_source(&variant.locale, host)?;
            Some(Url::new(&url.as_str().replacen(host, &of_source, 1)))
        });
        return absolute(excepted.as_ref().unwrap_or(url), fragment, scope);
    }
    if !url.is_relative() {
        return plain(without_words(url.identity_without_fragment(), scope).into_owned(), fragment);
    }
    let identity = url.identity_without_fragment();
    let (path, query) =
        identity.split_once('?').map_or((identity, None), |(path, query)| (path, Some(query)));
    let mut key = if path.is_empty() {
        plain(String::new(), fragment)
    } else if path.starts_with('/') {
        let (path, localized) = neutral_segments(path, scope);
        Key { localized: localized.map(str::to_owned), ..plain(path, fragment) }
    } else {
        plain(relative(path, variant, scope), fragment)
    };
    if let Some(query) = query {
        key.main.push('?');
        key.main.push_str(&folded(query));
    }
    key
}

/// The anchor of a fragment, without what it says of the words that it leads to (`:~:text=…`), which are those of the page
/// in its own language.
fn anchor(fragment: &str) -> Option<&str> {
    fragment
        .split_once(":~:")
        .map_or(Some(fragment), |(anchor, _)| Some(anchor).filter(|anchor| !anchor.is_empty()))
}

/// A URL without the values in its query that are words for readers.
fn without_words<'u>(url: &'u str, scope: Scope<'_>) -> Cow<'u, str> {
    let Some((start, query)) = url.split_once('?') else { return Cow::Borrowed(url) };
    let key = |pair: &'u str| pair.split_once('=').map_or(pair, |(key, _)| key);
    let is_text = |pair: &&'u str| scope.equivalents.is_text(start, key(pair));
    if !query.split('&').any(|pair| is_text(&pair)) {
        return Cow::Borrowed(url);
    }
    let kept = query.split('&').map(|pair| if is_text(&pair) { key(pair) } else { pair });
    Cow::Owned(format!("{start}?{}", kept.collect::<Vec<_>>().join("&")))
}

/// The locale-neutral pages that a relative link, or one that starts with `/`, may lead to; with its query.
pub(super) fn targets(url: &Url, variant: &Variant, scope: Scope<'_>) -> Vec<String> {
    let identity = url.identity_without_fragment();
    let (path, query) = identity.split_once('?').unwrap_or((identity, ""));
    if !url.is_relative() || path.is_empty() {
        return Vec::new();
    }
    let (neutral, _) = neutral_segments(path, scope);
    let mut targets = scope.site.targets(&neutral, &variant.path, variant.tree);
    if let Some(file) = scope.site.linked_file(path, &variant.path, variant.tree) {
        targets.insert(0, format!("file:{file}"));
    }
    let query = folded(query);
    targets.into_iter().map(|target| format!("{target}?{query}")).collect()
}

/// The file that a relative link, or one that starts with `/`, leads to.
pub(super) fn linked_file<'a>(url: &Url, variant: &Variant, scope: Scope<'a>) -> Option<Cow<'a, Utf8Path>> {
    if !url.is_relative() || url.path().is_empty() {
        return None;
    }
    let (path, _) = neutral_segments(url.path(), scope);
    let find = |path: &str| scope.site.linked_file(path, &variant.path, variant.tree);
    find(url.path()).or_else(|| find(&path))
}

/// Whether two relative links that name no file lead to different pages: `../a` and `../../a` in one folder, which
/// follow one convention or the other, but not both.
pub(super) fn lead_apart(r: (&Url, &Variant), t: (&Url, &Variant), scope: Scope<'_>) -> bool {
    let bare = |url: &Url| url.is_relative() && !url.path().starts_with('/') && file_extension(url).is_none();
    if !bare(r.0) || !bare(t.0) {
        return false;
    }
    let (a, b) = (neutral_segments(r.0.path(), scope).0, neutral_segments(t.0.path(), scope).0);
    scope.site.lead_apart((&a, &r.1.path, r.1.tree), (&b, &t.1.path, t.1.tree))
}

/// The extension by which a link names a file of a page: `md`, `html`.
pub(super) fn file_extension(url: &Url) -> Option<&str> {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let (_, extension) = name.rsplit_once('.')?;
    ["md", "mdx", "markdown", "html", "htm"].contains(&extension).then_some(extension)
}

/// The extension by which a relative link names a Markdown file.
pub(super) fn markdown_extension(url: &Url) -> Option<&str> {
    file_extension(url).filter(|extension| url.is_relative() && !extension.starts_with("htm"))
}

/// The query of a link within the site: `Single+Sign-on`, `single-sign-on` and `Single%20Sign-on` are spellings of one
/// value.
fn folded(query: &str) -> String {
    query.replace("%20", "-").replace(['+', '_'], "-").to_ascii_lowercase()
}

/// The path of a URL on its site, apart from the language.
pub(super) fn site_path(url: &Url, scope: Scope<'_>) -> String {
    neutral_segments(url.path(), scope).0
}

const fn plain(main: String, fragment: Option<String>) -> Key {
    Key { main, fragment, localized: None, free_host: None, commit: None }
}

/// A relative link as the page it leads to.
fn relative(path: &str, variant: &Variant, scope: Scope<'_>) -> String {
    let dir = variant.path.parent().unwrap_or_else(|| Utf8Path::new(""));
    let (path, _) = neutral_segments(path, scope);
    scope.site.neutral(&dir.join(path), variant.tree)
}

fn absolute(url: &Url, fragment: Option<String>, scope: Scope<'_>) -> Key {
    let identity = without_words(url.identity_without_fragment(), scope);
    let (scheme, rest) = identity.split_once("//").unwrap_or(("", &*identity));
    let (rest, query) = rest.split_once('?').map_or((rest, ""), |(rest, query)| (rest, query));
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (host, label) = neutral_host(authority, scope);
    let (path, path_localized) = neutral_segments(path, scope);
    let path = without_page_name(&path);
    let (path, commit) = source_path(&host, path);
    let (query, query_localized) = neutral_query(query, scope);
    let mut main = format!("{scheme}//{host}{path}");
    if !query.is_empty() {
        main.push('?');
        main.push_str(&query);
    }
    for (prefix, plain) in &scope.equivalents.same_prefixes {
        if let Some(rest) = main.strip_prefix(prefix.as_str()) {
            main = format!("{plain}{rest}");
        }
    }
    let main = with_plain_delimiters(main);
    Key {
        commit: commit.map(|commit| (main.replacen(commit, "", 1), commit.to_owned())),
        main,
        fragment,
        localized: label.or(path_localized).or(query_localized).map(str::to_owned),
        free_host: label.filter(|_| has_free_paths(&host, scope)).map(|label| {
            let folder = path.trim_start_matches('/').split_once('/').map_or("", |(folder, _)| folder);
            (format!("{host}/{folder}"), label.to_owned())
        }),
    }
}

/// The path of a file in a source repository with `blob` for `tree`, to which the host leads as well; and the branch or
/// commit in it.
fn source_path<'u>(host: &str, path: &'u str) -> (Cow<'u, str>, Option<&'u str>) {
    let mut parts = path.splitn(6, '/');
    let (_, owner, repository) = (parts.next(), parts.next(), parts.next());
    let (kind, revision, file) = (parts.next(), parts.next(), parts.next());
    match (host, owner, repository, kind, revision, file) {
        ("github.com", Some(owner), Some(repository), Some("blob" | "tree"), Some(revision), Some(file)) => {
            (Cow::Owned(format!("/{owner}/{repository}/blob/{revision}/{file}")), Some(revision))
        }
        _ => (Cow::Borrowed(path), None),
    }
}

/// Whether a revision is the hash of a commit.
fn is_commit(revision: &str) -> bool {
    (7..=40).contains(&revision.len())
        && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
        && revision.bytes().any(|byte| byte.is_ascii_digit())
}

/// A URL in which characters that need not be percent-encoded are written plainly (RFC 3986, section 2.2, in a path).
fn with_plain_delimiters(url: String) -> String {
    const PLAIN: [(&str, &str); 9] = [
        ("%21", "!"),
        ("%24", "$"),
        ("%27", "'"),
        ("%28", "("),
        ("%29", ")"),
        ("%2A", "*"),
        ("%2C", ","),
        ("%3A", ":"),
        ("%40", "@"),
    ];
    if !url.contains('%') {
        return url;
    }
    PLAIN.iter().fold(url, |url, (encoded, plain)| url.replace(encoded, plain))
}

/// A path without what servers let writers leave out: `/a/index.html` and `/a.html` are `/a`.
fn without_page_name(path: &str) -> &str {
    let stem = path.strip_suffix(".html").unwrap_or(path);
    stem.strip_suffix("/index").unwrap_or(stem)
}

/// The host without a label that names one of the pair's languages, and the label: `v2.de.example.org` is
/// `v2.example.org` where `example.org` is known to have such labels.
pub(super) fn neutral_host<'u>(authority: &'u str, scope: Scope<'_>) -> (String, Option<&'u str>) {
    for (at, _) in authority.match_indices('.') {
        let (before, base) = (&authority[..at], &authority[at + 1..]);
        let start = before.rfind('.').map_or(0, |dot| dot + 1);
        let label = &before[start..];
        let known = scope.equivalents.language_subdomains.iter().any(|host| host == base);
        if known && (names_locale(label, scope) || label == "www") {
            return (format!("{}{base}", &authority[..start]), Some(label));
        }
    }
    (authority.to_owned(), None)
}

/// Whether pages of a host have another path in each language.
fn has_free_paths(host: &str, scope: Scope<'_>) -> bool {
    scope.equivalents.any_path.iter().any(|known| known == host)
}

/// A path without the segments that name one of the pair's languages, and without a slash at its end; and the last
/// of those segments.
fn neutral_segments<'u>(path: &'u str, scope: Scope<'_>) -> (String, Option<&'u str>) {
    let mut localized = None;
    let mut out = String::with_capacity(path.len());
    let mut segments = path.split('/').enumerate().peekable();
    while let Some((index, segment)) = segments.next() {
        if names_locale(segment, scope) {
            localized = Some(segment);
            continue;
        }
        let next = segments.peek().map_or("", |(_, next)| *next);
        if scope.equivalents.language_folders.iter().any(|folder| folder == segment)
            && names_locale(next, scope)
        {
            continue;
        }
        if index > 0 {
            out.push('/');
        }
        out.push_str(segment);
    }
    let trimmed = out.trim_end_matches('/').len();
    out.truncate(trimmed);
    (without_image_locale(out, scope), localized)
}

/// The path of a picture or film without the locale at the end of its name: `a_de.png`, `a-zhcn.svg`, `a.ja.webp`.
fn without_image_locale(mut path: String, scope: Scope<'_>) -> String {
    const EXTENSIONS: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "mp4", "webm"];
    let Some((stem, extension)) = path.rsplit_once('.') else { return path };
    if !EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        return path;
    }
    let name = stem.rfind('/').map_or(0, |slash| slash + 1);
    let marks = stem[name..].rmatch_indices(['-', '_', '.']).take(2);
    let end = stem.len();
    let cut = marks
        .map(|(at, _)| name + at)
        .filter(|&at| at > name && names_locale_or_joined(&stem[at + 1..], scope))
        .last();
    if let Some(cut) = cut {
        path.replace_range(cut..end, "");
    }
    path
}

/// The same for a locale whose parts are written together as well: `zhcn`, `ptbr`.
fn names_locale_or_joined(text: &str, scope: Scope<'_>) -> bool {
    let joined = || {
        text.len() == 4 && text.is_ascii() && names_locale(&format!("{}-{}", &text[..2], &text[2..]), scope)
    };
    names_locale(text, scope) || joined()
}

/// A query without the keys whose value names one of the pair's languages, in the order of its keys, which says nothing;
/// and the last of those values.
fn neutral_query<'u>(query: &'u str, scope: Scope<'_>) -> (String, Option<&'u str>) {
    let keys = &scope.equivalents.language_keys;
    let language = |pair: &'u str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let known = keys.binary_search_by(|known| known.as_str().cmp(key)).is_ok();
        (known && names_locale(value, scope)).then_some(value)
    };
    let mut kept: Vec<&str> = query.split('&').filter(|pair| language(pair).is_none()).collect();
    kept.sort_by_key(|pair| pair.split('=').next());
    (kept.join("&"), query.split('&').filter_map(language).next_back())
}

/// Whether a label, segment or value names the language of the reference, of the translation, or English.
pub(super) fn names_locale(text: &str, scope: Scope<'_>) -> bool {
    if !matches!(text.len(), 2..=12) {
        return false;
    }
    let ours =
        |language: &str| language == "en" || scope.locales.iter().any(|own| own.language() == language);
    let alias = |(alias, language): &(String, String)| alias == text && ours(language);
    Locale::parse(text).is_some_and(|locale| ours(locale.language()))
        || scope.equivalents.aliases.iter().any(alias)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_one_key_for_certain_where_no_locale_can_part_them() {
        let keys = |depth, hosts| SameKeys { depth, hosts };
        let certain = |keys: SameKeys, url: &str| keys.are_certain(&Url::new(url), &Url::new(url));
        for url in [
            "https://a.example/b",
            "#b",
            "",
            "/b/c",
            "b.md",
            "./b",
            "../b",
            "../../b#c",
            "mailto:a@b.example",
        ] {
            assert!(certain(keys(Some(2), true), url), "{url}");
        }
        // What leads out of the tree, or may: from both there are other places.
        for url in ["../../../users", "b/../../c", "../b/.."] {
            assert!(!certain(keys(Some(2), true), url), "{url}");
        }
        assert!(!certain(keys(None, true), "b.md"));
        assert!(certain(keys(None, true), "/b"));
        assert!(!certain(keys(Some(0), false), "https://a.example/b"));
        assert!(certain(keys(Some(0), false), "b.md"));
        let other = keys(Some(2), true).are_certain(&Url::new("b.md"), &Url::new("c.md"));
        assert!(!other);
    }

    #[test]
    fn a_relative_link_names_a_markdown_file_by_its_extension() {
        for (url, extension) in [
            ("a/b.md", Some("md")),
            ("../b.mdx?c#d", Some("mdx")),
            ("b.html", None),
            ("b.png", None),
            ("b", None),
            ("https://a.example/b.md", None),
        ] {
            assert_eq!(markdown_extension(&Url::new(url)), extension, "{url}");
        }
    }
}
