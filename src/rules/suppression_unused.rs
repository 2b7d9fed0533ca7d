//! `suppression-unused`

use crate::model::diagnostic::Severity;

rule! {
    /// A comment, a rule for paths or an entry of the baseline silences nothing.
    ///
    /// ## Why it matters
    ///
    /// What silences nothing today silences something tomorrow: the next fault in the same place. A comment that is
    /// misspelt, or names no reason, silences nothing from the start.
    ///
    /// A comment speaks of the next block: `<!-- instep-ignore url-drift: reason -->`. A list or a table is one block, and
    /// a comment within a text speaks of that text. `instep-ignore-start` and `instep-ignore-end` enclose a stretch,
    /// `instep-ignore-file` speaks of the whole file. In MDX, comments are written `{/* … */}`. In the source, a comment
    /// covers what stands for its text in every translation. Rules and families of rules are separated by commas, and
    /// without a reason nothing is silenced.
    ///
    /// A finding of the baseline that is there no more is an info: somebody has mended a page.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Open `https://portal.example.com`.
    /// ```
    ///
    /// ```md sv
    /// <!-- instep-ignore url-drift: Swedish customers have a portal of their own -->
    ///
    /// Öppna `https://portal.example.com`.
    /// ```
    ///
    /// ```md en
    /// Open `https://portal.example.com`.
    /// ```
    ///
    /// ```md sv
    /// <!-- instep-ignore url-dirft: Swedish customers have a portal of their own -->
    ///
    /// Öppna `https://portal.example.com`.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Open `https://portal.example.com`.
    /// ```
    ///
    /// ```md sv
    /// <!-- instep-ignore url-drift: Swedish customers have a portal of their own -->
    ///
    /// Öppna `https://portal.example.se`.
    /// ```
    ///
    /// ```md en
    /// <!-- instep-ignore url: each country has a portal of its own -->
    ///
    /// Open `https://portal.example.com`.
    /// ```
    ///
    /// ```md sv
    /// Öppna `https://portal.example.se`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Remove the comment or the entry; `instep check --write-baseline` drops entries of the baseline.
    "suppression-unused", Some(Severity::Warning),
}
