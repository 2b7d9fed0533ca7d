//! What an editor sends is messages, or a reason why not; a message that is written is read again.

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
}
