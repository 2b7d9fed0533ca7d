//! Whether a URL is another with a slip in it: a letter or two, a lost query. More than that may be meant.

use crate::model::slips::slips;
use crate::model::url::{Url, percent_decode};

use super::super::key::{Scope, names_locale, neutral_host};

/// So many letters of one word are a slip, if they are no more than one in three.
const FEW: usize = 2;

/// Longest word, in characters, in which a slip is looked for.
const LONGEST: usize = 128;

/// Whether nothing but slips parts the translation's URL from the reference's.
pub(super) fn is_slip(wanted: &Url, written: &Url, scope: Scope<'_>) -> bool {
    same_scheme(wanted, written)
        && same_host(wanted, written, scope)
        && same_path(wanted.path(), written.path(), scope)
        && same_query(wanted, written, scope)
        && same_fragment(wanted, written)
}

fn same_scheme(wanted: &Url, written: &Url) -> bool {
    match (wanted.scheme(), written.scheme()) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b) || (a == "https" && b == "http"),
        (a, b) => a == b,
    }
}

fn same_host(wanted: &Url, written: &Url, scope: Scope<'_>) -> bool {
    let (Some(a), Some(b)) = (wanted.authority(), written.authority()) else {
        return wanted.authority() == written.authority();
    };
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    if a == b {
        return true;
    }
    let ((plain_a, _), (plain_b, _)) = (neutral_host(&a, scope), neutral_host(&b, scope));
    let as_written = a.matches('.').count() == b.matches('.').count();
    let (a, b) = if as_written { (&a, &b) } else { (&plain_a, &plain_b) };
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split('.').collect(), b.split('.').collect());
    let same = |(x, y): (&&str, &&str)| {
        x == y
            || is_near(x, y)
            || (x.is_ascii() && !y.is_ascii())
            || names_locale(x, scope) && names_locale(y, scope)
    };
    a.len() == b.len() && a.iter().zip(&b).all(same)
}

fn same_path(wanted: &str, written: &str, scope: Scope<'_>) -> bool {
    let (wanted, written) = (wanted.replace('\\', "/"), written.replace('\\', "/"));
    let plain = |path: &'_ str| -> Vec<String> {
        let segments = path.trim_end_matches('/').split('/').filter(|segment| !names_locale(segment, scope));
        segments.map(percent_decode).collect()
    };
    let (a, b) = (plain(&wanted), plain(&written));
    a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| x == y || is_near(x, y))
}

/// Whether each part of the translation's query is one of the reference's. Parts may be lost.
fn same_query(wanted: &Url, written: &Url, scope: Scope<'_>) -> bool {
    let keys = &scope.equivalents.language_keys;
    let names = |key: &str| keys.binary_search_by(|known| known.as_str().cmp(key)).is_ok();
    // A value is data: another one may be right where it stands.
    let same = |a: &str, b: &str| a == b || b.is_empty();
    written.query_pairs().all(|(key, value)| {
        names(key)
            || wanted.query_pairs().any(|(other_key, other)| {
                (key == other_key && same(&percent_decode(other), &percent_decode(value)))
                    || (value == other && is_near(other_key, key))
            })
    })
}

/// Whether the fragments differ by a slip, or do not matter beside what else does.
fn same_fragment(wanted: &Url, written: &Url) -> bool {
    let page = |url: &Url| url.identity_without_fragment().to_owned();
    match (wanted.fragment(), written.fragment()) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let (a, b) = (percent_decode(a), percent_decode(b));
            a == b || is_near(&a, &b) || page(wanted) != page(written)
        }
        _ => false,
    }
}

/// Whether one word is the other with a slip: capitals, hyphens, a letter or two. Digits are no slips, since numbers name
/// things, nor are signs, which may make a placeholder; but a GUID that is none any more was cut.
fn is_near(wanted: &str, written: &str) -> bool {
    let folded = |word: &str| word.to_lowercase().replace(['-', '_', '+', ' '], "");
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let cut = has_guid(wanted) && !has_guid(written);
    let same_digits = cut || digits(wanted) == digits(written);
    if wanted == written || !same_digits || signs(wanted) != signs(written) {
        return false;
    }
    if folded(wanted) == folded(written) {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (wanted.chars().collect(), written.chars().collect());
    let longest = a.len().max(b.len());
    if longest > LONGEST || a.len().abs_diff(b.len()) > FEW || (wanted.is_ascii() && !written.is_ascii()) {
        return false;
    }
    let count = slips(&a, &b);
    count <= FEW && count * 3 <= longest
}

/// Whether the end of a word is a GUID: `restore-fa231298-759d-41cf-bcd0-25ac53eb8a15`.
fn has_guid(word: &str) -> bool {
    let parts: Vec<&str> = word.rsplitn(6, '-').take(5).collect();
    let hex = |part: &&str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    parts.iter().map(|part| part.len()).eq([12, 4, 4, 4, 8]) && parts.iter().all(hex)
}

/// The characters of a word that are neither letters nor digits and do not merely part its words.
fn signs(word: &str) -> String {
    word.chars().filter(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '+' | ' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::model::locale::Locale;
    use crate::model::site::Site;

    fn slip(wanted: &str, written: &str) -> bool {
        let config = Config::new(Vec::new(), &[]);
        let (site, en, de) = (Site::default(), Locale::parse("en").unwrap(), Locale::parse("de").unwrap());
        let scope = Scope {
            locales: [&en, &de],
            equivalents: &config.equivalents,
            site: &site,
            portals: &config.portals,
        };
        is_slip(&Url::new(wanted), &Url::new(written), scope)
    }

    #[test]
    fn slips_are_told_from_other_urls() {
        for (wanted, written) in [
            ("https://portal.example/b", "https://protal.example/b"),
            ("https://a.example/users/b", "https://a.example/user/b/"),
            ("https://a.example/en/users", "https://a.example/de/userss"),
            ("https://a.example/bare-metal", "https://a.example/Bare_Metal"),
            ("https://a.example/b?tid=x", "https://a.example/b"),
            ("https://a.example/b?tid=x&c=d", "https://a.example/b?tidx=x&c=d"),
            ("https://a.example/b", "http://a.example/b"),
            ("https://en.wikipedia.org/wiki/Hash", "https://en.wikpiedia.org/wiki/Hash"),
            ("https://meetup.example/b", "https://встреча.example/b"),
            ("a/b.md", "a\\b.md"),
            (
                "https://a.example/restore-fa231298-759d-41cf-bcd0-25ac53eb8a15",
                "https://a.example/restore-fa231298-759d-41cf-bcd0-25ac53eb8a1",
            ),
            ("https://a.example/b#start", "https://a.example/b#stat"),
        ] {
            assert!(slip(wanted, written), "{written}");
        }
        for (wanted, written) in [
            ("https://a.example/V3_guide", "https://a.example/V2_guide"),
            ("https://a.example/clients", "https://a.example/users"),
            ("https://a.example/b", "https://19.a.example/b"),
            ("https://a.example/b", "https://a.example/b?patch"),
            ("https://a.example/b#start", "https://a.example/b#anfang"),
            ("https://a.example/b#start", "https://a.example/b"),
            ("http://a.example/b", "https://a.example/b"),
            ("https://a.example/my-project", "https://a.example/mein-projekt"),
            ("https://a.example/?page=118", "https://a.example/?page=119"),
            ("https://a.example/guide/start", "https://a.example/start"),
            ("https://{yourApp}/callback&", "https://yourApp/callback"),
        ] {
            assert!(!slip(wanted, written), "{written}");
        }
    }
}
