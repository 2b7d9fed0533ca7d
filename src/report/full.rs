//! Findings with the lines they are about, the translation's and the reference's.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Patch, Renderer, Snippet};

use super::parts::excerpt::Excerpt;
use super::parts::summary::{count, summary};
use super::parts::{place, text};
use super::{Format, Style};
use crate::model::comparison::ReferenceKind;
use crate::model::diagnostic::{Diagnostic, Fix, Label, ReferenceNote, Severity};
use crate::model::report::Report;
use crate::model::source_file::{Location, Span};

pub(super) static FORMAT: Format =
    Format { name: "full", summary: "each finding with the lines of both sides", write, shows_steps: false };

/// Wider than any excerpt, so that lines are cut in one place only: there.
const WIDTH: usize = 2_000;

fn write(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    }
    .term_width(WIDTH);
    for found in &report.diagnostics {
        writeln!(out, "{}\n", rendered(found, &renderer))?;
    }
    writeln!(out, "{}", summary(report))
}

/// Further places of one finding that are shown with their lines.
pub(super) const MOST_PLACES: usize = 4;

/// A finding with its lines, as text and nothing else.
pub(super) fn plain(found: &Diagnostic) -> String {
    rendered(found, &Renderer::plain().term_width(WIDTH))
}

fn rendered(found: &Diagnostic, renderer: &Renderer) -> String {
    let reference = reference_label(found);
    let places: Vec<&Label> = reference.iter().chain(&found.related).collect();
    let rest = places.len().saturating_sub(MOST_PLACES);
    let title = level(found.severity).primary_title(text::line(&found.message)).id(found.rule.name);
    let mut group = with_place(Group::with_title(title), &found.primary, AnnotationKind::Primary);
    for label in &places[..places.len() - rest] {
        group = with_place(group, label, AnnotationKind::Context);
    }
    if rest > 0 {
        group = group.element(Level::NOTE.message(format!("and {} like these", count(rest, "more place"))));
    }
    if let Some(note) = found.note.clone().or_else(|| found.reference.as_ref().map(compared_with)) {
        group = group.element(Level::NOTE.message(text::lines(&note)));
    }
    // The suggestion below says the same with the line it is for.
    let suggested = |help: &String| found.fix.as_ref().is_some_and(|fix| fix.title == *help);
    if let Some(help) = found.help.as_ref().filter(|help| !suggested(help)) {
        group = group.element(Level::HELP.message(text::lines(help)));
    }
    let mut groups = vec![group];
    groups.extend(found.fix.as_ref().map(|fix| suggestion(fix, &found.primary.location)));
    without_marks(&renderer.render(&groups))
}

/// A place and others that belong to it: the lines and marks of a finding, without what is said of it and without the
/// first place's name.
pub(super) fn places(place: &Location, related: &[Label]) -> String {
    let primary = Label { location: place.clone(), text: String::new() };
    let mut group =
        with_place(Group::with_title(Level::ERROR.primary_title("")), &primary, AnnotationKind::Primary);
    for label in related {
        group = with_place(group, label, AnnotationKind::Context);
    }
    let rendered = without_marks(&Renderer::plain().term_width(WIDTH).render(&[group]));
    rendered.lines().skip(2).collect::<Vec<_>>().join("\n")
}

const fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}

/// The reference's place, unless the finding's related places show it already.
pub(super) fn reference_label(found: &Diagnostic) -> Option<Label> {
    let location = &found.reference.as_ref()?.location;
    let shown = |label: &Label| {
        label.location.file.path == location.file.path && label.location.span.start == location.span.start
    };
    let known = found.related.iter().any(shown) || shown(&found.primary);
    (!known).then(|| Label { location: location.clone(), text: String::new() })
}

/// `--> path:line:column` and the line below it.
fn with_place<'a>(group: Group<'a>, label: &Label, kind: AnnotationKind) -> Group<'a> {
    let (start, _) = place::range(&label.location);
    let path = text::line(label.location.file.path.as_str());
    if label.location.file.text.is_empty() {
        return group
            .element(Origin::path(path).line(start.line as usize).char_column(start.column as usize));
    }
    let excerpt = Excerpt::of(&label.location);
    let span = excerpt.position(label.location.span);
    let words = (!label.text.is_empty()).then(|| text::line(&label.text));
    let snippet = Snippet::source(excerpt.text)
        .line_start(start.line as usize)
        .path(format!("{path}:{}:{}{MARK}", start.line, start.column));
    group.element(snippet.annotation(kind.span(span).label(words)))
}

/// Ends the path of a snippet, which has line and column already: those that the renderer adds are the excerpt's,
/// not the file's. No text holds this character, since it is escaped.
const MARK: char = '\u{10ffff}';

/// What was rendered, without the renderer's own places.
fn without_marks(rendered: &str) -> String {
    let mut parts = rendered.split(MARK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    out
}

/// What a fix would write, as a difference of the line where all of it lies in one.
fn suggestion(fix: &Fix, primary: &Location) -> Group<'static> {
    let title = Level::HELP.secondary_title(text::line(&fix.title));
    let (Some(first), Some(last)) = (fix.edits.first(), fix.edits.last()) else {
        return Group::with_title(title);
    };
    let span = Span { start: first.span.start, end: last.span.end };
    let location = Location { file: primary.file.clone(), span };
    let excerpt = Excerpt::of(&location);
    if !excerpt.whole || fix.edits.iter().any(|edit| edit.text.contains('\n')) {
        return Group::with_title(title);
    }
    let patches: Vec<Patch<'static>> = fix
        .edits
        .iter()
        .map(|edit| Patch::new(excerpt.position(edit.span), text::line(&edit.text)))
        .collect();
    let (start, _) = place::range(&location);
    title.element(Snippet::source(excerpt.text).line_start(start.line as usize).patches(patches))
}

/// What the translation was compared with, in words.
pub(super) fn compared_with(reference: &ReferenceNote) -> String {
    let path = text::line(reference.location.file.path.as_str());
    match (reference.kind, reference.votes, &reference.revision) {
        (ReferenceKind::Consensus, Some((votes, of)), _) => {
            format!("{votes} of {of} translations agree with {path}; there is no source to compare with")
        }
        (ReferenceKind::Consensus, None, _) => format!("compared with {path}; there is no source"),
        (ReferenceKind::Bilingual, ..) => "compared with the source text embedded in the page".to_owned(),
        (ReferenceKind::Contract, ..) => format!("compared with the contract's facts of {path}"),
        (_, _, Some(revision)) => format!("compared with the source {path} at revision {revision}"),
        (_, _, None) => format!("compared with the source {path}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::model::diagnostic::{Applicability, Edit};
    use crate::model::source_file::SourceFile;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        assert_data_eq!(
            sample::written(&FORMAT, &sample::report()),
            str![[r#"
error[url-drift]: host changed: `securitycenter.windows.com` became `securitycenter.windows.de`
 --> ./docs/de/portal.md:3:18
  |
3 | 1. Öffnen Sie 🛡 <https://securitycenter.windows.de?tid=customer_tenant_id>.
  |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ another host
  |
 ::: docs/en/portal.md:3:10
  |
3 | 1. Open <https://securitycenter.windows.com?tid=customer_tenant_id>.
  |          --------------------------------------------------------- the source's URL
  |
  = note: compared with the source docs/en/portal.md
help: write the source's host
  |
3 - 1. Öffnen Sie 🛡 <https://securitycenter.windows.de?tid=customer_tenant_id>.
3 + 1. Öffnen Sie 🛡 <https://securitycenter.windows.com?tid=customer_tenant_id>.
  |

error[step-missing]: step 2 of 2 is missing: Switch directory
 --> ./docs/de/portal.md:3:76
  |
3 | 1. Öffnen Sie 🛡 <https://securitycenter.windows.de?tid=customer_tenant_id>.
  |                                                                            ^ step 2 should stand here
  |
 ::: docs/en/portal.md:4:1
  |
4 | 2. Switch directory.
  | --------------------
  |
  = note: compared with the source docs/en/portal.md at revision 0d1b065c
  = help: translate the step, or remove it from the source

warning[url-moved]: `https://example.com/help` stands in step 2 instead of step 1
 --> docs/ja/portal.md:4:25
  |
4 | 2. ディレクトリを切り替えます: [ヘルプ](https://example.com/help)
  |                                         ^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: ./docs/de/portal.md:1:1
  |
1 | # Zugriff auf das Portal
  | ------------------------
  |
  = note: 2 of 3 translations agree with ./docs/de/portal.md; there is no source to compare with

info[page-missing]: no translation into `fr`
--> docs/en/portal.md:1:1

checked 3 files of 1 page in 3 locales: 2 errors, 1 warning, 1 info (`--fix` mends 1)

"#]]
            .raw()
        );
    }

    #[test]
    fn colours_are_there_when_asked_for() {
        let mut out = Vec::new();
        write(&sample::report(), Style::Coloured, &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("\u{1b}["));
    }

    proptest! {
        #[test]
        fn any_place_in_any_text_can_be_shown(
            text in "(?s).{0,200}(x|日){0,200}.{0,80}",
            new in "(?s).{0,20}",
            from: Index,
            to: Index,
        ) {
            let boundaries: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let mut ends = [*from.get(&boundaries), *to.get(&boundaries)];
            ends.sort_unstable();
            let mut report = sample::hostile();
            let found = &mut report.diagnostics[0];
            let span = Span::new(ends[0]..ends[1]);
            found.primary.location = Location { file: SourceFile::new("a.md", text), span };
            found.fix = Some(Fix {
                title: "mend it".to_owned(),
                applicability: Applicability::Safe,
                edits: vec![Edit { span, text: new }],
            });
            let out = sample::written(&FORMAT, &report);
            prop_assert!(!out.contains(|c| c != '\n' && text::is_hidden(c)), "{}", out.escape_debug());
        }
    }

    #[test]
    fn a_cut_line_keeps_the_column_of_the_file() {
        assert_data_eq!(sample::written(&FORMAT, &sample::long_line()), str![[r#"
error[url-drift]: host changed
 --> docs/ja/long.md:1:2097153
  |
1 | …語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 https://x.example語 語 語 語 語 語 語 語 語 語 語 語 …
  |                                                        ^^^^^^^^^^^^^^^^^ another host
  |
help: write y
  |
1 - …語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 https://x.example語 語 語 語 語 語 語 語 語 語 語 語 …
1 + …語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 語 https://y.example語 語 語 語 語 語 語 語 語 語 語 語 …
  |

checked 0 files of 0 pages in 0 locales: 1 error (`--fix` mends 1)

"#]].raw());
    }
}
