//! What the configuration says of some files.

use std::collections::BTreeSet;

use camino::Utf8Path;

use crate::config::Config;
use crate::config::per_path::PerPath;
use crate::config::severities::Level;
use crate::model::diagnostic::{Diagnostic, RuleMeta, selects};
use crate::model::locale::Locale;
use crate::model::page::PageKey;

/// Which rules of which entries have silenced something.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    used: BTreeSet<(usize, usize)>,
}

impl Entries {
    /// Whether an entry silences a finding; every entry that does is one that was not written in vain.
    pub fn silence(&mut self, entries: &[PerPath], found: &Diagnostic) -> bool {
        let mut silenced = false;
        for (index, entry) in entries.iter().enumerate() {
            let rules = entry.ignore.iter().enumerate().filter(|(_, rule)| selects(rule, found.rule.name));
            let mut rules = rules.peekable();
            if rules.peek().is_some() && is_about(entry, found) {
                self.used.extend(rules.map(|(rule, _)| (index, rule)));
                silenced = true;
            }
        }
        silenced
    }

    /// Adds what was silenced elsewhere.
    pub fn join(&mut self, other: &Self) {
        self.used.extend(&other.used);
    }

    /// A finding of `rule` for each entry that has silenced nothing in `files`, all of which were checked. An entry that
    /// is about none of them may be about others, unless these are all there are.
    pub fn unused(
        &self,
        rule: &'static RuleMeta,
        entries: &[PerPath],
        (files, are_all): (&[(&Utf8Path, &Locale)], bool),
    ) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let unused =
                entry.ignore.iter().enumerate().filter(|(rule, _)| !self.used.contains(&(index, *rule)));
            let unused: Vec<String> = unused.map(|(_, rule)| format!("`{rule}`")).collect();
            let is_about_some = files.iter().any(|(path, locale)| entry.matches(path, Some(locale)));
            let message = match (is_about_some, unused.is_empty()) {
                (true, false) => {
                    format!("no finding of {} is left for this entry to silence", unused.join(", "))
                }
                (false, _) if are_all => "no file that is checked is one of `paths`".to_owned(),
                _ => continue,
            };
            let page = PageKey(entry.place.file.path.as_str().into());
            let mut found = Diagnostic::new(rule, page, entry.place.clone(), message);
            found.subject = format!("per-path:{index}:{}", unused.join(","));
            found.help = Some("remove what is in vain".to_owned());
            out.push(found);
        }
        out
    }
}

fn is_about(entry: &PerPath, found: &Diagnostic) -> bool {
    entry.matches(&found.primary.location.file.path, found.locale.as_ref())
}

/// Gives a finding the weight that the configuration wants it to have; false if its rule is off for its file. What a
/// rule itself weighs less than its other findings is never made heavier.
pub fn weigh(config: &Config, found: &mut Diagnostic) -> bool {
    let name = found.rule.name;
    let own = config.per_path.iter().rev().filter_map(|entry| {
        let level = entry.severities.of(name)?;
        is_about(entry, found).then_some(level)
    });
    let level = own.into_iter().next().or_else(|| config.severities.of(name));
    match level {
        None => true,
        Some(Level::Off) => false,
        Some(Level::On(severity)) => {
            let is_lesser = found.rule.severity.is_some_and(|usual| found.severity < usual);
            found.severity = if is_lesser { found.severity.min(severity) } else { severity };
            true
        }
    }
}
