//! What programs are told of a name: an answer for each kind of thing that it can be.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::deployed::{Address, Object};
use crate::diagnostic::render::json::Version;
use crate::diagnostic::{Applicability, Class, Severity};
use crate::plan::{EnvKind, Id};
use crate::provider::ModelKind;
use crate::source::Pointer;
use crate::spec::{Scope, Section};

/// `ast explain NAME --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explain")]
pub struct Explanations<'a> {
    /// The version of the contract.
    pub version: Version,
    /// The name that was looked up.
    pub name: &'a str,
    /// All that it is.
    pub found: Vec<&'a Explained>,
}

/// What a name is, by its `kind`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Explained {
    /// A code of `ast validate`.
    Code(Code),
    /// A built-in provider.
    Provider(Provider),
    /// A provider that the spec declares.
    OwnProvider(OwnProvider),
    /// A model of the AI Gateway.
    Model(ModelOffer),
    /// A variable of a container.
    Variable(Variable),
    /// A variable that moves a published port.
    Port(Published),
    /// A word of neighbouring tools, or one that `ast diff` says of a change.
    Word(Word),
    /// A key of the language.
    Key(LanguageKey),
    /// A key of `ast.toml`.
    Option(OptionKey),
    /// The agent, or an entry of the spec.
    Entry(OwnEntry),
    /// An object of a cluster that holds values.
    Object(Object),
    /// An address outside of the project.
    Address(Address),
}

/// Types with one value each: the word by which programs tell the answers apart.
macro_rules! kinds {
    ($($name:ident = $word:ident,)*) => {$(
        /// What was found: always this word.
        #[derive(Debug, Serialize, JsonSchema)]
        #[serde(rename_all = "lowercase")]
        #[schemars(inline)]
        pub(super) enum $name {
            $word,
        }
    )*};
}

kinds! {
    CodeKind = Code,
    ProviderKind = Provider,
    OfferKind = Model,
    VariableKind = Variable,
    PortKind = Port,
    WordKind = Word,
    KeyKind = Key,
    OptionKind = Option,
    EntryKind = Entry,
    ObjectKind = Object,
    AddressKind = Address,
}

/// A code of `ast validate`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-code")]
pub struct Code {
    pub(super) kind: CodeKind,
    /// The code, kebab-case and stable.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub(super) name: &'static str,
    /// The stage that finds it.
    pub(super) class: Class,
    /// How bad it is, unless somebody says otherwise.
    pub(super) severity: Severity,
    /// Whether nothing can lower it.
    pub(super) fixed_severity: bool,
    /// What it is, in a line.
    pub(super) summary: &'static str,
    /// Why it is one.
    pub(super) explanation: &'static str,
    /// A spec that has the finding.
    pub(super) bad: &'static str,
    /// The same without it.
    pub(super) good: &'static str,
    /// What is said of the bad one.
    pub(super) message: Option<String>,
    /// What to do, as it is said of the bad one.
    pub(super) help: Option<String>,
    /// Whether `ast fix` corrects it.
    pub(super) fix: Option<Applicability>,
}

/// A built-in provider.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-provider")]
pub struct Provider {
    pub(super) kind: ProviderKind,
    /// What entries call it.
    pub(super) name: &'static str,
    /// The one section whose entries may use it.
    pub(super) section: &'static str,
    /// What it is.
    pub(super) summary: &'static str,
}

/// A provider that the spec declares.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-own-provider")]
pub struct OwnProvider {
    pub(super) kind: ProviderKind,
    /// What entries call it.
    pub(super) name: String,
    /// The sections whose entries may use it.
    pub(super) scope: Vec<Scope>,
    /// Its place: a JSON pointer into the spec (RFC 6901).
    pub(super) declared_by: Pointer,
    /// The entries that use it.
    pub(super) components: Vec<User>,
}

/// An entry that uses a provider.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct User {
    /// Which one.
    pub(super) id: Id,
    /// The variables that it brings.
    pub(super) variables: Vec<String>,
}

/// A model of the AI Gateway.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-model")]
pub struct ModelOffer {
    pub(super) kind: OfferKind,
    /// The id that clients send.
    pub(super) name: &'static str,
    /// What it makes.
    pub(super) model: ModelKind,
    /// Whether the gateway's reference lists it; else it is only known of.
    pub(super) supported: bool,
    /// What it is good for.
    #[serde(rename = "use")]
    pub(super) purpose: &'static str,
}

/// A variable of a container.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-variable")]
pub struct Variable {
    pub(super) kind: VariableKind,
    /// Its name.
    pub(super) name: String,
    /// What it is.
    pub(super) description: Option<String>,
    /// Why it exists.
    pub(super) why: EnvKind,
    /// Whether its value must never be shown.
    pub(super) secret: bool,
    /// Whether somebody has to supply it.
    pub(super) required: bool,
    /// What it would get; null when unknown or secret.
    pub(super) value: Option<String>,
    /// The declared or published default.
    pub(super) default: Option<String>,
    /// What the deployer chooses from.
    pub(super) options: Vec<String>,
    /// A value that is put together of a supply.
    pub(super) template: Option<String>,
    /// The place that causes it: a JSON pointer into the spec (RFC 6901).
    pub(super) declared_by: Option<Pointer>,
    /// The supplied value that it is, or is put together of.
    pub(super) supply: Option<String>,
    /// Who gets it.
    pub(super) containers: Vec<Reader>,
}

/// A container that gets a variable.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Reader {
    /// Which one.
    pub(super) id: Id,
    /// The variable's name there.
    pub(super) name: String,
}

/// A variable that moves a published port.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-port")]
pub struct Published {
    pub(super) kind: PortKind,
    /// Its name.
    pub(super) name: String,
    /// Whose port it is.
    pub(super) container: Id,
    /// The number inside the container.
    #[schemars(range(min = 1))]
    pub(super) port: u16,
    /// The number on this machine, where the variable says no other.
    #[schemars(range(min = 1))]
    pub(super) default: u16,
}

/// A word of neighbouring tools, and what stands for it here.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-word")]
pub struct Word {
    pub(super) kind: WordKind,
    /// The word, in lower case.
    pub(super) name: String,
    /// What stands for it.
    pub(super) text: Cow<'static, str>,
}

/// A key of the language.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-key")]
pub struct LanguageKey {
    pub(super) kind: KeyKind,
    /// Where it stands first, as in `models.<name>.container.port`; items of a list are `inputs[]`.
    pub(super) name: String,
    /// All places that it stands in.
    pub(super) places: Vec<String>,
    /// What kind of value it has; null where it can be anything.
    #[serde(rename = "type")]
    pub(super) datatype: Option<&'static str>,
    /// Whether it must be there.
    pub(super) required: bool,
    /// What holds where it is not there.
    pub(super) default: Option<&'static Value>,
    /// The words that it can be, or that are known.
    pub(super) options: Vec<&'static str>,
    /// What it is for, in Markdown.
    pub(super) description: &'static str,
    /// How it is written.
    pub(super) example: Option<&'static str>,
    /// What it becomes.
    pub(super) becomes: Becomes,
    /// The keys below it.
    pub(super) keys: Vec<&'static str>,
}

impl LanguageKey {
    /// The default as it is written.
    pub(super) fn default_text(&self) -> Option<String> {
        self.default.map(|default| default.as_str().map_or_else(|| default.to_string(), str::to_owned))
    }
}

/// What a key becomes; null where it becomes nothing.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Becomes {
    /// In `compose.yaml`.
    pub(super) compose: Option<&'static str>,
    /// In a cluster.
    pub(super) kubernetes: Option<&'static str>,
    /// In client code.
    pub(super) client: Option<&'static str>,
}

impl Becomes {
    /// What it becomes, each with where.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let all = [("compose", self.compose), ("cluster", self.kubernetes), ("client", self.client)];
        all.into_iter().filter_map(|(title, text)| text.map(|text| (title, text)))
    }
}

/// A key of `ast.toml`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-option")]
pub struct OptionKey {
    pub(super) kind: OptionKind,
    /// Its path, as in `cluster.components.<name>.cpu`.
    pub(super) name: String,
    /// What kind of value it has.
    #[serde(rename = "type")]
    pub(super) datatype: &'static str,
    /// What holds where nothing is said.
    pub(super) default: Option<Value>,
    /// The only words that it can be, where there are such.
    pub(super) options: Vec<String>,
    /// The flag that says the same.
    pub(super) flag: Option<String>,
    /// What it says.
    pub(super) description: String,
    /// The keys below it.
    pub(super) keys: Vec<String>,
}

/// The agent, or an entry of the spec.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-entry")]
pub struct OwnEntry {
    pub(super) kind: EntryKind,
    /// Its id, as in `models.chat`.
    pub(super) name: Id,
    /// The section that it stands in; null for the agent.
    pub(super) section: Option<Section>,
    /// The provider that it names.
    pub(super) provider: Option<String>,
    /// Its container's image; null where it has none, or is built.
    pub(super) image: Option<String>,
    /// The name that other containers reach it by.
    pub(super) host: Option<String>,
    /// The variables that it brings to the agent, or the agent's own.
    pub(super) variables: Vec<String>,
    /// Its place: a JSON pointer into the spec (RFC 6901).
    pub(super) declared_by: Pointer,
}
