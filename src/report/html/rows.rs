//! Rows of steps, with the findings that are told in them.

use serde::Serialize;

use super::super::parts::text;
use super::marked::Marked;
use crate::model::beside::{Beside, Item, Row};
use crate::model::diagnostic::Diagnostic;
use crate::model::source_file::{Location, SourceFile, Span};

#[derive(Serialize)]
pub(super) struct Pair {
    cells: [Option<Cell>; 2],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    joined: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) findings: Vec<usize>,
}

#[derive(Serialize)]
struct Cell {
    /// The marker as it is shown: the number, or what is written where that is none.
    marker: String,
    depth: u32,
    line: u32,
    text: Marked,
}

/// What stands in a row.
#[derive(Clone, Default)]
pub(super) struct Placed {
    /// Places of findings in the reference's step and in the translation's.
    marks: [Vec<(Span, usize)>; 2],
    /// The findings that are told there.
    findings: Vec<usize>,
}

pub(super) fn pair(sides: [&SourceFile; 2], row: &Row, placed: Placed) -> Pair {
    let items = [row.reference.as_ref(), row.translation.as_ref()];
    let cell = |side: usize| items[side].map(|item| cell(sides[side], item, &placed.marks[side]));
    Pair { cells: [cell(0), cell(1)], joined: row.joined, findings: placed.findings }
}

fn cell(file: &SourceFile, item: &Item, marks: &[(Span, usize)]) -> Cell {
    let marker =
        if item.ordinal == 0 { text::line(file.slice(item.marker)) } else { item.ordinal.to_string() };
    Cell {
        marker,
        depth: item.depth,
        line: file.line_column(item.marker.start).line,
        text: Marked::of(file, &item.parts, marks),
    }
}

/// In which row of a translation beside its reference a place of either side is shown.
pub(super) struct Places<'a> {
    sides: [&'a SourceFile; 2],
    /// The stretches of each side that rows show, by place, and the rows.
    shown: [Vec<(Span, usize)>; 2],
    rows: usize,
}

impl<'a> Places<'a> {
    pub(super) fn new(beside: &Beside, sides: [&'a SourceFile; 2]) -> Self {
        let mut shown = [Vec::new(), Vec::new()];
        let mut rows = 0;
        for row in beside.passages.iter().flat_map(|passage| &passage.rows) {
            for (item, shown) in [&row.reference, &row.translation].into_iter().zip(&mut shown) {
                let spans = item.iter().flat_map(|item| std::iter::once(&item.marker).chain(&item.parts));
                shown.extend(spans.map(|span| (*span, rows)));
            }
            rows += 1;
        }
        for side in &mut shown {
            side.sort_unstable();
        }
        Self { sides, shown, rows }
    }

    /// What of a translation's findings stands in which row.
    pub(super) fn placed(&self, found: &[usize], all: &[Diagnostic]) -> Vec<Placed> {
        let mut rows = vec![Placed::default(); self.rows];
        for &index in found {
            let found = &all[index];
            let primary = &found.primary.location;
            let ours = found
                .reference
                .as_ref()
                .and_then(|note| Some((self.row(0, &note.location)?, note.location.span)));
            let theirs = self.row(1, primary).map(|row| (row, primary.span));
            // The reference's place is marked where it has what the finding is about, and not where that would stand.
            let has = |(_, span): &(usize, Span)| {
                let mut labels = found.related.iter().map(|label| &label.location);
                labels.any(|location| location.span == *span && self.row(0, location).is_some())
            };
            for (side, place) in [ours.filter(has), theirs].into_iter().enumerate() {
                if let Some((row, span)) = place {
                    rows[row].marks[side].push((span, index));
                }
            }
            // What is not there has no extent; the step before which it should stand is another.
            let is_gap = primary.span.start == primary.span.end;
            let told = if is_gap { ours.or(theirs) } else { theirs.or(ours) };
            if let Some((row, _)) = told {
                rows[row].findings.push(index);
            }
        }
        rows
    }

    /// The row that shows the beginning of a place.
    fn row(&self, side: usize, location: &Location) -> Option<usize> {
        let file = self.sides[side];
        let is_here = std::ptr::eq(&raw const *location.file, file)
            || (location.file.path == file.path && location.file.text == file.text);
        if !is_here {
            return None;
        }
        let at = location.span.start;
        let behind = self.shown[side].partition_point(|(span, _)| span.start <= at);
        let &(span, row) = self.shown[side].get(behind.checked_sub(1)?)?;
        (at < span.end || span.start == at).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::beside::Passage;
    use crate::report::sample;

    /// The rows of the sample's German page, of which step 2 is missing, in JSON.
    fn rows() -> Vec<serde_json::Value> {
        let all = sample::report().diagnostics;
        let (drift, missing) = (&all[0], &all[1]);
        let note = drift.reference.clone().unwrap();
        let reference = std::sync::Arc::clone(&note.location.file);
        let translation = std::sync::Arc::clone(&drift.primary.location.file);
        let step = |file: &SourceFile, ordinal: u32| {
            let start = file.text.find(&format!("{ordinal}. ")).unwrap();
            let end = start + file.text[start..].find('\n').unwrap();
            let (marker, parts) = (Span::new(start..start + 2), vec![Span::new(start + 2..end)]);
            Some(Item { marker, ordinal, depth: 0, parts })
        };
        let row = |ordinal: u32, translation| Row {
            reference: step(&reference, ordinal),
            translation,
            joined: false,
        };
        let rows = vec![row(1, step(&translation, 1)), row(2, None)];
        let beside = Beside {
            page: drift.page.clone(),
            locale: missing.locale.clone().unwrap(),
            translation: std::sync::Arc::clone(&translation),
            reference: note,
            passages: vec![Passage { rows: rows.clone(), ..Passage::default() }],
        };
        let sides = [&*reference, &*translation];
        let placed = Places::new(&beside, sides).placed(&[0, 1], &all);
        rows.iter()
            .zip(placed)
            .map(|(row, placed)| serde_json::to_value(pair(sides, row, placed)).unwrap())
            .collect()
    }

    #[test]
    fn a_finding_is_told_in_the_row_of_its_step_and_marked_on_both_sides() {
        let first = &rows()[0];
        assert_eq!(first["findings"], serde_json::json!([0]));
        let url = "https://securitycenter.windows.com?tid=customer_tenant_id";
        assert_eq!(first["cells"][0]["text"][0], format!("Open <{url}>."));
        assert_eq!(first["cells"][0]["text"][1], serde_json::json!([6, 6 + url.len(), 0]));
        let units = "Öffnen Sie 🛡 <".encode_utf16().count();
        assert_eq!(first["cells"][1]["text"][1][0], units);
    }

    #[test]
    fn a_missing_step_is_told_beside_the_gap() {
        let second = &rows()[1];
        assert_eq!(second["findings"], serde_json::json!([1]));
        assert_eq!(second["cells"][0]["marker"], "2");
        assert!(second["cells"][1].is_null());
    }
}
