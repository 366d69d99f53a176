//! From the body of a message to what it says, and back; what makes no sense becomes the error that it is answered with.

use gen_lsp_types::ErrorCodes;
use serde_json::{Map, Value, json};

use super::frame::LARGEST_MESSAGE;
use super::state::Refusal;

/// How many values a message may have. In memory each is far larger than its text can be: `[0,0,…`.
const MOST_VALUES: usize = 500_000;

/// What a value takes in memory, about, in bytes.
const VALUE: usize = 100;

/// What a client says.
#[derive(Debug, PartialEq)]
pub(super) enum Message {
    /// It wants an answer, which gets its `id`, whatever that is.
    Request { id: Value, method: String, params: Value },
    /// It wants none.
    Notification { method: String, params: Value },
    /// It answers what it was asked.
    Answer,
    /// Nobody said it: what is done beside the loop has come to something.
    News,
    /// It is not of the protocol: the id that could be read, and what to answer.
    Wrong { id: Value, why: Refusal },
}

/// Reads a body. How much memory it takes, about, comes with it.
pub(super) fn read(mut body: Vec<u8>) -> (Message, usize) {
    let values = mend(&mut body);
    let weight = body.len() + values * VALUE;
    if values > MOST_VALUES {
        return (wrong(Value::Null, format!("a message has more than {MOST_VALUES} values")), VALUE);
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(object)) => (classify(object), weight),
        Ok(Value::Array(_)) => (wrong(Value::Null, "the protocol has no batches"), VALUE),
        Ok(_) => (wrong(Value::Null, "a message is an object"), VALUE),
        Err(error) => {
            let why = Refusal::new(ErrorCodes::ParseError, format!("a message is not JSON: {error}"));
            (Message::Wrong { id: Value::Null, why }, VALUE)
        }
    }
}

/// What a message is answered with that was too large to be read.
pub(super) fn too_large(length: u64) -> Message {
    let most = LARGEST_MESSAGE >> 20;
    wrong(Value::Null, format!("a message of {length} bytes was dropped: at most {most} MiB are read"))
}

fn classify(mut object: Map<String, Value>) -> Message {
    let id = object.remove("id");
    let params = object.remove("params").unwrap_or_default();
    let is_answer = object.contains_key("result") || object.contains_key("error");
    match (object.remove("method"), id) {
        (Some(Value::String(method)), None) => Message::Notification { method, params },
        (Some(Value::String(method)), Some(id @ (Value::Number(_) | Value::String(_)))) => {
            Message::Request { id, method, params }
        }
        (Some(Value::String(_)), Some(_)) => wrong(Value::Null, "an `id` is a number or a string"),
        (None, Some(_)) if is_answer => Message::Answer,
        (Some(_), id) => wrong(readable(id), "a `method` is a string"),
        (None, id) => wrong(readable(id), "a message has a `method`, a `result` or an `error`"),
    }
}

fn readable(id: Option<Value>) -> Value {
    id.filter(|id| id.is_number() || id.is_string()).unwrap_or_default()
}

fn wrong(id: Value, message: impl Into<String>) -> Message {
    Message::Wrong { id, why: Refusal::new(ErrorCodes::InvalidRequest, message) }
}

/// Puts U+FFFD in the place of each half of a surrogate pair that stands alone, which JavaScript sends when it cuts a
/// text, and gives how many values there are, about. No length changes, nor does a column: a half is one unit, as
/// U+FFFD is.
fn mend(body: &mut [u8]) -> usize {
    let (mut at, mut values, mut is_text) = (0, 1, false);
    while at < body.len() {
        at += match (body[at], is_text) {
            (b'"', _) => {
                is_text = !is_text;
                1
            }
            (b'\\', true) => match (unit(body, at), unit(body, at + 6)) {
                (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
                (Some(0xd800..=0xdfff), _) => {
                    body[at + 2..at + 6].copy_from_slice(b"fffd");
                    6
                }
                _ => 2,
            },
            // The same half, encoded as if it were a character.
            (0xed, true) if matches!(body.get(at + 1..at + 3), Some([0xa0..=0xbf, 0x80..=0xbf])) => {
                body[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
                3
            }
            (b',' | b'[' | b'{', false) => {
                values += 1;
                1
            }
            _ => 1,
        };
    }
    values
}

/// The unit of UTF-16 that is escaped at a place.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
    if is_hex { u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok() } else { None }
}

/// An answer.
pub(super) fn answer(id: &Value, result: Result<Value, Refusal>) -> String {
    let message = match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(Refusal { code, message, data }) => {
            let mut error = json!({ "code": code, "message": message });
            if let Some(data) = data {
                error["data"] = data;
            }
            json!({ "jsonrpc": "2.0", "id": id, "error": error })
        }
    };
    message.to_string()
}

/// A notification.
pub(super) fn notification(method: &str, params: Value) -> String {
    named(json!({ "jsonrpc": "2.0", "method": method }), params)
}

/// A request to the client.
pub(super) fn request(id: i32, method: &str, params: Value) -> String {
    named(json!({ "jsonrpc": "2.0", "id": id, "method": method }), params)
}

/// Parameters are an object or a list, or there are none.
fn named(mut message: Value, params: Value) -> String {
    if !params.is_null() {
        message["params"] = params;
    }
    message.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &[u8]) -> String {
        match read(body.to_vec()).0 {
            Message::Notification { params, .. } => params["x"].as_str().unwrap().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    fn code(body: &str) -> (Value, i32) {
        match read(body.as_bytes().to_vec()).0 {
            Message::Wrong { id, why } => (id, why.code),
            other => panic!("{body}: {other:?}"),
        }
    }

    #[test]
    fn half_a_character_is_one_that_stands_for_any() {
        for (written, read) in [
            (r"a\ud83db", "a\u{fffd}b"),
            (r"\uDE91", "\u{fffd}"),
            (r"\ud83d\ude91", "\u{1f691}"),
            (r"\ude91\ud83d", "\u{fffd}\u{fffd}"),
            (r"\ud83d\ud83d\ude91", "\u{fffd}\u{1f691}"),
            (r"\ud83d\n\ude91", "\u{fffd}\n\u{fffd}"),
            (r"\\ud83d", r"\ud83d"),
            (r#"\"\ud83d\""#, "\"\u{fffd}\""),
            (r"\ud83d", "\u{fffd}"),
            (r"\u00e9\ud7ff\ue000", "\u{e9}\u{d7ff}\u{e000}"),
        ] {
            assert_eq!(text(format!(r#"{{"method":"m","params":{{"x":"{written}"}}}}"#).as_bytes()), read, "{written}");
        }
        let raw = [&br#"{"method":"m","params":{"x":"a"#[..], b"\xed\xa0\xbdb\xed\x9f\xbf", b"\"}}"].concat();
        assert_eq!(text(&raw), "a\u{fffd}b\u{d7ff}");
    }

    #[test]
    fn what_is_no_message_is_answered_with_an_error() {
        for body in
            ["", "{", "{\"id\":1", "\"\\u12\"", "nul", "{\"a\":1}}", "\"\\", "\"\\ud83d", "\"\\ud83d\\", "{'a':1}"]
        {
            assert_eq!(code(body), (Value::Null, -32700), "{body}");
        }
        assert_eq!(code(&"[".repeat(100_000)), (Value::Null, -32700));
        for body in
            ["[]", "[{\"id\":1,\"method\":\"x\"}]", "1", "null", "\"x\"", "{}", "{\"method\":7}", "{\"result\":1}"]
        {
            assert_eq!(code(body), (Value::Null, -32600), "{body}");
        }
        for (body, id) in [
            ("{\"id\":7,\"method\":[]}", json!(7)),
            ("{\"id\":\"a\"}", json!("a")),
            ("{\"id\":null,\"method\":\"x\"}", Value::Null),
            ("{\"id\":{},\"method\":\"x\"}", Value::Null),
        ] {
            assert_eq!(code(body), (id, -32600), "{body}");
        }
        assert_eq!(code(&format!("[{}0]", "0,".repeat(MOST_VALUES))), (Value::Null, -32600));
        assert!(matches!(read(b"{\"a\":\"\xff\"}".to_vec()).0, Message::Wrong { why, .. } if why.code == -32700));
    }

    #[test]
    fn requests_notifications_and_answers_are_told_apart() {
        let read = |body: &str| read(body.as_bytes().to_vec()).0;
        let params = json!([1]);
        for id in [json!(1), json!("x"), json!(1.5), json!(9_007_199_254_740_993_u64)] {
            let request = Message::Request { id: id.clone(), method: "m".into(), params: params.clone() };
            assert_eq!(read(&json!({ "id": id, "method": "m", "params": params }).to_string()), request);
        }
        assert_eq!(read(r#"{"method":"m"}"#), Message::Notification { method: "m".into(), params: Value::Null });
        for body in [r#"{"id":1,"result":null}"#, r#"{"id":1,"error":{}}"#, r#"{"id":null,"error":{}}"#] {
            assert_eq!(read(body), Message::Answer);
        }
    }
}
