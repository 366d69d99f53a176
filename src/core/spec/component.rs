//! The agent and the entries of the sections: models, knowledge, integrations, providers.

use crate::source::Located;

use super::container::{Build, Container, Healthcheck};
use super::declare::{keywords, mapping};
use super::field::{Entries, Filled, Free, List, Retired, Text};
use super::image::Image;
use super::input::Input;
use super::platform::Skill;

keywords! {
    /// A section of named entries.
    Section {
        /// Models that the agent calls.
        Models = "models",
        /// Data stores.
        Knowledge = "knowledge",
        /// Services and tools.
        Integrations = "integrations",
        /// Data pipelines.
        Ingestion = "ingestion",
    }
}

impl Section {
    /// The kind of its containers: the first word of a container's id and of its service's name.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Models => "model",
            Self::Knowledge => "knowledge",
            Self::Integrations => "integration",
            Self::Ingestion => "ingestion",
        }
    }
}

mapping! {
    /// The agent's own container. It has no port, environment, volume or command of its own.
    Agent {
        /// A finished image. Write this or `build`, not both.
        image: "image" => Image,
        /// How to build the image. Write this or `image`, not both.
        #[schemars(extend("x-not-empty" = true))]
        build: "build" => Build; filled,
        /// Whether several replicas may run at once.
        #[schemars(extend("default" = false))]
        distributed: "distributed" => Located<bool>,
        /// What the agent offers to its users. Left out, it is messaging alone.
        interfaces: "interfaces" => Interfaces,
        /// How to tell that the agent is ready and alive.
        healthcheck: "healthcheck" => Healthcheck,
        /// Values asked of the deployer that only the agent gets.
        inputs: "inputs" => List<Input>,
        /// Access to the managed AI Gateway: the agent gets `ASTRO_GATEWAY_URL` and `ASTRO_GATEWAY_API_KEY`, and picks the model at call time.
        #[schemars(extend("default" = false))]
        astro_ai_gateway: "astro_ai_gateway" => Located<bool>,
        /// What the agent can do, for catalogues.
        skills: "skills" => List<Skill>,
        /// Hints for runtimes, passed on as annotations.
        annotations: "annotations" => Entries<Text>,
    }
}

mapping! {
    /// What the agent offers to its users. An empty mapping is neither.
    Interfaces {
        /// A web frontend of the agent's own, on port 80 in production.
        #[schemars(extend("default" = false))]
        frontend: "frontend" => Located<bool>,
        /// Chat through the messaging sidecar (Slack, web).
        #[schemars(extend("default" = false))]
        messaging: "messaging" => Located<bool>,
    }
}

impl Agent {
    /// Whether the agent has a web frontend.
    pub fn frontend(&self) -> bool {
        self.interfaces.get().is_some_and(|interfaces| interfaces.frontend.value().unwrap_or(false))
    }

    /// Whether the agent talks through the messaging sidecar: by default, unless `interfaces` says otherwise.
    pub fn messaging(&self) -> bool {
        self.interfaces.get().is_none_or(|interfaces| interfaces.messaging.value().unwrap_or(false))
    }

    /// Whether the agent opts in to the gateway by its switch.
    pub fn gateway(&self) -> bool {
        self.astro_ai_gateway.value().unwrap_or(false)
    }
}

mapping! {
    /// A model, or a choice of models, that the agent calls.
    Model {
        /// Who serves it: `gateway` (the managed AI Gateway), `anthropic`, `openai`, `google`, `gemini`, `cohere` with your own key, or a provider of your own.
        provider: "provider" => Filled,
        /// A model server of your own.
        container: "container" => Container,
        /// The ids of the models. For the gateway they are what the deployer chooses from, the first being the default.
        #[schemars(extend("items" = { "type": "string", "pattern": r"\S" }))]
        models: "models" => List<Text>,
        /// Deprecated: write `models`, a list.
        #[schemars(extend("deprecated" = true))]
        model: "model" => Filled,
        /// Values asked of the deployer for this entry.
        inputs: "inputs" => List<Input>,
    }
}

impl Model {
    /// The ids of its models, from `models` or the deprecated `model`; a blank one is none.
    pub fn ids(&self) -> Vec<&Text> {
        let listed: Vec<_> = self.models.items().iter().filter(|id| !id.trim().is_empty()).collect();
        if listed.is_empty() { self.model.get().map(|model| &model.0).into_iter().collect() } else { listed }
    }
}

mapping! {
    /// A data store.
    Knowledge {
        /// A store that `ast` runs (`postgres`, `redis`, `qdrant`, `mysql`, `neo4j`), a hosted one (`pinecone`), or a provider of your own.
        provider: "provider" => Filled,
        /// A store in a container of your own.
        container: "container" => Container,
        /// Values asked of the deployer for this store.
        inputs: "inputs" => List<Input>,
        /// Legacy: stores of a provider are always persistent; for a container set `volume`.
        persistent: "persistent" => Retired,
    }
}

mapping! {
    /// A service or a tool that the agent uses.
    Integration {
        /// `github`, `gitlab`, or a provider of your own.
        provider: "provider" => Filled,
        /// A service in a container of your own.
        container: "container" => Container,
        /// Values asked of the deployer for this entry.
        inputs: "inputs" => List<Input>,
    }
}

mapping! {
    /// A provider of your own: a set of variables, each injected as `<PROVIDER>_<NAME>`.
    CustomProvider {
        /// The sections whose entries may use it.
        #[schemars(extend("x-required" = true, "minItems" = 1))]
        scope: "scope" => List<Located<Scope>>; filled,
        /// Its variables; `name` is what follows the provider's prefix.
        #[schemars(extend("x-required" = true, "minItems" = 1))]
        variables: "variables" => List<Input>; filled,
        /// Settings of any shape, passed on to the platform.
        config: "config" => Free,
    }
}

keywords! {
    /// A section whose entries can have a provider.
    Scope {
        /// `models`
        Models = "models",
        /// `knowledge`
        Knowledge = "knowledge",
        /// `integrations`
        Integrations = "integrations",
    }
}

impl From<Scope> for Section {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Models => Self::Models,
            Scope::Knowledge => Self::Knowledge,
            Scope::Integrations => Self::Integrations,
        }
    }
}

/// What an entry is made of, whichever section it is in.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its section.
    pub section: Section,
    /// Its name.
    pub name: &'a str,
    /// Where it stands.
    pub place: &'a crate::source::Place,
    /// Its provider.
    pub provider: &'a super::Field<Filled>,
    /// Its container.
    pub container: &'a super::Field<Container>,
    /// Its inputs.
    pub inputs: &'a super::Field<List<Input>>,
    /// The model, where it is one.
    pub model: Option<&'a Model>,
}
