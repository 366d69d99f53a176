//! Any bytes on the language server's input: it ends, what it says is of the protocol, and how the bytes arrive changes
//! nothing.

#![no_main]

use std::io::{Cursor, Read};
use std::time::SystemTime;

use ast::lsp::{Frame, serve};
use ast_fuzz::{Said, frames};
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

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(frames(bytes), frames(Slow(bytes)));
    for begin in [&b""[..], BEGIN] {
        let said = Said::default();
        serve(Cursor::new([begin, bytes].concat()), said.clone(), SystemTime::now);
        let (said, end) = said.frames();
        assert_eq!(end, Ok(()));
        for frame in said {
            let Frame::Body(body) = frame else { panic!("it says more than it reads") };
            let message: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(message["jsonrpc"], "2.0");
            assert!(message.get("method").is_some() || message.get("id").is_some(), "{message}");
        }
    }
});
