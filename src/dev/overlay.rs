//! What a local run lays over the generated compose file: the way to the gateway in `ast`, and logs that keep every line.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::plan::{BoundPlan, GATEWAY_URL, Id};
use crate::tree::to_yaml;

/// The name by which containers reach the gateway in `ast`; that of the container that is there in other modes.
pub const GATEWAY_HOST: &str = "gateway";
/// The service that looks whether containers reach this machine.
pub const REACH: &str = "ast-reach";
/// What it prints where they do.
pub const REACHED: &str = "ast: reached";
/// What it prints where they don't.
pub const UNREACHED: &str = "ast: not reached";

/// A firewall drops what it does not let through, and nothing comes back. What else goes wrong says nothing of the way.
const ASK: &str = "unset http_proxy HTTP_PROXY all_proxy ALL_PROXY\n\
    timeout 4 wget -q -O /dev/null \"$$URL/health/liveness\"\n\
    case $$? in 0) echo 'ast: reached' ;; 1 | 4 | 124 | 137 | 143) echo 'ast: not reached' ;; esac\n";

#[derive(Serialize)]
struct File {
    services: BTreeMap<String, Service>,
}

#[derive(Default, Serialize)]
struct Service {
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    profiles: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cap_drop: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    security_opt: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    command: Vec<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    environment: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extra_hosts: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logging: Option<Logging>,
}

#[derive(Serialize)]
struct Logging {
    driver: &'static str,
    options: BTreeMap<&'static str, &'static str>,
}

/// The file; `is_proxied` says whether the gateway stands in `ast`.
///
/// # Errors
/// A fault of this program.
pub fn overlay(plan: &BoundPlan, is_proxied: bool) -> Result<String, String> {
    let given = || format!("${{{GATEWAY_URL}:-}}");
    let host = || vec![format!("{GATEWAY_HOST}:host-gateway")];
    let mut services = BTreeMap::new();
    for container in &plan.containers {
        let Some(service) = &container.service else { continue };
        let uses_gateway = is_proxied && container.env.iter().any(|row| row.name == GATEWAY_URL);
        // Where an engine keeps a part of a log only, a burst would be lost.
        let logging = Logging { driver: "json-file", options: BTreeMap::from([("max-size", "1000g")]) };
        let extra_hosts = if uses_gateway { host() } else { Vec::new() };
        // Where there is one in a container too, the generated file leads to that.
        let url = (uses_gateway && plan.container(&Id::GATEWAY).is_some()).then(|| (GATEWAY_URL, given()));
        let environment = url.into_iter().collect();
        let service_of = Service { environment, extra_hosts, logging: Some(logging), ..Service::default() };
        services.insert(service.clone(), service_of);
    }
    if is_proxied {
        let probe = Service {
            image: Some(plan.helper_image.replace('$', "$$")),
            profiles: vec![REACH],
            cap_drop: vec!["ALL"],
            security_opt: vec!["no-new-privileges:true"],
            command: vec!["sh", "-c", ASK],
            environment: BTreeMap::from([("URL", given())]),
            extra_hosts: host(),
            logging: None,
        };
        services.insert(REACH.to_owned(), probe);
    }
    to_yaml(&File { services })
}
