//! What leads somewhere in a line beside links: tags, shortcodes, directives.

use super::*;
use crate::model::source_file::SourceFile;
use crate::parse::parse;

fn document(text: &str) -> Document {
    parse(&SourceFile::new("a.md", text))
}

/// The URLs of a text, each with what it is part of and its kind.
fn urls(text: &str) -> Vec<(String, String, UrlKind)> {
    let document = document(text);
    let url = |url: &UrlOccurrence| {
        (document.text(url.span).to_owned(), document.text(url.whole).to_owned(), url.kind)
    };
    document.urls.iter().map(url).collect()
}

#[track_caller]
fn assert_urls(whole: &str, kind: UrlKind, expected: &[&str]) {
    for (before, behind) in [("See ", " here."), ("", ""), ("- a\n- ", "\n"), ("é ", " https")] {
        let text = format!("{before}{whole}{behind}");
        let expected = expected.iter().map(|url| ((*url).to_owned(), whole.to_owned(), kind));
        assert_eq!(urls(&text), expected.collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn tags_lead_where_their_attributes_say() {
    let kind = UrlKind::HtmlAttribute;
    for (tag, targets) in [
        ("<a href=\" /a/b \">", &["/a/b"][..]),
        (
            "<img src='/a.png' srcset='/b.png 1x, /c.png 2x,/d.png'>",
            &["/a.png", "/b.png", "/c.png", "/d.png"],
        ),
        ("<a href=\"https://a.example/b\">", &["https://a.example/b"]),
        ("<Card note=\"see https://a.example/b now\" href=\"/c\">", &["https://a.example/b", "/c"]),
        ("<a href=\"javascript:x()\">", &[]),
        ("<img src=\"data:image/png;base64,AA\">", &[]),
        ("<a href=\"\">", &[]),
    ] {
        assert_urls(tag, kind, targets);
    }
}

#[test]
fn shortcodes_lead_where_their_arguments_say() {
    for (shortcode, target) in [
        ("{{< ref \"/a/b\" >}}", "/a/b"),
        ("{{< ref '/a/b' >}}", "/a/b"),
        ("{{% relref a/b.md %}}", "a/b.md"),
        ("{% link a/b.md %}", "a/b.md"),
        ("{{< figure src=\"/a.png\" alt=\"b\" >}}", "/a.png"),
    ] {
        assert_urls(shortcode, UrlKind::HtmlAttribute, &[target]);
    }
    for (include, path) in [("{* ./a/b.py hl[2] *}", "./a/b.py"), ("{!a/b.md!}", "a/b.md")] {
        assert_urls(include, UrlKind::Include, &[path]);
    }
    for none in ["{* note *}", "{ a/b }", "{{ a/b }}", "{{< note >}}", "{% if a %}", "{* a/b"] {
        assert_urls(none, UrlKind::Include, &[]);
    }
    let found = urls("Text\n--8<-- \"a/b.md\" --8<-- 'c.md', https://a.example/c");
    let found: Vec<_> =
        found.iter().map(|(url, whole, kind)| (url.as_str(), whole.as_str(), *kind)).collect();
    assert_eq!(
        found,
        [
            ("a/b.md", "--8<-- \"a/b.md\"", UrlKind::Include),
            ("c.md", "--8<-- 'c.md'", UrlKind::Include),
            ("https://a.example/c", "https://a.example/c", UrlKind::Bare),
        ]
    );
    for none in ["-8- \"a/b.md\"", "-8<-- \"a/b.md\"", "8<-- \"a/b.md\"", "--8<-- \"a/b.md", "--8<-- a/b.md"]
    {
        assert!(urls(&format!("Text {none}")).is_empty(), "{none}");
    }
}

#[test]
fn directives_in_a_line_lead_where_their_arguments_say() {
    let kind = UrlKind::HtmlAttribute;
    assert_urls(":::image source=\"a/b.png\" alt-text=\"c\":::", kind, &["a/b.png"]);
    let both = urls("See :::image source=\"a.png\"::: and :::image source=\"b.png\"::: too");
    let both: Vec<_> = both.iter().map(|(url, whole, _)| (url.as_str(), whole.as_str())).collect();
    assert_eq!(both, [("a.png", ":::image source=\"a.png\":::"), ("b.png", ":::image source=\"b.png\":::")]);
}

#[test]
fn nothing_in_a_comment_is_a_url() {
    for comment in ["<!-- https://a.example/b -->", "{/* https://a.example/b */}"] {
        let found = urls(&format!("é {comment}https://c.example/d {comment} and https://e.example/f"));
        let found: Vec<_> = found.iter().map(|(url, ..)| url.as_str()).collect();
        assert_eq!(found, ["https://c.example/d", "https://e.example/f"], "{comment}");
    }
    // What is never closed is no comment.
    for text in ["a <!-- b https://a.example/b", "a {/* b https://a.example/b"] {
        assert_eq!(urls(text).len(), 1, "{text}");
    }
}

#[test]
fn what_translation_made_of_an_autolink_is_told_with_the_url_it_was() {
    let near = |text: &str| {
        let document = document(text);
        let near = document.near_urls.iter();
        near.map(|near| (document.text(near.span).to_owned(), near.flaw, near.intended.clone()))
            .collect::<Vec<_>>()
    };
    for close in ["</https:>", "</http:>", "</https://>"] {
        let found = near(&format!("Go to <https://a.example/b>{close} now."));
        let expected = (close.to_owned(), UrlFlaw::Scheme, "https://a.example/b".to_owned());
        assert_eq!(found, [expected], "{close}");
    }
    assert_eq!(near("Go to the page</https:>.")[0].2, "");
    assert!(near("Go to </https:a.example>").is_empty());
    let both = near("Go to htpps://a.example/b or htpps://c.example/d");
    assert_eq!(
        both.iter().map(|near| near.2.as_str()).collect::<Vec<_>>(),
        ["https://a.example/b", "https://c.example/d"]
    );
}
