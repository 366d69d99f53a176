//! The forms that options have to have, the same for flags and for `ast.toml`.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::cron;

/// The adapters of the messaging sidecar that are known.
pub const ADAPTERS: [&str; 2] = ["slack", "web"];

/// An origin of HTTP: clients add `/v1` to it, and agents check that nothing follows the port.
///
/// # Errors
/// What was expected, here and below.
pub fn origin(text: &str) -> Result<(), String> {
    match authority(text) {
        Some((authority, "")) if is_authority(authority) => Ok(()),
        _ => expected_url("an origin without a path, as in `https://gateway.example.com`", text),
    }
}

/// A URL of HTTP.
pub fn url(text: &str) -> Result<(), String> {
    let is_url = authority(text).is_some_and(|(authority, _)| is_authority(authority));
    if is_url && !text.contains(is_blank) {
        Ok(())
    } else {
        expected_url("a URL, as in `https://otel.example.com:4318`", text)
    }
}

/// An adapter of the messaging sidecar.
pub fn adapter(text: &str) -> Result<(), String> {
    if ADAPTERS.contains(&text) { Ok(()) } else { expected("`slack` or `web`", text) }
}

/// A cron expression of five fields.
pub fn schedule(text: &str) -> Result<(), String> {
    cron::check(text).or_else(|why| {
        let help = cron::help(text);
        let expected = expected("five fields such as `0 2 * * *`", text);
        expected.map_err(|expected| format!("{expected}: {why}\nhelp: {help}"))
    })
}

/// A URL that may hold a password isn't repeated.
fn expected_url(what: &str, found: &str) -> Result<(), String> {
    if found.contains('@') {
        Err(format!("expected {what}, without a user and a password"))
    } else {
        expected(what, found)
    }
}

/// Makes stars of every user and password of a URL in the text of an options file, for whoever shows a line of it.
/// Offsets stay as they are.
pub fn conceal(text: &mut [u8]) {
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'\n');
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        // A URL, or what stands in its place: the key tells.
        let start = if rest.starts_with(b"://") {
            at + 3
        } else if rest[0] == b'=' && is_url_key(&text[..at]) {
            let blank = rest[1..].iter().take_while(|byte| **byte == b' ').count();
            at + 1 + blank + usize::from(rest[1 + blank..].first().is_some_and(is_quote))
        } else {
            at += 1;
            continue;
        };
        let value = &mut text[start..];
        let length = value.iter().position(is_quote).unwrap_or(value.len());
        let scheme = value[..length].windows(3).position(|three| three == b"://").map_or(0, |at| at + 3);
        let value = &mut value[scheme..];
        let length = length - scheme;
        if let Some(end) = value[..length].iter().rposition(|byte| *byte == b'@') {
            value[..end].fill(b'*');
        }
        at = start + scheme + length;
    }
}

/// Whether a text ends in the key of a URL.
fn is_url_key(before: &[u8]) -> bool {
    let key = before.trim_ascii_end();
    let key = key.rsplit(|byte| !(byte.is_ascii_alphanumeric() || b"-_\"'".contains(byte))).next().unwrap_or_default();
    let key = key.to_ascii_lowercase();
    key.windows(3).any(|part| part == b"url") || key.windows(8).any(|part| part == b"endpoint")
}

fn expected(what: &str, found: &str) -> Result<(), String> {
    Err(format!("expected {what}, found `{}`", found.escape_debug()))
}

/// What stands between `http://` or `https://` and the path, and what follows it.
fn authority(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    Some(rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())))
}

/// A host, or an address of IPv6 in brackets, with or without a port. No user and no password.
fn is_authority(text: &str) -> bool {
    let end = if text.starts_with('[') { text.find(']').map(|at| at + 1) } else { text.find(':') };
    let (host, port) = text.split_at(end.unwrap_or(text.len()));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_v6 = |host: &str| {
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        address.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
    };
    let is_host = is_v6(host) || !host.is_empty() && host.chars().all(is_name);
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    is_host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// A form, as `ast.toml` is read by.
pub(super) trait Form {
    fn check(text: &str) -> Result<(), String>;
}

macro_rules! forms {
    ($($name:ident => $check:ident,)*) => {
        $(pub(super) struct $name;

        impl Form for $name {
            fn check(text: &str) -> Result<(), String> {
                $check(text)
            }
        })*
    };
}

forms! {
    Origin => origin,
    Url => url,
    Adapter => adapter,
    Schedule => schedule,
}

/// A text of a form. What has another is pointed at itself, in a list and in a table too.
struct Formed<F>(String, PhantomData<F>);

impl<'de, F: Form> Deserialize<'de> for Formed<F> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        F::check(&text).map_err(D::Error::custom)?;
        Ok(Self(text, PhantomData))
    }
}

/// A setting of a form.
pub(super) fn one<'de, F: Form, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(Formed::<F>::deserialize(from)?.0))
}

/// A list of texts of a form.
pub(super) fn list<'de, F: Form, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    let items = Vec::<Formed<F>>::deserialize(from)?;
    Ok(Some(items.into_iter().map(|item| item.0).collect()))
}

/// Texts of a form, by name.
pub(super) fn table<'de, F: Form, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let entries = BTreeMap::<String, Formed<F>>::deserialize(from)?;
    Ok(entries.into_iter().map(|(name, text)| (name, text.0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path_and_a_url_may() {
        for text in ["https://a.example", "http://gateway:4000", "http://127.0.0.1", "http://[::1]:80"] {
            assert_eq!((origin(text), url(text)), (Ok(()), Ok(())), "{text}");
        }
        for text in ["https://a.example/", "https://a.example/v1", "https://a?b"] {
            assert_eq!((origin(text).is_err(), url(text)), (true, Ok(())), "{text}");
        }
        for text in
            ["", "a.example", "ftp://a", "https://", "https://u:p@a", "https://a:0", "https://a b", "http://[x]"]
        {
            assert!(origin(text).is_err() && url(text).is_err(), "{text}");
        }
        assert!(url("https://a/b c").is_err());
    }

    #[test]
    fn a_user_and_a_password_are_in_no_message_and_in_no_line_that_is_shown() {
        for text in
            ["https://u:hunter2@a", "u:hunter2@a", "ftp://hunter2@a", "https://u:hun/ter2@a/v1", "https://hunter2@a b"]
        {
            for why in [origin(text), url(text)] {
                assert_eq!(why.unwrap_err().split(", as in").count(), 2, "{text}");
                assert!(!origin(text).unwrap_err().contains("ter2"), "{text}");
            }
        }
        let hidden = [
            ("url = \"https://u:hunter2@a\" # x", "url = \"https://*********@a\" # x"),
            ("otel-endpoint='u:hun/ter2 @a'\n", "otel-endpoint='***********@a'\n"),
            ("gateway = {url = \"hunter2@a\", x = \"b@c\"}", "gateway = {url = \"*******@a\", x = \"b@c\"}"),
            ("# http://a:ü@b", "# http://****@b"),
        ];
        let kept = [
            "image = \"a/b:1@sha256:0\"",
            "url = \"https://a\"\nx = \"b@c\"",
            "{url = \"https://a\", x = \"b@c\"}",
            "=",
            "url =",
            "://",
        ];
        for (text, expected) in hidden.into_iter().chain(kept.map(|text| (text, text))) {
            let mut bytes = text.as_bytes().to_vec();
            conceal(&mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        }
    }
}
