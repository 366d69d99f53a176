//! What the user's own code may rely on, wherever it runs: its values and the models that it can ask for.

use super::claim::EnvKind;
use super::id::Id;
use crate::provider::ModelKind;
use crate::source::Pointer;
use crate::spec::DataType;

/// A container whose code is the user's, and what that code may rely on wherever it runs.
#[derive(Debug)]
pub struct Client {
    /// Which container.
    pub id: Id,
    /// Its values, each once, by variable.
    pub values: Vec<ClientValue>,
}

/// A value that the user's code reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientValue {
    /// The variable.
    pub name: String,
    /// Why it exists.
    pub kind: EnvKind,
    /// The entry that brings it.
    pub component: Option<Id>,
    /// What it is within its entry; none where only the whole name says.
    pub part: Option<String>,
    /// The type of its value.
    pub datatype: ValueType,
    /// What the deployer chooses from.
    pub options: Vec<String>,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// Whether it may be absent.
    pub optional: bool,
    /// The value where it is absent: declared, or published for every topology.
    pub default: Option<String>,
    /// The pointer of the place that causes it.
    pub declared_by: Option<Pointer>,
    /// What it is.
    pub description: Option<String>,
}

/// The type of a value that the user's code reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// As declared.
    Data(DataType),
    /// The number of a port.
    Port,
    /// The URL of a gateway.
    Url,
    /// A key that goes into a header.
    Key,
}

/// A model that a client may ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The id that clients send.
    pub id: String,
    /// What it makes.
    pub kind: ModelKind,
}
