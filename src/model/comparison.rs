//! A reference beside one translation, and where the two differ.

use std::sync::Arc;

use super::anchor::Target;
use super::document::{Document, StepRef, UrlFlaw};
use super::locale::Locale;
use super::page::{Page, PageKey, Variant};
use super::placeholder::Place;
use super::portal::Portals;
use super::source_file::{SourceFile, Span};
use super::url::Component;

/// What kind of reference a translation is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceKind {
    /// The source at the revision that the translation names.
    Pinned,
    /// The source as it stands.
    Source,
    /// The facts of a source that is elsewhere.
    Contract,
    /// The siblings' vote.
    Consensus,
    /// The source text embedded in a bilingual page.
    Bilingual,
}

impl ReferenceKind {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Source => "source",
            Self::Contract => "contract",
            Self::Consensus => "consensus",
            Self::Bilingual => "bilingual",
        }
    }
}

/// One of the two documents that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The variant it is a text of.
    pub variant: &'a Variant,
    /// The text.
    pub document: &'a Document,
}

/// A reference beside one translation: only what differs is kept.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// The page.
    pub page: &'a PageKey,
    /// What the translation is compared with.
    pub reference: Side<'a>,
    /// What the reference is.
    pub kind: ReferenceKind,
    /// The translation.
    pub translation: Side<'a>,
    /// Whether the translation holds so small a part of the reference that it is a stub, or no translation of it: what
    /// is missing says nothing.
    pub partial: bool,
    /// Where their URLs and links differ, in the translation's order.
    pub urls: Vec<UrlDifference>,
    /// For each of `urls` the mend, where the translation's text can be told.
    pub mends: Vec<Option<UrlMend>>,
    /// Where their lists differ.
    pub procedures: Vec<ProcedureDifference>,
    /// Where the steps of paired lists differ.
    pub steps: Vec<StepDifference>,
    /// Steps that belong together, the reference's first. Those that were merged, split or lost their marker are among
    /// `steps` only. Empty where nothing differs.
    pub pairs: Vec<(StepRef, StepRef)>,
    /// Where the inline code of paired steps and blocks differs.
    pub codes: Vec<CodeDifference>,
    /// What was compared in part only, for there is too much of it.
    pub omitted: Vec<Omission>,
    /// Explicit anchors that differ: index into the reference's and the translation's `anchors`.
    pub anchors: Vec<(u32, u32)>,
    /// For each block of the translation the place in the reference that it stands for: a block, or the end of the one
    /// behind which it would stand. Empty where nothing differs.
    pub counterparts: Vec<Span>,
    /// For each URL of the reference a name that is the same in every locale; empty where nothing differs.
    pub reference_keys: Vec<String>,
    /// The same for each URL of the translation.
    pub translation_keys: Vec<String>,
}

impl Comparison<'_> {
    /// The place in the reference that a place of the translation stands for, or its beginning where there is none.
    pub fn counterpart(&self, place: Span) -> Span {
        let blocks = &self.translation.document.blocks;
        let block = blocks.partition_point(|block| block.span.start <= place.start).saturating_sub(1);
        self.counterparts.get(block).copied().unwrap_or_default()
    }

    /// The differences between the URLs, each with its mend.
    pub fn url_differences(&self) -> impl Iterator<Item = (&UrlDifference, Option<&UrlMend>)> {
        self.urls.iter().zip(self.mends.iter().map(Option::as_ref))
    }
}

/// What the translation should read in the place of a difference: the reference's URL as the translation would write it,
/// in its own language and with the mark-up around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlMend {
    /// The place in the translation.
    pub span: Span,
    /// What should stand there.
    pub text: String,
    /// Whether nothing else could be meant: no other URL without a partner could have been either of the two, they stand
    /// in blocks that belong together, and nothing speaks for the translation's.
    pub certain: bool,
}

/// What a comparison leaves out where looking at everything would take time that grows with its square. Numbers are what
/// has no counterpart for that, perhaps, in the reference and in the translation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Omission {
    /// Sections, blocks or steps were not looked for far from where they should stand.
    Far(usize, usize),
    /// URLs that may have become others were looked for in the same places only.
    ChangedUrls(usize, usize),
    /// Steps were not looked for in other places.
    MovedSteps(usize, usize),
}

/// A page with what could be read of it, for rules that look at whole pages.
#[derive(Debug)]
pub struct PageView<'a> {
    /// The page.
    pub page: &'a Page,
    /// The document of each variant, or why there is none.
    pub documents: &'a [Result<Document, Unreadable>],
    /// Whether other pages of the same documentation have a source.
    pub has_source: bool,
    /// The locales into which it is expected to be translated and is not, sorted.
    pub missing: &'a [Locale],
    /// What is known of portals and placeholders.
    pub portals: &'a Portals,
}

/// A file that could not be read as a document.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The file, without text.
    pub file: Arc<SourceFile>,
    /// Why, as a clause: "it is not UTF-8 (byte 17)".
    pub reason: String,
}

/// One difference between the URLs of two documents. Numbers are indices into `Document::urls`.
#[derive(Clone, Debug)]
pub enum UrlDifference {
    /// The URL is no longer one, or the link no longer a link.
    Malformed {
        /// The reference's URL, where it is known.
        reference: Option<u32>,
        /// The broken text.
        span: Span,
        /// What is wrong.
        flaw: UrlFlaw,
        /// What it should read.
        intended: String,
    },
    /// Another URL stands where the reference's should.
    Changed {
        /// The reference's.
        reference: u32,
        /// The translation's.
        translation: u32,
        /// The first component that differs.
        component: Component,
        /// Whether the two are so alike that one was written for the other.
        alike: bool,
        /// The difference is none if this anchor exists. Only where a fragment into another page differs.
        unless: Option<Target>,
    },
    /// Nothing differs but what became of a placeholder.
    Tenant {
        /// The reference's.
        reference: u32,
        /// The translation's.
        translation: u32,
        /// What became of it.
        change: TenantChange,
        /// Whether one of the two is on the host from which the portal of the other has moved. Then the reference's URL as
        /// a whole may not be what is wanted.
        moved: bool,
    },
    /// The reference is on the host to which a portal has moved, the translation on the former one.
    Retired {
        /// The reference's.
        reference: u32,
        /// The translation's.
        translation: u32,
    },
    /// The right URL stands in another step or block than it should.
    Moved {
        /// The reference's.
        reference: u32,
        /// The translation's.
        translation: u32,
    },
    /// The URL is there, the link is not.
    Unlinked {
        /// The reference's.
        reference: u32,
        /// The translation's.
        translation: u32,
    },
    /// The URL has no counterpart in the translation.
    Missing {
        /// The reference's.
        reference: u32,
        /// Where it should stand.
        place: Span,
        /// Its block, if the whole of it has no counterpart.
        passage: Option<u32>,
    },
    /// The URL has no counterpart in the reference.
    Extra {
        /// The translation's.
        translation: u32,
        /// Its block, if the whole of it has no counterpart.
        passage: Option<u32>,
    },
}

/// What became of a placeholder of the reference's URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantChange {
    /// It is gone, and its part of the URL with it.
    Lost {
        /// Where it stood.
        place: Place,
        /// It, as the reference has it.
        wanted: String,
    },
    /// Its query key is another.
    Key {
        /// The reference's.
        wanted: String,
        /// The translation's.
        written: String,
    },
    /// It stands in another part of the URL.
    Misplaced {
        /// It, as the reference has it.
        wanted: String,
        /// Where it stood.
        from: Place,
        /// Where it stands.
        to: Place,
    },
    /// Something else stands in its place.
    Placeholder {
        /// How that relates to its name.
        naming: Naming,
        /// Whether it stands for a tenant, as far as its place and its name tell.
        tenant: bool,
        /// It, as the reference has it.
        wanted: String,
        /// What stands there.
        written: String,
    },
}

impl TenantChange {
    /// Whether nothing but the style of a placeholder is another.
    pub const fn is_respelling(&self) -> bool {
        matches!(self, Self::Placeholder { naming: Naming::Respelt, .. })
    }
}

/// How what stands in the place of a placeholder relates to its name, the least grave first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// The same name in another style, with a word more or less; or another value that plainly stands for any.
    Respelt,
    /// Another name, in the words of which names of placeholders are made.
    Renamed,
    /// No such name: a translation, a slip, or a literal value.
    Other,
    /// A real ID.
    RealId,
}

/// One difference between the lists of two documents. Numbers are indices into `Document::procedures`.
#[derive(Clone, Debug)]
pub enum ProcedureDifference {
    /// The list has no counterpart in the translation.
    Missing {
        /// The reference's.
        reference: u32,
        /// Where it should stand.
        place: Span,
    },
    /// The list has no counterpart in the reference.
    Extra {
        /// The translation's.
        translation: u32,
    },
    /// The list is there with bullets for numbers.
    Bulleted {
        /// The reference's.
        reference: u32,
        /// Index into the translation's `bullets`.
        bullets: u32,
    },
    /// A paragraph of the translation became a list or a step of one, since it begins with a number.
    Accidental {
        /// The translation's. The first of a list stands for the list.
        translation: StepRef,
    },
    /// A paragraph of the translation became a list, since it begins with a dash.
    AccidentalBullet {
        /// Index into the translation's `bullets`.
        bullets: u32,
    },
}

/// One difference between the steps of two lists that belong together.
#[derive(Clone, Debug)]
pub enum StepDifference {
    /// The step has no counterpart in the translation.
    Missing {
        /// The reference's.
        reference: StepRef,
        /// Where it should stand.
        place: Span,
    },
    /// The step has no counterpart in the reference.
    Extra {
        /// The translation's.
        translation: StepRef,
    },
    /// The step stands in another place of the order.
    Moved {
        /// The reference's.
        reference: StepRef,
        /// The translation's.
        translation: StepRef,
    },
    /// One step of the translation holds two of the reference.
    Merged {
        /// The reference's first of the two.
        reference: StepRef,
        /// The translation's.
        translation: StepRef,
    },
    /// One step of the reference is two of the translation.
    Split {
        /// The reference's.
        reference: StepRef,
        /// The translation's first of the two.
        translation: StepRef,
    },
    /// The list that this step begins has another number there.
    Renumbered {
        /// The reference's.
        reference: StepRef,
        /// The translation's.
        translation: StepRef,
    },
    /// The step, with those directly behind it, is nested in more or fewer steps than in the reference.
    Renested {
        /// The reference's first of them.
        reference: StepRef,
        /// The translation's first of them.
        translation: StepRef,
        /// Whether it is nested deeper than in the reference.
        inwards: bool,
        /// How many steps have moved together, this one included.
        together: u32,
    },
    /// The step is written and, for a broken marker, not rendered as one.
    Unmarked {
        /// The reference's.
        reference: StepRef,
        /// Index into the translation's `near_steps`.
        near_step: u32,
    },
    /// An item of a bulleted list is written and, for a broken marker, not rendered as one.
    UnmarkedItem {
        /// Index into the translation's `near_steps`.
        near_step: u32,
    },
    /// The step is a heading that has lost its number, while the others have theirs.
    Unnumbered {
        /// The reference's.
        reference: StepRef,
        /// The heading.
        place: Span,
    },
}

/// One difference between the inline code of two steps or blocks that belong together.
#[derive(Clone, Debug)]
pub struct CodeDifference {
    /// Index into the reference's `codes`.
    pub reference: u32,
    /// Index into the translation's `codes`.
    pub translation: u32,
    /// Whether the code is the name of a placeholder of one of the reference's URLs; how the translation's relates to it.
    pub placeholder: Option<Naming>,
    /// Whether nothing else in the step or block could be the partner of either of the two, and the page has the
    /// translation's only here.
    pub unique: bool,
}
