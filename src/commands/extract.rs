//! `instep extract`: what is kept of a document, as JSON lines.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::document::{BlockKind, Document, ListForm, Step, StepRef, UrlKind, UrlOccurrence};
use crate::model::page::{PageKey, Variant};
use crate::model::source_file::Span;
use crate::report::write_json_line;

/// Writes the URLs, then the steps of one document.
pub fn write(page: &PageKey, variant: &Variant, document: &Document, out: &mut dyn Write) -> io::Result<()> {
    let of = Of { page, variant, document };
    for url in &document.urls {
        write_json_line(&of.url(url), out)?;
    }
    for (procedure, list) in document.procedures.iter().enumerate() {
        for (index, step) in list.steps.iter().enumerate() {
            let place = StepRef { procedure: procedure as u32, step: index as u32 };
            write_json_line(&of.step(place, step), out)?;
        }
    }
    Ok(())
}

struct Of<'a> {
    page: &'a PageKey,
    variant: &'a Variant,
    document: &'a Document,
}

#[derive(Serialize)]
struct Place<'a> {
    page: &'a str,
    locale: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct UrlFact<'a> {
    fact: &'static str,
    url: &'a str,
    written: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<u32>,
    in_heading: bool,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct StepFact<'a> {
    fact: &'static str,
    /// Number of the list in its document, from 1.
    procedure: u32,
    /// The number it is rendered with.
    step: u32,
    of: usize,
    marker: &'a str,
    form: &'static str,
    urls: Vec<&'a str>,
    codes: Vec<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Of<'a> {
    fn place(&self, span: Span) -> Place<'a> {
        let start = self.document.file.line_column(span.start);
        Place {
            page: &self.page.0,
            locale: self.variant.locale.as_str(),
            path: self.variant.path.as_str(),
            line: start.line,
            column: start.column,
            start: span.start,
            end: span.end,
        }
    }

    fn url(&self, url: &'a UrlOccurrence) -> UrlFact<'a> {
        let block = self.document.blocks.get(url.block as usize);
        let step = block.and_then(|block| block.step);
        UrlFact {
            fact: "url",
            url: url.url.as_str(),
            written: self.document.text(url.span),
            kind: kind(url.kind),
            procedure: step.map(|step| step.procedure + 1),
            step: step.map(|step| self.document.step(step).ordinal),
            in_heading: block.is_some_and(|block| matches!(block.kind, BlockKind::Heading(_))),
            place: self.place(url.span),
        }
    }

    fn step(&self, at: StepRef, step: &'a Step) -> StepFact<'a> {
        let list = &self.document.procedures[at.procedure as usize];
        let urls = &self.document.urls[self.document.urls_in(&step.blocks)];
        StepFact {
            fact: "step",
            procedure: at.procedure + 1,
            step: step.ordinal,
            of: list.steps.len(),
            marker: self.document.text(step.marker),
            form: form(list.form),
            urls: urls.iter().map(|url| url.url.as_str()).collect(),
            codes: self.document.codes_in(&step.blocks).iter().map(|code| code.text.as_str()).collect(),
            place: self.place(step.span),
        }
    }
}

const fn kind(kind: UrlKind) -> &'static str {
    match kind {
        UrlKind::Inline => "inline",
        UrlKind::Reference => "reference",
        UrlKind::Definition => "definition",
        UrlKind::Autolink => "autolink",
        UrlKind::Image => "image",
        UrlKind::Bare => "bare",
        UrlKind::CodeSpan => "code-span",
        UrlKind::CodeBlock => "code-block",
        UrlKind::HtmlAttribute => "html-attribute",
        UrlKind::FrontMatter => "front-matter",
        UrlKind::Include => "include",
    }
}

const fn form(form: ListForm) -> &'static str {
    match form {
        ListForm::Numbered => "numbered",
        ListForm::Bulleted => "bulleted",
        ListForm::Html => "html",
        ListForm::Component => "component",
        ListForm::Headings => "headings",
    }
}
