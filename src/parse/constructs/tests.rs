//! Lines that are no Markdown, and what is parsed in their stead.

use super::*;

/// The lines that are parsed, without white space at their ends, and what was taken out: its text and its indent.
fn read(text: &str, mdx: bool) -> (String, Vec<(&str, usize)>) {
    let Prepared { view, extras } = prepare(text, 0, mdx);
    let lines: Vec<&str> = view.text.lines().map(str::trim_end).collect();
    let extras = extras.iter().map(|extra| {
        assert_eq!(extra.module, text[extra.original.clone()].starts_with(['i', 'e']), "{text}");
        (text[extra.original.clone()].trim_end(), extra.indent)
    });
    (lines.join("\n"), extras.collect())
}

#[track_caller]
fn assert_read(text: &str, mdx: bool, parsed: &str, extras: &[(&str, usize)]) {
    assert_eq!(read(text, mdx), (parsed.to_owned(), extras.to_vec()), "{text}");
}

#[track_caller]
fn assert_untouched(text: &str) {
    assert_read(text, false, text.trim_end(), &[]);
    assert!(matches!(prepare(text, 0, false).view.text, std::borrow::Cow::Borrowed(_)), "{text}");
}

#[test]
fn the_content_of_admonitions_loses_its_indent() {
    for opener in ["!!! note", "??? tip", "=== \"Tab\"", "=== 'Tab'"] {
        let text = format!("{opener}\n    inner\n\n     code\n\tby tab\n \tby both\nouter\n    code");
        let parsed = "\ninner\n\n code\nby tab\nby both\nouter\n    code";
        assert_read(&text, false, parsed, &[(opener, 0)]);
    }
    let text = "!!! note\n    === \"Tab\"\n        deep\n    back\n";
    assert_read(text, false, "\n\ndeep\nback", &[("!!! note", 0), ("=== \"Tab\"", 0)]);
    for text in
        ["!!! note\n   three\n", "!!! note\nnone\n", "!!! note\n", "=== Tab\n    x\n", "!! note\n    x\n"]
    {
        assert_untouched(text);
    }
    // Code does not end an admonition, however far left it stands.
    let text = "!!! note\n    ```\n  x\n    ```\n    y\n";
    assert_read(text, false, "\n```\nx\n```\ny", &[("!!! note", 0)]);
}

#[test]
fn what_is_nested_deeper_than_can_be_meant_keeps_its_indent() {
    let nested = |depth: usize| -> String {
        let openers = (0..depth).map(|level| format!("{}!!! note\n", "    ".repeat(level)));
        openers.collect::<String>() + &"    ".repeat(depth) + "inner\n"
    };
    assert!(read(&nested(MAX_DEPTH), false).0.ends_with("\ninner"));
    assert!(read(&nested(MAX_DEPTH + 1), false).0.ends_with("\n!!! note\n    inner"));
}

#[test]
fn lines_of_directives_are_no_text() {
    let all = [(":::note", 0), (":::", 0)];
    assert_read(":::note\ntext\n:::\n", false, "\ntext\n", &all);
    assert_read(":::note\n\n   text\n:::\n", false, "\n\ntext\n", &all);
    assert_read("  :::note\n   text\n", false, "\n  text", &[(":::note", 2)]);
    assert_read("/// tip\n text\n///\n", false, "\ntext\n", &[("/// tip", 0), ("///", 0)]);
    assert_read(":::: a\n", false, "", &[(":::: a", 0)]);
    // An image has no content, and what is indented behind it is code.
    for image in [":::image source=\"a.png\":::", ":::image-end:::"] {
        assert_read(&format!("{image}\n    code\n"), false, "\n    code", &[(image, 0)]);
    }
    for text in ["::note\n", "// note\n", ":::a::: text\n", ":::(note)\n", ":::b:::.\n"] {
        assert_untouched(text);
    }
}

#[test]
fn lines_of_components_are_no_text() {
    let text = "<Tabs>\n  <TabItem value=\"a\">\n    text\n  </TabItem>\n</Tabs>\n    code\n";
    let tags = [("<Tabs>", 0), ("<TabItem value=\"a\">", 0), ("</TabItem>", 0), ("</Tabs>", 0)];
    assert_read(text, false, "\n\ntext\n\n\n    code", &tags);
    for whole in
        ["<Note/>", "<Ab></Ab>", "</Note>", "<Ab> </Ab>", "<a.b/>", "<x-y/>", "<></>", "<API/>", "<Table/>"]
    {
        assert_read(&format!("{whole}\n    code\n"), false, "\n    code", &[(whole, 0)]);
    }
    assert_read("<Ab> <Bc>\n  x\n", false, "\nx", &[("<Ab> <Bc>", 0)]);
    let card = "<Card\n  title=\"a\"\n  href=\"/b\"\n>";
    assert_read(&format!("{card}\ntext\n"), false, "\n\n\n\ntext", &[(card, 0)]);
    for text in [
        "<Note>text</Note>\n",
        "<Note> text\n",
        "<TABLE>\n",
        "<BR>\n",
        "<br>\n",
        "<card-x\n  a=\"b\">\n",
        "<Card\ntext\n",
        "<div>\n<Note>\n",
    ] {
        assert_untouched(text);
    }
    assert_read("<div>\n\n<Note>\n", false, "<div>\n\n", &[("<Note>", 0)]);
    // A tag that never ends is no reason to overlook the next one.
    assert_read("<Card\ntext\n\n<Note>\n", false, "<Card\ntext\n\n", &[("<Note>", 0)]);
    let video = "<video\n  src=\"a\"\n/>";
    assert_read(video, true, "\n\n", &[(video, 0)]);
    assert_untouched(video);
}

#[test]
fn lines_of_shortcodes_are_no_text() {
    for whole in ["{{< note >}}", "{{% a %}}", "{% include b.html %}", "{/* c */}"] {
        assert_read(&format!("{whole}\n<Note/>\n"), false, "\n", &[(whole, 0), ("<Note/>", 0)]);
    }
    for text in ["{{< a >}} text {{< /a >}}\n", "{{< a >}} text\n", "{ a }\n", "{% a\n", "{{< a %}}\n"] {
        assert_untouched(text);
    }
}

#[test]
fn comments_are_left_alone_up_to_their_end() {
    for (open, close) in [("<!--", "-->"), ("{/*", "*/}")] {
        let text = format!("{open} a\n<Note>\n{close}\n<Note>\n");
        assert_read(&text, false, &format!("{open} a\n<Note>\n{close}\n"), &[("<Note>", 0)]);
    }
    assert_read("<!-- a -->\n<Note>\n", false, "<!-- a -->\n", &[("<Note>", 0)]);
}

#[test]
fn nothing_in_code_is_a_construct() {
    for (open, close) in [
        ("```md", "```"),
        ("~~~", "~~~~"),
        ("~~~ a`b", "~~~"),
        ("````\n```", "````"),
        ("```\n~~~\n``` x", "```"),
        ("- ```", "  ```"),
        ("* ```", "  ```"),
        ("+ ```", "  ```"),
        ("1. ```", "   ```"),
        ("12) ```", "   ```"),
        ("123456789. ```", "```"),
        ("> ```", "> ```"),
        ("> - ```", "> ```"),
        ("-  ```", "  ```"),
    ] {
        let text = format!("{open}\n<Note>\n{close}\n<Note>\n");
        assert_read(&text, false, &format!("{open}\n<Note>\n{close}\n"), &[("<Note>", 0)]);
    }
    for none in ["``", "``` a`b", "1.```", "-```", "1234567890. ```", ". ```", "1- ```", "x ```"] {
        assert_read(&format!("{none}\n<Note>\n"), false, &format!("{none}\n"), &[("<Note>", 0)]);
    }
}

#[test]
fn modules_of_mdx_are_no_text() {
    let import = "import a from 'b'";
    let module = "import a from 'b'\nexport const c = {\n\n  d: [1],\n}";
    assert_read(&format!("{module}\n\ntext\n"), true, "\n\n\n\n\n\ntext", &[(module, 0)]);
    assert_read(import, true, "", &[(import, 0)]);
    for open in ["export const a = [\n\n]", "export const a = f(\n\n)", "export default a"] {
        assert_read(
            &format!("b\n\n{open}\n\ntext\n"),
            true,
            &format!("b\n{}\n\ntext", "\n".repeat(open.lines().count())),
            &[(open, 0)],
        );
    }
    // Brackets that never close do not take the page with them, neither here nor further down.
    let text = "export const a = {\n\ntext\n\nexport const b = {\n\n}\n\nmore\n";
    let modules = [("export const a = {", 0), ("export const b = {", 0)];
    assert_read(text, true, "\n\ntext\n\n\n\n}\n\nmore", &modules);
    for text in ["text\nimport a\n", " import a\n", "imported goods\n", "exports\n", "important\n"] {
        assert_read(text, true, text.trim_end(), &[]);
    }
    assert_untouched(&format!("{import}\n\ntext\n"));
}
