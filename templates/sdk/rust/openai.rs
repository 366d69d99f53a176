// {{ header }}
//! Clients of the OpenAI API.

use async_openai::Client;
use async_openai::config::OpenAIConfig;

use crate::read::{ConfigError, Problem};

/// A client with a key, which is that of a variable.
pub(crate) fn client(
    base_url: &str,
    api_key: &str,
    name: &'static str,
    path: &'static str,
) -> Result<Client<OpenAIConfig>, ConfigError> {
    // Anything else can't be sent in a header.
    if !api_key.bytes().all(|byte| matches!(byte, b'!'..=b'~')) {
        let problem = Problem {
            name,
            path,
            reason: "has the wrong form",
            help: "set it to a key without spaces, line breaks and the like".to_owned(),
        };
        return Err(ConfigError {
            problems: vec![problem],
        });
    }
    // What isn't said here would come from variables that begin with OPENAI.
    let config = OpenAIConfig::new()
        .with_api_base(base_url)
        .with_api_key(api_key)
        .with_org_id("")
        .with_project_id("");
    Ok(Client::with_config(config))
}
