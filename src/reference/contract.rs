//! Reads a contract. What is damaged is an error that names the line, never a gap in the facts.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};

use anyhow::{Context as _, anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use crate::model::comparison::Unreadable;
use crate::model::contract::{Contract, Header, PageLine, SourceText, VERSION, is_inside};
use crate::model::locale::Locale;
use crate::model::source_file::SourceFile;

/// Longest line that is read, in bytes: the largest document that is, as JSON may escape it.
const LONGEST_LINE: u64 = 1 << 30;

/// What every version of the first line says.
#[derive(Deserialize)]
struct AnyHeader {
    #[serde(rename = "instep-contract")]
    version: u32,
}

/// The contract in a file. An error names the file, the line and what is wrong with it.
pub fn read_contract(path: &Utf8Path) -> anyhow::Result<Contract> {
    if path.is_dir() {
        bail!("cannot read the contract {path}: it is a folder");
    }
    let file = File::open(path).with_context(|| format!("cannot read the contract {path}"))?;
    parse_contract(path, BufReader::with_capacity(1 << 16, file))
}

/// The contract that is written in a file. An error names the file, the line and what is wrong with it.
pub fn parse_contract(path: &Utf8Path, input: impl BufRead) -> anyhow::Result<Contract> {
    let mut lines = Lines { input, number: 0, line: Vec::new() };
    parse(&mut lines).map_err(|error| anyhow!("{path}:{}: {error:#}", lines.number.max(1)))
}

fn parse(lines: &mut Lines<impl BufRead>) -> anyhow::Result<Contract> {
    let Header { locale, revision, pages: expected, .. } = header(lines)?;
    let locale = Locale::parse(&locale).ok_or_else(|| anyhow!("`{locale}` is no locale"))?;
    let mut pages: BTreeMap<Utf8PathBuf, SourceText> = BTreeMap::new();
    while lines.advance()? {
        if pages.len() == expected {
            bail!("the contract holds more pages than the {expected} that its first line counts");
        }
        let (path, text) = page(&lines.line)?;
        if pages.insert(path.clone(), text).is_some() {
            bail!("{path} was there before");
        }
    }
    if pages.len() < expected {
        bail!("the contract ends after {} of {expected} pages: it is not complete", pages.len());
    }
    Ok(Contract { locale, revision, pages })
}

fn header(lines: &mut Lines<impl BufRead>) -> anyhow::Result<Header> {
    let foreign = "this is no contract: the first line of one begins with {\"instep-contract\":";
    if !lines.advance()? {
        bail!("{foreign}; the file is empty");
    }
    let AnyHeader { version } = serde_json::from_slice(&lines.line).map_err(|_| anyhow!(foreign))?;
    if version != VERSION {
        let writer = if version > VERSION { "a newer instep" } else { "an instep unknown to this one" };
        bail!(
            "the contract was written by {writer}: its format is version {version}, and version {VERSION} is \
             read here; use one version of instep on both sides"
        );
    }
    serde_json::from_slice(&lines.line).map_err(|error| damaged(&error))
}

fn page(line: &[u8]) -> anyhow::Result<(Utf8PathBuf, SourceText)> {
    let page: PageLine = serde_json::from_slice(line).map_err(|error| damaged(&error))?;
    if !is_inside(&page.path) {
        bail!("the path `{}` does not stay below the source's root", page.path);
    }
    let ((Some(content), None) | (None, Some(content))) = (&page.text, &page.unreadable) else {
        bail!("{} needs either `text` or `unreadable`", page.path)
    };
    if page.sum != PageLine::checksum(&page.path, content) {
        bail!("{}: the text is not the one that was written: its checksum differs", page.path);
    }
    let path = Utf8PathBuf::from(page.path);
    let text = match (page.text, page.unreadable) {
        (Some(text), _) => Ok(SourceFile::new(path.clone(), text)),
        (None, reason) => {
            let reason = reason.unwrap_or_default();
            Err(Unreadable { file: SourceFile::new(path.clone(), ""), reason })
        }
    };
    Ok((path, text))
}

fn damaged(error: &serde_json::Error) -> anyhow::Error {
    let message = error.to_string();
    // Each line is a document of its own, so that its number there says nothing.
    let end = message.rfind(" at line ").unwrap_or(message.len());
    anyhow!("the line is damaged (column {}): {}", error.column(), &message[..end])
}

/// The lines of a file, one at a time.
struct Lines<R> {
    input: R,
    number: usize,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// Reads the next line; false at the end.
    fn advance(&mut self) -> anyhow::Result<bool> {
        self.line.clear();
        let length = self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        self.number += usize::from(length > 0);
        if length as u64 == LONGEST_LINE && !self.line.ends_with(b"\n") {
            bail!("the line is too long");
        }
        Ok(length > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str, text: &str) -> String {
        let sum = PageLine::checksum(path, text);
        let page = PageLine { path: path.to_owned(), sum, text: Some(text.to_owned()), unreadable: None };
        serde_json::to_string(&page).unwrap() + "\n"
    }

    fn contract(pages: usize, lines: &[String]) -> String {
        format!("{{\"instep-contract\":1,\"tool\":\"0\",\"locale\":\"en\",\"pages\":{pages}}}\n")
            + &lines.concat()
    }

    fn read(text: &str) -> Result<Contract, (usize, String)> {
        let mut lines = Lines { input: text.as_bytes(), number: 0, line: Vec::new() };
        parse(&mut lines).map_err(|error| (lines.number, format!("{error:#}")))
    }

    #[test]
    fn what_was_written_is_read() {
        let text = contract(2, &[line("a.md", "# A\r\n\u{feff}日"), line("b/c.md", "")]);
        let found = read(&text).unwrap();
        assert_eq!(found.locale.as_str(), "en");
        assert_eq!(found.pages.len(), 2);
        assert_eq!(found.pages[Utf8Path::new("a.md")].as_ref().unwrap().text, "# A\r\n\u{feff}日");
    }

    #[test]
    fn what_is_damaged_is_named_with_its_line() {
        let good = line("a.md", "# A");
        for (text, number, part) in [
            (String::new(), 0, "the file is empty"),
            ("# A\n".to_owned(), 1, "this is no contract"),
            ("{\"instep-contract\":2,\"new\":true}\n".to_owned(), 1, "by a newer instep"),
            ("{\"instep-contract\":1}\n".to_owned(), 1, "missing field `tool`"),
            (contract(2, std::slice::from_ref(&good)), 2, "ends after 1 of 2 pages"),
            (contract(1, &[good.clone(), line("b.md", "")]), 3, "more pages than the 1"),
            (contract(2, &[good.clone(), good.clone()]), 3, "a.md was there before"),
            (contract(1, &[good[..good.len() - 4].to_owned()]), 2, "damaged (column"),
            (contract(1, &[good.replace("# A", "# B")]), 2, "checksum differs"),
            (contract(1, &[good.replace("a.md", "../a.md")]), 2, "does not stay below"),
            (contract(1, &[good.replace("\"text\"", "\"prose\"")]), 2, "unknown field `prose`"),
            (contract(1, &["{\"path\":\"a.md\",\"sum\":\"\"}\n".to_owned()]), 2, "needs either"),
            (contract(1, &["\n".to_owned()]), 2, "damaged"),
        ] {
            let (at, message) = read(&text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
            assert_eq!(at, number, "{message}");
        }
    }

    #[test]
    fn a_contract_cut_anywhere_is_an_error() {
        let text = contract(2, &[line("a.md", "# Ä\n1. x"), line("b.md", "日本")]);
        for end in (0..text.len() - 1).filter(|&end| text.is_char_boundary(end)) {
            assert!(read(&text[..end]).is_err(), "{end}");
        }
    }
}
