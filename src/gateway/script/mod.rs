//! Answers that somebody wrote down: which request each is for, and what is sent.

mod read;

use std::time::Duration;

use serde_json::Value;

use super::answer::{Answer, Body, Pieces};

pub use read::read;

/// What a file says, in its order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Script(pub(super) Vec<Entry>);

/// An answer, and the requests that it is for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entry {
    /// The model; any where none is named.
    model: Option<String>,
    /// What the last message of the user's, or a text to embed, has in it.
    contains: Option<String>,
    /// How often it is still given; always where that is not said.
    times: Option<u64>,
    /// What is said; where nothing is, what would be said without a script.
    pub(super) says: Option<Says>,
    /// How it is sent.
    pub(super) manner: Manner,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Says {
    /// A text.
    Text(String),
    /// That a tool is to be called, and with what.
    Call(String, Value),
    /// That it fails.
    Failure { status: u16, message: String, retry_after: Option<u64> },
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Manner {
    /// How long nothing comes before it.
    pub(super) delay: Duration,
    /// How long nothing comes between two pieces.
    pub(super) gap: Duration,
    /// After how many pieces the connection breaks.
    pub(super) breaks: Option<usize>,
}

/// What an entry is chosen by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The model.
    pub(super) model: &'a str,
    /// The text that is asked.
    pub(super) text: &'a str,
    /// Whether it is a chat in which no tool has answered the question yet.
    pub(super) takes_call: bool,
    /// Whether it is a chat at all.
    pub(super) is_chat: bool,
}

impl Script {
    /// The first entry that fits, which is then given once less.
    pub(super) fn take(&mut self, asked: Asked<'_>) -> Option<Entry> {
        let entry = self.0.iter_mut().find(|entry| entry.fits(asked))?;
        if let Some(times) = &mut entry.times {
            *times -= 1;
        }
        Some(entry.clone())
    }
}

impl Manner {
    /// An answer that is sent so.
    pub(super) fn of(self, answer: Answer) -> Answer {
        let Self { delay, gap, breaks } = self;
        let body = match (answer.body, breaks) {
            (Body::Pieces(pieces), breaks) => {
                let mut events = pieces.events;
                events.truncate(breaks.unwrap_or(usize::MAX));
                Body::Pieces(Pieces { events, gap, breaks: breaks.is_some(), ..pieces })
            }
            (whole, None) => whole,
            // A part that nobody takes for the whole.
            (Body::Whole(text), Some(pieces)) => {
                let part: String = text.chars().take(if pieces == 0 { 0 } else { text.chars().count() / 2 }).collect();
                let events = if part.is_empty() { Vec::new() } else { vec![part] };
                Body::Pieces(Pieces { events, gap, breaks: true, are_events: false })
            }
        };
        Answer { delay, body, ..answer }
    }
}

impl Entry {
    fn fits(&self, asked: Asked<'_>) -> bool {
        let says = match &self.says {
            None | Some(Says::Failure { .. }) => true,
            Some(Says::Text(_)) => asked.is_chat,
            Some(Says::Call(..)) => asked.takes_call,
        };
        says && self.times != Some(0)
            && self.model.as_deref().is_none_or(|model| model == asked.model)
            && self.contains.as_deref().is_none_or(|part| asked.text.contains(part))
    }
}
