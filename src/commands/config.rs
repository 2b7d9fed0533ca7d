//! `instep config`: what holds, and who said it.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::io::{self, Write};

use toml::{Table, Value};

use crate::config::keys::{KEYS, Key, Kind};
use crate::config::options::Options;
use crate::model::locale::Locale;
use crate::model::source_file::Span;
use crate::report::printable;

const DEFAULT: &str = "default";
const COMMAND_LINE: &str = "command line";

/// Lists to which the command line adds; what it says of other keys goes in place of what the file says.
const ADDED: [&str; 2] = ["extensions", "ignore"];

/// Writes what the file and the command line say, and for other keys what holds without them, as a configuration file.
pub fn write(file: Option<&Options>, line: &Options, out: &mut dyn Write) -> io::Result<()> {
    let text = file.and_then(|file| file.file.as_ref());
    match text {
        Some(text) => writeln!(out, "# configuration file: {}", printable(text.path.as_str()))?,
        None => writeln!(out, "# configuration file: none")?,
    }
    let said: Table = text.and_then(|text| toml::from_str(&text.text).ok()).unwrap_or_default();
    let mut places: BTreeMap<&str, VecDeque<Span>> = BTreeMap::new();
    for (name, span) in file.iter().flat_map(|file| &file.said) {
        places.entry(name).or_default().push_back(*span);
    }
    let mut writer = Writer { file, places, out };
    writer.table(KEYS, "", &said, &on_line(line))
}

/// What the command line says, as a file would.
fn on_line(line: &Options) -> Table {
    let list = |items: &[String]| Value::Array(items.iter().cloned().map(Value::String).collect());
    let locales: Vec<String> = line.locales.iter().map(Locale::to_string).collect();
    let text = |text: &str| Value::String(text.to_owned());
    let mut table = Table::new();
    table.extend(line.source.as_ref().map(|source| ("source".to_owned(), text(source.as_str()))));
    table.extend(line.contract.as_ref().map(|contract| ("contract".to_owned(), text(contract))));
    table.extend(line.fail_on.map(|severity| ("fail-on".to_owned(), text(severity.name()))));
    let lists = [
        ("locales", &locales),
        ("extensions", &line.extensions),
        ("select", &line.select),
        ("ignore", &line.ignore),
    ];
    let lists = lists.into_iter().filter(|(_, items)| !items.is_empty());
    table.extend(lists.map(|(name, items)| (name.to_owned(), list(items))));
    table
}

struct Writer<'a> {
    file: Option<&'a Options>,
    /// Where the file says each key that is not written yet.
    places: BTreeMap<&'a str, VecDeque<Span>>,
    out: &'a mut dyn Write,
}

impl Writer<'_> {
    fn table(&mut self, keys: &[Key], path: &str, said: &Table, line: &Table) -> io::Result<()> {
        for key in keys {
            let name = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            let value = said.get(key.name);
            match (key.kind, value) {
                (Kind::Table(keys), _) => {
                    writeln!(self.out, "\n[{name}]")?;
                    let inner = value.and_then(Value::as_table).cloned().unwrap_or_default();
                    self.table(keys, &name, &inner, &Table::new())?;
                }
                (Kind::Map(..), value) if path.is_empty() => self.map(&name, value)?,
                (Kind::Tables(keys), Some(Value::Array(tables))) => {
                    for table in tables.iter().filter_map(Value::as_table) {
                        let origin = self.origin(&name);
                        writeln!(self.out, "\n[[{name}]]  # {origin}")?;
                        // What an entry does not say need not be shown for each of them.
                        let said = keys.iter().filter(|key| table.contains_key(key.name)).copied();
                        self.table(&said.collect::<Vec<_>>(), &name, table, &Table::new())?;
                    }
                }
                (Kind::Tables(_), _) => {}
                (_, value) => self.value(key, &name, value, line.get(key.name))?,
            }
        }
        Ok(())
    }

    /// A table whose keys are names.
    fn map(&mut self, name: &str, said: Option<&Value>) -> io::Result<()> {
        writeln!(self.out, "\n[{name}]")?;
        for (entry, value) in said.and_then(Value::as_table).into_iter().flatten() {
            let origin = self.origin(&format!("{name}.{entry}"));
            writeln!(self.out, "{} = {}  # {origin}", bare(entry), inline(value))?;
        }
        Ok(())
    }

    fn value(
        &mut self,
        key: &Key,
        name: &str,
        said: Option<&Value>,
        on_line: Option<&Value>,
    ) -> io::Result<()> {
        let in_file = said.map(|_| self.origin(name));
        let (value, origin) = match (said, on_line) {
            (Some(Value::Array(said)), Some(Value::Array(more))) if ADDED.contains(&key.name) => {
                let both = said.iter().chain(more).cloned().collect();
                (inline(&Value::Array(both)), format!("{}, {COMMAND_LINE}", in_file.unwrap_or_default()))
            }
            (_, Some(value)) => (inline(value), COMMAND_LINE.to_owned()),
            (Some(value), None) => (inline(value), in_file.unwrap_or_default()),
            (None, None) if key.default.is_empty() => return self.unsaid(key, name),
            (None, None) => (key.default.to_owned(), DEFAULT.to_owned()),
        };
        writeln!(self.out, "{} = {value}  # {origin}", key.name)
    }

    fn unsaid(&mut self, key: &Key, name: &str) -> io::Result<()> {
        if name.contains('.') { Ok(()) } else { writeln!(self.out, "# {} is not said", key.name) }
    }

    /// Where the file says a key, of one that it says several times the next place.
    fn origin(&mut self, name: &str) -> String {
        let place = self.places.get_mut(name).and_then(VecDeque::pop_front);
        let file = self.file.and_then(|file| file.file.as_ref());
        match (place, file) {
            (Some(span), Some(file)) => {
                format!("{}:{}", printable(file.path.as_str()), file.line_column(span.start).line)
            }
            _ => DEFAULT.to_owned(),
        }
    }
}

/// A value as it is written on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) if table.is_empty() => "{}".to_owned(),
        Value::Table(table) => {
            let entry = |(key, value): (&String, &Value)| format!("{} = {}", bare(key), inline(value));
            format!("{{ {} }}", table.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A key, quoted only where it has to be.
fn bare(key: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !key.is_empty() && key.bytes().all(is_bare) { key.to_owned() } else { quoted(key) }
}

/// Text in quotes, with escapes for what would end it and what a terminal would obey.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        let mut buffer = [0; 4];
        let shown = &*c.encode_utf8(&mut buffer);
        if matches!(c, '"' | '\\') {
            out.push('\\');
            out.push(c);
        } else if c == '\t' || printable(shown) != shown {
            let _ = write!(out, "\\U{:08X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData as _, assert_data_eq, str};

    use super::*;

    const FILE: &str = "ignore = [\"url-extra\"]\nsource = 'en'\n\n[severity]\nurl = \"info\"\n\n\
        [[layout]]\nname = \"a\"\ntranslation = \"a/{locale}/{path}\"\n\n[reference]\nrevision-keys = [\"x\"]\n\n\
        [[layout]]\ntranslation = \"b/{locale}/{path}\"\nname = \"b\"\nsource = \"b/{path}\"\n\n\
        [equivalents]\naliases = { \"x.y\" = \"de\" }\n\n\
        [[per-path]]\npaths = [\"a\\u202e/\", 'b\\\"', \"c\\n\"]\nseverity = { url = \"off\" }\n";

    fn read(text: &str) -> Options {
        Options::parse("instep.toml".into(), text.to_owned())
            .unwrap_or_else(|error| panic!("{error}\n{text}"))
    }

    fn written(file: Option<&Options>, line: &Options) -> String {
        let mut out = Vec::new();
        write(file, line, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_value_has_its_origin() {
        let line =
            Options { source: Locale::parse("fr"), ignore: vec!["step".to_owned()], ..Options::default() };
        assert_data_eq!(
            written(Some(&read(FILE)), &line),
            str![[r##"
# configuration file: instep.toml
source = "fr"  # command line
locales = []  # default
# contract is not said
extensions = []  # default
exclude = []  # default
select = []  # default
ignore = ["url-extra", "step"]  # instep.toml:1, command line
fail-on = "warning"  # default
# baseline is not said
not-expected = []  # default

[severity]
url = "info"  # instep.toml:5

[[per-path]]  # instep.toml:22
paths = ["a\U0000202E/", "b\\\"", "c\U0000000A"]  # instep.toml:23
severity = { url = "off" }  # instep.toml:24

[[layout]]  # instep.toml:7
name = "a"  # instep.toml:8
translation = "a/{locale}/{path}"  # instep.toml:9

[[layout]]  # instep.toml:14
name = "b"  # instep.toml:16
source = "b/{path}"  # instep.toml:17
translation = "b/{locale}/{path}"  # instep.toml:15

[reference]
revision-keys = ["x"]  # instep.toml:12

[limits]
files = 1000000  # default
file-mib = 128  # default
page-findings = 10000  # default
findings = 100000  # default
git-seconds = 30  # default

[placeholders]
spelling = []  # default
fictitious = []  # default
allow = []  # default

[equivalents]
language-keys = []  # default
language-subdomains = []  # default
language-folders = []  # default
any-path = []  # default
aliases = { "x.y" = "de" }  # instep.toml:20

"##]]
            .raw()
        );
    }

    #[test]
    fn what_nobody_said_is_the_default() {
        assert_data_eq!(
            written(None, &Options::default()),
            str![[r##"
# configuration file: none
# source is not said
locales = []  # default
# contract is not said
extensions = []  # default
exclude = []  # default
select = []  # default
ignore = []  # default
fail-on = "warning"  # default
# baseline is not said
not-expected = []  # default

[severity]

[reference]
revision-keys = []  # default

[limits]
files = 1000000  # default
file-mib = 128  # default
page-findings = 10000  # default
findings = 100000  # default
git-seconds = 30  # default

[placeholders]
spelling = []  # default
fictitious = []  # default
allow = []  # default

[equivalents]
language-keys = []  # default
language-subdomains = []  # default
language-folders = []  # default
any-path = []  # default

"##]]
            .raw()
        );
    }

    #[test]
    fn what_is_written_means_the_same() {
        let none = Options::default();
        let text = written(Some(&read(FILE)), &none);
        let (before, after): (Table, Table) = (toml::from_str(FILE).unwrap(), toml::from_str(&text).unwrap());
        for (key, value) in &before {
            match (value, &after[key]) {
                (Value::Table(before), Value::Table(after)) => {
                    assert!(before.iter().all(|(key, value)| after[key] == *value), "{key}: {text}");
                }
                (before, after) => assert_eq!(before, after, "{key}"),
            }
        }
        let plain = |text: &str| {
            let lines = text.lines().map(|line| line.split("  # ").next().unwrap_or_default());
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(plain(&written(Some(&read(&text)), &none)), plain(&text));
    }
}
