//! From the bytes of a stream to the bodies of messages, whatever arrives: lines of a header, a length, so many bytes.

use std::io::{BufRead as _, BufReader, ErrorKind, Read};

/// The largest message that is read. The largest file that is compiled has an eighth of it, and JSON makes it six times
/// as long at most.
pub const LARGEST_MESSAGE: usize = 8 * crate::document::LARGEST_FILE;

/// The bounds of a header, which nobody comes near.
const LONGEST_LINE: usize = 4096;
const MOST_LINES: usize = 32;

/// How much is read at a time.
const CHUNK: usize = 64 << 10;

/// A message as it arrives.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    /// Its body.
    Body(Vec<u8>),
    /// One of so many bytes, which are too many. They are dropped when the next message is read.
    TooLarge(u64),
}

/// The messages of a stream, one after the other.
#[derive(Debug)]
pub struct Frames<R> {
    input: BufReader<R>,
    /// How many bytes of a message that was too large are still to come.
    dropped: u64,
}

impl<R: Read> Frames<R> {
    /// Reads from `input` when it is asked to.
    pub fn new(input: R) -> Self {
        Self { input: BufReader::with_capacity(CHUNK, input), dropped: 0 }
    }

    /// Whether something was received that is not read yet.
    pub(super) fn is_ahead(&self) -> bool {
        !self.input.buffer().is_empty()
    }

    /// The next message; none at the end. An error says why nothing more can be read: where a message begins is not
    /// known any more.
    pub fn read(&mut self) -> Result<Option<Frame>, String> {
        self.drop_rest()?;
        let Some(length) = self.header()? else { return Ok(None) };
        match usize::try_from(length) {
            Ok(length) if length <= LARGEST_MESSAGE => self.body(length).map(Some),
            _ => {
                self.dropped = length;
                Ok(Some(Frame::TooLarge(length)))
            }
        }
    }

    /// All that is left, and why it ends: the input does, or nothing more can be read.
    pub fn rest(mut self) -> (Vec<Frame>, Result<(), String>) {
        let mut found = Vec::new();
        loop {
            match self.read() {
                Ok(Some(frame)) => found.push(frame),
                Ok(None) => return (found, Ok(())),
                Err(why) => return (found, Err(why)),
            }
        }
    }

    /// The length that a header gives; none where the input ends before it.
    fn header(&mut self) -> Result<Option<u64>, String> {
        let mut length = None;
        let mut lines = 0;
        loop {
            let Some(line) = self.line()? else {
                return if lines == 0 { Ok(None) } else { Err(ended()) };
            };
            if line.is_empty() {
                match length {
                    Some(length) => return Ok(Some(length)),
                    // A line too many after the last message.
                    None if lines == 0 => continue,
                    None => return Err("a message has no `Content-Length`".to_owned()),
                }
            }
            lines += 1;
            if lines > MOST_LINES {
                return Err(format!("a header has more than {MOST_LINES} lines"));
            }
            let (name, value) = parts(&line).ok_or("expected a header, `Content-Length: …`, found something else")?;
            if name.eq_ignore_ascii_case("Content-Length") {
                let value = number(value).ok_or("a `Content-Length` is not a number")?;
                if length.is_some_and(|other| other != value) {
                    return Err("a message has two lengths".to_owned());
                }
                length = Some(value);
            }
        }
    }

    /// A line of a header without its end; none where the input ends.
    fn line(&mut self) -> Result<Option<Vec<u8>>, String> {
        let mut line = Vec::new();
        let most = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
        self.input.by_ref().take(most).read_until(b'\n', &mut line).map_err(|error| unreadable(&error))?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.pop() != Some(b'\n') {
            let is_long = line.len() + 1 == LONGEST_LINE;
            return Err(if is_long { format!("a header is longer than {LONGEST_LINE} bytes") } else { ended() });
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(Some(line))
    }

    /// Grows with what arrives, not with what is announced.
    fn body(&mut self, length: usize) -> Result<Frame, String> {
        let mut body = Vec::new();
        let most = u64::try_from(length).unwrap_or(u64::MAX);
        self.input.by_ref().take(most).read_to_end(&mut body).map_err(|error| unreadable(&error))?;
        if body.len() == length { Ok(Frame::Body(body)) } else { Err(ended()) }
    }

    fn drop_rest(&mut self) -> Result<(), String> {
        while self.dropped > 0 {
            let arrived = match self.input.fill_buf() {
                Ok(bytes) => bytes.len(),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(unreadable(&error)),
            };
            if arrived == 0 {
                return Err(ended());
            }
            let step = arrived.min(usize::try_from(self.dropped).unwrap_or(usize::MAX));
            self.input.consume(step);
            self.dropped -= u64::try_from(step).unwrap_or_default();
        }
        Ok(())
    }
}

/// The name and the value of a header.
fn parts(line: &[u8]) -> Option<(&str, &str)> {
    let (name, value) = str::from_utf8(line).ok()?.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then(|| (name, value.trim()))
}

/// A number of digits; one that is too large for us is the largest.
fn number(value: &str) -> Option<u64> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| value.parse().unwrap_or(u64::MAX))
}

fn ended() -> String {
    "the input ended within a message".to_owned()
}

fn unreadable(error: &std::io::Error) -> String {
    format!("the input can't be read: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives a byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let most = into.len().min(1);
            self.0.read(&mut into[..most])
        }
    }

    fn all(input: impl Read) -> (Vec<Frame>, Result<(), String>) {
        Frames::new(input).rest()
    }

    fn bodies(text: &str) -> Result<Vec<String>, String> {
        let (frames, end) = all(text.as_bytes());
        assert_eq!((&frames, &end), (&all(Slow(text.as_bytes())).0, &end), "{text}");
        let text = |frame| match frame {
            Frame::Body(body) => String::from_utf8(body).unwrap(),
            Frame::TooLarge(length) => format!("{length} bytes"),
        };
        end.map(|()| frames.into_iter().map(text).collect())
    }

    #[test]
    fn messages_are_read_however_their_headers_look() {
        let text = "Content-Length: 2\r\n\r\n{}content-length:3\nContent-Type: x; charset=utf-8\n\n[1]\r\n\
                    X-Other: a:b\r\nCONTENT-LENGTH:  0 \r\nContent-Length: 0\r\n\r\n";
        assert_eq!(bodies(text), Ok(vec!["{}".to_owned(), "[1]".to_owned(), String::new()]));
        assert_eq!(bodies(""), Ok(Vec::new()));
        assert_eq!(bodies("\r\n\r\n"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_header_ends_the_stream_with_a_reason() {
        let long = format!("X: {}\r\n", "x".repeat(LONGEST_LINE));
        let many = "X: y\r\n".repeat(MOST_LINES + 1);
        for (text, why) in [
            ("Content-Length: 5\r\n\r\n{}", "ended within"),
            ("Content-Length: 5\r\n", "ended within"),
            ("Content-Le", "ended within"),
            ("Content-Type: x\r\n\r\n{}", "no `Content-Length`"),
            ("Content-Length: -1\r\n\r\n", "not a number"),
            ("Content-Length: 0x5\r\n\r\n", "not a number"),
            ("Content-Length:\r\n\r\n", "not a number"),
            ("Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "two lengths"),
            ("{\"jsonrpc\": \"2.0\"}\r\n\r\n", "expected a header"),
            ("nothing\r\n\r\n", "expected a header"),
            ("\u{fffd}: 1\r\n\r\n", "expected a header"),
            (&long, "longer than"),
            (&many, "more than 32 lines"),
        ] {
            let found = bodies(text).unwrap_err();
            assert!(found.contains(why), "{text}: {found}");
        }
    }

    #[test]
    fn a_message_that_is_too_large_is_dropped_and_the_next_one_read() {
        let length = LARGEST_MESSAGE + 1;
        let head = format!("Content-Length: {length}\r\n\r\n");
        let input =
            head.as_bytes().chain(std::io::repeat(b'x').take(length as u64)).chain(&b"Content-Length: 2\n\n{}"[..]);
        let (frames, end) = all(input);
        assert_eq!(frames, [Frame::TooLarge(length as u64), Frame::Body(b"{}".to_vec())]);
        assert_eq!(end, Ok(()));
    }

    #[test]
    fn a_length_is_believed_only_as_bytes_arrive() {
        for length in ["4294967296", "999999999999999999", "99999999999999999999999999"] {
            let text = format!("Content-Length: {length}\r\n\r\n{{}}");
            let (frames, end) = all(text.as_bytes());
            assert_eq!(frames, [Frame::TooLarge(length.parse().unwrap_or(u64::MAX))]);
            assert_eq!(end, Err(ended()));
        }
        let text = format!("Content-Length: {LARGEST_MESSAGE}\r\n\r\n{{}}");
        assert_eq!(all(text.as_bytes()), (Vec::new(), Err(ended())));
    }
}
