//! The lists that are open while a document is read, and what becomes of their items.

use crate::model::document::{Document, ListForm, Procedure, Step, StepRef};
use crate::model::source_file::Span;

/// Open lists, items and tables, from the outermost to the innermost.
#[derive(Default)]
pub(super) struct Lists {
    scopes: Vec<Scope>,
    /// Per depth the list that ended last.
    recent: Vec<Option<Recent>>,
    /// The innermost open numbered step.
    pub(super) step: Option<StepRef>,
    /// The innermost open bulleted list or table.
    pub(super) container: Option<u32>,
    containers: u32,
}

struct Scope {
    kind: Kind,
    form: ListForm,
    outer_step: Option<StepRef>,
    outer_container: Option<u32>,
}

enum Kind {
    List(OpenList),
    Item { numbered: bool, procedure: u32 },
    Table,
}

struct OpenList {
    numbered: bool,
    ordinal: u32,
    /// Its place among the procedures or bullets, from its first item on.
    index: Option<u32>,
    part: u32,
    /// What stands before its next item belongs to another list, though Markdown reads on.
    parted: bool,
    /// The level of the headings that are its steps.
    level: Option<u8>,
}

/// A list that ended.
#[derive(Clone, Copy)]
struct Recent {
    procedure: u32,
    next: u32,
    section: u32,
}

/// Elements that close each other are looked for so far up.
const MAX_UNCLOSED: usize = 64;

impl Lists {
    /// Opens a list. A numbered one that goes on where the last one on its level ended is its next part.
    pub(super) fn open_list(&mut self, document: &Document, form: ListForm, start: Option<u32>) {
        let section = document.headings.len() as u32;
        let depth = self.scopes.len();
        let before = self.recent.get(depth).copied().flatten();
        let continued = before
            .filter(|last| form == ListForm::Numbered && start == Some(last.next) && last.section == section);
        let part = continued.map_or(0, |last| {
            let steps = &document.procedures[last.procedure as usize].steps;
            steps.last().map_or(0, |step| step.part + 1)
        });
        let list = OpenList {
            numbered: start.is_some(),
            ordinal: start.unwrap_or(1),
            index: continued.map(|last| last.procedure),
            part,
            parted: false,
            level: None,
        };
        self.push(Kind::List(list), form);
        if start.is_none() {
            self.container = Some(self.containers);
            self.containers += 1;
        }
    }

    /// Where an item of the innermost list would begin now, begins another list: the next tab.
    pub(super) fn part(&mut self) {
        if let Some(Scope { kind: Kind::List(list), form: ListForm::Numbered | ListForm::Bulleted, .. }) =
            self.scopes.last_mut()
        {
            list.parted = true;
        }
    }

    /// Begins another list where one was parted, unless the number that is written there goes on with it.
    pub(super) fn begin_parted(&mut self, number: Option<u32>) {
        let Some(Scope { kind: Kind::List(list), .. }) = self.scopes.last_mut() else { return };
        if !std::mem::take(&mut list.parted) || list.numbered && number == Some(list.ordinal) {
            return;
        }
        list.index = None;
        list.part = 0;
        list.ordinal = number.unwrap_or(1);
        if !list.numbered {
            self.container = Some(self.containers);
            self.containers += 1;
        }
    }

    /// Opens a table.
    pub(super) fn open_table(&mut self) {
        self.push(Kind::Table, ListForm::Bulleted);
        self.container = Some(self.containers);
        self.containers += 1;
    }

    /// Opens an item of the innermost list, which is open.
    pub(super) fn open_item(&mut self, document: &mut Document, marker: Span) {
        let parent = self.step;
        let Some(Scope { kind: Kind::List(list), form, .. }) = self.scopes.last_mut() else { return };
        let (numbered, form) = (list.numbered, *form);
        let section = document.headings.len() as u32;
        let lists = if numbered { &mut document.procedures } else { &mut document.bullets };
        let index = *list.index.get_or_insert(lists.len() as u32);
        if index as usize == lists.len() {
            lists.push(Procedure { form, span: marker, section, parent, steps: Vec::new() });
        }
        let steps = &mut lists[index as usize].steps;
        let first = document.blocks.len() as u32;
        steps.push(Step {
            span: marker,
            marker,
            ordinal: list.ordinal,
            blocks: first..first,
            part: list.part,
        });
        list.ordinal = list.ordinal.saturating_add(1);
        let step = StepRef { procedure: index, step: steps.len() as u32 - 1 };
        let depth = self.scopes.len();
        self.recent.truncate(depth + 1);
        self.push(Kind::Item { numbered, procedure: index }, form);
        if numbered {
            self.step = Some(step);
        }
    }

    /// Closes the innermost item of a Markdown list, and whatever a tag left open in it.
    pub(super) fn close_item(&mut self, document: &mut Document, end: u32) {
        while let Some(markdown) = self.pop(document, end) {
            if markdown {
                break;
            }
        }
    }

    /// Closes the innermost Markdown list or table.
    pub(super) fn close_list(&mut self, document: &mut Document, end: u32) {
        self.close_item(document, end);
    }

    /// Closes everything.
    pub(super) fn close_all(&mut self, document: &mut Document, end: u32) {
        while self.pop(document, end).is_some() {}
    }

    /// Opens an item of the innermost list of a form, closing an item of it that is still open. False where there
    /// is no such list.
    pub(super) fn open_tag_item(&mut self, document: &mut Document, form: ListForm, marker: Span) -> bool {
        let Some(list) = self.tag_list(form) else { return false };
        while self.scopes.len() > list + 1 {
            self.pop(document, marker.start);
        }
        self.open_item(document, marker);
        true
    }

    /// Closes the innermost item of a form, if no Markdown list is open inside of it.
    pub(super) fn close_tag_item(&mut self, document: &mut Document, form: ListForm, end: u32) {
        if let Some(list) = self.tag_list(form) {
            while self.scopes.len() > list + 1 {
                self.pop(document, end);
            }
        }
    }

    /// Closes the innermost list of a form, if no Markdown list is open inside of it.
    pub(super) fn close_tag_list(&mut self, document: &mut Document, form: ListForm, end: u32) {
        if let Some(list) = self.tag_list(form) {
            while self.scopes.len() > list {
                self.pop(document, end);
            }
        }
    }

    /// A heading directly inside a component of steps is a step of it.
    pub(super) fn heading(&mut self, document: &mut Document, level: u8, marker: Span) {
        let Some(list) = self.tag_list(ListForm::Component) else { return };
        let depth = self.scopes.len();
        let Kind::List(open) = &mut self.scopes[list].kind else { return };
        let direct = depth == list + 1 || open.level.is_some();
        if !direct || level > *open.level.get_or_insert(level) {
            return;
        }
        self.open_tag_item(document, ListForm::Component, marker);
    }

    /// The innermost list of a form that tags opened, above every open Markdown list.
    fn tag_list(&self, form: ListForm) -> Option<usize> {
        let depth = self.scopes.len();
        let scopes = self.scopes.iter().enumerate().rev().take(MAX_UNCLOSED);
        let mut tags = scopes.take_while(|(_, scope)| !scope.is_markdown());
        tags.find(|(_, scope)| scope.form == form && matches!(scope.kind, Kind::List(_)))
            .map(|(index, _)| index.min(depth))
    }

    fn push(&mut self, kind: Kind, form: ListForm) {
        self.scopes.push(Scope { kind, form, outer_step: self.step, outer_container: self.container });
    }

    /// Closes the innermost scope, and says whether it is Markdown's.
    fn pop(&mut self, document: &mut Document, end: u32) -> Option<bool> {
        let scope = self.scopes.pop()?;
        self.step = scope.outer_step;
        self.container = scope.outer_container;
        match &scope.kind {
            Kind::Item { numbered, procedure } => {
                let lists = if *numbered { &mut document.procedures } else { &mut document.bullets };
                let list = &mut lists[*procedure as usize];
                if let Some(step) = list.steps.last_mut() {
                    step.span.end = step.span.end.max(end);
                    step.blocks.end = document.blocks.len() as u32;
                    list.span.end = list.span.end.max(step.span.end);
                }
            }
            Kind::List(OpenList { numbered: true, index: Some(index), ordinal, .. }) => {
                let section = document.headings.len() as u32;
                let depth = self.scopes.len();
                self.recent.resize(self.recent.len().max(depth + 1), None);
                self.recent[depth] = Some(Recent { procedure: *index, next: *ordinal, section });
            }
            Kind::List(_) | Kind::Table => {}
        }
        Some(scope.is_markdown())
    }
}

impl Scope {
    const fn is_markdown(&self) -> bool {
        matches!(self.form, ListForm::Numbered | ListForm::Bulleted)
    }
}
