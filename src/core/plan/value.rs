//! What containers read and what somebody has to supply for it, a row each.

use schemars::JsonSchema;
use serde::Serialize;

use super::claim::{EnvKind, Syntax};
use super::id::Id;
use super::template::Template;
use crate::source::Pointer;
use crate::spec::DataType;

/// A variable of a container.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "variable")]
pub struct EnvRow {
    /// Its name.
    pub name: String,
    /// Why it exists.
    pub kind: EnvKind,
    /// The entry that brings it.
    pub component: Option<Id>,
    /// The type of its value.
    pub datatype: DataType,
    /// What the deployer chooses from.
    pub options: Vec<String>,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// Whether somebody has to supply it.
    pub required: bool,
    /// What it would get; null when unknown or secret.
    pub value: Option<String>,
    /// The declared or published default.
    pub default: Option<String>,
    /// The supply that it refers to, where that has another name.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// A value that is put together of a supply.
    pub template: Option<Template>,
    /// The place that causes it: a JSON pointer into the spec (RFC 6901).
    pub declared_by: Option<Pointer>,
    /// The provider that it belongs to.
    pub provider: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Whether its reader works without it, default or not.
    #[serde(skip)]
    pub optional: bool,
    /// The supplied value that it is, or is composed of.
    #[serde(skip)]
    pub supply: Option<String>,
}

/// A value that somebody provides.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Supply {
    /// Its name in `.env`.
    pub name: String,
    /// Whether it must never be shown.
    pub secret: bool,
    /// Whether somebody must provide it.
    pub required: bool,
    /// The value where nobody does; for a store's password the published local constant.
    pub default: Option<String>,
    /// Whether `ast env sync` makes it up.
    pub generated: bool,
    /// The one container that it belongs to; none where several read it for themselves.
    pub owner: Option<Id>,
    /// Every container that reads it.
    pub read_by: Vec<Id>,
    /// What its readers take.
    #[serde(skip)]
    pub syntax: Syntax,
    /// The type of its value.
    #[serde(skip)]
    pub datatype: DataType,
    /// What the deployer chooses from.
    #[serde(skip)]
    pub options: Vec<String>,
    /// What it is.
    #[serde(skip)]
    pub description: Option<String>,
    /// Why it exists.
    #[serde(skip)]
    pub kind: EnvKind,
    /// The pointer of the place that causes it.
    #[serde(skip)]
    pub declared_by: Option<Pointer>,
    /// The provider that it belongs to.
    #[serde(skip)]
    pub provider: Option<String>,
}

/// A credential that the agent or its sidecar uses.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Credential {
    /// Its variable.
    pub name: String,
    /// Whose it is.
    pub provider: Option<String>,
    /// The section of the first entry that brings it, `providers` or `platform`.
    pub section: &'static str,
    /// Whether the agent works without it.
    pub optional: bool,
    /// What it is.
    pub description: Option<String>,
    /// The place that causes it: a JSON pointer into the spec (RFC 6901).
    pub declared_by: Option<Pointer>,
}
