//! Headings that carry numbers are a procedure: `### Step 4: Code`, `### 4. Adım`, `### 步骤 2：…`.

use std::ops::Range;

use crate::model::document::{BlockKind, Document, ListForm, Procedure, Step, StepRef};
use crate::model::source_file::Span;

use super::near_steps::digit_zero;

/// A heading that carries a number.
struct Numbered {
    heading: usize,
    number: u32,
    /// The number with the word that it counts.
    marker: Span,
}

/// Finds runs of numbered headings and adds them to the procedures, which stay in order.
pub(super) fn find(text: &str, document: &mut Document) {
    let mut open: [Run; 6] = Default::default();
    let mut runs: Vec<Vec<Numbered>> = Vec::new();
    for index in 0..document.headings.len() {
        let level = usize::from(document.headings[index].level.clamp(1, 6));
        for run in &mut open[level..] {
            run.interrupted = true;
        }
        let Some(found) = numbered(text, document, index) else { continue };
        document.headings[index].number = Some(found.number);
        let run = &mut open[level - 1];
        let most = if run.interrupted { 1 } else { 2 };
        let last = run.steps.last();
        let follows = last.is_some_and(|last| (1..=most).contains(&found.number.wrapping_sub(last.number)));
        if !follows {
            close(run, &mut runs);
        }
        if follows || found.number == 1 {
            run.interrupted = false;
            run.steps.push(found);
        }
    }
    for run in &mut open {
        close(run, &mut runs);
    }
    if !runs.is_empty() {
        runs.sort_by_key(|run| run[0].heading);
        add(document, &runs);
    }
}

/// Headings of one level whose numbers follow one another.
#[derive(Default)]
struct Run {
    steps: Vec<Numbered>,
    /// A heading of a higher level stands behind the last step: only the very next number goes on.
    interrupted: bool,
}

fn close(run: &mut Run, runs: &mut Vec<Vec<Numbered>>) {
    let run = std::mem::take(&mut run.steps);
    if run.len() > 1 {
        runs.push(run);
    }
}

/// The number near the beginning of a heading, if it counts something.
fn numbered(text: &str, document: &Document, index: usize) -> Option<Numbered> {
    const MAX_WORD: usize = 24;
    let heading = &document.headings[index];
    let span = document.blocks[heading.block as usize].span;
    let title = &heading.text;
    let (start, first) = title.char_indices().take(MAX_WORD).find(|(_, c)| digit_zero(*c).is_some())?;
    let word = &title[..start];
    let zero = digit_zero(first)?;
    let mut end = start;
    let mut number = 0_u32;
    for character in title[start..].chars().take(3) {
        let Some(digit) = (character as u32).checked_sub(zero).filter(|digit| *digit < 10) else { break };
        number = number * 10 + digit;
        end += character.len_utf8();
    }
    let rest = &title[end..];
    let mut behind = rest.chars();
    let (next, second) = (behind.next(), behind.next());
    let dotted = matches!(next, Some('.' | ',' | '-' | '/')) && second.is_some_and(char::is_alphanumeric);
    let glued =
        next.is_some_and(|next| next.is_alphanumeric() && (next.is_ascii() || digit_zero(next).is_some()));
    let part = matches!(next, Some('%' | '/' | '+'))
        || word.ends_with(|last: char| {
            last.is_ascii_alphanumeric() || matches!(last, '.' | '-' | '/' | '#' | '$')
        });
    let words = word.split_whitespace().count();
    let ends = word.contains(['.', ':', '：', '?', '(', '（']);
    if dotted && !(next == Some('.') && second.is_some_and(char::is_alphabetic))
        || glued
        || part
        || words > 2
        || ends
    {
        return None;
    }
    Some(Numbered { heading: index, number, marker: marker(text, span, &title[..end]) })
}

/// Where a number with its word is written in a heading, and what parts it from the title: `Step 4:`, `4.`, `步骤 2：`. What
/// is written with markup in it is not found.
fn marker(text: &str, heading: Span, number: &str) -> Span {
    let written = &text[heading.range()];
    let Some(start) = written.find(number) else { return Span::at(heading.start) };
    let end = start + number.len();
    let line = written[end..].lines().next().unwrap_or_default();
    let title = line.trim_start_matches(|sign: char| sign.is_whitespace() || ".:)-–—．：、）".contains(sign));
    let between = line[..line.len() - title.len()].trim_end();
    let at = |offset: usize| heading.start + offset as u32;
    Span { start: at(start), end: at(end + between.len()) }
}

/// The blocks from a heading up to the next of its level or above.
fn extent(document: &Document, index: usize) -> Range<u32> {
    let heading = &document.headings[index];
    let next = document.headings[index + 1..].iter().find(|next| next.level <= heading.level);
    heading.block..next.map_or(document.blocks.len() as u32, |next| next.block)
}

fn add(document: &mut Document, runs: &[Vec<Numbered>]) {
    let lists = document.procedures.len();
    for run in runs {
        let steps: Vec<Step> = run.iter().map(|numbered| step(document, numbered)).collect();
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else { continue };
        let span = Span { start: first.span.start, end: last.span.end };
        let section = document.blocks[first.blocks.start as usize].section;
        document.procedures.push(Procedure { form: ListForm::Headings, span, section, parent: None, steps });
    }
    nest(document, lists);
    sort(document);
}

fn step(document: &Document, numbered: &Numbered) -> Step {
    let blocks = extent(document, numbered.heading);
    let end = document.blocks[blocks.end as usize - 1].span.end;
    let start = document.blocks[blocks.start as usize].span.start;
    let span = Span { start, end: end.max(numbered.marker.end) };
    Step { span, marker: numbered.marker, ordinal: numbered.number, blocks, part: 0 }
}

/// Gives the blocks and outermost lists between numbered headings their step. Inner runs come later than the outer
/// ones they lie in, so that each is overwritten by the innermost.
fn nest(document: &mut Document, lists: usize) {
    let mut by_block: Vec<Option<StepRef>> = vec![None; document.blocks.len()];
    for procedure in lists..document.procedures.len() {
        let first = document.procedures[procedure].steps[0].blocks.start as usize;
        document.procedures[procedure].parent = by_block[first];
        for (step, written) in document.procedures[procedure].steps.iter().enumerate() {
            let step = StepRef { procedure: procedure as u32, step: step as u32 };
            let range = written.blocks.start as usize..written.blocks.end as usize;
            by_block[range].fill(Some(step));
        }
    }
    for list in document.procedures[..lists].iter_mut().chain(&mut document.bullets) {
        if list.parent.is_none() {
            let first = list.steps.first().map_or(0, |step| step.blocks.start as usize);
            list.parent = by_block.get(first).copied().flatten();
        }
    }
    for (block, step) in document.blocks.iter_mut().zip(by_block) {
        block.step = block.step.or(step).filter(|_| block.kind != BlockKind::FrontMatter);
    }
}

/// Puts the procedures in the order of their first steps, and renames all references to them.
fn sort(document: &mut Document) {
    let mut order: Vec<u32> = (0..document.procedures.len() as u32).collect();
    order.sort_by_key(|&index| document.procedures[index as usize].steps.first().map(|step| step.span.start));
    let mut new_index = vec![0_u32; order.len()];
    for (new, &old) in order.iter().enumerate() {
        new_index[old as usize] = new as u32;
    }
    let rename = |step: &mut Option<StepRef>| {
        if let Some(step) = step {
            step.procedure = new_index[step.procedure as usize];
        }
    };
    let mut procedures: Vec<Option<Procedure>> =
        std::mem::take(&mut document.procedures).into_iter().map(Some).collect();
    document.procedures = order.iter().filter_map(|&old| procedures[old as usize].take()).collect();
    for list in document.procedures.iter_mut().chain(&mut document.bullets) {
        rename(&mut list.parent);
    }
    for block in &mut document.blocks {
        rename(&mut block.step);
    }
}
