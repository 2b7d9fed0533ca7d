//! Laws that hold for any documentation, tried on generated pages.

use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{Outcome, check, fix};
use instep::commands::contract;
use instep::config::Config;
use instep::discover::SourcePath;
use instep::model::diagnostic::{Applicability, Diagnostic};
use instep::model::locale::Locale;
use instep::model::placeholder::identity;
use instep::model::source_file::SourceFile;
use instep::report::{FORMATS, Style};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::properties::{parse, urls, written};

/// A site of one page in some languages, on disk.
struct Site {
    _dir: TempDir,
    root: Utf8PathBuf,
}

impl Site {
    fn new(texts: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).expect("a UTF-8 path");
        for (locale, text) in texts {
            write(&root, locale, text);
        }
        Self { _dir: dir, root }
    }

    fn config(&self) -> Config {
        Config::new(vec![self.root.clone()], &[])
    }
}

/// A site of one page with an English source and translations, checked.
fn check_site(source: &str, translations: &[(&str, &str)]) -> Outcome {
    let texts: Vec<_> = [("en", source)].into_iter().chain(translations.iter().copied()).collect();
    check(&Site::new(&texts).config()).expect("the site can be checked")
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
        let site = Site::new(&[("en", &source), ("de", &translation)]);
        let mut config = site.config();
        config.baseline = Some(site.root.join("known.json"));
        config.write_baseline = true;
        let first = check(&config).expect("the site can be checked");
        prop_assert!(first.report.diagnostics.is_empty(), "{:#?}", first.report.diagnostics);
        let baseline = first.baseline.expect("it is to be written");
        baseline.write(&mut fs::File::create(site.root.join("known.json")).unwrap()).unwrap();
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
        let site = Site::new(&[("en", &source), ("de", &other), ("fr", &third), ("ja", &source)]);
        let config = site.config();
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| bytes(&check(&config).expect("the site can be checked")))
        };
        prop_assert_eq!(run(1), run(4));
    }

    #[test]
    fn every_document_is_sound(text in prop_oneof![page(), anything()]) {
        parse::is_sound(&instep::parse::parse(&SourceFile::new("page.md", text)));
    }

    #[test]
    fn the_order_of_the_arguments_is_of_no_consequence(
        source in page(),
        other in page(),
        third in anything(),
        order in Just(["en", "de", "fr", "de/page.md"]).prop_shuffle(),
    ) {
        let site = Site::new(&[("en", &source), ("de", &other), ("fr", &third)]);
        let run = |names: &[&str]| {
            let roots = names.iter().map(|name| site.root.join("docs").join(name)).collect();
            bytes(&check(&Config::new(roots, &[])).expect("the site can be checked"))
        };
        prop_assert_eq!(run(&["en", "de", "fr", "de/page.md"]), run(&order));
    }

    #[test]
    fn all_formats_tell_the_same(source in page(), translation in prop_oneof![page(), anything()]) {
        written::agree(&check_site(&source, &[("de", &translation)]).report);
    }

    #[test]
    fn a_missing_step_is_one_finding_at_that_step(
        before in page(),
        steps in prop::collection::vec(step(), 3..9),
        missing in any::<prop::sample::Index>(),
    ) {
        let list = |steps: &[String]| {
            let lines = steps.iter().enumerate().map(|(index, step)| format!("{}. {step}.\n", index + 1));
            format!("{before}\n## Procedure\n\n{}\nAll is done.\n", lines.collect::<String>())
        };
        let missing = missing.index(steps.len());
        let mut left = steps.clone();
        left.remove(missing);
        let source = list(&steps);
        let outcome = check_site(&source, &[("de", &list(&left))]);
        let found = &outcome.report.diagnostics;
        prop_assert_eq!(found.len(), 1, "{:#?}", found);
        prop_assert_eq!(found[0].rule.name, "step-missing");
        let reference = found[0].reference.as_ref().expect("there is a source");
        prop_assert!(reference.location.text().contains(&steps[missing]), "{}", reference.location.text());
        let told = format!("step {} of {}", missing + 1, steps.len());
        prop_assert!(found[0].message.contains(&told), "{}: {}", told, found[0].message);
    }

    #[test]
    fn what_is_fixed_agrees_with_the_source_and_stays_as_it_is(
        text in page(),
        // Each once: who makes the same change in several places most likely means it.
        kinds in Just([0, 1, 2, 3]).prop_shuffle(),
        count in 1..=4_usize,
        host in "[a-z]{4,9}",
    ) {
        let (mut source, mut translation) = (text.clone(), text);
        for (index, kind) in kinds[..count].iter().enumerate() {
            let right = format!("https://{host}{index}.example.org/{index}/onboarding?tid=customer_tenant_id");
            let wrong = match kind {
                0 => right.replace(".example.org", ".exampel.org"),
                1 => right.replace("https:", "https："),
                2 => right.replace("customer_tenant_id", "kunden_mandanten_id"),
                _ => right.replace("onboarding", "onbording"),
            };
            // What surrounds a fault is translated as it should be, or the page would seem to be behind its source.
            let around = (0..4).fold(String::new(), |around, part| {
                around + &format!("\nRead https://{host}{index}.example.org/about/{part} as well.\n")
            });
            let line = |url: &str| format!("\n### Part {index}\n\nSign in at `{url}` first.\n{around}");
            source += &line(&right);
            translation += &line(&wrong);
        }
        let site = Site::new(&[("en", &source), ("de", &translation)]);
        let fixed = || {
            let fixed = fix(&site.config(), None, Applicability::Safe).expect("the site can be checked");
            fixed.patches.into_iter().next().map(|patch| patch.after)
        };
        let after = fixed().unwrap_or_else(|| translation.clone());
        // Of two faults that may be each other's, none is mended.
        prop_assert!(count > 1 || after == source, "{}", after);
        prop_assert_eq!(after.lines().count(), source.lines().count());
        for ((after, before), right) in after.lines().zip(translation.lines()).zip(source.lines()) {
            prop_assert!(after == right || after == before, "{}", after);
        }
        write(&site.root, "de", &after);
        prop_assert_eq!(fixed(), None);
    }

    #[test]
    fn a_baseline_silences_nothing_else(text in page(), known in "[a-z]{4,9}", new in "[a-z]{4,9}") {
        let line = |name: &str, top: &str| format!("\n## {name}\n\nOpen https://{name}.example.{top}/start.\n");
        let source = format!("{text}{}{}", line(&format!("k{known}"), "org"), line(&format!("n{new}"), "org"));
        let old = source.replacen(&format!("k{known}.example.org"), &format!("k{known}.example.net"), 1);
        let site = Site::new(&[("en", &source), ("de", &old)]);
        let mut config = site.config();
        config.baseline = Some(site.root.join("known.json"));
        config.write_baseline = true;
        let baseline = check(&config).expect("the site can be checked").baseline.expect("it is to be written");
        baseline.write(&mut fs::File::create(site.root.join("known.json")).unwrap()).unwrap();
        config.write_baseline = false;
        write(&site.root, "de", &old.replacen(&format!("n{new}.example.org"), &format!("n{new}.example.net"), 1));
        let outcome = check(&config).expect("the site can be checked");
        let found: Vec<_> = outcome.report.diagnostics.iter().map(|found| found.found.as_deref()).collect();
        let url = format!("https://n{new}.example.net/start");
        prop_assert_eq!(found, [Some(url.as_str())]);
    }

    #[test]
    fn a_contract_gives_the_findings_of_its_source(source in page(), translation in prop_oneof![page(), anything()]) {
        let site = Site::new(&[("en", &source), ("de", &translation)]);
        let told = |outcome: &Outcome| {
            let found = outcome.report.diagnostics.iter();
            let found = found.filter(|found| !found.primary.location.file.path.as_str().contains("/en/"));
            found.map(|found| (found.rule.name, found.severity, found.message.clone())).collect::<Vec<_>>()
        };
        let by_source = told(&check(&site.config()).expect("the site can be checked"));
        let shown = site.root.join("docs/en/page.md");
        let path = SourcePath { path: "docs/en/page.md".to_owned(), shown: shown.clone() };
        let text = instep::check::read(&shown, site.config().limits.file_bytes);
        fs::remove_dir_all(site.root.join("docs/en")).unwrap();
        let mut out = fs::File::create(site.root.join("contract.jsonl")).unwrap();
        contract::write(&Locale::parse("en").unwrap(), None, &[(&path, text)], &mut out).unwrap();
        let config = Config { contract: Some(site.root.join("contract.jsonl")), ..site.config() };
        prop_assert_eq!(told(&check(&config).expect("the site can be checked")), by_source);
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
    fn urls_are_read_in_parts(text in any_url()) {
        urls::holds(text.as_bytes());
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
}
