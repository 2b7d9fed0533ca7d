//! What became of a placeholder between two URLs, one of which was written for the other.

use std::ops::Range;

use crate::model::comparison::{Naming, TenantChange};
use crate::model::placeholder::{
    Place, Vocabulary, enclosed, id_key, identity, is_account_number, is_domain, is_guid, within_brackets,
};
use crate::model::portal::{Portals, Value};
use crate::model::slot::{Slot, slots};
use crate::model::url::{Url, percent_decode};

use super::super::key::Key;

/// URLs of more parts than this, or with more placeholders, are not looked into.
const MOST_PARTS: usize = 64;

/// Query keys whose values are IDs that are published: of applications and products (OAuth 2.0, RFC 6749, section 2.2).
const PUBLIC_KEYS: [&str; 6] = ["app_id", "appid", "client_id", "clientid", "product_id", "products"];

/// What became of a placeholder of the reference's URL, if nothing else differs.
pub(super) fn tenant_change(reference: &Key, translation: &Key, portals: &Portals) -> Option<TenantChange> {
    let (r, t) = (whole(reference), whole(translation));
    if r.scheme() != t.scheme() {
        return None;
    }
    let mut pair = Pair { portals, r: parts(&r, Some(portals)), t: Vec::new() };
    if pair.r.len() > MOST_PARTS || !(1..=MOST_PARTS).contains(&pair.holes().count()) {
        return None;
    }
    pair.t = parts(&t, None);
    if pair.t.len() > MOST_PARTS {
        return None;
    }
    pair.renamed().or_else(|| pair.rekeyed()).or_else(|| pair.lost()).or_else(|| pair.misplaced())
}

/// A URL apart from its language, its fragment included.
fn whole(key: &Key) -> Url {
    match &key.fragment {
        Some(fragment) => Url::new(&format!("{}#{fragment}", key.main)),
        None => Url::new(&key.main),
    }
}

/// A part of a URL, percent-encoding resolved, and what in it is to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    place: Place,
    key: Option<String>,
    text: String,
    holes: Vec<Hole>,
}

impl Part {
    /// What two parts share if they say the same.
    fn facts(&self) -> (Place, Option<&str>, &str) {
        (self.place, self.key.as_deref(), &self.text)
    }
}

/// A placeholder in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hole {
    /// Its bytes in the part, brackets included.
    span: Range<usize>,
    name: String,
    /// Whether it stands for a tenant, as far as its place and its name tell.
    is_tenant: bool,
}

/// The parts of a URL; with the placeholders in them if it is known what those are.
fn parts(url: &Url, portals: Option<&Portals>) -> Vec<Part> {
    let tenancy = portals
        .and_then(|portals| portals.tenancy(url))
        .filter(|tenancy| matches!(tenancy.value, Value::Placeholder(_)));
    let all = slots(url);
    // In `contoso.example.com` and `contoso` a company's name is a tenant's; in `contoso.com` it is the site's.
    let labels = all.iter().filter(|slot| slot.place == Place::Label).count();
    let first =
        all.iter().find(|slot| slot.place == Place::Label).filter(|_| labels != 2).map(|slot| slot.start);
    let part = |slot: &Slot<'_>| {
        let tenant = tenancy
            .as_ref()
            .map(|tenancy| tenancy.span.clone())
            .filter(|span| slot.span().start <= span.start && span.end <= slot.span().end);
        let text = percent_decode(slot.text);
        let company = |portals: &Portals| {
            Some(slot.start) == first && portals.vocabulary.companies.iter().any(|name| name == slot.text)
        };
        let tenant = tenant.or_else(|| portals.is_some_and(company).then(|| slot.span()));
        let holes = portals.map_or_else(Vec::new, |portals| holes(&text, slot, tenant, &portals.vocabulary));
        Part { place: slot.place, key: slot.key.map(str::to_owned), text, holes }
    };
    all.iter().map(part).collect()
}

fn holes(text: &str, slot: &Slot<'_>, tenant: Option<Range<usize>>, vocabulary: &Vocabulary) -> Vec<Hole> {
    let found = vocabulary.scan(text, slot.place);
    let says_so =
        |name: &str| vocabulary.words.split(name).iter().any(|word| vocabulary.words.is_telling(word));
    let by_place = tenant.is_some() || matches!(slot.place, Place::Label | Place::User);
    let mut holes: Vec<Hole> = found
        .into_iter()
        .map(|found| {
            let name = text[found.name].trim().to_owned();
            Hole { span: found.span, is_tenant: by_place || says_so(&name), name }
        })
        .collect();
    // A word that is a placeholder nowhere but in the place of a tenant.
    if let Some(span) = tenant.filter(|_| holes.is_empty() && text == slot.text) {
        let span = span.start - slot.start..span.end - slot.start;
        holes.push(Hole { name: text[span.clone()].to_owned(), span, is_tenant: true });
    }
    holes
}

struct Pair<'a> {
    portals: &'a Portals,
    r: Vec<Part>,
    t: Vec<Part>,
}

impl Pair<'_> {
    /// Other things stand in the places of the placeholders, and nothing else differs.
    fn renamed(&self) -> Option<TenantChange> {
        let same_key = |(r, t): (&Part, &Part)| (r.place, &r.key) == (t.place, &t.key);
        if self.r.len() != self.t.len() || !self.r.iter().zip(&self.t).all(same_key) {
            return None;
        }
        let mut worst: Option<(Naming, bool, &str, &str)> = None;
        for (r, t) in self.r.iter().zip(&self.t).filter(|(r, t)| r.text != t.text) {
            for (hole, written) in r.holes.iter().zip(filled(r, &t.text)?) {
                if r.text[hole.span.clone()] == *written {
                    continue;
                }
                if written.trim().is_empty() {
                    return hole.is_tenant.then(|| loss(r, hole));
                }
                let mut naming = naming(&hole.name, written, &self.portals.vocabulary);
                // Elsewhere numbers and domains are anything.
                let may_be_id = hole.is_tenant || (is_guid(within_brackets(written)) && !has_public_key(r));
                if naming == Naming::RealId && !may_be_id {
                    naming = Naming::Other;
                }
                if worst.is_none_or(|(found, tenant, ..)| (found, tenant) < (naming, hole.is_tenant)) {
                    worst = Some((naming, hole.is_tenant, &r.text[hole.span.clone()], written));
                }
            }
        }
        let (naming, tenant, wanted, written) = worst?;
        let (wanted, written) = (wanted.to_owned(), written.to_owned());
        Some(TenantChange::Placeholder { naming, tenant, wanted, written })
    }

    /// The key of a placeholder is another.
    fn rekeyed(&self) -> Option<TenantChange> {
        let r = only_in(&self.r, &self.t)?;
        let t = only_in(&self.t, &self.r)?;
        let (wanted, written) = (r.key.as_ref()?, t.key.as_ref()?);
        let filled = filled(r, &t.text)?;
        let same = |(hole, written): (&Hole, &&str)| identity(&hole.name) == identity(written);
        let fits = r.holes.iter().any(|hole| hole.is_tenant) && r.holes.iter().zip(&filled).all(same);
        fits.then(|| TenantChange::Key { wanted: wanted.clone(), written: written.clone() })
    }

    /// The URL is the reference's without a placeholder.
    fn lost(&self) -> Option<TenantChange> {
        for (index, part) in self.r.iter().enumerate() {
            for hole in part.holes.iter().filter(|hole| hole.is_tenant) {
                let before = part.text[..hole.span.start].trim_end_matches(['-', '_']);
                let after = part.text[hole.span.end..].trim_start_matches(['-', '_']);
                let rests = [
                    format!("{before}{}", &part.text[hole.span.end..]),
                    format!("{}{after}", &part.text[..hole.span.start]),
                ];
                let is_rest = |rest: &String| !rest.is_empty() && self.is_translation_with(index, Some(rest));
                if self.is_translation_with(index, None) || rests.iter().any(is_rest) {
                    return Some(loss(part, hole));
                }
            }
        }
        let (part, hole) = self.holes().find(|(part, hole)| part.place == Place::Value && hole.is_tenant)?;
        let without_query = self.r.iter().filter(|part| part.place != Place::Value);
        same(without_query, self.t.iter()).then(|| loss(part, hole))
    }

    /// Whether the translation is the reference with another text for one part, or without the part.
    fn is_translation_with(&self, index: usize, text: Option<&str>) -> bool {
        let changed = text.map(|text| Part { text: text.to_owned(), ..self.r[index].clone() });
        let parts = self.r[..index].iter().chain(changed.as_ref()).chain(&self.r[index + 1..]);
        same(parts, self.t.iter())
    }

    /// The placeholder stands in another part of the URL.
    fn misplaced(&self) -> Option<TenantChange> {
        for (index, part) in self.r.iter().enumerate() {
            let Some(hole) = part.holes.iter().find(|hole| hole.is_tenant) else { continue };
            let rest = || self.r.iter().enumerate().filter(move |(at, _)| *at != index).map(|(_, part)| part);
            for (at, other) in self.t.iter().enumerate() {
                let is_it = identity(&other.text) == identity(&hole.name) && other.place != part.place;
                let is_key = |before: usize| part.key.as_ref() == Some(&self.t[before].text);
                let named = at.checked_sub(1).filter(|&before| is_key(before)).unwrap_or(at);
                let left = self.t[..named].iter().chain(&self.t[at + 1..]);
                if is_it && same(rest(), left) {
                    let wanted = part.text[hole.span.clone()].to_owned();
                    return Some(TenantChange::Misplaced { wanted, from: part.place, to: other.place });
                }
            }
        }
        None
    }

    fn holes(&self) -> impl Iterator<Item = (&Part, &Hole)> {
        self.r.iter().flat_map(|part| part.holes.iter().map(move |hole| (part, hole)))
    }
}

/// The one part that the others do not have.
fn only_in<'p>(parts: &'p [Part], others: &[Part]) -> Option<&'p Part> {
    let mut alone = parts.iter().filter(|part| others.iter().all(|other| other.facts() != part.facts()));
    alone.next().filter(|_| parts.len() == others.len() && alone.next().is_none())
}

fn has_public_key(part: &Part) -> bool {
    part.key.as_ref().is_some_and(|key| PUBLIC_KEYS.contains(&key.to_ascii_lowercase().as_str()))
}

fn loss(part: &Part, hole: &Hole) -> TenantChange {
    TenantChange::Lost { place: part.place, wanted: part.text[hole.span.clone()].to_owned() }
}

fn same<'p>(a: impl Iterator<Item = &'p Part>, b: impl Iterator<Item = &'p Part>) -> bool {
    a.map(Part::facts).eq(b.map(Part::facts))
}

/// What a text has in the places of a part's placeholders, if it is the part in everything else.
fn filled<'t>(part: &Part, text: &'t str) -> Option<Vec<&'t str>> {
    let mut out = Vec::new();
    let mut rest =
        text.strip_prefix(&part.text[..part.holes.first().map_or(part.text.len(), |hole| hole.span.start)])?;
    for (index, hole) in part.holes.iter().enumerate() {
        let next = part.holes.get(index + 1).map_or(part.text.len(), |next| next.span.start);
        let fixed = &part.text[hole.span.end..next];
        let end = match (fixed.is_empty(), index + 1 == part.holes.len()) {
            (true, true) => rest.len(),
            (false, true) => rest.strip_suffix(fixed)?.len(),
            // Two placeholders against one another cannot be told apart.
            (true, false) => return None,
            (false, false) => rest.find(fixed)?,
        };
        out.push(&rest[..end]);
        rest = &rest[end + fixed.len()..];
    }
    rest.is_empty().then_some(out)
}

/// Whether it is a matter of style for which the repository has a rule, which is applied to each page by itself.
pub(in super::super) fn is_settled(naming: Naming, written: &str, portals: &Portals) -> bool {
    naming == Naming::Respelt && portals.settled(written).is_some()
}

/// How what is written in the place of a placeholder relates to its name.
pub(in super::super) fn naming(wanted: &str, written: &str, vocabulary: &Vocabulary) -> Naming {
    if identity(wanted) == identity(written) {
        return if is_balanced(written) { Naming::Respelt } else { Naming::Other };
    }
    if is_real_id(written, vocabulary) {
        return Naming::RealId;
    }
    let of_value = |text: &str| vocabulary.stand_in(text, Place::Label).filter(|style| style.is_value());
    let is_value = of_value(wanted).is_some();
    if of_value(written).is_some() || is_value && vocabulary.stand_in(written, Place::Label).is_some() {
        return Naming::Respelt;
    }
    let (a, b) = (vocabulary.words.split(wanted), vocabulary.words.split(written));
    let (few, many) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let marked = enclosed(written).is_some() || written.starts_with(['$', ':']);
    let english = vocabulary.words.of(written).is_some_and(|words| marked || words.len() > 1);
    let part = !few.is_empty() && few.iter().all(|word| many.contains(word));
    match (part, english) {
        (true, _) if few.len() > 1 || english => Naming::Respelt,
        (_, true) => Naming::Renamed,
        _ => Naming::Other,
    }
}

/// Whether every bracket that is opened is closed.
fn is_balanced(text: &str) -> bool {
    let count = |bracket: u8| text.bytes().filter(|byte| *byte == bracket).count();
    [(b'<', b'>'), (b'{', b'}'), (b'[', b']')].iter().all(|&(open, close)| count(open) == count(close))
}

/// Whether a text is what only a real tenant is named by: a GUID, an account number, a domain.
fn is_real_id(text: &str, vocabulary: &Vocabulary) -> bool {
    if vocabulary.public.contains(&id_key(text)) || vocabulary.stand_in(text, Place::Label).is_some() {
        return false;
    }
    is_guid(within_brackets(text)) || is_account_number(text) || is_domain(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn change(reference: &str, translation: &str) -> Option<TenantChange> {
        let key = |url: &str| {
            let (main, fragment) = url.split_once('#').map_or((url, None), |(main, rest)| (main, Some(rest)));
            Key {
                main: main.to_owned(),
                fragment: fragment.map(str::to_owned),
                localized: None,
                free_host: None,
                commit: None,
            }
        };
        tenant_change(&key(reference), &key(translation), &Config::new(Vec::new(), &[]).portals)
    }

    fn name(reference: &str, translation: &str) -> Option<Naming> {
        match change(reference, translation) {
            Some(TenantChange::Placeholder { naming, .. }) => Some(naming),
            _ => None,
        }
    }

    #[test]
    fn the_only_part_that_others_do_not_have_stands_for_another() {
        let of = |url: &str| parts(&Url::new(url), None);
        let only = |url: &str, other: &str| {
            let (these, others) = (of(url), of(other));
            only_in(&these, &others).map(|part| part.text.clone())
        };
        let text = "https://a.example/b?c=d&e=f";
        assert_eq!(only("https://a.example/b?c=x&e=f", text).as_deref(), Some("x"));
        assert_eq!(only("https://a.example/b?c=x&e=y", text), None);
        assert_eq!(only("https://a.example/b?c=x&e=f&g=h", text), None);
        assert_eq!(only("https://a.example/b?c=x&e=f", "https://a.example/b?e=f"), None);
    }

    #[test]
    fn styles_of_placeholders_are_told_from_translations() {
        for (a, b, naming) in [
            ("https://{YOUR_APP_DOMAIN}/a", "https://{yourAppDomain}/a", Naming::Respelt),
            ("https://a.example/{YOUR_ID}", "https://a.example/%7ByourId%7D", Naming::Respelt),
            ("https://<your-tenant>.a.example/", "https://YOUR_TENANT.a.example/", Naming::Respelt),
            ("https://{yourDomain}/a", "https://{your_acme_domain}/a", Naming::Respelt),
            ("https://{domain}/a", "https://{yourDomain}/a", Naming::Respelt),
            ("https://a.example?tid={tenant}", "https://a.example?tid={tenant", Naming::Other),
            ("https://a.example?page={number}", "https://a.example?page=428731095562", Naming::Other),
            ("https://a.example?version={version}", "https://a.example?version=1.14.2", Naming::Other),
            ("https://{yourDomain}/a", "https://{yourTenant}/a", Naming::Renamed),
            ("https://{yourDomain}/a", "https://{ihreDomain}/a", Naming::Other),
            ("https://{yourDomain}/a", "https://acme/a", Naming::Other),
            (
                "https://a.example?tid=customer_tenant_id",
                "https://a.example?tid=kunden_mandanten_id",
                Naming::Other,
            ),
            ("https://a.example/:tenant/b", "https://a.example/:inquilino/b", Naming::Other),
            ("https://a.example/xxxx", "https://a.example/abc", Naming::Other),
            (
                "https://a.example?u=https://{yourDomain}/b",
                "https://a.example?u=https://{tuDominio}/b",
                Naming::Other,
            ),
            (
                "https://a.example?tid={tenant}",
                "https://a.example?tid=7f379fee-c4f9-4278-b0a1-e4c8c2fcdf7e",
                Naming::RealId,
            ),
        ] {
            assert_eq!(name(a, b), Some(naming), "{a} {b}");
        }
        let app = (
            "https://a.example?client_id={client_id}",
            "https://a.example?client_id=7f379fee-c4f9-4278-b0a1-e4c8c2fcdf7e",
        );
        assert_eq!(name(app.0, app.1), Some(Naming::Other));
        assert_eq!(change("https://{yourDomain}/a", "https://{yourDomain}/b"), None);
        assert_eq!(change("https://a.example/b", "https://a.example/c"), None);
        assert_eq!(change("https://{yourDomain}/a", "http://{ihreDomain}/a"), None);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        #[test]
        fn a_url_has_not_changed_from_itself(rest in r"(\{?[a-z]{1,4}\}?|[/?&=.:%<>\[\]@$-]|customer_tenant_id|contoso|é){0,12}") {
            for url in [format!("https://a.example/{rest}"), format!("https://{rest}.a.example")] {
                proptest::prop_assert_eq!(change(&url, &url), None);
            }
        }
    }

    #[test]
    fn urls_of_very_many_placeholders_are_not_looked_into() {
        let url =
            |count: usize, name: &str| format!("https://a.example/{}", format!("{{{name}}}-").repeat(count));
        assert!(change(&url(MOST_PARTS, "tenant"), &url(MOST_PARTS, "mandant")).is_some());
        assert_eq!(change(&url(MOST_PARTS + 1, "tenant"), &url(MOST_PARTS + 1, "mandant")), None);
    }

    #[test]
    fn a_tenant_that_is_gone_or_in_another_place() {
        let lost = |a, b| matches!(change(a, b), Some(TenantChange::Lost { .. }));
        assert!(lost("https://a.example?tid=customer_tenant_id", "https://a.example"));
        assert!(lost("https://a.example?tid=customer_tenant_id&b=c", "https://a.example?b=c"));
        assert!(lost("https://a.example?tid={tenant}", "https://a.example?tid="));
        assert!(lost("https://{tenant}.a.example/b", "https://a.example/b"));
        assert!(lost("https://{tenant}-my.a.example/b", "https://my.a.example/b"));
        assert!(lost("https://a.example/{tenant}/oauth2", "https://a.example/oauth2"));
        assert!(!lost("https://a.example?page={number}", "https://a.example"));
        let misplaced =
            change("https://a.example?tid=customer_tenant_id", "https://a.example/customer_tenant_id");
        assert!(matches!(
            misplaced,
            Some(TenantChange::Misplaced { from: Place::Value, to: Place::Segment, .. })
        ));
        let misplaced = change("https://a.example/b?tid={tenant}", "https://{tenant}.a.example/b");
        assert!(matches!(misplaced, Some(TenantChange::Misplaced { to: Place::Label, .. })));
        let key = change("https://a.example?tid={tenant}", "https://a.example?inquilino={tenant}");
        assert!(matches!(key, Some(TenantChange::Key { .. })));
    }
}
