//! Portals and placeholders: the built-in data, and what a configuration file adds to it.

use serde::{Deserialize, Deserializer};

use super::suggest::unknown;
use super::values::{list, locales, text};
use crate::model::locale::Locale;
use crate::model::placeholder::{
    Vocabulary, Words, id_key, is_account_number, is_domain, is_guid, within_brackets,
};
use crate::model::portal::{Exception, Form, Portal, Portals, Retired, ValueKind};

/// What a configuration file says of placeholders.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct PlaceholderOptions {
    /// How the repository spells its placeholders; what has the same words is to be written like this.
    #[serde(deserialize_with = "names")]
    pub spelling: Vec<String>,
    /// Names, beside the usual ones, of companies that do not exist.
    #[serde(deserialize_with = "companies")]
    pub fictitious: Vec<String>,
    /// Real IDs of tenants that may be shown.
    #[serde(deserialize_with = "ids")]
    pub allow: Vec<String>,
}

/// A portal that a configuration file describes.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "RawPortal")]
pub struct PortalOptions(Portal);

/// A portal as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawPortal {
    #[serde(deserialize_with = "name")]
    name: String,
    #[serde(default, rename = "form")]
    forms: Vec<FormOptions>,
    #[serde(default)]
    retired: Vec<RetiredOptions>,
    #[serde(default, rename = "exception")]
    exceptions: Vec<RawException>,
}

/// A form, so that an error points at its table.
#[derive(Deserialize)]
#[serde(try_from = "RawForm")]
struct FormOptions(Form);

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawForm {
    url: String,
    #[serde(default = "all_values", deserialize_with = "values")]
    values: Vec<ValueKind>,
    #[serde(default)]
    public: Vec<String>,
    #[serde(default)]
    required: bool,
    source: Option<String>,
    #[expect(dead_code, reason = "it is there for who reads the file")]
    read: Option<toml::value::Datetime>,
}

/// What a tenant may be, by name.
pub(super) const VALUES: [(&str, ValueKind); 4] = [
    ("guid", ValueKind::Guid),
    ("domain", ValueKind::Domain),
    ("name", ValueKind::Name),
    ("number", ValueKind::Number),
];

fn all_values() -> Vec<ValueKind> {
    VALUES.map(|(_, kind)| kind).to_vec()
}

fn values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ValueKind>, D::Error> {
    list(deserializer, |name| {
        let found = VALUES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, kind)| *kind)
            .ok_or_else(|| unknown("kind of value", name, &VALUES.map(|(name, _)| name)))
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawRetired {
    #[serde(deserialize_with = "a_host")]
    host: String,
    #[serde(deserialize_with = "a_host")]
    successor: String,
    source: Option<String>,
    #[expect(dead_code, reason = "it is there for who reads the file")]
    read: Option<toml::value::Datetime>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawException {
    #[serde(deserialize_with = "some_locales")]
    locales: Vec<Locale>,
    #[serde(deserialize_with = "a_host")]
    host: String,
    #[serde(deserialize_with = "a_host")]
    instead: String,
    #[serde(deserialize_with = "said")]
    #[expect(dead_code, reason = "it is there for who reads the file")]
    reason: String,
}

/// A former host, so that an error points at its table.
#[derive(Deserialize)]
#[serde(try_from = "RawRetired")]
struct RetiredOptions(Retired);

/// Text that has a letter or digit: without one, a name would be in every other.
fn read_name(text: &str) -> Result<String, String> {
    let is_name = text.contains(char::is_alphanumeric);
    if is_name {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no name, expected letters or digits"))
    }
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer, read_name)
}

fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, read_name)
}

fn companies<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, |text| {
        let name = read_name(text)?;
        let is_label = name.chars().all(|c| c.is_alphanumeric() || c == '-');
        let message = || format!("`{text}` is no part of a host, expected letters, digits and hyphens");
        if is_label { Ok(name) } else { Err(message()) }
    })
}

fn ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, |text| {
        let id = within_brackets(text);
        let message = || format!("`{text}` is no ID, expected a GUID, an account number or a domain");
        let is_id = is_guid(id) || is_account_number(id) || is_domain(id);
        is_id.then(|| text.to_owned()).ok_or_else(message)
    })
}

/// A host, or what is wrong with it.
pub(super) fn host(text: &str) -> Result<String, String> {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let message = || format!("`{text}` is no host, expected one such as `portal.example.com`");
    text.split('.').all(is_label).then(|| text.to_owned()).ok_or_else(message)
}

fn a_host<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer, host)
}

fn some_locales<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Locale>, D::Error> {
    let some = locales(deserializer)?;
    if some.is_empty() {
        return Err(serde::de::Error::custom("the locales that have another host are expected"));
    }
    Ok(some)
}

fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text(deserializer, |text| {
        let is_blank = text.trim().is_empty();
        if is_blank { Err("a `reason` that says why is expected".to_owned()) } else { Ok(text.to_owned()) }
    })
}

impl TryFrom<RawForm> for FormOptions {
    type Error = String;

    fn try_from(raw: RawForm) -> Result<Self, String> {
        let mut form = Form::parse(&raw.url)?;
        form.values = raw.values;
        form.public = raw.public.iter().map(|value| value.to_lowercase()).collect();
        if raw.required && !form.can_be_required() {
            return Err(format!(
                "`required` does not fit `{}`: that a tenant is missing is seen only in the path of a known host, \
                 beside another segment",
                raw.url
            ));
        }
        form.required = raw.required;
        form.source = raw.source;
        Ok(Self(form))
    }
}

impl TryFrom<RawRetired> for RetiredOptions {
    type Error = String;

    fn try_from(raw: RawRetired) -> Result<Self, String> {
        if raw.host.eq_ignore_ascii_case(&raw.successor) {
            return Err(format!("`{}` cannot be its own successor", raw.host));
        }
        Ok(Self(Retired { host: raw.host, successor: raw.successor, source: raw.source }))
    }
}

impl From<RawPortal> for PortalOptions {
    fn from(raw: RawPortal) -> Self {
        let exception =
            |raw: RawException| Exception { locales: raw.locales, host: raw.host, instead: raw.instead };
        Self(Portal {
            name: raw.name,
            forms: raw.forms.into_iter().map(|form| form.0).collect(),
            retired: raw.retired.into_iter().map(|retired| retired.0).collect(),
            exceptions: raw.exceptions.into_iter().map(exception).collect(),
        })
    }
}

/// `portals.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltInPortals {
    portal: Vec<PortalOptions>,
}

/// `placeholders.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltInPlaceholders {
    whose: Vec<String>,
    tenants: Vec<String>,
    others: Vec<String>,
    companies: Vec<Named>,
    public: Vec<Named>,
}

/// Names, and where they were read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    names: Vec<String>,
    #[expect(dead_code, reason = "it is there for who reads the file")]
    source: String,
    #[expect(dead_code, reason = "it is there for who reads the file")]
    read: toml::value::Datetime,
}

/// The portals that hold: those that were configured before the built-in ones.
pub(super) fn portals(configured: &[PortalOptions], placeholders: &PlaceholderOptions) -> Portals {
    let built_in: BuiltInPortals =
        toml::from_str(include_str!("portals.toml")).expect("a test reads the built-in data");
    let all = configured.iter().cloned().chain(built_in.portal).map(|portal| portal.0);
    Portals::new(all.collect(), vocabulary(placeholders), placeholders.spelling.clone())
}

fn vocabulary(said: &PlaceholderOptions) -> Vocabulary {
    let built_in: BuiltInPlaceholders =
        toml::from_str(include_str!("placeholders.toml")).expect("a test reads the built-in data");
    let names = |tables: Vec<Named>, more: &[String]| {
        let names = tables.into_iter().flat_map(|table| table.names).chain(more.iter().cloned());
        names.map(|name| name.to_lowercase()).collect::<Vec<_>>()
    };
    Vocabulary {
        words: Words {
            whose: built_in.whose.into_iter().collect(),
            tenants: built_in.tenants.into_iter().collect(),
            others: built_in.others.into_iter().collect(),
        },
        companies: names(built_in.companies, &said.fictitious),
        public: names(built_in.public, &said.allow).iter().map(|id| id_key(id)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::placeholder::{LONGEST_WORD, Style};
    use crate::model::portal::Value;
    use crate::model::url::Url;

    fn built_in() -> Portals {
        portals(&[], &PlaceholderOptions::default())
    }

    #[test]
    fn built_in_data_holds_together() {
        let portals = built_in();
        let mut names: Vec<_> = portals.all().iter().map(|portal| &portal.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), portals.all().len(), "a portal is there once");
        let words = &portals.vocabulary.words;
        for word in words.whose.iter().chain(&words.tenants).chain(&words.others) {
            assert!(word.len() <= LONGEST_WORD, "{word}");
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{word}");
        }
    }

    #[test]
    fn every_form_and_every_retired_host_says_where_it_was_read() {
        let data: toml::Table = toml::from_str(include_str!("portals.toml")).unwrap();
        let mut facts = 0;
        for portal in data["portal"].as_array().unwrap() {
            for family in ["form", "retired"] {
                for fact in portal.get(family).and_then(toml::Value::as_array).into_iter().flatten() {
                    let source = fact.get("source").and_then(toml::Value::as_str).unwrap_or_default();
                    assert!(Url::new(source).host().is_some_and(|host| host.contains('.')), "{fact}");
                    assert!(fact.get("read").is_some_and(toml::Value::is_datetime), "{fact}");
                    facts += 1;
                }
            }
        }
        assert!(facts > 0);
    }

    #[test]
    fn a_form_of_any_host_cannot_say_what_is_none() {
        let portals = built_in();
        let mut forms = portals.all().iter().flat_map(|portal| &portal.forms);
        assert!(forms.all(|form| !form.required || form.can_be_required()));
    }

    #[test]
    fn retired_hosts_lead_to_hosts_that_are_not() {
        let portals = built_in();
        for retired in portals.all().iter().flat_map(|portal| &portal.retired) {
            assert!(portals.retired(&retired.successor).is_none(), "{}", retired.successor);
        }
    }

    #[test]
    fn ids_and_companies_are_told_whatever_their_case() {
        let said: PlaceholderOptions =
            toml::from_str("fictitious = [\"Acme\"]\nallow = [\"5B3E7C91-04DA-4F6B-9C22-81E0D7A4F635\"]")
                .unwrap();
        let portals = portals(&[], &said);
        let value = |url: &str| portals.tenancy(&Url::new(url)).unwrap().value;
        let id = "https://security.microsoft.com?tid=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635";
        assert_eq!(value(id), Value::Public);
        assert_eq!(value("https://acme.sharepoint.com"), Value::Placeholder(Style::Fictitious));
        assert_eq!(value("https://zebra.sharepoint.com"), Value::Literal);
    }

    #[test]
    fn what_is_configured_is_asked_first() {
        let portal: PortalOptions = toml::from_str(
            "name = \"Ours\"\n[[form]]\nurl = \"https://security.microsoft.com?tid={tenant}\"\nvalues = [\"name\"]",
        )
        .unwrap();
        let portals = portals(&[portal], &PlaceholderOptions::default());
        let url = Url::new("https://security.microsoft.com?tid=x");
        assert_eq!(portals.tenancy(&url).unwrap().portal.name, "Ours");
    }
}
