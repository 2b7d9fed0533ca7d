//! Which step stands beside which, for those who look at both: every step of both sides, in one order.

use std::collections::HashMap;

use crate::model::beside::{Item, Passage, Row};
use crate::model::comparison::{Comparison, ProcedureDifference, StepDifference};
use crate::model::document::{Document, ListForm, NearStep, Step, StepRef};
use crate::model::source_file::Span;

/// The lists of both sides of a comparison, in the reference's order. A step of the translation that has no counterpart
/// stands before the next one that has.
pub fn passages(comparison: &Comparison<'_>) -> Vec<Passage> {
    let ours = List::new(steps(comparison.reference.document));
    let theirs = List::of_translation(comparison);
    let links = Links::new(comparison, &ours, &theirs);
    let mut out = Rows::new(comparison, &ours, &theirs, &links);
    let mut placed = vec![false; theirs.entries.len()];
    let mut next = 0;
    for i in 0..ours.entries.len() {
        let partners = &links.forward[i];
        let Some(&first) = partners.first() else {
            out.push(Some(i), None, false);
            continue;
        };
        if !links.moved[i] {
            let before = (next..first).filter(|&j| !links.is_linked[j]);
            for j in before {
                out.push(None, Some(j), false);
                placed[j] = true;
            }
            next = next.max(first + 1);
        }
        let again = placed[first];
        out.push(Some(i), (!again).then_some(first), again);
        placed[first] = true;
        for &j in &partners[1..] {
            if !placed[j] {
                placed[j] = true;
                out.push(None, Some(j), true);
            }
        }
    }
    for j in (0..theirs.entries.len()).filter(|&j| !placed[j]) {
        out.push(None, Some(j), false);
    }
    out.passages
}

/// What tells an entry of a list apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Step(StepRef),
    /// Index into `near_steps`.
    Near(u32),
    /// Indices into `bullets` and its steps.
    Bullet(u32, u32),
}

/// A step, or what stands for one.
struct Entry {
    key: Key,
    item: Item,
    /// The section that its outermost list stands in, as in `Block::section`.
    section: u32,
    /// Where its outermost list begins, which tells lists apart.
    root: u32,
}

/// All steps of a document, in its order.
struct List {
    entries: Vec<Entry>,
    places: HashMap<Key, usize>,
}

impl List {
    fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|entry| (entry.item.marker.start, entry.item.depth));
        let places = entries.iter().enumerate().map(|(at, entry)| (entry.key, at)).collect();
        Self { entries, places }
    }

    /// The same with what stands for steps and is none: lines with a broken marker, items with bullets.
    fn of_translation(comparison: &Comparison<'_>) -> Self {
        let document = comparison.translation.document;
        let mut entries = steps(document);
        for difference in &comparison.steps {
            if let StepDifference::Unmarked { near_step, .. } = difference {
                entries.push(near_entry(document, *near_step));
            }
        }
        for difference in &comparison.procedures {
            if let ProcedureDifference::Bulleted { bullets, .. } = *difference {
                let list = &document.bullets[bullets as usize];
                let items = list.steps.iter().zip(0..);
                entries.extend(items.map(|(step, index)| Entry {
                    key: Key::Bullet(bullets, index),
                    item: item(step, 0, own(document, without(step, &[]))),
                    section: list.section,
                    root: list.span.start,
                }));
            }
        }
        let mut list = Self::new(entries);
        list.cut_at_near_steps();
        list
    }

    fn at(&self, key: Key) -> Option<usize> {
        self.places.get(&key).copied()
    }

    /// What is buried in a step for want of its marker belongs to that step no longer.
    fn cut_at_near_steps(&mut self) {
        // How far those before an entry go at most: most that are looked for lie in none of them.
        let mut reach = 0;
        for at in 0..self.entries.len() {
            let before = at.checked_sub(1).and_then(|before| self.entries[before].item.parts.last());
            reach = before.map_or(reach, |part| reach.max(part.end));
            if !matches!(self.entries[at].key, Key::Near(_)) {
                continue;
            }
            let start = self.entries[at].item.marker.start;
            let around = if start <= reach { 0..at } else { at..at };
            let buried = self.entries[around].iter_mut().rev().find(|entry| entry.item.holds(start));
            if let Some(entry) = buried {
                let rest = entry.item.parts.last().map_or(start, |part| part.end);
                (self.entries[at].section, self.entries[at].root) = {
                    entry.item.parts.retain(|part| part.start < start);
                    if let Some(last) = entry.item.parts.last_mut() {
                        last.end = last.end.min(start);
                    }
                    (entry.section, entry.root)
                };
                let own = &mut self.entries[at].item.parts[0];
                own.end = own.end.max(rest);
            }
            let next = self.entries.get(at + 1).map(|entry| entry.item.marker.start);
            let own = &mut self.entries[at].item.parts[0];
            own.end = next.map_or(own.end, |next| own.end.min(next)).max(own.start);
        }
    }
}

/// All steps of a document with what is theirs alone.
fn steps(document: &Document) -> Vec<Entry> {
    let mut nested: HashMap<StepRef, Vec<Span>> = HashMap::new();
    for list in &document.procedures {
        if let Some(parent) = list.parent {
            nested.entry(parent).or_default().push(list.span);
        }
    }
    let mut entries = Vec::new();
    let mut levels: Vec<Level> = Vec::with_capacity(document.procedures.len());
    for (procedure, list) in (0..).zip(&document.procedures) {
        let outer = list.parent.and_then(|parent| levels.get(parent.procedure as usize).copied());
        let level = outer.map_or(Level { depth: 0, root: procedure }, Level::inwards);
        levels.push(level);
        let root = &document.procedures[level.root as usize];
        for (index, step) in (0..).zip(&list.steps) {
            let this = StepRef { procedure, step: index };
            let parts = match list.form {
                ListForm::Headings => vec![heading(document, step)],
                _ => without(step, nested.get(&this).map(Vec::as_slice).unwrap_or_default()),
            };
            // A list of headings stands below the heading before its first.
            let section = root.section.saturating_sub(u32::from(root.form == ListForm::Headings));
            let item = item(step, level.depth, own(document, parts));
            entries.push(Entry { key: Key::Step(this), item, section, root: root.span.start });
        }
    }
    entries
}

/// Where a list stands among others.
#[derive(Clone, Copy)]
struct Level {
    /// How many steps it is nested in.
    depth: u32,
    /// Index of the outermost list around it, which may be itself.
    root: u32,
}

impl Level {
    const fn inwards(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

const fn item(step: &Step, depth: u32, parts: Vec<Span>) -> Item {
    Item { marker: step.marker, ordinal: step.ordinal, depth, parts }
}

/// The line of a heading that is a step, behind its number.
fn heading(document: &Document, step: &Step) -> Span {
    let block = document.blocks.get(step.blocks.start as usize);
    let end = block.map_or(step.marker.end, |block| block.span.end);
    Span { start: step.marker.end, end: end.max(step.marker.end) }
}

/// The text of a step without the lists in it, which do not overlap and are in order.
fn without(step: &Step, nested: &[Span]) -> Vec<Span> {
    let mut parts = Vec::with_capacity(nested.len() + 1);
    let mut start = step.marker.end.max(step.span.start);
    for list in nested {
        if list.start > start {
            parts.push(Span { start, end: list.start });
        }
        start = start.max(list.end);
    }
    if start < step.span.end || parts.is_empty() {
        parts.push(Span { start, end: step.span.end.max(start) });
    }
    parts
}

/// What of some stretches is the document's own text, and not that of the other language of a bilingual page.
fn own(document: &Document, parts: Vec<Span>) -> Vec<Span> {
    let cuts = &document.left_out;
    if cuts.is_empty() {
        return parts;
    }
    let mut out = Vec::new();
    for part in &parts {
        let mut start = part.start;
        let first = cuts.partition_point(|cut| cut.end <= part.start);
        for cut in cuts[first..].iter().take_while(|cut| cut.start < part.end) {
            if start < cut.start {
                out.push(Span { start, end: cut.start });
            }
            start = cut.end;
        }
        if start < part.end {
            out.push(Span { start, end: part.end });
        }
    }
    if out.is_empty() { parts } else { out }
}

fn near_entry(document: &Document, index: u32) -> Entry {
    let NearStep { span, block, .. } = document.near_steps[index as usize];
    let block = document.blocks.get(block as usize);
    let end = block.map_or(span.end, |block| block.span.end).max(span.end);
    let parts = own(document, vec![Span { start: span.end, end }]);
    Entry {
        key: Key::Near(index),
        item: Item { marker: span, ordinal: 0, depth: 0, parts },
        section: block.map_or(0, |block| block.section),
        root: span.start,
    }
}

/// Which entries belong together.
struct Links {
    /// For each entry of the reference its partners, in order.
    forward: Vec<Vec<usize>>,
    /// Whether an entry of the translation has a partner.
    is_linked: Vec<bool>,
    /// Whether an entry of the reference stands in another place of the order than its partner.
    moved: Vec<bool>,
}

impl Links {
    fn new(comparison: &Comparison<'_>, ours: &List, theirs: &List) -> Self {
        let mut links = Self {
            forward: vec![Vec::new(); ours.entries.len()],
            is_linked: vec![false; theirs.entries.len()],
            moved: vec![false; ours.entries.len()],
        };
        let mut link = |r: StepRef, t: Key| {
            if let (Some(i), Some(j)) = (ours.at(Key::Step(r)), theirs.at(t)) {
                links.forward[i].push(j);
                links.is_linked[j] = true;
            }
        };
        for &(r, t) in &comparison.pairs {
            link(r, Key::Step(t));
        }
        if comparison.counterparts.is_empty() {
            // Nothing differs: the lists of both sides are the same.
            for entry in &ours.entries {
                if let Key::Step(step) = entry.key {
                    link(step, entry.key);
                }
            }
        }
        for difference in &comparison.procedures {
            if let ProcedureDifference::Bulleted { reference, bullets } = *difference {
                let count = comparison.reference.document.procedures[reference as usize].steps.len() as u32;
                for step in 0..count {
                    link(StepRef { procedure: reference, step }, Key::Bullet(bullets, step));
                }
            }
        }
        for difference in &comparison.steps {
            match *difference {
                StepDifference::Merged { reference, translation } => {
                    link(reference, Key::Step(translation));
                    link(behind(reference), Key::Step(translation));
                }
                StepDifference::Split { reference, translation } => {
                    link(reference, Key::Step(translation));
                    link(reference, Key::Step(behind(translation)));
                }
                StepDifference::Unmarked { reference, near_step } => link(reference, Key::Near(near_step)),
                _ => {}
            }
        }
        for partners in &mut links.forward {
            partners.sort_unstable();
            partners.dedup();
        }
        links.mark_moved();
        links
    }

    /// Of two steps that changed places, the one that has come forward.
    fn mark_moved(&mut self) {
        let mut least = usize::MAX;
        for (partners, moved) in self.forward.iter().zip(&mut self.moved).rev() {
            let Some(&first) = partners.first() else { continue };
            *moved = first > least;
            least = least.min(first);
        }
    }
}

const fn behind(step: StepRef) -> StepRef {
    StepRef { procedure: step.procedure, step: step.step + 1 }
}

/// Rows that are gathered into passages.
struct Rows<'a> {
    documents: [&'a Document; 2],
    ours: &'a [Entry],
    theirs: &'a [Entry],
    /// The list of the reference in which each list of the translation has its first counterpart, by where they begin.
    counterparts: HashMap<u32, u32>,
    passages: Vec<Passage>,
    /// Side and beginning of the list that the last passage shows.
    shown: Option<(usize, u32)>,
}

impl<'a> Rows<'a> {
    fn new(comparison: &Comparison<'a>, ours: &'a List, theirs: &'a List, links: &Links) -> Self {
        let mut counterparts = HashMap::new();
        for (entry, partners) in ours.entries.iter().zip(&links.forward) {
            for &partner in partners {
                counterparts.entry(theirs.entries[partner].root).or_insert(entry.root);
            }
        }
        Self {
            documents: [comparison.reference.document, comparison.translation.document],
            ours: &ours.entries,
            theirs: &theirs.entries,
            counterparts,
            passages: Vec::new(),
            shown: None,
        }
    }

    /// Adds a row of two entries, at least one of which is there.
    fn push(&mut self, ours: Option<usize>, theirs: Option<usize>, joined: bool) {
        let (ours, theirs) = (ours.map(|i| &self.ours[i]), theirs.map(|j| &self.theirs[j]));
        let of_theirs =
            |entry: &Entry| self.counterparts.get(&entry.root).map_or((1, entry.root), |&root| (0, root));
        let list = ours.map(|entry| (0, entry.root)).or_else(|| theirs.map(of_theirs));
        if list != self.shown {
            self.shown = list;
            self.passages.push(Passage::default());
        }
        let Some(passage) = self.passages.last_mut() else { return };
        for (side, entry) in [ours, theirs].into_iter().enumerate() {
            if passage.headings[side].is_none()
                && let Some(section) = entry.and_then(|entry| entry.section.checked_sub(1))
            {
                let heading = self.documents[side].headings.get(section as usize);
                passage.headings[side] = heading.map(|heading| heading.text.clone());
            }
        }
        let item = |entry: Option<&Entry>| entry.map(|entry| entry.item.clone());
        passage.rows.push(Row { reference: item(ours), translation: item(theirs), joined });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::align::{Context, align};
    use crate::model::comparison::{ReferenceKind, Side};
    use crate::model::equivalents::Equivalents;
    use crate::model::locale::Locale;
    use crate::model::page::{PageKey, Role, Variant};
    use crate::model::portal::Portals;
    use crate::model::site::Site;
    use crate::model::source_file::SourceFile;
    use crate::parse::parse;

    /// What is made of the comparison of two texts.
    fn compared<T>(reference: &str, translation: &str, made: impl FnOnce(&Comparison<'_>) -> T) -> T {
        let documents = [reference, translation].map(|text| parse(&SourceFile::new("a.md", text)));
        let variant = |tag: &str, role| Variant {
            locale: Locale::parse(tag).unwrap(),
            path: format!("{tag}/a.md").into(),
            role,
            tree: None,
            wanted: true,
        };
        let variants = [variant("en", Role::Source), variant("de", Role::Translation)];
        let half = |at: usize| Side { variant: &variants[at], document: &documents[at] };
        let (key, site) = (PageKey("a".into()), Site::default());
        let (equivalents, portals) = (Equivalents::default(), Portals::default());
        let context = Context { page: &key, site: &site, equivalents: &equivalents, portals: &portals };
        made(&align(half(0), half(1), ReferenceKind::Source, context))
    }

    /// One line a row: the markers of both sides with their depth, `+` where the text stands in a row above.
    fn rows(reference: &str, translation: &str) -> Vec<String> {
        let shown = |item: Option<&Item>, text: &str| {
            item.map_or_else(String::new, |item| {
                let words = item.parts.iter().map(|part| text[part.range()].trim()).collect::<Vec<_>>();
                let first = words.join(" ").split_whitespace().next().unwrap_or_default().to_owned();
                format!("{}{first}", ">".repeat(item.depth as usize))
            })
        };
        let passages = compared(reference, translation, passages);
        let rows = passages.iter().flat_map(|passage| &passage.rows);
        let line = |row: &Row| {
            let (r, t) =
                (shown(row.reference.as_ref(), reference), shown(row.translation.as_ref(), translation));
            format!("{r}|{t}{}", if row.joined { "+" } else { "" })
        };
        rows.map(line).collect()
    }

    #[test]
    fn a_missing_step_leaves_a_gap() {
        let source = "1. Open <https://a.example/x>.\n2. Wait for the list of all tenants to be shown there.\n3. Run `go`.\n";
        assert_eq!(
            rows(source, "1. Öffne <https://a.example/x>.\n2. Starte `go`.\n"),
            ["Open|Öffne", "Wait|", "Run|Starte"]
        );
    }

    #[test]
    fn an_extra_step_stands_before_the_next_that_has_a_counterpart() {
        let translation = "1. Öffne <https://a.example/x>.\n2. Warte auf die Liste aller Mandanten, die dort erscheint.\n3. Starte `go`.\n";
        assert_eq!(
            rows("1. Open <https://a.example/x>.\n2. Run `go`.\n", translation),
            ["Open|Öffne", "|Warte", "Run|Starte"]
        );
    }

    #[test]
    fn lists_that_agree_stand_side_by_side_with_what_is_nested_in_them() {
        assert_eq!(
            rows(
                "1. One\n   1. Inner\n   1. Last\n\n   rest\n2. Two\n",
                "1. Eins\n   1. Innen\n   1. Ende\n\n   Rest\n2. Zwei\n"
            ),
            ["One|Eins", ">Inner|>Innen", ">Last|>Ende", "Two|Zwei"]
        );
    }

    #[test]
    fn a_step_with_a_broken_marker_stands_beside_its_counterpart() {
        let source = "1. Open <https://a.example/x>.\n2. Run `go`.\n3. Copy `id`.\n";
        assert_eq!(
            rows(source, "1. Öffne <https://a.example/x>.\n2.Starte `go`.\n3. Kopiere `id`.\n"),
            ["Open|Öffne", "Run|Starte", "Copy|Kopiere"]
        );
    }

    #[test]
    fn steps_in_a_step_that_goes_on_below_headings_are_paired_once() {
        let text = "<Steps>\n\n# One\n\n<Steps>\n\n# Two\n\n<Steps>\n\n# Three\n\n";
        let more = format!("{text}See https://a.example/b.\n");
        let pairs = compared(text, &more, |comparison| comparison.pairs.clone());
        let steps: HashSet<StepRef> = pairs.iter().map(|(step, _)| *step).collect();
        assert!(pairs.len() == steps.len() && !pairs.is_empty(), "{pairs:?}");
    }

    #[test]
    fn steps_of_pages_that_differ_in_an_anchor_alone_are_paired() {
        let found = compared("# A {#a}\n\n1. Open.\n", "# A {#b}\n\n1. Open.\n", |comparison| {
            (comparison.anchors.len(), comparison.pairs.len(), comparison.counterparts.len())
        });
        assert_eq!(found, (1, 1, 2));
    }

    #[test]
    fn numbered_headings_are_rows() {
        let source = "## Step 1: Open\n\nText.\n\n## Step 2: Run\n\n`go`\n";
        assert_eq!(
            rows(source, "## Schritt 1: Öffnen\n\nText.\n\n## Schritt 2: Starten\n\n`los`\n").len(),
            2
        );
    }
}
