//! Hosts of portals that have moved.

use std::collections::HashMap;

use crate::model::comparison::UrlDifference;
use crate::model::url::Url;

use super::super::key::Key;
use super::{MOST_PAIRS, Matching, State};

/// Why a translation has another host than its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OtherHost {
    /// The portal has moved, and the translation has followed.
    Successor,
    /// The portal has moved, and the reference has followed.
    Retired,
}

impl Matching<'_> {
    /// Pairs URLs of portals that are the same but for such a host.
    pub(super) fn pair_portals(&mut self) {
        let with_host = |url: &Url| url.is_absolute() && url.host().is_some();
        let rs: Vec<usize> = self.open_r().into_iter().filter(|&i| with_host(&self.r_url(i).url)).collect();
        let ts: Vec<usize> = self.open_t().into_iter().filter(|&j| with_host(&self.t_url(j).url)).collect();
        let urls = rs.iter().map(|&i| self.r_url(i)).chain(ts.iter().map(|&j| self.t_url(j)));
        let portals = self.task.scope.portals;
        if !urls.filter_map(|url| url.url.host()).any(|host| portals.retired(host).is_some()) {
            return;
        }
        let mut by_page: HashMap<Page, Vec<usize>> = HashMap::new();
        for j in ts {
            by_page.entry(page(&self.task.translation.keys[j])).or_default().push(j);
        }
        for i in rs {
            let Some(same) = by_page.get_mut(&page(&self.task.reference.keys[i])) else { continue };
            let fitting = same.iter().copied().filter(|&j| self.other_host(i, j).is_some()).take(MOST_PAIRS);
            if let Some(j) = fitting.max_by_key(|&j| (self.closeness(i, j), usize::MAX - j)) {
                same.remove(same.partition_point(|&other| other < j));
                self.push_portal(i, j);
                self.r[i] = State::Done;
                self.t[j] = State::Done;
            }
        }
    }

    /// Says of two URLs, if they have hosts of one portal, which of them is behind; whether they do.
    pub(super) fn push_portal(&mut self, i: usize, j: usize) -> bool {
        let found = self.other_host(i, j);
        if found == Some(OtherHost::Retired) {
            let (reference, translation) = (i as u32, j as u32);
            self.differences.push(UrlDifference::Retired { reference, translation });
        }
        found.is_some()
    }

    /// The key of the reference's URL as it would be on the translation's host, if the portal of one has moved to the
    /// other's.
    pub(super) fn on_same_host(&self, i: usize, j: usize) -> Option<Key> {
        self.other_host(i, j)?;
        let (r, t) = (&self.task.reference.keys[i], &self.task.translation.keys[j]);
        let (ours, theirs) = (Url::new(&r.main), Url::new(&t.main));
        let main = r.main.replacen(ours.host()?, theirs.host()?, 1);
        Some(Key { main, ..r.clone() })
    }

    fn other_host(&self, i: usize, j: usize) -> Option<OtherHost> {
        let (r, t) = (self.r_url(i).url.host()?, self.t_url(j).url.host()?);
        let portals = self.task.scope.portals;
        if portals.is_successor(t, r) {
            return Some(OtherHost::Retired);
        }
        portals.is_successor(r, t).then_some(OtherHost::Successor)
    }
}

/// What a URL leads to on its host, whatever that is.
type Page = (String, Option<String>);

fn page(key: &Key) -> Page {
    let url = Url::new(&key.main);
    (url.path().to_owned(), url.query().map(str::to_owned))
}
