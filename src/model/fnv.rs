//! FNV-1a, 64 bits: a hash that is kept in files and by other programs, so that it must never change, which the standard
//! library's may (<http://www.isthe.com/chongo/tech/comp/fnv/>). It tells things apart and protects from nobody.

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// The hash of nothing.
pub const EMPTY: u64 = BASIS;

/// The hash of what `hash` is the hash of, with `bytes` behind it.
pub fn absorb(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(absorb(EMPTY, b"foobar"), 0x8594_4171_f739_67e8);
    }
}
