//! Markdown as GitHub and GitLab show it (GFM), for the summary of a job or a comment.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::parts::summary::{checked, count, found_in_words, mended};
use super::parts::{place, text};
use super::{Format, Style};
use crate::model::diagnostic::{Diagnostic, Severity};
use crate::model::report::Report;

pub(super) static FORMAT: Format = Format {
    name: "markdown",
    summary: "tables for the summary of a job or a comment",
    write,
    shows_steps: false,
};

/// Nobody reads more rows in a summary.
const MOST_ROWS: usize = 200;

/// The most bytes of rows: GitHub drops a step's summary of more than 1 MiB whole.
const MOST_BYTES: usize = 600 << 10;

/// The most characters of a text in a cell.
const LONGEST: usize = 400;

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## instep: {}\n", found_in_words(report))?;
    writeln!(out, "{}{}\n", checked(report), mended(report))?;
    if report.diagnostics.is_empty() {
        return Ok(());
    }
    write_locales(report, out)?;
    let (faults, notes, left_out) = rows(report);
    write_files(&faults, out)?;
    if !notes.is_empty() {
        writeln!(out, "<details><summary>{} info</summary>\n", notes.len())?;
        write_files(&notes, out)?;
        writeln!(out, "</details>\n")?;
    }
    if left_out > 0 {
        let more = count(left_out, "more finding");
        let by_limits = left_out == report.left_out.findings();
        let most =
            if by_limits { "as many as `[limits]` allows".to_owned() } else { format!("{MOST_ROWS} rows") };
        writeln!(out, "{more}, the least severe, not shown here: a summary has {most} at most.")?;
    }
    Ok(())
}

/// How many findings of which weight each locale has.
fn write_locales(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut locales: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for found in &report.diagnostics {
        let locale = found.locale.as_ref().map_or("", |locale| locale.as_str());
        let weight = Severity::ALL.iter().position(|&severity| severity == found.severity);
        locales.entry(locale).or_default()[weight.unwrap_or_default()] += 1;
    }
    writeln!(out, "| locale | errors | warnings | info |\n|---|--:|--:|--:|")?;
    for (locale, counts) in locales {
        let name = if locale.is_empty() { "(none)".to_owned() } else { code(locale) };
        let [errors, warnings, notes] =
            counts.map(|count| if count == 0 { String::new() } else { count.to_string() });
        writeln!(out, "| {name} | {errors} | {warnings} | {notes} |")?;
    }
    writeln!(out)
}

/// A finding as a row, and the path of the table in which it belongs.
struct Row<'a> {
    path: &'a str,
    line: u32,
    text: String,
}

/// The rows of errors and warnings, those of notes, and how many findings have none: the least severe.
fn rows(report: &Report) -> (Vec<Row<'_>>, Vec<Row<'_>>, usize) {
    let (mut faults, mut notes) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    let by_weight = Severity::ALL
        .iter()
        .flat_map(|severity| report.diagnostics.iter().filter(move |found| found.severity == *severity));
    for (index, found) in by_weight.enumerate() {
        let row = row(found);
        bytes += row.text.len();
        if index == MOST_ROWS || bytes > MOST_BYTES {
            return (faults, notes, report.diagnostics.len() - index + report.left_out.findings());
        }
        let rows = if found.severity > Severity::Info { &mut faults } else { &mut notes };
        rows.push(row);
    }
    (faults, notes, report.left_out.findings())
}

fn row(found: &Diagnostic) -> Row<'_> {
    let (start, _) = place::range(&found.primary.location);
    let severity = match found.severity {
        Severity::Error => "❌ error",
        Severity::Warning => "⚠️ warning",
        Severity::Info => "ℹ️ info",
    };
    let help = found.help.as_ref().map_or_else(String::new, |help| format!("<br>{}", cell(help)));
    let (line, rule, message) = (start.line, found.rule.name, cell(&found.message));
    let text = format!("| {line} | {severity} | `{rule}` | {message}{help} |");
    Row { path: place::path(&found.primary.location), line, text }
}

/// One table for each file, files by path and rows by line.
fn write_files(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    let mut files: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
    for row in rows {
        files.entry(row.path).or_default().push(row);
    }
    for (path, mut rows) in files {
        rows.sort_by_key(|row| row.line);
        writeln!(out, "### {}\n", code(path))?;
        writeln!(out, "| line | | rule | finding |\n|--:|---|---|---|")?;
        for row in rows {
            writeln!(out, "{}", row.text)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A message for a cell of a table: its code spans stay such, and nothing else in it is markup.
fn cell(message: &str) -> String {
    let message = shortened(message);
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return words(&message);
    }
    let part = |(index, part): (usize, &&str)| match (index % 2, part.trim()) {
        (0, _) => words(part),
        (_, "") => r"\`".repeat(2),
        _ => code(part),
    };
    parts.iter().enumerate().map(part).collect()
}

fn shortened(message: &str) -> String {
    let line = text::line(message);
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// A code span (section 6.1 of CommonMark) that holds the text whatever it is. A bar would end the cell all the same.
fn code(text: &str) -> String {
    let text = shortened(text).replace('|', r"\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text in which nothing is markup, a link or a mention. An empty comment shows nothing and parts what would be one.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("@<!-- -->"),
            '/' if text[at..].starts_with("//") => out.push_str("/<!-- -->"),
            '.' if text[..at].ends_with("www") => out.push_str(".<!-- -->"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;
    use crate::report::sample;

    #[test]
    fn sample_report() {
        assert_data_eq!(sample::written(&FORMAT, &sample::report()), str![[r#"
## instep: 2 errors, 1 warning, 1 info

checked 3 files of 1 page in 3 locales (`--fix` mends 1)

| locale | errors | warnings | info |
|---|--:|--:|--:|
| (none) |  |  | 1 |
| `de` | 2 |  |  |
| `ja` |  | 1 |  |

### `docs/de/portal.md`

| line | | rule | finding |
|--:|---|---|---|
| 3 | ❌ error | `url-drift` | host changed: `securitycenter.windows.com` became `securitycenter.windows.de` |
| 3 | ❌ error | `step-missing` | step 2 of 2 is missing: Switch directory<br>translate the step, or remove it from the source |

### `docs/ja/portal.md`

| line | | rule | finding |
|--:|---|---|---|
| 4 | ⚠️ warning | `url-moved` | `https://example.com/help` stands in step 2 instead of step 1 |

<details><summary>1 info</summary>

### `docs/en/portal.md`

| line | | rule | finding |
|--:|---|---|---|
| 1 | ℹ️ info | `page-missing` | no translation into `fr` |

</details>


"#]].raw());
    }

    #[test]
    fn nothing_found_and_nothing_compared_are_told_apart() {
        let mut report = Report::default();
        let out = sample::written(&FORMAT, &report);
        assert!(out.starts_with("## instep: nothing was compared\n"), "{out}");
        report.pages = sample::report().pages;
        let out = sample::written(&FORMAT, &report);
        assert!(out.starts_with("## instep: nothing found\n"), "{out}");
    }

    #[test]
    fn a_text_is_no_markup() {
        assert_eq!(cell("`a|b` <img> [x](y) @you"), r"`a\|b` &lt;img&gt; \[x\](y) @<!-- -->you");
        assert_eq!(cell("one ` tick"), r"one \` tick");
        assert_eq!(cell("https://x.example"), "https:/<!-- -->/x.example");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
    }

    #[test]
    fn what_is_left_out_is_the_least_severe_and_is_counted() {
        let mut report = sample::report();
        let error = report.diagnostics[0].clone();
        let mut note = error.clone();
        note.severity = Severity::Info;
        report.diagnostics = vec![note; MOST_ROWS];
        report.diagnostics.push(error);
        let out = sample::written(&FORMAT, &report);
        assert_eq!(out.matches("❌ error").count(), 1);
        assert!(out.contains("1 more finding, the least severe"), "{out}");
    }
}
