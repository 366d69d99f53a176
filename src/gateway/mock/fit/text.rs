//! A text as short as its schema lets it be.

use serde_json::{Map, Value};

use super::{bound, pattern};

/// A text of each format that a schema may name.
const FORMATS: [(&str, &str); 14] = [
    ("date", "2025-01-01"),
    ("date-time", "2025-01-01T00:00:00Z"),
    ("duration", "PT0S"),
    ("email", "a@example.com"),
    ("hostname", "example.com"),
    ("idn-email", "a@example.com"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("iri", "https://example.com"),
    ("regex", "a"),
    ("time", "00:00:00Z"),
    ("uri", "https://example.com"),
    ("url", "https://example.com"),
    ("uuid", "00000000-0000-4000-8000-000000000000"),
];

/// The `nth` text that fits.
pub(super) fn smallest(schema: &Map<String, Value>, nth: usize) -> Result<Value, String> {
    if let Some(wanted) = schema.get("pattern").and_then(Value::as_str) {
        let least = bound(schema, "minLength");
        return pattern::text(wanted, least)
            .map(Value::String)
            .ok_or_else(|| format!("no text was found for the pattern `{wanted}`"));
    }
    let format = schema.get("format").and_then(Value::as_str);
    if let Some((_, text)) = FORMATS.iter().find(|(name, _)| Some(*name) == format) {
        return Ok(Value::String((*text).to_owned()));
    }
    Ok(Value::String("a".repeat(bound(schema, "minLength").max(nth))))
}
