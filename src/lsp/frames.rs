//! Bytes ↔ messages. A body that is no message is told apart from a stream that cannot be read on.

use std::io::{self, BufRead, Read as _, Write};

use lsp_server::{Message, RequestId, ResponseError};
use serde_json::{Value, json};

/// The longest header line, and the longest body, in bytes.
const LONGEST_LINE: u64 = 4096;
const LONGEST_BODY: u64 = 1 << 30;

/// What was read.
#[derive(Debug)]
pub enum Frame {
    /// A message.
    Message(Message),
    /// A body that is no JSON; why.
    Malformed(String),
    /// JSON that is no message: its id, as far as it has one that can be answered, and why.
    Invalid(Option<RequestId>, String),
}

/// Reads on to the end of a message; none where the stream ends.
///
/// An error is a header that does not say how long the message is: nobody knows where the next one begins.
pub fn read(input: &mut dyn BufRead) -> io::Result<Option<Frame>> {
    let Some(length) = header(input)? else { return Ok(None) };
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if (body.len() as u64) < length {
        return Ok(None);
    }
    Ok(Some(frame(&body)))
}

/// How many bytes the body has.
fn header(input: &mut dyn BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        input.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            break;
        }
        let broken = || broken(&format!("`{line}` is no header of a message"));
        let (name, value) = line.split_once(':').ok_or_else(broken)?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse().map_err(|_| broken())?);
        }
    }
    match length {
        None => Err(broken("a message came without `Content-Length`")),
        Some(length) if length > LONGEST_BODY => {
            Err(broken(&format!("a message of {length} bytes is too long")))
        }
        Some(_) => Ok(length),
    }
}

fn broken(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

fn frame(body: &[u8]) -> Frame {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Frame::Malformed(error.to_string()),
    };
    let id = value.get("id").filter(|id| !id.is_null()).cloned();
    let known = id.clone().and_then(|id| serde_json::from_value(id).ok());
    match serde_json::from_value(value) {
        // An id that is neither a number nor a text would make a request pass for a notification.
        Ok(Message::Notification(_)) if id.is_some() => {
            Frame::Invalid(known, "the id of a request is a number or a text".to_owned())
        }
        Ok(message) => Frame::Message(message),
        Err(_) => Frame::Invalid(known, "neither a request nor a notification nor a response".to_owned()),
    }
}

/// What is written.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// A message.
    Message(Message),
    /// The answer to what could not be read, so that its id is not known.
    Unasked(ResponseError),
}

/// Writes a message.
pub(super) fn write(out: &mut impl Write, outgoing: Outgoing) -> io::Result<()> {
    match outgoing {
        Outgoing::Message(message) => message.write(out),
        Outgoing::Unasked(error) => {
            let text = json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string();
            write!(out, "Content-Length: {}\r\n\r\n{text}", text.len())?;
            out.flush()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(bytes: &[u8]) -> io::Result<Option<Frame>> {
        read(&mut &*bytes)
    }

    fn framed(body: &str) -> Vec<u8> {
        format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }

    #[test]
    fn a_body_that_is_no_message_leaves_the_next_one_readable() {
        let stream = [framed("{\"id\":"), framed("[]"), framed("{\"method\":\"exit\"}")].concat();
        let mut input = stream.as_slice();
        assert!(matches!(read(&mut input), Ok(Some(Frame::Malformed(_)))));
        assert!(matches!(read(&mut input), Ok(Some(Frame::Invalid(None, _)))));
        assert!(matches!(read(&mut input), Ok(Some(Frame::Message(Message::Notification(_))))));
        assert!(matches!(read(&mut input), Ok(None)));
    }

    #[test]
    fn a_request_is_answered_by_its_id_as_far_as_it_has_one() {
        for (body, expected) in [
            ("{\"id\":7,\"method\":1}", Some(RequestId::from(7))),
            ("{\"id\":\"a\"}", Some(RequestId::from("a".to_owned()))),
            ("{\"id\":1.5,\"method\":\"x\"}", None),
            ("{\"id\":{},\"method\":\"x\"}", None),
            ("{\"id\":99999999999,\"method\":\"x\"}", None),
            ("7", None),
        ] {
            let Ok(Some(Frame::Invalid(id, _))) = first(&framed(body)) else { panic!("{body} was taken") };
            assert_eq!(id, expected, "{body}");
        }
    }

    #[test]
    fn headers_may_come_in_any_order_and_broken_ones_end_the_stream() {
        let body = "{\"method\":\"exit\"}";
        let header = format!("Content-Type: x; charset=utf-8\r\ncontent-length:{}\r\n\r\n{body}", body.len());
        assert!(matches!(first(header.as_bytes()), Ok(Some(Frame::Message(_)))));
        for broken in
            ["GET / HTTP/1.1\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "\r\n{}"]
        {
            assert!(first(broken.as_bytes()).is_err(), "{broken}");
        }
        let long = "x".repeat(10_000);
        assert!(first(long.as_bytes()).is_err());
        assert!(first(b"Content-Length: 99999999999\r\n\r\n{}").is_err());
        assert!(matches!(first(b"Content-Length: 10\r\n\r\n{}"), Ok(None)));
        assert!(matches!(first(&framed("\u{0}")), Ok(Some(Frame::Malformed(_)))));
    }
}
