//! A finding's identity from one run to the next.

use std::collections::HashMap;

use crate::model::diagnostic::Diagnostic;

/// One fingerprint for each finding, in their order. It names rule, page, locale and what the finding is about, and
/// no line, so that it survives edits above the finding; of findings that agree in all that, the first, second, …
/// are told apart by their number.
pub(super) fn fingerprints(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let numbered = diagnostics.iter().map(|found| {
        let locale = found.locale.as_ref().map_or("", |locale| locale.as_str());
        let parts = [found.rule.name, &found.page.0, locale, &found.subject];
        let base =
            parts.iter().fold(OFFSET, |hash, part| absorb(absorb(hash, part.as_bytes()), &[SEPARATOR]));
        let earlier = seen.entry(base).or_default();
        let hash = absorb(base, &earlier.to_le_bytes());
        *earlier += 1;
        format!("{hash:016x}")
    });
    numbered.collect()
}

/// FNV-1a: fingerprints are kept in files and by other programs, so that the hash must never change, which the
/// standard library's may.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// A byte that no UTF-8 text contains.
const SEPARATOR: u8 = 0xff;

fn absorb(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::source_file::{SourceFile, Span};
    use crate::report::sample;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(absorb(OFFSET, b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_fingerprint_survives_lines_above_and_tells_twins_apart() {
        let found = sample::report().diagnostics.swap_remove(0);
        let mut lower = found.clone();
        let text = format!("\n\n{}", lower.primary.location.file.text);
        lower.primary.location.file = SourceFile::new("elsewhere.md", text);
        lower.primary.location.span = Span::at(2);
        let mut other = found.clone();
        other.subject.push('x');
        let [pair, alone, others] =
            [vec![found.clone(), lower.clone()], vec![lower], vec![other]].map(|list| fingerprints(&list));
        assert_eq!(pair[0], alone[0]);
        assert_ne!(pair[0], others[0]);
        assert_ne!(pair[0], pair[1]);
    }
}
