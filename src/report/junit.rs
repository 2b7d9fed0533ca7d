//! XML as `JUnit` writes it: each file is a suite, each finding a test that failed, a file without findings a test that passed.

use std::io::{self, Write};

use super::parts::files::{self, FileFindings};
use super::parts::{place, xml};
use super::{Format, Style, full};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::report::Report;

pub(super) static FORMAT: Format = Format {
    name: "junit",
    summary: "JUnit XML, for the test report of a CI server",
    write,
    shows_steps: false,
};

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    let (faulty, clean) = (files::with_findings(report), files::without_findings(report));
    let tests = report.diagnostics.len() + clean.len();
    let failures = report.diagnostics.iter().filter(|found| fails(found)).count();
    writeln!(out, "{}", xml::DECLARATION)?;
    writeln!(out, r#"<testsuites name="instep" tests="{tests}" failures="{failures}" errors="0">"#)?;
    for file in &faulty {
        write_file(file, out)?;
    }
    for path in clean {
        let path = xml::line(path);
        writeln!(out, r#"  <testsuite name="{path}" tests="1" failures="0" errors="0" skipped="0">"#)?;
        writeln!(out, r#"    <testcase name="nothing found" classname="{path}" file="{path}"/>"#)?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Notes are there to be read; a test report that is red for them is soon read by nobody.
fn fails(found: &Diagnostic) -> bool {
    found.severity > Severity::Info
}

fn write_file(file: &FileFindings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let path = xml::line(file.path);
    let (tests, failures) = (file.findings.len(), file.findings.iter().filter(|found| fails(found)).count());
    writeln!(
        out,
        r#"  <testsuite name="{path}" tests="{tests}" failures="{failures}" errors="0" skipped="0">"#
    )?;
    for found in &file.findings {
        write_one(found, &path, out)?;
    }
    writeln!(out, "  </testsuite>")
}

fn write_one(found: &Diagnostic, path: &str, out: &mut dyn Write) -> io::Result<()> {
    let (start, _) = place::range(&found.primary.location);
    let (rule, line) = (found.rule.name, start.line);
    writeln!(
        out,
        r#"    <testcase name="{rule} at {line}:{}" classname="{path}" file="{path}" line="{line}">"#,
        start.column
    )?;
    let body = xml::lines(&full::plain(found));
    if fails(found) {
        let message = xml::line(&found.message);
        writeln!(out, r#"      <failure type="{rule}" message="{message}">{body}</failure>"#)?;
    } else {
        writeln!(out, "      <system-out>{body}</system-out>")?;
    }
    writeln!(out, "    </testcase>")
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
<testsuites name="instep" tests="4" failures="3" errors="0">
  <testsuite name="docs/de/portal.md" tests="2" failures="2" errors="0" skipped="0">
    <testcase name="url-drift at 3:18" classname="docs/de/portal.md" file="docs/de/portal.md" line="3">
      <failure type="url-drift" message="host changed: `securitycenter.windows.com` became `securitycenter.windows.de`">error[url-drift]: host changed: `securitycenter.windows.com` became `securitycenter.windows.de`
 --&gt; ./docs/de/portal.md:3:18
  |
3 | 1. Öffnen Sie 🛡 &lt;https://securitycenter.windows.de?tid=customer_tenant_id&gt;.
  |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ another host
  |
 ::: docs/en/portal.md:3:10
  |
3 | 1. Open &lt;https://securitycenter.windows.com?tid=customer_tenant_id&gt;.
  |          --------------------------------------------------------- the source&apos;s URL
  |
  = note: compared with the source docs/en/portal.md
help: write the source&apos;s host
  |
3 - 1. Öffnen Sie 🛡 &lt;https://securitycenter.windows.de?tid=customer_tenant_id&gt;.
3 + 1. Öffnen Sie 🛡 &lt;https://securitycenter.windows.com?tid=customer_tenant_id&gt;.
  |</failure>
    </testcase>
    <testcase name="step-missing at 3:76" classname="docs/de/portal.md" file="docs/de/portal.md" line="3">
      <failure type="step-missing" message="step 2 of 2 is missing: Switch directory">error[step-missing]: step 2 of 2 is missing: Switch directory
 --&gt; ./docs/de/portal.md:3:76
  |
3 | 1. Öffnen Sie 🛡 &lt;https://securitycenter.windows.de?tid=customer_tenant_id&gt;.
  |                                                                            ^ step 2 should stand here
  |
 ::: docs/en/portal.md:4:1
  |
4 | 2. Switch directory.
  | --------------------
  |
  = note: compared with the source docs/en/portal.md at revision 0d1b065c
  = help: translate the step, or remove it from the source</failure>
    </testcase>
  </testsuite>
  <testsuite name="docs/en/portal.md" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="page-missing at 1:1" classname="docs/en/portal.md" file="docs/en/portal.md" line="1">
      <system-out>info[page-missing]: no translation into `fr`
--&gt; docs/en/portal.md:1:1</system-out>
    </testcase>
  </testsuite>
  <testsuite name="docs/ja/portal.md" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="url-moved at 4:25" classname="docs/ja/portal.md" file="docs/ja/portal.md" line="4">
      <failure type="url-moved" message="`https://example.com/help` stands in step 2 instead of step 1">warning[url-moved]: `https://example.com/help` stands in step 2 instead of step 1
 --&gt; docs/ja/portal.md:4:25
  |
4 | 2. ディレクトリを切り替えます: [ヘルプ](https://example.com/help)
  |                                         ^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: ./docs/de/portal.md:1:1
  |
1 | # Zugriff auf das Portal
  | ------------------------
  |
  = note: 2 of 3 translations agree with ./docs/de/portal.md; there is no source to compare with</failure>
    </testcase>
  </testsuite>
</testsuites>

"#]].raw());
    }
}
