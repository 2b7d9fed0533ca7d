//! The parse stage as a whole: what a document keeps of each construct, and laws for any text.

use std::sync::Arc;

use proptest::prelude::*;

use crate::model::document::{BlockKind, Document, ListForm, MarkerFlaw, UrlFlaw, UrlKind};
use crate::model::source_file::{SourceFile, Span};

use super::parse;

fn read(text: &str) -> Document {
    parse(&SourceFile::new("page.md", text))
}

fn read_mdx(text: &str) -> Document {
    parse(&SourceFile::new("page.mdx", text))
}

/// Kind and destination as written of every URL.
fn urls(document: &Document) -> Vec<(UrlKind, &str)> {
    document.urls.iter().map(|url| (url.kind, document.text(url.span))).collect()
}

/// Per list its form and its steps as ordinal and part.
fn lists(document: &Document) -> Vec<(ListForm, Vec<(u32, u32)>)> {
    let lists = document.procedures.iter();
    lists.map(|list| (list.form, list.steps.iter().map(|step| (step.ordinal, step.part)).collect())).collect()
}

/// The step that a block with this text belongs to.
fn step_of(document: &Document, text: &str) -> Option<(u32, u32)> {
    let block = document.blocks.iter().find(|block| document.text(block.span).contains(text))?;
    block.step.map(|step| (step.procedure, document.step(step).ordinal))
}

#[test]
fn every_kind_of_url_has_the_place_of_its_destination() {
    let document = read(concat!(
        "---\nlink: https://front.example/\n---\n",
        "[a](/in \"t\") [b][r] ![c](img.png) <https://auto.example/> https://bare.example/x.\n",
        "`curl https://code.example/<id>` <a href='/html'>https://text.example</a>\n\n",
        "    https://block.example/\n\n",
        "[r]: <../ref.md> 'title'\n[u]: /unused\n\n",
        "[!INCLUDE [i](inc.md)]\n{* ../x.py hl[1] *}\n",
    ));
    let expected = [
        (UrlKind::FrontMatter, "https://front.example/"),
        (UrlKind::Inline, "/in"),
        (UrlKind::Reference, "../ref.md"),
        (UrlKind::Image, "img.png"),
        (UrlKind::Autolink, "https://auto.example/"),
        (UrlKind::Bare, "https://bare.example/x"),
        (UrlKind::CodeSpan, "https://code.example/<id>"),
        (UrlKind::HtmlAttribute, "/html"),
        (UrlKind::CodeBlock, "https://block.example/"),
        (UrlKind::Definition, "/unused"),
        (UrlKind::Include, "inc.md"),
        (UrlKind::Include, "../x.py"),
    ];
    assert_eq!(urls(&document), expected);
    assert_eq!(document.text(document.urls[1].whole), "[a](/in \"t\")");
    assert_eq!(document.text(document.urls[10].whole), "[!INCLUDE [i](inc.md)]");
}

#[test]
fn a_link_around_an_include_or_an_image_is_kept() {
    let document = read("[![a](a.png)](/b) [Use [!INCLUDE[p](p.md)] now](use.md)\n");
    let expected = [
        (UrlKind::Inline, "/b"),
        (UrlKind::Image, "a.png"),
        (UrlKind::Inline, "use.md"),
        (UrlKind::Include, "p.md"),
    ];
    assert_eq!(urls(&document), expected);
}

#[test]
fn directives_and_shortcodes_hold_targets() {
    let document = read(concat!(
        ":::image source=\"a.png\" alt-text=\"x\" lightbox=\"b.png\":::\n\n",
        "| x :::image source=\"c.png\"::: |\n|---|\n\n",
        ":::code source=\"~/d.cs\":::\n\n",
        "See [e]({{< ref \"e.md\" >}}) and {{< figure src=\"/f.png\" >}}\n\n",
        "{{% include \"g.md\" %}}\n\n--8<-- \"h.md\"\n",
    ));
    let expected = [
        (UrlKind::HtmlAttribute, "a.png"),
        (UrlKind::HtmlAttribute, "b.png"),
        (UrlKind::HtmlAttribute, "c.png"),
        (UrlKind::Include, "~/d.cs"),
        (UrlKind::HtmlAttribute, "e.md"),
        (UrlKind::HtmlAttribute, "/f.png"),
        (UrlKind::Include, "g.md"),
        (UrlKind::Include, "h.md"),
    ];
    assert_eq!(urls(&document), expected);
}

#[test]
fn one_procedure_in_two_lists_is_one() {
    let text = "1. one\n2. two\n\n![picture](p.png)\n\n3. three\n\n```\ncode\n```\n\n4. four\n";
    let document = read(text);
    assert_eq!(lists(&document), [(ListForm::Numbered, vec![(1, 0), (2, 0), (3, 1), (4, 2)])]);
    assert_eq!(step_of(&document, "picture"), None);
    assert_eq!(step_of(&document, "four"), Some((0, 4)));
    let restarted = read("1. one\n\ntext\n\n1. one\n");
    assert_eq!(lists(&restarted).len(), 2);
    let next_section = read("1. one\n\n## Next\n\n2. two\n");
    assert_eq!(lists(&next_section).len(), 2);
    assert_eq!(lists(&read("1. one\n1. two\n1. three\n"))[0].1, [(1, 0), (2, 0), (3, 0)]);
}

#[test]
fn the_marker_of_a_numbered_heading_reaches_up_to_its_title() {
    for (first, second, marker) in [
        ("## Step 1: Open", "## Step 2: Close", "Step 2:"),
        ("## Step 1 - Open", "## Step 2 - Close", "Step 2 -"),
        ("## 1. Open", "## 2. Close", "2."),
        ("## 步骤 1：打开", "## 步骤 2：关闭", "步骤 2："),
        ("## Step 1", "## Step 2", "Step 2"),
        ("Step 1: Open\n---", "Step 2: Close\n---", "Step 2:"),
        ("## **Step 1**: Open", "## **Step 2**: Close", "Step 2"),
        ("## É&#116;ape 1: Open", "## É&#116;ape 2: Close", ""),
    ] {
        let document = read(&format!("{first}\n\na\n\n{second}\n\nb\n"));
        let found = document.procedures[0].steps.last().map(|step| document.text(step.marker));
        assert_eq!(found, Some(marker), "{second}");
    }
}

#[test]
fn nested_lists_know_their_step() {
    let document = read("1. one\n2. two\n   1. inner\n   - bullet [a](/a)\n3. three\n");
    let parent = document.procedures[1].parent.map(|parent| document.step(parent).ordinal);
    assert_eq!(parent, Some(2));
    assert_eq!(step_of(&document, "inner"), Some((1, 1)));
    assert_eq!(step_of(&document, "bullet"), Some((0, 2)));
    assert_eq!(document.bullets[0].parent, document.procedures[1].parent);
    let second = &document.procedures[0].steps[1];
    assert_eq!(document.urls_in(&second.blocks).len(), 1);
    assert_eq!(document.text(second.marker), "2.");
}

#[test]
fn html_lists_are_procedures() {
    let document =
        read("<ol>\n<li>One <a href=\"/one\">a</a></li>\n<li>\n\nTwo [b](/two)\n\n</li>\n</ol>\n\nend\n");
    assert_eq!(lists(&document), [(ListForm::Html, vec![(1, 0), (2, 0)])]);
    let started =
        read("<OL class=a START=\"4\">\n<li>a</li>\n<li>b</li>\n</OL>\n\n<ol start=x>\n<li>c</li>\n</ol>\n");
    assert_eq!(lists(&started), [(ListForm::Html, vec![(4, 0), (5, 0)]), (ListForm::Html, vec![(1, 0)])]);
    assert_eq!(step_of(&document, "/one"), Some((0, 1)));
    assert_eq!(step_of(&document, "/two"), Some((0, 2)));
    assert_eq!(step_of(&document, "end"), None);
}

#[test]
fn components_are_no_wall_around_markdown() {
    let document = read_mdx(concat!(
        "import A from 'a'\n\n<Steps>\n<Step title=\"x\" href=\"/s\">\nOne [a](/a)\n</Step>\n",
        "<Step>\n    Two [b](/b)\n\n    - c\n</Step>\n</Steps>\n\n<Card\n  href=\"/card\"\n/>\nafter\n",
    ));
    let expected = [
        (UrlKind::HtmlAttribute, "/s"),
        (UrlKind::Inline, "/a"),
        (UrlKind::Inline, "/b"),
        (UrlKind::HtmlAttribute, "/card"),
    ];
    assert_eq!(urls(&document), expected);
    assert_eq!(lists(&document), [(ListForm::Component, vec![(1, 0), (2, 0)])]);
    assert_eq!(step_of(&document, "Two"), Some((0, 2)));
    assert_eq!(step_of(&document, "after"), None);
    let starlight = read_mdx("<Steps>\n\n1. One\n\n2. Two\n\n</Steps>\n");
    assert_eq!(lists(&starlight), [(ListForm::Numbered, vec![(1, 0), (2, 0)])]);
    let indented = read_mdx("<Steps>\n\n1. One\n\n   - a\n\n </Steps>\n\n## Next\n\nend\n");
    assert_eq!(lists(&indented), [(ListForm::Numbered, vec![(1, 0)])]);
    let own = "<StepList>\n<StepItem>\n\n1. One\n\n  </StepItem>\n  </StepList>\n\nend\n";
    assert_eq!(step_of(&read_mdx(own), "end"), None);
    let hugo = read("{{% steps %}}\n\n### One\n\ntext\n\n### Two\n\n{{% /steps %}}\n\nend\n");
    assert_eq!(lists(&hugo), [(ListForm::Component, vec![(1, 0), (2, 0)])]);
    assert_eq!(step_of(&hugo, "end"), None);
}

#[test]
fn a_url_in_the_title_of_a_directive_ends_where_words_are_written_against_it() {
    let document = read(":::note\nx\n:::\n\n::: tip https://a.example/bに\n");
    let url = &document.urls[0];
    let short = url.short_end.map(|end| document.text(Span { end, ..url.span }));
    assert_eq!((document.text(url.span), short), ("https://a.example/bに", Some("https://a.example/b")));
}

#[test]
fn what_follows_a_component_is_no_part_of_its_last_step() {
    let text =
        "{{% steps %}}\n### One\n### Two\n{{% /steps %}}\n\nMore is said of it here, at some length.\n";
    let document = read(text);
    let steps = &document.procedures[0].steps;
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[1].span.end as usize, text.find("\n\nMore").unwrap());
}

#[test]
fn indented_content_of_admonitions_and_tabs_is_prose() {
    let document =
        read("1. one\n\n    !!! note \"T\"\n        See [a](/a)\n\n=== \"Tab\"\n\n    https://b.example/\n");
    assert_eq!(urls(&document), [(UrlKind::Inline, "/a"), (UrlKind::Bare, "https://b.example/")]);
    assert_eq!(step_of(&document, "See"), Some((0, 1)));
    assert_eq!(step_of(&document, "b.example"), None);
    let fenced = read("~~~\n<Tab>\n!!! note\n    x\n~~~\n");
    assert_eq!(fenced.blocks.len(), 1);
}

#[test]
fn schemes_that_are_meant_to_lead_nowhere_are_no_slips() {
    for text in ["hxxps://a.example/b", "hxxp://a.example/b", "httpx://a.example/b", "ht://a.example/b"] {
        assert!(read(text).near_urls.is_empty(), "{text}");
    }
    assert_eq!(read("htps://a.example/b").near_urls.len(), 1);
}

#[test]
fn headings_are_numbered_beyond_nine() {
    let headings = (1..=12).map(|number| format!("## Step {number}: Do it\n\nText.\n"));
    let document = read(&headings.collect::<Vec<_>>().join("\n"));
    let ordinals: Vec<u32> = document.procedures[0].steps.iter().map(|step| step.ordinal).collect();
    assert_eq!(ordinals, (1..=12).collect::<Vec<_>>());
}

#[test]
fn a_tag_whose_quotation_mark_is_open_hides_nothing() {
    let document = read("<Badge text=\"New />\n[kind](#kind) slot=\"x\">\n");
    assert_eq!(urls(&document), [(UrlKind::Inline, "#kind")]);
}

#[test]
fn what_stands_behind_a_directive_is_read() {
    let document = read(":::image source=\"a.png\"::: https://a.example/b\n");
    assert_eq!(urls(&document), [(UrlKind::HtmlAttribute, "a.png"), (UrlKind::Bare, "https://a.example/b")]);
}

#[test]
fn the_items_of_each_tab_are_a_list_of_their_own() {
    let tabs = "=== \"A\"\n\n    - a\n    - b\n\n=== \"B\"\n\n    - c\n\n=== \"C\"\n\n    - d\n";
    let document = read(tabs);
    let containers: Vec<_> = document.blocks.iter().filter_map(|block| block.container).collect();
    assert_eq!(containers, [0, 0, 1, 2]);
    assert_eq!(document.bullets.iter().map(|list| list.steps.len()).collect::<Vec<_>>(), [2, 1, 1]);
    let numbered = read(&tabs.replace("- ", "1. "));
    assert!(numbered.blocks.iter().all(|block| block.container.is_none()));
}

#[test]
fn numbered_headings_are_a_procedure() {
    for text in [
        "## Step 1: A\n\na\n\n## Step 2: B\n\n1. x\n\n## End\n",
        "## 1. Adım: A\n\na\n\n## 2. Adım: B\n\n1. x\n\n## End\n",
        "## الخطوة ١: A\n\na\n\n## الخطوة ٢: B\n\n1. x\n\n## End\n",
        "## 1단계\n\na\n\n## 2단계\n\n1. x\n\n## End\n",
        "## 步骤 1：A\n\na\n\n## 步骤 2：B\n\n1. x\n\n## End\n",
    ] {
        let document = read(text);
        let expected = [(ListForm::Headings, vec![(1, 0), (2, 0)]), (ListForm::Numbered, vec![(1, 0)])];
        assert_eq!(lists(&document), expected, "{text}");
        assert_eq!(document.procedures[1].parent.map(|parent| parent.step), Some(1));
        assert_eq!(step_of(&document, "End"), None);
    }
    for text in [
        "## OAuth 1\n\n## OAuth2\n",
        "## Version 1.1\n\n## Version 1.2\n",
        "## HTTP/1\n\n## HTTP/2\n",
        "## 2. x\n",
    ] {
        assert_eq!(lists(&read(text)), [], "{text}");
    }
}

#[test]
fn broken_markers_are_kept_as_near_steps() {
    let document = read("1. one\n2. two\n\ntext\n3. three\n\n> 4．four\n\n- a\n  5.（five）\n");
    let near: Vec<_> = document.near_steps.iter().map(|near| (near.ordinal, near.flaw)).collect();
    assert_eq!(near, [(3, MarkerFlaw::InParagraph), (4, MarkerFlaw::FullWidth), (5, MarkerFlaw::Glued)]);
    assert_eq!(document.text(document.near_steps[1].span), "4．");
}

#[test]
fn broken_urls_are_kept_once() {
    let document =
        read("[a] (https://a.example/b), https:// www.b.example/c, [c](https://chat. example/d)\n");
    let near: Vec<_> = document.near_urls.iter().map(|near| (near.flaw, near.intended.as_str())).collect();
    let expected = [
        (UrlFlaw::Detached, "https://a.example/b"),
        (UrlFlaw::Space, "https://www.b.example/c"),
        (UrlFlaw::Space, "https://chat.example/d"),
    ];
    assert_eq!(near, expected);
    assert_eq!(urls(&document), []);
}

#[test]
fn code_spans_hold_what_commonmark_reads() {
    let document = read("a `b c` ``  d ` e `` [`f`](/g)\n");
    let codes: Vec<_> =
        document.codes.iter().map(|code| (code.text.as_str(), document.text(code.span))).collect();
    assert_eq!(codes, [("b c", "b c"), (" d ` e", " d ` e"), ("f", "f")]);
    let document = parse(&SourceFile::new("a.md", "# `g`\u{c}\n"));
    assert_eq!(document.text(document.codes[0].span), "g");
}

#[test]
fn comments_hold_no_urls() {
    let document = read_mdx(
        "a <!-- https://a.example --> {/* [b](/b) https://b.example */}\n\n<!--\n[c](/c)\n\n<Tab href=\"/d\">\n-->\n",
    );
    assert!(document.urls.iter().all(|url| url.kind == UrlKind::Inline), "{:?}", urls(&document));
    let html = read("<!--\n[c](/c) https://c.example\n\n<Tab href=\"/d\">\n-->\n");
    assert_eq!(urls(&html), []);
}

#[test]
fn anchors_and_headings_are_kept() {
    let document = read(
        "# <a name=\"one\"></a>One `x` *y*\n\n## Two {#two}\n\n## Three {/*three*/}\n\n<div id=\"four\"></div>\n\n## Five {#five .wide}\n",
    );
    let anchors: Vec<_> = document.anchors.iter().map(|anchor| document.text(anchor.span)).collect();
    assert_eq!(anchors, ["one", "two", "three", "four", "five"]);
    let titles: Vec<_> = document.headings.iter().map(|heading| heading.text.as_str()).collect();
    assert_eq!(titles, ["One x y", "Two", "Three", "Five"]);
    assert_eq!(document.blocks[2].section, 3);
}

#[test]
fn blocks_are_in_order_and_measured() {
    let document = read(
        "# H\n\ntwo `code` https://a.example/ [ab](/c)\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n- z\n\n```\nlist\n```\n",
    );
    let kinds: Vec<_> =
        document.blocks.iter().map(|block| (block.kind, block.chars, block.container)).collect();
    let expected = [
        (BlockKind::Heading(1), 1, None),
        (BlockKind::Paragraph, 8, None),
        (BlockKind::TableRow, 2, Some(0)),
        (BlockKind::TableRow, 2, Some(0)),
        (BlockKind::Paragraph, 1, Some(1)),
        (BlockKind::Code, 0, None),
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn bilingual_pages_hold_two_documents() {
    let sentence = |text: &str, source: &str| {
        format!(
            "<span data-ttu-id=\"a-1\">{text}</span><span class=\"sxs-lookup\"><span data-stu-id=\"a-1\">{source}</span></span>"
        )
    };
    let step = sentence("Öffnen [a](https://a.example/de)", "Open [a](https://a.example/en)");
    let title = sentence("Titel", "Title");
    let text = format!("# {title}\n\n1. {step}\n\n[{title}](shared.md)\n");
    let document = read(&text);
    let embedded = document.embedded.as_deref().expect("the page is bilingual");
    assert_eq!(urls(&document), [(UrlKind::Inline, "https://a.example/de"), (UrlKind::Inline, "shared.md")]);
    assert_eq!(urls(embedded), [(UrlKind::Inline, "https://a.example/en"), (UrlKind::Inline, "shared.md")]);
    assert_eq!((document.headings[0].text.as_str(), embedded.headings[0].text.as_str()), ("Titel", "Title"));
    assert_eq!((document.procedures.len(), embedded.procedures.len()), (1, 1));
}

#[test]
fn line_ends_and_byte_order_marks_change_no_place() {
    let plain = "---\na: b\n---\n# T\n\n1. one [a](/a)\n2. two\n";
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    let (plain, windows) = (read(plain), read(&windows));
    assert_eq!(urls(&plain), urls(&windows));
    assert_eq!(lists(&plain), lists(&windows));
    assert_eq!(windows.file.line_column(windows.urls[0].span.start).line, 6);
    assert!(windows.problems.is_empty());
}

#[test]
fn unclosed_front_matter_is_a_problem_and_no_end() {
    let document = read("---\ntitle: a\n\n# T\n\n[a](/a)\n");
    assert_eq!(document.problems.len(), 1);
    assert_eq!(urls(&document), [(UrlKind::Inline, "/a")]);
}

#[test]
fn deep_nesting_and_long_lines_are_read() {
    for unit in ["> ", "- ", "1. ", "[", "<a b=\"", "<Steps>\n", "{{< a ", "https://(", "](", "`"] {
        let document = read(&unit.repeat(20_000));
        check(&document);
    }
}

/// The laws of places and order.
fn check(document: &Document) {
    let text = &document.file.text;
    let fits = |span: Span| text.get(span.range()).is_some();
    for url in &document.urls {
        assert!(fits(url.span) && fits(url.whole), "{url:?}");
        assert!((url.block as usize) < document.blocks.len(), "{url:?}");
        assert!(url.short_end.is_none_or(|end| text.is_char_boundary(end as usize)), "{url:?}");
    }
    assert!(document.blocks.iter().all(|block| fits(block.span)));
    assert!(document.blocks.is_sorted_by_key(|block| block.span.start));
    assert!(document.urls.is_sorted_by_key(|url| url.block));
    assert!(
        document.codes.is_sorted_by_key(|code| code.block)
            && document.codes.iter().all(|code| fits(code.span))
    );
    assert!(document.near_urls.iter().all(|near| fits(near.span)));
    assert!(document.near_steps.iter().all(|near| fits(near.span)));
    assert!(document.anchors.iter().all(|anchor| fits(anchor.span)));
    assert!(document.front_matter.iter().all(|field| fits(field.span)));
    assert!(document.problems.iter().all(|problem| fits(problem.span)));
    for list in document.procedures.iter().chain(&document.bullets) {
        assert!(!list.steps.is_empty() && fits(list.span), "{list:?}");
        for step in &list.steps {
            assert!(fits(step.span) && fits(step.marker), "{step:?}");
            assert!(step.blocks.start <= step.blocks.end, "{step:?}");
            assert!(step.blocks.end as usize <= document.blocks.len(), "{step:?}");
        }
    }
    let steps = document.blocks.iter().filter_map(|block| block.step);
    for step in steps.chain(document.procedures.iter().filter_map(|list| list.parent)) {
        assert!((step.step as usize) < document.procedures[step.procedure as usize].steps.len());
    }
    if let Some(embedded) = &document.embedded {
        check(embedded);
    }
}

/// Pieces of Markdown, apart by `¦`, that meet in ways nobody thought of.
const PIECES: &str = concat!(
    "\n¦\n\n¦ ¦    ¦\t¦> ¦- ¦1. ¦2) ¦3．¦①¦# ¦---\n¦+++\n¦a: b\n¦```¦~~~¦`¦*¦**¦_¦[¦](¦)¦]¦[a]: /b\n¦",
    "[a]¦![¦<¦>¦<a href=\"¦\"¦'¦<li>¦<ol>¦</li>¦</ol>¦<Steps>\n¦<Step>\n¦</Step>\n¦<Tab\n¦/>\n¦{¦}¦",
    "{{< ref \"¦>}}¦{/*¦*/}¦<!--¦-->¦https://¦http:/¦https：//¦a.example/b¦ttp¦\\¦&amp;¦&lt;¦:::¦",
    ":::image source=\"¦!!! note\n    ¦=== \"a\"\n    ¦/// tip\n¦--8<-- \"¦{* ¦ *}¦import a\n¦",
    "export {\n¦|¦|---|\n¦\r\n¦\u{feff}¦\u{200b}¦\u{a0}¦に¦é¦。¦（¦）¦<span data-ttu-id=\"a\">¦</span>¦",
    "<span class=\"sxs-lookup\">¦<span data-stu-id=\"a\">¦[!INCLUDE [¦{#id}¦Step 1¦2.¦x¦y z",
);

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES.split('¦').collect::<Vec<_>>());
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_markdown_keeps_the_laws(text in pieces(), mdx in any::<bool>()) {
        let file = SourceFile::new(if mdx { "a.mdx" } else { "a.md" }, text);
        let document = parse(&file);
        check(&document);
        let again = parse(&Arc::clone(&file));
        prop_assert_eq!(format!("{document:?}"), format!("{again:?}"));
    }

    #[test]
    fn any_text_keeps_the_laws(text in "\\PC*") {
        check(&read(&text));
    }
}

#[test]
fn blocks_are_in_order_where_a_component_stands_in_an_instruction() {
    let document = parse(&SourceFile::new("a.mdx", "<?php\n<Card href=\"/x\">\n<ol><li>one\n"));
    assert!(document.blocks.len() > 1, "{:?}", document.blocks);
    assert!(document.blocks.is_sorted_by_key(|block| block.span.start), "{:?}", document.blocks);
}

#[test]
fn a_carriage_return_alone_ends_a_line() {
    let file = SourceFile::new("a.md", "The same as:\r\r```sh\rrun\r```\n\nSee [more](more.md).\n");
    let document = parse(&file);
    assert_eq!(document.urls.len(), 1);
    assert_eq!(file.slice(document.urls[0].span), "more.md");
}
