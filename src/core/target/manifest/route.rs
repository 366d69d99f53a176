//! Routes from outside: an Ingress, or an HTTPRoute of a Gateway.

use serde::Serialize;

use super::object::{Manifest, Metadata, Object, manifest};
use super::template::common_labels;
use crate::options::RouteKind;
use crate::plan::{Cluster, Route};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IngressSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress_class_name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tls: Vec<Tls>,
    rules: [Rule; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tls {
    hosts: [String; 1],
    secret_name: String,
}

#[derive(Serialize)]
struct Rule {
    host: String,
    http: Paths,
}

#[derive(Serialize)]
struct Paths {
    paths: [HttpPath; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpPath {
    path: &'static str,
    path_type: &'static str,
    backend: Backend,
}

#[derive(Serialize)]
struct Backend {
    service: BackendService,
}

#[derive(Serialize)]
struct BackendService {
    name: String,
    port: BackendPort,
}

#[derive(Serialize)]
struct BackendPort {
    number: u16,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpRoute {
    parent_refs: [Parent; 1],
    hostnames: [String; 1],
    rules: [HttpRule; 1],
}

#[derive(Serialize)]
struct Parent {
    group: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpRule {
    backend_refs: [BackendRef; 1],
}

#[derive(Serialize)]
struct BackendRef {
    group: &'static str,
    kind: &'static str,
    name: String,
    port: u16,
    weight: u32,
}

/// The route. What the server would fill in is written out, so that nothing differs from what was applied.
pub(in crate::target) fn route(cluster: &Cluster, route: &Route) -> Result<Option<Manifest>, String> {
    let metadata =
        Metadata { name: route.name.clone(), labels: common_labels(cluster), annotations: route.annotations.clone() };
    let origin = format!("{} from outside", route.host);
    match (route.kind, &route.gateway) {
        (RouteKind::Ingress, _) => {
            let service = BackendService { name: route.service.clone(), port: BackendPort { number: route.port } };
            let path = HttpPath { path: "/", path_type: "Prefix", backend: Backend { service } };
            let tls =
                route.tls_secret.iter().map(|secret| Tls { hosts: [route.host.clone()], secret_name: secret.clone() });
            let spec = IngressSpec {
                ingress_class_name: route.class.clone(),
                tls: tls.collect(),
                rules: [Rule { host: route.host.clone(), http: Paths { paths: [path] } }],
            };
            let object = Object { api_version: "networking.k8s.io/v1", kind: "Ingress", metadata, spec };
            manifest(&origin, &object).map(Some)
        }
        (RouteKind::HttpRoute, Some((namespace, name))) => {
            let spec = HttpRoute {
                parent_refs: [Parent {
                    group: "gateway.networking.k8s.io",
                    kind: "Gateway",
                    namespace: namespace.clone(),
                    name: name.clone(),
                }],
                hostnames: [route.host.clone()],
                rules: [HttpRule {
                    backend_refs: [BackendRef {
                        group: "",
                        kind: "Service",
                        name: route.service.clone(),
                        port: route.port,
                        weight: 1,
                    }],
                }],
            };
            let object = Object { api_version: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata, spec };
            manifest(&origin, &object).map(Some)
        }
        _ => Ok(None),
    }
}
