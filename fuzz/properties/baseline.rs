//! A baseline is read as it was written, or refused; and so is anything else.

use instep::baseline::{Baseline, Ledger};
use instep::model::diagnostic::Diagnostic;
use instep::model::page::PageKey;
use instep::model::source_file::{Location, SourceFile, Span};
use instep::rules::RULES;

use super::bytes::Bytes;

const PATH: &str = "instep-baseline.json";

pub(crate) fn holds(data: &[u8]) {
    if let Some(baseline) = read(String::from_utf8_lossy(data).into_owned()) {
        let once = written(&baseline);
        assert_eq!(written(&read(once.clone()).expect("what is written is read")), once);
    }
    let mut rest = Bytes(data);
    let (at, other) = (rest.large(), rest.number());
    let mut ledger = Ledger::new(Baseline::empty(PATH.into()));
    while !rest.is_empty() {
        ledger.record(&found(&mut rest));
    }
    let whole = written(ledger.baseline());
    assert_eq!(written(&read(whole.clone()).expect("what is written is read")), whole);
    let mut damaged = whole.clone().into_bytes();
    let at = at % damaged.len();
    damaged[at] = other as u8;
    if let Some(damaged) = String::from_utf8(damaged).ok().and_then(read) {
        assert_eq!(written(&damaged), whole, "a byte at {at} is {other}");
    }
}

fn found(data: &mut Bytes<'_>) -> Diagnostic {
    let rule = &RULES[data.number() % RULES.len()].meta;
    // Where two paths have one file, the working folder decides, which is none of this.
    let path: String =
        data.text().chars().map(|c| if matches!(c, '/' | '\\' | '.') { '_' } else { c }).collect();
    let file = SourceFile::new(format!("docs/de/_{path}"), "");
    let location = Location { file, span: Span::default() };
    let mut found = Diagnostic::new(rule, PageKey("docs/page".into()), location, String::new());
    found.subject = data.text().into_owned();
    found
}

fn written(baseline: &Baseline) -> String {
    let mut out = Vec::new();
    baseline.write(&mut out).expect("a vector can be written to");
    String::from_utf8(out).expect("it is text")
}

fn read(text: String) -> Option<Baseline> {
    let lines = text.lines().count().max(1);
    match Baseline::parse(PATH.into(), text) {
        Ok(baseline) => Some(baseline),
        Err(error) => {
            let message = format!("{error:#}");
            let rest = message.strip_prefix("instep-baseline.json:").expect("the file is named");
            let number = rest.split(':').next().and_then(|number| number.parse::<usize>().ok());
            assert!(number.is_some_and(|number| (1..=lines + 1).contains(&number)), "{message}");
            None
        }
    }
}
