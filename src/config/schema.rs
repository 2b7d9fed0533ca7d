//! The JSON schema of a configuration file, for editors.

use serde_json::{Value, json};

use super::keys::{KEYS, Key, Kind};

/// The schema; `rules` are the names of all rules.
pub fn schema(rules: &[&str]) -> Value {
    let mut schema = table(KEYS, &selectors(rules));
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("instep.toml");
    schema["description"] = json!("What instep checks, and how. No key is needed.");
    schema
}

/// What means a rule: its name, or the beginning that the names of a family share.
fn selectors(rules: &[&str]) -> Value {
    let families = |name: &str| {
        let dashes: Vec<usize> = name.match_indices('-').map(|(at, _)| at).collect();
        dashes.into_iter().map(|at| name[..at].to_owned()).collect::<Vec<_>>()
    };
    let mut names: Vec<String> = rules.iter().flat_map(|name| families(name)).collect();
    names.extend(rules.iter().map(|name| (*name).to_owned()));
    names.push("all".to_owned());
    names.sort();
    names.dedup();
    json!({ "type": "string", "enum": names })
}

fn table(keys: &[Key], rules: &Value) -> Value {
    let property = |key: &Key| {
        let mut value = kind(key.kind, rules);
        value["description"] = json!(key.docs.replace('\n', " "));
        if let Some(default) = default(key) {
            value["default"] = default;
        }
        (key.name.to_owned(), value)
    };
    let properties: serde_json::Map<String, Value> = keys.iter().map(property).collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut table = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn kind(of: Kind, rules: &Value) -> Value {
    match of {
        Kind::Text => json!({ "type": "string" }),
        Kind::Locale => json!({ "type": "string", "minLength": 2, "examples": ["en", "pt-BR"] }),
        Kind::Rule => rules.clone(),
        Kind::OneOf(names) => json!({ "type": "string", "enum": names }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Number(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Kind::List(item) => json!({ "type": "array", "items": kind(*item, rules) }),
        Kind::Map(names, values) => json!({
            "type": "object",
            "propertyNames": kind(*names, rules),
            "additionalProperties": kind(*values, rules),
        }),
        Kind::Table(keys) => table(keys, rules),
        Kind::Tables(keys) => json!({ "type": "array", "items": table(keys, rules) }),
    }
}

/// What holds without the key.
fn default(key: &Key) -> Option<Value> {
    let said: toml::Table = toml::from_str(&format!("value = {}", key.default)).ok()?;
    serde_json::to_value(said.get("value")?).ok()
}
