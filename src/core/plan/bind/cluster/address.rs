//! Values that lead nowhere in a cluster: a local host name, and the password of a store that can't be connected to.

use std::collections::{BTreeSet, HashMap};

use super::codes::{CONNECTION, GATEWAY, HOST};
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::bind::Binding;
use crate::plan::bound::{BoundContainer, BoundPlan, EdgeEnd};
use crate::plan::claim::EnvKind;
use crate::plan::id::{ContainerKind, Id};
use crate::plan::model::Plan;
use crate::plan::naming;
use crate::source::Place;

/// Defaults and fixed values that name a container as only a local run does.
pub(super) fn hosts(plan: &Plan, bound: &BoundPlan, report: &mut Report) {
    let local = |id: &Id| naming::cut(&id.service(), naming::LABEL);
    let names: HashMap<String, &Id> =
        plan.containers.iter().map(|container| (local(&container.id), &container.id)).collect();
    // A declaration that reaches many containers is one.
    let mut told: BTreeSet<String> = BTreeSet::new();
    for container in &bound.containers {
        for row in container.env.iter().filter(|row| matches!(row.kind, EnvKind::Input | EnvKind::Environment)) {
            let Some(value) = row.value.as_deref().or(row.default.as_deref()) else { continue };
            let host = host(value);
            let target = names.get(host).and_then(|id| bound.container(id)).filter(|target| target.id != container.id);
            let Some((target, own)) = target.and_then(|target| Some((target, target.service.as_deref()?))) else {
                continue;
            };
            let Some(place) = place(plan, container, &row.name) else { continue };
            if own == host || !told.insert(place.pointer.to_string()) {
                continue;
            }
            let message =
                format!("`{host}` is the host of `{}` in a local run; in a cluster that is `{own}`", target.id);
            let right =
                container.env.iter().find(|row| row.kind == EnvKind::Connection && row.value.as_deref() == Some(own));
            let help = match (right, row.kind) {
                (Some(right), _) => format!("read `{}`, which has the right one everywhere", right.name),
                (None, EnvKind::Input) => format!("supply `{}` in the overlay's `values.properties`", row.name),
                (None, _) => {
                    format!("make `{}` an input, and supply it in the overlay's `values.properties`", row.name)
                }
            };
            report.push(Diagnostic::at_value(&HOST, place, message).help(help));
        }
    }
}

/// The host of a URL or of an address with a port, or else the text itself.
fn host(value: &str) -> &str {
    let (is_url, rest) = value.split_once("://").map_or((false, value), |(_, rest)| (true, rest));
    let authority = if is_url { rest.split(['/', '?', '#']).next().unwrap_or(rest) } else { rest };
    let host = if is_url { authority.rsplit_once('@').map_or(authority, |(_, host)| host) } else { authority };
    let is_port = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(host, _)| host)
}

/// Where a variable of a container is declared by the user.
fn place<'a>(plan: &'a Plan, container: &BoundContainer, name: &str) -> Option<&'a Place> {
    let claims = plan.container(&container.id)?.env.get(name)?;
    let declares = |kind| matches!(kind, EnvKind::Input | EnvKind::Environment);
    claims.iter().filter(|claim| declares(claim.kind)).max_by_key(|claim| claim.level)?.declared_by.as_ref()
}

/// Passwords of stores that a container is given and has no connection for.
pub(super) fn passwords(plan: &Plan, bound: &BoundPlan, report: &mut Report) {
    for supply in bound.supplies.iter().filter(|supply| supply.secret) {
        let Some(store) = supply.owner.as_ref().filter(|owner| owner.kind == ContainerKind::Knowledge) else {
            continue;
        };
        for reader in supply.read_by.iter().filter(|reader| *reader != store && **reader != Id::MESSAGING) {
            let to = EdgeEnd::Container(store.clone());
            if bound.edges_from(reader).binary_search_by(|edge| edge.to.cmp(&to)).is_ok() {
                continue;
            }
            let Some(declared) = plan.container(reader).map(|container| &container.place) else { continue };
            let message = format!("`{reader}` is given `{}` of `{store}`, and may not connect to it", supply.name);
            let help = format!("write `connects = [\"{store}\"]` under `[components.\"{reader}\"]` in `ast.toml`");
            report.push(Diagnostic::at_key(&CONNECTION, declared, message).help(help));
        }
    }
}

/// A gateway that is a Service of the cluster: policies know pods' ports alone.
pub(super) fn gateway(plan: &Plan, binding: &Binding<'_>, report: &mut Report) {
    let settings = binding.settings;
    let Some((url, place)) = settings.gateway.url.as_ref().zip(plan.gateway.declared_by.first()) else { return };
    let host = host(url.as_str()).trim_end_matches('.');
    let is_inside = !host.contains('.') || host.split('.').any(|label| label.eq_ignore_ascii_case("svc"));
    if is_inside && settings.cluster.egress.is_none() {
        let message = format!("the port of the pods behind `{host}` is not known, and nothing opens it");
        report.push(Diagnostic::at_key(&GATEWAY, place, message).help("name it by `--egress PORT`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address_is_found() {
        for (value, found) in [
            ("db", "db"),
            ("db:5432", "db"),
            ("postgres://u:p@db:5432/x?y#z", "db"),
            ("http://db", "db"),
            ("http://db/db:1", "db"),
            ("db:", "db:"),
            ("a sentence about db", "a sentence about db"),
            ("u@db", "u@db"),
        ] {
            assert_eq!(host(value), found);
        }
    }
}
