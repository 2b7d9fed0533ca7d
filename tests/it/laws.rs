//! Laws that hold for any documentation, tried on generated pages.

use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{Outcome, check};
use instep::config::Config;
use instep::model::diagnostic::Diagnostic;
use instep::model::placeholder::{Place, identity};
use instep::model::slot::slots;
use instep::model::source_file::{SourceFile, Span};
use instep::model::url::{Url, percent_decode};
use instep::parse::parse;
use instep::report::{FORMATS, Style};
use proptest::prelude::*;

/// A site of one page with an English source and translations, checked.
fn check_site(source: &str, translations: &[(&str, &str)]) -> Outcome {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
    write(&root, "en", source);
    for (locale, text) in translations {
        write(&root, locale, text);
    }
    check(&Config::new(vec![root], &[])).expect("the site can be checked")
}

fn write(root: &Utf8Path, locale: &str, text: &str) {
    let dir = root.join("docs").join(locale);
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("page.md"), text).unwrap();
}

/// One step's text: words of different length, some with marks.
fn step() -> impl Strategy<Value = String> {
    let words = prop::collection::vec("[a-z]{2,9}", 3..14).prop_map(|words| words.join(" "));
    let mark = prop_oneof![
        3 => Just(String::new()),
        1 => "[a-z]{3,8}".prop_map(|name| format!(" `{name}_id`")),
        1 => "[a-z]{3,8}".prop_map(|name| format!(" https://{name}.example.com/start?tid=customer_tenant_id")),
        1 => "[a-z]{3,8}".prop_map(|name| format!(" [here]({name}.md)")),
    ];
    (words, mark).prop_map(|(words, mark)| words + &mark + " now")
}

/// A page: sections with a paragraph, a procedure and a bulleted list.
fn page() -> impl Strategy<Value = String> {
    let section = (
        "[A-Z][a-z]{3,10}",
        step(),
        prop::collection::vec(step(), 0..7),
        prop::collection::vec(step(), 0..3),
    );
    prop::collection::vec(section, 1..4).prop_map(|sections| {
        let mut out = String::new();
        for (title, intro, steps, bullets) in sections {
            writeln!(out, "## {title}\n\n{intro}.\n").unwrap();
            for (index, step) in steps.iter().enumerate() {
                writeln!(out, "{}. {step}.", index + 1).unwrap();
            }
            out += "\nAnd then:\n\n";
            for bullet in bullets {
                writeln!(out, "- {bullet}.").unwrap();
            }
            out += "\n";
        }
        out
    })
}

/// Whatever may stand in a Markdown file.
fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,12}",
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("1. ".to_owned()),
        Just("2．".to_owned()),
        Just("- ".to_owned()),
        Just("> ".to_owned()),
        Just("    ".to_owned()),
        Just("[a](https://example.com/b)".to_owned()),
        Just("[a] (https：//example.com/b）".to_owned()),
        Just("https://<tenant>.example.com?tid={x}".to_owned()),
        Just("```\n".to_owned()),
        Just("`".to_owned()),
        Just("---\n".to_owned()),
        Just("<ol><li>".to_owned()),
        Just("<span class=\"sxs-lookup\">".to_owned()),
        Just("| a | b |\n|---|---|\n".to_owned()),
        Just("{{< ref \"a\" >}}".to_owned()),
        Just(":::note\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Whatever may stand in a URL, the signs of placeholders above all.
fn any_url() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[a-z]{1,6}",
        1 => "\\PC{0,4}",
        3 => prop::sample::select(vec![
            "{", "}", "{{", "}}", "<", ">", "[", "]", "\\<", "\\{", "&lt;", "&gt;", "%7B", "%7D", "%3c", "%", "%4",
            "${", "$", ":", "/", "//", "?", "&", "=", "#", "@", ".", "..", "-", "_", " ",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "{tenant}", "<your-tenant>", "customer_tenant_id", "YOUR_TENANT", "contoso", "?tid=", "/oauth2/",
            "login.microsoftonline.com/", ".sharepoint.com/", "5b3e7c91-04da-4f6b-9c22-81e0d7a4f635", "xn--prtal-9we",
            "\u{202e}", "\u{200b}", "\u{43e}", "\u{301}", "日本",
        ]).prop_map(str::to_owned),
    ];
    let start = prop::sample::select(vec!["https://", "//", "", "{tenant}://", "https:"]);
    (start, prop::collection::vec(piece, 0..24))
        .prop_map(|(start, pieces)| start.to_owned() + &pieces.concat())
}

fn bytes(outcome: &Outcome) -> Vec<Vec<u8>> {
    let write = |format: &&instep::report::Format| {
        let mut out = Vec::new();
        (format.write)(&outcome.report, Style::Plain, &mut out).expect("a vector can be written to");
        out
    };
    FORMATS.iter().map(write).collect()
}

fn rules(found: &[Diagnostic]) -> Vec<(&str, u32)> {
    found.iter().map(|found| (found.rule.name, found.primary.location.span.start)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_page_against_itself_is_silent(text in prop_oneof![page(), anything()]) {
        let outcome = check_site(&text, &[("de", &text)]);
        let found: Vec<_> =
            outcome.report.diagnostics.iter().filter(|found| found.rule.name != "page-unreadable").collect();
        prop_assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn a_baseline_silences_itself(source in page(), translation in prop_oneof![page(), anything()]) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
        write(&root, "en", &source);
        write(&root, "de", &translation);
        let mut config = Config::new(vec![root.clone()], &[]);
        config.baseline = Some(root.join("known.json"));
        config.write_baseline = true;
        let first = check(&config).expect("the site can be checked");
        prop_assert!(first.report.diagnostics.is_empty(), "{:#?}", first.report.diagnostics);
        let baseline = first.baseline.expect("it is to be written");
        baseline.write(&mut fs::File::create(root.join("known.json")).unwrap()).unwrap();
        config.write_baseline = false;
        let second = check(&config).expect("the site can be checked");
        prop_assert!(second.report.diagnostics.is_empty(), "{:#?}", second.report.diagnostics);
    }

    #[test]
    fn a_comment_changes_nothing_around_it(source in page(), translation in page(), at in any::<prop::sample::Index>()) {
        let places: Vec<usize> = translation.match_indices("\n\n").map(|(at, _)| at).collect();
        let (before, behind) = translation.split_at(places[at.index(places.len())]);
        let commented = format!("{before}\n\n<!-- instep-ignore page-orphan: none -->{behind}");
        let found = |text: &str| {
            let outcome = check_site(&source, &[("de", text)]);
            let found = outcome.report.diagnostics.into_iter();
            let found = found.filter(|found| found.rule.name != "suppression-unused");
            found.map(|found| (found.rule.name, found.message)).collect::<Vec<_>>()
        };
        prop_assert_eq!(found(&translation), found(&commented));
    }

    #[test]
    fn a_url_against_itself_is_silent(url in any_url()) {
        let text = format!("Open `{url}` or <{url}> or {url} now.\n");
        let outcome = check_site(&text, &[("de", &text)]);
        let found = outcome.report.diagnostics.iter().filter(|found| found.reference.is_some());
        prop_assert_eq!(found.count(), 0, "{}", text);
    }

    #[test]
    fn one_thread_and_many_write_the_same_bytes(source in page(), other in page(), third in anything()) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
        for (locale, text) in [("en", &source), ("de", &other), ("fr", &third), ("ja", &source)] {
            write(&root, locale, text);
        }
        let config = Config::new(vec![root], &[]);
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| bytes(&check(&config).expect("the site can be checked")))
        };
        prop_assert_eq!(run(1), run(4));
    }

    #[test]
    fn every_span_lies_on_character_boundaries(text in anything()) {
        let file = SourceFile::new("page.md", text);
        let document = parse(&file);
        let whole = |span: Span| file.text.get(span.range()).is_some();
        prop_assert!(document.urls.iter().all(|url| whole(url.span) && whole(url.whole)));
        prop_assert!(document.codes.iter().all(|code| whole(code.span)));
        prop_assert!(document.blocks.iter().all(|block| whole(block.span)));
        prop_assert!(document.near_steps.iter().all(|near| whole(near.span)));
        prop_assert!(document.near_urls.iter().all(|near| whole(near.span)));
        let steps = document.procedures.iter().chain(&document.bullets).flat_map(|list| &list.steps);
        prop_assert!(steps.clone().all(|step| whole(step.span) && whole(step.marker)));
    }

    #[test]
    fn a_url_that_was_changed_is_one_finding_and_its_fix_is_silent(source in page(), host in "[a-z]{4,9}") {
        let url = format!("https://{host}.example.org/onboarding?tid=customer_tenant_id");
        let source = format!("{source}\nSign in at {url} first.\n");
        let translation = source.replace(&url, &url.replace(".example.org", ".exampel.org"));
        let outcome = check_site(&source, &[("de", &translation)]);
        let found = &outcome.report.diagnostics;
        prop_assert_eq!(rules(found).len(), 1, "{:#?}", found);
        prop_assert_eq!(found[0].rule.name, "url-drift");
        let fix = found[0].fix.as_ref().expect("a changed URL can be restored");
        let mut fixed = translation;
        for edit in fix.edits.iter().rev() {
            fixed.replace_range(edit.span.range(), &edit.text);
        }
        prop_assert_eq!(fixed, source);
    }
}

proptest! {
    #[test]
    fn the_parts_of_a_url_are_its_own_bytes_in_order(text in any_url()) {
        let url = Url::new(&text);
        let mut end = 0;
        for slot in slots(&url) {
            prop_assert!(end <= slot.start, "{:?}", slot);
            prop_assert_eq!(text.get(slot.span()), Some(slot.text));
            end = slot.span().end;
        }
    }

    #[test]
    fn placeholders_lie_within_their_text_and_apart(text in any_url()) {
        let portals = Config::new(Vec::new(), &[]).portals;
        for place in [Place::User, Place::Label, Place::Segment, Place::Value, Place::Fragment] {
            let mut end = 0;
            for found in portals.vocabulary.scan(&text, place) {
                prop_assert!(end <= found.span.start && !found.span.is_empty(), "{:?}", found);
                prop_assert!(found.span.start <= found.name.start && found.name.end <= found.span.end);
                prop_assert!(text.get(found.span.clone()).is_some() && text.get(found.name.clone()).is_some());
                end = found.span.end;
            }
        }
        let url = Url::new(&text);
        let found = portals.placeholders(&url);
        prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{:?}", found);
        prop_assert!(found.iter().all(|found| text.get(found.span.clone()).is_some()));
        if let Some(tenancy) = portals.tenancy(&url) {
            prop_assert!(text.get(tenancy.span).is_some_and(|tenant| !tenant.is_empty()));
        }
        portals.lacks_tenant(&url);
    }

    #[test]
    fn a_name_is_the_same_in_every_style(words in prop::collection::vec("[a-z]{2,8}", 1..4)) {
        let capital = |word: &String| word[..1].to_uppercase() + &word[1..];
        let camel: String = words.iter().map(capital).collect();
        let plain = words.concat();
        for style in [
            words.join("_"), words.join("-").to_uppercase(), words.join(" "), format!("{{{camel}}}"),
            format!("<{}>", words.join("-")), format!("%7B{camel}%7D"), format!("${{{}}}", words.join("_")),
        ] {
            prop_assert_eq!(identity(&style), plain.as_str(), "{}", style);
        }
    }

    #[test]
    fn percent_signs_are_decoded_without_a_trace_or_left(text in any_url()) {
        let decoded = percent_decode(&text);
        prop_assert!(decoded.len() <= text.len() * 3);
        prop_assert!(text.contains('%') || decoded == text);
    }
}
