//! The device flow of OAuth (RFC 8628) as a state machine: from what was answered to what is done next.

use std::time::Duration;

use serde::Deserialize;

use super::tokens::{Tokens, User};
use crate::gateway::{Address, Secret};
use crate::text::one_line;

/// Between two questions, where the server doesn't say.
const INTERVAL: u64 = 5;
/// However short a pause the server asks for, it is never asked without one.
const SHORTEST: Duration = Duration::from_millis(100);
/// What `slow_down` adds, by the standard.
const SLOWER: Duration = Duration::from_secs(5);
/// The longest pause after answers that were lost.
const LONGEST: Duration = Duration::from_mins(1);
/// How long a code is good, where the server doesn't say, and at most.
const LIFETIME: u64 = 300;
const LONGEST_LIFETIME: u64 = 3600;
/// The most characters of a server's words that are shown.
const MOST: usize = 200;

/// A login that has begun: somebody types the code at the URL.
#[derive(Debug)]
pub struct Begun {
    /// What the server knows this login by.
    pub device: Secret,
    /// What is typed.
    pub code: String,
    /// Where it is typed.
    pub url: String,
    /// The same place, with the code in it.
    pub whole: Option<String>,
    lifetime: Duration,
    interval: Duration,
}

#[derive(Deserialize)]
struct Answer {
    device_code: Secret,
    user_code: String,
    verification_uri: String,
    #[serde(default)]
    verification_uri_complete: Option<String>,
    #[serde(default)]
    expires_in: Option<u64>,
    #[serde(default)]
    interval: Option<u64>,
}

impl Begun {
    /// Reads the server's answer; what is wrong with it, in words.
    pub fn read(body: &[u8]) -> Result<Self, &'static str> {
        let answer: Answer = serde_json::from_slice(body).map_err(|_| "it is not an answer to a login")?;
        if !is_place(&answer.verification_uri) {
            return Err("it names a page that is not on `https`");
        }
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if answer.user_code.is_empty() || answer.user_code.len() > 40 || !answer.user_code.chars().all(is_code) {
            return Err("its code is not one that can be typed");
        }
        Ok(Self {
            device: answer.device_code,
            code: answer.user_code,
            url: answer.verification_uri,
            whole: answer.verification_uri_complete.filter(|url| is_place(url)),
            lifetime: Duration::from_secs(answer.expires_in.unwrap_or(LIFETIME).min(LONGEST_LIFETIME)),
            interval: Duration::from_secs(answer.interval.unwrap_or(INTERVAL)).max(SHORTEST),
        })
    }
}

/// Whether a URL is one that a browser may be sent to: a server's word, which a person obeys.
fn is_place(url: &str) -> bool {
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'`' | b'\\'));
    plain && url.len() <= 2_000 && Address::read(url.split(['?', '#']).next().unwrap_or_default()).is_ok()
}

/// What came of asking for the tokens.
pub enum Answered<'a> {
    /// A status, a body, and the seconds that the server asks to wait.
    Reply(u16, &'a [u8], Option<u64>),
    /// None, and why.
    Lost(String),
}

/// What is done next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask again after a while.
    Wait(Duration),
    /// Somebody has logged in.
    Granted(Tokens, Option<User>),
    /// The login has ended without tokens.
    Ended(Ended),
}

/// How a login ends without tokens.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// Somebody said no.
    Denied,
    /// Nobody typed the code in time.
    Expired,
    /// The server can't be asked any more, and why.
    Lost(String),
    /// The server refuses, in its own words.
    Refused(String),
}

/// A login that is waited for.
#[derive(Debug)]
pub struct Poll {
    interval: Duration,
    lifetime: Duration,
    losses: u32,
    /// Why the last question had no answer.
    lost: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

impl Poll {
    /// Waits for a login that has begun.
    pub fn new(begun: &Begun) -> Self {
        Self { interval: begun.interval, lifetime: begun.lifetime, losses: 0, lost: None }
    }

    /// The pause before the first question.
    pub fn first(&self) -> Duration {
        self.interval
    }

    /// What is done after an answer; `elapsed` is the time since the login began, `now` the seconds since 1970.
    pub fn after(&mut self, answered: Answered<'_>, elapsed: Duration, now: u64) -> Next {
        let (status, body, asked) = match answered {
            Answered::Lost(why) => return self.lose(why, None, elapsed),
            Answered::Reply(status, body, asked) => (status, body, asked.map(Duration::from_secs)),
        };
        match status {
            200..=299 => match Tokens::read(body, now, None) {
                Some((tokens, user)) => Next::Granted(tokens, user),
                None => Next::Ended(Ended::Refused("its answer has no token that can be used".to_owned())),
            },
            408 | 500.. => self.lose(format!("it answered with {status}"), asked, elapsed),
            _ => {
                (self.losses, self.lost) = (0, None);
                let refusal: Option<Refusal> = serde_json::from_slice(body).ok();
                match refusal.as_ref().map(|refusal| refusal.error.as_str()) {
                    Some("authorization_pending") => self.wait(self.interval, elapsed),
                    Some("slow_down") => self.slow(asked, elapsed),
                    Some("access_denied") => Next::Ended(Ended::Denied),
                    Some("expired_token") => Next::Ended(Ended::Expired),
                    _ if status == 429 => self.slow(asked, elapsed),
                    _ => Next::Ended(Ended::Refused(words(status, body))),
                }
            }
        }
    }

    /// The server asks for fewer questions.
    fn slow(&mut self, asked: Option<Duration>, elapsed: Duration) -> Next {
        self.interval = (self.interval + SLOWER).max(asked.unwrap_or_default()).min(LONGEST.max(self.interval));
        self.wait(self.interval, elapsed)
    }

    /// An answer was lost: the pauses double, so that a server that is busy is left alone.
    fn lose(&mut self, why: String, asked: Option<Duration>, elapsed: Duration) -> Next {
        let pause = self.interval.max(Duration::from_secs(1)).saturating_mul(1 << self.losses.min(6));
        self.losses += 1;
        self.lost = Some(why);
        self.wait(pause.max(asked.unwrap_or_default()).min(LONGEST), elapsed)
    }

    /// Waits, but not beyond the end of the code.
    fn wait(&mut self, pause: Duration, elapsed: Duration) -> Next {
        match self.lifetime.checked_sub(elapsed).filter(|left| !left.is_zero()) {
            Some(left) => Next::Wait(pause.min(left)),
            None => Next::Ended(self.lost.take().map_or(Ended::Expired, Ended::Lost)),
        }
    }
}

/// What a server says of its refusal, on one line.
pub(super) fn words(status: u16, body: &[u8]) -> String {
    let said: Option<Refusal> = serde_json::from_slice(body).ok();
    let said = said.map(|said| said.error_description.unwrap_or(said.error)).filter(|said| !said.trim().is_empty());
    match said {
        Some(said) => format!("it says `{}` ({status})", one_line(said.trim(), MOST)),
        None => format!("it answered with {status}"),
    }
}

#[cfg(test)]
mod tests;
