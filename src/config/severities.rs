//! What findings weigh, where it was said.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::diagnostic::{Severity, selects};

/// What a rule's findings are to weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing: the rule is off.
    Off,
    /// This.
    On(Severity),
}

impl Level {
    /// All levels, the heaviest first.
    pub const ALL: [Self; 4] =
        [Self::On(Severity::Error), Self::On(Severity::Warning), Self::On(Severity::Info), Self::Off];

    /// The name in a configuration file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On(severity) => severity.name(),
        }
    }
}

/// What was said of rules and families of rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Severities(BTreeMap<String, Level>);

impl Severities {
    /// What was said of a rule, by its own name or by the longest name of a family that it belongs to; `all` says it of
    /// every rule. None where nothing was said.
    pub fn of(&self, rule: &str) -> Option<Level> {
        let said = self.0.iter().filter(|(selector, _)| selects(selector, rule));
        let weight =
            |selector: &str| if selector == "all" { 0 } else { selector.trim_end_matches('-').len() };
        said.max_by_key(|(selector, _)| weight(selector)).map(|(_, level)| *level)
    }

    /// Whether a rule is turned on by its own name: a family's severity leaves rules that are off by default off.
    pub fn turns_on(&self, rule: &str) -> bool {
        matches!(self.0.get(rule), Some(Level::On(_)))
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was said, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Level)> {
        self.0.iter().map(|(name, level)| (name.as_str(), *level))
    }

    /// Adds what another place said, which goes before what was said here.
    pub(super) fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().map(|(name, level)| (name.clone(), *level)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_name_decides() {
        let said: Severities =
            toml::from_str("all = \"info\"\nurl = \"warning\"\nurl-drift = \"error\"\nstep- = \"off\"\n")
                .unwrap();
        assert_eq!(said.of("url-drift"), Some(Level::On(Severity::Error)));
        assert_eq!(said.of("url-moved"), Some(Level::On(Severity::Warning)));
        assert_eq!(said.of("step-missing"), Some(Level::Off));
        assert_eq!(said.of("page-missing"), Some(Level::On(Severity::Info)));
        assert_eq!(Severities::default().of("url-drift"), None);
    }

    #[test]
    fn only_its_own_name_turns_a_rule_on() {
        let said: Severities = toml::from_str("page = \"warning\"\nurl-extra = \"off\"\n").unwrap();
        assert!(!said.turns_on("page-missing"));
        assert!(!said.turns_on("url-extra"));
        let said: Severities = toml::from_str("page-missing = \"info\"\n").unwrap();
        assert!(said.turns_on("page-missing"));
    }
}
