//! Documentation of any size: onboarding pages in many languages, with faults planted at a given rate. What is written
//! depends on the numbers that are asked for and on nothing else.

mod faults;
mod page;
mod random;
mod words;

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use faults::plant;
use page::Page;
use random::Random;
use words::{LOCALES, Locale, Words};

/// How many pages share a folder.
pub(crate) const PAGES_PER_FOLDER: usize = 100;

/// The documentation that is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Documentation {
    /// How many pages.
    pub pages: usize,
    /// In how many locales each, the source's among them: at least one, at most [`Documentation::MOST_LOCALES`].
    pub locales: usize,
    /// How many of a thousand translations have a fault.
    pub faults: usize,
    /// What makes the pages other pages.
    pub seed: u64,
}

impl Documentation {
    /// How many locales there are.
    pub(crate) const MOST_LOCALES: usize = LOCALES.len();

    /// Writes the pages below a folder, the first of them as `docs/en-us/section-000/page-00000.md`.
    pub(crate) fn write(self, folder: &Path) -> io::Result<()> {
        let words = Words::all();
        let sections = self.pages.div_ceil(PAGES_PER_FOLDER);
        (0..sections).into_par_iter().try_for_each(|section| {
            let pages = section * PAGES_PER_FOLDER..((section + 1) * PAGES_PER_FOLDER).min(self.pages);
            for locale in &LOCALES[..self.locales.min(Self::MOST_LOCALES)] {
                let folder = folder.join(format!("docs/{}/section-{section:03}", locale.tag));
                fs::create_dir_all(&folder)?;
                for number in pages.clone() {
                    let text = self.text(number, locale, &words[locale.words]);
                    fs::write(folder.join(format!("page-{number:05}.md")), text)?;
                }
            }
            Ok(())
        })
    }

    /// What a page says in a locale.
    fn text(self, number: usize, locale: &Locale, words: &Words) -> String {
        let page = Page { number, pages: self.pages, seed: self.seed };
        let text = page.write(locale, words);
        let translation = LOCALES.iter().position(|other| other.tag == locale.tag).unwrap_or_default();
        let mut random = Random::of(&[self.seed, number as u64, translation as u64]);
        let faulty = translation > 0 && random.below(1000) < self.faults;
        if faulty { plant(&text, words, &mut random) } else { text }
    }
}
