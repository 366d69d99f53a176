//! Any bytes on the language server's input: it ends, what it says is of the protocol, and how the bytes arrive changes
//! nothing.

#![no_main]

use std::io::{Cursor, Read, Write};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use ast::lsp::{Frame, Frames, serve};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const BEGIN: &[u8] = b"Content-Length: 59\r\n\r\n{\"id\":0,\"method\":\"initialize\",\"params\":{\"capabilities\":{}}}";

/// A reader that gives a byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let most = into.len().min(1);
        self.0.read(&mut into[..most])
    }
}

/// What the server says, kept.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn frames(input: impl Read) -> (Vec<Frame>, Result<(), String>) {
    let mut frames = Frames::new(input);
    let mut found = Vec::new();
    loop {
        match frames.read() {
            Ok(Some(frame)) => found.push(frame),
            Ok(None) => return (found, Ok(())),
            Err(why) => return (found, Err(why)),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(frames(bytes), frames(Slow(bytes)));
    for begin in [&b""[..], BEGIN] {
        let said = Said::default();
        serve(Cursor::new([begin, bytes].concat()), said.clone(), SystemTime::now);
        let said = said.0.lock().unwrap();
        let (said, end) = frames(said.as_slice());
        assert_eq!(end, Ok(()));
        for frame in said {
            let Frame::Body(body) = frame else { panic!("it says more than it reads") };
            let message: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(message["jsonrpc"], "2.0");
            assert!(message.get("method").is_some() || message.get("id").is_some(), "{message}");
        }
    }
});
