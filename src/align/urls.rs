//! Which URL of the translation stands for which of the reference: same, equivalent, then nearest by component.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::anchor::{AnchorKey, resolves};
use crate::model::comparison::UrlDifference;
use crate::model::document::{BlockKind, Document, UrlFlaw, UrlKind, UrlOccurrence};
use crate::model::page::Variant;
use crate::model::source_file::Span;
use crate::model::url::{Component, Url};

use super::blocks::{BlockMap, Prepared};
use super::key::{Key, Scope, url_key};
use super::likeness::{Likeness, likeness};
use super::malformed::Squeezed;

/// How many pairs of occurrences of one URL are weighed against each other; beyond, they are paired in order.
const MOST_PAIRS: usize = 4096;

/// The blocks of each document whose content another finding answers for.
pub(super) struct Owned {
    pub(super) reference: Vec<bool>,
    pub(super) translation: Vec<bool>,
}

/// What the URLs of a translation are compared with, and how.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub(super) reference: &'a Prepared<'a>,
    pub(super) translation: &'a Prepared<'a>,
    pub(super) map: &'a BlockMap,
    pub(super) owned: &'a Owned,
    /// The translation's variant: what its relative links start from.
    pub(super) variant: &'a Variant,
    pub(super) scope: Scope<'a>,
}

/// Compares the URLs of two documents.
pub(super) fn align_urls(task: Task<'_>) -> Vec<UrlDifference> {
    let mut matching = Matching::new(task);
    matching.leave_out();
    matching.pair_equal();
    matching.pair_free_hosts();
    matching.take_glued();
    matching.take_near_urls();
    matching.take_malformed();
    matching.pair_changed();
    matching.compare_pairs();
    matching.report_rest();
    matching.differences
}

/// What became of an occurrence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Paired(u32),
    /// Reported, or left to another finding.
    Done,
}

struct Matching<'a> {
    task: Task<'a>,
    /// The reference's occurrences by what their keys begin with.
    by_main: HashMap<&'a str, Vec<usize>>,
    r: Vec<State>,
    t: Vec<State>,
    differences: Vec<UrlDifference>,
}

impl<'a> Matching<'a> {
    fn new(task: Task<'a>) -> Self {
        let r = vec![State::Open; task.reference.document.urls.len()];
        let t = vec![State::Open; task.translation.document.urls.len()];
        let mut by_main: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, key) in task.reference.keys.iter().enumerate() {
            by_main.entry(&key.main).or_default().push(index);
        }
        Self { task, by_main, r, t, differences: Vec::new() }
    }

    fn r_url(&self, index: usize) -> &'a UrlOccurrence {
        &self.task.reference.document.urls[index]
    }

    fn t_url(&self, index: usize) -> &'a UrlOccurrence {
        &self.task.translation.document.urls[index]
    }

    fn key_of(&self, url: &Url) -> Key {
        url_key(url, self.task.variant, self.task.scope)
    }

    /// An occurrence of the reference that has no partner yet and leads to the same page.
    fn open_counterpart(&self, key: &Key) -> Option<usize> {
        let all = self.by_main.get(key.main.as_str())?;
        all.iter().copied().find(|&i| self.r[i] == State::Open)
    }

    fn open_r(&self) -> Vec<usize> {
        (0..self.r.len()).filter(|&i| self.r[i] == State::Open).collect()
    }

    fn open_t(&self) -> Vec<usize> {
        (0..self.t.len()).filter(|&j| self.t[j] == State::Open).collect()
    }

    fn pair(&mut self, i: usize, j: usize) {
        self.r[i] = State::Paired(j as u32);
        self.t[j] = State::Paired(i as u32);
    }

    /// Leaves out what no reader sees, definitions that nothing refers to, and what findings about steps answer for.
    fn leave_out(&mut self) {
        let owned = self.task.owned;
        for i in 0..self.r.len() {
            let url = self.r_url(i);
            if url.kind == UrlKind::Definition || owned.reference[url.block as usize] {
                self.r[i] = State::Done;
            }
        }
        for j in 0..self.t.len() {
            let url = self.t_url(j);
            if url.kind == UrlKind::Definition || owned.translation[url.block as usize] {
                self.t[j] = State::Done;
            }
        }
    }

    /// Pairs occurrences of the same URL, first with the same fragment, then without regard to it; where there are
    /// several, by place and kind.
    fn pair_equal(&mut self) {
        self.pair_buckets(|key| (key.main.as_str(), key.fragment.as_deref()));
        self.pair_buckets(|key| (key.main.as_str(), None));
    }

    fn pair_buckets(&mut self, name: impl for<'k> Fn(&'k Key) -> (&'k str, Option<&'k str>)) {
        type Bucket = (Vec<usize>, Vec<usize>);
        let (reference, translation) = (self.task.reference, self.task.translation);
        let mut buckets: BTreeMap<(&str, Option<&str>), Bucket> = BTreeMap::new();
        for i in self.open_r() {
            buckets.entry(name(&reference.keys[i])).or_default().0.push(i);
        }
        for j in self.open_t() {
            if let Some(bucket) = buckets.get_mut(&name(&translation.keys[j])) {
                bucket.1.push(j);
            }
        }
        for ((main, fragment), (rs, ts)) in buckets {
            // A link to the page itself, without its fragment, says nothing.
            if !(main.is_empty() && fragment.is_none()) {
                self.pair_bucket(&rs, &ts);
            }
        }
    }

    fn pair_bucket(&mut self, rs: &[usize], ts: &[usize]) {
        if rs.len() * ts.len() > MOST_PAIRS {
            for (&i, &j) in rs.iter().zip(ts) {
                self.pair(i, j);
            }
            return;
        }
        let mut pairs: Vec<(i32, usize, usize)> = Vec::with_capacity(rs.len() * ts.len());
        for &i in rs {
            pairs.extend(ts.iter().map(|&j| (-self.closeness(i, j), i, j)));
        }
        pairs.sort_unstable();
        for (_, i, j) in pairs {
            if self.r[i] == State::Open && self.t[j] == State::Open {
                self.pair(i, j);
            }
        }
    }

    /// How well two occurrences of the same URL suit each other by their place and kind.
    fn closeness(&self, i: usize, j: usize) -> i32 {
        let (r, t) = (self.r_url(i), self.t_url(j));
        let block = self.task.map.forward[r.block as usize] == Some(t.block);
        let zone = self.task.map.same_zone(r.block, t.block);
        let kind = if r.kind == t.kind { 2 } else { i32::from(r.kind.is_link() == t.kind.is_link()) };
        8 * i32::from(block) + 4 * i32::from(zone) + kind
    }

    /// Pairs what leads to other languages' pages of the same host.
    fn pair_free_hosts(&mut self) {
        for j in self.open_t() {
            let key = &self.task.translation.keys[j];
            if key.free_host.is_none() {
                continue;
            }
            let candidates =
                self.open_r().into_iter().filter(|&i| self.task.reference.keys[i].same_page(key));
            if let Some(i) = candidates.max_by_key(|&i| (self.closeness(i, j), usize::MAX - i)) {
                self.pair(i, j);
            }
        }
    }

    /// URLs that prose is written against: the reference says where they end.
    fn take_glued(&mut self) {
        for j in self.open_t() {
            let occurrence = self.t_url(j);
            let Some(end) = occurrence.short_end else { continue };
            let span = Span { start: occurrence.span.start, end };
            let short = self.key_of(&Url::new(self.task.translation.document.text(span)));
            if let Some(i) = self.open_counterpart(&short) {
                self.malformed(i, occurrence.span, UrlFlaw::Glued);
                self.t[j] = State::Done;
            }
        }
    }

    /// Texts that are no URL whatever the reference says. One that the reference has in the same form is meant so.
    fn take_near_urls(&mut self) {
        let said = &self.task.reference.document.near_urls;
        let mut meant: Vec<bool> = vec![false; said.len()];
        for near in &self.task.translation.document.near_urls {
            let same = (0..said.len()).find(|&k| !meant[k] && said[k].flaw == near.flaw);
            if let Some(k) = same {
                meant[k] = true;
                continue;
            }
            let key = self.key_of(&Url::new(&near.intended));
            let partner = self.open_counterpart(&key);
            let inside = self.occurrences_in(near.span);
            let known = inside.iter().find_map(|&j| match self.t[j] {
                State::Paired(i) => Some(i as usize),
                _ => None,
            });
            let detached = matches!(near.flaw, UrlFlaw::Detached | UrlFlaw::Bracket | UrlFlaw::SmartQuote);
            let Some(i) = partner.or(known) else {
                // Text in brackets before a target in parentheses may be meant so.
                if !detached {
                    self.push_malformed(None, near.span, near.flaw, near.intended.clone());
                    self.finish(&inside);
                }
                continue;
            };
            if detached && !self.r_url(i).kind.is_link() && self.r_url(i).kind != UrlKind::Image {
                continue;
            }
            self.push_malformed(Some(i as u32), near.span, near.flaw, near.intended.clone());
            self.r[i] = State::Done;
            self.finish(&inside);
        }
    }

    fn occurrences_in(&self, span: Span) -> Vec<usize> {
        (0..self.t.len()).filter(|&j| span.overlaps(self.t_url(j).span)).collect()
    }

    fn finish(&mut self, occurrences: &[usize]) {
        for &j in occurrences {
            if let State::Paired(i) = self.t[j]
                && self.r[i as usize] == State::Paired(j as u32)
            {
                self.r[i as usize] = State::Done;
            }
            self.t[j] = State::Done;
        }
    }

    /// Looks for each URL that has no partner as a text that white space, full-width characters or the like broke.
    fn take_malformed(&mut self) {
        let open = self.open_r();
        if open.is_empty() {
            return;
        }
        let squeezed = Squeezed::new(self.task.translation.document);
        let mut taken: Vec<Span> = self.differences.iter().filter_map(malformed_span).collect();
        taken.extend((0..self.t.len()).filter(|&j| self.t[j] != State::Open).map(|j| self.t_url(j).span));
        for i in open {
            let occurrence = self.r_url(i);
            if occurrence.kind == UrlKind::FrontMatter {
                continue;
            }
            let Some((span, flaw)) = squeezed.find(&occurrence.url, &taken) else { continue };
            taken.push(span);
            self.malformed(i, span, flaw);
            let inside = self.occurrences_in(span);
            self.finish(&inside);
        }
    }

    fn malformed(&mut self, i: usize, span: Span, flaw: UrlFlaw) {
        let intended = self.task.reference.document.text(self.r_url(i).span).to_owned();
        self.push_malformed(Some(i as u32), span, flaw, intended);
        self.r[i] = State::Done;
    }

    fn push_malformed(&mut self, reference: Option<u32>, span: Span, flaw: UrlFlaw, intended: String) {
        self.differences.push(UrlDifference::Malformed { reference, span, flaw, intended });
    }

    /// Pairs what is left: the nearest first, within blocks that belong together, then within zones, then anywhere.
    fn pair_changed(&mut self) {
        let (rs, ts) = (self.open_r(), self.open_t());
        if rs.len() * ts.len() > MOST_PAIRS * 16 {
            return;
        }
        let mut pairs = Vec::new();
        for &i in &rs {
            for &j in &ts {
                pairs.extend(self.change(i, j));
            }
        }
        pairs.sort_by(|a, b| b.worth.total_cmp(&a.worth).then((a.i, a.j).cmp(&(b.i, b.j))));
        for change in pairs {
            if self.r[change.i] == State::Open && self.t[change.j] == State::Open {
                self.r[change.i] = State::Done;
                self.t[change.j] = State::Done;
                self.push_change(&change);
            }
        }
    }

    /// Whether one may have become the other, and how sure that is.
    fn change(&self, i: usize, j: usize) -> Option<Change> {
        let (r, t) = (self.r_url(i), self.t_url(j));
        if r.url.is_absolute() != t.url.is_absolute()
            || (r.kind == UrlKind::Image) != (t.kind == UrlKind::Image)
        {
            return None;
        }
        if (r.kind == UrlKind::FrontMatter) != (t.kind == UrlKind::FrontMatter) {
            return None;
        }
        let likeness = likeness(&self.task.reference.keys[i], &self.task.translation.keys[j]);
        let block = self.task.map.forward[r.block as usize] == Some(t.block);
        let near = if block { 1.0 } else { 0.2 * (self.closeness(i, j) / 4) as f32 };
        let enough = if block { 0.0 } else { 0.75 };
        let kind = if r.kind == t.kind { 0.1 } else { 0.0 };
        (likeness.share >= enough).then_some(Change { i, j, worth: likeness.share + near + kind, likeness })
    }

    fn push_change(&mut self, change: &Change) {
        let (r, t) = (self.r_url(change.i), self.t_url(change.j));
        if is_glued(&r.url, &t.url) {
            self.malformed(change.i, t.span, UrlFlaw::Glued);
            return;
        }
        self.differences.push(UrlDifference::Changed {
            reference: change.i as u32,
            translation: change.j as u32,
            component: change.likeness.component,
            alike: change.likeness.alike,
            unless: None,
        });
    }

    /// Looks at pairs of the same URL: is the link still one, does it stand where it should, is the fragment right?
    fn compare_pairs(&mut self) {
        for i in 0..self.r.len() {
            let State::Paired(j) = self.r[i] else { continue };
            let j = j as usize;
            let (reference, translation) = (i as u32, j as u32);
            if self.fragment_differs(i, j) {
                let unless = self.anchor(j);
                let component = Component::Fragment;
                self.differences.push(UrlDifference::Changed {
                    reference,
                    translation,
                    component,
                    alike: true,
                    unless,
                });
            } else if self.lost_its_link(i, j) {
                self.differences.push(UrlDifference::Unlinked { reference, translation });
            } else if self.is_moved(i, j) {
                self.differences.push(UrlDifference::Moved { reference, translation });
            }
        }
    }

    /// Whether the fragments differ and the translation's is known to lead nowhere, or may be.
    fn fragment_differs(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.task.reference.keys[i], &self.task.translation.keys[j]);
        if a.fragment == b.fragment || a.fragment_is_free(b) {
            return false;
        }
        let url = &self.t_url(j).url;
        if b.main.is_empty() {
            return !resolves(self.task.translation.document, url.fragment().unwrap_or_default());
        }
        url.is_absolute() || (url.fragment().is_some() && self.anchor(j).is_some())
    }

    /// The anchor in another page that a relative link of the translation leads to.
    fn anchor(&self, j: usize) -> Option<AnchorKey> {
        let url = &self.t_url(j).url;
        let fragment = url.fragment().filter(|_| url.is_relative())?;
        let dir = self.task.translation.document.file.path.parent()?;
        let file = self.task.scope.site.page_file(&dir.join(url.path()))?;
        Some(AnchorKey::new(file, fragment))
    }

    /// A link of the reference that is bare text or code here, in the block that belongs to its own.
    fn lost_its_link(&self, i: usize, j: usize) -> bool {
        let (r, t) = (self.r_url(i), self.t_url(j));
        let was_link = matches!(r.kind, UrlKind::Inline | UrlKind::Reference);
        was_link && matches!(t.kind, UrlKind::Bare | UrlKind::CodeSpan)
    }

    /// Two URLs that changed places: each stands in the block of the other's.
    fn is_moved(&self, i: usize, j: usize) -> bool {
        let (r, t) = (self.r_url(i), self.t_url(j));
        let Some(expected) = self.task.map.forward[r.block as usize] else { return false };
        let Some(other) = self.task.map.backward[t.block as usize] else { return false };
        if expected == t.block || self.in_same_list(r.block, other) {
            return false;
        }
        let swapped = |k: usize| match self.r[k] {
            State::Paired(l) => {
                self.t_url(l as usize).block != t.block
                    && self.task.reference.keys[k].main != self.task.reference.keys[i].main
                    && self.t_url(l as usize).block == expected
            }
            _ => false,
        };
        self.task.reference.document.urls_in(&(other..other + 1)).any(swapped)
    }

    /// Lists and tables may be sorted anew in each language.
    fn in_same_list(&self, a: u32, b: u32) -> bool {
        let container = |block: u32| self.task.reference.document.blocks[block as usize].container;
        container(a).is_some() && container(b).is_some()
    }

    fn report_rest(&mut self) {
        let present: HashSet<&str> = self.task.translation.keys.iter().map(|key| key.main.as_str()).collect();
        for i in self.open_r() {
            let occurrence = self.r_url(i);
            if occurrence.kind != UrlKind::FrontMatter && !self.is_elsewhere(i, &present) {
                let place = missing_place(self.task.translation.document, self.task.map, occurrence.block);
                self.differences.push(UrlDifference::Missing { reference: i as u32, place });
            }
        }
        for j in self.open_t() {
            let occurrence = self.t_url(j);
            let known = self.by_main.contains_key(self.task.translation.keys[j].main.as_str());
            if occurrence.kind != UrlKind::FrontMatter && !known {
                self.differences.push(UrlDifference::Extra { translation: j as u32 });
            }
        }
    }

    /// Whether the block that held the URL has no counterpart while the URL itself has one: nothing is lost.
    fn is_elsewhere(&self, i: usize, present: &HashSet<&str>) -> bool {
        self.task.map.forward[self.r_url(i).block as usize].is_none()
            && present.contains(self.task.reference.keys[i].main.as_str())
    }
}

struct Change {
    i: usize,
    j: usize,
    worth: f32,
    likeness: Likeness,
}

const fn malformed_span(difference: &UrlDifference) -> Option<Span> {
    match difference {
        UrlDifference::Malformed { span, .. } => Some(*span),
        _ => None,
    }
}

/// `https://office.comLog`: the host of the reference's URL goes on as a word.
fn is_glued(reference: &Url, translation: &Url) -> bool {
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

/// Where in the translation the content of a block of the reference should stand.
pub(super) fn missing_place(document: &Document, map: &BlockMap, block: u32) -> Span {
    let (found, exact) = map.place(block);
    let Some(block) = document.blocks.get(found as usize) else { return Span::at(0) };
    if exact && block.kind != BlockKind::FrontMatter {
        return block.span;
    }
    Span::at(block.span.end)
}
