//! Laws that hold for any documentation, tried on generated pages.

use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{Outcome, check};
use instep::config::Config;
use instep::model::diagnostic::Diagnostic;
use instep::model::source_file::{SourceFile, Span};
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
