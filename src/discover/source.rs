//! Which language a family is translated from, where its source lies apart from the translations.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{Claim, Family};
use super::pages::Assembly;
use super::text;
use crate::model::locale::Locale;

/// Source files read to guess a language that nothing names.
const SAMPLES: usize = 5;

impl Assembly<'_> {
    /// The locale of a source that lies apart: as configured; English unless there is an English translation; else
    /// what its text looks like.
    pub(super) fn apart_locale(&self, family: &Family<'_>, claims: &[&Claim<'_>]) -> Locale {
        let translated = |fits: &dyn Fn(&Locale) -> bool| {
            claims.iter().any(|claim| fits(&family.tongues[claim.tongue as usize].locale))
        };
        let english = || Locale::parse("en").expect("English is a language");
        match &self.config.source {
            Some(source) if !translated(&|locale| locale == source) => return source.clone(),
            None if !translated(&|locale| locale.language() == "en") => return english(),
            _ => {}
        }
        let sources = claims.iter().filter_map(|claim| claim.source);
        let guesses = sources
            .take(SAMPLES)
            .filter_map(|(file, _)| text::language(&self.files[file as usize].text(self.scope)));
        let mut votes: BTreeMap<Locale, usize> = BTreeMap::new();
        for locale in guesses {
            *votes.entry(locale).or_default() += 1;
        }
        votes.into_iter().max_by_key(|(_, count)| *count).map_or_else(english, |(locale, _)| locale)
    }

    /// The tongue that is the source, where what lies apart is a translation: the configured one, or English if
    /// nearly all pages have it.
    pub(super) fn leading(&self, family: &Family<'_>, claims: &[&Claim<'_>], apart: &Locale) -> Option<u16> {
        let tongues = || (0u16..).zip(&family.tongues);
        let pages: BTreeSet<u32> =
            claims.iter().filter_map(|claim| claim.source).map(|(file, _)| file).collect();
        let covers = |tongue: u16| {
            let own = claims.iter().filter(|claim| claim.tongue == tongue && claim.source.is_some());
            own.count() * 10 >= pages.len() * 9
        };
        match &self.config.source {
            Some(source) if source == apart => None,
            Some(source) => tongues().find(|(_, tongue)| tongue.locale == *source).map(|(tongue, _)| tongue),
            None if apart.language() == "en" => None,
            None => {
                let mut english = tongues().filter(|(_, tongue)| tongue.locale.language() == "en");
                english.find(|(tongue, _)| covers(*tongue)).map(|(tongue, _)| tongue)
            }
        }
    }
}
