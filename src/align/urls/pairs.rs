//! Pairs of the same URL: is the fragment right, is the link still one, does it stand where it should?

use crate::model::anchor::Target;
use crate::model::comparison::{TenantChange, UrlDifference};
use crate::model::document::{Document, UrlKind};
use crate::model::url::{Component, percent_decode};

use super::super::marks::{shared, text_similarity};
use super::forms::OwnHosts;
use super::fragments::{Fragment, is_variation};
use super::likeness::likeness;
use super::tenants::tenant_change;
use super::{Matching, State, Task};

impl Matching<'_> {
    /// Looks at pairs of the same URL: is the link still one, does it stand where it should, is the fragment right?
    pub(super) fn compare_pairs(&mut self) {
        let (keeps_fragments, hosts) = (self.keeps_fragments(), self.own_hosts());
        self.compare_labels();
        for i in 0..self.r.len() {
            let State::Paired(j) = self.r[i] else { continue };
            let j = j as usize;
            if self.task.map.is_settled(self.r_url(i).block) && !self.t_url(j).url.is_fragment() {
                continue;
            }
            let (reference, translation) = (i as u32, j as u32);
            if let Some(change) = self.changed_fragment(i, j) {
                self.push_tenant((i, j), change, false);
            } else if let Some((component, unless)) = self.wrong_part(i, j, keeps_fragments, &hosts) {
                // Where neither the place nor the wording binds the two, they may be two links, one gone and one new.
                let alike = component != Component::Fragment || unless.is_some() || self.is_bound(i, j);
                self.differences.push(UrlDifference::Changed {
                    reference,
                    translation,
                    component,
                    alike,
                    unless,
                });
            } else if self.lost_its_link(i, j) {
                self.differences.push(UrlDifference::Unlinked { reference, translation });
            } else if self.is_moved(i, j) {
                self.differences.push(UrlDifference::Moved { reference, translation });
            }
        }
    }

    /// What became of a placeholder in the fragment.
    fn changed_fragment(&self, i: usize, j: usize) -> Option<TenantChange> {
        let (r, t) = (&self.task.reference.keys[i], &self.task.translation.keys[j]);
        let differs = r.fragment != t.fragment && self.r_url(i).url.is_absolute();
        differs.then(|| tenant_change(r, t, self.task.scope.portals))?
    }

    /// Whether the place or the fragments of two links show that one stands for the other.
    fn is_bound(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.task.reference.keys[i].fragment, &self.task.translation.keys[j].fragment);
        let text = |fragment: &Option<String>| percent_decode(fragment.as_deref().unwrap_or_default());
        self.task.map.translation_of(self.r_url(i).block) == Some(self.t_url(j).block)
            || is_variation(&text(a), &text(b))
    }

    /// The text of a link that is itself a URL says where the link leads.
    fn compare_labels(&mut self) {
        for label in self.open_t() {
            let link = link_of(self.task.translation.document, label);
            let Some((j, State::Paired(i))) = link.map(|j| (j, self.t[j])) else { continue };
            let keys = &self.task.translation.keys;
            let (key, target) = (&keys[label], &keys[j]);
            if key.main == target.main || !self.t_url(j).url.is_absolute() {
                continue;
            }
            let found = likeness(target, key, &self.task.scope.portals.vocabulary);
            if found.alike && matches!(found.component, Component::Host | Component::Path) {
                self.t[label] = State::Done;
                self.differences.push(UrlDifference::Changed {
                    reference: i,
                    translation: label as u32,
                    component: found.component,
                    alike: true,
                    unless: None,
                });
            }
        }
    }

    /// Whether a text of the reference is that of a link whose partner has no such text left. Then it became words, or went
    /// with the link's markup, and nothing else stands for it.
    pub(super) fn is_label_settled(&self, i: usize) -> bool {
        let (Task { reference, translation, .. }, r, t) = (self.task, &self.r, &self.t);
        is_settled_with_link((reference.document, i, r), (translation.document, t))
    }

    /// The same of a text of the translation.
    pub(super) fn is_their_label_settled(&self, j: usize) -> bool {
        let (Task { reference, translation, .. }, r, t) = (self.task, &self.r, &self.t);
        is_settled_with_link((translation.document, j, t), (reference.document, r))
    }

    /// What is wrong with a link that leads to the right page all the same, and which anchor would make it right.
    fn wrong_part(
        &self,
        i: usize,
        j: usize,
        keeps_fragments: bool,
        hosts: &OwnHosts,
    ) -> Option<(Component, Option<Target>)> {
        if self.has_wrong_host(i, j, hosts) {
            return Some((Component::Host, None));
        }
        if self.has_wrong_extension(i, j) {
            return Some((Component::Path, None));
        }
        match self.judge_fragment(i, j) {
            Fragment::Right => None,
            Fragment::Wrong => Some((Component::Fragment, None)),
            Fragment::Unless(target) => Some((Component::Fragment, Some(target))),
            Fragment::Foreign => keeps_fragments.then_some((Component::Fragment, None)),
        }
    }

    /// A link of the reference that is bare text or code here, in the block that belongs to its own.
    fn lost_its_link(&self, i: usize, j: usize) -> bool {
        let (r, t) = (self.r_url(i), self.t_url(j));
        let was_link = matches!(r.kind, UrlKind::Inline | UrlKind::Reference);
        was_link
            && self.task.map.translation_of(r.block) == Some(t.block)
            && matches!(t.kind, UrlKind::Bare | UrlKind::CodeSpan)
            && !(t.kind == UrlKind::Bare && self.is_own_label(i))
    }

    /// Whether the text of a link is the URL itself: written bare, it is a link in most renderers all the same (GitHub
    /// Flavored Markdown, section 6.9).
    pub(super) fn is_own_label(&self, i: usize) -> bool {
        label_of(self.task.reference.document, i).is_some()
    }

    /// Two URLs that changed places: each stands in the block of the other's.
    fn is_moved(&self, i: usize, j: usize) -> bool {
        let (r, t) = (self.r_url(i), self.t_url(j));
        if r.kind == UrlKind::Label || t.kind == UrlKind::Label {
            return false;
        }
        let Some(expected) = self.task.map.translation_of(r.block) else { return false };
        let Some(other) = self.task.map.reference_of(t.block) else { return false };
        if expected == t.block || self.is_sorted_anew([r.block, other], [expected, t.block]) {
            return false;
        }
        let swapped = |k: usize| match self.r[k] {
            State::Paired(l) => {
                self.t_url(l as usize).block != t.block
                    && self.task.reference.keys[k] != self.task.reference.keys[i]
                    && self.t_url(l as usize).block == expected
            }
            _ => false,
        };
        self.task.reference.urls_of(other).any(swapped)
    }

    /// Whether two items of a bulleted list or rows of a table changed places, as they may when the list is sorted anew
    /// in another language: the text of each suits the other's place not worse than its own.
    fn is_sorted_anew(&self, ours: [u32; 2], theirs: [u32; 2]) -> bool {
        let Task { reference, translation, map, .. } = self.task;
        let container = |block: u32| reference.document.blocks[block as usize].container;
        let one_item = reference.items().holding(ours[0]).any(|item| item.contains(&ours[1]));
        let sorted = container(ours[0]).is_some() && container(ours[0]) == container(ours[1]);
        if !sorted || one_item || self.item_stays(ours[0], theirs) {
            return false;
        }
        let text = |i: usize, j: usize| {
            text_similarity(reference.marks(ours[i]), translation.marks(theirs[j]), map.ratio)
        };
        text(0, 0) + text(1, 1) < text(0, 1) + text(1, 0) + 0.1
    }

    /// Whether the rest of the item that holds a block of the reference stands where it should, so that it is not the
    /// item that moved.
    fn item_stays(&self, block: u32, [expected, other]: [u32; 2]) -> bool {
        let Task { reference, translation, map, .. } = self.task;
        let item = reference.items().holding(block).next();
        let same_item = |part: u32| {
            let mut with = translation.items().holding(part);
            with.any(|item| item.contains(&expected) && !item.contains(&other))
        };
        // What has marks of which its partner has none is paired for its place, and may have moved with the block.
        let suits = |part: u32, partner: u32| {
            let (ours, theirs) = (&reference.marks(part).strong, &translation.marks(partner).strong);
            ours.is_empty() || shared(ours, theirs) > 0
        };
        let mut rest = item.map_or(0..0, Clone::clone).filter(|part| *part != block);
        rest.any(|part| {
            map.translation_of(part).is_some_and(|partner| suits(part, partner) && same_item(partner))
        })
    }
}

/// The link whose text an occurrence is: the one before it in the document's order.
fn link_of(document: &Document, label: usize) -> Option<usize> {
    let (link, url) = (label.checked_sub(1)?, &document.urls[label]);
    let holds = document.urls[link].whole.contains(url.span);
    (url.kind == UrlKind::Label && holds).then_some(link)
}

/// The text of a link, where it is itself a URL.
fn label_of(document: &Document, link: usize) -> Option<usize> {
    let label = link + 1;
    (label < document.urls.len() && link_of(document, label) == Some(link)).then_some(label)
}

fn is_settled_with_link(
    (document, label, states): (&Document, usize, &[State]),
    (other, others): (&Document, &[State]),
) -> bool {
    let Some(State::Paired(partner)) = link_of(document, label).map(|link| states[link]) else {
        return false;
    };
    label_of(other, partner as usize).is_none_or(|label| others[label] != State::Open)
}
