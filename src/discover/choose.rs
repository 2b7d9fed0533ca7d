//! Which families hold: the best evidence first, no file in two.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::claims::{Claim, Family, Tongue};
use super::scope::Scope;
use super::text;
use super::walk::File;
use crate::config::Config;
use crate::config::layout::Pattern;
use crate::model::locale::Locale;

/// Files read to tell whether a dubious locale is one.
const SAMPLES: usize = 4;

/// A family that holds.
#[derive(Debug)]
pub(super) struct Chosen {
    /// Index into the families.
    pub(super) family: usize,
    /// Where its source is.
    pub(super) source: Source,
    /// Indices of the claims that hold.
    pub(super) claims: Vec<u32>,
}

/// Where the source of a family is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// In a place of its own.
    Apart,
    /// Among the others, under this tongue.
    Tongue(u16),
    /// Nowhere.
    None,
}

/// What speaks for a family.
struct Evidence {
    source: Source,
    claims: Vec<u32>,
    rank: Rank,
}

/// How much speaks for a family: its kind first, then the number of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(Kind, usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A folder of a single locale.
    Alone,
    /// Translations of one another.
    Siblings,
    /// Translations of a source.
    Sourced,
    /// A configured layout.
    Configured,
}

/// Chooses among the families; no file is claimed twice, and no file is a source here and a translation there.
pub(super) fn choose(families: &[Family<'_>], files: &[File], scope: &Scope, config: &Config) -> Vec<Chosen> {
    let mut choice = Choice {
        files,
        scope,
        config,
        taken: vec![false; files.len()],
        used: vec![false; files.len()],
        refuted: BTreeMap::new(),
    };
    let mut heap = BinaryHeap::new();
    for (number, family) in families.iter().enumerate() {
        if let Some(evidence) = choice.evidence(number, family) {
            heap.push((evidence.rank, Reverse((family.layout, number))));
        }
    }
    let mut chosen = Vec::new();
    while let Some((rank, order)) = heap.pop() {
        let number = order.0.1;
        let Some(evidence) = choice.evidence(number, &families[number]) else { continue };
        // What was taken meanwhile no longer counts.
        if evidence.rank < rank {
            heap.push((evidence.rank, order));
            continue;
        }
        choice.take(&families[number], &evidence);
        chosen.push(Chosen { family: number, source: evidence.source, claims: evidence.claims });
    }
    chosen
}

struct Choice<'a> {
    files: &'a [File],
    scope: &'a Scope,
    config: &'a Config,
    /// Files that belong to a chosen family.
    taken: Vec<bool>,
    /// Files that are a source in a chosen family.
    used: Vec<bool>,
    /// Whether the texts of a tongue are in another language after all, by family and tongue.
    refuted: BTreeMap<(usize, u16), bool>,
}

/// For each group of a family whether it has several tongues.
fn several(family: &Family<'_>, open: &[u32]) -> Vec<bool> {
    let mut first = vec![None; family.groups];
    let mut several = vec![false; family.groups];
    for claim in open.iter().map(|&claim| &family.claims[claim as usize]) {
        let first = first[claim.group as usize].get_or_insert(claim.tongue);
        several[claim.group as usize] |= *first != claim.tongue;
    }
    several
}

/// Per tongue: how many files, and how many with a counterpart.
#[derive(Clone, Copy, Default)]
struct Tally {
    all: usize,
    paired: usize,
}

impl Choice<'_> {
    fn take(&mut self, family: &Family<'_>, evidence: &Evidence) {
        for &claim in &evidence.claims {
            let claim = &family.claims[claim as usize];
            self.taken[claim.file as usize] = true;
            if let (Source::Apart, Some((source, _))) = (evidence.source, claim.source) {
                self.used[source as usize] = true;
            }
        }
    }

    fn evidence(&mut self, number: usize, family: &Family<'_>) -> Option<Evidence> {
        let layout = &self.config.layouts[family.layout];
        let open: Vec<u32> = (0u32..)
            .zip(&family.claims)
            .filter(|(_, claim)| !self.taken[claim.file as usize] && !self.used[claim.file as usize])
            .map(|(number, _)| number)
            .collect();
        let source = if layout.source.is_some() { Source::Apart } else { self.source_tongue(family, &open) };
        let paired = self.paired(family, &open, source);
        let by_name = !layout.translation.ends_in_path();
        let kept = self.kept(number, family, &open, &paired, source);
        let several = several(family, &open);
        let mut claims = Vec::new();
        let mut count = 0;
        for (&number, &paired) in open.iter().zip(&paired) {
            let claim = &family.claims[number as usize];
            // A name alone proves nothing: `log-in.md` needs a `log.md`.
            let proven = paired || (source != Source::Apart && several[claim.group as usize]);
            if kept[claim.tongue as usize] && (proven || !by_name) {
                claims.push(number);
                count += usize::from(paired);
            }
        }
        let kind = match source {
            _ if count > 0 && family.layout < self.config.configured_layouts => Kind::Configured,
            Source::None if count > 0 => Kind::Siblings,
            Source::Apart | Source::Tongue(_) if count > 0 => Kind::Sourced,
            Source::Apart => return None,
            _ if by_name => return None,
            _ => Kind::Alone,
        };
        let weight = if kind == Kind::Alone { claims.len() } else { count };
        (weight > 0).then_some(Evidence { source, claims, rank: Rank(kind, weight) })
    }

    /// The tongue that the others are translated from: the configured one, or English where most pages have it.
    fn source_tongue(&self, family: &Family<'_>, open: &[u32]) -> Source {
        let mut counts = vec![0usize; family.tongues.len()];
        let mut seen = vec![false; family.groups];
        for claim in open.iter().map(|&claim| &family.claims[claim as usize]) {
            counts[claim.tongue as usize] += 1;
            seen[claim.group as usize] = true;
        }
        let pages = seen.iter().filter(|seen| **seen).count();
        let best = |fits: &dyn Fn(&Locale) -> bool| {
            let tongues = (0u16..).zip(&family.tongues).filter(|(_, tongue)| fits(&tongue.locale));
            let counted = tongues.map(|(number, _)| (counts[number as usize], Reverse(number)));
            counted.filter(|(count, _)| *count > 0).max().map(|(count, number)| (number.0, count))
        };
        let found = match &self.config.source {
            Some(source) => {
                best(&|locale| locale == source).or_else(|| best(&|locale| locale.same_language(source)))
            }
            None => best(&|locale| locale.language() == "en").filter(|(_, count)| count * 2 >= pages),
        };
        found.map_or(Source::None, |(tongue, _)| Source::Tongue(tongue))
    }

    /// For each open claim whether it has a counterpart: the source where there is one, else a sibling.
    fn paired(&self, family: &Family<'_>, open: &[u32], source: Source) -> Vec<bool> {
        let claims = || open.iter().map(|&claim| &family.claims[claim as usize]);
        match source {
            Source::Apart => claims().map(|claim| self.source_of(claim).is_some()).collect(),
            Source::Tongue(source) => {
                let mut sourced = vec![false; family.groups];
                for claim in claims().filter(|claim| claim.tongue == source) {
                    sourced[claim.group as usize] = true;
                }
                claims().map(|claim| claim.tongue != source && sourced[claim.group as usize]).collect()
            }
            Source::None => {
                let several = several(family, open);
                claims().map(|claim| several[claim.group as usize]).collect()
            }
        }
    }

    fn source_of(&self, claim: &Claim<'_>) -> Option<u32> {
        claim.source.map(|(file, _)| file).filter(|&file| !self.taken[file as usize])
    }

    /// Which tongues hold: those with a fifth of their files paired, a dubious one with most of them, and with a text
    /// that is not in another language.
    fn kept(
        &mut self,
        number: usize,
        family: &Family<'_>,
        open: &[u32],
        paired: &[bool],
        source: Source,
    ) -> Vec<bool> {
        let layout = &self.config.layouts[family.layout].translation;
        let mut tallies = vec![Tally::default(); family.tongues.len()];
        for (&claim, &paired) in open.iter().zip(paired) {
            let tally = &mut tallies[family.claims[claim as usize].tongue as usize];
            tally.all += 1;
            tally.paired += usize::from(paired);
        }
        let some =
            |tally: &Tally| tally.paired > 0 && (tally.paired * 5 >= tally.all || !layout.ends_in_path());
        let most = |tally: &Tally| tally.paired * 2 >= tally.all;
        let is_source = |tongue: usize| source == Source::Tongue(tongue as u16);
        let dubious: Vec<_> =
            family.tongues.iter().map(|tongue| self.is_dubious(&tongue.written, layout)).collect();
        let sure = (0..tallies.len()).filter(|&tongue| some(&tallies[tongue]) && !dubious[tongue]).count();
        let any = tallies.iter().any(some);
        let mut kept = Vec::with_capacity(tallies.len());
        for (tongue, tally) in tallies.iter().enumerate() {
            let checked = layout.is_affix() || (dubious[tongue] && sure < 2);
            kept.push(
                match dubious[tongue] {
                    _ if tally.all == 0 => false,
                    _ if is_source(tongue) => true,
                    true => some(tally) && (most(tally) || !layout.ends_in_path()),
                    false => some(tally) || (!any && source != Source::Apart),
                } && (!checked || is_source(tongue) || !self.is_refuted(number, family, tongue as u16, open)),
            );
        }
        kept
    }

    /// Whether a name is mostly something else than a language, and nothing in the path says that it is one.
    fn is_dubious(&self, written: &str, pattern: &Pattern) -> bool {
        !pattern.names_a_folder() && self.is_ambiguous(written)
    }

    fn is_ambiguous(&self, written: &str) -> bool {
        self.config.ambiguous.binary_search(&written.to_lowercase()).is_ok()
    }

    /// Whether the texts of a tongue are in another language. Where the locale is a part of a name and a word as well
    /// (`login-id`, `math.pi`), they have to show that they are in this one.
    fn is_refuted(&mut self, number: usize, family: &Family<'_>, tongue: u16, open: &[u32]) -> bool {
        if let Some(&known) = self.refuted.get(&(number, tongue)) {
            return known;
        }
        let claims = open.iter().map(|&claim| &family.claims[claim as usize]);
        let own: Vec<_> = claims.filter(|claim| claim.tongue == tongue).collect();
        let Tongue { locale, written } = &family.tongues[tongue as usize];
        let affix = self.config.layouts[family.layout].translation.is_affix();
        let sure = locale.has_subtags() || written.len() > 3;
        let sure = sure || (text::is_told_apart(locale.language()) && !self.is_ambiguous(written));
        let (mut against, mut read_texts) = (0, 0);
        for claim in own.iter().step_by(own.len().div_ceil(SAMPLES).max(1)) {
            read_texts += 1;
            let content = self.files[claim.file as usize].text(self.scope);
            let doubt = if affix && !sure {
                !text::confirms(&content, locale)
            } else {
                text::refutes(&content, locale)
            };
            against += usize::from(doubt);
        }
        let refuted = against * 2 > read_texts;
        self.refuted.insert((number, tongue), refuted);
        refuted
    }
}
