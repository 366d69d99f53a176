//! A bound plan as boxes and arrows: containers, what they use outside of the project, and how somebody gets in.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Touch;
use crate::plan::{
    BoundContainer, BoundPlan, BoundPort, ContainerKind, EdgeEnd, EnvKind, EnvRow, For, Id, TriggerType, Workload,
};
use crate::source::Pointer;

/// What a box stands for; in the order in which a reader meets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A way in.
    Route,
    /// The agent, or what else runs here.
    Container(ContainerKind),
    /// What is not part of the project.
    Outside,
}

/// What a reader has to know of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Somebody has to supply it.
    Required,
    /// Somebody may supply it.
    Supplied,
    /// It is known.
    Known,
}

/// A line of a box: a variable, or a model that a gateway serves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line<'a> {
    pub(super) mark: Mark,
    /// What is of interest last: what the platform sets, and what never changes.
    is_dull: bool,
    pub(super) text: &'a str,
    pub(super) secret: bool,
}

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) part: Part,
    /// The word over its name.
    pub(super) kind: &'static str,
    pub(super) title: String,
    /// What it is: an image, models, names of what was folded.
    pub(super) detail: String,
    /// Its disk, when it starts, where it is reached.
    pub(super) facts: Vec<String>,
    pub(super) lines: Vec<Line<'a>>,
    /// The provider that others of its kind may share.
    pub(super) provider: Option<&'a str>,
    /// How many things it stands for.
    pub(super) count: usize,
    /// What a change does to it, where one is drawn.
    pub(super) touch: Option<Touch>,
}

/// A port that an arrow leads to: its number for their order, none where it is not known, and how it is shown.
pub(super) type Port = (u16, String);

/// Boxes and arrows between them, by the boxes' places; each has the ports that it leads to.
#[derive(Debug, Default)]
pub(super) struct Topology<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) edges: BTreeMap<(usize, usize), BTreeSet<Port>>,
}

impl Part {
    /// Whether it stands within the frame of the project.
    pub(super) fn is_inside(self) -> bool {
        matches!(self, Self::Container(_))
    }
}

impl<'a> Node<'a> {
    fn new(part: Part, kind: &'static str, title: impl Into<String>) -> Self {
        let (detail, facts, lines) = (String::new(), Vec::new(), Vec::new());
        Self { part, kind, title: title.into(), detail, facts, lines, provider: None, count: 1, touch: None }
    }

    /// The word over its name, and the provider where there is one.
    pub(super) fn heading(&self) -> String {
        let kind =
            self.touch.map_or_else(|| self.kind.to_owned(), |touch| format!("{} · {}", touch.as_str(), self.kind));
        self.provider.map_or_else(|| kind.clone(), |provider| format!("{kind} · {provider}"))
    }

    fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    fn lines(mut self, lines: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |text| Line { mark: Mark::Known, is_dull: false, text, secret: false };
        self.lines.extend(lines.into_iter().map(known));
        self
    }
}

impl<'a> Topology<'a> {
    /// What a plan says of who reaches whom.
    pub(super) fn of(plan: &'a BoundPlan) -> Self {
        let mut topology = Self::default();
        let places: BTreeMap<&Id, usize> = plan
            .containers
            .iter()
            .map(|container| (&container.id, topology.add(container_node(plan, container))))
            .collect();
        let hosted = topology.hosted_gateway(plan);
        for edge in &plan.edges {
            let Some(from) = places.get(&edge.from).copied() else { continue };
            match &edge.to {
                EdgeEnd::Container(id) => {
                    let Some(to) = places.get(id).copied() else { continue };
                    let ports = plan.container(id).map(|container| container.ports.as_slice()).unwrap_or_default();
                    topology.connect(from, to, Some(port(ports, edge.port)));
                }
                EdgeEnd::Hosted(_) => {
                    let name = if edge.port == 443 { "https 443".to_owned() } else { edge.port.to_string() };
                    if let Some(to) = hosted {
                        topology.connect(from, to, Some((edge.port, name)));
                    }
                }
            }
        }
        topology.clouds(plan, &places);
        topology.behind_containers(plan, &places);
        topology.ways_in(plan, &places);
        topology
    }

    fn add(&mut self, node: Node<'a>) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn connect(&mut self, from: usize, to: usize, port: Option<Port>) {
        if from != to {
            self.edges.entry((from, to)).or_default().extend(port);
        }
    }

    /// The gateway that is not on this machine, with what it is asked for.
    fn hosted_gateway(&mut self, plan: &'a BoundPlan) -> Option<usize> {
        if !plan.gateway.enabled || plan.container(&Id::GATEWAY).is_some() {
            return None;
        }
        let by_agent = plan.gateway.declared_by.iter().any(|pointer: &Pointer| pointer.is_within("agent"));
        let models = plan.gateway.models.iter().map(String::as_str);
        let node = Node::new(Part::Outside, "gateway", "AI Gateway").lines(models);
        Some(self.add(if by_agent { node.detail("the agent picks the model") } else { node }))
    }

    /// Entries that run elsewhere, each with who reads a variable of it.
    fn clouds(&mut self, plan: &'a BoundPlan, places: &BTreeMap<&Id, usize>) {
        let mut clouds = BTreeMap::new();
        for component in &plan.components {
            if component.container.is_some()
                || component.built_in == Some("gateway")
                || places.contains_key(&component.id)
            {
                continue;
            }
            let mut node = Node::new(Part::Outside, component.id.kind.as_str(), component.entry.as_str());
            node.provider = component.provider.as_deref();
            let node = node.lines(component.models.iter().map(String::as_str));
            clouds.insert(&component.id, (self.add(node), component.built_in.is_some()));
        }
        for container in &plan.containers {
            let Some(from) = places.get(&container.id) else { continue };
            let brought: BTreeSet<&Id> = container.env.iter().filter_map(|row| row.component.as_ref()).collect();
            for (to, is_known) in brought.into_iter().filter_map(|id| clouds.get(id).copied()) {
                self.connect(*from, to, is_known.then(https));
            }
        }
    }

    /// What sidecars and a gateway on this machine pass things on to, and where telemetry goes.
    fn behind_containers(&mut self, plan: &'a BoundPlan, places: &BTreeMap<&Id, usize>) {
        if let Some((from, upstream)) = places.get(&Id::GATEWAY).zip(upstream(plan)) {
            let to = self.add(Node::new(Part::Outside, "models", "model providers").lines(upstream));
            self.connect(*from, to, Some(https()));
        }
        let sidecar = places.get(&Id::MESSAGING).zip(plan.container(&Id::MESSAGING));
        if let Some((from, sidecar)) = sidecar {
            // In a cluster they share a pod, and no connection of the plan says so.
            let grpc = sidecar.ports.iter().find(|found| found.name == "grpc");
            if let (Some(agent), true) = (places.get(&Id::AGENT), plan.cluster.is_some()) {
                self.connect(*agent, *from, grpc.map(|found| port(&sidecar.ports, found.container)));
            }
            let platform =
                |name: &str| plan.credentials.iter().find(|found| found.name == name && found.section == "platform");
            let adapters: BTreeSet<&str> =
                sidecar.env.iter().filter_map(|row| platform(&row.name)?.provider.as_deref()).collect();
            for adapter in adapters {
                let to = self.add(Node::new(Part::Outside, "chat", adapter));
                self.connect(*from, to, Some(https()));
            }
        }
        let endpoint =
            |container: &'a BoundContainer| container.variable("OTEL_EXPORTER_OTLP_ENDPOINT")?.value.as_deref();
        let telling: Vec<_> = plan
            .containers
            .iter()
            .filter_map(|container| Some((*places.get(&container.id)?, endpoint(container)?)))
            .collect();
        let mut endpoints: BTreeMap<&str, usize> = BTreeMap::new();
        for (from, endpoint) in telling {
            let to = *endpoints
                .entry(endpoint)
                .or_insert_with(|| self.add(Node::new(Part::Outside, "telemetry", "OpenTelemetry").detail(endpoint)));
            self.connect(from, to, Some((0, "otlp".to_owned())));
        }
    }

    /// How somebody gets in: ports on this machine, or routes of a cluster.
    fn ways_in(&mut self, plan: &'a BoundPlan, places: &BTreeMap<&Id, usize>) {
        let mut machine = None;
        for container in &plan.containers {
            let Some(to) = places.get(&container.id).copied() else { continue };
            for port in container.ports.iter().filter(|port| is_way_in(container, port)) {
                let Some(host) = port.host.filter(|_| plan.target == For::Local) else { continue };
                let from = *machine.get_or_insert_with(|| self.add(Node::new(Part::Route, "from", "this machine")));
                self.connect(from, to, Some((host, format!("{} 127.0.0.1:{host}", port.name))));
            }
        }
        let Some(cluster) = &plan.cluster else { return };
        for route in &cluster.routes {
            let is_of_agent = route.service == cluster.agent;
            let answers = |container: &&BoundContainer| {
                let has_port = container.ports.iter().any(|port| port.container == route.port);
                let is_pod = matches!(container.id.kind, ContainerKind::Agent | ContainerKind::Messaging);
                let placed = container.placement.as_ref();
                has_port && if is_of_agent { is_pod } else { placed.is_some_and(|placed| placed.name == route.service) }
            };
            let Some(container) = plan.containers.iter().find(answers) else { continue };
            let Some(to) = places.get(&container.id).copied() else { continue };
            let from = self.add(Node::new(Part::Route, "route", route.host.as_str()).detail(route.name.as_str()));
            self.connect(from, to, Some(port(&container.ports, route.port)));
        }
    }
}

/// Whether people or programs of others come in by a port that is published; stores publish theirs for whoever develops.
fn is_way_in(container: &BoundContainer, port: &BoundPort) -> bool {
    match container.id.kind {
        ContainerKind::Agent => true,
        ContainerKind::Ingestion => container.trigger == Some(TriggerType::Webhook),
        ContainerKind::Messaging => port.name != "grpc",
        _ => false,
    }
}

/// A port as an arrow shows it.
fn port(ports: &[BoundPort], number: u16) -> Port {
    let named = ports.iter().find(|port| port.container == number);
    (number, named.map_or_else(|| number.to_string(), |port| format!("{} {number}", port.name)))
}

/// What services of the web are reached by.
fn https() -> Port {
    (443, "https".to_owned())
}

/// Whose models a gateway on this machine passes requests on to; none where it makes answers up.
fn upstream(plan: &BoundPlan) -> Option<BTreeSet<&str>> {
    let models = plan.gateway.routes.iter().filter_map(|route| route.upstream.as_deref());
    let providers: BTreeSet<&str> = models.map(|model| model.split('/').next().unwrap_or(model)).collect();
    Some(providers).filter(|providers| !providers.is_empty())
}

fn container_node<'a>(plan: &'a BoundPlan, container: &'a BoundContainer) -> Node<'a> {
    let provider = plan.component(&container.id).and_then(|component| component.provider.as_deref());
    let (kind, title) = match container.id.kind {
        ContainerKind::Agent => ("agent", plan.name.as_deref().unwrap_or("agent")),
        ContainerKind::Messaging => ("sidecar", "messaging"),
        ContainerKind::Gateway => ("on this machine", "gateway"),
        kind => (kind.as_str(), container.id.entry.as_str()),
    };
    let mut node = Node::new(Part::Container(container.id.kind), kind, title);
    node.provider = provider;
    node.detail = match (&container.build, &container.image) {
        (Some(build), _) if build.context == "." => format!("built by {}", build.dockerfile),
        (Some(build), _) => format!("built from {}", build.context),
        (None, image) => image.clone().unwrap_or_else(|| "no image".to_owned()),
    };
    node.facts = facts(container);
    node.lines = container.env.iter().map(line).collect();
    // Variables are in the order of their names already.
    node.lines.sort_by_key(|line| (line.mark, line.is_dull));
    node
}

fn facts(container: &BoundContainer) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(trigger) = container.trigger {
        let clock = container.placement.as_ref().and_then(|placed| match &placed.workload {
            Workload::CronJob { schedule, suspended: false } => Some(schedule.as_str()),
            _ => None,
        });
        facts.push(match clock.or(container.schedule.as_deref()) {
            Some(schedule) => format!("{trigger} {schedule}"),
            None => trigger.to_string(),
        });
    }
    if let Some(gpu) = &container.gpu {
        facts.push(format!("GPU {}", gpu.vram.clone().unwrap_or_else(|| gpu.runtime.to_string())));
    }
    let kept = container.volumes.iter().filter(|volume| volume.persistent);
    facts.extend(kept.map(|volume| format!("disk {}", volume.mount)));
    let published = container.ports.iter().filter(|port| !is_way_in(container, port)).filter_map(|port| port.host);
    facts.extend(published.map(|port| format!("127.0.0.1:{port}")));
    facts
}

fn line(row: &EnvRow) -> Line<'_> {
    let mark = match row.supply {
        _ if row.required => Mark::Required,
        // What is put together, or set under another name, is not set here.
        Some(_) if row.template.is_none() && row.reference.is_none() => Mark::Supplied,
        _ => Mark::Known,
    };
    let is_dull = matches!(row.kind, EnvKind::Platform | EnvKind::Constant | EnvKind::Environment);
    Line { mark, is_dull, text: &row.name, secret: row.secret }
}
