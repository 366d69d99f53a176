//! One service of a compose file, as far as a spec can have it.

use super::disk::{Disk, disks};
use super::lost::{Lost, of_service};
use super::port::{Port, port};
use super::texts;
use super::words::resolved;
use crate::document::Cursor;
use crate::document::form::Form;
use crate::image::ImageRef;
use crate::spec::Section;

/// Images of the catalogue's stores, by the end of their repositories.
const STORES: &[(&str, &str)] = &[
    ("postgres", "postgres"),
    ("pgvector", "postgres"),
    ("redis", "redis"),
    ("redis-stack", "redis"),
    ("redis-stack-server", "redis"),
    ("valkey", "redis"),
    ("qdrant", "qdrant"),
    ("mysql", "mysql"),
    ("mariadb", "mysql"),
    ("neo4j", "neo4j"),
];

/// What a service becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Agent,
    /// A store of a provider.
    Store(&'static str),
    /// It runs once, when somebody starts it.
    Job,
    /// A container of an integration.
    Other,
}

/// A service.
#[derive(Debug)]
pub(super) struct Service<'a> {
    pub(super) name: String,
    pub(super) at: Cursor<'a>,
    pub(super) role: Role,
    pub(super) image: Option<String>,
    pub(super) build: Option<Form>,
    pub(super) ports: Vec<Port>,
    pub(super) disks: Vec<Disk>,
}

impl<'a> Service<'a> {
    pub(super) fn read(name: &str, at: Cursor<'a>, lost: &mut Vec<Lost>) -> Self {
        of_service(name, &at, lost);
        let mut image = at.get("image").and_then(|image| Some(resolved(&image.node.as_scalar()?.text)));
        if let (Some(open), Some(key)) = (image.as_ref().filter(|image| image.is_open), at.get("image")) {
            let reason = format!("nothing says what `{}` is; write the image", open.names.join("`, `"));
            lost.push(Lost::key(name, &key, "image", reason));
            image = None;
        }
        let build = at.get("build").and_then(|build| build_of(name, &build, lost));
        let mut image = image.map(|image| image.text).filter(|_| build.is_none());
        let mut role = Role::Other;
        if let Some(provider) = image.as_deref().and_then(store_of) {
            role = Role::Store(provider);
        } else if is_job(&at) {
            role = Role::Job;
        }
        if image.is_none() && build.is_none() {
            image = Some(format!("{}:latest", super::super::agent_name(name)));
            if at.get("image").is_none() {
                lost.push(Lost::at(at.place.key, name, "it has neither an image nor a build; write one"));
            }
        }
        let mut ports = Vec::new();
        for item in at.get("ports").iter().flat_map(|ports| ports.items().collect::<Vec<_>>()) {
            match port(&item) {
                Some(port) => ports.push(port),
                None => lost.push(Lost::at(
                    item.place.span,
                    format!("{name}.ports"),
                    "one port of TCP is published at a time",
                )),
            }
        }
        let disks = disks(name, &at, lost);
        Self { name: name.to_owned(), at, role, image, build, ports, disks }
    }

    /// The section that it is declared in; none for the agent.
    pub(super) fn section(&self) -> Option<Section> {
        match self.role {
            Role::Agent => None,
            Role::Store(_) => Some(Section::Knowledge),
            Role::Job => Some(Section::Ingestion),
            Role::Other => Some(Section::Integrations),
        }
    }

    /// The services that it waits for.
    pub(super) fn waits_for(&self) -> Vec<String> {
        let Some(depends) = self.at.get("depends_on") else { return Vec::new() };
        let listed = depends.items().filter_map(|item| Some(item.node.as_scalar()?.text.clone()));
        depends.entries().map(|(entry, _)| entry.key.clone()).chain(listed).collect()
    }

    /// The port that others reach it at, as far as it says it.
    pub(super) fn port(&self) -> Option<u16> {
        let exposed = self.at.get("expose").and_then(|expose| texts(&expose)?.first()?.split('/').next()?.parse().ok());
        self.ports.first().map(|port| port.target).or(exposed).filter(|port| *port > 0)
    }
}

/// The last part of an image's name, which says what it is.
pub(super) fn repository(image: &str) -> Option<&str> {
    ImageRef::parse(image).ok()?;
    image.split('@').next()?.rsplit('/').next()?.split(':').next()
}

/// The provider of an image.
fn store_of(image: &str) -> Option<&'static str> {
    let repository = repository(image)?;
    STORES.iter().find(|(name, _)| *name == repository).map(|(_, provider)| *provider)
}

/// Whether a service runs once, or only when somebody asks for it.
fn is_job(at: &Cursor<'_>) -> bool {
    let has_profile =
        at.get("profiles").is_some_and(|profiles| profiles.node.as_sequence().is_some_and(|all| !all.is_empty()));
    let is_once = at
        .get("restart")
        .and_then(|restart| restart.node.as_scalar().map(|scalar| matches!(scalar.text.as_str(), "no" | "false")));
    has_profile || is_once == Some(true)
}

fn build_of(name: &str, at: &Cursor<'_>, lost: &mut Vec<Lost>) -> Option<Form> {
    let text = |value: &Cursor<'_>| value.node.as_scalar().map(|scalar| resolved(&scalar.text).text);
    let place = |folder: String| folder.strip_prefix("./").map_or(folder.clone(), str::to_owned);
    let folder =
        |folder: String| Some(place(folder)).filter(|folder| !folder.is_empty()).unwrap_or_else(|| ".".to_owned());
    if at.node.as_scalar().is_some() {
        let context = Form::text(folder(text(at)?));
        return Some(Form::map([("context", context), ("dockerfile", Form::text("Dockerfile"))]));
    }
    let mut form = Vec::new();
    let context = at.get("context").and_then(|context| text(&context)).unwrap_or_default();
    form.push(("context".to_owned(), Form::text(folder(context))));
    let dockerfile = at.get("dockerfile").and_then(|file| text(&file)).map_or_else(|| "Dockerfile".to_owned(), place);
    form.push(("dockerfile".to_owned(), Form::text(dockerfile)));
    for (entry, value) in at.entries() {
        match entry.key.as_str() {
            "context" | "dockerfile" => {}
            "target" => form.extend(text(&value).map(|target| ("target".to_owned(), Form::text(target)))),
            "args" => {
                let args = super::given::pairs(&value).into_iter().filter_map(|(key, value, span)| {
                    let value = value.map(|value| resolved(&value)).filter(|value| !value.is_open);
                    if value.is_none() {
                        lost.push(Lost::at(
                            span,
                            format!("{name}.build.args"),
                            "its value is not in the file; write it into the spec",
                        ));
                    }
                    Some((key, Form::text(value?.text)))
                });
                let args: Vec<_> = args.collect();
                form.extend((!args.is_empty()).then(|| ("args".to_owned(), Form::Map(args))));
            }
            key => lost.push(Lost::key(
                name,
                &value,
                &format!("build.{key}"),
                "a build has a context, a Dockerfile, a target and arguments",
            )),
        }
    }
    Some(Form::Map(form))
}
