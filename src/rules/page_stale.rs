//! `page-stale`

use std::collections::HashSet;

use crate::model::diagnostic::{Diagnostic, Label, Severity};
use crate::model::fingerprint::subject_hash;
use crate::model::lag::{Change, Evidence, Turn, Unfollowed};
use crate::model::page::PageKey;
use crate::model::source_file::{Location, Span};

use super::Check;
use super::quote::excerpt;

/// So many changes are spelt out; the others are counted.
const MOST_SPELT: usize = 8;

/// So many languages are named; the others are counted.
const MOST_NAMED: usize = 10;

rule! {
    /// The source has moved on: what a translator has to do.
    ///
    /// ## Why it matters
    ///
    /// A page that is merely behind its source is not wrong, but its reader gets less than the source's. One finding says
    /// what came, went and was replaced, instead of one at each place. It is info where the source's history tells, by
    /// the revision that the page names or the commit that last touched it. Where there is no history it is a warning:
    /// the same deviations in several translations, on many pages of one language, or all over a section, are hardly a
    /// translator's slips, but they may be. Fewer than three are told at their places.
    ///
    /// With `--since`, a change of the source that translations, themselves untouched, have yet to follow is told once,
    /// on the source's line, with the languages that it leaves behind.
    ///
    /// ## Fails
    ///
    /// Half of the translations lack the same links: they came to the source after these were made.
    ///
    /// ```md en
    /// Open the portal. [1](https://one.example.com) [2](https://two.example.com) [3](https://three.example.com)
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie das Portal.
    /// ```
    ///
    /// ```md fr
    /// Ouvrez le portail.
    /// ```
    ///
    /// ```md nl
    /// Open het portaal.
    /// ```
    ///
    /// ```md pt
    /// Abra o portal.
    /// ```
    ///
    /// ```md da
    /// Åbn portalen. [1](https://one.example.com) [2](https://two.example.com) [3](https://three.example.com)
    /// ```
    ///
    /// ```md es
    /// Abra el portal. [1](https://one.example.com) [2](https://two.example.com) [3](https://three.example.com)
    /// ```
    ///
    /// ```md it
    /// Aprite il portale. [1](https://one.example.com) [2](https://two.example.com) [3](https://three.example.com)
    /// ```
    ///
    /// ```md sv
    /// Öppna portalen. [1](https://one.example.com) [2](https://two.example.com) [3](https://three.example.com)
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Open the [portal](https://portal.example.com/home).
    /// ```
    ///
    /// ```md de
    /// Öffnen Sie das [Portal](https://portal.example.com/home).
    /// ```
    ///
    /// ## Fix
    ///
    /// Translate what the source has gained, and let the page name the revision that it follows.
    "page-stale", Some(Severity::Info), Check::Lag(check), Check::Unfollowed(check_unfollowed),
}

fn check(changes: &[Change], out: &mut Vec<Diagnostic>) {
    let Some(first) = changes.first().map(|change| &change.finding) else { return };
    let mut said: Vec<String> = Vec::new();
    let mut known = HashSet::new();
    for change in changes {
        let date = change.date.as_ref().map_or_else(String::new, |date| format!(" on {date}"));
        let what = describe(&change.finding) + &date;
        if known.insert(what.clone()) {
            said.push(what);
        }
    }
    let count = said.len();
    let rest = count.saturating_sub(MOST_SPELT);
    said.truncate(MOST_SPELT);
    let more = if rest == 0 { String::new() } else { format!("; and {rest} more") };
    let plural = if count == 1 { "change" } else { "changes" };
    let file = first.primary.location.file.clone();
    let mut found = first.clone();
    found.rule = &RULE.meta;
    let certain = changes.iter().all(|change| change.evidence.is_certain());
    found.severity = if certain { Severity::Info } else { Severity::Warning };
    let seems = if certain { "behind" } else { "seems to be behind" };
    found.message = format!("{seems} its source by {count} {plural}: {}{more}", said.join("; "));
    found.primary = Label { location: Location { file, span: Span::at(0) }, text: String::new() };
    found.related.clear();
    found.help = Some(help(certain).to_owned());
    found.note = Some(format!("believed, since {}", reasons(changes)));
    found.found = None;
    found.expected = None;
    RULE.meta.name.clone_into(&mut found.subject);
    found.gathers = changes.iter().map(|change| subject_hash(&change.finding)).collect();
    found.gathers.sort_unstable();
    found.gathers.dedup();
    found.fix = None;
    found.unless = None;
    if let Some(reference) = &mut found.reference {
        reference.location.span = Span::at(0);
    }
    out.push(found);
}

fn check_unfollowed(page: &PageKey, change: &Unfollowed, out: &mut Vec<Diagnostic>) {
    let Some(first) = change.findings.first() else { return };
    let named = change.findings.iter().take(MOST_NAMED);
    let label = |finding: &Diagnostic| Label {
        location: finding.primary.location.clone(),
        text: finding.locale.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    let text = change.place.text();
    out.push(Diagnostic {
        rule: &RULE.meta,
        severity: Severity::Info,
        message: what_turned(noun(first), &change.turn) + &who(&change.findings),
        page: page.clone(),
        locale: Some(change.locale.clone()),
        primary: Label { location: change.place.clone(), text: String::new() },
        related: named.map(label).collect(),
        help: Some("translate it there as well, in this change or in one that follows".to_owned()),
        note: Some("the source has changed, and these translations have not".to_owned()),
        found: (!text.is_empty()).then(|| text.to_owned()),
        subject: format!("{}:{}", RULE.meta.name, first.subject),
        ..first.clone()
    });
    if let Some(found) = out.last_mut() {
        (found.reference, found.fix, found.unless) = (None, None, None);
        (found.expected, found.replaced, found.passage) = (None, None, None);
    }
}

/// What became of something in the source, up to the word that languages follow.
fn what_turned(noun: &str, turn: &Turn) -> String {
    match turn {
        Turn::Came(new) => format!("{noun}`{}` is new; not yet in ", excerpt(new)),
        Turn::Replaced { old, new } => {
            format!("{noun}`{}` became `{}`; not yet in ", excerpt(old), excerpt(new))
        }
        Turn::Went(old) => format!("{noun}`{}` is gone; still in ", excerpt(old)),
        Turn::Changed(text) if noun == "step " => {
            format!("the steps around `{}` have changed; not yet so in ", excerpt(text))
        }
        Turn::Changed(text) => {
            format!("{noun}`{}` has changed in the source; not yet so in ", excerpt(text))
        }
    }
}

/// The languages of some findings; the first ones, where there are many.
fn who(findings: &[Diagnostic]) -> String {
    let names: Vec<String> =
        findings.iter().filter_map(|finding| Some(finding.locale.as_ref()?.to_string())).collect();
    match names.len() {
        count if count > MOST_NAMED => {
            let rest = count - MOST_NAMED;
            format!("{count} translations: {} and {rest} more", names[..MOST_NAMED].join(", "))
        }
        _ => names.join(", "),
    }
}

const fn help(certain: bool) -> &'static str {
    if certain {
        "translate what the source has gained, and drop what it has lost"
    } else {
        "bring the page up to date, and let it name the source's revision that it follows"
    }
}

/// What came, went or was replaced.
fn describe(finding: &Diagnostic) -> String {
    let noun = noun(finding);
    match (&finding.found, &finding.expected) {
        (Some(found), Some(expected)) => {
            format!("{noun}`{}` became `{}`", excerpt(found), excerpt(expected))
        }
        (Some(found), None) => format!("{noun}`{}` went", excerpt(found)),
        (None, Some(expected)) => format!("{noun}`{}` came", excerpt(expected)),
        (None, None) => finding.message.clone(),
    }
}

/// What a finding is about, where it is no address or code.
fn noun(finding: &Diagnostic) -> &'static str {
    match finding.rule.name.split('-').next() {
        Some("step") => "step ",
        Some("procedure") => "list ",
        _ => "",
    }
}

fn reasons(changes: &[Change]) -> String {
    let mut evidence: Vec<Evidence> = changes.iter().map(|change| change.evidence).collect();
    evidence.sort_unstable();
    evidence.dedup();
    evidence.into_iter().map(Evidence::reason).collect::<Vec<_>>().join("; ")
}
