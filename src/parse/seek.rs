//! Where a text next holds something: found once, however many stretches of the text are asked about.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// Finds one thing in one text. Linear over the whole text where the stretches come in order.
pub(super) struct Seek {
    find: fn(&[u8]) -> Option<usize>,
    /// How many bytes it is long.
    length: usize,
    /// A stretch in which it does not begin, up to where it does or to the end of the text.
    clear: Range<usize>,
}

impl Seek {
    /// For what `find` finds, which is `length` bytes long.
    pub(super) const fn new(find: fn(&[u8]) -> Option<usize>, length: usize) -> Self {
        Self { find, length, clear: usize::MAX..usize::MAX }
    }

    /// For what separates a URL's scheme from its host: `://`.
    pub(super) const fn authority() -> Self {
        Self::new(authority, 3)
    }

    /// Where it first lies in a stretch of the text, which is always the same.
    pub(super) fn within(&mut self, text: &[u8], stretch: Range<usize>) -> Option<usize> {
        if !(self.clear.start..=self.clear.end).contains(&stretch.start) {
            let found = (self.find)(&text[stretch.start..]);
            self.clear = stretch.start..found.map_or(text.len(), |length| stretch.start + length);
        }
        (self.clear.end + self.length <= stretch.end).then_some(self.clear.end)
    }
}

/// The first `://`.
fn authority(bytes: &[u8]) -> Option<usize> {
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"://"));
    FINDER.find(bytes)
}

/// The first `ttp`, as in `http`.
pub(super) fn ttp(bytes: &[u8]) -> Option<usize> {
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ttp"));
    FINDER.find(bytes)
}

/// The first `TTP`, as in `HTTP`.
pub(super) fn ttp_in_capitals(bytes: &[u8]) -> Option<usize> {
    static FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"TTP"));
    FINDER.find(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_a_stretch_is_found_in_whatever_order() {
        let text = b"a://b c://d e";
        let mut seek = Seek::authority();
        for (stretch, found) in [
            (0..13, Some(1)),
            (0..3, None),
            (1..4, Some(1)),
            (2..13, Some(7)),
            (8..13, None),
            (13..13, None),
            (0..13, Some(1)),
        ] {
            assert_eq!(seek.within(text, stretch.clone()), found, "{stretch:?}");
        }
    }
}
