//! Repository layouts: patterns that tell locale and page from a path.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::values::text;
use crate::model::source_file::{Location, Span};

/// Where a repository keeps the languages of a page.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawLayout")]
pub struct Layout {
    /// Its name in `instep list`.
    pub name: String,
    /// Where the source lies; none where it lies as the translations do, under its own locale.
    pub source: Option<Pattern>,
    /// Where the translations lie.
    pub translation: Pattern,
    /// Where a configuration file describes it: at its name. None for a built-in one.
    pub place: Option<Location>,
    /// The same, before the file is known.
    pub(super) span: Span,
}

/// A layout as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLayout {
    name: Spanned<String>,
    source: Option<Pattern>,
    translation: Pattern,
}

impl TryFrom<RawLayout> for Layout {
    type Error = String;

    fn try_from(raw: RawLayout) -> Result<Self, String> {
        if !raw.translation.has(&Piece::Locale) {
            return Err("`translation` needs `{locale}`".to_owned());
        }
        if let Some(source) = &raw.source {
            if source.has(&Piece::Locale) {
                return Err("`source` has no `{locale}`; leave it out where the source lies as the \
                            translations do"
                    .to_owned());
            }
            if source.count(&Piece::Star) > raw.translation.count(&Piece::Star) {
                return Err("each `*` of `source` needs one in `translation`".to_owned());
            }
            if source.has(&Piece::AnyFolders) && !raw.translation.has(&Piece::AnyFolders) {
                return Err("`source` begins with `**/`, so `translation` has to".to_owned());
            }
        }
        if raw.name.get_ref().trim().is_empty() {
            return Err("a layout needs a `name`".to_owned());
        }
        let span = Span::new(raw.name.span());
        let (name, source, translation) = (raw.name.into_inner(), raw.source, raw.translation);
        Ok(Self { name, source, translation, place: None, span })
    }
}

/// A path with holes: `{path}` for the page, `{locale}` for the language, a leading `**/` for any folders, `*` for a
/// segment or a part of one. Folders and `*` stand for the same text in both patterns of a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    AnyFolders,
    Literal(String),
    Locale,
    Path,
    Star,
}

/// The most `*` that a pattern has. No layout is known that needs more than two.
const MAX_STARS: usize = 16;

/// Ways in which one path fits a pattern that are looked at; more there are only in trees made to have them.
const MAX_CAPTURES: usize = 8;

/// What a pattern's holes stand for in one path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures<'t> {
    /// What `**/` stands for: empty, or folders with a `/` at their end.
    pub folders: &'t str,
    /// What `{locale}` stands for, as written. Not yet known to be a language.
    pub locale: &'t str,
    /// What `{path}` stands for.
    pub path: &'t str,
    /// What each `*` stands for.
    pub stars: Vec<&'t str>,
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text(deserializer, Self::parse)
    }
}

impl Pattern {
    /// The pattern that a text describes, or what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        if let Some(after) = rest.strip_prefix("**/") {
            pieces.push(Piece::AnyFolders);
            rest = after;
        }
        while !rest.is_empty() {
            let (piece, length) = first_piece(rest)?;
            pieces.push(piece);
            rest = &rest[length..];
        }
        let pattern = Self { pieces };
        pattern.validate(text)?;
        Ok(pattern)
    }

    fn validate(&self, text: &str) -> Result<(), String> {
        if self.count(&Piece::Path) != 1 {
            return Err(format!("`{text}` needs `{{path}}` once"));
        }
        if self.count(&Piece::Locale) > 1 {
            return Err(format!("`{text}` has more than one `{{locale}}`"));
        }
        if self.count(&Piece::Star) > MAX_STARS {
            return Err(format!("`{text}` has more than {MAX_STARS} `*`"));
        }
        if text.starts_with('/') || text.split('/').any(|segment| segment == "..") {
            return Err(format!("`{text}` has to stay below the folder of the configuration"));
        }
        let hole = |piece: &Piece| !matches!(piece, Piece::Literal(_) | Piece::AnyFolders);
        if self.pieces.windows(2).any(|pair| hole(&pair[0]) && hole(&pair[1])) {
            return Err(format!("`{text}` has two holes with nothing between them"));
        }
        Ok(())
    }

    fn has(&self, piece: &Piece) -> bool {
        self.pieces.contains(piece)
    }

    fn count(&self, piece: &Piece) -> usize {
        self.pieces.iter().filter(|other| *other == piece).count()
    }

    /// Whether a path matches by its folders alone, whatever its file's name.
    pub fn ends_in_path(&self) -> bool {
        match self.pieces.as_slice() {
            [.., Piece::Literal(before), Piece::Path] => before.ends_with('/'),
            [] | [Piece::AnyFolders | Piece::Path] | [Piece::AnyFolders, Piece::Path] => true,
            _ => false,
        }
    }

    /// Whether the locale is only a part of a folder's or file's name: `*-{locale}/{path}`.
    pub fn is_affix(&self) -> bool {
        let at = self.pieces.iter().position(|piece| *piece == Piece::Locale);
        let text = |at: Option<usize>| match at.and_then(|at| self.pieces.get(at)) {
            Some(Piece::Literal(text)) => Some(text.as_str()),
            _ => None,
        };
        let before = text(at.and_then(|at| at.checked_sub(1)));
        let after = text(at.map(|at| at + 1));
        before.is_some_and(|text| !text.ends_with('/')) || after.is_some_and(|text| !text.starts_with('/'))
    }

    /// Whether a folder of the pattern's own stands beside the locale: `i18n/{locale}/{path}`.
    pub fn names_a_folder(&self) -> bool {
        let named = |piece: &Piece| matches!(piece, Piece::Literal(text) if text.contains(|c: char| c.is_ascii_alphanumeric()));
        self.pieces.iter().any(named)
    }

    /// The text that stands between the page's stem and its extension, for a pattern that keeps the locale in the
    /// file's name; empty for others.
    pub fn suffix(&self, captures: &Captures<'_>) -> String {
        let after = self.pieces.iter().skip_while(|piece| **piece != Piece::Path).skip(1);
        let mut out = String::new();
        let mut seen = false;
        for piece in after {
            match piece {
                Piece::Locale => {
                    seen = true;
                    out.push_str(captures.locale);
                }
                Piece::Literal(_) if seen => break,
                Piece::Literal(text) => out.push_str(text),
                _ => {}
            }
        }
        if seen { out } else { String::new() }
    }

    /// The path in which the holes hold these texts.
    pub fn render(&self, captures: &Captures<'_>) -> String {
        let mut out = String::new();
        let mut stars = captures.stars.iter();
        for piece in &self.pieces {
            out.push_str(match piece {
                Piece::AnyFolders => captures.folders,
                Piece::Literal(text) => text,
                Piece::Locale => captures.locale,
                Piece::Path => captures.path,
                Piece::Star => stars.next().copied().unwrap_or_default(),
            });
        }
        out
    }

    /// The ways in which a path fits the pattern and `{locale}` stands for what `is_locale` accepts.
    pub fn captures<'t>(&self, path: &'t str, is_locale: &dyn Fn(&str) -> bool) -> Vec<Captures<'t>> {
        let mut fitting = Fitting { is_locale, found: Vec::new(), dead_ends: FxHashSet::default() };
        let mut literals = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.as_bytes()),
            _ => None,
        });
        if literals.all(|text| memchr::memmem::find(path.as_bytes(), text).is_some()) {
            fitting.fit(&self.pieces, path, &Captures::default());
        }
        fitting.found
    }
}

/// The first piece of a pattern's text, and how long it is written.
fn first_piece(text: &str) -> Result<(Piece, usize), String> {
    for (written, piece) in [("{path}", Piece::Path), ("{locale}", Piece::Locale), ("*", Piece::Star)] {
        if text.starts_with(written) {
            if text.starts_with("**") {
                return Err("`**` is understood only as `**/` at the start".to_owned());
            }
            return Ok((piece, written.len()));
        }
    }
    if text.starts_with(['{', '}']) {
        let hole = text.split_inclusive('}').next().unwrap_or(text);
        return Err(format!("`{hole}` is neither `{{path}}` nor `{{locale}}`"));
    }
    let length = text.find(['{', '}', '*']).unwrap_or(text.len());
    Ok((Piece::Literal(text[..length].to_owned()), length))
}

/// A path that is fitted to a pattern.
struct Fitting<'t, 'l> {
    is_locale: &'l dyn Fn(&str) -> bool,
    found: Vec<Captures<'t>>,
    /// How many pieces and how many bytes were left where nothing more was found. From there nothing ever is, however the
    /// way there went, and without this there are as many ways as there are ways to share out a path among the holes.
    dead_ends: FxHashSet<(usize, usize)>,
}

impl<'t> Fitting<'t, '_> {
    /// Fits the pieces to what is `left` of the path, and adds each way that works.
    fn fit(&mut self, pieces: &[Piece], left: &'t str, so_far: &Captures<'t>) {
        let (before, here) = (self.found.len(), (pieces.len(), left.len()));
        if before >= MAX_CAPTURES || self.dead_ends.contains(&here) {
            return;
        }
        match pieces.split_first() {
            None if left.is_empty() => self.found.push(so_far.clone()),
            None => {}
            Some((piece, rest)) => self.fit_first(piece, rest, left, so_far),
        }
        if self.found.len() == before {
            self.dead_ends.insert(here);
        }
    }

    fn fit_first(&mut self, piece: &Piece, rest: &[Piece], left: &'t str, so_far: &Captures<'t>) {
        match piece {
            Piece::Literal(text) => {
                if let Some(left) = left.strip_prefix(text.as_str()) {
                    self.fit(rest, left, so_far);
                }
            }
            Piece::AnyFolders => {
                // `{path}` takes all folders itself: to split them elsewhere says nothing more.
                let ends = left.match_indices('/').map(|(at, _)| at + 1);
                let ends = ends.take_while(|_| rest.first() != Some(&Piece::Path));
                for end in std::iter::once(0).chain(ends) {
                    let next = Captures { folders: &left[..end], ..so_far.clone() };
                    self.fit(rest, &left[end..], &next);
                }
            }
            Piece::Locale | Piece::Path | Piece::Star => {
                for end in hole_ends(piece, rest, left) {
                    let (text, left) = left.split_at(end);
                    if self.dead_ends.contains(&(rest.len(), left.len())) {
                        continue;
                    }
                    let mut next = so_far.clone();
                    match piece {
                        Piece::Locale if !(self.is_locale)(text) => continue,
                        Piece::Locale => next.locale = text,
                        Piece::Path => next.path = text,
                        _ => next.stars.push(text),
                    }
                    self.fit(rest, left, &next);
                }
            }
        }
    }
}

/// Where a hole at the start of `left` can end: before each occurrence of the literal that follows, or at the end. Where
/// nothing of the `rest` spans folders, `{path}` has to reach into the last segment.
fn hole_ends(hole: &Piece, rest: &[Piece], left: &str) -> Vec<usize> {
    let is_path = *hole == Piece::Path;
    let segment = left.find('/').unwrap_or(left.len());
    let limit = if is_path { left.len() } else { segment };
    match rest.first() {
        Some(Piece::Literal(text)) => {
            let spans = |piece: &Piece| matches!(piece, Piece::Literal(text) if text.contains('/'));
            let slash = if is_path && !rest.iter().any(spans) { left.rfind('/') } else { None };
            let from = slash.map_or(0, |slash| slash + 1);
            let starts = memchr::memmem::find_iter(&left.as_bytes()[from..], text.as_bytes());
            starts.map(|at| from + at).take_while(|&at| at <= limit).filter(|&at| at > 0).collect()
        }
        _ if limit > 0 && limit == left.len() => vec![limit],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::locale::Locale;

    fn is_locale(name: &str) -> bool {
        Locale::parse(name).is_some()
    }

    /// What `**/`, `{locale}` and `{path}` stand for in the first way that a path fits.
    fn first(pattern: &str, path: &str) -> [String; 3] {
        let pattern = Pattern::parse(pattern).unwrap();
        let found = pattern.captures(path, &is_locale);
        found.first().map_or_else(Default::default, |it| [it.folders, it.locale, it.path].map(str::to_owned))
    }

    #[test]
    fn holes_are_found() {
        assert_eq!(first("**/{locale}/{path}", "docs/de/a/b.md"), ["docs/", "de", "a/b.md"]);
        assert_eq!(first("**/{locale}/{path}", "docs/api/b.md"), ["", "", ""]);
        assert_eq!(first("**/{path}.{locale}.*", "a/b.v2.zh-CN.md"), ["", "zh-CN", "a/b.v2"]);
        assert_eq!(first("**/{path}-{locale}.*", "README-pt-BR.md"), ["", "pt-BR", "README"]);
        assert_eq!(first("**/{locale}.*/{path}", "fr.react.dev/src/a.md"), ["", "fr", "src/a.md"]);
        assert_eq!(first("**/*.{locale}/{path}", "x/docs.de-de/a.md"), ["x/", "de-de", "a.md"]);
    }

    #[test]
    fn a_path_with_two_languages_fits_in_two_ways() {
        let pattern = Pattern::parse("**/{locale}/{path}").unwrap();
        let found = pattern.captures("it/docs/de/a.md", &is_locale);
        assert_eq!(found.iter().map(|found| found.locale).collect::<Vec<_>>(), ["it", "de"]);
    }

    /// There are more ways to share out these letters among the stars than anybody could wait for.
    #[test]
    fn a_path_that_fits_in_none_of_very_many_ways_is_soon_known_not_to() {
        let pattern = Pattern::parse(&("*a".repeat(16) + "b/{path}")).unwrap();
        assert_eq!(pattern.captures(&("a".repeat(200) + "/b/x.md"), &is_locale), []);
        assert_eq!(pattern.captures(&("a".repeat(200) + "b/x.md"), &is_locale).len(), MAX_CAPTURES);
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said() {
        for (text, part) in [
            ("docs/{locale}", "needs `{path}`"),
            ("{lang}/{path}", "`{lang}` is neither"),
            ("a/**/{path}", "only as `**/` at the start"),
            ("{path}{locale}", "nothing between"),
            ("../{locale}/{path}", "stay below"),
            ("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a/{path}", "more than 16"),
        ] {
            let message = Pattern::parse(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    proptest! {
        #[test]
        fn what_is_rendered_is_captured_again(
            folders in "([a-z]{1,4}/){0,2}",
            locale in prop::sample::select(vec!["de", "zh-CN", "pt_BR", "german"]),
            path in "([a-z.-]{0,3}[a-z]/){0,2}[a-z]{1,4}",
            star in "[a-z]{1,4}",
            pattern in prop::sample::select(vec![
                "**/{locale}/{path}", "**/{path}.{locale}.*", "**/*-{locale}/{path}", "**/i18n/{locale}/{path}",
                "{locale}/docs/{path}", "**/{locale}.*/{path}", "**/i18n/{locale}/version-*/{path}",
            ]),
        ) {
            let parsed = Pattern::parse(pattern).unwrap();
            let folders = if pattern.starts_with("**/{path}") || !pattern.starts_with("**") { "" } else { &folders };
            let stars = if pattern[3..].contains('*') { vec![star.as_str()] } else { Vec::new() };
            let captures = Captures { folders, locale, path: &path, stars };
            let rendered = parsed.render(&captures);
            let found = parsed.captures(&rendered, &is_locale);
            prop_assert!(found.contains(&captures), "{rendered}: {found:?}");
            for captures in found {
                prop_assert_eq!(parsed.render(&captures), rendered.as_str());
            }
        }
    }
}
