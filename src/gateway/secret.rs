//! A key or a token: it is sent, and never shown.
//!
//! It can't be printed by accident: it has no `Display`, its `Debug` says nothing of it, and who wants the text has to ask
//! for it by name.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The longest one that is taken, as it is sent in a header.
const LONGEST: usize = 16 * 1024;

/// A key or a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// One that fits in a header: visible characters alone. Blanks and line breaks around it are no part of it.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The text itself, for where it is sent or stored.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What a token says of itself under a name, if it is a JSON Web Token. Nobody vouches for that here: who signed it
    /// is the business of the server that it is sent to.
    pub fn claim(&self, name: &str) -> Option<Value> {
        let mut parts = self.0.split('.');
        let claims = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(_), Some(claims), Some(_), None) = claims else { return None };
        let bytes = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
        let claims: Value = serde_json::from_slice(&bytes).ok()?;
        claims.get(name).cloned()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom("a token that fits in no header"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_never_shown() {
        let secret = Secret::new(" sk-hunter2\n").unwrap();
        assert_eq!(secret.expose(), "sk-hunter2");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
        let error = serde_json::from_str::<Secret>("\"hunter2 \\u0007\"").unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }

    #[test]
    fn what_fits_in_no_header_is_none() {
        for text in ["", " \n", "a b", "a\u{7}", "ä", "a\r\nx: y", &"a".repeat(LONGEST + 1)] {
            assert_eq!(Secret::new(text), None, "{}", text.len());
        }
    }

    #[test]
    fn a_token_says_of_itself_when_it_ends() {
        let claims = URL_SAFE_NO_PAD.encode("{\"exp\":1700000000,\"sid\":\"s1\"}");
        let token = Secret::new(&format!("e30.{claims}.x")).unwrap();
        assert_eq!(token.claim("exp").and_then(|exp| exp.as_u64()), Some(1_700_000_000));
        assert_eq!(token.claim("sid"), Some("s1".into()));
        assert_eq!(token.claim("org_id"), None);
        for other in ["sk-1", "a.b.c", "a.e30", "a.e30.c.d"] {
            assert_eq!(Secret::new(other).unwrap().claim("exp"), None, "{other}");
        }
    }
}
