//! Bytes as numbers and texts.

use std::borrow::Cow;

/// What parts one text from the next: a byte that no text in UTF-8 has.
pub(crate) const PART: u8 = 0xff;

/// Numbers and texts that are taken off the front of bytes. Where there are none left, they are 0 and empty.
pub(crate) struct Bytes<'d>(pub(crate) &'d [u8]);

impl<'d> Bytes<'d> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn number(&mut self) -> usize {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(first)
    }

    /// Of two bytes.
    pub(crate) fn large(&mut self) -> usize {
        self.number() << 8 | self.number()
    }

    /// The text up to the next [`PART`].
    pub(crate) fn text(&mut self) -> Cow<'d, str> {
        let end = self.0.iter().position(|&byte| byte == PART);
        let text = &self.0[..end.unwrap_or(self.0.len())];
        self.0 = end.map_or(&[], |end| &self.0[end + 1..]);
        String::from_utf8_lossy(text)
    }

    /// All that is left, as one text.
    pub(crate) fn rest(self) -> Cow<'d, str> {
        String::from_utf8_lossy(self.0)
    }
}
