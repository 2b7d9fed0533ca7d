//! Broken URLs and links, and prose that only looks like them.

use super::*;

fn schemes(text: &str) -> Option<(UrlFlaw, String)> {
    let at = text.find("ttp")?;
    scheme(text, at, text.len()).map(|broken| (broken.flaw, broken.intended))
}

#[test]
fn broken_schemes_are_named() {
    for (text, flaw) in [
        ("go to https:// www.a.example/b now", UrlFlaw::Space),
        ("go to https: //www.a.example/b now", UrlFlaw::Space),
        ("go to h ttps://www.a.example/b now", UrlFlaw::Space),
        ("go to https：//www.a.example/b now", UrlFlaw::FullWidth),
        (r"go to https:\//www.a.example/b now", UrlFlaw::Backslash),
        ("go to https//www.a.example/b now", UrlFlaw::Scheme),
        ("go to https:/www.a.example/b now", UrlFlaw::Scheme),
        ("go to https:www.a.example/b now", UrlFlaw::Scheme),
    ] {
        assert_eq!(schemes(text), Some((flaw, "https://www.a.example/b".to_owned())), "{text}");
    }
}

#[test]
fn prose_about_schemes_is_silent() {
    for text in [
        "begins with http:// or https://",
        "https:// and www.a.example/b",
        "the http: header",
        "see http/https",
        "http2.0 and https.md",
        "`net/http.Request`",
    ] {
        assert_eq!(schemes(text), None, "{text}");
    }
}

#[test]
fn slips_of_the_scheme_are_found() {
    let slip = |text: &str| misspelt(text, text.find("://").unwrap(), 0, text.len()).map(|b| b.intended);
    assert_eq!(slip("htpps://a.example/b"), Some("https://a.example/b".to_owned()));
    assert_eq!(slip("htttps://a.example/b"), Some("https://a.example/b".to_owned()));
    assert_eq!(slip("ttps://a.example/b"), Some("https://a.example/b".to_owned()));
    assert_eq!(slip("hxxps://a.example/b"), None);
    assert_eq!(slip("https://.a.example/b"), Some("https://a.example/b".to_owned()));
    assert_eq!(slip("https:///a.example/b"), Some("https://a.example/b".to_owned()));
    assert_eq!(slip("https://... and so on"), None);
    assert_eq!(slip("file:///a.example/b"), None);
    assert_eq!(slip("ssh://a.example/b"), None);
    assert_eq!(slip("wss://a.example/b"), None);
}

#[test]
fn links_that_fell_apart_are_found() {
    let broken = |text: &str| {
        let at = text.find(']').unwrap();
        match behind_bracket(text, at, 0, text.len()) {
            Some(Bracketed::Broken(broken)) => Some((broken.flaw, broken.intended)),
            _ => None,
        }
    };
    let url = || "https://a.example/b".to_owned();
    assert_eq!(broken("[t] (https://a.example/b)"), Some((UrlFlaw::Detached, url())));
    assert_eq!(broken("[t]（https://a.example/b）"), Some((UrlFlaw::FullWidth, url())));
    assert_eq!(broken("[t](https://a.example/b）"), Some((UrlFlaw::Bracket, url())));
    assert_eq!(broken("[t](https://a.example/b]"), Some((UrlFlaw::Bracket, url())));
    assert_eq!(broken("[t](https://a.example/b \"c”)"), Some((UrlFlaw::SmartQuote, url())));
    assert_eq!(broken("[t](https://a.example/ b)"), Some((UrlFlaw::Space, url())));
    assert_eq!(broken("[t] (../a.md#b)"), Some((UrlFlaw::Detached, "../a.md#b".to_owned())));
    assert_eq!(broken("[t]((https://a.example/b)"), Some((UrlFlaw::Bracket, url())));
    assert_eq!(broken("[1] (see below)"), None);
    assert_eq!(broken("[ ] (https://a.example/b)"), None);
    assert_eq!(broken("a[0] (b)"), None);
}

#[test]
fn urls_that_break_off_are_mended() {
    let off = |text: &str, end: usize| broken_off(text, 0..end, text.len()).map(|b| (b.flaw, b.intended));
    let mended = off("https://chat. example/Ab", 12);
    assert_eq!(mended, Some((UrlFlaw::Space, "https://chat.example/Ab".to_owned())));
    let mended = off("https://a.example/b？c＝d に", 19);
    assert_eq!(mended, Some((UrlFlaw::FullWidth, "https://a.example/b?c=d".to_owned())));
    assert_eq!(off("https://a.example/b？次", 19), None);
    let mended = off("https://a.example\u{200b}/b", 17);
    assert_eq!(mended, Some((UrlFlaw::Invisible, "https://a.example/b".to_owned())));
    let doubled = in_destination("(https://a.example/b)");
    assert_eq!(doubled, Some((UrlFlaw::Bracket, "https://a.example/b".to_owned())));
    let code = "https://<t> .a.example/<u> /";
    let mended = spaced_placeholder(code, &(0..11), code.len()).map(|broken| (broken.span, broken.intended));
    assert_eq!(mended, Some((0..code.len(), "https://<t>.a.example/<u>/".to_owned())));
    let mixed = in_destination("https://ex\u{430}mple.com/b");
    assert_eq!(mixed, Some((UrlFlaw::MixedScript, "https://example.com/b".to_owned())));
}

/// What breaks off at the `|` of a text: all of it, what is wrong, and what was meant.
fn off(marked: &str) -> Option<(String, UrlFlaw, String)> {
    let end = marked.find('|').unwrap();
    let text = marked.replacen('|', "", 1);
    let broken = broken_off(&text, 0..end, text.len())?;
    Some((text[broken.span].to_owned(), broken.flaw, broken.intended))
}

#[test]
fn what_follows_a_character_that_urls_do_not_have_belongs_to_them() {
    let (wide, hidden, space) = (UrlFlaw::FullWidth, UrlFlaw::Invisible, UrlFlaw::Space);
    for (marked, flaw, intended) in [
        ("https://a.example|\u{a0}/b に", hidden, "https://a.example/b"),
        ("https://a.example/b|\u{200b}c.", hidden, "https://a.example/bc"),
        ("https://a.example/b|？c＝d に", wide, "https://a.example/b?c=d"),
        ("https://a.example/b|？c=d＆e=f、", wide, "https://a.example/b?c=d&e=f"),
        ("https://a.example/b?c|＝d, e", wide, "https://a.example/b?c=d"),
        ("https://a.example/b?c=d|＆e＝f", wide, "https://a.example/b?c=d&e=f"),
        ("https://a.example|／b／c)", wide, "https://a.example/b/c"),
        ("https://a|．example/b", wide, "https://a.example/b"),
        ("https://www.a|。example/b", wide, "https://www.a.example/b"),
        ("https://a.example|：8080/b", wide, "https://a.example:8080/b"),
        ("https://chat|. example/x.", space, "https://chat.example/x"),
        ("https://chat|.\u{a0}a/b", space, "https://chat.a/b"),
        ("https://www|. example.com/x", space, "https://www.example.com/x"),
    ] {
        let whole = marked.replacen('|', "", 1);
        let whole = whole.strip_suffix([')', '.', '、']).unwrap_or(&whole);
        let whole = whole.strip_suffix(" に").or_else(|| whole.strip_suffix(", e")).unwrap_or(whole);
        assert_eq!(off(marked), Some((whole.to_owned(), flaw, intended.to_owned())), "{marked}");
    }
}

#[test]
fn what_follows_a_url_in_a_sentence_does_not_belong_to_it() {
    for marked in [
        "https://a.example/b|\u{a0}c",
        "https://a.example/b|\u{200b} c",
        "https://a.example/b|？c",
        "https://a.example/b|？次",
        "https://a.example/b|＝d",
        "https://a.example/b?c|＝次",
        "https://a.example/b|＆e",
        "https://a.example/b?c=d|＆次",
        "https://a.example|／次",
        "https://a.example|。次",
        "https://a.example|。See",
        "https://a.example/b|。c.example/d",
        "https://a.example|：次",
        "https://a.example/b|：8080",
        "https://a.example|. example/x",
        "https://chat|. Example/x",
        "https://chat|. example",
        "https://chat|. /x",
        "https://chat|. a/",
        "https://chat|, example/x",
    ] {
        assert_eq!(off(marked), None, "{marked}");
    }
}

#[test]
fn hosts_are_told_from_names_of_files_and_from_prose() {
    for host in
        ["a.com", "a.com.", "www.a.example", "a.example/b", "a.example?b", "a.example#b", "a.example:80"]
    {
        assert!(is_host(host, true) && is_host(host, false), "{host}");
    }
    assert!(is_host("a.example", false) && !is_host("a.example", true));
    for none in ["a.c", "a.c1", "a..example", ".example", "example", "page.md", "request.json/b", "-", ""] {
        assert!(!is_host(none, false), "{none}");
    }
}

#[test]
fn words_that_are_almost_a_scheme() {
    for slip in ["htps", "ttps", "htttps", "hhttps", "httpss", "htpts", "httsp", "httqs", "htpps"] {
        assert!(is_slip(slip, "https"), "{slip}");
    }
    for other in ["https", "httpx", "xttps", "hxxps", "ht", "httpsss", ""] {
        assert!(!is_slip(other, "https"), "{other}");
    }
    let found = |text: &str| {
        let broken = misspelt(text, text.find("://")?, 0, text.len())?;
        Some((text[broken.span].to_owned(), broken.intended))
    };
    let pair = |found: &str, meant: &str| Some((found.to_owned(), meant.to_owned()));
    assert_eq!(found("go to htpps://a.example/b, now"), pair("htpps://a.example/b", "https://a.example/b"));
    assert_eq!(found("go to htp://a.example/b now"), pair("htp://a.example/b", "http://a.example/b"));
    assert_eq!(found("at http://.a.example/b. Now"), pair("http://.a.example/b", "http://a.example/b"));
    assert_eq!(found("at HTTPS:///a.example/b) now"), pair("HTTPS:///a.example/b", "HTTPS://a.example/b"));
    for none in ["tp://a.example/b", "htpps://nothing", "https://..a.example/b", "https://a.example/b"] {
        assert_eq!(found(none), None, "{none}");
    }
}

#[test]
fn white_space_in_a_scheme_is_found_wherever_it_stands() {
    for text in [
        "https ://www.a.example/b",
        "https:/ /www.a.example/b",
        "https:// www.a.example/b",
        "https\u{3000}://www.a.example/b",
    ] {
        assert_eq!(schemes(text), Some((UrlFlaw::Space, "https://www.a.example/b".to_owned())), "{text}");
    }
    assert_eq!(schemes("http ://a.com"), Some((UrlFlaw::Space, "http://a.com".to_owned())));
    assert_eq!(schemes("https:a.example/b"), Some((UrlFlaw::Scheme, "https://a.example/b".to_owned())));
    for none in [
        "https: /www.a.example/b",
        "https/www.a.example/b",
        "https:/a.example",
        "ahttps: //www.a.example/b",
        "go-https: //www.a.example/b",
        "go/https: //www.a.example/b",
        "https: //nothing",
    ] {
        assert_eq!(schemes(none), None, "{none}");
    }
}

#[test]
fn targets_are_told_from_remarks() {
    for target in [
        "http://a.bc",
        "ftp://a.example",
        "mailto:a@b.example",
        "../a",
        "./a",
        "/ab",
        "ab.md",
        "ab.md#c",
        "a.html?b",
        "#ab",
        "#a-b_c",
        "https://a.example/b \"c\"",
    ] {
        assert!(is_target(target), "{target}");
    }
    for none in
        ["http://a.b", "./", "/a", "/éa", "a.md", "é.ab.md", "ab.mdc", "#a", "#a.b", "see below", "", "a/b"]
    {
        assert!(!is_target(none), "{none}");
    }
}

#[test]
fn a_link_that_fell_apart_is_found_whole() {
    let whole = |text: &str| {
        let bracket = text.rfind("](").or_else(|| text.rfind("] "))?;
        match behind_bracket(text, bracket, 0, text.len())? {
            Bracketed::Broken(broken) => Some((text[broken.span].to_owned(), broken.intended)),
            Bracketed::Whole(whole, target) => Some((text[whole].to_owned(), text[target].to_owned())),
        }
    };
    let url = "https://a.example/b";
    for (found, target) in [
        ("[t]  (https://a.example/b)", url),
        ("[a [b] c] (https://a.example/b)", url),
        ("![t] (https://a.example/b)", url),
        ("[t](https://a.example/b)", url),
        ("[t]( https://a.example/b )", url),
        ("[t](https://a.example/b \"c\")", url),
        ("[t](https://a.example/\u{200b}b)", url),
        ("[t](https://a.exa mple/b)", url),
        ("[t](https://a.example/(b)c)", "https://a.example/(b)c"),
        ("[t] (https://a.example/b]", url),
    ] {
        let text = format!("go to {found}, then on");
        assert_eq!(whole(&text), Some((found.to_owned(), target.to_owned())), "{text}");
    }
    for none in [
        "[t]   (https://a.example/b)",
        "\\[t] (https://a.example/b)",
        "[x] (https://a.example/b)",
        "t] (https://a.example/b)",
        "[a\nt] (https://a.example/b)",
        "[t] (https://a.example/\nb)",
        "[t] (https://a.example/{{b}})",
        "[t] (https://a.example/(b)",
    ] {
        assert_eq!(whole(none), None, "{none}");
    }
}

#[test]
fn what_is_wrong_with_a_destination_is_named() {
    let wrong = in_destination;
    let url = || "https://a.example/b".to_owned();
    assert_eq!(wrong("https://a\u{200b}.example/b"), Some((UrlFlaw::Invisible, url())));
    assert_eq!(wrong("https://a．example/b"), Some((UrlFlaw::FullWidth, url())));
    assert_eq!(wrong("https://a.example/b？c＝d"), Some((UrlFlaw::FullWidth, url() + "?c=d")));
    for none in ["https://a.example/b", "https://a.example/ü", "https://a.example/？", "(see below)", "é"]
    {
        assert_eq!(wrong(none), None, "{none}");
    }
    let spaced =
        |text: &str| spaced_placeholder(text, &(0..text.find(' ')?), text.len()).map(|found| found.intended);
    assert_eq!(spaced("https://{t} /b` c"), Some("https://{t}/b".to_owned()));
    for none in ["https://a .example", "https://<t> x", "https://<t>"] {
        assert_eq!(spaced(none), None, "{none}");
    }
}
