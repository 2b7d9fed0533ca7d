//! A text beside itself is silent; beside any other, what is found lies in one of the two.

use super::bytes::Bytes;
use super::desk::{CONFIG, document, found_in, has_its_places};

pub(crate) fn holds(data: &[u8]) {
    let mut data = Bytes(data);
    let (source, translation) = (data.text(), data.text());
    let (ours, theirs) = (document("en", &source), document("de", &translation));
    for found in found_in(&ours, &theirs, &CONFIG) {
        has_its_places(&found);
        assert!(!found.message.is_empty(), "{found:?}");
    }
    let same = found_in(&ours, &document("de", &source), &CONFIG);
    assert!(same.is_empty(), "{same:#?}");
}
