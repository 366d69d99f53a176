//! The logins that Docker keeps for registries: in its configuration, or in a program that this names.

use std::collections::BTreeMap;
use std::ffi::OsString;

use serde::{Deserialize, Deserializer};

use super::place::Place;
use crate::account::Helper;
use crate::gateway::{Proof, Secret};

/// The user that a program names where the secret is a token to get others with.
const TOKEN_USER: &str = "<token>";

/// What is known of logins.
#[derive(Debug, Default)]
pub struct Keys {
    config: Config,
    /// The PATH, on which programs are looked for.
    path: Option<OsString>,
}

/// A login.
#[derive(Debug, Clone)]
pub enum Login {
    /// A user and a password.
    User(Proof),
    /// A token to get others with.
    Token(Secret),
}

/// What of Docker's configuration is read.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Config {
    auths: BTreeMap<String, Kept>,
    cred_helpers: BTreeMap<String, String>,
    creds_store: Option<String>,
}

/// A login that stands in the configuration itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    /// The user and the password, as a header has them.
    #[serde(deserialize_with = "secret")]
    auth: Option<Secret>,
    /// A token to get others with.
    #[serde(deserialize_with = "secret")]
    identitytoken: Option<Secret>,
}

/// A secret; an empty one, as Docker writes where a program keeps it, is none.
fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| Secret::new(&text)))
}

impl Keys {
    /// Reads Docker's configuration; a broken one is told without a word of it.
    ///
    /// # Errors
    /// That it is not what Docker writes.
    pub fn read(config: &[u8], path: Option<OsString>) -> Result<Self, String> {
        let config =
            serde_json::from_slice(config).map_err(|error| format!("it is broken in line {}", error.line()))?;
        Ok(Self { config, path })
    }

    /// The login for a registry; none where Docker keeps none.
    ///
    /// # Errors
    /// Why the program that keeps it does not give it.
    pub async fn login(&self, place: &Place) -> Result<Option<Login>, String> {
        let key = place.key();
        let helper = self.config.cred_helpers.iter().find(|(server, _)| is_of(server, key)).map(|(_, name)| name);
        if let Some(name) = helper.or(self.config.creds_store.as_ref().filter(|name| !name.is_empty())) {
            let helper = Helper::find(name, self.path.as_deref()).map_err(|trouble| trouble.to_string())?;
            let Some((user, secret)) = helper.login(key).await.map_err(|trouble| trouble.to_string())? else {
                return Ok(None);
            };
            let login = if user == TOKEN_USER {
                Secret::new(&secret).map(Login::Token)
            } else {
                Proof::of_user(&user, &secret).map(Login::User)
            };
            return login.map(Some).ok_or_else(|| "what the program keeps fits in no header".to_owned());
        }
        let kept = self.config.auths.iter().find(|(server, _)| is_of(server, key)).map(|(_, kept)| kept);
        Ok(kept.and_then(|kept| {
            let token = kept.identitytoken.clone().map(Login::Token);
            token.or_else(|| kept.auth.clone().map(|auth| Login::User(Proof::Basic(auth))))
        }))
    }
}

/// Whether an entry of the configuration is of a registry: its host may stand in a URL.
fn is_of(entry: &str, key: &str) -> bool {
    let host = |text: &str| {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        rest.split('/').next().unwrap_or_default().to_ascii_lowercase()
    };
    entry == key || host(entry) == host(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::ImageRef;

    fn login(config: &str, image: &str) -> Result<Option<Login>, String> {
        let keys = Keys::read(config.as_bytes(), None).unwrap();
        crate::account::wait(keys.login(&Place::of(&ImageRef::parse(image).unwrap()))).unwrap()
    }

    #[test]
    fn a_login_is_found_by_the_host_however_its_entry_is_written() {
        let config = r#"{"auths": {"https://index.docker.io/v1/": {"auth": "aHViOjE="}, "https://R.example.com/v2/": {"auth": "cjoy"},
            "t.example.com": {"identitytoken": "tok"}, "empty.example.com": {"auth": ""}}, "HttpHeaders": {"x": "y"}}"#;
        let basic = |image: &str| match login(config, image) {
            Ok(Some(Login::User(Proof::Basic(auth)))) => Some(auth.expose().to_owned()),
            _ => None,
        };
        assert_eq!(basic("redis:7").as_deref(), Some("aHViOjE="));
        assert_eq!(basic("docker.io/a/b").as_deref(), Some("aHViOjE="));
        assert_eq!(basic("r.example.com/a").as_deref(), Some("cjoy"));
        assert!(matches!(login(config, "t.example.com/a"), Ok(Some(Login::Token(_)))));
        for none in ["empty.example.com/a", "other.example.com/a", "r.example.com:5000/a"] {
            assert!(matches!(login(config, none), Ok(None)), "{none}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_told_and_a_broken_file_is_not_shown() {
        let error = login(r#"{"credsStore": "no-such-helper"}"#, "redis").unwrap_err();
        assert!(error.contains("docker-credential-no-such-helper"), "{error}");
        let error = login(r#"{"credHelpers": {"a.example.com": "../x"}}"#, "a.example.com/b").unwrap_err();
        assert!(error.contains("is not the name of a credential helper"), "{error}");
        let error = Keys::read(b"{\"auths\": {\"a\": \"hunter2", None).unwrap_err();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
