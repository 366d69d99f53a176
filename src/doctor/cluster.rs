//! What deploys to a cluster: looked at only where a project has something to deploy.

use serde_json::Value;

use super::{Asked, Line, MOST, State, good};
use crate::text::one_line;

/// `kubectl`, by its current context and by what it says of the server.
pub fn kubectl(context: Asked<'_>, version: Asked<'_>) -> Line {
    let Some(context) = context else {
        return Line::of("kubectl", State::Error, "`kubectl` is not on the PATH", "install it");
    };
    let context = match good(context) {
        Ok(context) => one_line(context, MOST),
        Err(why) => {
            let remedy = "choose a context: `kubectl config use-context NAME`";
            return Line::of("kubectl", State::Error, format!("it has no context: {why}"), remedy);
        }
    };
    // Of a server that is not there, the status is 1 and the client's half is printed all the same.
    let said = version.and_then(|asked| asked.as_ref().ok());
    let said: Option<Value> = said.and_then(|printed| serde_json::from_str(&printed.stdout).ok());
    match said.as_ref().and_then(|said| said["serverVersion"]["gitVersion"].as_str()) {
        Some(version) => Line::ok("kubectl", format!("`{context}` answers, Kubernetes {}", one_line(version, 40))),
        None => {
            let why = version.and_then(|asked| good(asked).err()).unwrap_or_else(|| "it says no version".to_owned());
            let remedy = "see that this is the cluster that you mean, and that it is up";
            Line::of("kubectl", State::Error, format!("the cluster of `{context}` does not answer: {why}"), remedy)
        }
    }
}

/// Helm.
pub fn helm(version: Asked<'_>) -> Line {
    match version.map(good) {
        None => Line::of("helm", State::Error, "`helm` is not on the PATH", "install it"),
        Some(Ok(version)) => Line::ok("helm", format!("Helm {}", one_line(version, MOST))),
        Some(Err(why)) => Line::of("helm", State::Error, format!("it does not answer: {why}"), "install it again"),
    }
}
