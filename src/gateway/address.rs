//! Where a server is that keys are sent to: by TLS, except on this machine itself.

use std::fmt;
use std::net::IpAddr;

use hyper::Uri;

/// The longest address that is taken.
const LONGEST: usize = 2_000;

/// The address of a server, without a `/` at its end.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// Reads an address: `https`, or `http` on the loopback, with nothing after its path.
    ///
    /// # Errors
    /// What was expected; an address that may hold a password isn't repeated.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.contains('@') {
            return Err("expected a URL without a user and a password".to_owned());
        }
        let expected = || "expected a URL, as in `https://gateway.example.com`".to_owned();
        let uri: Uri = if text.len() > LONGEST { Err(expected()) } else { text.parse().map_err(|_| expected()) }?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(expected)?;
        if uri.query().is_some() || text.contains('#') {
            return Err("expected a URL with nothing after its path".to_owned());
        }
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_loopback(host) => {}
            Some("http") => return Err("expected `https`: `http` is for this machine itself alone".to_owned()),
            _ => return Err(expected()),
        }
        // Schemes and hosts are the same in any case; what follows them is not.
        let rest = text.trim_end_matches('/');
        let path = uri.path().trim_end_matches('/');
        let (origin, path) = rest.split_at(rest.len() - path.len());
        Ok(Self(origin.to_ascii_lowercase() + path))
    }

    /// The same for a gateway: clients add `/v1` themselves.
    ///
    /// # Errors
    /// As of [`Address::read`].
    pub fn of_gateway(text: &str) -> Result<Self, String> {
        let Self(text) = Self::read(text)?;
        Ok(Self(text.strip_suffix("/v1").unwrap_or(&text).trim_end_matches('/').to_owned()))
    }

    /// The address as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What lies below it.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a host is this machine by every way to look it up.
fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sent_by_tls_except_on_this_machine() {
        for (text, address) in [
            ("https://Astropods.example", "https://astropods.example"),
            ("https://a.example/Base/", "https://a.example/Base"),
            ("https://a.example:8443///", "https://a.example:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.9.9.9/x", "http://127.9.9.9/x"),
            ("http://[::1]:80/", "http://[::1]:80"),
            ("HTTP://LocalHost", "http://localhost"),
        ] {
            assert_eq!(Address::read(text).map(|address| address.0), Ok(address.to_owned()), "{text}");
        }
        for text in [
            "",
            "a.example",
            "/x",
            "http://a.example",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://0.0.0.0",
            "ftp://localhost",
            "https://",
            "https://a.example?b",
            "https://a.example/#b",
            "https://a b",
            "https://a\u{1b}[31m",
        ] {
            assert!(Address::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_in_no_message() {
        for text in ["https://u:hunter2@a.example", "http://hunter2@localhost", "hunter2@x y"] {
            assert!(!Address::read(text).unwrap_err().contains("hunter2"), "{text}");
        }
    }

    #[test]
    fn a_gateway_is_named_with_or_without_what_clients_add() {
        for text in ["https://g.example", "https://g.example/", "https://g.example/v1", "https://g.example/v1/"] {
            assert_eq!(Address::of_gateway(text).unwrap().as_str(), "https://g.example", "{text}");
        }
        assert_eq!(Address::of_gateway("https://g.example/team/v1").unwrap().as_str(), "https://g.example/team");
    }
}
