//! Fragments of links that lead to the same page.

use crate::model::anchor::{AnchorKey, Target, has_id, is_top};
use crate::model::document::Document;
use crate::model::url::percent_decode;

use super::super::key::linked_file;
use super::likeness::ratio;
use super::{Matching, State};

/// From this share of characters on, one fragment was written for the other.
const ALIKE: f32 = 0.6;

/// A page shows a habit by this many links that keep it.
const HABIT: usize = 2;

/// What is known of a fragment of the translation.
pub(super) enum Fragment {
    /// It is the reference's, or leads to a place of its own.
    Right,
    /// It leads nowhere.
    Wrong,
    /// It leads nowhere if this anchor does not exist.
    Unless(Target),
    /// It may be the name of a translated heading on a page that cannot be seen.
    Foreign,
}

impl Matching<'_> {
    /// Whether the links of the page keep the reference's fragments where they lead to pages that cannot be seen.
    pub(super) fn keeps_fragments(&self) -> bool {
        let mut kept = 0;
        let mut foreign = 0;
        for (i, state) in self.r.iter().enumerate() {
            let State::Paired(j) = *state else { continue };
            let j = j as usize;
            let (a, b) = (&self.task.reference.keys[i].fragment, &self.task.translation.keys[j].fragment);
            let url = &self.t_url(j).url;
            if a.is_none() || b.is_none() || url.is_fragment() || url.is_absolute() {
                continue;
            }
            kept += usize::from(a == b);
            foreign += usize::from(matches!(self.judge_fragment(i, j), Fragment::Foreign));
        }
        kept >= HABIT && kept >= 3 * foreign
    }

    /// Judges the fragments of a pair.
    pub(super) fn judge_fragment(&self, i: usize, j: usize) -> Fragment {
        let (a, b) = (&self.task.reference.keys[i], &self.task.translation.keys[j]);
        if self.t_url(j).url.is_fragment() {
            return self.judge_own(i, j);
        }
        if a.fragment == b.fragment || a.is_free_swap(b) {
            return Fragment::Right;
        }
        let (Some(wanted), Some(written)) = (&a.fragment, &b.fragment) else {
            let comparable = self.t_url(j).url.is_absolute() && !a.fragment_is_free(b);
            return if comparable { Fragment::Wrong } else { Fragment::Right };
        };
        let (wanted, written) = (percent_decode(wanted), percent_decode(written));
        if let Some(target) = self.target(i, j, recased(&wanted, &written)) {
            return if is_top(&written) { Fragment::Right } else { Fragment::Unless(target) };
        }
        let translatable = !written.is_ascii() || is_latin(self.task.translation.document);
        if self.t_url(j).url.is_absolute() {
            let free = a.fragment_is_free(b) && translatable;
            return if free { Fragment::Right } else { Fragment::Wrong };
        }
        if translatable && !is_variation(&wanted, &written) { Fragment::Foreign } else { Fragment::Wrong }
    }

    /// Judges a link of the translation into itself.
    pub(super) fn judge_own(&self, i: usize, j: usize) -> Fragment {
        let written = self.t_url(j).url.fragment().unwrap_or_default();
        let own = self.task.translation;
        let wanted = self.r_url(i).url.fragment().unwrap_or_default();
        if written == wanted {
            let broken = self.r_url(i).url.is_fragment()
                && !own.places().resolve(written)
                && self.task.reference.places().resolve(wanted);
            return if broken { Fragment::Wrong } else { Fragment::Right };
        }
        let dead =
            !own.places().resolve(written) || (recased(wanted, written) && !has_id(own.document, written));
        if dead { Fragment::Wrong } else { Fragment::Right }
    }

    /// The anchor in another page that a relative link of the translation leads to: the page in its own language, else
    /// the reference's, which readers get in its stead.
    fn target(&self, i: usize, j: usize, exact: bool) -> Option<Target> {
        let (url, scope) = (&self.t_url(j).url, self.task.scope);
        let fragment = url.fragment().filter(|_| url.is_relative())?;
        let file = linked_file(url, self.task.variant, scope)
            .or_else(|| linked_file(&self.r_url(i).url, self.task.reference_variant, scope))?;
        let anchor = if exact { AnchorKey::exact(&file, fragment) } else { AnchorKey::new(&file, fragment) };
        Some(Target { file: file.into_owned(), anchor })
    }
}

/// Whether a fragment is rather a form of the other than its translation.
pub(super) fn is_variation(wanted: &str, written: &str) -> bool {
    let (a, b) = (wanted.to_lowercase(), written.to_lowercase());
    written.is_ascii() && (ratio(&a, &b) >= ALIKE || a.contains(&b) || b.contains(&a))
}

/// Whether a fragment is the other with capitals that it should not have: browsers tell them apart, and generators make
/// ids in lower case.
fn recased(wanted: &str, written: &str) -> bool {
    wanted != written
        && wanted.eq_ignore_ascii_case(written)
        && written.contains(|c: char| c.is_ascii_uppercase())
}

/// Whether a document's headings are mostly in Latin letters.
fn is_latin(document: &Document) -> bool {
    let letters =
        document.headings.iter().flat_map(|heading| heading.text.chars()).filter(|c| c.is_alphabetic());
    let (latin, others): (Vec<char>, Vec<char>) =
        letters.partition(|&c| matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'));
    latin.len() >= others.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variations_are_told_from_translations() {
        assert!(is_variation("attribute", "standard-attribute"));
        assert!(is_variation("standard-attribute", "attribute"));
        assert!(is_variation("chart-types", "chart-typos"));
        assert!(is_variation("Create-Store", "create-stores"));
        assert!(!is_variation("use-the-body", "den-rumpf-verwenden"));
        assert!(!is_variation("theming", "主题"));
    }

    #[test]
    fn capitals_that_no_generator_writes() {
        assert!(recased("chart-types", "chart-Types"));
        assert!(!recased("Chart-Types", "chart-types"));
        assert!(!recased("chart-types", "chart-Typen"));
    }
}
