//! A bound plan as a tree: components, containers, what each gets, and what is still missing.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::Tree;
use crate::plan::{
    BoundContainer, BoundPlan, ContainerKind, EdgeEnd, EnvKind, EnvRow, For, Id, Reach, Supply, Template, TriggerType,
    Waits,
};
use crate::provider::platform;
use crate::spec::shown;
use crate::text::one_line;

/// The characters of a value that are drawn.
const LONGEST_VALUE: usize = 60;

/// Draws a plan, or of it the containers of `only` with what they need. `given` are the supply names that have a value
/// already, `file` what was looked at for them.
pub fn draw(plan: &BoundPlan, only: &[&BoundContainer], given: &dyn Fn(&str) -> bool, file: Option<&str>) -> String {
    let target = match plan.target {
        For::Local => "local",
        For::Cluster => "cluster",
    };
    let name = plan.name.as_deref().unwrap_or("(no name)");
    let mut text = match &plan.scope {
        Some(scope) => format!("@{scope}/{name} for {target}\n"),
        None => format!("{name} for {target}\n"),
    };
    let is_whole = only.is_empty();
    if is_whole {
        components(plan, &mut text);
    }
    let is_meant = |id: &Id| is_whole || only.iter().any(|container| container.id == *id);
    for container in plan.containers.iter().filter(|container| is_meant(&container.id)) {
        text.push('\n');
        container_tree(plan, container).render(&mut text);
    }
    if is_whole {
        notes(plan, given, &mut text);
    }
    let needed: Vec<_> =
        plan.supplies.iter().filter(|supply| is_whole || supply.read_by.iter().any(is_meant)).collect();
    missing(plan, &needed, given, file, &mut text);
    text
}

fn components(plan: &BoundPlan, text: &mut String) {
    let hosted: Vec<_> = plan.components.iter().filter(|component| component.container.is_none()).collect();
    if hosted.is_empty() && !plan.gateway.enabled {
        return;
    }
    text.push('\n');
    let mut tree = Tree::leaf("outside of this project");
    for component in hosted {
        let provider = component.provider.as_deref().unwrap_or("?");
        let models = match component.models.as_slice() {
            [] => String::new(),
            models => format!(", {}", models.join(", ")),
        };
        tree.push(Tree::leaf(format!("{}: {provider}{models}", component.id)));
    }
    if plan.gateway.declared_by.iter().any(|pointer| pointer.is_within("agent")) {
        tree.push(Tree::leaf("AI Gateway: the agent picks the model at call time"));
    }
    tree.render(text);
}

fn container_tree(plan: &BoundPlan, container: &BoundContainer) -> Tree {
    let image = container.image.as_deref().unwrap_or("no image");
    let built = container.build.as_ref().map(|build| format!(", built from {} by {}", build.context, build.dockerfile));
    let mut tree = Tree::leaf(format!("{}  {image}{}", container.id, built.unwrap_or_default()));
    if let Some(service) = container.service.as_deref().filter(|service| *service != container.id.to_string()) {
        tree.push(Tree::leaf(format!("host name {service}")));
    }
    if let Some(trigger) = container.trigger {
        let schedule = container.schedule.as_ref().map(|schedule| format!(", {schedule}")).unwrap_or_default();
        tree.push(Tree::leaf(format!("starts by {trigger}{schedule}")));
    }
    for port in &container.ports {
        let published = port.host.map(|host| format!(", published on 127.0.0.1:{host}")).unwrap_or_default();
        tree.push(Tree::leaf(format!("port {} {}{published}", port.container, port.name)));
    }
    for volume in &container.volumes {
        tree.push(Tree::leaf(format!("disk {} at {}", volume.name, volume.mount)));
    }
    if let Some(gpu) = &container.gpu {
        let vram = gpu.vram.as_deref().map(|vram| format!(" with {vram}")).unwrap_or_default();
        tree.push(Tree::leaf(format!("GPU {}{vram}", gpu.runtime)));
    }
    let waits = waits(container);
    if !waits.is_empty() {
        tree.push(Tree::leaf(format!("waits for {}", waits.join(", "))));
    }
    let edges = connections(plan, container);
    if !edges.is_empty() {
        tree.push(Tree::leaf(format!("connects to {}", edges.join(", "))));
    }
    if !container.env.is_empty() {
        let width = container.env.iter().map(|row| row.name.len()).max().unwrap_or_default();
        let rows = container.env.iter().map(|row| Tree::leaf(variable(row, width))).collect();
        tree.push(Tree::node("variables", rows));
    }
    tree
}

/// What a container waits for; in a cluster jobs alone do, for their stores.
fn waits(container: &BoundContainer) -> Vec<String> {
    if let Some(placement) = &container.placement {
        return placement
            .waits
            .iter()
            .map(|wait| format!("{} to answer", wait.name.trim_start_matches("wait-")))
            .collect();
    }
    let words = container.depends_on.iter().map(|on| match on.condition {
        Waits::Healthy => format!("{} to be healthy", on.id),
        Waits::Started => format!("{} to start", on.id),
    });
    words.collect()
}

/// Whatever a container may connect to; in a cluster that is all.
fn connections(plan: &BoundPlan, from: &BoundContainer) -> Vec<String> {
    let mut targets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut hosted = BTreeSet::new();
    for edge in plan.edges_from(&from.id) {
        let to = match &edge.to {
            EdgeEnd::Container(id) => id.to_string(),
            EdgeEnd::Hosted(_) => {
                hosted.insert(edge.port);
                "the hosted gateway".to_owned()
            }
        };
        targets.entry(to).or_default().push(edge.port.to_string());
    }
    let mut all: Vec<_> = targets.into_iter().map(|(to, ports)| format!("{to} ({})", ports.join(", "))).collect();
    // A gateway's address is no container's, so its port is open to all; that is told by its name.
    let is_told = |reach: &&Reach| matches!(reach, Reach::Port(port) if hosted.contains(port));
    let reaches = from.placement.iter().flat_map(|placement| &placement.egress);
    all.extend(reaches.filter(|reach| !is_told(reach)).map(way_out));
    all
}

fn way_out(reach: &Reach) -> String {
    let without = if *reach == Reach::Outside { " without private networks" } else { "" };
    format!("{reach}{without}")
}

fn variable(row: &EnvRow, width: usize) -> String {
    let value = match (&row.value, &row.template) {
        (Some(value), _) => format!("= {}", one_line(shown(value), LONGEST_VALUE)),
        (None, Some(Template::Around { before, supply, after })) => format!("= {before}<{supply}>{after}"),
        (None, Some(Template::Present { supply, text })) => format!("= {text} where {supply} is set"),
        (None, None) if row.secret => "(secret)".to_owned(),
        (None, None) => "(unset)".to_owned(),
    };
    let mut words = vec![origin(row)];
    if row.required {
        words.push("required".into());
    }
    if let Some(constant) = row.default.as_ref().filter(|_| row.secret) {
        words.push(format!("{constant} unless set"));
    }
    if let Some(supply) = &row.reference {
        words.push(format!("set as {supply}"));
    }
    format!("{:width$}  {value}  · {}", row.name, words.join(", "))
}

/// Where a variable comes from, in a few words.
pub(super) fn origin(row: &EnvRow) -> String {
    let component = row.component.as_ref().map(ToString::to_string);
    match (row.kind, component) {
        (EnvKind::Gateway, _) => "gateway".into(),
        (EnvKind::Platform, _) => "platform".into(),
        (EnvKind::Environment, _) => "environment".into(),
        (EnvKind::Input, None) => "input".into(),
        (EnvKind::Input, Some(id)) => format!("input of {id}"),
        (_, Some(id)) => id,
        (kind, None) => {
            serde_json::to_value(kind).ok().and_then(|kind| Some(kind.as_str()?.to_owned())).unwrap_or_default()
        }
    }
}

fn notes(plan: &BoundPlan, given: &dyn Fn(&str) -> bool, text: &mut String) {
    let mut notes = Vec::new();
    let local = plan.target == For::Local;
    let has_sidecar = plan.container(&Id::MESSAGING).is_some();
    if local && plan.platform.interfaces.messaging && !has_sidecar {
        notes.push("the agent talks through messaging, but no adapter is started locally: list `web` or `slack` under `dev.interfaces.messaging.adapters`".to_owned());
    }
    // Nothing fails without them, so they are not among what is missing.
    let sidecar = plan.container(&Id::MESSAGING).filter(|_| local);
    let is_open = |name: &&str| sidecar.is_some_and(|sidecar| sidecar.variable(name).is_some()) && !given(name);
    let tokens = platform().messaging.slack.iter().map(|token| token.name.as_str()).filter(is_open);
    let tokens: Vec<String> = tokens.map(|name| format!("`{name}`")).collect();
    if !tokens.is_empty() {
        notes.push(format!("the Slack adapter still needs {} in `.env`", tokens.join(" and ")));
    }
    if let Some(cluster) = &plan.cluster {
        let has_web =
            plan.container(&Id::MESSAGING).is_some_and(|sidecar| sidecar.ports.iter().any(|port| port.name == "web"));
        if has_web && plan.platform.interfaces.frontend {
            notes.push("nobody outside reaches the web adapter: the agent's frontend is what is offered".to_owned());
        }
        let agent = plan.container(&Id::AGENT);
        let url =
            agent.and_then(|agent| agent.variable("ASTRO_EXTERNAL_AGENT_URL")).and_then(|row| row.value.as_deref());
        if let Some(url) = url.filter(|_| cluster.routes.is_empty()) {
            let url = one_line(url, LONGEST_VALUE);
            notes.push(format!(
                "`{url}` is where users are sent, and no route leads there: `kind` under `[cluster.route]` makes one"
            ));
        }
    }
    let served = [
        ("sandbox", plan.platform.sandbox.is_some()),
        ("connections", plan.platform.connections.is_some()),
        ("skills", plan.platform.skills.is_some()),
    ];
    for (name, _) in served.iter().filter(|(_, declared)| *declared) {
        notes.push(format!(
            "`{name}` is for the platform; nothing serves it {}",
            if local { "locally" } else { "in this cluster" }
        ));
    }
    let unscheduled = plan.containers.iter().filter(|container| {
        container.id.kind == ContainerKind::Ingestion
            && container.trigger == Some(TriggerType::Schedule)
            && container.schedule.is_none()
    });
    for container in unscheduled {
        notes.push(format!("`{}` has no schedule: add one under `dev.schedules`", container.id));
    }
    section("to know", &notes, text);
}

fn missing(plan: &BoundPlan, needed: &[&Supply], given: &dyn Fn(&str) -> bool, file: Option<&str>, text: &mut String) {
    let is_missing = |supply: &&&Supply| (supply.required || supply.generated) && !given(&supply.name);
    let lines: Vec<String> = needed.iter().filter(is_missing).map(|supply| line_of(supply)).collect();
    if lines.is_empty() {
        let looked = file.map(|file| format!(" beside what `{file}` sets")).unwrap_or_default();
        text.push_str(&format!("\nnothing is missing{looked}\n"));
        return;
    }
    let title = match (plan.target, file) {
        (For::Local, Some(file)) => format!("still missing beside what `{file}` sets; `ast explain NAME` says more"),
        (For::Local, None) => {
            "still missing; `ast env sync` adds the lines to `.env`, `ast explain NAME` says more".to_owned()
        }
        (For::Cluster, _) => "to be supplied in the cluster; `ast explain NAME --for cluster` says more".to_owned(),
    };
    section(&title, &lines, text);
}

fn line_of(supply: &Supply) -> String {
    let description = supply.description.as_deref().and_then(|text| text.lines().next()).unwrap_or("no description");
    let how = if supply.generated { ", generated by `ast env sync`" } else { "" };
    format!("{}: {description}{how}", supply.name)
}

fn section(title: &str, lines: &[String], text: &mut String) {
    if lines.is_empty() {
        return;
    }
    text.push('\n');
    Tree::node(title, lines.iter().map(Tree::leaf).collect()).render(text);
}
