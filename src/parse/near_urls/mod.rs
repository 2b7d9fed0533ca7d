//! Places that are meant as a URL or link and are none.

use std::ops::Range;

use crate::model::document::UrlFlaw;

use super::bare::{ends_url, is_invisible};

/// A broken URL or link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) span: Range<usize>,
    pub(super) flaw: UrlFlaw,
    pub(super) intended: String,
}

/// Characters of a URL that is read to its end for a mend; longer ones are cut.
const MAX_URL: usize = 2048;

/// A scheme with something wrong behind it, at an occurrence of `ttp`: `https: //host.tld`, `http：//`, `https//`.
pub(super) fn scheme(text: &str, ttp: usize, limit: usize) -> Option<Broken> {
    let rest = &text[ttp..limit];
    let mut at = 3;
    at += usize::from(rest[at..].starts_with(['s', 'S']));
    let word_end = ttp + at;
    let (start, cut) = scheme_start(text, ttp)?;
    let mut flaw = cut.then_some(UrlFlaw::Space);
    let mut note = |found: UrlFlaw| flaw = flaw.or(Some(found));
    at += space(&rest[at..], &mut note);
    let colon = punctuation(rest, &mut at, ':', '：', &mut note);
    at += space(&rest[at..], &mut note);
    let first = slash(rest, &mut at, &mut note);
    let before_second = at;
    at += space(&rest[at..], &mut note);
    let second = slash(rest, &mut at, &mut note);
    if !second {
        at = before_second;
    }
    at += space(&rest[at..], &mut note);
    if !(colon && first && second) {
        if flaw.is_some() || !(colon || first && second) {
            return None;
        }
        flaw = Some(UrlFlaw::Scheme);
    }
    let flaw = flaw?;
    if !is_host(&rest[at..], !(colon && first && second)) {
        return None;
    }
    let tail = url_tail(&rest[at..]);
    let scheme = if text[..word_end].ends_with(['s', 'S']) { "https" } else { "http" };
    let end = ttp + at + tail.len();
    Some(Broken { span: start..end, flaw, intended: format!("{scheme}://{tail}") })
}

/// Where the word begins that `ttp` belongs to, and whether white space cuts its `h` off.
fn scheme_start(text: &str, ttp: usize) -> Option<(usize, bool)> {
    let before = &text[..ttp];
    let (head, cut) = match before.strip_suffix(['h', 'H']) {
        Some(head) => (head, false),
        None => (before.strip_suffix(' ')?.strip_suffix(['h', 'H'])?, true),
    };
    let boundary =
        !head.ends_with(|last: char| last.is_ascii_alphanumeric() || matches!(last, '-' | '_' | '/' | '.'));
    boundary.then_some((head.len(), cut))
}

fn space(rest: &str, note: &mut impl FnMut(UrlFlaw)) -> usize {
    let mut length = 0;
    for character in rest.chars().take(4) {
        match character {
            ' ' | '\t' | '\u{3000}' => note(UrlFlaw::Space),
            invisible if is_invisible(invisible) => note(UrlFlaw::Invisible),
            _ => break,
        }
        length += character.len_utf8();
    }
    length
}

fn punctuation(rest: &str, at: &mut usize, plain: char, wide: char, note: &mut impl FnMut(UrlFlaw)) -> bool {
    let Some(next) = rest[*at..].chars().next() else { return false };
    if next == wide {
        note(UrlFlaw::FullWidth);
    }
    let found = next == plain || next == wide;
    *at += if found { next.len_utf8() } else { 0 };
    found
}

fn slash(rest: &str, at: &mut usize, note: &mut impl FnMut(UrlFlaw)) -> bool {
    if rest[*at..].starts_with("\\/") {
        note(UrlFlaw::Backslash);
        *at += 1;
    }
    punctuation(rest, at, '/', '／', note)
}

/// As much of a text as can be the rest of a URL.
fn url_tail(text: &str) -> &str {
    let stops = |next: char| {
        next.is_ascii_whitespace()
            || ends_url(next)
            || matches!(next, '"' | '\'' | '`' | '|' | ')' | ']' | '<' | '>')
    };
    let end = text.char_indices().take(MAX_URL).find(|&(_, next)| stops(next) || !next.is_ascii());
    let end =
        end.map_or_else(|| text.char_indices().nth(MAX_URL).map_or(text.len(), |(at, _)| at), |(at, _)| at);
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_'])
}

/// Whether a text begins like a host: labels with dots, the last of them letters. `strict` asks for more, where
/// less of the scheme is left.
fn is_host(text: &str, strict: bool) -> bool {
    const MAX_HOST: usize = 255;
    let in_host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let length = text.bytes().take(MAX_HOST).take_while(in_host).count();
    let host = text[..length].trim_end_matches('.');
    let Some((name, domain)) = host.rsplit_once('.') else { return false };
    let letters = domain.len() >= 2 && domain.bytes().all(|byte| byte.is_ascii_alphabetic());
    let files =
        ["md", "html", "js", "go", "py", "rs", "txt", "json", "request", "response", "client", "server"];
    let goes_on = text[host.len()..].starts_with(['/', '?', '#', ':']);
    let named = !strict || goes_on || host.starts_with("www.") || domain == "com";
    letters && name.split('.').all(|label| !label.is_empty()) && named && !files.contains(&domain)
}

/// A misspelt scheme before the `://` at `colon`: `htpps://`.
pub(super) fn misspelt(text: &str, colon: usize, from: usize, limit: usize) -> Option<Broken> {
    let before = &text[from..colon];
    let letters = before.bytes().rev().take(9).take_while(u8::is_ascii_alphabetic).count();
    let word = &before[before.len() - letters..];
    let lower = word.to_ascii_lowercase();
    if lower == "http" || lower == "https" {
        return beheaded(text, colon - letters, colon + 3, limit);
    }
    if !(3..=8).contains(&letters) || ["http", "https", "hxxp", "hxxps", "httpx"].contains(&lower.as_str()) {
        return None;
    }
    let scheme = ["https", "http"].into_iter().find(|scheme| is_slip(&lower, scheme))?;
    let rest = &text[colon + 3..limit];
    if !is_host(rest, false) {
        return None;
    }
    let tail = url_tail(rest);
    let span = colon - letters..colon + 3 + tail.len();
    Some(Broken { span, flaw: UrlFlaw::Scheme, intended: format!("{scheme}://{tail}") })
}

/// A URL without the beginning of its host, which should stand at `host`: `https://.example.com`.
fn beheaded(text: &str, start: usize, host: usize, limit: usize) -> Option<Broken> {
    let rest = &text[host..limit];
    let behind = rest.strip_prefix(['.', '/'])?;
    if !is_host(behind, false) || behind.starts_with(['.', '/']) {
        return None;
    }
    let tail = url_tail(behind);
    let end = limit - behind.len() + tail.len();
    let intended = format!("{}{tail}", &text[start..host]);
    Some(Broken { span: start..end, flaw: UrlFlaw::Host, intended })
}

/// Whether a word is another with one letter too few, too many, another one behind the first, or two exchanged.
fn is_slip(word: &str, meant: &str) -> bool {
    let (a, b) = (word.as_bytes(), meant.as_bytes());
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[prefix..], &b[prefix..]);
    match (rest_a, rest_b) {
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([a, b, rest @ ..], [c, d, other @ ..]) if a == d && b == c && rest == other => true,
        ([_, a @ ..], [_, b @ ..]) if prefix > 0 && a == b => !a.is_empty(),
        _ => false,
    }
}

/// What follows a `]` that closes no link and looks as if it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bracketed {
    /// Something is wrong with it.
    Broken(Broken),
    /// Nothing is: it is no link only because of what its text holds. With the whole and the destination.
    Whole(Range<usize>, Range<usize>),
}

/// The value of an attribute in typographic quotation marks, which are a part of it.
pub(super) fn misquoted(text: &str, value: Range<usize>) -> Option<Broken> {
    let written = &text[value.clone()];
    let intended = written.trim_matches(is_quote);
    let begins = written.starts_with(|first| is_quote(first) && !matches!(first, '"' | '\''));
    (begins && intended.contains(['/', '.', '#'])).then(|| Broken {
        span: value,
        flaw: UrlFlaw::SmartQuote,
        intended: intended.to_owned(),
    })
}

/// Reads what follows a `]` that closes no link.
pub(super) fn behind_bracket(text: &str, bracket: usize, from: usize, limit: usize) -> Option<Bracketed> {
    let rest = &text[bracket + 1..limit];
    let trimmed = rest.trim_start_matches([' ', '\u{3000}', '\u{a0}']);
    let apart = rest.len() - trimmed.len();
    let open = trimmed.chars().next().filter(|open| matches!(open, '(' | '（'))?;
    if apart > 2 {
        return None;
    }
    let start = opening(text, bracket, from)?;
    let content = limit - trimmed.len() + open.len_utf8();
    let doubled = text[content..limit].starts_with('(') && apart == 0;
    let content = content + usize::from(doubled);
    let (inner, close) = content_of(&text[content..limit])?;
    let target = inner.trim();
    if !is_target(target) || target.contains("{{") {
        return None;
    }
    let end = content + inner.len() + close.len_utf8();
    let destination = &target[..target.find(ends_destination).unwrap_or(target.len())];
    let bracket = doubled.then_some(UrlFlaw::Bracket);
    let Some(flaw) = bracket.or_else(|| flaw_of(apart, open, close, target, destination)) else {
        let at = content + (inner.len() - inner.trim_start().len());
        return Some(Bracketed::Whole(start..end, at..at + destination.len()));
    };
    let intended = match flaw {
        UrlFlaw::Space => target.split_whitespace().take_while(|word| !word.starts_with(is_quote)).collect(),
        UrlFlaw::Invisible => destination.chars().filter(|&c| !is_invisible(c)).collect(),
        _ => destination.to_owned(),
    };
    Some(Bracketed::Broken(Broken { span: start..end, flaw, intended }))
}

const fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’')
}

const fn ends_destination(character: char) -> bool {
    matches!(character, ' ' | '\t' | '"' | '“' | '”' | '„' | '‟' | '«' | '»')
}

fn flaw_of(apart: usize, open: char, close: char, target: &str, destination: &str) -> Option<UrlFlaw> {
    let behind = target[destination.len()..].trim_start();
    if apart > 0 {
        Some(UrlFlaw::Detached)
    } else if open == '（' {
        Some(UrlFlaw::FullWidth)
    } else if close != ')' {
        Some(UrlFlaw::Bracket)
    } else if behind.contains(['“', '”', '„', '‟', '«', '»', '‘', '’']) {
        Some(UrlFlaw::SmartQuote)
    } else if destination.contains(is_invisible) {
        Some(UrlFlaw::Invisible)
    } else {
        (!behind.is_empty() && !behind.starts_with(['"', '\''])).then_some(UrlFlaw::Space)
    }
}

/// The `[` that belongs to a `]`, on the same line, with some text between them.
fn opening(text: &str, bracket: usize, from: usize) -> Option<usize> {
    const MAX_TEXT: usize = 400;
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    for at in (from.max(bracket.saturating_sub(MAX_TEXT))..bracket).rev() {
        match bytes[at] {
            b'\n' => return None,
            b']' => depth += 1,
            b'[' if depth > 0 => depth -= 1,
            b'[' => {
                let escaped = at > 0 && bytes[at - 1] == b'\\';
                let label = text[at + 1..bracket].trim();
                let start = at - usize::from(at > from && bytes[at - 1] == b'!');
                return (!escaped && !label.is_empty() && label != "x").then_some(start);
            }
            _ => {}
        }
    }
    None
}

/// What stands between an opening bracket and the first bracket, of whatever kind, that can be meant to close it.
fn content_of(content: &str) -> Option<(&str, char)> {
    let mut depth = 0_usize;
    for (at, next) in content.char_indices().take(MAX_URL) {
        match next {
            '\n' => return None,
            '(' => depth += 1,
            ')' | '）' if depth > 0 => depth -= 1,
            ')' | '）' | ']' => return Some((&content[..at], next)),
            _ => {}
        }
    }
    None
}

/// Whether a text is an absolute URL or a path that says so itself.
fn is_target(text: &str) -> bool {
    let target = text.split([' ', '\t', '"', '“', '”']).next().unwrap_or_default();
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let url = ["http://", "https://", "ftp://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
    let relative = target.starts_with("../") || target.starts_with("./") || target.starts_with('/');
    let ascii = target.bytes().all(|byte| byte.is_ascii_graphic());
    let suffixes = [".md", ".mdx", ".html", ".htm", ".png", ".svg", ".jpg", ".jpeg", ".gif", ".yml"];
    let file = suffixes.iter().any(|suffix| path.ends_with(suffix)) && path.len() > 4;
    let fragment = target.starts_with('#') && target.len() > 2 && target[1..].bytes().all(is_slug);
    url && target.len() > 10 || relative && ascii && target.len() > 2 || file && ascii || fragment
}

const fn is_slug(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// A URL in running text that breaks off inside itself: what follows at `end` belongs to it.
pub(super) fn broken_off(text: &str, url: Range<usize>, limit: usize) -> Option<Broken> {
    let written = &text[url.clone()];
    let host_start = url.start + written.find("://")? + 3;
    let host = &text[host_start..url.end];
    let rest = &text[url.end..limit];
    let next = rest.chars().next()?;
    let in_host = !host.contains(['/', '?', '#']);
    if in_host && next == '.' && !host.contains('.') || in_host && host == "www" {
        return space_in_host(text, &url, rest);
    }
    let behind = rest[next.len_utf8()..].trim_start_matches(is_invisible);
    let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '?' | '#'));
    let (flaw, plain) = match next {
        '\u{a0}' | '\u{202f}' if behind.starts_with('/') => (UrlFlaw::Invisible, ""),
        '\u{a0}' | '\u{202f}' => return None,
        invisible if is_invisible(invisible) && goes_on => (UrlFlaw::Invisible, ""),
        '？' if goes_on && is_query(behind) => (UrlFlaw::FullWidth, "?"),
        '＝' if goes_on && written.contains(['?', '&']) => (UrlFlaw::FullWidth, "="),
        '＆' if goes_on && written.contains('?') => (UrlFlaw::FullWidth, "&"),
        '／' if goes_on => (UrlFlaw::FullWidth, "/"),
        '．' | '。' if goes_on && in_host && is_host(&format!("a.{}", url_tail(behind)), true) => {
            (UrlFlaw::FullWidth, ".")
        }
        '：' if in_host && behind.starts_with(|c: char| c.is_ascii_digit()) => (UrlFlaw::FullWidth, ":"),
        _ => return None,
    };
    let narrowed = narrow(behind);
    let taken = narrow_length(behind, url_tail(&narrowed).len());
    let end = url.end + (rest.len() - behind.len()) + taken;
    let intended = format!("{written}{plain}{}", narrow(&behind[..taken]));
    Some(Broken { span: url.start..end, flaw, intended })
}

fn is_query(text: &str) -> bool {
    let name = text.bytes().take_while(|&byte| is_slug(byte) || byte == b'.').count();
    text[name..].starts_with(['=', '＝'])
}

/// The text with its full-width URL punctuation made ASCII; its beginning is enough.
fn narrow(text: &str) -> String {
    text.chars()
        .take(MAX_URL)
        .map(|character| match character {
            '？' => '?',
            '＝' => '=',
            '＆' => '&',
            '／' => '/',
            other => other,
        })
        .collect()
}

/// How many bytes of a text the first `narrowed` bytes of its narrowed form come from.
fn narrow_length(text: &str, narrowed: usize) -> usize {
    let mut read = 0;
    let mut length = 0;
    for character in text.chars() {
        if read >= narrowed {
            break;
        }
        read += if matches!(character, '？' | '＝' | '＆' | '／') { 1 } else { character.len_utf8() };
        length += character.len_utf8();
    }
    length
}

/// `https://<tenant> .example.com`: a space behind the placeholder of a URL in code.
pub(super) fn spaced_placeholder(text: &str, url: &Range<usize>, limit: usize) -> Option<Broken> {
    let rest = text[url.end..limit].strip_prefix(' ')?;
    if !text[url.clone()].ends_with(['>', '}']) || !rest.starts_with(['.', '/', '?']) {
        return None;
    }
    let tail: &str = &rest[..rest.find(['`', '"', '\'', '\n']).unwrap_or(rest.len())];
    let tail = &tail[..tail.char_indices().nth(MAX_URL).map_or(tail.len(), |(at, _)| at)];
    let words = tail.split(' ').take_while(|word| word.starts_with(['.', '/', '?', '<']));
    let length = words.map(|word| word.len() + 1).sum::<usize>().saturating_sub(1);
    let tail = tail[..length].trim_end();
    let intended = format!("{}{}", &text[url.clone()], tail.replace(' ', ""));
    Some(Broken { span: url.start..url.end + 1 + tail.len(), flaw: UrlFlaw::Space, intended })
}

/// `https://chat. example/x`: certain only where no host has been complete yet and a path follows.
fn space_in_host(text: &str, url: &Range<usize>, rest: &str) -> Option<Broken> {
    let behind = rest.strip_prefix('.')?.strip_prefix([' ', '\u{a0}'])?;
    let tail = url_tail(behind);
    let domain = tail.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || byte == b'-').count();
    let certain =
        domain > 0 && tail.as_bytes()[0].is_ascii_lowercase() && tail[domain..].starts_with(['/', '?', '.']);
    if !certain || tail.len() < domain + 2 {
        return None;
    }
    let end = url.end + (rest.len() - behind.len()) + tail.len();
    let intended = format!("{}.{tail}", &text[url.clone()]);
    Some(Broken { span: url.start..end, flaw: UrlFlaw::Space, intended })
}

/// What is wrong with the destination of a link that is one.
pub(super) fn in_destination(text: &str) -> Option<(UrlFlaw, String)> {
    if let Some(inner) = text.strip_prefix('(').and_then(|open| open.strip_suffix(')'))
        && is_target(inner)
    {
        return Some((UrlFlaw::Bracket, inner.to_owned()));
    }
    if text.is_ascii() {
        return None;
    }
    if text.contains(is_invisible) {
        return Some((UrlFlaw::Invisible, text.chars().filter(|&c| !is_invisible(c)).collect()));
    }
    let host = text.split_once("://")?.1;
    let end = host.find(['/', '?', '#']).unwrap_or(host.len());
    let (host_text, rest) = host.split_at(end);
    if rest.contains(['？', '＝', '＆']) && rest.contains(|c: char| c.is_ascii_alphanumeric()) {
        return Some((UrlFlaw::FullWidth, narrow(text)));
    }
    if host_text.contains(['．', '。', '：', '／']) {
        let mended = host_text.replace(['．', '。'], ".").replace('：', ":").replace('／', "/");
        return Some((UrlFlaw::FullWidth, text.replacen(host_text, &mended, 1)));
    }
    let mixed = host_text.split('.').any(|label| {
        label.contains(|c: char| c.is_ascii_alphabetic()) && label.contains(|c| latin_of(c).is_some())
    });
    let latin: String = host_text.chars().map(|c| latin_of(c).unwrap_or(c)).collect();
    mixed.then(|| (UrlFlaw::MixedScript, text.replacen(host_text, &latin, 1)))
}

/// The Latin letter that a Cyrillic or Greek one is taken for.
fn latin_of(character: char) -> Option<char> {
    const LOOK_ALIKE: [(char, char); 20] = [
        ('а', 'a'),
        ('с', 'c'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('х', 'x'),
        ('у', 'y'),
        ('і', 'i'),
        ('ј', 'j'),
        ('ѕ', 's'),
        ('һ', 'h'),
        ('к', 'k'),
        ('м', 'm'),
        ('т', 't'),
        ('в', 'b'),
        ('н', 'h'),
        ('ο', 'o'),
        ('α', 'a'),
        ('ν', 'v'),
        ('ρ', 'p'),
    ];
    LOOK_ALIKE.iter().find(|(alike, _)| *alike == character).map(|(_, latin)| *latin)
}

#[cfg(test)]
mod tests;
