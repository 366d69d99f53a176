//! What declarations ask for and say: a claim on a variable of a container, and claims on a supplied value.

use std::ops::Deref;
use std::rc::Rc;

use super::id::Id;
use crate::source::Place;
use crate::spec::{DataType, Input};

/// Why a variable exists; the vocabulary of plans and explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum EnvKind {
    /// The gateway's URL or key.
    Gateway,
    /// The chosen model of a gateway entry.
    ModelChoice,
    /// What a hosted service is used with.
    Credential,
    /// Host, port or URL of a container.
    Connection,
    /// User, password, database or key of a store.
    StoreCredential,
    /// A value that the deployer is asked for.
    Input,
    /// Set by `environment`.
    Environment,
    /// A setting of a store that never changes.
    Constant,
    /// Set by the platform.
    Platform,
}

/// Which claim on a name goes before which: the later in this list wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precedence {
    /// A top-level input.
    Top,
    /// An input of an entry or of the agent.
    Narrow,
    /// A provider, a store or the platform, which own the name.
    Owner,
    /// The container's own `environment`.
    Environment,
}

/// A declaration that asks for a variable in a container.
#[derive(Debug, Clone)]
pub struct Claim {
    /// What it goes before.
    pub level: Precedence,
    /// Why it exists.
    pub kind: EnvKind,
    /// The entry that brings it.
    pub component: Option<Id>,
    /// What it is within its entry, as the end of its name says: `HOST`, `API_KEY`; none for other names.
    pub part: Option<String>,
    /// The name that it repeats, where one value has two.
    pub alias_of: Option<String>,
    /// Where its value comes from.
    pub value: Symbol,
    /// Where it stands only under some bindings.
    pub condition: Condition,
    /// The place that causes it; none for the platform's and for constants.
    pub declared_by: Option<Place>,
    /// The text to point at when it collides.
    pub blame: Option<Place>,
    /// The provider that it belongs to.
    pub provider: Option<String>,
    /// What it is, in the catalogue's words.
    pub description: Option<String>,
    /// The input that declares it.
    pub input: Option<Rc<Declaration>>,
}

/// Where a value comes from, before it is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbol {
    /// Written in the spec or the catalogue.
    Literal(String),
    /// Supplied under this name.
    Supply(String),
    /// The host of a container.
    Host(Id),
    /// A port of a container.
    PortOf(Id, u16),
    /// The URL of a container, with the supply that it carries as a password.
    Url {
        /// The container.
        id: Id,
        /// The scheme.
        scheme: String,
        /// The port.
        port: u16,
        /// The supply name of the password.
        password: Option<String>,
    },
    /// The gateway's URL.
    GatewayUrl,
    /// The agent's name.
    AgentName,
    /// The agent's build.
    AgentBuild,
    /// The agent's own host.
    AgentHost,
    /// The agent's own URL.
    AgentUrl,
    /// The messaging sidecar's address.
    MessagingAddress,
    /// The frontend's port.
    FrontendPort,
    /// How much the messaging sidecar logs.
    LogLevel,
    /// Where the sidecar's web adapter listens.
    WebListenAddress,
    /// `true` in a cluster, and locally once the Slack token is supplied; else empty.
    SlackEnabled,
    /// Where telemetry goes.
    OtelEndpoint,
    /// The public URL.
    ExternalUrl,
}

/// Under which bindings a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Always.
    Always,
    /// With a messaging sidecar.
    Messaging,
    /// With the web adapter of the sidecar.
    WebAdapter,
    /// With the Slack adapter of the sidecar.
    SlackAdapter,
    /// In local runs.
    Local,
    /// With an endpoint for telemetry.
    Otel,
    /// In a cluster with a public host.
    PublicHost,
}

/// What an input says of its variable; a flag that is not written is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its variable.
    pub name: String,
    /// Its type.
    pub datatype: Option<DataType>,
    /// `secret`.
    pub secret: Option<bool>,
    /// `optional`.
    pub optional: Option<bool>,
    /// `default`, if not empty.
    pub default: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `options`.
    pub options: Vec<String>,
}

impl Declaration {
    /// What an input declares, if it has a name.
    pub fn of(input: &Input) -> Option<Rc<Self>> {
        let name = input.variable()?.value.as_str().to_owned();
        Some(Rc::new(Self {
            name,
            datatype: input.datatype.value(),
            secret: if input.is_secret() { Some(true) } else { input.secret.value() },
            optional: input.optional.value(),
            default: input.default_text().map(str::to_owned),
            description: input.description.text().map(str::to_owned),
            options: input.options.items().iter().map(|option| option.value.clone()).collect(),
        }))
    }

    /// Whether it must never be shown.
    pub fn is_secret(&self) -> bool {
        self.secret.unwrap_or(false)
    }

    /// Whether two declarations say the same; an absent flag is false.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.said() == other.said()
    }

    /// All that two declarations are compared by.
    pub(super) fn said(&self) -> (bool, bool, Option<DataType>, Option<&str>, &[String]) {
        let (secret, optional) = (self.is_secret(), self.optional.unwrap_or(false));
        (secret, optional, self.datatype, self.default.as_deref(), &self.options)
    }
}

/// What the readers of a supplied text take, beside its type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Syntax {
    /// Any text, byte for byte.
    #[default]
    Any,
    /// What becomes part of a URL: unreserved characters only.
    PartOfUrl,
    /// The URL of a gateway.
    Url,
    /// A key that goes into a header: printable ASCII without blanks, but for those around it.
    Key,
}

/// Something that is said of a supplied value.
#[derive(Debug, Clone)]
pub struct SupplyClaim {
    /// What it goes before; `Owner` for the catalogue's own words.
    pub level: Precedence,
    /// Whether it must never be shown.
    pub secret: bool,
    /// Whether the owner works without it.
    pub optional: bool,
    /// The value without one, in both bindings.
    pub default: Option<String>,
    /// The value without one, in local runs.
    pub local_default: Option<String>,
    /// What its readers take.
    pub syntax: Syntax,
    /// The store that it belongs to.
    pub store: Option<Id>,
    /// The input that says it.
    pub input: Option<Rc<Declaration>>,
    /// Where it is said.
    pub place: Option<Place>,
    /// The list that the input is in: an entry, or the agent.
    pub list: Option<Id>,
    /// What the value is for; the binding tells by it where it comes from and whether it is needed.
    pub kind: EnvKind,
}

/// Everything that is said of one supplied value, in its order.
#[derive(Debug, Default)]
pub struct SupplyClaims {
    claims: Vec<SupplyClaim>,
    is_secret: bool,
    /// Where the first claim of each level stands.
    first: Vec<(Precedence, usize)>,
}

impl SupplyClaims {
    /// Adds what one more declaration says.
    pub fn push(&mut self, claim: SupplyClaim) {
        self.is_secret |= claim.secret;
        if self.first(claim.level).is_none() {
            self.first.push((claim.level, self.claims.len()));
        }
        self.claims.push(claim);
    }

    /// Whether it must never be shown: whether anything says so.
    pub fn is_secret(&self) -> bool {
        self.is_secret
    }

    /// What its readers take, which its owner knows.
    pub fn syntax(&self) -> Syntax {
        self.owner().map(|owner| owner.syntax).unwrap_or_default()
    }

    /// The first claim of a level.
    pub fn first(&self, level: Precedence) -> Option<&SupplyClaim> {
        let (_, at) = self.first.iter().find(|(other, _)| *other == level)?;
        self.claims.get(*at)
    }

    /// The claim of who owns the value.
    pub fn owner(&self) -> Option<&SupplyClaim> {
        self.first(Precedence::Owner)
    }
}

impl Deref for SupplyClaims {
    type Target = [SupplyClaim];

    fn deref(&self) -> &[SupplyClaim] {
        &self.claims
    }
}
