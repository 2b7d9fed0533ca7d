//! What is said of a finding where its lines are not shown.

use std::fmt::Write as _;

use super::text;
use crate::model::diagnostic::{Diagnostic, Label};

/// The message, and below it note and help, each on lines of their own.
pub(in crate::report) fn message(found: &Diagnostic) -> String {
    let mut message = text::line(&found.message);
    for (name, more) in remarks(found) {
        let _ = write!(message, "\n{name}: {}", text::lines(more));
    }
    message
}

/// Why it is believed and what to do, as far as that is known.
pub(in crate::report) fn remarks(found: &Diagnostic) -> impl Iterator<Item = (&'static str, &str)> {
    let remarks = [("note", found.note.as_deref()), ("help", found.help.as_deref())];
    remarks.into_iter().filter_map(|(name, text)| Some((name, text?)))
}

/// The related places, the reference's among them even where only the note of the comparison names it.
pub(in crate::report) fn related_places(found: &Diagnostic) -> Vec<Label> {
    let mut places = found.related.clone();
    if places.is_empty()
        && let Some(reference) = &found.reference
    {
        places.push(Label { location: reference.location.clone(), text: String::new() });
    }
    places
}

/// What is said of a related place.
pub(in crate::report) fn label(label: &Label) -> String {
    if label.text.is_empty() { "the reference".to_owned() } else { text::line(&label.text) }
}
