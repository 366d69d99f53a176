//! The typed spec: what the user declared, every leaf with its place, read from the located tree.
//!
//! These types are the source of `schema/astropods.schema.json`; their doc comments are its
//! descriptions. A struct lists a key once, and that line gives its type, its reader and its schema.

mod amount;
mod bound;
mod codes;
mod component;
mod container;
mod dev;
mod declare;
mod field;
mod image;
mod ingestion;
mod input;
mod platform;
mod secret;
mod shape;
mod sign;
mod unread;
mod word;

pub use amount::{GoDuration, Quantity};
pub use codes::CODES;
pub use component::{Agent, CustomProvider, Entry, Integration, Interfaces, Knowledge, Model, Scope, Section};
pub use container::{Build, BuildPath, BuildSecret, Container, Gpu, GpuRuntime, Healthcheck};
pub use dev::{
    Dev, DevFrontend, DevInterfaceSettings, DevInterfaces, DevMessaging, LogLevel, Overrides, Slack, SlackSettings,
};
pub use field::{Entries, Field, Filled, Free, List, Named, Refused, Retired, Text};
pub use image::Image;
pub use ingestion::{Ingestion, Trigger, TriggerType};
pub use input::{BLANKS, DataType, DisplayAs, Input};
pub use platform::{Browser, BrowserName, Connection, Node, Python, Sandbox, Skill, Toolchain};
pub use secret::{Secrets, secrets};
pub use sign::{begins_as_credential, is_credential, shown};
pub use word::{
    ConnectionProvider, FullName, InputName, MountPath, NodeVersion, Package, PythonVersion, SkillName,
    VARIABLE_PATTERN, is_variable_name,
};

use crate::diagnostic::Report;
use crate::document::Document;
use crate::source::{Located, Place, Span};
use declare::{keywords, mapping};
use field::{Read, Reader};

keywords! {
    /// The version of the language.
    SpecVersion {
        /// The current one.
        Blueprint = "blueprint/v1",
        /// An older name of the same format.
        Package = "package/v1",
        /// The oldest name of the same format.
        Astro = "astro/v1",
    }
}

mapping! {
    /// An AI agent: its container, the models it calls, its data stores, integrations, ingestion jobs and inputs.
    Spec {
        /// The version of this format: `blueprint/v1`.
        #[schemars(extend("x-required" = true, "examples" = ["blueprint/v1"]))]
        spec: "spec" => Located<SpecVersion>,
        /// The agent's name: 2 to 63 lower-case letters, digits and hyphens, a letter first; or `"@scope/name"`, in quotes.
        #[schemars(extend("x-required" = true, "examples" = ["my-agent", "@my-org/my-agent"]))]
        name: "name" => Located<FullName>,
        /// Deprecated: the description and tags moved to the front matter of `AGENT.md`, the visibility to the platform.
        #[schemars(extend("deprecated" = true))]
        meta: "meta" => Meta,
        /// The agent's own container.
        #[schemars(extend("x-required" = true))]
        agent: "agent" => Agent; filled,
        /// The models that the agent calls, by a name of your choice: through the AI Gateway (`provider: gateway`), with your own key (`provider: openai`), or in a container of your own.
        models: "models" => Entries<Model>,
        /// Data stores, by a name of your choice. Each runs beside the agent, which gets its address and credentials.
        knowledge: "knowledge" => Entries<Knowledge>,
        /// Services and tools that the agent uses, by a name of your choice.
        integrations: "integrations" => Entries<Integration>,
        /// Providers of your own: named sets of variables that entries of the other sections refer to.
        providers: "providers" => Entries<CustomProvider>,
        /// Values asked of whoever deploys the agent. The variable is the input's `name`, not its key.
        inputs: "inputs" => Entries<Input>,
        /// Data pipelines that run beside the agent.
        ingestion: "ingestion" => Entries<Ingestion>,
        /// Settings for local development only.
        dev: "dev" => Dev,
        /// A sandbox for executing code, asked of the platform.
        #[schemars(extend("x-not-empty" = true))]
        sandbox: "sandbox" => Sandbox; filled,
        /// Accounts that the agent's users connect on the platform.
        connections: "connections" => List<Connection>,
        /// Legacy: write `integrations`.
        tools: "tools" => Retired,
        /// Legacy: write `agent.interfaces`.
        interfaces: "interfaces" => Retired,
    }
}

mapping! {
    /// Deprecated description of the agent.
    Meta {
        /// Deprecated: moved to the front matter of `AGENT.md`.
        #[schemars(extend("deprecated" = true))]
        description: "description" => Text,
        /// Deprecated: moved to the front matter of `AGENT.md`.
        #[schemars(extend("deprecated" = true))]
        tags: "tags" => List<Text>,
        /// Deprecated: set on the platform.
        #[schemars(extend("deprecated" = true))]
        visibility: "visibility" => Located<Visibility>,
    }
}

keywords! {
    /// Who sees the agent on the platform.
    Visibility {
        /// Everyone.
        Public = "public",
        /// Its owners.
        Private = "private",
    }
}

/// What reading a document gives.
#[derive(Debug)]
pub struct Reading {
    /// The spec; absent where the file has no mapping at its root, or asks for more than is expanded.
    pub spec: Option<Spec>,
    /// Values that a newtype refused, for the rules to report.
    pub refused: Vec<Refused>,
}

/// Reads the spec from the tree: findings about how values are written, none about shape. `secrets` are the texts that
/// nothing may show, sorted.
pub fn read(document: &Document, secrets: Vec<Span>) -> (Reading, Report) {
    let mut reader = Reader { secrets, ..Reader::default() };
    let spec = document.cursor().and_then(|root| match Spec::read(&root, &mut reader) {
        Field::Present(spec) => Some(spec),
        Field::Absent | Field::Broken => None,
    });
    let spec = spec.filter(|spec| match bound::too_many_variables(spec, document) {
        Some(finding) => {
            reader.report.push(finding);
            false
        }
        None => true,
    });
    (Reading { spec, refused: reader.refused }, reader.report)
}

/// A build with the container or agent that declares it.
pub struct BuildSite<'a> {
    /// The place of what holds the build.
    pub place: &'a Place,
    /// The build.
    pub build: &'a Build,
}

impl Spec {
    /// Every readable entry of models, knowledge and integrations, in the sections' order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        /// The sections differ in type, not in what an entry is made of.
        macro_rules! section {
            ($field:ident, $section:ident, $model:expr) => {
                self.$field.entries().iter().filter_map(|named| {
                    let entry = named.get()?;
                    Some(Entry {
                        section: Section::$section,
                        name: &named.name,
                        place: &named.place,
                        provider: &entry.provider,
                        container: &entry.container,
                        inputs: &entry.inputs,
                        model: $model(entry),
                    })
                })
            };
        }
        section!(models, Models, Some).chain(section!(knowledge, Knowledge, |_| None)).chain(section!(
            integrations,
            Integrations,
            |_| None
        ))
    }

    /// Every custom container as (section, name, container), in the sections' order.
    pub fn containers(&self) -> impl Iterator<Item = (Section, &str, &Container)> {
        let entries = self.entries().filter_map(|entry| Some((entry.section, entry.name, entry.container.get()?)));
        entries.chain(
            self.ingestion
                .entries()
                .iter()
                .filter_map(|named| Some((Section::Ingestion, named.name.as_str(), named.get()?.container.get()?))),
        )
    }

    /// Every build, the agent's first.
    pub fn builds(&self) -> impl Iterator<Item = BuildSite<'_>> {
        let agent = self.agent.get().into_iter();
        let agent = agent.filter_map(|agent| Some(BuildSite { place: &agent.place, build: agent.build.get()? }));
        agent.chain(
            self.containers().filter_map(|(_, _, container)| {
                Some(BuildSite { place: &container.place, build: container.build.get()? })
            }),
        )
    }

    /// Every list of inputs, the agent's first; the top-level map aside.
    pub fn input_lists(&self) -> impl Iterator<Item = &List<Input>> {
        let agent = self.agent.get().and_then(|agent| agent.inputs.get()).into_iter();
        let entries = self.entries().filter_map(|entry| entry.inputs.get());
        let ingestion = self.ingestion.entries().iter().filter_map(|entry| entry.get()?.inputs.get());
        agent.chain(entries).chain(ingestion)
    }

    /// Every declared input, custom providers' variables included.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        let top = self.inputs.entries().iter().filter_map(Named::get);
        let lists = self.input_lists().flat_map(|list| &list.items);
        let variables = self.providers.entries().iter().filter_map(Named::get);
        top.chain(lists).chain(variables.flat_map(|provider| provider.variables.items()))
    }
}

/// The JSON Schema that schemars derives from the types, before the transform that editors need.
pub(crate) fn skeleton() -> schemars::Schema {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.into_generator().into_root_schema_for::<Spec>()
}
