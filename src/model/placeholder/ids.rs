//! What real tenants are named by, and which such names plainly are none.

use super::brackets::enclosed;

/// Whether a text is a GUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12 (RFC 9562, section 4), or without the
/// dashes, as some APIs take them.
pub fn is_guid(text: &str) -> bool {
    is_dashed_guid(text) || text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a text may hold a GUID or an account number: eight hexadecimal digits in a row, as both have them.
pub fn may_hold_id(text: &str) -> bool {
    let mut digits = text.as_bytes().split(|byte| !byte.is_ascii_hexdigit());
    digits.any(|run| run.len() >= 8)
}

/// A text without the brackets around it: `{5b3e7c91-…}` is how Windows writes a GUID.
pub fn within_brackets(text: &str) -> &str {
    match enclosed(text) {
        Some(found) if found.len == text.len() => &text[found.inner],
        _ => text,
    }
}

/// What the spellings of one ID share: lower case, no brackets, no dashes in a GUID.
pub fn id_key(text: &str) -> String {
    let id = within_brackets(text).to_lowercase();
    if is_guid(&id) { id.replace('-', "") } else { id }
}

fn is_dashed_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether a GUID plainly names nothing: each of the eight 4-digit chunks of its 32 digits has at most two distinct
/// digits, or digits that count up.
///
/// Of the first kind is every fictitious GUID that Microsoft approves for documentation, and the GUID of zeros; of the
/// second what writers type themselves, `12345678-1234-…`. Of random GUIDs, one in 4 · 10¹² is: a chunk of four digits
/// has at most two distinct ones in 1,696 of 65,536 cases, and counts up in 16.
pub fn is_fictitious_guid(guid: &str) -> bool {
    let digits: Vec<u8> =
        guid.bytes().filter(u8::is_ascii_hexdigit).map(|digit| digit.to_ascii_lowercase()).collect();
    digits.len() == 32 && digits.chunks(4).all(|chunk| distinct(chunk) <= 2 || counts_up(chunk))
}

fn distinct(chunk: &[u8]) -> usize {
    let is_first = |&(at, digit): &(usize, &u8)| !chunk[..at].contains(digit);
    chunk.iter().enumerate().filter(is_first).count()
}

/// Whether a text can be an account number: nine digits or more, as AWS, Databricks and others have them.
pub fn is_account_number(text: &str) -> bool {
    text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is a domain, and no file, version or IP address: the last label of a domain is no number (RFC 3696,
/// section 2).
pub fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let top = text.rsplit('.').next().unwrap_or_default();
    let is_number = top.bytes().all(|byte| byte.is_ascii_digit());
    let is_file = ["htm", "html", "aspx", "php", "json", "xml", "srf"].contains(&top);
    text.contains('.') && text.split('.').all(is_label) && !is_file && !is_number
}

/// Whether an account number plainly names nothing: digits that count up by one (`123456789012`), or four-digit chunks
/// of one digit each (`111122223333`), as documentation writes them.
pub fn is_fictitious_number(number: &str) -> bool {
    let digits = number.as_bytes();
    counts_up(digits) || digits.chunks(4).all(|chunk| distinct(chunk) == 1)
}

/// Whether each digit is the one behind the last, as on a keyboard or in a hexadecimal count: `1234567890ab`, `89ab`.
fn counts_up(digits: &[u8]) -> bool {
    let follows = |pair: &[u8]| pair[1] == pair[0] + 1 || matches!(pair, [b'9', b'0' | b'a'] | [b'0', b'a']);
    digits.windows(2).all(follows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_an_id_may_hold_one() {
        for id in ["5B3E7C91-04da-4f6b-9c22-81e0d7a4f635", "{5b3e7c9104da4f6b9c2281e0d7a4f635}", "123456789"]
        {
            assert!(may_hold_id(&format!("https://portal.example.com?tid={id}")), "{id}");
        }
        assert!(!may_hold_id("https://login.example.com/defaced/12345/a-b-c-d"));
    }

    #[test]
    fn domains_are_told_from_files_and_versions() {
        assert!(is_domain("acme.onmicrosoft.com"));
        for text in ["acme", "landing.htm", "a..b", "1.14.2000000000", "1.14.2", "10.0.0.1", "a.b c", ".com"]
        {
            assert!(!is_domain(text), "{text}");
        }
    }

    /// The GUIDs that Microsoft's documentation uses for tenants, applications, objects and the rest, and one that was
    /// typed.
    const FICTITIOUS: [&str; 13] = [
        "aaaabbbb-0000-cccc-1111-dddd2222eeee",
        "bbbbcccc-1111-dddd-2222-eeee3333ffff",
        "ccccdddd-2222-eeee-3333-ffff4444aaaa",
        "00001111-aaaa-2222-bbbb-3333cccc4444",
        "11112222-bbbb-3333-cccc-4444dddd5555",
        "22223333-cccc-4444-dddd-5555eeee6666",
        "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb",
        "bbbbbbbb-1111-2222-3333-cccccccccccc",
        "aaaaaaaa-bbbb-cccc-1111-222222222222",
        "00aa00aa-bb11-cc22-dd33-44ee44ee44ee",
        "a0a0a0a0-bbbb-cccc-dddd-e1e1e1e1e1e1",
        "00000000-0000-0000-0000-000000000000",
        "12345678-1234-1234-1234-1234567890ab",
    ];

    #[test]
    fn guids_of_documentation_are_fictitious() {
        for guid in FICTITIOUS {
            assert!(is_guid(guid) && is_fictitious_guid(guid), "{guid}");
            assert!(is_fictitious_guid(&guid.to_ascii_uppercase()), "{guid}");
        }
    }

    #[test]
    fn random_guids_are_real() {
        for guid in ["7f379fee-c4f9-4278-b0a1-e4c8c2fcdf7e", "9188040d-6c67-4c5b-b112-36a304b66dad"] {
            assert!(is_guid(guid) && !is_fictitious_guid(guid), "{guid}");
        }
        assert!(!is_guid("7f379fee-c4f9-4278-b0a1-e4c8c2fcdf7"));
        assert!(!is_guid("7f379feeec4f9-4278-b0a1-e4c8c2fcdf7e"));
        assert!(is_guid("7f379feec4f94278b0a1e4c8c2fcdf7e"));
        assert_eq!(id_key("%7B7F379FEE-C4F9-4278-B0A1-E4C8C2FCDF7E%7D"), "7f379feec4f94278b0a1e4c8c2fcdf7e");
    }

    #[test]
    fn a_million_random_guids_are_all_taken_for_real() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            // xorshift64*, Vigna 2014.
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            state.wrapping_mul(0x2545_f491_4f6c_dd1d)
        };
        let guids = (0..1_000_000).map(|_| format!("{:016x}{:016x}", next(), next()));
        assert_eq!(guids.filter(|guid| is_fictitious_guid(guid)).count(), 0);
    }

    #[test]
    fn numbers_of_documentation_are_told_from_accounts() {
        for number in ["123456789012", "111122223333", "000000000000", "444455556666", "012345678901"] {
            assert!(is_fictitious_number(number), "{number}");
        }
        for number in ["123456789013", "428731095562", "111122223334"] {
            assert!(!is_fictitious_number(number), "{number}");
        }
    }
}
