//! The values that Compose is given for a project, in its environment.
//!
//! They come from `.env` and the environment, read as Compose reads them, but only those that the plan asks for: nothing else
//! in a repository's `.env` speaks to Docker, and no name of a spec does.

use std::collections::BTreeSet;

use crate::dev::Published;
use crate::dotenv::Supplied;
use crate::plan::{BoundPlan, GATEWAY_KEY, GATEWAY_URL};

/// What Docker, Compose and the loader of programs obey.
const OBEYED: [&str; 13] = [
    "LD_",
    "DYLD_",
    "DOCKER_",
    "COMPOSE_",
    "BUILDX_",
    "BUILDKIT_",
    "XDG_",
    "GIT_",
    "SSH_",
    "SSL_CERT_",
    "GODEBUG",
    "GOTRACEBACK",
    "AST_",
];
/// Whole names of that kind.
const NAMES: [&str; 4] = ["PATH", "HOME", "TMPDIR", "USER"];

/// The URL and the key that containers are given for the gateway.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// None where Compose's files say it.
    pub(super) url: Option<String>,
    pub(super) key: String,
}

/// The values, and the names of those that can't be given so.
pub(super) fn values(
    plan: &BoundPlan,
    supplied: &Supplied<'_>,
    ports: &[Published],
    way: Option<&Way>,
) -> (Vec<(String, String)>, Vec<String>) {
    let secrets =
        plan.containers.iter().filter_map(|container| container.build.as_ref()).flat_map(|build| &build.secrets);
    let supplies = plan.supplies.iter().map(|supply| supply.name.as_str());
    let names: BTreeSet<&str> = supplies.chain(secrets.map(|secret| secret.env.as_str())).collect();
    let (mut values, mut refused) = (Vec::new(), Vec::new());
    for name in names {
        let Some(value) = supplied.value(name) else { continue };
        if is_obeyed(name) {
            refused.push(name.to_owned());
        } else {
            values.push((name.to_owned(), value.to_owned()));
        }
    }
    values.extend(ports.iter().map(|port| (port.variable.clone(), port.number.to_string())));
    if let Some(Way { url, key }) = way {
        values.retain(|(name, _)| name != GATEWAY_URL && name != GATEWAY_KEY);
        values.extend(url.clone().map(|url| (GATEWAY_URL.to_owned(), url)));
        values.push((GATEWAY_KEY.to_owned(), key.clone()));
    }
    (values, refused)
}

/// Whether Docker or a loader obeys a variable of that name.
pub(super) fn is_obeyed(name: &str) -> bool {
    let folded = name.to_ascii_uppercase();
    OBEYED.iter().any(|start| folded.starts_with(start)) || NAMES.contains(&name) || folded.ends_with("_PROXY")
}

#[cfg(test)]
mod tests {
    use super::is_obeyed;

    #[test]
    fn what_docker_obeys_is_no_value_of_a_spec() {
        for name in ["LD_PRELOAD", "DOCKER_HOST", "COMPOSE_FILE", "PATH", "https_proxy", "NO_PROXY", "SSL_CERT_FILE"] {
            assert!(is_obeyed(name), "{name}");
        }
        for name in ["ASTRO_GATEWAY_URL", "POSTGRES_PASSWORD", "MY_PATH", "SLACK_BOT_TOKEN"] {
            assert!(!is_obeyed(name), "{name}");
        }
    }
}
