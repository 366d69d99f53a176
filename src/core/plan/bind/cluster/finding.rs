//! What there is to say of a spec only where it goes to a cluster.

use std::collections::BTreeSet;

use super::address;
use super::codes::{HEALTH, IMAGE, NAME, REPLICAS, SCHEDULE};
use crate::diagnostic::{Diagnostic, Report};
use crate::image::ImageRef;
use crate::plan::bind::Binding;
use crate::plan::bound::{BoundContainer, BoundPlan};
use crate::plan::id::{ContainerKind, Id};
use crate::plan::model::Plan;
use crate::plan::naming::OWN_HOSTS;
use crate::source::{Place, Pointer};
use crate::spec::TriggerType;

/// What there is to say of a spec that goes to a cluster, beside what holds everywhere; `bound` is its plan there.
pub fn findings(plan: &Plan, binding: &Binding<'_>, bound: &BoundPlan) -> Report {
    let mut report = Report::default();
    for container in &bound.containers {
        let place = plan.container(&container.id).map(|container| container.place.clone()).unwrap_or_default();
        image(binding, container, &place, &mut report);
        schedule(binding, container, &place, &mut report);
        names(container, &place, &mut report);
    }
    report.extend(astray(plan, bound));
    address::gateway(plan, binding, &mut report);
    let agent = plan.container(&Id::AGENT).map(|agent| agent.place.clone()).unwrap_or_default();
    if plan.distributed && bound.container(&Id::MESSAGING).is_some() {
        let message = "each replica of the agent keeps a chat history of its own";
        let help = "set `distributed: false`, or expect a user to meet an empty history when a replica goes";
        report.push(Diagnostic::at_key(&REPLICAS, &agent, message).help(help));
    }
    report
}

/// What leads nowhere in a cluster, though it does in a local run.
pub(in crate::plan) fn astray(plan: &Plan, bound: &BoundPlan) -> Report {
    let mut report = Report::default();
    address::hosts(plan, bound, &mut report);
    address::passwords(plan, bound, &mut report);
    health(plan, bound, &mut report);
    report
}

/// A check of the agent by a command that asks the frontend's local port.
fn health(plan: &Plan, bound: &BoundPlan, report: &mut Report) {
    let Some((agent, frontend)) = bound.container(&Id::AGENT).zip(plan.frontend.as_ref()) else { return };
    let (local, port) = (frontend.dev_port, agent.ports.first().map(|port| port.container));
    let Some(port) = port.filter(|port| *port != local) else { return };
    let test = agent.health.iter().filter_map(|health| health.test.as_ref()).flatten();
    if !test.into_iter().any(|word| asks(word, local)) {
        return;
    }
    let Some(place) = plan.container(&Id::AGENT).map(|agent| &agent.place) else { return };
    let place = Place { pointer: place.pointer.key("healthcheck"), ..place.clone() };
    let message = format!("the health check asks port {local}, and the frontend listens on {port} in a cluster");
    let help = "write `path: /…` instead of `test`, which asks the right port everywhere; or read `$PORT`";
    report.push(Diagnostic::at_key(&HEALTH, &place, message).help(help));
}

/// Whether a word asks a port of its own machine.
fn asks(word: &str, port: u16) -> bool {
    let asked = |host: &str| {
        let address = format!("{host}:{port}");
        word.split(&address).skip(1).any(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    };
    OWN_HOSTS.into_iter().any(asked)
}

fn image(binding: &Binding<'_>, container: &BoundContainer, place: &Place, report: &mut Report) {
    let settings = binding.settings.cluster.components.get(&container.id.to_string());
    if settings.is_some_and(|settings| settings.digest.is_some()) {
        return;
    }
    let image = container.image.as_deref().unwrap_or_default();
    if container.build.is_some()
        && (binding.settings.cluster.registry.is_none() || binding.settings.cluster.tag.is_none())
    {
        let message = format!("`{image}` is built here, and no cluster can pull it");
        let help = "push it, and say where it is: `--registry HOST/PATH --tag TAG`, or `registry` and `tag` under `[cluster]` in `ast.toml`";
        report.push(Diagnostic::at_key(&IMAGE, place, message).help(help));
    } else if ImageRef::parse(image).is_ok_and(|image| image.is_loose()) {
        let message = format!("`{image}` is another image from day to day");
        let help = match container.id.kind {
            ContainerKind::Messaging => {
                "pin it by `--messaging-image`, or under `[messaging]` in `ast.toml`; `ast lock` pins today's"
                    .to_owned()
            }
            _ => format!(
                "name a release, or give a digest: `--set {}.digest=sha256:…`; `ast lock` pins today's",
                container.id
            ),
        };
        report.push(Diagnostic::at_key(&IMAGE, place, message).help(help));
    }
}

fn schedule(binding: &Binding<'_>, container: &BoundContainer, place: &Place, report: &mut Report) {
    if container.trigger != Some(TriggerType::Schedule) {
        return;
    }
    if let Some(given) = binding.settings.schedules.get(&container.id.entry) {
        if crate::options::cron::never_comes(given.as_str()) {
            let message =
                format!("`{}` never runs: `{}` of the options never comes", container.id.entry, given.as_str());
            report.push(Diagnostic::at_key(&SCHEDULE, place, message).help("name another day, or another month"));
        }
        return;
    }
    let name = &container.id.entry;
    let message = match &container.schedule {
        Some(schedule) => format!("`{name}` runs by `{schedule}` of `dev.schedules`, which is meant for local runs"),
        None => format!("nothing says when `{name}` runs, so it is suspended"),
    };
    let help = format!("give `--schedule '{name}=CRON'`, or set it under `[schedules]` in `ast.toml`");
    report.push(Diagnostic::at_key(&SCHEDULE, place, message).help(help));
}

fn names(container: &BoundContainer, place: &Place, report: &mut Report) {
    let help = "rename it";
    let at = |tokens: [&str; 2]| {
        let pointer: Pointer = tokens.iter().fold(place.pointer.clone(), |pointer, token| pointer.key(token));
        Place { pointer, ..place.clone() }
    };
    for key in container.annotations.keys().filter(|key| !is_qualified(key)) {
        let message = format!("the annotation `{key}` has a key that Kubernetes does not take");
        report.push(Diagnostic::at_key(&NAME, &at(["annotations", key]), message).help(help));
    }
    let refused: BTreeSet<_> = container.env.iter().map(|row| &row.name).filter(|name| is_refused(name)).collect();
    for name in refused {
        let message = format!("Kubernetes does not take a variable that is called `{name}`");
        report.push(Diagnostic::at_key(&NAME, place, message).help(help));
    }
}

fn is_refused(variable: &str) -> bool {
    variable == "." || variable.starts_with("..")
}

/// Whether a key is a name with, if any, a domain before it.
fn is_qualified(key: &str) -> bool {
    let (domain, name) = key.split_once('/').map_or((None, key), |(domain, name)| (Some(domain), name));
    let ends = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.ends_with(|c: char| c.is_ascii_alphanumeric())
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let named = name.len() <= 63 && ends(name) && name.chars().all(fits);
    named && domain.is_none_or(|domain| crate::options::DottedName::new(domain).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_asks_a_port_of_its_own_machine() {
        for (word, is_asked) in [
            ("curl -f http://localhost:8080/health || exit 1", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:80801/health", false),
            ("http://localhost:80/ http://[::1]:8080/", true),
            ("http://db:8080/", false),
            ("http://localhost:$PORT/health", false),
        ] {
            assert_eq!(asks(word, 8080), is_asked, "{word}");
        }
    }

    #[test]
    fn a_key_is_told_by_its_form() {
        for good in ["a", "example.com/team", "A_b.c-1"] {
            assert!(is_qualified(good), "{good}");
        }
        for bad in ["", "a/", "/a", "a b", "a/b/c", "-a", "Example.com/a", &"a".repeat(64)] {
            assert!(!is_qualified(bad), "{bad}");
        }
    }
}
