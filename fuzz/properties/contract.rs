//! A contract is read as it was written, or refused; and so is anything else.

use camino::Utf8Path;
use instep::model::contract::{Contract, Header, PageLine, VERSION, is_inside};
use instep::reference::parse_contract;
use instep::report::write_json_line;
use serde::Serialize;

use super::bytes::Bytes;

pub(crate) fn holds(data: &[u8]) {
    if let Some(contract) = read(data) {
        assert!(contract.pages.keys().all(|path| is_inside(path.as_str())), "{:?}", contract.pages.keys());
    }
    let mut rest = Bytes(data);
    let (at, other) = (rest.large(), rest.number());
    let (path, text) = (rest.text(), rest.text());
    let mut written = line(&Header {
        version: VERSION,
        tool: "0.1.0".to_owned(),
        locale: "en".to_owned(),
        revision: None,
        pages: 1,
    });
    let sum = PageLine::checksum(&path, &text);
    written += &line(&PageLine {
        path: path.clone().into_owned(),
        sum,
        text: Some(text.clone().into_owned()),
        unreadable: None,
    });
    let contract = read(written.as_bytes());
    assert_eq!(contract.is_some(), is_inside(&path), "{path:?}");
    let Some(contract) = contract else { return };
    let page = contract.pages.get(Utf8Path::new(&*path)).expect("the page is there").as_ref();
    assert_eq!(page.expect("it has a text").text, text);
    let mut damaged = written.into_bytes();
    let at = at % damaged.len();
    damaged[at] = other as u8;
    let damaged = read(&damaged).and_then(|contract| contract.pages.into_values().next());
    if let Some(page) = damaged {
        assert_eq!(page.expect("it has a text").text, text, "a byte at {at} is {other}");
    }
}

fn line(value: &impl Serialize) -> String {
    let mut out = Vec::new();
    write_json_line(value, &mut out).expect("a vector can be written to");
    String::from_utf8(out).expect("it is text")
}

fn read(data: &[u8]) -> Option<Contract> {
    match parse_contract("contract.jsonl".into(), data) {
        Ok(contract) => Some(contract),
        Err(error) => {
            let message = format!("{error:#}");
            let rest = message.strip_prefix("contract.jsonl:").expect("the file is named");
            let number = rest.split(':').next().and_then(|number| number.parse::<usize>().ok());
            let lines = data.split_inclusive(|&byte| byte == b'\n').count().max(1);
            assert!(number.is_some_and(|number| (1..=lines).contains(&number)), "{message}");
            None
        }
    }
}
