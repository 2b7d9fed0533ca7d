//! Reports that every format is tested with.

use std::sync::Arc;

use camino::Utf8PathBuf;

use super::{Format, Style};
use crate::model::comparison::ReferenceKind;
use crate::model::diagnostic::{
    Applicability, Diagnostic, Edit, Fix, Label, ReferenceNote, RuleMeta, Severity,
};
use crate::model::locale::Locale;
use crate::model::page::PageKey;
use crate::model::report::{Counts, Holdings, LeftOut, PageSummary, Report, VariantSummary};
use crate::model::source_file::{Location, SourceFile, Span};

/// What a format writes without colours.
pub(super) fn written(format: &Format, report: &Report) -> String {
    let mut out = Vec::new();
    (format.write)(report, Style::Plain, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

static URL_DRIFT: RuleMeta = RuleMeta {
    name: "url-drift",
    summary: "Another URL than the reference's.",
    docs: "Another URL than the reference's.\n\n## Why it matters\n\nReaders are sent elsewhere.",
    severity: Some(Severity::Error),
};
static STEP_MISSING: RuleMeta = RuleMeta {
    name: "step-missing",
    summary: "A step of the reference is missing.",
    docs: "A step of the reference is missing.",
    severity: Some(Severity::Error),
};
static URL_MOVED: RuleMeta = RuleMeta {
    name: "url-moved",
    summary: "The right URL in the wrong step.",
    docs: "The right URL in the wrong step.",
    severity: Some(Severity::Warning),
};
static PAGE_MISSING: RuleMeta = RuleMeta {
    name: "page-missing",
    summary: "A page has no translation.",
    docs: "A page has no translation.",
    severity: None,
};

const ENGLISH: &str = "\
# Access the portal

1. Open <https://securitycenter.windows.com?tid=customer_tenant_id>.
2. Switch directory.
";
const GERMAN: &str = "\
# Zugriff auf das Portal

1. Öffnen Sie 🛡 <https://securitycenter.windows.de?tid=customer_tenant_id>.
";
const JAPANESE: &str = "\
# ポータルへのアクセス

1. <https://securitycenter.windows.com?tid=customer_tenant_id> を開きます。
2. ディレクトリを切り替えます: [ヘルプ](https://example.com/help)
";

/// A small report with a finding of every weight, with and without reference, fix and place.
pub(crate) fn report() -> Report {
    let english = SourceFile::new("docs/en/portal.md", ENGLISH);
    let german = SourceFile::new("./docs/de/portal.md", GERMAN);
    let japanese = SourceFile::new("docs/ja/portal.md", JAPANESE);
    let locales = ["de", "en", "ja"].map(|tag| Locale::parse(tag).unwrap());
    let files = [&german, &english, &japanese].map(|file| file.path.clone());
    Report {
        counts: Counts { files: 3, urls: 4, procedures: 3, steps: 5 },
        left_out: LeftOut::default(),
        pages: vec![PageSummary {
            key: key("docs/portal"),
            reference: Some(locales[1].clone()),
            variants: locales.iter().cloned().zip(files).zip(HELD).map(variant).collect(),
        }],
        locales: locales.to_vec(),
        beside: Vec::new(),
        diagnostics: vec![
            drift(&german, &english),
            missing(&german, &english),
            moved(&japanese, &german),
            untranslated(&english),
        ],
        rules: vec![&URL_DRIFT, &URL_MOVED, &STEP_MISSING, &PAGE_MISSING],
    }
}

/// What the files hold, in their order.
const HELD: [Holdings; 3] = [
    Holdings { urls: 1, procedures: 1, steps: 1 },
    Holdings { urls: 1, procedures: 1, steps: 2 },
    Holdings { urls: 2, procedures: 1, steps: 2 },
];

fn variant(((locale, path), held): ((Locale, Utf8PathBuf), Holdings)) -> VariantSummary {
    VariantSummary { locale, path, held }
}

fn drift(german: &Arc<SourceFile>, english: &Arc<SourceFile>) -> Diagnostic {
    let here = at(german, "https://securitycenter.windows.de?tid=customer_tenant_id");
    let there = at(english, "https://securitycenter.windows.com?tid=customer_tenant_id");
    let host = at(german, "securitycenter.windows.de");
    Diagnostic {
        message: "host changed: `securitycenter.windows.com` became `securitycenter.windows.de`".to_owned(),
        related: vec![Label { location: there.clone(), text: "the source's URL".to_owned() }],
        help: None,
        note: Some("compared with the source docs/en/portal.md".to_owned()),
        found: Some(here.text().to_owned()),
        expected: Some(there.text().to_owned()),
        subject: "https://securitycenter.windows.com/?tid=customer_tenant_id".to_owned(),
        reference: Some(source(there)),
        fix: Some(Fix {
            title: "write the source's host".to_owned(),
            applicability: Applicability::Safe,
            edits: vec![Edit { span: host.span, text: "securitycenter.windows.com".to_owned() }],
        }),
        ..finding(&URL_DRIFT, here, "another host")
    }
}

fn missing(german: &Arc<SourceFile>, english: &Arc<SourceFile>) -> Diagnostic {
    let end = Location { file: Arc::clone(german), span: Span::at(german.text.trim_end().len() as u32) };
    let mut reference = source(at(english, "2. Switch directory."));
    reference.kind = ReferenceKind::Pinned;
    reference.revision = Some("0d1b065c".to_owned());
    Diagnostic {
        message: "step 2 of 2 is missing: Switch directory".to_owned(),
        help: Some("translate the step, or remove it from the source".to_owned()),
        expected: Some("2 of 2: Switch directory".to_owned()),
        subject: "2".to_owned(),
        reference: Some(reference),
        ..finding(&STEP_MISSING, end, "step 2 should stand here")
    }
}

fn moved(japanese: &Arc<SourceFile>, german: &Arc<SourceFile>) -> Diagnostic {
    let here = at(japanese, "https://example.com/help");
    let mut reference = source(at(german, "# Zugriff auf das Portal\n\n1. Öffnen"));
    reference.kind = ReferenceKind::Consensus;
    reference.votes = Some((2, 3));
    Diagnostic {
        severity: Severity::Warning,
        message: "`https://example.com/help` stands in step 2 instead of step 1".to_owned(),
        found: Some(here.text().to_owned()),
        subject: "https://example.com/help".to_owned(),
        reference: Some(reference),
        ..finding(&URL_MOVED, here, "")
    }
}

fn untranslated(english: &Arc<SourceFile>) -> Diagnostic {
    let nowhere = SourceFile::new(english.path.clone(), "");
    Diagnostic {
        severity: Severity::Info,
        message: "no translation into `fr`".to_owned(),
        locale: None,
        subject: "fr".to_owned(),
        ..finding(&PAGE_MISSING, Location { file: nowhere, span: Span::default() }, "")
    }
}

/// A finding whose path, message, label, line and replacement would all act on a terminal.
pub(super) fn hostile() -> Report {
    let nasty = "a\u{1b}[31m\u{202e}b\u{9b}2J\u{7}\r\u{2028}\u{feff}c";
    let file = SourceFile::new(
        format!("docs/{nasty}\n::error::x.md"),
        format!("{nasty} https://x.example {nasty}\n"),
    );
    let here = at(&file, "https://x.example");
    let edit = Edit { span: here.span, text: nasty.to_owned() };
    let found = Diagnostic {
        message: nasty.to_owned(),
        related: vec![Label { location: here.clone(), text: nasty.to_owned() }],
        help: Some(format!("{nasty}\n::error::{nasty}")),
        note: Some(nasty.to_owned()),
        found: Some(nasty.to_owned()),
        expected: Some(nasty.to_owned()),
        fix: Some(Fix { title: nasty.to_owned(), applicability: Applicability::Unsafe, edits: vec![edit] }),
        ..finding(&URL_DRIFT, here, nasty)
    };
    Report { diagnostics: vec![found], rules: vec![&URL_DRIFT], ..Report::default() }
}

/// A finding in the middle of a line of several megabytes.
pub(super) fn long_line() -> Report {
    let long = "語 ".repeat(1 << 20);
    let file = SourceFile::new("docs/ja/long.md", format!("{long}https://x.example{long}\n"));
    let here = at(&file, "https://x.example");
    let edit = Edit { span: here.span, text: "https://y.example".to_owned() };
    let fix = Fix { title: "write y".to_owned(), applicability: Applicability::Safe, edits: vec![edit] };
    let found = Diagnostic {
        message: "host changed".to_owned(),
        fix: Some(fix),
        ..finding(&URL_DRIFT, here, "another host")
    };
    Report { diagnostics: vec![found], rules: vec![&URL_DRIFT], ..Report::default() }
}

fn finding(rule: &'static RuleMeta, location: Location, text: &str) -> Diagnostic {
    let locale = location.file.path.components().nth_back(1).and_then(|name| Locale::parse(name.as_str()));
    let mut found = Diagnostic::new(rule, key("docs/portal"), location, String::new());
    found.severity = Severity::Error;
    found.locale = locale;
    text.clone_into(&mut found.primary.text);
    found
}

fn source(location: Location) -> ReferenceNote {
    let locale = Locale::parse("en").unwrap();
    ReferenceNote { kind: ReferenceKind::Source, locale, revision: None, votes: None, location }
}

/// The first place at which `text` stands.
fn at(file: &Arc<SourceFile>, text: &str) -> Location {
    let start = file.text.find(text).unwrap();
    Location { file: Arc::clone(file), span: Span::new(start..start + text.len()) }
}

fn key(key: &str) -> PageKey {
    PageKey(key.into())
}
