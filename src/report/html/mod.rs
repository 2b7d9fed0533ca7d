//! One page for a browser, which needs nothing beside itself: findings by page and locale, and the steps of both sides.
//!
//! What was found is data in the page, as JSON in which nothing can be markup; `page.js` shows it by text alone. The
//! page's own policy lets nothing run or load but its script and its style, which it knows by their hashes.

use std::fmt::Write as _;
use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::parts::summary::summary;
use super::parts::text;
use super::{Format, Style};
use crate::model::diagnostic::Severity;
use crate::model::locale::Locale;
use crate::model::report::Report;

mod data;
mod marked;
mod rows;
mod table;

pub(super) static FORMAT: Format = Format {
    name: "html",
    summary: "one page for a browser: pages by locales, steps side by side",
    write,
    shows_steps: true,
};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = PAGE;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (name, behind) = behind.split_once("}}").unwrap_or((behind, ""));
        out.write_all(before.as_bytes())?;
        match name {
            "policy" => out.write_all(policy().as_bytes())?,
            "style" => out.write_all(STYLE.as_bytes())?,
            "script" => out.write_all(SCRIPT.as_bytes())?,
            "data" => text::write_json_line(&data::Data::new(report), &mut Inert(&mut *out))?,
            "summary" => out.write_all(markup(&summary(report)).as_bytes())?,
            "counts" => out.write_all(counts(report).as_bytes())?,
            "version" => out.write_all(env!("CARGO_PKG_VERSION").as_bytes())?,
            _ => debug_assert!(false, "page.html names {name}"),
        }
        rest = behind;
    }
    out.write_all(rest.as_bytes())
}

/// What may run and load: this style, this script, nothing else.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0, |group, at| group << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

/// Findings by locale, for readers whose browser runs no script.
fn counts(report: &Report) -> String {
    let mut rows = String::new();
    let found = |locale: Option<&Locale>, severity| {
        let found = report.diagnostics.iter().filter(|found| found.locale.as_ref() == locale);
        found.filter(|found| found.severity == severity).count()
    };
    let none = report.diagnostics.iter().any(|found| found.locale.is_none());
    for locale in report.locales.iter().map(Some).chain(none.then_some(None)) {
        let name = markup(locale.map_or("none", Locale::as_str));
        let _ = write!(rows, "<tr><th scope=\"row\">{name}</th>");
        for severity in Severity::ALL {
            let _ = write!(rows, "<td>{}</td>", found(locale, severity));
        }
        rows.push_str("</tr>\n");
    }
    rows
}

/// Text in which nothing is markup.
fn markup(text: &str) -> String {
    text::line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Writes JSON in which no character could end the element around it, or begin another: those stand in strings only,
/// where an escape means the same.
struct Inert<W>(W);

impl<W: Write> Write for Inert<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let acts = |byte: &u8| matches!(byte, b'<' | b'>' | b'&');
        match bytes.iter().position(acts) {
            Some(0) => {
                self.0.write_all(format!("\\u{:04x}", bytes[0]).as_bytes())?;
                Ok(1)
            }
            found => {
                let plain = &bytes[..found.unwrap_or(bytes.len())];
                self.0.write_all(plain)?;
                Ok(plain.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, file};

    use super::*;
    use crate::report::sample;

    /// What the page holds between the tags of an element that is there once.
    fn element<'p>(page: &'p str, open: &str, close: &str) -> &'p str {
        let (_, behind) = page.split_once(open).unwrap();
        behind.split_once(close).unwrap().0
    }

    #[test]
    fn the_data_of_the_sample_report() {
        let page = sample::written(&FORMAT, &sample::report());
        let data = element(&page, "<script type=\"application/json\" id=\"data\">", "</script>");
        let value: serde_json::Value = serde_json::from_str(data).unwrap();
        let shown = serde_json::to_string_pretty(&value).unwrap() + "\n";
        assert_data_eq!(shown, file!["../snapshots/sample.html.json": Text].raw());
    }

    #[test]
    fn data_cannot_leave_its_element() {
        let mut report = sample::report();
        "</script><script>alert(1)</script><!--&amp;\u{2028}]]>"
            .clone_into(&mut report.diagnostics[0].message);
        let page = sample::written(&FORMAT, &report);
        assert_eq!(page.matches("<script").count(), 2, "the data and the script");
        let data = element(&page, "id=\"data\">", "</script>");
        assert!(!data.contains(['<', '>', '&', '\u{2028}']), "{data}");
        let value: serde_json::Value = serde_json::from_str(data).unwrap();
        let message = value["findings"][0]["message"].as_str().unwrap();
        assert_eq!(message, "</script><script>alert(1)</script><!--&amp;\\u{2028}]]>");
    }

    #[test]
    fn the_page_names_no_other_place() {
        let page = sample::written(&FORMAT, &Report::default());
        let fixed = page.replace("http://www.w3.org/2000/svg", "");
        for word in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!fixed.contains(word), "{word}");
        }
        assert!(!PAGE.contains(" style=") && !PAGE.contains(" on"), "the policy would block it");
    }

    #[test]
    fn hashes_are_written_as_policies_want_them() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
        let empty = base64(&Sha256::digest(b""));
        assert_eq!(empty, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
