//! A key of the hosted gateway: what the platform answers, and when it is to be renewed.

use std::time::Duration;

use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;

use crate::gateway::{Address, Secret};

/// The longest time before its end that a key is renewed.
const EARLIEST: u64 = 600;
/// The shortest pause between two renewals.
const SHORTEST: u64 = 1;

/// A key of the hosted gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Where it is good.
    pub url: Address,
    /// The key.
    pub key: Secret,
    /// When it ends, in seconds since 1970; none where nobody says.
    pub ends: Option<u64>,
    /// When it was given.
    pub given: u64,
}

#[derive(Deserialize)]
struct Answer {
    api_key: Secret,
    base_url: String,
    #[serde(default)]
    expires_at: Option<Value>,
}

impl Key {
    /// Reads the platform's answer, given at a time; what is wrong with it, in words.
    pub fn read(body: &[u8], given: u64) -> Result<Self, String> {
        let Answer { api_key, base_url, expires_at } =
            serde_json::from_slice(body).map_err(|_| "its answer has no key that can be used".to_owned())?;
        let url =
            Address::of_gateway(&base_url).map_err(|why| format!("it names no gateway that can be used: {why}"))?;
        Ok(Self { url, key: api_key, ends: expires_at.as_ref().and_then(moment), given })
    }

    /// How long to wait before it is renewed.
    ///
    /// A quarter of its life before its end, ten minutes at most. Who asks for a key may be given the same one again,
    /// until it has little time left: then what is left is halved, so that it is renewed in time and seldom asked for.
    pub fn renew_in(&self, now: u64) -> Option<Duration> {
        let ends = self.ends?;
        let left = ends.saturating_sub(now);
        let margin = (ends.saturating_sub(self.given) / 4).clamp(SHORTEST, EARLIEST);
        let wait = if left > margin { left - margin } else { left / 2 };
        Some(Duration::from_secs(wait.max(SHORTEST)))
    }

    /// Whether it has ended.
    pub fn has_ended(&self, now: u64) -> bool {
        self.ends.is_some_and(|ends| now >= ends)
    }
}

/// A moment as servers write them: a date with a time, or seconds since 1970.
fn moment(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => u64::try_from(DateTime::parse_from_rfc3339(text).ok()?.timestamp()).ok(),
        value => value.as_u64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(ends: &str) -> Key {
        let body = format!(
            "{{\"key_id\":\"\",\"api_key\":\"sk-1\",\"base_url\":\"https://g.example/v1\",\"expires_at\":{ends}}}"
        );
        Key::read(body.as_bytes(), 1_000_000).unwrap()
    }

    #[test]
    fn a_key_says_where_and_until_when_it_is_good() {
        let found = key("\"1970-01-12T14:46:40Z\"");
        assert_eq!((found.url.as_str(), found.key.expose()), ("https://g.example", "sk-1"));
        for ends in ["\"1970-01-12T14:46:40Z\"", "\"1970-01-12T15:46:40.5+01:00\"", "1003600"] {
            assert_eq!(key(ends).ends, Some(1_003_600), "{ends}");
        }
        for ends in ["null", "\"\"", "\"soon\"", "-5", "\"1950-01-01T00:00:00Z\"", "{}"] {
            assert_eq!(key(ends).ends, None, "{ends}");
        }
        for body in [
            "",
            "{}",
            "{\"api_key\":\"sk-hunter2 \\n\\u0007\",\"base_url\":\"https://g.example\"}",
            "{\"api_key\":\"sk-hunter2\",\"base_url\":\"http://g.example\"}",
            "{\"api_key\":\"sk-hunter2\",\"base_url\":\"https://hunter2@g.example\"}",
        ] {
            assert!(!Key::read(body.as_bytes(), 0).unwrap_err().contains("hunter2"), "{body}");
        }
    }

    #[test]
    fn it_is_renewed_before_it_ends() {
        let renew = |life: u64, elapsed: u64| {
            let found = key(&(1_000_000 + life).to_string());
            found.renew_in(1_000_000 + elapsed).unwrap().as_secs()
        };
        assert_eq!(renew(86_400, 0), 85_800, "ten minutes before the end of a day");
        assert_eq!(renew(400, 0), 300, "a quarter of a short life");
        assert_eq!(renew(4, 0), 3);
        assert_eq!((renew(1, 0), renew(0, 0), renew(0, 9)), (1, 1, 1), "never without a pause");
        assert_eq!(key("null").renew_in(1_000_000), None);
        // The same key again and again: it is asked for ten times and not a thousand.
        let (mut at, mut asked) = (85_800, 0);
        while at < 86_400 {
            at += renew(86_400, at);
            asked += 1;
        }
        assert!((8..15).contains(&asked), "{asked}");
    }

    #[test]
    fn the_end_is_an_end() {
        assert!(key("1000001").has_ended(1_000_001) && !key("1000001").has_ended(1_000_000));
        assert!(!key("null").has_ended(u64::MAX));
    }
}
