//! Files that two configured layouts take for different things.

use std::collections::BTreeMap;

use super::claims::{Claim, Family, families};
use super::index::Index;
use super::scope::Scope;
use super::walk::File;
use crate::config::Config;
use crate::model::diagnostic::Label;
use crate::model::locale::Locale;
use crate::model::placed_error::PlacedError;
use crate::model::source_file::Location;

/// What a layout takes a file for.
struct Reading<'a> {
    layout: usize,
    locale: &'a Locale,
    /// The other files of the page. Never empty: what has no counterpart is believed nothing.
    others: Vec<u32>,
}

/// An error where two configured layouts take one file for another locale or another page, and both find counterparts of
/// it. Of built-in layouts the likelier one is taken.
pub(super) fn refuse(files: &[File], scope: &Scope, config: &Config) -> Result<(), PlacedError> {
    if config.configured_layouts < 2 {
        return Ok(());
    }
    let families = families(files, &Index::new(files, &config.extensions), config);
    let mut readings: BTreeMap<u32, Vec<Reading<'_>>> = BTreeMap::new();
    for family in families.iter().filter(|family| family.layout < config.configured_layouts) {
        let has_source = config.layouts[family.layout].source.is_some();
        let groups = if has_source { BTreeMap::new() } else { groups(family) };
        for claim in &family.claims {
            let others = if has_source {
                claim.source.iter().map(|(file, _)| *file).collect()
            } else {
                siblings(&groups, claim)
            };
            if !others.is_empty() {
                let locale = &family.tongues[claim.tongue as usize].locale;
                readings.entry(claim.file).or_default().push(Reading {
                    layout: family.layout,
                    locale,
                    others,
                });
            }
        }
    }
    for (file, readings) in readings {
        for (index, one) in readings.iter().enumerate() {
            for other in &readings[index + 1..] {
                if let Some(what) = difference(one, other) {
                    let path = scope.shown(&files[file as usize].path);
                    return Err(error(config, (one, other), &format!("{path} is {what}")));
                }
            }
        }
    }
    Ok(())
}

/// The claims of each group.
fn groups<'a>(family: &'a Family<'a>) -> BTreeMap<u32, Vec<&'a Claim<'a>>> {
    let mut groups: BTreeMap<u32, Vec<&Claim<'_>>> = BTreeMap::new();
    for claim in &family.claims {
        groups.entry(claim.group).or_default().push(claim);
    }
    groups
}

/// The files of a claim's page in other tongues.
fn siblings(groups: &BTreeMap<u32, Vec<&Claim<'_>>>, claim: &Claim<'_>) -> Vec<u32> {
    let group = groups.get(&claim.group).map(Vec::as_slice).unwrap_or_default();
    group.iter().filter(|other| other.tongue != claim.tongue).map(|other| other.file).collect()
}

/// What two layouts disagree on, in words.
fn difference(one: &Reading<'_>, other: &Reading<'_>) -> Option<String> {
    if one.layout == other.layout {
        return None;
    }
    if one.locale != other.locale {
        return Some(format!("`{}` to one of the layouts and `{}` to the other", one.locale, other.locale));
    }
    let apart = one.others.iter().all(|file| !other.others.contains(file));
    apart.then(|| "another page to each of two layouts".to_owned())
}

fn error(config: &Config, pair: (&Reading<'_>, &Reading<'_>), what: &str) -> PlacedError {
    let layouts = [pair.0.layout, pair.1.layout];
    let first = &config.layouts[layouts[0].min(layouts[1])];
    let second = &config.layouts[layouts[0].max(layouts[1])];
    let message = format!("{what}: `{}` and `{}`", first.name, second.name);
    let related =
        first.place.clone().map(|location| Label { location, text: format!("`{}` is here", first.name) });
    let place = second.place.clone().unwrap_or_else(Location::nowhere);
    PlacedError { related: related.into_iter().collect(), ..PlacedError::new(place, message) }
}
