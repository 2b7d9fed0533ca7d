//! `instep contract`: the source's pages for repositories that hold translations only.

use std::io::{self, Write};

use crate::discover::SourcePath;
use crate::model::contract::{Header, PageLine, SourceText, VERSION};
use crate::model::locale::Locale;
use crate::report::write_json_line;

/// Writes the header, and a line for each file, in the order given.
pub fn write(
    locale: &Locale,
    revision: Option<&str>,
    pages: &[(&SourcePath, SourceText)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let header = Header {
        version: VERSION,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        locale: locale.to_string(),
        revision: revision.map(str::to_owned),
        pages: pages.len(),
    };
    write_json_line(&header, out)?;
    for (source, text) in pages {
        let (text, unreadable) = match text {
            Ok(file) => (Some(file.text.clone()), None),
            Err(error) => (None, Some(error.reason.clone())),
        };
        let content = text.as_ref().or(unreadable.as_ref()).map_or("", |content| content);
        let sum = PageLine::checksum(&source.path, content);
        write_json_line(&PageLine { path: source.path.clone(), sum, text, unreadable }, out)?;
    }
    Ok(())
}
