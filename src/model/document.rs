//! One parsed file: its URLs, procedures, headings and front matter, each with its place.

use std::ops::Range;
use std::sync::Arc;

use super::source_file::{SourceFile, Span};
use super::url::Url;

/// What is kept of one file. Everything is in document order; indices into one list from another are `u32`.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Keys of the front matter.
    pub front_matter: Vec<Field>,
    /// Headings.
    pub headings: Vec<Heading>,
    /// Leaf blocks: paragraphs, headings, table rows, code blocks, …
    pub blocks: Vec<Block>,
    /// URL occurrences: absolute URLs and relative links.
    pub urls: Vec<UrlOccurrence>,
    /// Code spans (inline code, not code blocks).
    pub codes: Vec<CodeSpan>,
    /// Numbered lists, nested ones included, in order of their first step.
    pub procedures: Vec<Procedure>,
    /// Bulleted lists, in the same form.
    pub bullets: Vec<Procedure>,
    /// Lines that look like a step but are none.
    pub near_steps: Vec<NearStep>,
    /// Places that look like a URL but are none, whatever the reference says.
    pub near_urls: Vec<NearUrl>,
    /// Explicit anchors: `{#id}`, `<a name="…">`, `id="…"`.
    pub anchors: Vec<Anchor>,
    /// On a bilingual page the source text that is embedded in it, as a document of the same file.
    pub embedded: Option<Box<Self>>,
    /// On a bilingual page the stretches of the file that this text leaves out: the other text, and the tags around both.
    /// In order, none overlapping another.
    pub left_out: Vec<Span>,
    /// Blocks of HTML that begin with a comment. One that has nothing else is not among `blocks`.
    pub comments: Vec<Span>,
    /// Comments that silence findings.
    pub ignores: Vec<Ignore>,
    /// What is wrong with the file as a file.
    pub problems: Vec<Problem>,
}

impl Document {
    /// A document of which nothing is known but its file.
    pub const fn empty(file: Arc<SourceFile>) -> Self {
        Self {
            file,
            front_matter: Vec::new(),
            headings: Vec::new(),
            blocks: Vec::new(),
            urls: Vec::new(),
            codes: Vec::new(),
            procedures: Vec::new(),
            bullets: Vec::new(),
            near_steps: Vec::new(),
            near_urls: Vec::new(),
            anchors: Vec::new(),
            embedded: None,
            left_out: Vec::new(),
            comments: Vec::new(),
            ignores: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The step behind a reference.
    pub fn step(&self, step: StepRef) -> &Step {
        &self.procedures[step.procedure as usize].steps[step.step as usize]
    }

    /// The number that a step of a numbered list is written with, which need not be the one it is rendered with.
    pub fn written_number(&self, step: &Step) -> Option<u32> {
        self.text(step.marker).trim().trim_end_matches(['.', ')']).parse().ok()
    }

    /// The innermost step of a list that a block belongs to. What stands below a numbered heading is a section, and no
    /// item of a list.
    pub fn list_step(&self, block: u32) -> Option<StepRef> {
        let step = self.blocks[block as usize].step?;
        (self.procedures[step.procedure as usize].form != ListForm::Headings).then_some(step)
    }

    /// Whether a list stands in no item of another.
    pub fn is_outermost(&self, list: &Procedure) -> bool {
        list.parent.is_none_or(|step| self.procedures[step.procedure as usize].form == ListForm::Headings)
    }

    /// The value of a front-matter key. Keys of nested maps are joined with `.`: `l10n.sourceCommit`.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.front_matter.iter().find(|field| field.key == key)
    }

    /// The text of a span of this document's file.
    pub fn text(&self, span: Span) -> &str {
        self.file.slice(span)
    }

    /// The indices of the URL occurrences that stand in a range of blocks.
    pub fn urls_in(&self, blocks: &Range<u32>) -> Range<usize> {
        let start = self.urls.partition_point(|url| url.block < blocks.start);
        let end = self.urls.partition_point(|url| url.block < blocks.end);
        start..end
    }

    /// The code spans that stand in a range of blocks.
    pub fn codes_in(&self, blocks: &Range<u32>) -> &[CodeSpan] {
        let start = self.codes.partition_point(|code| code.block < blocks.start);
        let end = self.codes.partition_point(|code| code.block < blocks.end);
        &self.codes[start..end]
    }
}

/// A scalar of the front matter.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key, with the keys of enclosing maps: `l10n.sourceCommit`.
    pub key: String,
    /// Its value, unquoted.
    pub value: String,
    /// The value as written.
    pub span: Span,
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its leaf block.
    pub block: u32,
    /// The heading's text without markup and explicit anchors.
    pub text: String,
    /// The number that counts it: 4 in `Step 4: Code`, `4. Adım` and `الخطوة 4`.
    pub number: Option<u32>,
}

/// An anchor that a writer set.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The id.
    pub id: String,
    /// The id as written.
    pub span: Span,
    /// The block it stands in.
    pub block: u32,
}

/// A leaf block: text without further blocks inside.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its place, without the markers of its containers on the first line.
    pub span: Span,
    /// Number of headings before and including it: 0 before the first heading.
    pub section: u32,
    /// The innermost numbered step it belongs to.
    pub step: Option<StepRef>,
    /// The innermost bulleted list or table it belongs to; numbered in document order.
    pub container: Option<u32>,
    /// Length of its text without markup, URLs and code, in characters.
    pub chars: u32,
}

/// The kind of a leaf block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The front matter, always block 0 where there is one.
    FrontMatter,
    /// A paragraph, or the text of a tight list item.
    Paragraph,
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// A fenced or indented code block.
    Code,
    /// A row of a table, its head included.
    TableRow,
    /// A block of HTML or a component's tag.
    Html,
    /// Link reference definitions that follow one another.
    Definitions,
}

/// How a URL occurrence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UrlKind {
    /// `[text](url)`
    Inline,
    /// `[text][label]`; its `span` is the destination in the definition.
    Reference,
    /// `[label]: url` that nothing refers to.
    Definition,
    /// `<https://…>`
    Autolink,
    /// `![alt](url)`, also by reference.
    Image,
    /// In running text, without markup.
    Bare,
    /// The text of a link that is itself a URL: the first of the two in `[https://…](https://…)`
    Label,
    /// In inline code.
    CodeSpan,
    /// In a fenced or indented code block.
    CodeBlock,
    /// `href`, `src` and the like, in HTML or a component's tag or shortcode.
    HtmlAttribute,
    /// In the front matter.
    FrontMatter,
    /// A file whose text is included: `[!INCLUDE [t](path)]`, `{* path *}`, `--8<-- "path"`.
    Include,
}

impl UrlKind {
    /// Whether a reader can follow it, in every renderer.
    pub const fn is_link(self) -> bool {
        matches!(self, Self::Inline | Self::Reference | Self::Autolink | Self::HtmlAttribute)
    }

    /// Whether it is code, which is not rendered as a link.
    pub const fn is_code(self) -> bool {
        matches!(self, Self::CodeSpan | Self::CodeBlock)
    }
}

/// One URL at one place.
#[derive(Clone, Debug)]
pub struct UrlOccurrence {
    /// The URL or relative destination.
    pub url: Url,
    /// How it is written.
    pub kind: UrlKind,
    /// The destination's own bytes, without brackets, quotes and title.
    pub span: Span,
    /// The whole construct: `[text](url "title")`, `<url>`, the code span; the destination itself where there is
    /// no construct.
    pub whole: Span,
    /// The block it stands in.
    pub block: u32,
    /// In running text and code: where the URL may end if the letters that follow are prose glued to it
    /// (`https://example.com/aに`), a byte offset inside `span`.
    pub short_end: Option<u32>,
}

impl UrlOccurrence {
    /// The place of some bytes of the URL in the document; the whole destination where it is not written as it is read.
    pub fn place_of(&self, bytes: &Range<usize>, document: &Document) -> Span {
        let written = document.text(self.span);
        let part = &self.url.as_str()[bytes.clone()];
        let start = if written == self.url.as_str() { Some(bytes.start) } else { written.find(part) };
        let at = |start: usize| self.span.start + start as u32;
        start.map_or(self.span, |start| Span { start: at(start), end: at(start + part.len()) })
    }
}

/// Inline code.
#[derive(Clone, Debug)]
pub struct CodeSpan {
    /// Its content, as CommonMark reads it (section 6.1).
    pub text: String,
    /// The content's own bytes, without backticks.
    pub span: Span,
    /// The block it stands in.
    pub block: u32,
}

/// Names a step of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepRef {
    /// Index into `Document::procedures`.
    pub procedure: u32,
    /// Index into `Procedure::steps`.
    pub step: u32,
}

/// A list whose items follow one another.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// How it is written.
    pub form: ListForm,
    /// From its first marker to the end of its last step.
    pub span: Span,
    /// The section of its first step, as in [`Block::section`].
    pub section: u32,
    /// The step it is nested in.
    pub parent: Option<StepRef>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListForm {
    /// `1.` or `1)`
    Numbered,
    /// `-`, `*` or `+`
    Bulleted,
    /// `<ol>`
    Html,
    /// `<Steps>` and similar components and shortcodes
    Component,
    /// Headings that carry a number: `### Step 4: Code`
    Headings,
}

/// One item of a list.
#[derive(Clone, Debug)]
pub struct Step {
    /// From its marker to its end.
    pub span: Span,
    /// Its marker as written: `3.`, `-`, `Step 4`.
    pub marker: Span,
    /// The number it is rendered with; for bullets its position from 1.
    pub ordinal: u32,
    /// The blocks it holds, nested steps included.
    pub blocks: Range<u32>,
    /// The list that this step begins anew where one procedure is written as several lists; 0 for the first.
    pub part: u32,
}

/// A line that a reader takes for a step, or for an item of a bulleted list, and Markdown does not.
#[derive(Clone, Debug)]
pub struct NearStep {
    /// The marker as written.
    pub span: Span,
    /// Its number; 0 for a bullet.
    pub ordinal: u32,
    /// What keeps it from being a step.
    pub flaw: MarkerFlaw,
    /// The block it stands in.
    pub block: u32,
}

/// What is wrong with a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkerFlaw {
    /// `1．`, `1、`, `１．`, `1）`: full-width digits or punctuation
    FullWidth,
    /// `1.text`: no space behind the marker
    Glued,
    /// `①`
    Circled,
    /// `١.`: digits of another script
    OtherDigits,
    /// A correct marker that continues a paragraph and is rendered as its text (CommonMark, section 5.3: only a
    /// list that starts with 1 can interrupt a paragraph)
    InParagraph,
    /// `\1.` or `1\.`: the marker is escaped
    Escaped,
    /// Before the marker stands what nobody sees: a mark of direction, a space of no width
    Hidden,
}

impl MarkerFlaw {
    /// What a message says of it.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::FullWidth => "full-width characters",
            Self::Glued => "no space behind it",
            Self::Circled => "a circled number",
            Self::OtherDigits => "digits that Markdown does not read as a number",
            Self::InParagraph => "the paragraph before it swallows the line",
            Self::Escaped => "a backslash escapes it",
            Self::Hidden => "an invisible character before it",
        }
    }
}

/// A place that is meant as a URL and is none.
#[derive(Clone, Debug)]
pub struct NearUrl {
    /// The whole broken text.
    pub span: Span,
    /// What is wrong.
    pub flaw: UrlFlaw,
    /// The URL that is meant, as far as it can be told.
    pub intended: String,
    /// The block it stands in.
    pub block: u32,
}

/// What keeps a text from being the URL or link that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UrlFlaw {
    /// White space inside or behind the scheme
    Space,
    /// Full-width or other non-ASCII punctuation: `https：//`, `。`
    FullWidth,
    /// A typographic quotation mark
    SmartQuote,
    /// A no-break space or a character without width
    Invisible,
    /// A backslash that does not belong
    Backslash,
    /// A scheme that is none: translated, misspelt, cut
    Scheme,
    /// A host whose beginning is gone: `https://.example.com`, `https:///example.com`
    Host,
    /// `[text] (url)`: text and target apart
    Detached,
    /// `[text](url）`, `(url]`: a bracket that does not close the link
    Bracket,
    /// Prose written against the URL: `https://example.com/aに`
    Glued,
    /// A host that mixes scripts
    MixedScript,
}

impl UrlFlaw {
    /// What a message says of it.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Space => "there is white space in it",
            Self::FullWidth => "it contains full-width punctuation",
            Self::SmartQuote => "it contains a typographic quotation mark",
            Self::Invisible => "it contains an invisible character",
            Self::Backslash => "there is a backslash in it",
            Self::Scheme => "its scheme is misspelt",
            Self::Host => "the beginning of its host is missing",
            Self::Detached => "link text and target are apart",
            Self::Bracket => "its brackets do not match",
            Self::Glued => "text is written against it",
            Self::MixedScript => "its host mixes scripts",
        }
    }
}

/// A comment that silences findings: `<!-- instep-ignore url-drift: the Swedish portal has its own host -->`.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// The whole comment; of a stretch, the one that begins it.
    pub span: Span,
    /// Rules and families of rules, as written.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
    /// What it covers, or why that is nothing.
    pub covers: Result<Cover, IgnoreFlaw>,
}

/// What a comment covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// The whole file.
    File,
    /// A block, or a stretch of the file.
    Part(Span),
}

/// What keeps a comment from silencing anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoreFlaw {
    /// It names no rule.
    NoRule,
    /// It gives no reason.
    NoReason,
    /// Its directive is none that is known.
    Unknown,
    /// `instep-ignore-start` without an end.
    NoEnd,
    /// `instep-ignore-end` without a start.
    NoStart,
    /// No block follows.
    NoBlock,
}

impl IgnoreFlaw {
    /// What a message says of it, behind "the comment silences nothing: ".
    pub const fn describe(&self) -> &'static str {
        match self {
            Self::NoRule => "it names no rule",
            Self::NoReason => "it gives no reason",
            Self::Unknown => {
                "there are `instep-ignore`, `instep-ignore-start`, `instep-ignore-end` and `instep-ignore-file`"
            }
            Self::NoEnd => "there is no `instep-ignore-end` behind it",
            Self::NoStart => "there is no `instep-ignore-start` before it",
            Self::NoBlock => "no block follows it",
        }
    }
}

/// What is wrong with a file as a file.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The place.
    pub span: Span,
    /// One sentence.
    pub message: String,
}
