//! Checkstyle's XML, which most CI servers and review bots read.

use std::io::{self, Write};

use super::parts::{files, place, words, xml};
use super::{Format, Style};
use crate::model::diagnostic::Diagnostic;
use crate::model::report::Report;

pub(super) static FORMAT: Format = Format {
    name: "checkstyle",
    summary: "Checkstyle XML, for Jenkins and review bots",
    write,
    shows_steps: false,
};

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", xml::DECLARATION)?;
    writeln!(out, r#"<checkstyle version="4.3">"#)?;
    for file in files::with_findings(report) {
        writeln!(out, r#"  <file name="{}">"#, xml::line(file.path))?;
        for found in file.findings {
            write_one(found, out)?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

fn write_one(found: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let (start, _) = place::range(&found.primary.location);
    // A line break in an attribute is read as a blank (section 3.3.3 of XML 1.0) unless it is a reference.
    let message = xml::lines(&words::message(found)).replace('\n', "&#10;");
    writeln!(
        out,
        r#"    <error line="{}" column="{}" severity="{}" message="{message}" source="instep.{}"/>"#,
        start.line,
        start.column,
        found.severity.name(),
        found.rule.name,
    )
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), str![[r#"
<?xml version="1.0" encoding="UTF-8"?>
<checkstyle version="4.3">
  <file name="docs/de/portal.md">
    <error line="3" column="18" severity="error" message="host changed: `securitycenter.windows.com` became `securitycenter.windows.de`&#10;note: compared with the source docs/en/portal.md" source="instep.url-drift"/>
    <error line="3" column="76" severity="error" message="step 2 of 2 is missing: Switch directory&#10;help: translate the step, or remove it from the source" source="instep.step-missing"/>
  </file>
  <file name="docs/en/portal.md">
    <error line="1" column="1" severity="info" message="no translation into `fr`" source="instep.page-missing"/>
  </file>
  <file name="docs/ja/portal.md">
    <error line="4" column="25" severity="warning" message="`https://example.com/help` stands in step 2 instead of step 1" source="instep.url-moved"/>
  </file>
</checkstyle>

"#]].raw());
    }
}
