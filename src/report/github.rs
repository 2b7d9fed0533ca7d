//! Workflow commands of GitHub Actions, which shows them as annotations of a pull request.

use std::io::{self, Write};

use super::parts::summary::{count, summary};
use super::parts::{place, text, words};
use super::{Format, Style, concise};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::report::Report;

pub(super) static FORMAT: Format =
    Format { name: "github", summary: "annotations for GitHub Actions", write, shows_steps: false };

/// GitHub shows this many annotations of each kind for a step and drops the rest without a word.
const SHOWN: usize = 10;

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut held_back = 0;
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let found = report.diagnostics.iter().filter(|found| found.severity == severity);
        for (index, found) in found.enumerate() {
            if index < SHOWN {
                writeln!(out, "{}", command(found))?;
            } else {
                held_back += 1;
                writeln!(out, "{}", no_command(&concise::line(found)))?;
            }
        }
    }
    if held_back > 0 {
        let more = count(held_back, "more finding");
        writeln!(out, "{more} above without annotation: GitHub shows {SHOWN} of a kind for each step")?;
    }
    writeln!(out, "{}", summary(report))
}

fn command(found: &Diagnostic) -> String {
    let name = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let location = &found.primary.location;
    let file = property(&text::line(place::path(location)));
    let title = property(&format!("instep: {}", found.rule.name));
    format!("::{name} file={file},{},title={title}::{}", region(found), data(&words::message(found)))
}

/// A line that is shown as it is. The runner takes for a command what begins with `::`, white space left aside, and what
/// has `##[` anywhere, which is how commands were written before.
fn no_command(line: &str) -> String {
    let line = line.replace("##[", r"#\u{23}[");
    match line.trim_start().strip_prefix("::") {
        Some(rest) => format!(r"\u{{3a}}:{rest}"),
        None => line,
    }
}

/// Columns are left out where a finding goes over several lines: GitHub then shows none of it.
fn region(found: &Diagnostic) -> String {
    let (start, end) = place::range(&found.primary.location);
    if start.line == end.line {
        format!("line={},col={},endColumn={}", start.line, start.column, end.column)
    } else {
        format!("line={},endLine={}", start.line, end.line)
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), str![[r#"
::error file=docs/de/portal.md,line=3,col=18,endColumn=74,title=instep%3A url-drift::host changed: `securitycenter.windows.com` became `securitycenter.windows.de`%0Anote: compared with the source docs/en/portal.md
::error file=docs/de/portal.md,line=3,col=76,endColumn=76,title=instep%3A step-missing::step 2 of 2 is missing: Switch directory%0Ahelp: translate the step, or remove it from the source
::warning file=docs/ja/portal.md,line=4,col=25,endColumn=49,title=instep%3A url-moved::`https://example.com/help` stands in step 2 instead of step 1
::notice file=docs/en/portal.md,line=1,col=1,endColumn=1,title=instep%3A page-missing::no translation into `fr`
checked 3 files of 1 page in 3 locales: 2 errors, 1 warning, 1 info (`--fix` mends 1)

"#]].raw());
    }

    #[test]
    fn commands_cannot_be_forged() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }

    #[test]
    fn what_is_shown_without_annotation_is_no_command() {
        assert_eq!(no_command("::stop-commands::x.md:1:1: y"), r"\u{3a}:stop-commands::x.md:1:1: y");
        assert_eq!(no_command(" ::a.md:1:1: y"), r"\u{3a}:a.md:1:1: y");
        assert_eq!(
            no_command("a.md:1:1: ###[set-output name=a]b"),
            r"a.md:1:1: ##\u{23}[set-output name=a]b"
        );
        assert_eq!(no_command("a.md:1:1: x::y # #[z]"), "a.md:1:1: x::y # #[z]");
    }

    #[test]
    fn errors_come_first_and_what_github_drops_is_printed_and_counted() {
        let mut report = sample::report();
        let error =
            report.diagnostics.iter().find(|found| found.severity == Severity::Error).unwrap().clone();
        report.diagnostics.extend(std::iter::repeat_n(error, 12));
        let out = sample::written(&FORMAT, &report);
        let errors = out.lines().filter(|line| line.starts_with("::error ")).count();
        assert_eq!(errors, SHOWN);
        assert!(out.starts_with("::error "));
        assert!(out.contains("4 more findings above without annotation"), "{out}");
    }
}
