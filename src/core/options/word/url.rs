//! URLs of HTTP.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{Word, refused, text};

text! {
    /// An origin of HTTP.
    Origin, "^https?://[^/?#@]+$"
}
text! {
    /// A URL of HTTP.
    Url, "^https?://[^@ ]+$"
}
impl Origin {
    /// Clients add `/v1` to it, and agents check that nothing follows the port.
    ///
    /// # Errors
    /// What was expected; a URL that may hold a password isn't repeated.
    pub fn new(text: &str) -> Result<Self, String> {
        match authority(text) {
            Some((authority, "")) if is_authority(authority) => Ok(Self(text.to_owned())),
            _ => Err(refused_url("an origin without a path, as in `https://gateway.example.com`", text)),
        }
    }
}

impl Url {
    /// A URL, which may have a path.
    ///
    /// # Errors
    /// What was expected; a URL that may hold a password isn't repeated.
    pub fn new(text: &str) -> Result<Self, String> {
        let is_blank = |c: char| c.is_whitespace() || c.is_control();
        if authority(text).is_some_and(|(authority, _)| is_authority(authority)) && !text.contains(is_blank) {
            return Ok(Self(text.to_owned()));
        }
        Err(refused_url("a URL, as in `https://otel.example.com:4318`", text))
    }
}

/// A URL that may hold a password isn't repeated.
fn refused_url(expected: &str, found: &str) -> String {
    if found.contains('@') {
        format!("expected {expected}, without a user and a password")
    } else {
        refused(expected, found)
    }
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
    let is_number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = |port: &str| is_number(port) && port.parse::<u16>().is_ok_and(|port| port > 0);
    is_host && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path_and_a_url_may() {
        for text in ["https://a.example", "http://gateway:4000", "http://127.0.0.1", "http://[::1]:80"] {
            assert!(Origin::new(text).is_ok() && Url::new(text).is_ok(), "{text}");
        }
        for text in ["https://a.example/", "https://a.example/v1", "https://a?b"] {
            assert!(Origin::new(text).is_err() && Url::new(text).is_ok(), "{text}");
        }
        for text in
            ["", "a.example", "ftp://a", "https://", "https://u:p@a", "https://a:0", "https://a b", "http://[x]"]
        {
            assert!(Origin::new(text).is_err() && Url::new(text).is_err(), "{text}");
        }
        assert!(Url::new("https://a/b c").is_err());
    }

    #[test]
    fn a_user_and_a_password_are_in_no_message() {
        for text in
            ["https://u:hunter2@a", "u:hunter2@a", "ftp://hunter2@a", "https://u:hun/ter2@a/v1", "https://hunter2@a b"]
        {
            for why in [Origin::new(text).unwrap_err(), Url::new(text).unwrap_err()] {
                assert_eq!(why.split(", as in").count(), 2, "{text}");
                assert!(!why.contains("ter2"), "{text}");
            }
        }
    }
}
