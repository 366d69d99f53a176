//! What is kept of logins, as it lies in the file of its owner's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::owner::Account;
use super::tokens::{Tokens, User};
use super::trouble::Trouble;
use crate::gateway::Secret;

/// The version of the file.
const VERSION: u32 = 1;

/// All that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    version: u32,
    /// The program that keeps the rest, by what follows `docker-credential-` in its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<String>,
    /// By the server that its tokens are for: no other is ever sent them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub logins: BTreeMap<String, Login>,
    /// Another gateway than the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<OwnGateway>,
}

/// A login to the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Who gave the tokens, and gives new ones.
    pub identity: String,
    /// As which client.
    pub client: String,
    /// Who logged in, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The account that is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// The tokens.
    pub tokens: Tokens,
}

/// A gateway that somebody has a key for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnGateway {
    /// Its origin.
    pub url: String,
    /// The key.
    #[serde(serialize_with = "exposed")]
    pub key: Secret,
}

/// For the file alone, which its owner alone can read.
fn exposed<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

impl Default for Stored {
    fn default() -> Self {
        Self { version: VERSION, helper: None, logins: BTreeMap::new(), gateway: None }
    }
}

impl Stored {
    /// Reads what was kept; `shown` is where that is. A text that can't be read is not repeated.
    pub fn read(text: &[u8], shown: &str) -> Result<Self, Trouble> {
        let remedy = format!("remove `{shown}` and run `ast login`");
        let stored: Self = serde_json::from_slice(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Trouble::failed(format!("`{shown}` can't be read: line {line}, column {column}")).help(&*remedy)
        })?;
        if stored.version != VERSION {
            return Err(Trouble::failed(format!("`{shown}` is of another version of `ast`")).help(remedy));
        }
        Ok(stored)
    }

    /// The text that is kept.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// What lies in the file where a program keeps the rest.
    #[must_use]
    pub fn pointer(&self) -> Self {
        Self { helper: self.helper.clone(), ..Self::default() }
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.logins.is_empty() && self.gateway.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again() {
        let mut stored = Stored::default();
        assert!(stored.is_empty() && stored.text() == "{\n  \"version\": 1\n}\n");
        let key = Secret::new("sk-1").unwrap();
        stored.gateway = Some(OwnGateway { url: "https://g.example".into(), key });
        let account = Account {
            id: "a1".into(),
            name: "acme".into(),
            kind: "organization".into(),
            role: None,
            organization: Some("org_1".into()),
        };
        let body = b"{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":60}";
        let (tokens, user) = Tokens::read(body, 0, Some("org_1")).unwrap();
        let login =
            Login { identity: "https://i.example".into(), client: "c".into(), user, account: Some(account), tokens };
        stored.logins.insert("https://p.example".into(), login);
        assert_eq!(Stored::read(stored.text().as_bytes(), "f"), Ok(stored.clone()));
        stored.helper = Some("pass".into());
        assert_eq!(stored.pointer().text(), "{\n  \"version\": 1,\n  \"helper\": \"pass\"\n}\n");
        assert!(!format!("{stored:?}").contains("sk-1"));
    }

    #[test]
    fn a_text_that_cant_be_read_is_not_repeated() {
        for text in ["sk-hunter2", "{\"version\":\"sk-hunter2\"}", "{\"version\":2,\"x\":\"sk-hunter2\"}"] {
            let trouble = Stored::read(text.as_bytes(), "f").unwrap_err();
            assert!(!format!("{trouble:?}").contains("hunter2"), "{trouble:?}");
        }
    }
}
