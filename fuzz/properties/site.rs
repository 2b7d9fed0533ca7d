//! A page and two translations, whatever they hold, are checked to the end: places lie in their files, all formats tell the
//! same, locales checked apart and merged are the whole, and what is mended is gone and stays so.

use camino::Utf8Path;
use instep::check::{check, fix};
use instep::config::Config;
use instep::model::diagnostic::Applicability;
use instep::model::locale::Locale;
use instep::model::report::Report;

use super::bytes::Bytes;
use super::desk::has_its_places;
use super::merge::merged;
use super::written;

const LOCALES: [&str; 3] = ["en", "de", "ja"];

pub(crate) fn holds(data: &[u8]) {
    let mut data = Bytes(data);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = Utf8Path::from_path(folder.path()).expect("a UTF-8 path");
    let texts = LOCALES.map(|_| data.text());
    // What is MDX is read in its own way.
    let extension = if data.is_empty() { "md" } else { "mdx" };
    for (locale, text) in LOCALES.into_iter().zip(&texts) {
        write(&root.join("docs").join(locale).join("page").with_extension(extension), text);
    }
    let config = Config::new(vec![root.to_owned()], &[]);
    let report = check(&config).expect("the site can be checked").report;
    report.diagnostics.iter().for_each(has_its_places);
    written::agree(&report);
    parts_are_the_whole(&config, &report);
    for least in [Applicability::Safe, Applicability::Unsafe] {
        stays_mended(
            &Config { unsafe_fixes: least == Applicability::Unsafe, ..config.clone() },
            least,
            &report,
        );
    }
}

/// Panics unless the results of jobs that check a locale each become, byte for byte, that of a check of all.
fn parts_are_the_whole(config: &Config, whole: &Report) {
    for format in ["json", "sarif"] {
        let parts = LOCALES.map(|tag| {
            let locales = Locale::parse(tag).into_iter().collect();
            let part = check(&Config { locales, ..config.clone() }).expect("the site can be checked");
            written::named(format, &part.report)
        });
        assert_eq!(merged(parts.iter().map(String::as_bytes)), written::named(format, whole), "{format}");
    }
}

/// Mends the site, of which a check has told what is found.
fn stays_mended(config: &Config, least: Applicability, before: &Report) {
    let fixed = fix(config, None, least).expect("the site can be checked");
    let left = fixed.outcome.report.diagnostics.len();
    if least == Applicability::Safe {
        assert!(left + fixed.count() <= before.diagnostics.len(), "{:#?}", fixed.outcome.report.diagnostics);
    }
    for patch in &fixed.patches {
        assert_eq!(std::fs::read_to_string(&patch.before.path).ok().as_ref(), Some(&patch.before.text));
        write(&patch.before.path, &patch.after);
    }
    let again = fix(config, None, least).expect("the site can be checked");
    assert!(again.patches.is_empty(), "{:#?}", again.patches);
    let told = |fixed: &instep::check::Fixed| {
        let found = fixed.outcome.report.diagnostics.iter();
        found
            .map(|found| (found.rule.name, found.primary.location.span, found.message.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&again), told(&fixed));
}

fn write(path: &Utf8Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
    std::fs::write(path, text).expect("a file can be written");
}
