//! Pages × locales, for a listing.

use super::Discovery;
use crate::model::locale::Locale;
use crate::model::page::PageKey;

/// Which page has which locale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The columns, sorted.
    pub locales: Vec<Locale>,
    /// The rows: a page, and for each column whether it has a variant.
    pub rows: Vec<(PageKey, Vec<bool>)>,
}

impl Table {
    /// The pages of a discovery with their locales.
    pub fn new(discovery: &Discovery) -> Self {
        let variants = discovery.pages.iter().flat_map(|page| &page.variants);
        let mut locales: Vec<_> = variants.map(|variant| variant.locale.clone()).collect();
        locales.sort();
        locales.dedup();
        let row = |page: &crate::model::page::Page| {
            let has = |locale: &Locale| page.variants.iter().any(|variant| variant.locale == *locale);
            (page.key.clone(), locales.iter().map(has).collect())
        };
        Self { rows: discovery.pages.iter().map(row).collect(), locales }
    }
}
