//! Portals: hosts with a known form of tenant URL, and hosts that have moved. Data, not code.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use aho_corasick::AhoCorasick;

mod form;

use crate::model::locale::Locale;
use crate::model::placeholder::{
    Place, Style, Vocabulary, id_key, identity, is_account_number, is_domain, is_guid, within_brackets,
};
use crate::model::slot::slots;
use crate::model::url::Url;

pub use form::{Form, ValueKind};

/// A portal.
#[derive(Clone, Debug, Default)]
pub struct Portal {
    /// Its name in messages.
    pub name: String,
    /// The forms of its tenant URLs.
    pub forms: Vec<Form>,
    /// Its former hosts.
    pub retired: Vec<Retired>,
    /// Where translations have another host by right.
    pub exceptions: Vec<Exception>,
}

/// A host that has moved.
#[derive(Clone, Debug)]
pub struct Retired {
    /// The host that was.
    pub host: String,
    /// The host that is.
    pub successor: String,
    /// The page of the vendor's documentation that says so.
    pub source: Option<String>,
}

/// Another host in certain languages: a sovereign cloud has its own.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The languages.
    pub locales: Vec<Locale>,
    /// The source's host.
    pub host: String,
    /// The translation's.
    pub instead: String,
}

/// What stands in the place of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// What the reader is to replace.
    Placeholder(Style),
    /// What names no single tenant.
    Public,
    /// A tenant of the kind that only ever is a real one.
    Real(ValueKind),
    /// Any other name.
    Literal,
}

/// The place of a tenant in a URL.
#[derive(Clone, Debug)]
pub struct Tenancy<'p> {
    /// The portal.
    pub portal: &'p Portal,
    /// The form that the URL has.
    pub form: &'p Form,
    /// The tenant's bytes in the URL.
    pub span: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// A placeholder in a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InUrl {
    /// Its bytes in the URL, brackets included.
    pub span: Range<usize>,
    /// The bytes of its name in the URL.
    pub name: Range<usize>,
    /// How it is written.
    pub style: Style,
    /// The part of the URL in which it stands.
    pub place: Place,
}

impl InUrl {
    /// What every spelling of its name in the URL shares.
    pub fn identity(&self, url: &Url) -> String {
        identity(&url.as_str()[self.name.clone()])
    }
}

/// All portals that hold in a run, built-in and configured, and what placeholders are made of.
#[derive(Clone, Debug, Default)]
pub struct Portals {
    /// What placeholders are made of.
    pub vocabulary: Vocabulary,
    /// The spellings of placeholders that a repository has settled on.
    pub spellings: Vec<String>,
    all: Vec<Portal>,
    /// The forms by the last two labels of their hosts, those of any host under none: indices of portal and form.
    by_tail: BTreeMap<String, Vec<(usize, usize)>>,
    /// Finds what a URL has one of if it has a form of any host; none where such a form has nothing fixed.
    telling: Option<AhoCorasick>,
    /// The portals with other hosts in certain languages: their indices.
    excepting: Vec<usize>,
    /// Former hosts, in lower case: indices of portal and host.
    retired: HashMap<String, (usize, usize)>,
}

impl Portals {
    /// The portals, the ones that come first asked first.
    pub fn new(all: Vec<Portal>, vocabulary: Vocabulary, spellings: Vec<String>) -> Self {
        let mut portals = Self { vocabulary, spellings, all, ..Self::default() };
        for (index, portal) in portals.all.iter().enumerate() {
            portals.excepting.extend((!portal.exceptions.is_empty()).then_some(index));
            for (form, of) in portal.forms.iter().enumerate() {
                portals.by_tail.entry(of.tail()).or_default().push((index, form));
            }
            for (host, retired) in portal.retired.iter().enumerate() {
                portals.retired.entry(retired.host.to_ascii_lowercase()).or_insert((index, host));
            }
        }
        for forms in portals.by_tail.values_mut() {
            let fixed = |&(portal, form): &(usize, usize)| portals.all[portal].forms[form].specificity();
            forms.sort_by_key(|form| (form.0, std::cmp::Reverse(fixed(form))));
        }
        let of_any_host = portals.forms_of("").map(|(_, form)| form.telling());
        portals.telling = of_any_host
            .collect::<Option<Vec<&str>>>()
            .and_then(|telling| AhoCorasick::builder().ascii_case_insensitive(true).build(telling).ok());
        portals
    }

    /// All portals.
    pub fn all(&self) -> &[Portal] {
        &self.all
    }

    /// Where a URL names a tenant, if it has the form of a portal's tenant URL.
    pub fn tenancy(&self, url: &Url) -> Option<Tenancy<'_>> {
        let mut forms = self.forms(url).peekable();
        forms.peek()?;
        let all = slots(url);
        forms.find_map(|(portal, form)| {
            let span = form.find(&all)?;
            let value = self.value(&url.as_str()[span.clone()], form)?;
            Some(Tenancy { portal, form, span, value })
        })
    }

    /// The placeholders of a URL: those that show wherever they stand, and what stands in for a tenant's name.
    pub fn placeholders(&self, url: &Url) -> Vec<InUrl> {
        let mut found = Vec::new();
        for slot in slots(url) {
            let names = self.vocabulary.scan(slot.text, slot.place).into_iter();
            found.extend(names.map(|name| InUrl {
                span: slot.start + name.span.start..slot.start + name.span.end,
                name: slot.start + name.name.start..slot.start + name.name.end,
                style: name.style,
                place: slot.place,
            }));
        }
        if let Some(Tenancy { form, span, value: Value::Placeholder(style), .. }) = self.tenancy(url)
            && found.iter().all(|other| other.span.end <= span.start || span.end <= other.span.start)
        {
            found.push(InUrl { name: span.clone(), span, style, place: form.place });
            found.sort_by_key(|found| found.span.start);
        }
        found
    }

    /// The form that a URL would have if the tenant were not left out, where there is no such URL without one.
    pub fn lacks_tenant(&self, url: &Url) -> Option<(&Portal, &Form)> {
        let of_any_host = url.host().map(|_| self.forms_of("")).into_iter().flatten();
        let required = self.forms_of_host(url).chain(of_any_host).filter(|(_, form)| form.required);
        let mut required = required.filter(|(_, form)| form.may_be_of(url)).peekable();
        required.peek()?;
        let all = slots(url);
        required.find(|(_, form)| form.is_without_tenant(&all))
    }

    /// The portal that a host belonged to, and where it has moved.
    pub fn retired(&self, host: &str) -> Option<(&Portal, &Retired)> {
        let (portal, retired) = *self.retired.get(&host.to_ascii_lowercase())?;
        Some((&self.all[portal], &self.all[portal].retired[retired]))
    }

    /// Whether the second host is where the first has moved.
    pub fn is_successor(&self, host: &str, successor: &str) -> bool {
        self.retired(host).is_some_and(|(_, retired)| retired.successor.eq_ignore_ascii_case(successor))
    }

    /// The source's host for which a language has this one, or one below it, by right. An exception for a language holds
    /// in all its regions, one for a region there only.
    pub fn host_of_source(&self, locale: &Locale, host: &str) -> Option<String> {
        self.exceptions(locale).find_map(|exception| {
            let start = host.len().checked_sub(exception.instead.len())?;
            let (below, rest) = (host.get(..start)?, host.get(start..)?);
            let fits =
                rest.eq_ignore_ascii_case(&exception.instead) && (below.is_empty() || below.ends_with('.'));
            fits.then(|| format!("{below}{}", exception.host))
        })
    }

    /// Whether some portal has a host of its own for a locale.
    pub fn has_exceptions(&self, locale: &Locale) -> bool {
        self.exceptions(locale).next().is_some()
    }

    fn exceptions<'a>(&'a self, locale: &'a Locale) -> impl Iterator<Item = &'a Exception> {
        let holds = move |of: &Locale| of == locale || (!of.has_subtags() && of.same_language(locale));
        let all = self.excepting.iter().flat_map(|&portal| &self.all[portal].exceptions);
        all.filter(move |exception| exception.locales.iter().any(holds))
    }

    /// How the repository spells a placeholder, if it has settled on a spelling.
    pub fn settled(&self, name: &str) -> Option<&str> {
        let same = |spelling: &&String| identity(spelling) == identity(name);
        self.spellings.iter().find(same).map(String::as_str)
    }

    /// The forms that a URL may have.
    fn forms(&self, url: &Url) -> impl Iterator<Item = (&Portal, &Form)> {
        let may_be = || self.telling.as_ref().is_none_or(|telling| telling.is_match(url.as_str()));
        let of_any_host = (url.host().is_some() && may_be()).then(|| self.forms_of(""));
        let known = self.forms_of_host(url).filter(|(_, form)| form.may_be_of(url));
        known.chain(of_any_host.into_iter().flatten())
    }

    /// The forms of the hosts that end as a URL's does.
    fn forms_of_host(&self, url: &Url) -> impl Iterator<Item = (&Portal, &Form)> + use<'_> {
        let host = url.host().unwrap_or_default();
        let top = host.rfind('.').unwrap_or(0);
        let tail = host[..top].rfind('.').map_or(host, |dot| &host[dot + 1..]);
        if tail.bytes().any(|byte| byte.is_ascii_uppercase()) {
            self.forms_of(&tail.to_ascii_lowercase())
        } else {
            self.forms_of(tail)
        }
    }

    fn forms_of<'p>(&'p self, tail: &str) -> impl Iterator<Item = (&'p Portal, &'p Form)> + use<'p> {
        let found = self.by_tail.get(tail).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|&(portal, form)| (&self.all[portal], &self.all[portal].forms[form]))
    }

    /// How a text is written that stands in for a tenant's name. On any host a word that is none elsewhere may be anything.
    fn stands_in(&self, text: &str, form: &Form) -> Option<Style> {
        let style = self.vocabulary.stand_in(text, form.place)?;
        let known = !form.is_of_any_host() || style != Style::Words;
        (known || !self.vocabulary.scan(text, form.place).is_empty()).then_some(style)
    }

    /// What a text in the place of a tenant is; none if no tenant is named like this.
    fn value(&self, text: &str, form: &Form) -> Option<Value> {
        if text.is_empty() {
            return None;
        }
        let lower = text.to_ascii_lowercase();
        if form.public.contains(&lower) || self.vocabulary.public.contains(&id_key(text)) {
            return Some(Value::Public);
        }
        if let Some(style) = self.stands_in(text, form) {
            return Some(Value::Placeholder(style));
        }
        let takes = |kind: ValueKind| form.values.contains(&kind);
        if is_guid(within_brackets(text)) && takes(ValueKind::Guid) {
            return Some(Value::Real(ValueKind::Guid));
        }
        if is_account_number(text) && takes(ValueKind::Number) {
            return Some(Value::Real(ValueKind::Number));
        }
        // On any host, what is no ID may be anything.
        let is_name = takes(ValueKind::Name) && !form.is_of_any_host();
        (is_name || is_domain(text) && takes(ValueKind::Domain)).then_some(Value::Literal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(template: &str, values: &[ValueKind]) -> Form {
        let mut form = Form::parse(template).unwrap();
        form.values = values.to_vec();
        form
    }

    fn portals() -> Portals {
        let form = |template: &str, values: &[ValueKind], required: bool| {
            let mut form = form(template, values);
            form.public = vec!["www".to_owned(), "common".to_owned()];
            form.required = required;
            form
        };
        let portal = Portal {
            name: "Portal".to_owned(),
            forms: vec![
                form("https://{tenant}.files.example.com", &[ValueKind::Name], false),
                form("https://{tenant}-my.files.example.com", &[ValueKind::Name], false),
                form("https://login.example.com/{tenant}/oauth2", &[ValueKind::Guid], true),
                form("https://portal.example.com?tid={tenant}", &[ValueKind::Guid], false),
                form("https://portal.example.com/#@{tenant}", &[ValueKind::Domain], false),
                form("https://*/{tenant}/saml2", &[ValueKind::Guid], false),
                form("https://{tenant}.signin.example.com", &[ValueKind::Number], false),
            ],
            retired: vec![Retired {
                host: "old.example.com".to_owned(),
                successor: "portal.example.com".to_owned(),
                source: None,
            }],
            exceptions: vec![Exception {
                locales: vec![Locale::parse("zh-CN").unwrap()],
                host: "portal.example.com".to_owned(),
                instead: "portal.example.cn".to_owned(),
            }],
        };
        Portals::new(vec![portal], Vocabulary::default(), vec!["customer_tenant_id".to_owned()])
    }

    fn tenant(url: &str) -> Option<(String, Place, Value)> {
        let (portals, url) = (portals(), Url::new(url));
        let found = portals.tenancy(&url)?;
        Some((url.as_str()[found.span].to_owned(), found.form.place, found.value))
    }

    #[test]
    fn the_tenant_is_found_where_the_form_has_it() {
        let braces = Value::Placeholder(Style::Braces);
        for (url, name, place, value) in [
            ("https://{t}.files.example.com/a", "{t}", Place::Label, braces),
            ("https://acme-my.Files.example.com", "acme", Place::Label, Value::Literal),
            ("https://www.files.example.com", "www", Place::Label, Value::Public),
            ("https://login.example.com/common/oauth2/v2.0", "common", Place::Segment, Value::Public),
            ("https://portal.example.com?a=b&TID={t}", "{t}", Place::Value, braces),
            ("https://portal.example.com/#@{t}/resource", "{t}", Place::Fragment, braces),
            (
                "https://any.example.org/7f379fee-c4f9-4278-b0a1-e4c8c2fcdf7e/saml2",
                "7f379fee-c4f9-4278-b0a1-e4c8c2fcdf7e",
                Place::Segment,
                Value::Real(ValueKind::Guid),
            ),
            (
                "https://428731095562.signin.example.com",
                "428731095562",
                Place::Label,
                Value::Real(ValueKind::Number),
            ),
        ] {
            assert_eq!(tenant(url), Some((name.to_owned(), place, value)), "{url}");
        }
        for url in [
            "https://portal.example.com",
            "https://files.example.com",
            "https://a.b.files.example.com",
            "https://-my.files.example.com.example.org",
            "/portal.example.com?tid=x",
        ] {
            assert_eq!(tenant(url), None, "{url}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_without_its_tenant() {
        let portals = portals();
        let lacks = |url: &str| portals.lacks_tenant(&Url::new(url)).is_some();
        assert!(lacks("https://login.example.com/oauth2/v2.0/token"));
        assert!(!lacks("https://login.example.com/{t}/oauth2/v2.0/token"));
        assert!(!lacks("https://login.example.com"));
    }

    #[test]
    fn hosts_that_moved_and_hosts_of_certain_languages() {
        let portals = portals();
        assert!(portals.is_successor("OLD.example.com", "portal.example.com"));
        assert!(!portals.is_successor("portal.example.com", "old.example.com"));
        let zh = Locale::parse("zh-CN").unwrap();
        let of = |host: &str| portals.host_of_source(&zh, host);
        assert_eq!(of("portal.example.cn").as_deref(), Some("portal.example.com"));
        assert_eq!(of("{t}.portal.example.cn").as_deref(), Some("{t}.portal.example.com"));
        assert_eq!(of("myportal.example.cn"), None);
        assert_eq!(portals.host_of_source(&Locale::parse("zh-TW").unwrap(), "portal.example.cn"), None);
        assert_eq!(portals.host_of_source(&Locale::parse("de").unwrap(), "portal.example.cn"), None);
    }

    #[test]
    fn settled_spellings_hold_for_every_style() {
        let portals = portals();
        assert_eq!(portals.settled("CustomerTenantId"), Some("customer_tenant_id"));
        assert_eq!(portals.settled("<customer_tenant_id>"), Some("customer_tenant_id"));
        assert_eq!(portals.settled("tenant"), None);
    }

    #[test]
    fn the_case_of_a_form_is_no_matter() {
        let form = form("https://{tenant}.A.Example", &[ValueKind::Name]);
        let portal = Portal { name: "Portal".to_owned(), forms: vec![form], ..Portal::default() };
        let portals = Portals::new(vec![portal], Vocabulary::default(), Vec::new());
        assert!(portals.tenancy(&Url::new("https://acme.a.example")).is_some());
    }

    #[test]
    fn what_is_empty_names_no_tenant() {
        let form = form("https://a.example?t={tenant}", &[ValueKind::Name]);
        let portal = Portal { name: "Portal".to_owned(), forms: vec![form], ..Portal::default() };
        let portals = Portals::new(vec![portal], Vocabulary::default(), Vec::new());
        assert!(portals.tenancy(&Url::new("https://a.example?t=")).is_none());
        assert!(portals.tenancy(&Url::new("https://a.example?t=b")).is_some());
    }

    #[test]
    fn a_form_that_is_none_says_why() {
        for (template, part) in [
            ("https://example.com", "has no `{tenant}`"),
            ("https://{tenant}.example.com/{tenant}", "has 2 tenant positions"),
            ("{tenant}.example.com", "is no URL"),
            ("https://{tenant}@example.com", "is no label"),
            ("{tenant}://example.com", "is no URL"),
            ("https://example.com?{tenant}=a", "is no label"),
            ("https://example.com:{tenant}/", "`com:{tenant}` is no label"),
            ("https://example..com/{tenant}", "`` is no label"),
            ("https://{{tenant}}.example.com", "other braces"),
            ("https://example.com?a=b&tid={tenant}", "not the tenant"),
            ("https://example.com?tid=a-{tenant}", "only a part"),
            ("https://example.com/#/{tenant}/a", "does not end"),
            ("https://u@example.com/{tenant}", "user part"),
        ] {
            let message = Form::parse(template).unwrap_err();
            assert!(message.contains(part), "{template}: {message}");
        }
    }
}
