//! Comparisons → findings: one file a rule, each with its documentation, its check and its examples.
//!
//! Rules are pure: what they know is the comparison they are handed. Which rules run, and how much their findings
//! weigh, is decided elsewhere.

use crate::model::comparison::{Comparison, PageView};
use crate::model::diagnostic::{Applicability, Diagnostic, RuleMeta};
use crate::model::lag::{Change, Unfollowed};
use crate::model::page::PageKey;

pub use crate::model::diagnostic::selects;

mod finding;
mod quote;

/// Declares `RULE`: its documentation is the doc comment, whose first line is the summary. A rule that proposes fixes says
/// how certain they are at best: `fix: Safe`.
macro_rules! rule {
    (
        #[doc = $summary:literal] $(#[doc = $doc:literal])*
        $name:literal, $severity:expr $(; fix: $fix:ident)?, $($check:expr),* $(,)?
    ) => {
        #[doc = $summary]
        $(#[doc = $doc])*
        pub(super) static RULE: crate::rules::Rule = crate::rules::Rule {
            meta: crate::model::diagnostic::RuleMeta {
                name: $name,
                summary: $summary.trim_ascii_start(),
                docs: concat!($summary, "\n", $($doc, "\n"),*),
                severity: $severity,
            },
            fix: [$(Some(crate::model::diagnostic::Applicability::$fix),)? None][0],
            checks: &[$($check),*],
        };
    };
}

mod code_drift;
mod link_drift;
mod page_locale;
mod page_missing;
mod page_orphan;
mod page_stale;
mod page_unreadable;
mod portal_retired;
mod procedure_extra;
mod procedure_missing;
mod step_extra;
mod step_markup;
mod step_merged;
mod step_missing;
mod step_nesting;
mod step_numbering;
mod step_order;
mod step_split;
mod suppression_unused;
mod tenant_format;
mod tenant_id_exposed;
mod tenant_placeholder;
mod url_drift;
mod url_extra;
mod url_malformed;
mod url_missing;
mod url_moved;
mod url_spelling;
mod url_unlinked;

/// A rule: what is known of it, and what finds.
#[derive(Debug)]
pub struct Rule {
    /// Name, documentation, default severity.
    pub meta: RuleMeta,
    /// How certain its fixes are at best; none if it proposes none.
    pub fix: Option<Applicability>,
    /// What it looks at.
    pub checks: &'static [Check],
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One translation beside its reference.
    Translation(fn(&Comparison<'_>, &mut Vec<Diagnostic>)),
    /// A page with all its variants.
    Page(fn(&PageView<'_>, &mut Vec<Diagnostic>)),
    /// A page with what is missing of it, also one that has no translation at all.
    Presence(fn(&PageView<'_>, &mut Vec<Diagnostic>)),
    /// What a translation has not followed yet.
    Lag(fn(&[Change], &mut Vec<Diagnostic>)),
    /// What a change of a page's source left behind in translations, where the change is what is looked at.
    Unfollowed(fn(&PageKey, &Unfollowed, &mut Vec<Diagnostic>)),
}

/// All rules, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &url_malformed::RULE,
    &url_drift::RULE,
    &url_missing::RULE,
    &url_extra::RULE,
    &url_moved::RULE,
    &url_unlinked::RULE,
    &url_spelling::RULE,
    &link_drift::RULE,
    &tenant_format::RULE,
    &tenant_placeholder::RULE,
    &tenant_id_exposed::RULE,
    &portal_retired::RULE,
    &step_missing::RULE,
    &step_extra::RULE,
    &step_order::RULE,
    &step_merged::RULE,
    &step_split::RULE,
    &step_nesting::RULE,
    &step_markup::RULE,
    &step_numbering::RULE,
    &procedure_missing::RULE,
    &procedure_extra::RULE,
    &code_drift::RULE,
    &page_stale::RULE,
    &page_missing::RULE,
    &page_orphan::RULE,
    &page_locale::RULE,
    &page_unreadable::RULE,
    &suppression_unused::RULE,
];

/// The rule of what silences nothing. It looks at no document: whoever silences findings says what was in vain.
pub static UNUSED: &RuleMeta = &suppression_unused::RULE.meta;

/// What all rules find in a comparison.
pub fn look_at_translation(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for check in RULES.iter().flat_map(|rule| rule.checks) {
        if let Check::Translation(check) = check {
            check(comparison, out);
        }
    }
}

/// What all rules find on a page with its variants as a whole.
pub fn look_at_page(view: &PageView<'_>, out: &mut Vec<Diagnostic>) {
    for check in RULES.iter().flat_map(|rule| rule.checks) {
        if let Check::Page(check) | Check::Presence(check) = check {
            check(view, out);
        }
    }
}

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.meta.name == name)
}
