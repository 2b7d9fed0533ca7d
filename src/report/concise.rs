//! One line a finding: `path:line:col: error[url-drift] message`.

use std::io::{self, Write};

use super::parts::summary::summary;
use super::parts::{place, text};
use super::{Format, Style};
use crate::model::diagnostic::Diagnostic;
use crate::model::report::Report;

pub(super) static FORMAT: Format =
    Format { name: "concise", summary: "one line a finding", write, shows_steps: false };

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    for found in &report.diagnostics {
        writeln!(out, "{}", line(found))?;
    }
    writeln!(out, "{}", summary(report))
}

/// The line of one finding, without its ending.
pub(super) fn line(found: &Diagnostic) -> String {
    let (start, _) = place::range(&found.primary.location);
    let path = text::line(found.primary.location.file.path.as_str());
    let (severity, rule) = (found.severity.name(), found.rule.name);
    format!("{path}:{}:{}: {severity}[{rule}] {}", start.line, start.column, text::line(&found.message))
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), str![[r#"
./docs/de/portal.md:3:18: error[url-drift] host changed: `securitycenter.windows.com` became `securitycenter.windows.de`
./docs/de/portal.md:3:76: error[step-missing] step 2 of 2 is missing: Switch directory
docs/ja/portal.md:4:25: warning[url-moved] `https://example.com/help` stands in step 2 instead of step 1
docs/en/portal.md:1:1: info[page-missing] no translation into `fr`
checked 3 files of 1 page in 3 locales: 2 errors, 1 warning, 1 info (`--fix` mends 1)

"#]].raw());
    }
}
