//! `instep extract`: what is kept of a document, as JSON lines; or its URLs alone, one a line.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use crate::model::document::{BlockKind, Document, ListForm, Step, StepRef, UrlKind, UrlOccurrence};
use crate::model::locale::Locale;
use crate::model::portal::{InUrl, Portals, Value};
use crate::model::source_file::Span;
use crate::model::url::Url;
use crate::report::{printable, write_json_line};

/// A document and what it is known as.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The key of its page; its path where it belongs to none.
    pub page: &'a str,
    /// Its language, where it is known.
    pub locale: Option<&'a Locale>,
    /// The document.
    pub document: &'a Document,
    /// What is known of portals and placeholders.
    pub portals: &'a Portals,
}

impl Subject<'_> {
    /// Writes the URLs, then the steps of the document.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for url in &self.document.urls {
            write_json_line(&self.url(url), out)?;
        }
        for (procedure, list) in self.document.procedures.iter().enumerate() {
            for (index, step) in list.steps.iter().enumerate() {
                let place = StepRef { procedure: procedure as u32, step: index as u32 };
                write_json_line(&self.step(place, step), out)?;
            }
        }
        Ok(())
    }

    /// Writes the addresses that can be fetched and were not written before: those without a placeholder.
    pub fn write_addresses(&self, seen: &mut HashSet<String>, out: &mut dyn Write) -> io::Result<()> {
        for url in self.document.urls.iter().map(|url| &url.url) {
            let is_web = matches!(url.scheme(), Some("http" | "https")) && url.host().is_some();
            if is_web && self.portals.placeholders(url).is_empty() && seen.insert(url.identity().to_owned()) {
                writeln!(out, "{}", printable(url.identity()))?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Place<'a> {
    page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantFact<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    placeholders: Vec<PlaceholderFact<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retired: Option<RetiredFact<'a>>,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Where the URL names a tenant.
#[derive(Serialize)]
struct TenantFact<'a> {
    portal: &'a str,
    form: &'a str,
    part: &'static str,
    /// `placeholder`, `public`, `real` or `literal`
    value: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct PlaceholderFact<'a> {
    text: &'a str,
    name: &'a str,
    style: &'static str,
    part: &'static str,
}

/// Where the portal has moved.
#[derive(Serialize)]
struct RetiredFact<'a> {
    portal: &'a str,
    successor: &'a str,
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

impl<'a> Subject<'a> {
    fn place(&self, span: Span) -> Place<'a> {
        let start = self.document.file.line_column(span.start);
        Place {
            page: self.page,
            locale: self.locale.map(Locale::as_str),
            path: self.document.file.path.as_str(),
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
            tenant: self.tenant(&url.url),
            placeholders: self.placeholders(&url.url),
            retired: url
                .url
                .host()
                .and_then(|host| self.portals.retired(host))
                .map(|(portal, retired)| RetiredFact { portal: &portal.name, successor: &retired.successor }),
            place: self.place(url.span),
        }
    }

    fn tenant(&self, url: &'a Url) -> Option<TenantFact<'a>> {
        let tenancy = self.portals.tenancy(url)?;
        let value = match tenancy.value {
            Value::Placeholder(_) => "placeholder",
            Value::Public => "public",
            Value::Real(_) => "real",
            Value::Literal => "literal",
        };
        Some(TenantFact {
            portal: &tenancy.portal.name,
            form: &tenancy.form.template,
            part: tenancy.form.place.name(),
            value,
            text: &url.as_str()[tenancy.span],
        })
    }

    fn placeholders(&self, url: &'a Url) -> Vec<PlaceholderFact<'a>> {
        let fact = |found: InUrl| PlaceholderFact {
            text: &url.as_str()[found.span],
            name: &url.as_str()[found.name],
            style: found.style.name(),
            part: found.place.name(),
        };
        self.portals.placeholders(url).into_iter().map(fact).collect()
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
    use crate::model::placeholder::Vocabulary;
    use crate::model::portal::{Form, Portal, ValueKind};
    use crate::model::source_file::SourceFile;

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

    fn portals() -> Portals {
        let mut form = Form::parse("https://example.com?tid={tenant}").unwrap();
        form.values.push(ValueKind::Name);
        let portal = Portal { name: "Portal".to_owned(), forms: vec![form], ..Portal::default() };
        Portals::new(vec![portal], Vocabulary::default(), Vec::new())
    }

    #[test]
    fn addresses_are_written_once_and_without_placeholders() {
        let mut document = document();
        for url in ["https://example.com/b", "https://Example.com:443/b", "https://example.com/{c}", "../d"] {
            let first = document.urls[0].clone();
            document.urls.push(UrlOccurrence { url: Url::new(url), ..first });
        }
        let subject = Subject { page: "docs/a", locale: None, document: &document, portals: &portals() };
        let (mut seen, mut out) = (HashSet::new(), Vec::new());
        subject.write_addresses(&mut seen, &mut out).unwrap();
        subject.write_addresses(&mut seen, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "https://example.com/?tid=x\nhttps://example.com/b\n");
    }

    #[test]
    fn one_line_a_fact() {
        let locale = Locale::parse("de").unwrap();
        let (document, portals) = (document(), portals());
        let subject =
            Subject { page: "docs/a", locale: Some(&locale), document: &document, portals: &portals };
        let mut out = Vec::new();
        subject.write(&mut out).unwrap();
        assert_data_eq!(String::from_utf8(out).unwrap(), str![[r#"
{"fact":"url","url":"https://example.com?tid=x","written":"https://example.com?tid=x","kind":"autolink","procedure":1,"step":3,"in_heading":false,"tenant":{"portal":"Portal","form":"https://example.com?tid={tenant}","part":"query","value":"literal","text":"x"},"page":"docs/a","locale":"de","path":"docs/de/a.md","line":3,"column":16,"start":27,"end":52}
{"fact":"step","procedure":1,"step":3,"of":1,"marker":"3.","form":"numbered","urls":["https://example.com?tid=x"],"codes":["az"],"page":"docs/a","locale":"de","path":"docs/de/a.md","line":3,"column":1,"start":11,"end":16}

"#]].raw());
    }
}
