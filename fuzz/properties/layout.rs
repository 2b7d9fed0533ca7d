//! A pattern captures from a path what makes that path of it again.

use instep::config::layout::Pattern;
use instep::model::locale::Locale;

use super::bytes::Bytes;

pub(crate) fn holds(data: &[u8]) {
    let mut data = Bytes(data);
    let (pattern, path) = (data.text(), data.text());
    match Pattern::parse(&pattern) {
        Err(message) => assert!(!message.is_empty()),
        Ok(pattern) => {
            let is_locale = |name: &str| Locale::parse(name).is_some();
            for captures in pattern.captures(&path, &is_locale) {
                assert_eq!(pattern.render(&captures), path);
                pattern.suffix(&captures);
            }
            for captures in pattern.captures(&path, &|_| true) {
                assert_eq!(pattern.render(&captures), path);
            }
        }
    }
}
