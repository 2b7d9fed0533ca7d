//! Results of several runs become one, whatever the order and however often: the one that a run over everything has.

use std::sync::OnceLock;

use camino::Utf8PathBuf;
use instep::check::check;
use instep::config::Config;
use instep::config::options::Options;
use instep::merge::{Merged, Merger};
use instep::model::locale::Locale;
use instep::report::{self, Style};
use instep::rules::RULES;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::sites;

const FORMATS: [&str; 2] = ["json", "sarif"];

/// What a check of a fixture writes in a format, of these locales or of all.
fn result(root: &Utf8PathBuf, locales: &[Locale], format: &str) -> String {
    let said = Options { locales: locales.to_vec(), ..Options::default() };
    let outcome = check(&Config::new(vec![root.clone()], &[said])).expect("the site can be checked");
    let mut out = Vec::new();
    let format = report::format(format).expect("the format is in the table");
    (format.write)(&outcome.report, Style::Plain, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn merged<S: AsRef<str>>(results: &[S]) -> String {
    let mut out = Vec::new();
    merge(results).write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn merge<S: AsRef<str>>(results: &[S]) -> Merged {
    let mut merger = Merger::default();
    for result in results {
        merger.add(result.as_ref().as_bytes()).unwrap();
    }
    let rules: Vec<_> = RULES.iter().map(|rule| &rule.meta).collect();
    merger.finish(&rules).expect("there are results")
}

fn refused(result: &str) -> String {
    format!("{:#}", Merger::default().add(result.as_bytes()).expect_err("it is refused"))
}

fn locales(whole: &str) -> Vec<Locale> {
    let whole: Value = serde_json::from_str(whole).unwrap();
    let locales = whole["summary"]["locales"].as_array().unwrap();
    locales.iter().map(|locale| Locale::parse(locale.as_str().unwrap()).unwrap()).collect()
}

#[test]
fn the_runs_on_the_parts_are_the_run_on_the_whole() {
    let fixtures = sites::folder().join("fixtures");
    for site in ["onboarding/faulty", "onboarding/consistent", "consensus", "hostile", "portals"] {
        let root = fixtures.join(site);
        let locales = locales(&result(&root, &[], "json"));
        for format in FORMATS {
            let parts: Vec<String> =
                locales.iter().map(|locale| result(&root, std::slice::from_ref(locale), format)).collect();
            assert!(merged(&parts) == result(&root, &[], format), "{site} in {format}");
        }
    }
}

/// Findings of one place have nothing but their words, which may be the same for the first hundred characters, to be put in
/// order by.
#[test]
fn what_is_missing_at_one_place_keeps_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
    let long = |end: u32| format!("https://example.com/{}/{end}", "guide".repeat(20));
    let urls = ["https://example.com/b".to_owned(), "HTTPS://example.com/z".to_owned()];
    let links = urls.into_iter().chain((1..6).map(long)).map(|url| format!("[this]({url}) "));
    let source = format!("# Guides\n\n{}\n\n## Places\n\nA list of places.\n", links.collect::<String>());
    for (locale, text) in [("en", &*source), ("de", "# Anleitungen\n\n## Orte\n\nEine Liste von Orten.\n")] {
        std::fs::create_dir_all(root.join("docs").join(locale)).unwrap();
        std::fs::write(root.join("docs").join(locale).join("guides.md"), text).unwrap();
    }
    for format in FORMATS {
        let whole = result(&root, &[], format);
        assert_eq!(whole.matches("is missing").count(), 7, "{whole}");
        assert_eq!(merged(&[&whole]), whole);
        let parts = ["de", "en"].map(|tag| result(&root, &[Locale::parse(tag).unwrap()], format));
        assert_eq!(merged(&parts), whole);
    }
}

/// Results of one tree that overlap and, having been altered, contradict one another.
fn results(format: &str) -> &'static [String] {
    static RESULTS: OnceLock<[Vec<String>; 2]> = OnceLock::new();
    let all = RESULTS.get_or_init(|| {
        FORMATS.map(|format| {
            let root = sites::folder().join("fixtures/onboarding/faulty");
            let parts =
                ["de-DE", "fr-FR", "ja-JP"].map(|tag| result(&root, &[Locale::parse(tag).unwrap()], format));
            let mut results = parts.to_vec();
            results.extend(parts.iter().map(|part| part.replace(": \"error\"", ": \"warning\"")));
            results.push(parts[0].replace("differs", "is another"));
            results.push(
                parts[0].replace("\"urls\": 1", "\"urls\": 2").replace("\"reference\": \"en-US\",", ""),
            );
            results.push(parts[1].replace("\"0.1.0\"", "\"0.0.9\"").replace("url-drift", "url-other"));
            results.push(
                parts[1]
                    .replace("\"fingerprint\":", "\"later\": {\"b\": [1.5], \"a\": null}, \"fingerprint\":"),
            );
            results.push(parts[2].replace("fr-fr/mssp", "elsewhere/mssp"));
            results.push(
                parts[2].replace("\"columnKind\"", "\"automationDetails\": {\"id\": \"x\"}, \"columnKind\""),
            );
            results
        })
    });
    &all[usize::from(format == "sarif")]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn order_grouping_and_repetition_are_of_no_consequence(
        picked in proptest::collection::vec(any::<Index>(), 2..9),
        cut: Index,
    ) {
        for format in FORMATS {
            let results = results(format);
            let picked: Vec<&str> = picked.iter().map(|index| results[index.index(results.len())].as_str()).collect();
            let all = merged(&picked);
            let (left, right) = picked.split_at(1 + cut.index(picked.len() - 1));
            prop_assert!(merged(&[merged(left), merged(right)]) == all, "grouped");
            prop_assert!(merged(&[merged(right), merged(left)]) == all, "grouped the other way round");
            let mut often: Vec<&str> = picked.iter().rev().copied().chain(picked.iter().copied()).collect();
            often.push(&all);
            prop_assert!(merged(&often) == all, "in another order, twice, and with what came out");
        }
    }
}

#[test]
fn what_runs_say_differently_is_told_as_the_heavier_of_the_two() {
    let [heavy, light] = [&results("json")[0], &results("json")[3]];
    let count = |result: &Merged| result.count(instep::model::diagnostic::Severity::Error);
    assert!(count(&merge(&[heavy])) > 0);
    assert_eq!(count(&merge(&[light])), 0);
    assert_eq!(count(&merge(&[light, heavy])), count(&merge(&[heavy])));
}

/// A report of one page with nothing found in it.
fn report(key: &str, variants: &[(&str, &str)]) -> String {
    let variant = |(locale, path): &(&str, &str)| json!({"locale": locale, "path": path, "urls": 2, "procedures": 1, "steps": 3});
    let variants: Vec<Value> = variants.iter().map(variant).collect();
    let pages = json!([{"page": key, "reference": "en", "variants": variants}]);
    let summary = json!({"files": 0, "pages": 0, "locales": [], "urls": 0, "procedures": 0, "steps": 0,
        "diagnostics": {"error": 0, "warning": 0, "info": 0}});
    let tool = json!({"name": "instep", "version": env!("CARGO_PKG_VERSION")});
    json!({"schema_version": 1, "tool": tool, "summary": summary, "pages": pages, "diagnostics": []})
        .to_string()
}

#[test]
fn repositories_share_a_source_or_nothing() {
    let ours = [("en", "docs/en/readme.md"), ("de", "docs.de/readme.md")];
    let theirs = [("en", "docs/en/readme.md"), ("fr", "docs.fr/readme.md")];
    let other = [("en", "b/en/readme.md"), ("de", "b/de/readme.md")];
    let out = merged(&[report("readme", &ours), report("readme", &other), report("readme", &theirs)]);
    let out: Value = serde_json::from_str(&out).unwrap();
    let paths = |page: usize| -> Vec<&str> {
        let variants = out["pages"][page]["variants"].as_array().unwrap();
        variants.iter().map(|variant| variant["path"].as_str().unwrap()).collect()
    };
    assert_eq!(paths(0), ["b/en/readme.md", "b/de/readme.md"]);
    assert_eq!(paths(1), ["docs/en/readme.md", "docs.de/readme.md", "docs.fr/readme.md"]);
    let summary = json!({"files": 5, "pages": 2, "locales": ["de", "en", "fr"], "urls": 10, "procedures": 5, "steps": 15,
        "diagnostics": {"error": 0, "warning": 0, "info": 0}});
    assert_eq!(out["summary"], summary);
}

#[test]
fn a_log_of_several_runs_is_as_good_as_several_logs() {
    let [one, other]: [Value; 2] =
        [0, 1].map(|index| serde_json::from_str(&results("sarif")[index]).unwrap());
    let mut both = one.clone();
    both["runs"].as_array_mut().unwrap().push(other["runs"][0].clone());
    assert!(merged(&[both.to_string()]) == merged(&[one.to_string(), other.to_string()]));
}

#[test]
fn a_log_keeps_to_what_a_run_may_hold() {
    let mut log: Value = serde_json::from_str(&results("sarif")[0]).unwrap();
    let results = log["runs"][0]["results"].as_array_mut().unwrap();
    let copy = results[0].clone();
    results.extend((0..25_000).map(|number| {
        let mut copy = copy.clone();
        copy["partialFingerprints"]["primaryLocationLineHash"] = json!(format!("{number:016x}"));
        copy["level"] = json!("note");
        copy
    }));
    let first = merged(&[log.to_string()]);
    let read: Value = serde_json::from_str(&first).unwrap();
    let run = &read["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 25_000);
    assert!(run["results"].as_array().unwrap().iter().any(|result| result["level"] == "error"));
    let note = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(note.ends_with("of the least severe findings are left out: a run holds 25000"), "{note}");
    assert!(merged(&[&first, &first]) == first);
}

#[test]
fn what_other_programs_added_to_a_result_stays() {
    let mut log: Value = serde_json::from_str(&results("sarif")[0]).unwrap();
    let suppressed = json!([{"kind": "external", "justification": "known"}]);
    log["runs"][0]["results"][0]["suppressions"] = suppressed.clone();
    let out: Value = serde_json::from_str(&merged(&[log.to_string()])).unwrap();
    assert_eq!(out["runs"][0]["results"][0]["suppressions"], suppressed);
}

#[test]
fn nothing_but_a_result_is_taken() {
    for text in ["", "x", "[]", "{}", "{\"runs\": 1}", "<testsuites/>", "{\"tool\": {\"name\": \"instep\"}}"]
    {
        assert!(refused(text).contains("expected a result of `instep check`"), "{text}: {}", refused(text));
    }
    let deep = "[".repeat(100_000);
    assert!(refused(&deep).contains("expected"));
    let whole = &results("json")[0];
    for end in (0..whole.len() - 2).step_by(997) {
        assert!(!refused(&whole[..end]).is_empty());
    }
    assert!(refused(&whole.replace("\"path\"", "\"file\"")).contains("missing field `path`"));
    assert!(refused(&results("sarif")[0].replace("utf16CodeUnits", "unicodeCodePoints")).contains("UTF-16"));
}
