//! Hosts of portals that have moved.

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
        let absolute = |url: &Url| url.is_absolute();
        let rs: Vec<usize> = self.open_r().into_iter().filter(|&i| absolute(&self.r_url(i).url)).collect();
        let ts: Vec<usize> = self.open_t().into_iter().filter(|&j| absolute(&self.t_url(j).url)).collect();
        if rs.len() * ts.len() > MOST_PAIRS * 16 {
            return;
        }
        for i in rs {
            let fits = |&j: &usize| {
                self.t[j] == State::Open && self.other_host(i, j).is_some() && self.is_same_but_for_host(i, j)
            };
            let fitting = ts.iter().copied().filter(fits);
            if let Some(j) = fitting.max_by_key(|&j| (self.closeness(i, j), usize::MAX - j)) {
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

    fn is_same_but_for_host(&self, i: usize, j: usize) -> bool {
        let rest = |main: &str| {
            let url = Url::new(main);
            (url.path().to_owned(), url.query().map(str::to_owned))
        };
        rest(&self.task.reference.keys[i].main) == rest(&self.task.translation.keys[j].main)
    }
}
