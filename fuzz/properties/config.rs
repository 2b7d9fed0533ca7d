//! A configuration file holds, or the first thing in it that cannot hold is named with its place.

use instep::config::Config;
use instep::config::options::Options;
use instep::model::locale::Locale;
use instep::report::place_of;

use super::desk::{found, has_its_places, lies_in};

const SOURCE: &str = "# Access\n\n1. Open [it](https://portal.example.com/en-us/{tenant}?tid=customer_tenant_id).\n2. Select `x`.\n";
const TRANSLATION: &str =
    "# Zugriff\n\n1. Öffnen Sie [es](https://portal.exampel.com/de-de/{mandant}?tid=kunden_id).\n";

pub(crate) fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Options::parse("instep.toml".into(), text.into_owned()) {
        Err(error) => {
            assert!(!error.message.is_empty());
            assert!(lies_in(error.place.span, &error.place.file), "{error:?}");
            assert!(error.to_string().starts_with("instep.toml:"), "{error}");
            place_of(&error);
        }
        Ok(options) => {
            let file = options.file.as_ref().expect("the file is known");
            assert!(options.rules.iter().all(|(_, place)| lies_in(place.span, file)), "{:?}", options.rules);
            assert!(options.said.iter().all(|(_, span)| lies_in(*span, file)), "{:?}", options.said);
            is_usable(&Config::new(Vec::new(), &[options]));
        }
    }
}

fn is_usable(config: &Config) {
    found(SOURCE, TRANSLATION, config).iter().for_each(has_its_places);
    for path in ["docs/de/page.md", "README.md", "../a/b.md"] {
        for layout in &config.layouts {
            layout.translation.captures(path, &|name| Locale::parse(name).is_some());
        }
        let german = Locale::parse("de");
        for entry in &config.per_path {
            entry.matches(path.into(), german.as_ref());
        }
    }
}
