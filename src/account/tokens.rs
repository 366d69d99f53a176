//! What an identity server gives to somebody who logged in: tokens, whom they are of, and until when they are good.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::gateway::Secret;

/// How long before its end a token counts as ended: it has to arrive somewhere, and clocks differ.
const MARGIN: u64 = 30;
/// How long a token is good that doesn't say so, in seconds.
const USUAL: u64 = 300;

/// Tokens of somebody's. Times are in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// What the platform takes.
    #[serde(serialize_with = "exposed")]
    pub access: Secret,
    /// What the identity server gives new ones for, once perhaps.
    #[serde(default, serialize_with = "exposed_if_any", skip_serializing_if = "Option::is_none")]
    pub refresh: Option<Secret>,
    /// When the access token ends.
    pub ends: u64,
    /// The organisation that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
}

/// Somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id that servers know them by.
    #[serde(default)]
    pub id: String,
    /// Their address.
    #[serde(default)]
    pub email: String,
}

/// What an identity server answers.
#[derive(Deserialize)]
struct Answer {
    access_token: Secret,
    #[serde(default)]
    refresh_token: Option<Secret>,
    #[serde(default)]
    expires_in: Option<Value>,
    #[serde(default)]
    user: Option<User>,
}

/// For the file alone, which its owner alone can read.
fn exposed<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

#[expect(clippy::ref_option, reason = "serde gives the field as it is")]
fn exposed_if_any<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}

impl Tokens {
    /// Reads an answer to a request that was made at a time, for an organisation or none; none where it is not one.
    pub fn read(body: &[u8], at: u64, organization: Option<&str>) -> Option<(Self, Option<User>)> {
        let Answer { access_token, refresh_token, expires_in, user } = serde_json::from_slice(body).ok()?;
        let seconds = expires_in.and_then(|seconds| seconds.as_u64().or_else(|| seconds.as_str()?.parse().ok()));
        let ends = seconds.filter(|seconds| *seconds > 0).map(|seconds| at.saturating_add(seconds));
        let mut tokens = Self::of(access_token, at);
        tokens.ends = ends.unwrap_or(tokens.ends);
        tokens.refresh = refresh_token;
        tokens.organization = tokens.organization.or_else(|| organization.map(str::to_owned));
        Some((tokens, user))
    }

    /// An access token alone, with what it says of itself.
    pub fn of(access: Secret, at: u64) -> Self {
        let ends = access.claim("exp").and_then(|exp| exp.as_u64()).unwrap_or(at.saturating_add(USUAL));
        let organization = access.claim("org_id").and_then(|id| id.as_str().map(str::to_owned));
        Self { access, refresh: None, ends, organization }
    }

    /// Whether the platform should take the access token now, for an organisation if one is named.
    pub fn is_good(&self, now: u64, organization: Option<&str>) -> bool {
        let is_for_it = organization.is_none_or(|wanted| self.organization.as_deref() == Some(wanted));
        // Without another to get a new one by, it is tried to its end.
        let margin = if self.refresh.is_some() { MARGIN } else { 0 };
        (is_for_it || self.refresh.is_none()) && now.saturating_add(margin) < self.ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str, organization: Option<&str>) -> Option<(Tokens, Option<User>)> {
        Tokens::read(body.as_bytes(), 1000, organization)
    }

    #[test]
    fn an_answer_says_until_when_it_is_good() {
        // {"exp":2000,"org_id":"org_1"}
        let token = "e30.eyJleHAiOjIwMDAsIm9yZ19pZCI6Im9yZ18xIn0.x";
        let (tokens, user) = read(&format!("{{\"access_token\":\"{token}\",\"refresh_token\":\"r\"}}"), None).unwrap();
        assert_eq!((tokens.ends, tokens.organization.as_deref(), user), (2000, Some("org_1"), None));
        let text =
            "{\"access_token\":\"a\",\"expires_in\":60,\"user\":{\"id\":\"u\",\"email\":\"u@example.com\",\"x\":1}}";
        let (tokens, user) = read(text, Some("org_2")).unwrap();
        assert_eq!((tokens.ends, tokens.organization.as_deref()), (1060, Some("org_2")));
        assert_eq!(user.unwrap().email, "u@example.com");
        assert_eq!(read("{\"access_token\":\"a\"}", None).unwrap().0.ends, 1000 + USUAL);
        for other in ["", "[]", "{}", "{\"access_token\":\"\"}", "{\"access_token\":1}", "{\"access_token\":\"a b\"}"] {
            assert!(read(other, None).is_none(), "{other}");
        }
    }

    #[test]
    fn a_token_is_good_a_little_less_long_than_it_says() {
        let text = "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":100}";
        let mut tokens = read(text, Some("org")).unwrap().0;
        assert!(tokens.is_good(1069, None) && !tokens.is_good(1070, None));
        assert!(tokens.is_good(1000, Some("org")) && !tokens.is_good(1000, Some("other")));
        // There is nothing that would give another.
        tokens.refresh = None;
        assert!(tokens.is_good(1099, Some("other")) && !tokens.is_good(1100, None));
    }
}
