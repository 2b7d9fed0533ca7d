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
        UrlKind::Label => "label",
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

#[cfg(test)]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::model::document::{Block, CodeSpan, Procedure};
    use crate::model::locale::Locale;
    use crate::model::page::Role;
    use crate::model::source_file::SourceFile;
    use crate::model::url::Url;

    const TEXT: &str = "# Zugriff\n\n3. Öffnen Sie <https://example.com?tid=x> mit `az`.\n";

    fn span(text: &str) -> Span {
        let start = TEXT.find(text).unwrap();
        Span::new(start..start + text.len())
    }

    fn document() -> Document {
        let mut document = Document::empty(SourceFile::new("docs/de/a.md", TEXT));
        let step = StepRef { procedure: 0, step: 0 };
        let block =
            |kind, text, step| Block { kind, span: span(text), section: 1, step, container: None, chars: 9 };
        document.blocks.push(block(BlockKind::Heading(1), "# Zugriff", None));
        document.blocks.push(block(BlockKind::Paragraph, "Öffnen", Some(step)));
        document.urls.push(UrlOccurrence {
            url: Url::new("https://example.com?tid=x"),
            kind: UrlKind::Autolink,
            span: span("https://example.com?tid=x"),
            whole: span("<https://example.com?tid=x>"),
            block: 1,
            short_end: None,
        });
        document.codes.push(CodeSpan { text: "az".to_owned(), span: span("az"), block: 1 });
        document.procedures.push(Procedure {
            form: ListForm::Numbered,
            span: span("3."),
            section: 1,
            parent: None,
            steps: vec![Step { span: span("3. Ö"), marker: span("3."), ordinal: 3, blocks: 1..2, part: 0 }],
        });
        document
    }

    #[test]
    fn one_line_a_fact() {
        let variant = Variant {
            locale: Locale::parse("de").unwrap(),
            path: "docs/de/a.md".into(),
            role: Role::Translation,
            tree: None,
            wanted: true,
        };
        let mut out = Vec::new();
        write(&PageKey("docs/a".into()), &variant, &document(), &mut out).unwrap();
        assert_data_eq!(String::from_utf8(out).unwrap(), str![[r#"
{"fact":"url","url":"https://example.com?tid=x","written":"https://example.com?tid=x","kind":"autolink","procedure":1,"step":3,"in_heading":false,"page":"docs/a","locale":"de","path":"docs/de/a.md","line":3,"column":16,"start":27,"end":52}
{"fact":"step","procedure":1,"step":3,"of":1,"marker":"3.","form":"numbered","urls":["https://example.com?tid=x"],"codes":["az"],"page":"docs/a","locale":"de","path":"docs/de/a.md","line":3,"column":1,"start":11,"end":16}

"#]].raw());
    }
}
