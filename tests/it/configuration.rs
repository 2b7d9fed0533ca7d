//! The reference of the configuration and its JSON schema, which are written from the table of keys.
//! `UPDATE_DOCS=1 cargo test configuration` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

use instep::config::keys::{KEYS, Key, Kind};
use instep::config::schema::schema;
use instep::rules::RULES;
use serde_json::{Value, json};

use crate::docs::{page, stands_between};

const SCHEMA: &str = "docs/instep.schema.json";

fn the_schema() -> Value {
    schema(&RULES.iter().map(|rule| rule.meta.name).collect::<Vec<_>>())
}

/// What a key holds, in words.
fn holds(kind: Kind) -> String {
    let names = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Locale => "a locale".to_owned(),
        Kind::Rule => "a rule or family".to_owned(),
        Kind::OneOf(all) => format!("one of {}", names(all)),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Date => "a date".to_owned(),
        Kind::Number(most) => format!("a number from 1 to {most}"),
        Kind::List(Kind::Locale) => "a list of locales".to_owned(),
        Kind::List(Kind::Rule) => "a list of rules or families".to_owned(),
        Kind::List(Kind::OneOf(all)) => format!("a list of {}", names(all)),
        Kind::List(_) => "a list of texts".to_owned(),
        Kind::Map(key, value) => format!("a table: {} = {}", holds(*key), holds(*value)),
        Kind::Table(_) => "a table".to_owned(),
        Kind::Tables(_) => "tables".to_owned(),
    }
}

fn default(key: &Key) -> String {
    match (key.required, key.default) {
        (true, _) => "required".to_owned(),
        (_, "") => "–".to_owned(),
        (_, value) => format!("`{value}`"),
    }
}

/// Sections for the keys of a table that have one of their own, the table itself before them.
fn write_table(key: &Key, path: &str, text: &mut String) {
    let (Kind::Table(keys) | Kind::Tables(keys)) = key.kind else { unreachable!("it is a table") };
    let repeated = matches!(key.kind, Kind::Tables(_));
    let head = if repeated { format!("[[{path}]]") } else { format!("[{path}]") };
    let level = "#".repeat(2 + path.matches('.').count());
    write!(text, "{level} `{head}`\n\n{}\n\n| key | holds | default | |\n|---|---|---|---|\n", key.docs)
        .unwrap();
    let plain = || keys.iter().filter(|key| !matches!(key.kind, Kind::Tables(_)));
    for key in plain() {
        let docs = key.docs.replace('\n', " ").replace('|', "\\|");
        writeln!(text, "| `{}` | {} | {} | {docs} |", key.name, holds(key.kind), default(key)).unwrap();
    }
    write!(text, "\n```toml\n").unwrap();
    // A table within another is said below that.
    if let Some((outer, _)) = path.split_once('.') {
        write!(text, "[[{outer}]]\nname = \"Support desk\"\n\n").unwrap();
    }
    writeln!(text, "{head}").unwrap();
    for key in plain() {
        writeln!(text, "{} = {}", key.name, key.example).unwrap();
    }
    write!(text, "```\n\n").unwrap();
    for key in keys.iter().filter(|key| matches!(key.kind, Kind::Tables(_))) {
        write_table(key, &format!("{path}.{}", key.name), text);
    }
}

#[test]
fn the_reference_of_all_keys() {
    let mut text = "\n".to_owned();
    for key in KEYS {
        match key.kind {
            Kind::Table(_) | Kind::Tables(_) => write_table(key, key.name, &mut text),
            Kind::Map(..) => {
                let entry = key.example.trim_matches(['{', '}', ' ']);
                let name = key.name;
                write!(text, "## `[{name}]`\n\n{}\n\n```toml\n[{name}]\n{entry}\n```\n\n", key.docs).unwrap();
            }
            _ => {
                let (kind, default) = (holds(key.kind), default(key));
                write!(text, "## `{}`\n\n{}\n\nHolds {kind}; default: {default}\n\n", key.name, key.docs)
                    .unwrap();
                write!(text, "```toml\n{} = {}\n```\n\n", key.name, key.example).unwrap();
            }
        }
    }
    stands_between("docs/configuration.md", "keys", &text);
}

#[test]
fn the_schema_that_is_published() {
    let text = format!("{:#}\n", the_schema());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA);
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("UPDATE_DOCS").is_some() && known != text {
        std::fs::write(path, text).unwrap();
    } else {
        assert!(known == text, "{SCHEMA} is out of date: run the tests with UPDATE_DOCS=1");
    }
}

/// Whether a value fits a schema, of which only what the schema above uses is understood.
fn fits(value: &Value, schema: &Value) -> Result<(), String> {
    let kind = match value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        _ => "other",
    };
    if schema["type"] != kind {
        return Err(format!("{value} is no {}", schema["type"]));
    }
    let (least, most) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
    if let Some(number) = value.as_i64()
        && (least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most))
    {
        return Err(format!("{number} is not from {least:?} to {most:?}"));
    }
    if let Some(names) = schema["enum"].as_array()
        && !names.contains(value)
    {
        return Err(format!("{value} is none of {names:?}"));
    }
    for item in value.as_array().into_iter().flatten() {
        fits(item, &schema["items"])?;
    }
    let Some(entries) = value.as_object() else { return Ok(()) };
    for (name, value) in entries {
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(property), _) => fits(value, property)?,
            (None, Value::Object(_)) => {
                fits(&json!(name), &schema["propertyNames"])?;
                fits(value, &schema["additionalProperties"])?;
            }
            _ => return Err(format!("there is no key {name}")),
        }
    }
    let required = schema["required"].as_array().into_iter().flatten();
    match required.filter_map(Value::as_str).find(|name| !entries.contains_key(*name)) {
        Some(name) => Err(format!("the key {name} is missing")),
        None => Ok(()),
    }
}

/// A configuration as editors hand it to a schema, in which dates are strings.
fn read(text: &str) -> Value {
    fn plain(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => json!(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(plain).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
            toml::Value::String(text) => json!(text),
            toml::Value::Boolean(flag) => json!(flag),
            toml::Value::Integer(number) => json!(number),
            toml::Value::Float(number) => json!(number),
        }
    }
    plain(toml::Value::Table(toml::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))))
}

#[test]
fn the_schema_accepts_what_the_pages_show() {
    let schema = the_schema();
    let mut shown = 0;
    for file in ["README.md", "docs/portals.md", "docs/configuration.md"] {
        let text = page(file);
        for example in text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            fits(&read(example), &schema).unwrap_or_else(|error| panic!("{file}: {error}\n{example}"));
            shown += 1;
        }
    }
    assert!(shown > KEYS.len(), "{shown}");
}

#[test]
fn the_schema_refuses_what_is_misspelt() {
    let schema = the_schema();
    for (text, part) in [
        ("sorce = \"en\"", "no key sorce"),
        ("[reference]\nrepo = \"x\"", "no key repo"),
        ("[[portal]]\nname = \"x\"\n[[portal.form]]\nurl = \"y\"\nvalue = []", "no key value"),
        ("[[portal]]\n[[portal.form]]\nurl = \"y\"", "the key name is missing"),
        ("locales = \"de\"", "is no \"array\""),
        ("ignore = [\"url-drfit\"]", "url-drfit"),
        ("[severity]\nurl-drfit = \"off\"", "url-drfit"),
        ("[severity]\nurl = \"none\"", "none"),
        ("fail-on = \"off\"", "off"),
    ] {
        let error = fits(&read(text), &schema).expect_err(text);
        assert!(error.contains(part), "{text}: {error}");
    }
}
