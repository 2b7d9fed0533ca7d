//! Languages that were asked for and are not there.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::discover::Discovery;
use crate::model::locale::Locale;

/// What was asked for in vain.
pub(super) struct Unmet {
    /// Lines for standard error.
    pub(super) notices: Vec<String>,
    /// Whether none of the locales that were named is there.
    pub(super) all_locales: bool,
}

impl Unmet {
    pub(super) fn new(config: &Config, discovery: &Discovery) -> Self {
        let pages = discovery.pages.iter().chain(&discovery.rest).chain(&discovery.untranslated);
        let there: BTreeSet<&Locale> =
            pages.flat_map(|page| &page.variants).map(|variant| &variant.locale).collect();
        let names: Vec<&str> = there.iter().map(|locale| locale.as_str()).collect();
        let names = names.join(", ");
        let is_there = |named: &&Locale| there.iter().any(|locale| named.means(locale));
        let missing: Vec<&Locale> = config.locales.iter().filter(|named| !is_there(named)).collect();
        let mut notices: Vec<String> =
            missing.iter().map(|locale| format!("no file is in `{locale}`; there are {names}")).collect();
        let is_spoken = |source: &Locale| there.iter().any(|locale| source.same_language(locale));
        if let Some(source) = config.source.as_ref().filter(|source| !is_spoken(source) && !there.is_empty())
        {
            notices.push(format!(
                "no file is in the source's language `{source}`, so translations are compared with one another; there \
                 are {names}"
            ));
        }
        Self { notices, all_locales: !missing.is_empty() && missing.len() == config.locales.len() }
    }
}
