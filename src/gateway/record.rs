//! What became of a request, as people and programs are told: never a word of what was asked or answered.

use std::time::Duration;

use serde::Serialize;

use super::answer::Usage;
use crate::text::one_line;

/// How much is shown of a name that a client sent.
const MOST: usize = 80;

/// A request, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The method.
    pub method: String,
    /// The path, without what follows a `?`.
    pub path: String,
    /// The model that it names.
    pub model: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// Until the first of it was there.
    pub first: Duration,
    /// Until all of it was there.
    pub total: Duration,
    /// Whether it came in pieces.
    pub stream: bool,
    /// What it cost.
    pub usage: Option<Usage>,
    /// What went wrong on the way.
    pub trouble: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    at: u64,
    method: &'a str,
    path: &'a str,
    model: Option<&'a str>,
    status: u16,
    stream: bool,
    first_ms: f64,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completion_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

impl Record {
    /// One line for people.
    pub fn line(&self) -> String {
        let what = match &self.model {
            Some(model) => one_line(model, MOST).into_owned(),
            None => format!("{} {}", one_line(&self.method, MOST), one_line(&self.path, MOST)),
        };
        let mut line = format!("gateway: {what} {} in {} ms", self.status, self.total.as_millis());
        if let Some(Usage { prompt, completion }) = self.usage {
            line.push_str(&format!(", {prompt} + {completion} tokens"));
        }
        if let Some(trouble) = &self.trouble {
            line.push_str(&format!(": {}", one_line(trouble, 4 * MOST)));
        }
        line
    }

    /// One line for programs; `at` is when it ended, in milliseconds since 1970.
    pub fn json(&self, at: u64) -> String {
        let ms = |time: Duration| (time.as_secs_f64() * 1e5).round() / 1e2;
        let line = Line {
            at,
            method: &self.method,
            path: &self.path,
            model: self.model.as_deref(),
            status: self.status,
            stream: self.stream,
            first_ms: ms(self.first),
            ms: ms(self.total),
            prompt_tokens: self.usage.map(|usage| usage.prompt),
            completion_tokens: self.usage.map(|usage| usage.completion),
            error: self.trouble.as_deref(),
        };
        serde_json::to_string(&line).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_in_a_line() {
        let mut record = Record {
            method: "POST".into(),
            path: "/v1/chat/completions".into(),
            model: Some("claude-haiku-4-5".into()),
            status: 200,
            first: Duration::from_micros(1_234),
            total: Duration::from_micros(12_345),
            stream: true,
            usage: Some(Usage { prompt: 12, completion: 8 }),
            trouble: None,
        };
        assert_eq!(record.line(), "gateway: claude-haiku-4-5 200 in 12 ms, 12 + 8 tokens");
        assert_eq!(
            record.json(1),
            r#"{"at":1,"method":"POST","path":"/v1/chat/completions","model":"claude-haiku-4-5","status":200,"stream":true,"first_ms":1.23,"ms":12.35,"prompt_tokens":12,"completion_tokens":8}"#
        );
        (record.model, record.usage, record.trouble) = (Some("a\u{1b}[31m\n".into()), None, Some("gone".into()));
        assert_eq!(record.line(), "gateway: a\\u{1b}[31m\\n 200 in 12 ms: gone");
        record.model = None;
        assert_eq!(record.line(), "gateway: POST /v1/chat/completions 200 in 12 ms: gone");
    }
}
