//! What the layouts make of the files: families of claims, before anything is decided.

use std::collections::HashMap;

use rayon::prelude::*;

use super::index::Index;
use super::walk::{File, split};
use crate::config::Config;
use crate::config::layout::{Captures, Layout, Pattern};
use crate::model::locale::Locale;

/// A layout in one place: all that it would say about the files there.
#[derive(Debug)]
pub(super) struct Family<'f> {
    /// Index into the configured layouts.
    pub(super) layout: usize,
    /// What `**/` stands for.
    pub(super) folders: String,
    /// What each `*` stands for.
    pub(super) stars: Vec<String>,
    /// The locales, as the paths spell them.
    pub(super) tongues: Vec<Tongue>,
    /// One claim a file, and rarely more.
    pub(super) claims: Vec<Claim<'f>>,
    /// Number of distinct groups.
    pub(super) groups: usize,
}

/// A locale as paths spell it.
#[derive(Debug)]
pub(super) struct Tongue {
    /// As written.
    pub(super) written: String,
    pub(super) locale: Locale,
}

/// A file read as the translation of a page.
#[derive(Debug)]
pub(super) struct Claim<'f> {
    pub(super) file: u32,
    /// Index into the family's tongues.
    pub(super) tongue: u16,
    /// What `{path}` stands for.
    pub(super) path: &'f str,
    /// Number of the path among the family's, small differences forgiven.
    pub(super) group: u32,
    /// The file at the source's place, and whether its path is exactly the expected one.
    pub(super) source: Option<(u32, bool)>,
}

impl Family<'_> {
    /// A pattern's holes filled with what the family has in common.
    pub(super) fn captures<'a>(&'a self, locale: &'a str, path: &'a str) -> Captures<'a> {
        let stars = self.stars.iter().map(String::as_str).collect();
        Captures { folders: &self.folders, locale, path, stars }
    }
}

/// All families in which at least one file has a place.
pub(super) fn families<'f>(files: &'f [File], index: &Index<'_>, config: &Config) -> Vec<Family<'f>> {
    let shapes = Shapes::new(&config.layouts);
    let folders: Vec<&[File]> = files.chunk_by(|a, b| split(&a.path).0 == split(&b.path).0).collect();
    let readings: Vec<Reading<'_>> = folders.par_iter().map(|files| shapes.read(files)).collect();
    let mut builder = Builder { config, index, families: Vec::new(), numbers: HashMap::new() };
    let mut number = 0;
    for (files, reading) in folders.into_iter().zip(readings) {
        let places = builder.places(&reading);
        for (file, by_name) in files.iter().zip(&reading.by_name) {
            let (_, name) = split(&file.path);
            for place in &places {
                builder.claim(number, place, &file.path[file.path.len() - name.len() - place.lead..]);
            }
            builder.claim_by_name(number, by_name);
            number += 1;
        }
    }
    builder.families.into_iter().map(|draft| draft.finish(index)).collect()
}

/// A family's place for the files of a folder.
struct Place {
    family: usize,
    tongue: u16,
    /// How many bytes of what `{path}` stands for precede the file's name.
    lead: usize,
}

struct Builder<'a, 'f> {
    config: &'a Config,
    index: &'a Index<'a>,
    families: Vec<Draft<'f>>,
    numbers: HashMap<(usize, String, Vec<String>), usize>,
}

/// Layouts whose translations lie in the same places.
struct Shape<'a> {
    translation: &'a Pattern,
    layouts: Vec<usize>,
}

/// All layouts.
struct Shapes<'a> {
    /// Those for which files' names do not matter.
    by_folder: Vec<Shape<'a>>,
    /// Those with the locale in a file's name.
    by_name: Vec<Shape<'a>>,
}

/// The ways in which a path fits layouts: the layout, and what its holes stand for.
type Fits<'f> = Vec<(usize, Captures<'f>)>;

/// The ways in which the paths of a folder's files fit layouts.
struct Reading<'f> {
    /// Of its first file, as of all others, those for which names do not matter.
    first: Fits<'f>,
    /// How long the name of the first file is, in bytes.
    name: usize,
    /// Of each file, those with the locale in the name.
    by_name: Vec<Fits<'f>>,
}

impl<'a> Shapes<'a> {
    fn new(layouts: &'a [Layout]) -> Self {
        let (by_folder, by_name) =
            shapes(layouts).into_iter().partition(|shape| shape.translation.ends_in_path());
        Self { by_folder, by_name }
    }

    /// Reads the paths of the files of one folder.
    fn read<'f>(&self, files: &'f [File]) -> Reading<'f> {
        let first = files.first().map_or("", |file| &file.path);
        Reading {
            first: captures(&self.by_folder, first),
            name: split(first).1.len(),
            by_name: files.iter().map(|file| captures(&self.by_name, &file.path)).collect(),
        }
    }
}

/// A family with its tongues by name.
struct Draft<'f> {
    family: Family<'f>,
    numbers: HashMap<String, u16>,
}

impl<'f> Builder<'_, 'f> {
    /// The places of a folder's files in layouts for which their names do not matter.
    fn places(&mut self, reading: &Reading<'_>) -> Vec<Place> {
        let fits = reading.first.iter();
        fits.filter_map(|(layout, captures)| {
            self.place(*layout, captures, captures.path.len() - reading.name)
        })
        .collect()
    }

    fn claim_by_name(&mut self, file: usize, fits: &Fits<'f>) {
        for (layout, captures) in fits {
            if let Some(place) = self.place(*layout, captures, 0) {
                self.claim(file, &place, captures.path);
            }
        }
    }

    fn place(&mut self, layout: usize, captures: &Captures<'_>, lead: usize) -> Option<Place> {
        let locale = Locale::parse(captures.locale)?;
        let by_name = !self.config.layouts[layout].translation.ends_in_path();
        // The extension of one page says nothing about the family.
        let stars: Vec<_> = match captures.stars.split_last() {
            Some((_, stars)) if by_name => stars.iter().map(|&star| star.to_owned()).collect(),
            _ => captures.stars.iter().map(|&star| star.to_owned()).collect(),
        };
        let key = (layout, captures.folders.to_owned(), stars);
        let families = &mut self.families;
        let family = *self.numbers.entry(key).or_insert_with_key(|(layout, folders, stars)| {
            families.push(Draft::new(*layout, folders, stars));
            families.len() - 1
        });
        let tongue = families[family].tongue(captures.locale, locale);
        Some(Place { family, tongue, lead })
    }

    fn claim(&mut self, file: usize, place: &Place, path: &'f str) {
        let draft = &mut self.families[place.family];
        let layout = &self.config.layouts[draft.family.layout];
        let source = expected_source(layout, &draft.family, path);
        let source =
            source.and_then(|path| self.index.find(&path)).filter(|&(found, _)| found != file as u32);
        draft.family.claims.push(Claim { file: file as u32, tongue: place.tongue, path, group: 0, source });
    }
}

/// The layouts by the places of their translations, both in the order of their first.
fn shapes(layouts: &[Layout]) -> Vec<Shape<'_>> {
    let mut shapes: Vec<Shape<'_>> = Vec::new();
    for (number, layout) in layouts.iter().enumerate() {
        match shapes.iter_mut().find(|shape| *shape.translation == layout.translation) {
            Some(shape) => shape.layouts.push(number),
            None => shapes.push(Shape { translation: &layout.translation, layouts: vec![number] }),
        }
    }
    shapes
}

/// The ways in which a path fits layouts.
fn captures<'t>(shapes: &[Shape<'_>], path: &'t str) -> Fits<'t> {
    let mut found = Vec::new();
    for shape in shapes {
        for captures in shape.translation.captures(path, &is_locale) {
            found.extend(shape.layouts.iter().map(|&layout| (layout, captures.clone())));
        }
    }
    found
}

/// Where the source of a page should be, for a layout that keeps it in a place of its own.
fn expected_source(layout: &Layout, family: &Family<'_>, path: &str) -> Option<String> {
    let pattern = layout.source.as_ref()?;
    let mut captures = family.captures("", path);
    if !layout.translation.ends_in_path() {
        // Any extension: the index forgives it.
        captures.stars.push("md");
    }
    Some(pattern.render(&captures))
}

impl<'f> Draft<'f> {
    fn new(layout: usize, folders: &str, stars: &[String]) -> Self {
        let (folders, stars) = (folders.to_owned(), stars.to_vec());
        let family = Family { layout, folders, stars, tongues: Vec::new(), claims: Vec::new(), groups: 0 };
        Self { family, numbers: HashMap::new() }
    }

    fn tongue(&mut self, written: &str, locale: Locale) -> u16 {
        if let Some(&number) = self.numbers.get(written) {
            return number;
        }
        let number = self.family.tongues.len() as u16;
        self.family.tongues.push(Tongue { written: written.to_owned(), locale });
        self.numbers.insert(written.to_owned(), number);
        number
    }

    /// The family with its pages numbered.
    fn finish(self, index: &Index<'_>) -> Family<'f> {
        let mut family = self.family;
        let mut groups = HashMap::new();
        for claim in &mut family.claims {
            let next = groups.len() as u32;
            claim.group = *groups.entry(index.loose(claim.path)).or_insert(next);
        }
        family.groups = groups.len();
        family
    }
}

fn is_locale(name: &str) -> bool {
    Locale::parse(name).is_some()
}
