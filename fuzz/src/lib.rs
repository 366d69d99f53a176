//! What the targets share that talk to the language server.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};

use ast::lsp::{Frame, Frames};

/// What the server says, kept.
#[derive(Clone, Default)]
pub struct Said(Arc<Mutex<Vec<u8>>>);

impl Said {
    /// All of it as frames, and why there are no more.
    pub fn frames(&self) -> (Vec<Frame>, Result<(), String>) {
        frames(self.0.lock().unwrap().as_slice())
    }
}

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything that a stream holds, and why there is no more.
pub fn frames(input: impl Read) -> (Vec<Frame>, Result<(), String>) {
    Frames::new(input).rest()
}
