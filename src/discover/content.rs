//! Files whose paths say nothing: their locale by front matter, their page by what is not translated.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::index::stem;
use super::pages::{Assembly, Draft, Seat};
use super::text;
use super::walk::split;
use crate::model::locale::Locale;
use crate::model::page::Role;

/// The least likeness of two texts of one page: the share of their tokens that both have.
const LIKENESS: f32 = 0.5;

/// The least number of tokens that two texts of one page share.
const SHARED: usize = 2;

/// A token that more texts have, for each locale, tells none of them apart.
const TEXTS_PER_TOKEN: usize = 24;

/// A file whose front matter tells its locale.
struct Text {
    file: u32,
    locale: Locale,
    /// What the front matter says the page is.
    page: Option<String>,
    tokens: Vec<u64>,
}

/// Adds the pages of files without a seat.
pub(super) fn add(assembly: &mut Assembly<'_>) {
    let texts = texts(assembly);
    let locales: BTreeSet<_> = texts.iter().map(|text| &text.locale).collect();
    let limit = TEXTS_PER_TOKEN.max(2 * locales.len());
    let pages = if locales.len() > 1 {
        group(&texts, limit)
    } else {
        (0..texts.len()).map(|text| vec![text]).collect()
    };
    for page in pages {
        add_page(assembly, &texts, &page);
    }
}

/// The files without a seat whose locale is known. One that names none is the source, if it is written in the
/// source's language and others of its folder name theirs.
fn texts(assembly: &Assembly<'_>) -> Vec<Text> {
    let open = (0..assembly.files.len()).filter(|&file| !assembly.seated[file]);
    let mut texts = Vec::new();
    let mut unnamed = Vec::new();
    let mut folders = BTreeSet::new();
    for file in open {
        let path = &assembly.files[file].path;
        let content = assembly.files[file].text(assembly.scope);
        match text::declared_locale(&content) {
            Some(locale) => {
                folders.insert(split(path).0);
                texts.push(text(file, locale, &content));
            }
            None => unnamed.push((file, split(path).0)),
        }
    }
    unnamed.retain(|(_, folder)| folders.contains(folder));
    for (file, _) in unnamed {
        let content = assembly.files[file].text(assembly.scope);
        let language = text::language(&content);
        let source = assembly.config.source.as_ref();
        if let Some(locale) =
            language.filter(|found| source.map_or("en", Locale::language) == found.language())
        {
            texts.push(text(file, source.cloned().unwrap_or(locale), &content));
        }
    }
    texts
}

fn text(file: usize, locale: Locale, content: &str) -> Text {
    let page = text::declared_page(content).map(str::to_owned);
    Text { file: file as u32, locale, page, tokens: text::fingerprint(content) }
}

/// The texts that are one page, at most one a locale: the most alike first.
fn group(texts: &[Text], limit: usize) -> Vec<Vec<usize>> {
    let mut pairs = pairs(texts, limit);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut group_of: Vec<usize> = (0..texts.len()).collect();
    let mut groups: Vec<Vec<usize>> = (0..texts.len()).map(|text| vec![text]).collect();
    for (_, a, b) in pairs {
        let (into, from) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
        let locales = |group: usize| groups[group].iter().map(|&text| &texts[text].locale);
        if into == from || locales(into).any(|locale| locales(from).any(|other| other == locale)) {
            continue;
        }
        let moved = std::mem::take(&mut groups[from]);
        for &text in &moved {
            group_of[text] = into;
        }
        groups[into].extend(moved);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Pairs of texts in different locales that are alike enough, with their likeness.
fn pairs(texts: &[Text], limit: usize) -> Vec<(f32, usize, usize)> {
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (number, text) in texts.iter().enumerate() {
        for &token in &text.tokens {
            holders.entry(token).or_default().push(number);
        }
    }
    let mut declared: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for token in &text.tokens {
            let earlier = holders[token].iter().take_while(|&&other| other < number);
            if holders[token].len() <= limit {
                for &other in earlier {
                    *shared.entry(other).or_default() += 1;
                }
            }
        }
        for (other, shared) in shared {
            let either = text.tokens.len() + texts[other].tokens.len() - shared;
            let likeness = shared as f32 / either as f32;
            if texts[other].locale != text.locale && likeness >= LIKENESS && shared >= SHARED {
                pairs.push((likeness, other, number));
            }
        }
        if let Some(page) = &text.page {
            let first = *declared.entry(page).or_insert(number);
            if first != number {
                pairs.push((2.0, first, number));
            }
        }
    }
    pairs
}

fn add_page(assembly: &mut Assembly<'_>, texts: &[Text], page: &[usize]) {
    let source = match &assembly.config.source {
        Some(source) => page.iter().find(|&&text| texts[text].locale.same_language(source)),
        None => page.iter().find(|&&text| texts[text].locale.language() == "en"),
    };
    let seats: Vec<_> = page
        .iter()
        .map(|number| {
            let Text { file, locale, .. } = &texts[*number];
            let role = if source == Some(number) { Role::Source } else { Role::Translation };
            Seat { file: *file, locale: locale.clone(), role, tree: None }
        })
        .collect();
    let first = seats.iter().map(|seat| seat.file).min().unwrap_or_default();
    let name = stem(&assembly.files[first as usize].path, &assembly.config.extensions);
    let name = name.strip_suffix(".txt").unwrap_or(name).to_owned();
    for seat in &seats {
        assembly.seated[seat.file as usize] = true;
    }
    assembly.drafts.push(Draft { name, seats, families: Vec::new() });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(locale: &str, tokens: &[u64]) -> Text {
        Text { file: 0, locale: Locale::parse(locale).unwrap(), page: None, tokens: tokens.to_vec() }
    }

    #[test]
    fn texts_of_one_page_are_grouped_and_a_locale_has_one_of_them() {
        let texts = [
            sample("de", &[1, 2, 3, 4]),
            sample("fr", &[1, 2, 3, 4, 5]),
            sample("fr", &[1, 2, 3]),
            sample("es", &[8, 9]),
            sample("de", &[8, 9, 10]),
            sample("it", &[8]),
        ];
        assert_eq!(group(&texts, 24), [vec![0, 1], vec![2], vec![3, 4], vec![5]]);
    }
}
