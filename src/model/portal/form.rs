//! The form of a tenant URL: a template, and where in a URL of that form the tenant stands.

use std::ops::Range;

use crate::model::placeholder::Place;
use crate::model::slot::{Slot, slots};
use crate::model::url::Url;

/// What a real tenant is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValueKind {
    /// A GUID.
    Guid,
    /// A domain: `contoso.onmicrosoft.com`.
    Domain,
    /// A short name.
    Name,
    /// An account number.
    Number,
}

/// The form of a tenant URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// As it is written down: `https://{tenant}.sharepoint.com`.
    pub template: String,
    /// Where the tenant stands.
    pub place: Place,
    /// What real tenants are named by.
    pub values: Vec<ValueKind>,
    /// Values that name no single tenant, in lower case: `common`, `www`.
    pub public: Vec<String>,
    /// Whether there is no such URL without the tenant.
    pub required: bool,
    /// The page of the vendor's documentation that states it.
    pub source: Option<String>,
    /// The labels of the host; empty for any host.
    labels: Vec<Part>,
    segments: Vec<Part>,
    key: Option<String>,
    /// What stands before the tenant in the fragment.
    fragment: Option<String>,
    /// What [`Form::telling`] gives.
    telling: Option<String>,
}

/// A label or segment of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// This text, whatever its case.
    Exact(String),
    /// Any text between these two.
    Any(String, String),
    /// The tenant between these two texts.
    Tenant(String, String),
}

const TENANT: &str = "{tenant}";

impl Form {
    /// Reads a form: a URL with one `{tenant}`, as a label or segment or part of one, as the one value of the query, or
    /// at the end of the fragment. `*` is any one label or segment, and as the whole host any host.
    ///
    /// An error says what is wrong with the template.
    pub fn parse(template: &str) -> Result<Self, String> {
        match template.matches(TENANT).count() {
            1 => {}
            0 => return Err(format!("`{template}` has no `{TENANT}`")),
            count => {
                return Err(format!("`{template}` has {count} tenant positions, expected one `{TENANT}`"));
            }
        }
        let url = Url::new(template);
        if url.scheme() != Some("https") || url.host().is_none_or(str::is_empty) {
            return Err(format!("`{template}` is no URL, expected `https://` and a host"));
        }
        let all = slots(&url);
        let holder = all.iter().find(|slot| slot.text.contains(TENANT) && slot.place != Place::User);
        let Some(holder) = holder else {
            return Err(format!("`{TENANT}` in `{template}` is no label, segment, value or fragment"));
        };
        if let Some(flaw) = all.iter().find_map(|slot| slot_flaw(slot, holder)) {
            return Err(format!("`{template}` is no form: {flaw}"));
        }
        let labels = all.iter().filter(|slot| slot.place == Place::Label).count();
        if url.host() != Some("*") && labels < 2 {
            return Err(format!("`{template}` is no form: a host has more than one label"));
        }
        if url.authority() != url.host() {
            return Err(format!("`{template}` is no form: it has a port, which says nothing of the tenant"));
        }
        let parts = |place: Place| {
            let of_place = all.iter().filter(move |slot| slot.place == place);
            of_place.map(|slot| Part::parse(slot.text)).collect::<Vec<_>>()
        };
        let any_host = url.host() == Some("*");
        let fragment = url.fragment().and_then(|fragment| fragment.split_once(TENANT));
        let mut form = Self {
            template: template.to_owned(),
            place: holder.place,
            values: Vec::new(),
            public: Vec::new(),
            required: false,
            source: None,
            labels: if any_host { Vec::new() } else { parts(Place::Label) },
            segments: parts(Place::Segment),
            key: holder.key.map(str::to_owned),
            fragment: fragment.map(|(before, _)| before.to_owned()),
            telling: None,
        };
        form.telling = form.longest_fixed().map(str::to_owned);
        Ok(form)
    }

    /// Whether a URL can be seen to lack the tenant: it would stand in the path of a known host, beside another segment.
    pub fn can_be_required(&self) -> bool {
        self.place == Place::Segment && !self.labels.is_empty() && self.segments.len() > 1
    }

    /// Whether its URLs may be on any host.
    pub(super) const fn is_of_any_host(&self) -> bool {
        self.labels.is_empty()
    }

    /// How much of a URL it fixes. Of two forms that fit, the one that fixes more holds.
    pub(super) fn specificity(&self) -> usize {
        let of_part = |part: &Part| match part {
            Part::Exact(_) => 2,
            Part::Any(before, after) | Part::Tenant(before, after) => {
                usize::from(!before.is_empty() || !after.is_empty())
            }
        };
        let parts: usize = self.labels.iter().chain(&self.segments).map(of_part).sum();
        parts + 2 * usize::from(self.key.is_some()) + 2 * usize::from(self.fragment.is_some())
    }

    /// The last two labels of its hosts, by which it is looked up; empty if they are not fixed.
    pub(super) fn tail(&self) -> String {
        match self.labels.as_slice() {
            [.., Part::Exact(domain), Part::Exact(top)] => format!("{domain}.{top}").to_ascii_lowercase(),
            _ => String::new(),
        }
    }

    /// A text that each of its URLs has, whatever its case, beside what its [`Form::tail`] tells; none where nothing more is
    /// fixed.
    pub(super) fn telling(&self) -> Option<&str> {
        self.telling.as_deref()
    }

    /// Whether a URL has what [`Form::telling`] gives.
    pub(super) fn may_be_of(&self, url: &Url) -> bool {
        self.telling.as_deref().is_none_or(|word| has_word(url.as_str(), word))
    }

    fn longest_fixed(&self) -> Option<&str> {
        let labels = match self.labels.as_slice() {
            [labels @ .., Part::Exact(_), Part::Exact(_)] | labels => labels,
        };
        let exact = labels.iter().chain(&self.segments).filter_map(|part| match part {
            Part::Exact(text) => Some(text.as_str()),
            Part::Any(..) | Part::Tenant(..) => None,
        });
        let fixed = exact.chain(self.key.as_deref()).chain(self.fragment.as_deref());
        fixed.filter(|text| !text.is_empty()).max_by_key(|text| text.len())
    }

    /// The bytes of the tenant in a URL of this form.
    pub(super) fn find(&self, all: &[Slot<'_>]) -> Option<Range<usize>> {
        let of = |place: Place| all.iter().filter(move |slot| slot.place == place);
        let mut tenant = None;
        if !self.labels.is_empty() && of(Place::Label).count() != self.labels.len() {
            return None;
        }
        if of(Place::Segment).count() < self.segments.len() {
            return None;
        }
        let labels = self.labels.iter().zip(of(Place::Label));
        for (part, slot) in labels.chain(self.segments.iter().zip(of(Place::Segment))) {
            let within = part.matches(slot.text)?;
            if matches!(part, Part::Tenant(..)) {
                tenant = Some(slot.start + within.start..slot.start + within.end);
            }
        }
        if let Some(key) = &self.key {
            let slot = of(Place::Value).find(|slot| slot.key.is_some_and(|k| k.eq_ignore_ascii_case(key)))?;
            tenant = Some(slot.span());
        }
        if let Some(before) = &self.fragment {
            let slot = of(Place::Fragment).next()?;
            let rest = slot.text.strip_prefix(before.as_str())?;
            let start = slot.start + before.len();
            tenant = Some(start..start + rest.find(['/', '?', '&']).unwrap_or(rest.len()));
        }
        tenant
    }

    /// Whether a URL would be of this form if it had the tenant, which it lacks.
    pub(super) fn is_without_tenant(&self, all: &[Slot<'_>]) -> bool {
        let labels: Vec<_> = all.iter().filter(|slot| slot.place == Place::Label).collect();
        let path: Vec<_> = all.iter().filter(|slot| slot.place == Place::Segment).collect();
        let rest: Vec<&Part> =
            self.segments.iter().filter(|part| !matches!(part, Part::Tenant(..))).collect();
        let fits = |part: &Part, text: &str| part.matches(text).is_some();
        let ends_with_tenant = matches!(self.segments.last(), Some(Part::Tenant(..)));
        self.place == Place::Segment
            && !rest.is_empty()
            && labels.len() == self.labels.len()
            && (path.len() == rest.len() || path.len() > rest.len() && !ends_with_tenant)
            && self.find(all).is_none()
            && self.labels.iter().zip(&labels).all(|(part, slot)| fits(part, slot.text))
            && rest.iter().zip(&path).all(|(part, slot)| fits(part, slot.text))
    }
}

impl Part {
    fn parse(text: &str) -> Self {
        match text.split_once(TENANT) {
            Some((before, after)) => Self::Tenant(before.to_owned(), after.to_owned()),
            None => match text.split_once('*') {
                Some((before, after)) => Self::Any(before.to_owned(), after.to_owned()),
                None => Self::Exact(text.to_owned()),
            },
        }
    }

    /// The bytes that stand for what is not fixed in it.
    fn matches(&self, text: &str) -> Option<Range<usize>> {
        match self {
            Self::Exact(fixed) => text.eq_ignore_ascii_case(fixed).then_some(0..text.len()),
            Self::Any(before, after) | Self::Tenant(before, after) => {
                let end = text.len().checked_sub(after.len())?;
                let head = text.get(..before.len())?;
                let fits = head.eq_ignore_ascii_case(before) && text.get(end..)?.eq_ignore_ascii_case(after);
                let least = usize::from(matches!(self, Self::Tenant(..)));
                (fits && before.len() + least <= end).then_some(before.len()..end)
            }
        }
    }
}

/// Whether a text has a word, whatever its case.
fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else { return true };
    let mut starts = memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), text);
    starts.any(|at| text.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word)))
}

/// What a part of a form cannot be, given the part that holds the tenant.
fn slot_flaw(slot: &Slot<'_>, holder: &Slot<'_>) -> Option<String> {
    let is_holder = slot.start == holder.start;
    let fixed = if is_holder { slot.text.replacen(TENANT, "", 1) } else { slot.text.to_owned() };
    if fixed.contains(['{', '}']) {
        return Some(format!("it has other braces than those of `{TENANT}`"));
    }
    if slot.text.matches('*').count() > 1 {
        return Some(format!("`{}` has several `*`", slot.text));
    }
    let is_label = !slot.text.is_empty() && !fixed.contains(':') && !fixed.contains(char::is_whitespace);
    match slot.place {
        Place::User => Some("it has a user part".to_owned()),
        Place::Label if !is_label => Some(format!("`{}` is no label of a host", slot.text)),
        Place::Value if !is_holder => Some("it has a value in the query that is not the tenant".to_owned()),
        Place::Value if !fixed.is_empty() => Some(format!("`{TENANT}` is only a part of the value")),
        Place::Fragment if !slot.text.ends_with(TENANT) => {
            Some(format!("its fragment does not end with `{TENANT}`; what follows is free"))
        }
        _ => None,
    }
}
