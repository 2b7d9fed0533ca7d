//! Two texts of one page, side by side and in memory.

use std::sync::{Arc, LazyLock};

use instep::align::{Context, align};
use instep::config::Config;
use instep::model::comparison::{Comparison, ReferenceKind, Side, UrlDifference};
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

pub(crate) fn variant(tag: &str, role: Role) -> Variant {
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
    tells_each_once(&comparison);
    let mut found = Vec::new();
    look_at_translation(&comparison, &mut found);
    found
}

/// Panics unless nothing of either document is told twice, and what should be written or is missing has a place.
fn tells_each_once(comparison: &Comparison<'_>) {
    let (source, translation) = (comparison.reference.document, comparison.translation.document);
    assert_eq!(comparison.mends.len(), comparison.urls.len());
    let mends = comparison.mends.iter().flatten().map(|mend| mend.span);
    let missing = comparison.urls.iter().filter_map(|url| match url {
        UrlDifference::Missing { place, .. } => Some(*place),
        _ => None,
    });
    assert!(mends.chain(missing).all(|place| lies_in(place, &translation.file)), "{comparison:?}");
    assert!(comparison.counterparts.iter().all(|place| lies_in(*place, &source.file)), "{comparison:?}");
    let (mut ours, mut theirs): (Vec<_>, Vec<_>) = comparison.urls.iter().map(sides).unzip();
    are_apart(&mut ours, source.urls.len());
    are_apart(&mut theirs, translation.urls.len());
    let (mut ours, mut theirs): (Vec<_>, Vec<_>) =
        comparison.codes.iter().map(|code| (Some(code.reference), Some(code.translation))).unzip();
    are_apart(&mut ours, source.codes.len());
    are_apart(&mut theirs, translation.codes.len());
    let (mut ours, mut theirs): (Vec<_>, Vec<_>) = comparison.pairs.iter().copied().unzip();
    for (steps, document) in [(&mut ours, source), (&mut theirs, translation)] {
        steps.sort_unstable();
        let steps_of = |list: u32| document.procedures.get(list as usize).map_or(0, |list| list.steps.len());
        assert!(steps.iter().all(|step| (step.step as usize) < steps_of(step.procedure)), "{comparison:?}");
        assert!(steps.windows(2).all(|pair| pair[0] != pair[1]), "{comparison:?}");
    }
}

/// The URLs of the source and of the translation that a difference is of.
const fn sides(difference: &UrlDifference) -> (Option<u32>, Option<u32>) {
    match *difference {
        UrlDifference::Malformed { reference, .. } => (reference, None),
        UrlDifference::Changed { reference, translation, .. }
        | UrlDifference::Tenant { reference, translation, .. }
        | UrlDifference::Retired { reference, translation }
        | UrlDifference::Moved { reference, translation }
        | UrlDifference::Unlinked { reference, translation } => (Some(reference), Some(translation)),
        UrlDifference::Missing { reference, .. } => (Some(reference), None),
        UrlDifference::Extra { translation, .. } => (None, Some(translation)),
    }
}

/// Panics unless each of some indices is there once, and one of so many things.
fn are_apart(indices: &mut Vec<Option<u32>>, count: usize) {
    indices.retain(Option::is_some);
    indices.sort_unstable();
    assert!(indices.windows(2).all(|pair| pair[0] != pair[1]), "{indices:?}");
    assert!(
        indices.last().is_none_or(|last| last.is_some_and(|last| (last as usize) < count)),
        "{indices:?}"
    );
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
