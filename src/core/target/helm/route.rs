//! Routes of a chart: to the agent and to each webhook, by an Ingress or an HTTPRoute, where a value names a host.

use std::collections::BTreeMap;

use super::code::text;
use super::object::{Document, common};
use super::scope::Scope;
use super::slot::{Slot, under};
use crate::options::RouteKind;
use crate::plan::{Cluster, Route};
use crate::target::manifest::{Manifest, route};

/// Annotations of routes beat those of all objects.
const ANNOTATIONS: &str = "(merge (dict) $.Values.route.annotations $.Values.commonAnnotations)";

/// Every route, in either form.
pub(super) fn routes(scope: &Scope<'_>, cluster: &Cluster) -> Result<Vec<Document>, String> {
    let mut documents = Vec::new();
    for found in &cluster.routes {
        let (to, host) = scope.route(found);
        for (kind, word) in [(RouteKind::Ingress, "ingress"), (RouteKind::HttpRoute, "httproute")] {
            let its = with_slots(found, kind, &host)?;
            let Some(Manifest { mut object, .. }) = route(cluster, &its)? else { continue };
            common(&mut object, ANNOTATIONS)?;
            if kind == RouteKind::Ingress {
                under(&mut object, "/spec", "tls", "$.Values.route.tls")?;
            }
            let condition = Some(format!("and {host} (eq $.Values.route.kind \"{word}\")"));
            documents.push(Document { origin: format!("{to} from outside"), object, condition, apart: None });
        }
    }
    Ok(documents)
}

/// A route whose host and all that belongs to it are values.
fn with_slots(found: &Route, kind: RouteKind, host: &str) -> Result<Route, String> {
    let optional = |code: &str| Slot::Optional(code.to_owned()).text();
    let secret = format!("$.Values.route.tlsSecret | default (print {} \"-tls\")", text(&found.name)?);
    let gateway = Slot::Always("$.Values.route.gateway.name".to_owned()).text();
    Ok(Route {
        kind,
        name: found.name.clone(),
        service: found.service.clone(),
        port: found.port,
        host: Slot::Always(host.to_owned()).text(),
        class: Some(optional("$.Values.route.class")),
        gateway: Some((Some(optional("$.Values.route.gateway.namespace")), gateway)),
        tls_secret: Some(Slot::Always(secret).text()),
        annotations: BTreeMap::new(),
    })
}
