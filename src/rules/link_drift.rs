//! `link-drift`

use crate::model::comparison::{Comparison, UrlDifference};
use crate::model::diagnostic::{Applicability, Diagnostic, Severity};
use crate::model::document::UrlKind;
use crate::model::url::Component;

use super::Check;
use super::finding::{
    changed, finding, reference_name, reference_text, reference_url, replace, replaced, translation_text,
    translation_url,
};
use super::quote::differing;

rule! {
    /// Another relative link, include or image than the reference's, or an explicit anchor that was changed.
    ///
    /// ## Why it matters
    ///
    /// Links within the documentation are compared by the page they lead to, so that `/de/start`, `../start.md` and
    /// `start/index.md` may stand for each other. What leads to another page was mistyped or translated. Explicit anchors
    /// are what other pages link to.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// Before you begin, [grant access](grant-access.md).
    /// ```
    ///
    /// ```md de
    /// Zuvor müssen Sie [Zugriff gewähren](zugriff-gewaehren.md).
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// Before you begin, [grant access](grant-access.md) and see [the steps](#steps).
    ///
    /// ## Steps
    /// ```
    ///
    /// ```md de
    /// Zuvor müssen Sie [Zugriff gewähren](./grant-access.md), siehe [die Schritte](#schritte).
    ///
    /// ## Schritte
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the reference's target. The fix does so where that leads to the same page from where the translation lies; it is
    /// safe on the terms of `url-drift`, but not for a fragment of another page, which may be named otherwise there.
    "link-drift", Some(Severity::Error); fix: Safe, Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for (difference, mend) in comparison.url_differences() {
        let UrlDifference::Changed { reference, translation, component, alike, ref unless } = *difference
        else {
            continue;
        };
        let (r, t) = (reference_url(comparison, reference), translation_url(comparison, translation));
        if r.url.is_absolute() || t.url.is_absolute() {
            continue;
        }
        let (wanted, written) = (reference_text(comparison, r.span), translation_text(comparison, t.span));
        let (here, there) = differing(written, wanted);
        let name = reference_name(comparison.kind);
        let message = if component != Component::Fragment {
            format!("{} leads elsewhere: `{here}` here, `{there}` in {name}", kind_name(r.kind))
        } else if written == wanted {
            format!("`{here}` leads to no heading or anchor here; in {name} it does")
        } else if unless.is_some() || t.url.is_fragment() {
            format!("`{here}` leads to no heading or anchor; {name} has `{there}`")
        } else {
            format!("fragment differs: `{here}` here, `{there}` in {name}")
        };
        let mut found = changed(&RULE, comparison, ((reference, translation), mend), message);
        if component == Component::Fragment {
            found.severity = Severity::Warning;
        }
        // A link within the page that leads nowhere is dead, however old the page is.
        if component != Component::Fragment || !t.url.is_fragment() {
            found.stale = !alike;
            found.replaced = replaced(comparison, (reference, translation));
        }
        found.unless.clone_from(unless);
        if written == wanted {
            found.expected = None;
            found.fix = None;
            found.help =
                Some(format!("give the heading that it should lead to the id `{}`", fragment(written)));
        }
        out.push(found);
    }
    check_anchors(comparison, out);
}

fn check_anchors(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for &(reference, translation) in &comparison.anchors {
        let r = &comparison.reference.document.anchors[reference as usize];
        let t = &comparison.translation.document.anchors[translation as usize];
        let message = format!(
            "explicit anchor differs: `{}` here, `{}` in {}",
            t.id,
            r.id,
            reference_name(comparison.kind)
        );
        let mut found = finding(&RULE, comparison, t.span, r.span, message);
        found.severity = Severity::Warning;
        found.stale = true;
        found.found = Some(t.id.clone());
        found.expected = Some(r.id.clone());
        let mut ids = [r.id.as_str(), t.id.as_str()];
        ids.sort_unstable();
        found.subject = format!("anchor:{}", ids.join(" "));
        found.fix = Some(replace(t.span, &r.id, Applicability::Unsafe));
        out.push(found);
    }
}

fn fragment(link: &str) -> &str {
    link.split_once('#').map_or(link, |(_, fragment)| fragment)
}

const fn kind_name(kind: UrlKind) -> &'static str {
    match kind {
        UrlKind::Image => "the image",
        UrlKind::Include => "the include",
        _ => "the link",
    }
}
