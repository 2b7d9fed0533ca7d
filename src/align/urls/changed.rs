//! URLs that became other URLs: what is left is paired by likeness.

use std::collections::HashMap;

use crate::model::comparison::{Omission, TenantChange, UrlDifference};
use crate::model::document::{Document, UrlFlaw, UrlKind};
use crate::model::url::{Component, Url};

use super::fragments::Fragment;
use super::likeness::{have_same_query_keys, likeness, share};
use super::tenants::{is_settled, tenant_change};
use super::{Matching, State};

/// How many pairs of occurrences without counterparts are looked at for URLs that changed; of more, only those in the same
/// places are.
const MOST_CHANGES: usize = 1 << 16;

/// How many occurrences before and behind the same place in a block are looked at then.
const MOST_BESIDE: usize = 16;

impl Matching<'_> {
    /// Pairs what is left: the nearest first, within blocks that belong together, then within zones, then anywhere.
    pub(super) fn pair_changed(&mut self) {
        let (mut rs, mut ts) = (self.open_r(), self.open_t());
        rs.retain(|&i| !self.is_label_settled(i));
        ts.retain(|&j| !self.is_their_label_settled(j));
        let open = Open {
            r: per_block(self.task.reference.document, &rs),
            t: per_block(self.task.translation.document, &ts),
        };
        let mut pairs = Vec::new();
        let all = rs.len() * ts.len() <= MOST_CHANGES;
        if all {
            for &i in &rs {
                pairs.extend(ts.iter().filter_map(|&j| self.change(i, j, &open)));
            }
        } else {
            for &i in &rs {
                pairs.extend(self.beside(i).filter_map(|j| self.change(i, j, &open)));
            }
        }
        self.note_rivals(&pairs);
        pairs.sort_by(|a, b| b.worth.total_cmp(&a.worth).then((a.i, a.j).cmp(&(b.i, b.j))));
        for change in pairs {
            if self.r[change.i] == State::Open && self.t[change.j] == State::Open {
                self.r[change.i] = State::Done;
                self.t[change.j] = State::Done;
                self.push_change(&change);
            }
        }
        let (ours, theirs) = (self.open_r().len(), self.open_t().len());
        if !all && ours > 0 && theirs > 0 {
            self.omitted.push(Omission::ChangedUrls(ours, theirs));
        }
    }

    /// The open occurrences of the translation that stand in the place of one of the reference, or not far from it.
    fn beside(&self, i: usize) -> impl Iterator<Item = usize> {
        let block = self.r_url(i).block;
        let at = i - self.task.reference.urls_of(block).start;
        let other = self.task.map.translation_of(block);
        let all = other.map_or(0..0, |other| self.task.translation.urls_of(other));
        let near = (all.start + at).saturating_sub(MOST_BESIDE).max(all.start)
            ..(all.start + at + MOST_BESIDE + 1).min(all.end);
        near.filter(|&j| self.t[j] == State::Open)
    }

    /// Notes the occurrences that several others may have become, or may have been. Several of one URL are one.
    fn note_rivals(&mut self, pairs: &[Change]) {
        let (mut first_t, mut first_r) = (HashMap::new(), HashMap::new());
        for change in pairs {
            let r = self.r_url(change.i).url.identity();
            let t = self.t_url(change.j).url.identity();
            if *first_t.entry(change.i).or_insert(t) != t {
                self.rivals.r.insert(change.i);
            }
            if *first_r.entry(change.j).or_insert(r) != r {
                self.rivals.t.insert(change.j);
            }
        }
    }

    /// Whether one may have become the other, and how sure that is.
    fn change(&self, i: usize, j: usize, open: &Open) -> Option<Change> {
        let (r, t) = (self.r_url(i), self.t_url(j));
        if r.url.is_absolute() != t.url.is_absolute()
            || (r.kind == UrlKind::Image) != (t.kind == UrlKind::Image)
        {
            return None;
        }
        if (r.kind == UrlKind::FrontMatter) != (t.kind == UrlKind::FrontMatter) {
            return None;
        }
        let block = self.task.map.translation_of(r.block) == Some(t.block);
        let near = if block { 1.0 } else { 0.2 * (self.closeness(i, j) / 4) as f32 };
        let enough = match (block, self.task.map.same_zone(r.block, t.block)) {
            (true, _) if open.r[r.block as usize] == 1 && open.t[t.block as usize] == 1 => 0.25,
            (true, _) => 0.45,
            (false, true) => 0.6,
            (false, false) => 0.75,
        };
        let kind = if r.kind == t.kind { 0.1 } else { 0.0 };
        let share = share(&self.task.reference.keys[i], &self.task.translation.keys[j], enough)?;
        Some(Change { i, j, worth: share + near + kind })
    }

    fn push_change(&mut self, change: &Change) {
        let (r, t) = (self.r_url(change.i), self.t_url(change.j));
        if is_glued(&r.url, &t.url) {
            self.malformed(change.i, t.span, UrlFlaw::Glued);
            return;
        }
        let moved = self.on_same_host(change.i, change.j);
        let reference = moved.as_ref().unwrap_or(&self.task.reference.keys[change.i]);
        let translation = &self.task.translation.keys[change.j];
        let became = tenant_change(reference, translation, self.task.scope.portals);
        // Where the portal has moved, the style is no matter.
        if let Some(became) = became.filter(|became| moved.is_none() || !became.is_respelling()) {
            self.push_tenant((change.i, change.j), became, moved.is_some());
            return;
        }
        if self.push_portal(change.i, change.j) {
            return;
        }
        // Anchors are named anew in each language.
        if t.url.is_fragment() && matches!(self.judge_own(change.i, change.j), Fragment::Right) {
            return;
        }
        let keys = (&self.task.reference.keys[change.i], &self.task.translation.keys[change.j]);
        let mut likeness = likeness(keys.0, keys.1, &self.task.scope.portals.vocabulary);
        // Keys leave out what names a language of the pair, but not what names another.
        if likeness.component == Component::QueryKey && have_same_query_keys(&r.url, &t.url) {
            likeness.component = Component::QueryValue;
        }
        self.differences.push(UrlDifference::Changed {
            reference: change.i as u32,
            translation: change.j as u32,
            component: likeness.component,
            alike: likeness.alike && !is_other_version(r.url.as_str(), t.url.as_str()),
            unless: None,
        });
    }
}

impl Matching<'_> {
    /// Tells what became of a placeholder.
    pub(super) fn push_tenant(&mut self, (i, j): (usize, usize), change: TenantChange, moved: bool) {
        if let TenantChange::Placeholder { naming, written, .. } = &change
            && is_settled(*naming, written, self.task.scope.portals)
        {
            return;
        }
        let (reference, translation) = (i as u32, j as u32);
        self.differences.push(UrlDifference::Tenant { reference, translation, change, moved });
    }
}

/// How many occurrences without a counterpart each block has.
struct Open {
    r: Vec<u32>,
    t: Vec<u32>,
}

fn per_block(document: &Document, occurrences: &[usize]) -> Vec<u32> {
    let mut counts = vec![0; document.blocks.len()];
    for &occurrence in occurrences {
        counts[document.urls[occurrence].block as usize] += 1;
    }
    counts
}

struct Change {
    i: usize,
    j: usize,
    worth: f32,
}

/// `https://office.comLog`: the host of the reference's URL goes on as a word.
pub(super) fn is_glued(reference: &Url, translation: &Url) -> bool {
    let (r, t) = (reference.as_str(), translation.as_str());
    let Some(rest) =
        t.get(r.len()..).filter(|_| t.is_char_boundary(r.len()) && t[..r.len()].eq_ignore_ascii_case(r))
    else {
        return false;
    };
    let bare_host = reference.path().len() <= 1 && reference.query().is_none();
    let first = rest.chars().next();
    first.is_some_and(|c| c.is_alphabetic() && (!c.is_ascii() || (bare_host && c.is_uppercase())))
        || (!rest.is_ascii() && first.is_some_and(char::is_alphabetic))
}

/// Whether two URLs differ in the digits of a version only: `/1.14.2/` and `/1.15.0/`, `/v2/` and `/v3/`. The source
/// moves on, and its translations follow.
fn is_other_version(reference: &str, translation: &str) -> bool {
    let part = |c: char| matches!(c, '/' | '?' | '&' | '=' | '#' | '@' | '-' | '_');
    let (a, b) = (reference.split(part), translation.split(part));
    let mut differing = a.clone().zip(b.clone()).filter(|(x, y)| x != y).peekable();
    a.count() == b.count()
        && differing.peek().is_some()
        && differing.all(|(x, y)| is_version(x) && is_version(y))
}

fn is_version(part: &str) -> bool {
    let digits = part.strip_prefix('v').unwrap_or(part);
    let numbers = !digits.is_empty()
        && digits
            .split('.')
            .all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    numbers && (digits.len() < part.len() || digits.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_numbers() {
        assert!(is_other_version("https://a.example/1.14.2/b.png", "https://a.example/1.15.0/b.png"));
        assert!(is_other_version("https://a.example/v2/b", "https://a.example/v3/b"));
        assert!(!is_other_version("https://a.example/?page=118", "https://a.example/?page=314"));
        assert!(!is_other_version("https://a.example/v2/b", "https://a.example/v3/c"));
        assert!(!is_other_version("https://a.example/1.14.2/b", "https://a.example/1.15.0"));
    }

    #[test]
    fn a_word_that_stands_against_a_host_is_no_part_of_it() {
        let glued =
            |reference: &str, translation: &str| is_glued(&Url::new(reference), &Url::new(translation));
        assert!(glued("https://a.example", "https://a.exampleLog"));
        assert!(glued("https://a.example/", "https://a.example/Log"));
        assert!(glued("https://a.example/b", "https://a.example/b登录"));
        assert!(!glued("https://a.example/b", "https://a.example/bLog"));
        assert!(!glued("https://a.example/?b", "https://a.example/?bLog"));
        assert!(!glued("https://a.example", "https://a.examplelog"));
    }
}
