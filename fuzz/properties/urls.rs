//! Any text that is taken for a URL has parts that are its own bytes, and is the same as itself.

use instep::model::placeholder::{Place, identity};
use instep::model::slot::slots;
use instep::model::url::{Url, percent_decode};

use super::desk::{CONFIG, found};

pub(crate) fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    parts_are_its_own_bytes(&text);
    placeholders_lie_apart(&text);
    let decoded = percent_decode(&text);
    assert!(decoded.len() <= text.len() * 3, "{decoded:?}");
    assert!(text.contains('%') || decoded == text, "{decoded:?}");
    identity(&text);
    let page = format!("Open `{text}` or <{text}> or [this]({text}) or {text} now.\n");
    assert_eq!(found(&page, &page, &CONFIG).len(), 0, "{page:?}");
}

/// Panics unless the parts of a URL lie in it in order.
pub(crate) fn parts_are_its_own_bytes(text: &str) {
    let url = Url::new(text);
    let mut end = 0;
    for slot in slots(&url) {
        assert!(end <= slot.start, "{slot:?}");
        assert_eq!(text.get(slot.span()), Some(slot.text));
        end = slot.span().end;
    }
    for part in [url.scheme(), url.authority(), url.host(), Some(url.path()), url.query(), url.fragment()] {
        assert!(part.is_none_or(|part| text.contains(part)), "{part:?}");
    }
}

/// Panics unless placeholders lie in their text, none over another.
pub(crate) fn placeholders_lie_apart(text: &str) {
    let portals = &CONFIG.portals;
    for place in [Place::User, Place::Label, Place::Segment, Place::Value, Place::Fragment] {
        let mut end = 0;
        for found in portals.vocabulary.scan(text, place) {
            assert!(end <= found.span.start && !found.span.is_empty(), "{found:?}");
            assert!(found.span.start <= found.name.start && found.name.end <= found.span.end, "{found:?}");
            assert!(text.get(found.span.clone()).is_some() && text.get(found.name.clone()).is_some());
            end = found.span.end;
        }
        portals.vocabulary.stand_in(text, place);
    }
    portals.vocabulary.named(text);
    let url = Url::new(text);
    let found = portals.placeholders(&url);
    assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{found:?}");
    assert!(found.iter().all(|found| text.get(found.span.clone()).is_some()), "{found:?}");
    if let Some(tenancy) = portals.tenancy(&url) {
        assert!(text.get(tenancy.span).is_some_and(|tenant| !tenant.is_empty()));
    }
    portals.lacks_tenant(&url);
}
