//! Links to the right page in a form that does not work here: another extension, or a host that is not the site's.

use std::collections::BTreeMap;

use camino::Utf8Path;

use crate::model::url::Url;

use super::super::key::markdown_extension;
use super::likeness::{ALIKE_HOST, ratio};
use super::{Matching, State};

/// The site's own hosts, as links that leave the host out on the other side show them, and how often they do.
pub(super) type OwnHosts = BTreeMap<String, usize>;

impl Matching<'_> {
    /// The hosts that the page's links show to be the site's own.
    pub(super) fn own_hosts(&self) -> OwnHosts {
        let mut hosts = OwnHosts::new();
        for (i, j) in self.paired() {
            if let Some(host) = own_host(&self.r_url(i).url, &self.t_url(j).url) {
                *hosts.entry(host.to_ascii_lowercase()).or_default() += 1;
            }
        }
        hosts
    }

    fn paired(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.r.iter().enumerate().filter_map(|(i, state)| match state {
            State::Paired(j) => Some((i, *j as usize)),
            _ => None,
        })
    }

    /// Whether a link names its page's file by an extension that the file does not have.
    pub(super) fn has_wrong_extension(&self, i: usize, j: usize) -> bool {
        let (r, t) = (&self.r_url(i).url, &self.t_url(j).url);
        let (Some(wanted), Some(written)) = (markdown_extension(r), markdown_extension(t)) else {
            return false;
        };
        wanted != written && !self.is_file(t)
    }

    /// Whether a relative link of the translation is the very path of a page.
    fn is_file(&self, url: &Url) -> bool {
        let dir = self.task.translation.document.file.path.parent().unwrap_or_else(|| Utf8Path::new(""));
        self.task.scope.site.is_file(&dir.join(url.path()))
    }

    /// Whether a link writes out a host that is almost, but not quite, the one that the page's other links have for the
    /// site itself.
    pub(super) fn has_wrong_host(&self, i: usize, j: usize, hosts: &OwnHosts) -> bool {
        let Some(host) = own_host(&self.r_url(i).url, &self.t_url(j).url).map(str::to_ascii_lowercase) else {
            return false;
        };
        let count = hosts.get(&host).copied().unwrap_or_default();
        let near = |(other, times): (&String, &usize)| {
            *other != host && *times > count && ratio(other, &host) >= ALIKE_HOST
        };
        hosts.iter().any(near)
    }
}

/// The host of a link that only one of the two sides writes out.
fn own_host<'a>(r: &'a Url, t: &'a Url) -> Option<&'a str> {
    if r.is_relative() == t.is_relative() {
        return None;
    }
    r.host().or_else(|| t.host())
}
