//! What an editor sends is messages, or a reason why not, in however small pieces it comes; a message that is written is
//! read again.

use std::io::{BufRead, BufReader};

use instep::lsp::frames::{Frame, read};

pub(crate) fn holds(data: &[u8]) {
    let mut input = data;
    let mut left = input.len();
    while let Ok(Some(frame)) = read(&mut input) {
        assert!(input.len() < left, "nothing was read");
        left = input.len();
        match frame {
            Frame::Message(message) => {
                let mut out = Vec::new();
                message.clone().write(&mut out).expect("a vector can be written to");
                let mut again = out.as_slice();
                let Ok(Some(Frame::Message(again))) = read(&mut again) else {
                    panic!("{} is not read", out.escape_ascii())
                };
                assert_eq!(format!("{again:?}"), format!("{message:?}"));
            }
            Frame::Malformed(reason) | Frame::Invalid(_, reason) => assert!(!reason.is_empty()),
        }
    }
    assert_eq!(told(&mut BufReader::with_capacity(1, data)), told(&mut &*data));
}

/// All that is read, and how it ends.
fn told(input: &mut dyn BufRead) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        let frame = read(input);
        told.push(format!("{frame:?}"));
        if !matches!(frame, Ok(Some(_))) {
            return told;
        }
    }
}
