//! What a compose file says that has no place in a spec, with the reason.

use super::given::pairs;
use crate::document::Cursor;
use crate::source::Span;
use crate::text::one_line;

/// The most characters of what is quoted.
const LONGEST: usize = 60;

/// Something that could not be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) what: String,
    /// Why, and what to do.
    pub(crate) reason: String,
}

/// Reasons by the key of a service.
const REASONS: &[(&str, &str)] = &[
    ("cap_add", "containers have no powers but their own; what needs more can't run as it is"),
    ("cap_drop", "a cluster drops all powers anyway"),
    ("configs", "files of this machine don't come along: put them into the image, or make their text an input"),
    ("container_name", "containers are named after the project and the entry"),
    ("deploy", "replicas and resources of a cluster are set in `ast.toml`, under `[cluster]`"),
    ("devices", "devices of this machine can't be given; for a GPU write `gpu` into the container"),
    ("dns", "the network of the project answers names"),
    (
        "env_file",
        "declare what is in it, as `inputs` of this entry, or for all code by `ast add input NAME`; values stay in `.env`",
    ),
    ("extends", "what is extended is not read: `docker compose config` prints a whole file to start from"),
    ("extra_hosts", "names are those of the project's entries; make an address an input"),
    ("group_add", "groups are those of the image; in a cluster `group` under `[cluster.components]`"),
    ("hostname", "a container is found by its entry's name"),
    ("ipc", "processes share memory by `shm` under `[components]` in `ast.toml`"),
    ("labels", "labels are the project's own; the agent's `annotations` are passed on"),
    ("links", "entries reach each other by their names"),
    ("logging", "logs go to standard output; who collects them is not the spec's matter"),
    ("mem_limit", "memory in a cluster is `memory` under `[cluster.components]` in `ast.toml`"),
    ("network_mode", "there is one network, in which only declared connections hold in a cluster"),
    ("networks", "there is one network; who may connect is told by `connects` in `ast.toml`"),
    ("pid", "containers see their own processes alone"),
    ("platform", "images run as they are built"),
    ("privileged", "containers have no powers but their own; what needs more can't run as it is"),
    ("pull_policy", "images are pulled where they are missing"),
    ("read_only", "in a cluster roots are read-only anyway; `ast generate --restrict` rehearses it"),
    ("secrets", "secrets are inputs with `secret: true`, which containers get as variables"),
    ("security_opt", "containers can't gain powers; see `no_new_privileges` under `[compose]` in `ast.toml`"),
    ("stdin_open", "nothing is attached to a container"),
    ("stop_grace_period", "containers have as long as the engine gives them"),
    ("sysctls", "the kernel's settings are the machine's"),
    ("tmpfs", "`/tmp` is there; other folders are `writable` under `[cluster.components]`"),
    ("tty", "nothing is attached to a container"),
    ("ulimits", "limits are the engine's"),
    ("user", "the user is the image's; in a cluster `user` under `[cluster.components]` in `ast.toml`"),
    ("working_dir", "the folder is the image's: say `WORKDIR` in its Dockerfile"),
];
/// How labels begin that lead requests to a service.
const ROUTING: [&str; 2] = ["traefik.", "caddy"];
/// What is read of a service, or says nothing that a spec has to.
pub(super) const READ: &[&str] = &[
    "image",
    "build",
    "ports",
    "expose",
    "environment",
    "depends_on",
    "volumes",
    "command",
    "entrypoint",
    "healthcheck",
    "restart",
    "profiles",
    "init",
    "shm_size",
];

impl Lost {
    pub(super) fn at(span: Span, what: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { span, what: what.into(), reason: reason.into() }
    }

    /// A key of a service.
    pub(super) fn key(service: &str, at: &Cursor<'_>, key: &str, reason: impl Into<String>) -> Self {
        let what = format!("{}.{key}", one_line(service, LONGEST));
        Self::at(at.place.key, one_line(&what, 2 * LONGEST).into_owned(), reason)
    }
}

/// The keys of a service that nothing is made of.
pub(super) fn of_service(name: &str, service: &Cursor<'_>, lost: &mut Vec<Lost>) {
    for (entry, at) in service.entries() {
        let key = entry.key.as_str();
        if READ.contains(&key) || key.starts_with("x-") || at.node.is_null() {
            continue;
        }
        let is_route =
            key == "labels" && pairs(&at).iter().any(|(label, ..)| ROUTING.iter().any(|way| label.starts_with(way)));
        let reason = match REASONS.iter().find(|(known, _)| *known == key) {
            _ if is_route => "ways in are `[cluster.route]` in `ast.toml`, and on this machine published ports",
            Some((_, reason)) => reason,
            None => "a spec has nothing like it",
        };
        lost.push(Lost::key(name, &at, key, reason));
    }
}

/// The keys of the file beside its services that nothing is made of.
pub(super) fn of_file(root: &Cursor<'_>) -> Vec<Lost> {
    let mut lost = Vec::new();
    for (entry, at) in root.entries() {
        let reason = match entry.key.as_str() {
            "networks" => "there is one network; who may connect is told by `connects` in `ast.toml`",
            "secrets" => "secrets are inputs with `secret: true`, which containers get as variables",
            "configs" => "files of this machine don't come along: put them into the image",
            "include" => "what is included is not read: `docker compose config` prints a whole file to start from",
            "volumes"
                if at.entries().any(|(_, volume)| volume.node.as_mapping().is_some_and(|all| !all.is_empty())) =>
            {
                "disks are made anew; what drivers and other projects hold has to be copied"
            }
            _ => continue,
        };
        let what = one_line(&entry.key, LONGEST).into_owned();
        lost.push(Lost::at(entry.key_span, what, reason));
    }
    lost
}
