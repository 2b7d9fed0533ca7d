//! Inline code of steps that belong together: commands, settings and placeholders are not translated.

use std::collections::HashMap;

use crate::model::comparison::CodeDifference;
use crate::model::document::{Document, StepRef};

use super::blocks::Prepared;
use super::urls::Owned;

/// Compares the code spans of paired steps.
pub(super) fn align_codes(
    reference: &Prepared<'_>,
    translation: &Prepared<'_>,
    owned: &Owned,
    pairs: &[(StepRef, StepRef)],
) -> Vec<CodeDifference> {
    let mut out = Vec::new();
    for &(r, t) in pairs {
        let ours = own_codes(reference.document, r);
        let theirs = own_codes(translation.document, t);
        let first = reference.document.step(r).blocks.start as usize;
        if owned.reference.get(first).is_none_or(|&owned| owned) {
            continue;
        }
        let (lost, new) = unmatched(reference.document, translation.document, &ours, &theirs);
        for (position, &lost_code) in lost.iter().enumerate() {
            let code = &reference.document.codes[lost_code as usize];
            if !is_literal(&code.text) {
                continue;
            }
            let Some(&found) = new.get(position).filter(|_| lost.len() == new.len()) else { continue };
            let place = translation.document.codes[found as usize].span;
            out.push(CodeDifference { reference: lost_code, translation: Some(found), place });
        }
    }
    out
}

/// Indices of the code spans of a step, those of steps nested in it left out.
fn own_codes(document: &Document, step: StepRef) -> Vec<u32> {
    let blocks = &document.step(step).blocks;
    let first = document.codes.partition_point(|code| code.block < blocks.start);
    let all = document.codes[first..].iter().take_while(|code| code.block < blocks.end).enumerate();
    let own = all.filter(|(_, code)| document.blocks[code.block as usize].step == Some(step));
    own.map(|(index, _)| (first + index) as u32).collect()
}

/// The codes of each side that the other does not have.
fn unmatched(r: &Document, t: &Document, ours: &[u32], theirs: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let lost = without(r, ours, t, theirs);
    let new = without(t, theirs, r, ours);
    (lost, new)
}

/// The codes of `document` that `other` does not have as often.
fn without(document: &Document, codes: &[u32], other: &Document, others: &[u32]) -> Vec<u32> {
    let mut left: HashMap<&str, i32> = HashMap::new();
    for &index in others {
        *left.entry(other.codes[index as usize].text.trim()).or_default() += 1;
    }
    let is_left = |index: &u32| {
        let count = left.entry(document.codes[*index as usize].text.trim()).or_default();
        *count -= 1;
        *count < 0
    };
    codes.iter().copied().filter(is_left).collect()
}

/// Code that means itself in every language: one word of ASCII, or anything with the signs of a placeholder.
fn is_literal(code: &str) -> bool {
    let word = !code.contains(char::is_whitespace) && code.is_ascii() && code.len() > 1;
    word && !code.contains("://")
}
