//! Placeholders in URLs, whose marks and spelling may differ while they stand for the same.

use crate::model::url::percent_decode;

/// A piece of a URL.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The words of a placeholder, in lower case.
    Placeholder(Vec<String>),
}

/// Whether two URLs are the same but for how their placeholders are written: `{yourDomain}` and `{YOUR_APP_DOMAIN}`.
pub(super) fn is_restyled(reference: &str, translation: &str) -> bool {
    let (a, b) = (pieces(&percent_decode(reference)), pieces(&percent_decode(translation)));
    let mut restyled = false;
    let same = a.len() == b.len()
        && a.iter().zip(&b).all(|pair| match pair {
            (Piece::Placeholder(a), Piece::Placeholder(b)) => {
                restyled = true;
                same_words(a, b)
            }
            (a, b) => a == b,
        });
    same && restyled
}

/// Whether all words of one are words of the other, two of them at least unless they are the very same.
fn same_words(a: &[String], b: &[String]) -> bool {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    a == b || few.len() >= 2 && few.iter().all(|word| many.contains(word))
}

fn pieces(url: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut text = String::new();
    let mut rest = url;
    while let Some(first) = rest.chars().next() {
        let boundary = !text.ends_with(|last: char| last.is_ascii_alphanumeric() || last == '_');
        let length = bracketed(rest).or_else(|| shouted(rest).filter(|_| boundary));
        if let Some(length) = length {
            out.push(Piece::Text(std::mem::take(&mut text)));
            out.push(Piece::Placeholder(words(&rest[..length])));
            rest = &rest[length..];
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out.push(Piece::Text(text));
    out
}

/// The length of a placeholder in brackets at the start of a text.
fn bracketed(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('$').unwrap_or(text);
    let close = match inner.as_bytes().first()? {
        b'{' => '}',
        b'<' => '>',
        b'[' => ']',
        _ => return None,
    };
    let end = inner.find(close)?;
    let closing = inner[end..].bytes().take_while(|&byte| byte == close as u8).count();
    Some(text.len() - inner.len() + end + closing)
}

/// The length of a placeholder in capitals at the start of a text: `YOUR_DOMAIN`.
fn shouted(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(|&byte| byte.is_ascii_uppercase() || byte == b'_').count();
    text[..length].trim_matches('_').contains('_').then_some(length)
}

/// The words of a name in whatever style it joins them.
fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut previous = ' ';
    for next in name.chars() {
        if next.is_alphanumeric() {
            let begins = !previous.is_alphanumeric() || (next.is_uppercase() && previous.is_lowercase());
            if begins {
                out.push(String::new());
            }
            if let Some(word) = out.last_mut() {
                word.extend(next.to_lowercase());
            }
        }
        previous = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_of_placeholders_are_told_from_translations() {
        for (a, b) in [
            ("https://{YOUR_APP_DOMAIN}/a", "https://{yourDomain}/a"),
            ("https://a.example/{YOUR_ID}", "https://a.example/%7ByourId%7D"),
            ("https://<your-tenant>.a.example/", "https://YOUR_TENANT.a.example/"),
        ] {
            assert!(is_restyled(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("https://{yourDomain}/a", "https://{ihreDomain}/a"),
            ("https://{domain}/a", "https://{yourDomain}/a"),
            ("https://{yourDomain}/a", "https://{yourDomain}/b"),
            ("https://a.example/b", "https://a.example/b"),
        ] {
            assert!(!is_restyled(a, b), "{a} {b}");
        }
    }
}
