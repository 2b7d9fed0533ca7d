//! Numbers that only look as if they were drawn.

/// The generator of Steele, Lea and Flood (2014), "Fast Splittable Pseudorandom Number Generators": `SplitMix64`.
pub(super) struct Random(u64);

impl Random {
    /// A generator of its own for these numbers.
    pub(super) fn of(numbers: &[u64]) -> Self {
        let mix = |state: u64, &number: &u64| Self(state ^ number).next();
        Self(numbers.iter().fold(0, mix))
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a bound that is not 0.
    pub(super) const fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// One of several.
    pub(super) fn pick<'a>(&mut self, from: &'a [String]) -> &'a str {
        &from[self.below(from.len())]
    }
}
