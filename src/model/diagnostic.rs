//! A finding: which rule, where, what, why, and what to do about it.

use super::anchor::Target;
use super::comparison::ReferenceKind;
use super::locale::Locale;
use super::page::PageKey;
use super::source_file::{Location, Span};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; never fails a run unless asked to.
    Info,
    /// Probably a fault, or a small one.
    Warning,
    /// A fault.
    Error,
}

impl Severity {
    /// All severities, the heaviest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The name in reports and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What is known of a rule without running it.
#[derive(Debug, PartialEq, Eq)]
pub struct RuleMeta {
    /// Kebab-case, its family first: `url-drift`. Never changes once released.
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// The whole documentation as its comment has it, each line behind a blank; see [`RuleMeta::documentation`].
    pub docs: &'static str,
    /// What its findings weigh unless said otherwise; none if it is off unless selected.
    pub severity: Option<Severity>,
}

impl RuleMeta {
    /// The whole documentation, in Markdown; `summary` is its first line.
    pub fn documentation(&self) -> String {
        let lines = self.docs.trim_end().lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Whether what was said of a rule or family (`url-drift`, `url`, `url-`, `all`) means the rule of this name.
pub fn selects(selector: &str, name: &str) -> bool {
    let family = selector.trim_end_matches('-');
    selector == "all"
        || name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static RuleMeta,
    /// Its weight in this case.
    pub severity: Severity,
    /// One sentence that says what differs.
    pub message: String,
    /// The page.
    pub page: PageKey,
    /// The variant's locale; none for a file that belongs to no page.
    pub locale: Option<Locale>,
    /// The place of the fault.
    pub primary: Label,
    /// Further places, the reference's first.
    pub related: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Why it is believed: the reference used, how the pair was made.
    pub note: Option<String>,
    /// What stands in the translation, as written.
    pub found: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
    /// What the finding is about in terms that no language, line or path changes: a URL's identity, a step's number.
    pub subject: String,
    /// What the translation was compared with.
    pub reference: Option<ReferenceNote>,
    /// A mend.
    pub fix: Option<Fix>,
    /// Whether a faithful translation of an older source would look the same.
    pub stale: bool,
    /// The passage that it stands in, by a number that tells the rule's passages apart, if the other side has nothing of
    /// the whole passage.
    pub passage: Option<u32>,
    /// What was written for what, where a URL became one like it in its path, query or fragment and both are plain
    /// ASCII: the words that differ. A slip is made once; a change of the source is met wherever the words stood.
    pub replaced: Option<(String, String)>,
    /// Where it gathers several differences, the [`subject_hash`](super::fingerprint::subject_hash) of each. Sorted, each
    /// once.
    pub gathers: Vec<u64>,
    /// The finding falls away if this anchor exists. Anchors of other pages are known only when all have been read.
    pub unless: Option<Target>,
}

impl Diagnostic {
    /// A finding of a rule's own weight, of which nothing is known but its place and what it says.
    pub fn new(rule: &'static RuleMeta, page: PageKey, location: Location, message: String) -> Self {
        Self {
            rule,
            severity: rule.severity.unwrap_or(Severity::Warning),
            message,
            page,
            locale: None,
            primary: Label { location, text: String::new() },
            related: Vec::new(),
            help: None,
            note: None,
            found: None,
            expected: None,
            subject: String::new(),
            reference: None,
            fix: None,
            stale: false,
            passage: None,
            replaced: None,
            gathers: Vec::new(),
            unless: None,
        }
    }
}

/// A place, and what is to be said of it.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub location: Location,
    /// A few words; may be empty.
    pub text: String,
}

/// What a translation was compared with, in one finding.
#[derive(Clone, Debug)]
pub struct ReferenceNote {
    /// Its kind.
    pub kind: ReferenceKind,
    /// Its locale.
    pub locale: Locale,
    /// The source's revision, where it is known.
    pub revision: Option<String>,
    /// Where siblings voted: how many say so, of how many.
    pub votes: Option<(u32, u32)>,
    /// The place in it that the finding is about.
    pub location: Location,
}

/// A mend: edits that belong together.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Who may apply it.
    pub applicability: Applicability,
    /// The edits, by place, none overlapping another. All lie in the finding's file.
    pub edits: Vec<Edit>,
}

/// The replacement of a span's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// Who may apply a fix, from the least to the most certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// A person who has looked.
    DisplayOnly,
    /// Whoever asks for unsafe fixes.
    Unsafe,
    /// Anybody: the fixed text agrees with the reference.
    Safe,
}

impl Applicability {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DisplayOnly => "display-only",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}
