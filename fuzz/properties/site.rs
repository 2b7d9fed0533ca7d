//! A page and two translations, whatever they hold, are checked to the end: places lie in their files, all formats tell the
//! same, and what is mended stays so.

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{check, fix};
use instep::config::Config;
use instep::model::diagnostic::Applicability;

use super::bytes::Bytes;
use super::desk::has_its_places;
use super::written;

pub(crate) fn holds(data: &[u8]) {
    let mut data = Bytes(data);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = Utf8Path::from_path(folder.path()).expect("a UTF-8 path");
    for locale in ["en", "de", "ja"] {
        write(&page(root, locale), data.text().as_ref());
    }
    let config = Config::new(vec![root.to_owned()], &[]);
    let report = check(&config).expect("the site can be checked").report;
    report.diagnostics.iter().for_each(has_its_places);
    written::agree(&report);
    for least in [Applicability::Safe, Applicability::Unsafe] {
        stays_mended(&Config { unsafe_fixes: least == Applicability::Unsafe, ..config.clone() }, least);
    }
}

/// Mends the site.
fn stays_mended(config: &Config, least: Applicability) {
    let fixed = fix(config, None, least).expect("the site can be checked");
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

fn page(root: &Utf8Path, locale: &str) -> Utf8PathBuf {
    root.join("docs").join(locale).join("page.md")
}

fn write(path: &Utf8Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
    std::fs::write(path, text).expect("a file can be written");
}
