//! Placeholders: the parts of a URL or code span that the reader is to replace, in every style in which they are
//! written.
//!
//! A name in brackets, behind `$` or behind `:` is one wherever it stands. A bare word is one if it is made of the words
//! of which such names are made ([`Words`]), and if it is joined as no other word is (`customer_tenant_id`,
//! `YOUR_TENANT`) or begins with whose it is (`your-tenant`). In the place of a tenant, which only a portal's form knows,
//! every such word is one, and so are the names of companies that do not exist ([`Vocabulary::stand_in`]).

mod brackets;
mod ids;
mod words;

use std::collections::HashSet;
use std::ops::Range;

pub use brackets::{Enclosed, LONGEST, enclosed};
pub use ids::{
    id_key, is_account_number, is_domain, is_fictitious_guid, is_fictitious_number, is_guid, may_hold_id,
    within_brackets,
};
pub use words::{LONGEST_WORD, Words, identity};

/// How a placeholder is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `<tenant>`, `\<tenant\>`, `&lt;tenant&gt;`, `%3Ctenant%3E`
    Angle,
    /// `{tenant}`, `%7Btenant%7D`
    Braces,
    /// `{{tenant}}`
    DoubleBraces,
    /// `${tenant}`
    DollarBraces,
    /// `$tenant`
    Dollar,
    /// `:tenant`
    Colon,
    /// `[tenant]`
    Square,
    /// `*tenant*`
    Asterisks,
    /// `YOUR_TENANT`
    Capitals,
    /// `customer_tenant_id`, `your-tenant`, `CustomerTenantId`
    Words,
    /// `xxxx`
    Filler,
    /// `contoso`: a company that does not exist
    Fictitious,
    /// A GUID or account number that plainly names nothing
    Number,
}

impl Style {
    /// The name in `instep extract`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Angle => "angle-brackets",
            Self::Braces => "braces",
            Self::DoubleBraces => "double-braces",
            Self::DollarBraces => "dollar-braces",
            Self::Dollar => "dollar",
            Self::Colon => "colon",
            Self::Square => "square-brackets",
            Self::Asterisks => "asterisks",
            Self::Capitals => "capitals",
            Self::Words => "words",
            Self::Filler => "filler",
            Self::Fictitious => "fictitious-name",
            Self::Number => "fictitious-number",
        }
    }

    /// Whether it is a value that stands for another and has no name of its own.
    pub const fn is_value(self) -> bool {
        matches!(self, Self::Filler | Self::Fictitious | Self::Number)
    }
}

/// Where a text stands in which placeholders are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Before `@`
    User,
    /// A label of the host
    Label,
    /// A segment of the path
    Segment,
    /// The value of a query key
    Value,
    /// Behind `#`
    Fragment,
}

impl Place {
    /// The name in messages and in `instep extract`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user part",
            Self::Label => "host",
            Self::Segment => "path",
            Self::Value => "query",
            Self::Fragment => "fragment",
        }
    }
}

/// A placeholder in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Its bytes, brackets included.
    pub span: Range<usize>,
    /// The bytes of its name.
    pub name: Range<usize>,
    /// How it is written.
    pub style: Style,
}

/// What placeholders are made of: data, not code.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The words of names.
    pub words: Words,
    /// Names of companies that do not exist, in lower case.
    pub companies: Vec<String>,
    /// IDs that name no single tenant and may be shown, by their [`id_key`].
    pub public: HashSet<String>,
}

/// What OData writes with `$` and nobody replaces (OData 4.01, part 2, section 4).
const ODATA: [&str; 10] =
    ["all", "batch", "count", "crossjoin", "each", "entity", "links", "metadata", "ref", "value"];

/// What a name ends with that hardly anything but a placeholder has: `WORKFORCE_POOL_ID`, `customer_tenant_id`.
const NAME_ENDS: [&str; 7] = ["guid", "id", "key", "name", "subdomain", "tenant", "uuid"];

/// A filler of fewer letters may be a word.
const SHORTEST_FILLER: usize = 3;

impl Vocabulary {
    /// The placeholders in a part of a URL, in order, none overlapping another.
    pub fn scan(&self, text: &str, place: Place) -> Vec<Placeholder> {
        let context = Context::of(text, place);
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let boundary = !text[..at].ends_with(is_word);
            let len = if boundary { token(&text[at..]) } else { 0 };
            let found = marked(text, at, boundary).or_else(|| {
                let (word, rest) = text[at..].split_at(len);
                let may_be_company = len > 0 && context == Context::Plain && place != Place::Label;
                let style = if may_be_company && self.companies.iter().any(|name| name == word) {
                    Style::Fictitious
                } else {
                    self.bare(word, rest, context)?
                };
                Some(Placeholder { span: at..at + len, name: at..at + len, style })
            });
            at += found.as_ref().map_or(len.max(first.len_utf8()), |found| found.span.len());
            out.extend(found);
        }
        out
    }

    /// The style of a whole text that stands where a tenant is named, if it is to be replaced: as [`Self::scan`] finds
    /// it, and any word of which names of placeholders are made.
    pub fn stand_in(&self, text: &str, place: Place) -> Option<Style> {
        if let Some(found) = self.scan(text, place).into_iter().next() {
            return Some(found.style);
        }
        if is_guid(within_brackets(text)) {
            return is_fictitious_guid(text).then_some(Style::Number);
        }
        let name = text.split(['.', '@', ':']).next().unwrap_or(text);
        if name.contains("XXX") || name.contains("xxx") {
            return Some(Style::Filler);
        }
        if self.is_company(name) {
            return Some(Style::Fictitious);
        }
        if is_account_number(name) {
            return is_fictitious_number(name).then_some(Style::Number);
        }
        self.words.of(name).map(|_| Style::Words)
    }

    /// The style of a code span that is the name of a placeholder and nothing else: `customer_tenant_id`, `{tenant}`.
    pub fn named(&self, code: &str) -> Option<Style> {
        let mut found = self.scan(code, Place::Value);
        let one = found.pop().filter(|one| found.is_empty() && one.span == (0..code.len()))?;
        (!one.style.is_value() && !identity(&code[one.name]).is_empty()).then_some(one.style)
    }

    /// Whether a text in the place of a tenant's name begins with that of a company that does not exist: `contoso`,
    /// `contoso-admin`, `contosohealthcare`.
    fn is_company(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.companies.iter().any(|company| name.starts_with(company.as_str()))
    }

    /// The style of a bare word that is a placeholder, in a text with or without ordinary words. The words of one are
    /// joined so that they are seen; a file's name is none.
    fn bare(&self, token: &str, rest: &str, context: Context) -> Option<Style> {
        if !token.is_ascii() || token.len() < SHORTEST_FILLER || token.len() > LONGEST {
            return None;
        }
        if is_filler(token) {
            return Some(Style::Filler);
        }
        if is_guid(token) {
            return is_fictitious_guid(token).then_some(Style::Number);
        }
        let capital = |c: char| c.is_ascii_uppercase();
        let snake = token.trim_matches('_').contains('_');
        let joined = snake || token.contains('-');
        let shouted =
            joined && !token.contains(|c: char| c.is_ascii_lowercase()) && token.starts_with(capital);
        let camel = token.chars().skip(1).any(capital) && !shouted;
        let is_file = context != Context::Plain && rest.starts_with('.') && rest[1..].starts_with(is_word);
        if is_file || !(joined || camel) {
            return None;
        }
        let words = self.words.split(token);
        let whose = words.len() > 1 && self.words.whose.contains(&words[0]);
        let known = || self.words.of(token).is_some_and(|words| words.len() > 1);
        let tenant = || words.iter().any(|word| self.words.tenants.contains(word));
        let ends = || words.last().is_some_and(|word| NAME_ENDS.contains(&word.as_str()));
        let is_one = match context {
            Context::Heading => whose && (snake || shouted),
            _ if shouted => whose || known() || snake && ends(),
            _ if snake => whose || (known() && tenant() && ends()),
            Context::Plain => known() && (whose || (camel && tenant() && ends())),
            Context::Path => {
                known() && tenant() && (words[0] == "your" || (camel && words.len() > 2 && ends()))
            }
        };
        let style = if shouted { Style::Capitals } else { Style::Words };
        is_one.then_some(style)
    }
}

/// What else a text consists of in which bare words are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// Hosts and values: hardly any ordinary words.
    Plain,
    /// The words of a path.
    Path,
    /// The words of a heading.
    Heading,
}

impl Context {
    /// A fragment that has the signs of a path is read by an application, and names no heading.
    fn of(text: &str, place: Place) -> Self {
        match place {
            Place::User | Place::Label | Place::Value => Self::Plain,
            Place::Segment => Self::Path,
            Place::Fragment if text.contains(['/', '@', '=']) => Self::Plain,
            Place::Fragment => Self::Heading,
        }
    }
}

/// `xxxx`, `xxxxxxxx-xxxx`
fn is_filler(token: &str) -> bool {
    let letters = || token.bytes().filter(|byte| *byte != b'-');
    letters().count() >= SHORTEST_FILLER && letters().all(|letter| letter.eq_ignore_ascii_case(&b'x'))
}

/// The placeholder that its marks show, if one begins here.
fn marked(text: &str, at: usize, boundary: bool) -> Option<Placeholder> {
    let rest = &text[at..];
    if let Some(Enclosed { inner, len, style }) = enclosed(rest).or_else(|| starred(rest)) {
        // A real ID in brackets is no placeholder.
        if is_guid(&rest[inner.clone()]) && !is_fictitious_guid(&rest[inner.clone()]) {
            return None;
        }
        let alone = (at == 0 || text[..at].ends_with(is_delimiter))
            && (at + len == text.len() || text[at + len..].starts_with(is_delimiter));
        let name = at + inner.start..at + inner.end;
        return (alone || !matches!(style, Style::Square | Style::Asterisks)).then_some(Placeholder {
            span: at..at + len,
            name,
            style,
        });
    }
    let style = match rest.as_bytes()[0] {
        b'$' => Style::Dollar,
        b':' if at == 0 || text[..at].ends_with('/') => Style::Colon,
        _ => return None,
    };
    let name = &rest[1..];
    let len = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let known = style == Style::Dollar && ODATA.contains(&&name[..len]);
    let fits = boundary && begins && !known && len < LONGEST;
    fits.then(|| Placeholder { span: at..at + 1 + len, name: at + 1..at + 1 + len, style })
}

/// `*tenant*` at the beginning of a text. Stars have other meanings, so that only a name is taken.
fn starred(text: &str) -> Option<Enclosed> {
    let name = token(text.strip_prefix('*')?);
    let fits = (1..LONGEST).contains(&name) && text[1 + name..].starts_with('*');
    fits.then(|| Enclosed { inner: 1..1 + name, len: name + 2, style: Style::Asterisks })
}

/// The length of the word at the beginning of a text, in bytes.
fn token(text: &str) -> usize {
    text.find(|c: char| !is_word(c)).unwrap_or(text.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '/' | '.' | '?' | '&' | '=' | '#' | '@' | ':' | '-' | ';' | ',' | '_' | '(' | ')' | '\'')
}

#[cfg(test)]
mod tests;
