//! A client at the other end of two streams: one thread reads, one writes, and a queue each keeps them from piling up.

use std::io::{self, BufWriter, Read, Write};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use gen_lsp_types::LspErrorCodes;
use serde_json::Value;

use super::frame::{Frame, Frames};
use super::message::{self, Message};
use super::queue::Queue;
use super::state::Refusal;

/// A client at the other end of two streams.
pub(super) struct Wire {
    /// What it said.
    pub(super) inbox: Arc<Queue<Message>>,
    /// What it is told.
    pub(super) outbox: Arc<Queue<String>>,
    /// Ends with the input; says why, if that is not its end.
    reader: JoinHandle<Result<(), String>>,
    writer: JoinHandle<()>,
}

impl Wire {
    pub(super) fn new(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> io::Result<Self> {
        let (inbox, outbox) = (Arc::new(Queue::new()), Arc::new(Queue::new()));
        let writer = Builder::new().name("writer".into()).spawn({
            let outbox = Arc::clone(&outbox);
            move || send(output, &outbox)
        })?;
        let reader = Builder::new().name("reader".into()).spawn({
            let (inbox, outbox) = (Arc::clone(&inbox), Arc::clone(&outbox));
            move || {
                let end = receive(input, &inbox, &outbox);
                inbox.close();
                end
            }
        })?;
        Ok(Self { inbox, outbox, reader, writer })
    }

    /// Waits until everything is written, then says why nothing more could be read, if that is not the input's end.
    /// `is_read` says that nothing more is read: a reader that waits for input is left to it.
    pub(super) fn end(self, is_read: bool) -> Option<String> {
        self.inbox.close();
        self.outbox.close();
        // A writer or a reader that panicked has said so.
        let _ = self.writer.join();
        if is_read { self.reader.join().ok()?.err() } else { None }
    }
}

/// Reads until the input ends, or `exit` is said.
fn receive(input: impl Read, inbox: &Queue<Message>, outbox: &Queue<String>) -> Result<(), String> {
    let mut frames = Frames::new(input);
    loop {
        inbox.feed(frames.is_ahead());
        let (message, weight) = match frames.read()? {
            None => return Ok(()),
            Some(Frame::Body(body)) => message::read(body),
            Some(Frame::TooLarge(length)) => (message::too_large(length), 0),
        };
        let is_last = match &message {
            Message::Notification { method, params } if method == "$/cancelRequest" => {
                cancel(&params["id"], inbox, outbox);
                continue;
            }
            Message::Notification { method, .. } => method == "exit",
            _ => false,
        };
        if !inbox.push(message, weight) || is_last {
            return Ok(());
        }
    }
}

/// Answers a request that was taken back while it waited. Those that begin and end a conversation are not taken back.
fn cancel(taken_back: &Value, inbox: &Queue<Message>, outbox: &Queue<String>) {
    let request = inbox.take(|message| match message {
        Message::Request { id, method, .. } => {
            id == taken_back && !matches!(method.as_str(), "initialize" | "shutdown")
        }
        _ => false,
    });
    if let Some(Message::Request { id, .. }) = request {
        let why = Refusal::new(LspErrorCodes::RequestCancelled, "cancelled");
        let text = message::answer(&id, Err(why));
        let weight = text.len();
        outbox.push(text, weight);
    }
}

/// Writes what there is to be said. A client that takes nothing any more is told nothing more.
fn send(output: impl Write, outbox: &Queue<String>) {
    let mut output = BufWriter::new(output);
    while let Some(text) = outbox.pop() {
        let written = write!(output, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| output.flush());
        if written.is_err() {
            outbox.close();
            return;
        }
    }
}
