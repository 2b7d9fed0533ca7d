//! Pages on which every sentence is followed by its source: `<span data-ttu-id="…">` holds a translation,
//! `<span class="sxs-lookup"><span data-stu-id="…">` its source.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::view::{View, ViewBuilder};

/// The two texts of a bilingual page.
pub(super) struct Bilingual<'a> {
    pub(super) translation: View<'a>,
    pub(super) source: View<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Translation,
    Lookup,
    Source,
    Other,
}

/// A span element whose end was found.
struct Element {
    role: Role,
    open: Range<usize>,
    close: Range<usize>,
}

/// The two texts of a page whose body begins at `body`, if it is bilingual.
pub(super) fn split(text: &str, body: usize) -> Option<Bilingual<'_>> {
    static LOOKUP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\"sxs-lookup\""));
    LOOKUP.find(text.as_bytes())?;
    let elements = elements(text, body);
    let lookups = elements.iter().filter(|element| element.role == Role::Lookup).count();
    if lookups == 0 {
        return None;
    }
    let translation = view(text, &elements, Role::Lookup, &[Role::Translation]);
    let source = view(text, &elements, Role::Translation, &[Role::Lookup, Role::Source]);
    Some(Bilingual { translation, source })
}

/// The span elements in the order of their beginnings. No tag goes on into the next one, so that each byte is looked at for
/// one of them.
fn elements(text: &str, body: usize) -> Vec<Element> {
    const CLOSE: &str = "</span>";
    let mut elements = Vec::new();
    let mut open: Vec<(Role, Range<usize>)> = Vec::new();
    let closes = |at: usize| text[..at].ends_with("</") && text[at..].starts_with(&CLOSE[2..]);
    let names = memchr::memmem::find_iter(&text.as_bytes()[body..], "span").map(|at| at + body);
    let mut names = names.filter(|&at| text[..at].ends_with('<') || closes(at)).peekable();
    while let Some(at) = names.next() {
        if closes(at) {
            if let Some((role, tag)) = open.pop().filter(|(role, _)| *role != Role::Other) {
                elements.push(Element { role, open: tag, close: at - 2..at - 2 + CLOSE.len() });
            }
        } else {
            let next = names.peek().map_or(text.len(), |&next| next - 1);
            let rest = text[at..next].trim_end_matches('<');
            let length = rest.find(['>', '\n']).map_or(rest.len(), |end| end + 1);
            open.push((role_of(&rest[..length]), at - 1..at + length));
        }
    }
    elements.sort_by_key(|element| element.open.start);
    elements
}

fn role_of(tag: &str) -> Role {
    if tag.contains("data-ttu-id=") {
        Role::Translation
    } else if tag.contains("\"sxs-lookup\"") {
        Role::Lookup
    } else if tag.contains("data-stu-id=") {
        Role::Source
    } else {
        Role::Other
    }
}

/// The text without the elements of one role, and without the tags of others.
fn view<'a>(text: &'a str, elements: &[Element], without: Role, unwrapped: &[Role]) -> View<'a> {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for element in elements {
        if element.role == without {
            cuts.push(element.open.start..element.close.end);
        } else if unwrapped.contains(&element.role) {
            cuts.push(element.open.clone());
            cuts.push(element.close.clone());
        }
    }
    cuts.sort_by_key(|cut| cut.start);
    let mut builder = ViewBuilder::new(text);
    let mut done = 0;
    for cut in cuts {
        builder.cut(cut.start.max(done), cut.end);
        done = done.max(cut.end);
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_keep_what_they_share() {
        let text = concat!(
            "1. [<span data-ttu-id=\"a-1\">Öffnen</span><span class=\"sxs-lookup\">",
            "<span data-stu-id=\"a-1\">Open <span>it</span></span></span>](/x)\n"
        );
        let pages = split(text, 0).unwrap();
        assert_eq!(pages.translation.text, "1. [Öffnen](/x)\n");
        assert_eq!(pages.source.text, "1. [Open <span>it</span>](/x)\n");
        assert!(split("<span data-ttu-id=\"a-1\">Öffnen</span>", 0).is_none());
        assert!(split("<span data-ttu-id=\"a-1\">Öffnen</span> und `\"sxs-lookup\"`", 0).is_none());
    }

    #[test]
    fn tags_that_never_end_are_not_read_again_for_each_of_them() {
        let open = "<span class=\"sxs-lookup\" ";
        let text = format!("{}{}", open.repeat(100), "</span>".repeat(100));
        let tags: Vec<Range<usize>> = elements(&text, 0).into_iter().map(|element| element.open).collect();
        assert_eq!(tags.len(), 100);
        assert!(tags.iter().all(|tag| tag.len() <= open.len()), "{tags:?}");
    }
}
