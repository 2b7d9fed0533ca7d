//! What an editor can do about findings: their fixes, one by one or all that are safe.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::documents::Document;
use super::findings::Finding;
use super::position::{Encoding, Positions};
use super::protocol::{CodeAction, CodeActionParams, TextEdit};
use crate::fix;
use crate::model::diagnostic::{Applicability, Diagnostic, Edit, Fix};

/// A fix of one finding, and all safe ones of a file.
pub(super) const QUICK_FIX: &str = "quickfix";
pub(super) const FIX_ALL: &str = "source.fixAll.instep";

/// A document with what was found in it.
pub(super) struct Checked<'a> {
    pub(super) document: &'a Document,
    pub(super) findings: &'a [Finding],
    pub(super) encoding: Encoding,
    /// Whether the client takes edits with the version of the text that they are for.
    pub(super) versioned: bool,
}

impl<'a> Checked<'a> {
    /// The actions for a range of the document, as far as their kinds are asked for. None is made for another text than
    /// the one that the client has.
    pub(super) fn actions(&self, params: &CodeActionParams) -> Vec<CodeAction<'a>> {
        let own = self.findings.iter().filter_map(|finding| Some((finding.found.as_ref()?, finding)));
        let own: Vec<(&Diagnostic, &Finding)> =
            own.filter(|(found, _)| found.primary.location.file.text == self.document.text).collect();
        let Some((first, _)) = own.first() else { return Vec::new() };
        let positions = Positions::in_editor(&first.primary.location.file, self.encoding);
        let only = params.context.only.as_deref();
        let mut actions = Vec::new();
        if asks_for(only, QUICK_FIX) {
            let here = own.iter().filter(|(_, finding)| finding.published.range.meets(params.range));
            actions.extend(here.filter_map(|(found, finding)| self.quick_fix(found, finding, &positions)));
        }
        if asks_for(only, FIX_ALL) {
            let found: Vec<&Diagnostic> = own.iter().map(|(found, _)| *found).collect();
            actions.extend(self.fix_all(&found, &positions));
        }
        actions
    }

    fn quick_fix(
        &self,
        found: &Diagnostic,
        finding: &'a Finding,
        positions: &Positions,
    ) -> Option<CodeAction<'a>> {
        let fix = found.fix.as_ref().filter(|fix| fix.applicability > Applicability::DisplayOnly)?;
        Some(CodeAction {
            title: title(fix),
            kind: QUICK_FIX,
            diagnostics: vec![&finding.published],
            is_preferred: fix.applicability == Applicability::Safe,
            edit: self.edit(&fix.edits, positions),
        })
    }

    fn fix_all(&self, found: &[&Diagnostic], positions: &Positions) -> Option<CodeAction<'a>> {
        let (edits, count) = fix::edits(found, Applicability::Safe);
        let title = match count {
            0 => return None,
            1 => "Fix the one finding of instep that is safe to fix".to_owned(),
            _ => format!("Fix all {count} findings of instep that are safe to fix"),
        };
        let edit = self.edit(&edits, positions);
        Some(CodeAction { title, kind: FIX_ALL, diagnostics: Vec::new(), is_preferred: false, edit })
    }

    fn edit(&self, edits: &[Edit], positions: &Positions) -> Value {
        let edit = |edit: &Edit| TextEdit { range: positions.range(edit.span), new_text: edit.text.clone() };
        let edits: Vec<TextEdit> = edits.iter().map(edit).collect();
        let Document { uri, version, .. } = self.document;
        if self.versioned {
            let document = json!({ "uri": uri, "version": version });
            return json!({ "documentChanges": [{ "textDocument": document, "edits": edits }] });
        }
        json!({ "changes": BTreeMap::from([(uri, edits)]) })
    }
}

/// Whether a kind is among those asked for, which stand for all kinds below them.
fn asks_for(only: Option<&[String]>, kind: &str) -> bool {
    let covers = |asked: &String| {
        kind.strip_prefix(asked.as_str())
            .is_some_and(|rest| asked.is_empty() || rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(covers))
}

/// What a fix does, as an editor's menu says it.
fn title(fix: &Fix) -> String {
    let mut letters = fix.title.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let title: String = first.chain(letters).collect();
    if fix.applicability == Applicability::Safe {
        title
    } else {
        format!("{title} (may change what is meant)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_stand_for_all_below_them() {
        let asks = |only: &[&str], kind| {
            asks_for(Some(&only.iter().map(|&kind| kind.to_owned()).collect::<Vec<_>>()), kind)
        };
        assert!(asks_for(None, QUICK_FIX));
        assert!(asks(&["quickfix"], QUICK_FIX) && !asks(&["quickfix"], FIX_ALL) && asks(&[""], FIX_ALL));
        assert!(asks(&["source"], FIX_ALL) && asks(&["refactor", "source.fixAll"], FIX_ALL));
        assert!(
            !asks(&["source.fix"], FIX_ALL)
                && !asks(&["source.fixAll.other"], FIX_ALL)
                && !asks(&[], FIX_ALL)
        );
    }

    #[test]
    fn a_menu_says_what_is_not_safe() {
        let fix = |applicability| Fix { title: "write `x`".to_owned(), applicability, edits: Vec::new() };
        assert_eq!(title(&fix(Applicability::Safe)), "Write `x`");
        assert_eq!(title(&fix(Applicability::Unsafe)), "Write `x` (may change what is meant)");
    }
}
