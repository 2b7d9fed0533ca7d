//! Two texts of one page, side by side and in memory.

use std::sync::{Arc, LazyLock};

use instep::align::{Context, align};
use instep::config::Config;
use instep::model::comparison::{ReferenceKind, Side};
use instep::model::diagnostic::{Diagnostic, Label};
use instep::model::document::Document;
use instep::model::locale::Locale;
use instep::model::page::{PageKey, Role, Variant};
use instep::model::site::{Site, Tree};
use instep::model::source_file::{SourceFile, Span};
use instep::parse::parse;
use instep::rules::look_at_translation;

/// What holds without a configuration file.
pub(crate) static CONFIG: LazyLock<Config> = LazyLock::new(|| Config::new(Vec::new(), &[]));

static SITE: LazyLock<Site> = LazyLock::new(site);

/// A site in English and German that has this page and another one.
fn site() -> Site {
    let tree = |tag: &str| Tree {
        family: 0,
        locale: locale(tag),
        dir: format!("docs/{tag}").into(),
        suffix: String::new(),
    };
    let mut site = Site {
        trees: vec![tree("en"), tree("de")],
        sourced: [0].into(),
        locales: vec![vec![locale("en"), locale("de")]],
        ..Site::default()
    };
    for name in ["page", "guide/other"] {
        for tag in ["en", "de"] {
            site.pages.insert(format!("docs/{tag}/{name}.md"), PageKey(format!("docs/{name}").into()));
        }
    }
    site
}

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).expect("a locale")
}

fn variant(tag: &str, role: Role) -> Variant {
    let tree = Some(u32::from(role == Role::Translation));
    Variant { locale: locale(tag), path: format!("docs/{tag}/page.md").into(), role, tree, wanted: true }
}

/// A text as the page's English or German one.
pub(crate) fn document(tag: &str, text: &str) -> Document {
    parse(&SourceFile::new(format!("docs/{tag}/page.md"), text))
}

/// What the rules find in a German text beside an English one, by the configuration.
pub(crate) fn found(source: &str, translation: &str, config: &Config) -> Vec<Diagnostic> {
    found_in(&document("en", source), &document("de", translation), config)
}

/// The same of texts that were read.
pub(crate) fn found_in(source: &Document, translation: &Document, config: &Config) -> Vec<Diagnostic> {
    let (ours, theirs) = (variant("en", Role::Source), variant("de", Role::Translation));
    let page = PageKey("docs/page".into());
    let context =
        Context { page: &page, site: &SITE, equivalents: &config.equivalents, portals: &config.portals };
    let side = |variant, document| Side { variant, document };
    let comparison = align(side(&ours, source), side(&theirs, translation), ReferenceKind::Source, context);
    let mut found = Vec::new();
    look_at_translation(&comparison, &mut found);
    found
}

/// Whether a span lies in a file on character boundaries.
pub(crate) fn lies_in(span: Span, file: &SourceFile) -> bool {
    span.start <= span.end && file.text.get(span.range()).is_some()
}

/// Panics unless all places of a finding lie in their files, and its edits apart from one another in its own.
pub(crate) fn has_its_places(found: &Diagnostic) {
    let reference = found.reference.iter().map(|reference| &reference.location);
    let labels = [&found.primary].into_iter().chain(&found.related);
    let places = labels.map(|Label { location, .. }| location).chain(reference);
    for place in places {
        assert!(lies_in(place.span, &place.file), "{place:?} of {found:?}");
    }
    let file: &Arc<SourceFile> = &found.primary.location.file;
    let edits = found.fix.iter().flat_map(|fix| &fix.edits);
    assert!(edits.clone().all(|edit| lies_in(edit.span, file)), "{found:?}");
    let edits: Vec<_> = edits.collect();
    assert!(edits.windows(2).all(|pair| pair[0].span.end < pair[1].span.start), "{found:?}");
}
