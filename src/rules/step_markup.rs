//! `step-markup`

use std::collections::HashMap;

use crate::model::comparison::{Comparison, ProcedureDifference, StepDifference};
use crate::model::diagnostic::{Diagnostic, Edit, Fix, Severity};
use crate::model::document::{Document, ListForm, MarkerFlaw, NearStep, Procedure, Step, StepRef};
use crate::model::source_file::Span;

use super::Check;
use super::finding::{
    about_extra_step, about_list, finding, first_line, list_name, procedure, proposed, reference_name,
    replace, step_name, step_place, step_subject, step_title, translation_text, unpaired,
};

rule! {
    /// A step is written and not rendered as one, for its marker is broken; or a paragraph is rendered as a step.
    ///
    /// ## Why it matters
    ///
    /// Translation swaps `2.` for `2．`, drops the space behind it, or turns numbers into bullets. The step then runs into
    /// the text of the one before it, and the numbers behind it change. The step is there: it is not reported as missing.
    ///
    /// The other way round, a paragraph that begins with a number and a dot, as an ordinal or a date does in many languages,
    /// is rendered as a list, and its number may even change.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 2. Switch the directory.
    /// 3. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md ja
    /// 1. ポータルにサインインします。
    /// 2．ディレクトリを切り替えます。
    /// 3. `tenant_id` をコピーします。
    /// ```
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 2. Switch the directory.
    /// 3. Copy the `tenant_id`.
    /// ```
    ///
    /// ```md pl
    /// - Zaloguj się do portalu.
    /// - Przełącz katalog.
    /// - Skopiuj `tenant_id`.
    /// ```
    ///
    /// ```md en
    /// Access is open to all providers.
    ///
    /// On January 23 the trial ends.
    /// ```
    ///
    /// ```md fi
    /// Käyttö on avoinna kaikille tarjoajille.
    ///
    /// 23. tammikuuta kokeilu päättyy.
    /// ```
    ///
    /// ```md en
    /// 1. Download the tool.
    /// 2. Open the folder of step 1 and run `connect`.
    /// ```
    ///
    /// ```md tr
    /// 1. Aracı indirin.
    /// 2. 1. adımdaki klasörü açıp `connect` komutunu çalıştırın.
    /// ```
    ///
    /// ```md en
    /// After step 2 the list is complete. Send it:
    ///
    /// 1. Open `mailbox`.
    /// 2. Choose **Send**.
    /// ```
    ///
    /// ```md hu
    /// 2. lépés után a lista teljes. Küldje el:
    ///
    /// 1. Nyissa meg: `mailbox`.
    /// 2. Válassza ezt: **Küldés**.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// On January 23 the trial ends.
    /// ```
    ///
    /// ```md fi
    /// 23\\. tammikuuta kokeilu päättyy.
    /// ```
    ///
    /// ```md en
    /// 1. Sign in to the portal.
    /// 2. Switch the directory.
    /// ```
    ///
    /// ```md ja
    /// 1) ポータルにサインインします。
    /// 2) ディレクトリを切り替えます。
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the marker as Markdown wants it: digits, a dot, a space. Escape a dot that makes no list: `23\\.`. The fix does
    /// both, and puts back the numbers of a list that became bulleted, if it has as many items; it is safe where the list
    /// then has the steps of the reference's, and nothing around it has changed. Where the paragraph before it swallows the
    /// line, there is no fix.
    "step-markup", Some(Severity::Warning); fix: Safe, Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    check_markers(comparison, out);
    check_headings(comparison, out);
    check_bullets(comparison, out);
    check_items(comparison, out);
    check_accidental(comparison, out);
}

fn check_items(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    let document = comparison.translation.document;
    for difference in &comparison.steps {
        let StepDifference::UnmarkedItem { near_step } = *difference else { continue };
        let near = &document.near_steps[near_step as usize];
        let marker = document.text(near.span).trim();
        let flaw = near.flaw.describe();
        let message =
            format!("an item of a list is not rendered as one: the marker `{marker}` is broken ({flaw})");
        let mut found = unpaired(&RULE, comparison, near.span, message);
        found.found = Some(marker.to_owned());
        found.help = Some(format!("write `{marker} ` at the beginning of the line"));
        found.subject = format!("item:{near_step}");
        found.fix = Some(replace(near.span, &format!("{marker} "), proposed(true)));
        out.push(found);
    }
}

fn check_headings(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Unnumbered { reference, place } = *difference else { continue };
        let name = step_name(comparison, true, reference);
        let message = format!("the heading of {name} has lost its number");
        let place = first_line(&comparison.translation.document.file, place);
        let mut found = finding(&RULE, comparison, place, step_place(comparison, true, reference), message);
        found.found = Some(translation_text(comparison, place).to_owned());
        found.expected = Some(step_title(comparison, true, reference));
        found.subject = step_subject(reference);
        out.push(found);
    }
}

fn check_markers(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.steps {
        let StepDifference::Unmarked { reference, near_step } = *difference else { continue };
        let document = comparison.translation.document;
        let near = &document.near_steps[near_step as usize];
        let marker = document.text(near.span);
        let message = format!(
            "{} is not rendered as a step: the marker `{}` is broken ({})",
            step_name(comparison, true, reference),
            marker.trim(),
            near.flaw.describe()
        );
        let mut found =
            finding(&RULE, comparison, near.span, step_place(comparison, true, reference), message);
        found.found = Some(marker.to_owned());
        found.expected = Some(step_title(comparison, true, reference));
        found.subject = step_subject(reference);
        found.fix = marker_fix(document, near);
        found.help = Some(match &found.fix {
            Some(fix) => format!("write `{}` at the beginning of the line", fix.edits[0].text),
            None => "put a blank line before it".to_owned(),
        });
        out.push(found);
    }
}

fn check_bullets(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in &comparison.procedures {
        let ProcedureDifference::Bulleted { reference, bullets } = *difference else { continue };
        let document = comparison.translation.document;
        let list = procedure(comparison, true, reference);
        let place = first_line(&document.file, document.bullets[bullets as usize].span);
        let message = format!("{} of {} is bulleted here", list_name(list), reference_name(comparison.kind));
        let first = StepRef { procedure: reference, step: 0 };
        let mut found = finding(&RULE, comparison, place, step_place(comparison, true, first), message);
        found.found = Some(translation_text(comparison, place).to_owned());
        found.expected = Some(step_title(comparison, true, first));
        found.help = Some("number the items: `1.`, `2.`, …".to_owned());
        found.subject = format!("list:{reference}");
        let items = &document.bullets[bullets as usize];
        found.fix = numbers(comparison.reference.document, list, document, items);
        out.push(found);
    }
}

/// A marker as Markdown wants it, with the delimiter and the white space that the steps around it have. Where the
/// paragraph before it swallows the line, there is nothing wrong with the marker itself.
fn marker_fix(document: &Document, near: &NearStep) -> Option<Fix> {
    if near.flaw == MarkerFlaw::InParagraph {
        return None;
    }
    let text = &document.file.text;
    let behind = &text[near.span.end as usize..];
    let blank = behind.len() - behind.trim_start_matches([' ', '\t', '\u{3000}', '\u{a0}']).len();
    let span = Span { start: near.span.start, end: near.span.end + blank as u32 };
    let number = near.ordinal.to_string();
    let lists = document.procedures.iter().filter(|list| list.form == ListForm::Numbered);
    let markers = lists.flat_map(|list| &list.steps).filter_map(|step| Written::new(document, step.marker));
    let near_by = |written: &Written<'_>| {
        (written.number.len() != number.len(), written.marker.start.abs_diff(near.span.start))
    };
    let (delimiter, gap) =
        markers.min_by_key(near_by).map_or((".", " "), |written| (written.delimiter, written.gap));
    let written = document.text(near.span);
    let delimiter = match written.chars().next_back() {
        Some(')' | '）') => ")",
        Some('.') => ".",
        _ => delimiter,
    };
    Some(replace(span, &format!("{number}{delimiter}{gap}"), proposed(true)))
}

/// A numbered list's marker as it is written.
struct Written<'t> {
    marker: Span,
    number: &'t str,
    delimiter: &'t str,
    /// The white space behind it.
    gap: &'t str,
}

impl<'t> Written<'t> {
    fn new(document: &'t Document, marker: Span) -> Option<Self> {
        let text = &document.file.text[marker.start as usize..];
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let delimiter = text.get(digits..digits + 1).filter(|mark| matches!(*mark, "." | ")"))?;
        let behind = &text[digits + 1..];
        let blank = behind.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let is_empty = behind[blank..].starts_with(['\n', '\r']) || blank == 0;
        let gap = if is_empty { " " } else { &behind[..blank] };
        (digits > 0).then_some(Self { marker, number: &text[..digits], delimiter, gap })
    }
}

/// Numbers for the bullets of a list, as the reference writes them, if there are as many. What stands below an item stays
/// below it.
fn numbers(reference: &Document, list: &Procedure, document: &Document, items: &Procedure) -> Option<Fix> {
    if list.steps.len() != items.steps.len() || list.form != ListForm::Numbered {
        return None;
    }
    let mut edits = Vec::new();
    for (step, item) in list.steps.iter().zip(&items.steps) {
        let written = Written::new(reference, step.marker)?;
        let text = &document.file.text[item.marker.start as usize..];
        let behind = text.strip_prefix(['-', '*', '+'])?;
        let blank = behind.bytes().take_while(|&byte| byte == b' ').count();
        let number = format!("{}{}", written.number, written.delimiter);
        let gap = (1 + blank).saturating_sub(number.len()).max(1);
        let span = Span { start: item.marker.start, end: item.marker.start + 1 + blank as u32 };
        edits.push(Edit { span, text: format!("{number}{}", " ".repeat(gap)) });
        edits.extend(indents(document, item, 1 + blank, number.len() + gap));
    }
    edits.sort_by_key(|edit| edit.span);
    Some(Fix { title: "number the items".to_owned(), applicability: proposed(true), edits })
}

/// The edits that keep what stands below an item below it where its text begins farther to the right than before.
fn indents(document: &Document, item: &Step, before: usize, after: usize) -> Vec<Edit> {
    let text = &document.file.text;
    let (start, end) = (item.marker.start as usize, item.span.end as usize);
    if after <= before {
        return Vec::new();
    }
    let outer = &text[text[..start].rfind('\n').map_or(0, |newline| newline + 1)..start];
    let lines = memchr::memchr_iter(b'\n', &text.as_bytes()[start..end]).map(|newline| start + newline + 1);
    let below = lines.filter(|&line| {
        let rest = text[line..end].strip_prefix(outer).unwrap_or_default();
        let blank = rest.bytes().take_while(|&byte| byte == b' ').count();
        blank >= before && !rest[blank..].starts_with(['\n', '\r']) && blank < rest.len()
    });
    let places = below.map(|line| Span::at((line + outer.len()) as u32));
    places.map(|span| Edit { span, text: " ".repeat(after - before) }).collect()
}

/// A list goes on where another ended, if no more steps than these, whose markers are broken, stand between them.
const MOST_SWALLOWED: u32 = 4;

fn check_accidental(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    let document = comparison.translation.document;
    let mut numbers = None;
    // What goes on where the steps before it ended may be a step of its own after all.
    let mut goes_on = |step: StepRef| {
        let numbers = numbers.get_or_insert_with(|| first_numbers(document));
        let section = document.procedures[step.procedure as usize].section;
        let step = document.step(step);
        let own = document.written_number(step).unwrap_or(step.ordinal);
        let mut before = own.saturating_sub(MOST_SWALLOWED)..own;
        before.any(|number| numbers.get(&(section, number)).is_some_and(|place| *place < step.span.start))
    };
    for difference in &comparison.procedures {
        match *difference {
            ProcedureDifference::Accidental { translation } => {
                out.push(accidental(comparison, translation, !goes_on(translation)));
            }
            ProcedureDifference::AccidentalBullet { bullets } => {
                out.push(accidental_bullet(comparison, bullets));
            }
            _ => {}
        }
    }
}

fn accidental(comparison: &Comparison<'_>, step: StepRef, is_certain: bool) -> Diagnostic {
    let marker = comparison.translation.document.step(step).marker;
    let written = translation_text(comparison, marker);
    let what = if step.step == 0 { "a list" } else { "a step" };
    let message = format!("a paragraph begins with `{}` and is rendered as {what}", written.trim());
    let mut found = match step.step {
        0 => about_list(&RULE, comparison, step.procedure, message),
        _ => about_extra_step(&RULE, comparison, step, message),
    };
    let dot = Span {
        start: marker.start + written.trim_end().len() as u32 - 1,
        end: marker.start + written.trim_end().len() as u32,
    };
    let escaped = format!("\\{}", translation_text(comparison, dot));
    found.help = Some(format!("write `{}{escaped}`", written.trim().trim_end_matches(['.', ')'])));
    found.fix = Some(replace(dot, &escaped, proposed(is_certain)));
    found
}

/// The numbers of the steps of each section, each with the place where it is written first.
fn first_numbers(document: &Document) -> HashMap<(u32, u32), u32> {
    let mut first = HashMap::new();
    for list in &document.procedures {
        for step in &list.steps {
            let place = first.entry((list.section, step.ordinal)).or_insert(step.span.start);
            *place = step.span.start.min(*place);
        }
    }
    first
}

fn accidental_bullet(comparison: &Comparison<'_>, list: u32) -> Diagnostic {
    let document = comparison.translation.document;
    let item = &document.bullets[list as usize].steps[0];
    let marker = document.text(item.marker).trim();
    let message = format!("a paragraph begins with `{marker}` and is rendered as a list");
    let place = first_line(&document.file, item.span);
    let mut found = unpaired(&RULE, comparison, place, message);
    found.found = Some(document.text(place).to_owned());
    found.help = Some(format!("write `\\{marker}`, or begin the line with a word"));
    found.subject = format!("bullet:{list}");
    // A dash may go on with a sentence; everything else is rather a list of its own.
    let text = document.text(item.span).trim_start_matches(['-', ' ']);
    let goes_on = marker == "-" && text.starts_with(char::is_lowercase);
    found.fix = Some(replace(Span::at(item.marker.start), "\\", proposed(goes_on)));
    found
}
