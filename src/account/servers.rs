//! Which servers are asked: those of the platform, or others that the environment names.

use super::trouble::Trouble;
use crate::gateway::Address;
use crate::provider::hosted;

/// Which servers are asked, and under which name of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Servers {
    /// The platform's API.
    pub platform: Address,
    /// Who gives tokens.
    pub identity: Address,
    /// The public id of this client there.
    pub client: String,
}

impl Servers {
    /// Those that the environment names, else the platform's.
    ///
    /// # Errors
    /// A URL that no token may be sent to.
    pub fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Trouble> {
        let given = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let address = |name: &str, usual: &str| {
            let text = given(name).unwrap_or_else(|| usual.to_owned());
            Address::read(&text).map_err(|why| Trouble::failed(format!("`{name}` is wrong: {why}")))
        };
        let facts = hosted();
        let client = given("ASTRO_CLIENT_ID").unwrap_or_else(|| facts.client.clone());
        Ok(Self {
            platform: address("ASTRO_SERVER_URL", &facts.server)?,
            identity: address("ASTRO_AUTH_URL", &facts.identity)?,
            client: client.trim().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_others() {
        let usual = Servers::read(&|_| None).unwrap();
        assert_eq!(usual.platform.as_str(), hosted().server);
        assert_eq!((usual.identity.as_str(), &usual.client), (hosted().identity.as_str(), &hosted().client));
        let named = |name: &str| (name == "ASTRO_AUTH_URL").then(|| "http://127.0.0.1:9/".to_owned());
        let other = Servers::read(&named).unwrap();
        assert_eq!((other.identity.as_str(), other.platform), ("http://127.0.0.1:9", usual.platform));
        let wrong = |name: &str| (name == "ASTRO_SERVER_URL").then(|| "http://a.example".to_owned());
        let Err(Trouble::Failed(message, _)) = Servers::read(&wrong) else { panic!() };
        assert!(message.starts_with("`ASTRO_SERVER_URL` is wrong: expected `https`"), "{message}");
    }
}
