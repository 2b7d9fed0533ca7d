//! Which URL of the translation stands for which of the reference: same, equivalent, then nearest by component.

mod broken;
mod candidates;
mod changed;
mod forms;
mod fragments;
mod likeness;
mod pairs;
mod portals;
mod restore;
mod rewrite;
mod slip;
mod spans;
mod squeezed;
mod tenants;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use rustc_hash::FxHashMap;

use crate::model::comparison::{Omission, UrlDifference, UrlMend};
use crate::model::document::{BlockKind, Document, UrlKind, UrlOccurrence};
use crate::model::page::Variant;
use crate::model::source_file::Span;
use crate::model::url::Url;

use super::blocks::BlockMap;
use super::key::{Key, Scope, lead_apart, site_path, targets, url_key};
use super::prepared::Prepared;

use candidates::Candidates;
use spans::Spans;
pub(super) use tenants::{is_settled, naming};

/// How many pairs of occurrences of one URL are weighed against each other; beyond, they are paired in order.
const MOST_PAIRS: usize = 4096;

/// Of how many that another language's page, or a file at another revision, may stand for the nearest is looked for.
const MOST_SWAPS: usize = 256;

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
    /// The reference's variant: what its relative links start from.
    pub(super) reference_variant: &'a Variant,
    /// The translation's variant: what its relative links start from.
    pub(super) variant: &'a Variant,
    pub(super) scope: Scope<'a>,
}

/// What comparing the URLs of two documents yields.
pub(super) struct UrlAlignment {
    pub(super) differences: Vec<UrlDifference>,
    /// For each difference its mend.
    pub(super) mends: Vec<Option<UrlMend>>,
    /// What was not looked at.
    pub(super) omitted: Vec<Omission>,
}

/// Compares the URLs of two documents.
pub(super) fn align_urls(task: Task<'_>) -> UrlAlignment {
    let mut matching = Matching::new(task);
    matching.leave_out();
    matching.pair_settled();
    matching.pair_equal();
    matching.pair_free_hosts();
    matching.pair_resolved();
    matching.pair_labels();
    matching.pair_portals();
    matching.take_glued();
    matching.take_near_urls();
    matching.take_mendable();
    matching.take_malformed();
    matching.pair_changed();
    matching.compare_pairs();
    matching.report_rest();
    let mends = matching.mends();
    UrlAlignment { differences: matching.differences, mends, omitted: matching.omitted }
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
    /// The reference's occurrences by what their keys begin with, once they are asked for.
    by_main: OnceCell<FxHashMap<&'a str, Candidates>>,
    /// Where the translation's occurrences are, once that is asked for.
    t_spans: OnceCell<Spans>,
    r: Vec<State>,
    t: Vec<State>,
    differences: Vec<UrlDifference>,
    omitted: Vec<Omission>,
    /// Occurrences of the reference and of the translation that could have had another partner than the one they got.
    rivals: Rivals,
}

/// Occurrences with several possible partners.
#[derive(Default)]
struct Rivals {
    r: HashSet<usize>,
    t: HashSet<usize>,
}

impl<'a> Matching<'a> {
    fn new(task: Task<'a>) -> Self {
        let r = vec![State::Open; task.reference.document.urls.len()];
        let t = vec![State::Open; task.translation.document.urls.len()];
        Self {
            task,
            by_main: OnceCell::new(),
            t_spans: OnceCell::new(),
            r,
            t,
            differences: Vec::new(),
            omitted: Vec::new(),
            rivals: Rivals::default(),
        }
    }

    fn r_url(&self, index: usize) -> &'a UrlOccurrence {
        &self.task.reference.document.urls[index]
    }

    fn t_url(&self, index: usize) -> &'a UrlOccurrence {
        &self.task.translation.document.urls[index]
    }

    fn by_main(&self) -> &FxHashMap<&'a str, Candidates> {
        self.by_main.get_or_init(|| {
            let mut by_main: FxHashMap<&str, Candidates> = FxHashMap::default();
            for (index, key) in self.task.reference.keys.iter().enumerate() {
                by_main.entry(&key.main).or_default().push(index);
            }
            by_main
        })
    }

    fn key_of(&self, url: &Url) -> Key {
        url_key(url, self.task.variant, self.task.scope)
    }

    /// An occurrence of the reference that has no partner yet and leads to the same page.
    fn open_counterpart(&self, key: &Key) -> Option<usize> {
        self.by_main().get(key.main.as_str())?.open(&self.r).next()
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

    /// Pairs the occurrences of blocks that say the same.
    fn pair_settled(&mut self) {
        let (r, t) = (self.task.reference, self.task.translation);
        for block in (0..r.document.blocks.len() as u32).filter(|&block| self.task.map.is_settled(block)) {
            let Some(other) = self.task.map.translation_of(block) else { continue };
            let mut ours: Vec<usize> = r.urls_of(block).collect();
            let mut theirs: Vec<usize> = t.urls_of(other).collect();
            ours.sort_by_key(|&i| r.fact(i));
            theirs.sort_by_key(|&j| t.fact(j));
            for (i, j) in ours.into_iter().zip(theirs) {
                if self.r[i] == State::Open && self.t[j] == State::Open {
                    self.pair(i, j);
                }
            }
        }
    }

    /// Pairs occurrences of the same URL: as it stands, then apart from its language, then without regard to the
    /// fragment; where there are several, by place and kind.
    fn pair_equal(&mut self) {
        self.pair_equal_of(|url| url.kind == UrlKind::Label);
    }

    /// Pairs the texts of links that are URLs with what is no such text. Of `[https://…](https://…)` and a bare URL the link
    /// and the URL belong together, so that the text comes after them.
    fn pair_labels(&mut self) {
        let is_label = |url: &UrlOccurrence| url.kind == UrlKind::Label;
        let (rs, ts) = (self.open_r(), self.open_t());
        if rs.iter().any(|&i| is_label(self.r_url(i))) || ts.iter().any(|&j| is_label(self.t_url(j))) {
            self.pair_equal_of(|_| false);
        }
    }

    /// Pairs occurrences of the same URL, those that are set apart with one another.
    fn pair_equal_of(&mut self, apart: fn(&UrlOccurrence) -> bool) {
        self.pair_buckets(apart, |url, _| (url.identity(), None));
        self.pair_buckets(apart, |_, key| (key.main.as_str(), key.fragment.as_deref()));
        // A link to the page itself, without its fragment, says nothing.
        self.pair_buckets(apart, |_, key| {
            (key.main.as_str(), key.fragment.as_deref().filter(|_| key.main.is_empty()))
        });
    }

    fn pair_buckets(
        &mut self,
        apart: fn(&UrlOccurrence) -> bool,
        name: impl for<'k> Fn(&'k Url, &'k Key) -> (&'k str, Option<&'k str>),
    ) {
        type Bucket = (Vec<usize>, Vec<usize>);
        let (reference, translation) = (self.task.reference, self.task.translation);
        let mut buckets: BTreeMap<((&str, Option<&str>), bool), Bucket> = BTreeMap::new();
        for i in self.open_r() {
            let url = self.r_url(i);
            let name = name(&url.url, &reference.keys[i]);
            buckets.entry((name, apart(url))).or_default().0.push(i);
        }
        for j in self.open_t() {
            let url = self.t_url(j);
            let name = name(&url.url, &translation.keys[j]);
            if let Some(bucket) = buckets.get_mut(&(name, apart(url))) {
                bucket.1.push(j);
            }
        }
        for (rs, ts) in buckets.into_values() {
            self.pair_bucket(&rs, &ts);
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
        let block = self.task.map.translation_of(r.block) == Some(t.block);
        let zone = self.task.map.same_zone(r.block, t.block);
        let text = |kind| matches!(kind, UrlKind::Label | UrlKind::Bare);
        let kind = if r.kind == t.kind || (text(r.kind) && text(t.kind)) {
            2
        } else {
            i32::from(r.kind.is_link() == t.kind.is_link())
        };
        8 * i32::from(block) + 4 * i32::from(zone) + kind
    }

    /// Pairs what leads to other languages' pages of the same host, and to one source file at different revisions.
    fn pair_free_hosts(&mut self) {
        let named = |key: &'a Key| {
            let named = [&key.free_host, &key.commit].into_iter().flatten();
            named.map(|(name, _)| name.as_str())
        };
        let mut alike: FxHashMap<&str, Candidates> = FxHashMap::default();
        for i in self.open_r() {
            for name in named(&self.task.reference.keys[i]) {
                alike.entry(name).or_default().push(i);
            }
        }
        if alike.is_empty() {
            return;
        }
        for j in self.open_t() {
            let key = &self.task.translation.keys[j];
            let fits = |other: &Key| other.same_page(key) || other.same_source(key);
            let all = named(key).filter_map(|name| alike.get(name));
            let near = all.flat_map(|same| same.open(&self.r).take(MOST_SWAPS));
            let candidates = near.filter(|&i| fits(&self.task.reference.keys[i]));
            if let Some(i) = candidates.max_by_key(|&i| (self.closeness(i, j), usize::MAX - i)) {
                self.pair(i, j);
            }
        }
    }

    /// Pairs links that lead to the same page by different ways: `/docs/start/`, `../start`, `start/index.md`.
    fn pair_resolved(&mut self) {
        let (rs, ts) = (self.open_r(), self.open_t());
        let inside = rs.iter().map(|&i| self.r_url(i)).chain(ts.iter().map(|&j| self.t_url(j)));
        let relative = inside.into_iter().any(|url| url.url.is_relative());
        if rs.is_empty() || ts.is_empty() || !relative {
            return;
        }
        let mut by_target: HashMap<String, Vec<usize>> = HashMap::new();
        for i in rs {
            for target in self.names(&self.r_url(i).url, self.task.reference_variant) {
                by_target.entry(target).or_default().push(i);
            }
        }
        for j in ts {
            let names = self.names(&self.t_url(j).url, self.task.variant);
            let all = names.iter().filter_map(|name| by_target.get(name)).flatten();
            let both_hosts = |i: usize| self.r_url(i).url.is_absolute() && self.t_url(j).url.is_absolute();
            let open = all
                .copied()
                .filter(|&i| self.r[i] == State::Open && !both_hosts(i) && !self.lead_apart(i, j));
            let fragment =
                |i: usize| self.task.reference.keys[i].fragment == self.task.translation.keys[j].fragment;
            if let Some(i) = open.max_by_key(|&i| (fragment(i), self.closeness(i, j), usize::MAX - i)) {
                self.pair(i, j);
            }
        }
    }

    fn lead_apart(&self, i: usize, j: usize) -> bool {
        let r = (&self.r_url(i).url, self.task.reference_variant);
        let t = (&self.t_url(j).url, self.task.variant);
        lead_apart(r, t, self.task.scope)
    }

    /// The names by which a link's page may be known: those of a relative link, and the path on the site, whether the
    /// host is written or not.
    fn names(&self, url: &Url, variant: &Variant) -> Vec<String> {
        let mut names = targets(url, variant, self.task.scope);
        let path = url.path();
        if path.starts_with('/') && path.len() > 3 && url.query().is_none() {
            names.push(site_path(url, self.task.scope));
        }
        names
    }

    fn report_rest(&mut self) {
        let present: HashSet<&str> = self.task.translation.keys.iter().map(|key| key.main.as_str()).collect();
        for i in self.open_r() {
            let occurrence = self.r_url(i);
            if must_be_there(occurrence.kind) && !self.is_elsewhere(i, &present) {
                let place = missing_place(self.task.translation.document, self.task.map, occurrence.block);
                let alone = self.task.map.translation_of(occurrence.block).is_none();
                let passage = alone.then_some(occurrence.block);
                self.differences.push(UrlDifference::Missing { reference: i as u32, place, passage });
            }
        }
        for j in self.open_t() {
            let occurrence = self.t_url(j);
            let known = self.by_main().contains_key(self.task.translation.keys[j].main.as_str());
            if must_be_there(occurrence.kind) && !known {
                let alone = self.task.map.reference_of(occurrence.block).is_none();
                let passage = alone.then_some(occurrence.block);
                self.differences.push(UrlDifference::Extra { translation: j as u32, passage });
            }
        }
    }

    /// Whether the block that held the URL has no counterpart while the URL itself has one: nothing is lost.
    fn is_elsewhere(&self, i: usize, present: &HashSet<&str>) -> bool {
        self.task.map.translation_of(self.r_url(i).block).is_none()
            && present.contains(self.task.reference.keys[i].main.as_str())
    }
}

/// Front matter may be left out, and the text of a link may be words.
const fn must_be_there(kind: UrlKind) -> bool {
    !matches!(kind, UrlKind::FrontMatter | UrlKind::Label)
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
