//! URLs and links that broke as text.

use std::collections::BTreeMap;

use crate::model::comparison::UrlDifference;
use crate::model::document::{UrlFlaw, UrlKind};
use crate::model::source_file::Span;
use crate::model::url::Url;

use super::spans::Spans;
use super::squeezed::{Squeezed, Taken, flaw, mended};
use super::{Matching, State};

impl Matching<'_> {
    /// URLs that prose is written against: the reference says where they end.
    pub(super) fn take_glued(&mut self) {
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
    pub(super) fn take_near_urls(&mut self) {
        let mut said: BTreeMap<UrlFlaw, usize> = BTreeMap::new();
        for near in &self.task.reference.document.near_urls {
            *said.entry(near.flaw).or_default() += 1;
        }
        for near in &self.task.translation.document.near_urls {
            if let Some(left) = said.get_mut(&near.flaw).filter(|left| **left > 0) {
                *left -= 1;
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
            let partner = partner.or_else(|| self.beheaded(near.flaw, &near.intended));
            let Some(i) = partner.or(known) else {
                // Text in brackets before a target in parentheses may be meant so.
                if !detached {
                    self.push_malformed(None, near.span, near.flaw, near.intended.clone());
                    self.finish(&inside);
                }
                continue;
            };
            let kind = self.r_url(i).kind;
            if detached && !kind.is_link() && !matches!(kind, UrlKind::Image | UrlKind::Include) {
                // It is there, and need be no link.
                if self.r[i] == State::Open {
                    self.r[i] = State::Done;
                    self.finish(&inside);
                }
                continue;
            }
            self.push_malformed(Some(i as u32), near.span, near.flaw, near.intended.clone());
            self.r[i] = State::Done;
            self.finish(&inside);
        }
    }

    /// The URL of the reference whose host lost its beginning.
    fn beheaded(&self, flaw: UrlFlaw, intended: &str) -> Option<usize> {
        let (_, rest) = intended.split_once("://").filter(|_| flaw == UrlFlaw::Host)?;
        self.open_r().into_iter().find(|&i| self.r_url(i).url.as_str().ends_with(rest))
    }

    fn occurrences_in(&self, span: Span) -> Vec<usize> {
        let spans = self.t_spans.get_or_init(|| Spans::new(&self.task.translation.document.urls));
        spans.overlapping(span)
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

    /// Destinations that are the URL of the reference once full-width characters and white space are mended.
    pub(super) fn take_mendable(&mut self) {
        for j in self.open_t() {
            let occurrence = self.t_url(j);
            let written = occurrence.url.as_str();
            let Some(flaw) = flaw(written, false) else { continue };
            let key = self.key_of(&Url::new(&mended(written)));
            if let Some(i) = self.open_counterpart(&key) {
                self.push_malformed(Some(i as u32), occurrence.span, flaw, mended(written));
                self.r[i] = State::Done;
                self.t[j] = State::Done;
            }
        }
    }

    /// Looks for each URL that has no partner as a text that white space, full-width characters or the like broke.
    pub(super) fn take_malformed(&mut self) {
        let open = self.open_r();
        if open.is_empty() {
            return;
        }
        let urls = open.iter().map(|&i| &self.r_url(i).url);
        let mut squeezed = Squeezed::new(self.task.translation.document, urls);
        let mut taken = Taken::default();
        self.differences.iter().filter_map(malformed_span).for_each(|span| taken.add(span));
        for j in (0..self.t.len()).filter(|&j| self.t[j] != State::Open) {
            taken.add(self.t_url(j).span);
        }
        for i in open {
            let occurrence = self.r_url(i);
            if occurrence.kind == UrlKind::FrontMatter {
                continue;
            }
            let Some((span, found)) = squeezed.find(&occurrence.url, &taken) else { continue };
            taken.add(span);
            // `<Customer Domain >`: white space in a placeholder is the reference's own.
            if flaw(occurrence.url.as_str(), false).is_none() {
                self.malformed(i, span, found);
            }
            self.r[i] = State::Done;
            let inside = self.occurrences_in(span);
            self.finish(&inside);
        }
    }

    pub(super) fn malformed(&mut self, i: usize, span: Span, flaw: UrlFlaw) {
        let intended = self.task.reference.document.text(self.r_url(i).span).to_owned();
        self.push_malformed(Some(i as u32), span, flaw, intended);
        self.r[i] = State::Done;
    }

    pub(super) fn push_malformed(
        &mut self,
        reference: Option<u32>,
        span: Span,
        flaw: UrlFlaw,
        intended: String,
    ) {
        self.differences.push(UrlDifference::Malformed { reference, span, flaw, intended });
    }
}

const fn malformed_span(difference: &UrlDifference) -> Option<Span> {
    match difference {
        UrlDifference::Malformed { span, .. } => Some(*span),
        _ => None,
    }
}
