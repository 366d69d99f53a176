//! The interface of an agent's plan in the words of one language: what the templates print.

use std::collections::BTreeMap;

use serde::Serialize;

/// A package.
#[derive(Debug, Serialize)]
pub(super) struct Package {
    /// The constant first line.
    pub(super) header: &'static str,
    /// The agent's name without its scope.
    pub(super) agent: String,
    /// The package's name.
    pub(super) name: String,
    /// The package's name in code.
    pub(super) module: String,
    /// The gateway, where it is used.
    pub(super) gateway: Option<Gateway>,
    /// The agent's settings.
    pub(super) settings: Settings,
    /// The settings of each ingestion.
    pub(super) jobs: Vec<Settings>,
    /// What makes clients, by section.
    pub(super) factories: BTreeMap<&'static str, Vec<Factory>>,
    /// Entries that have settings alone, as paths.
    pub(super) bare: Vec<String>,
    /// Optional dependencies, by name.
    pub(super) extras: BTreeMap<&'static str, &'static str>,
}

/// The gateway.
#[derive(Debug, Serialize)]
pub(super) struct Gateway {
    /// The type of its settings.
    pub(super) type_name: String,
    /// The ids of chat models.
    pub(super) chat: Vec<String>,
    /// The ids of chat models as constants.
    pub(super) chat_names: Vec<String>,
    /// The ids of embedding models.
    pub(super) embedding: Vec<String>,
    /// The ids of embedding models as constants.
    pub(super) embedding_names: Vec<String>,
    /// A chat model to begin with.
    pub(super) first: String,
    /// The address.
    pub(super) url: Field,
    /// The key.
    pub(super) key: Field,
    /// Address and key as the agent's settings have them, by `URL` and `API_KEY`.
    pub(super) held: BTreeMap<String, Field>,
}

/// What one container's code is given.
#[derive(Debug, Serialize)]
pub(super) struct Settings {
    /// The module of a job; none for the agent.
    pub(super) job: Option<String>,
    /// The declaration, as a path in the spec.
    pub(super) path: String,
    /// Its type.
    pub(super) type_name: String,
    /// Whether a value has options that are types.
    pub(super) has_options: bool,
    /// Its sections.
    pub(super) sections: Vec<Section>,
}

/// A section of settings.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    /// Its word in the spec.
    pub(super) name: &'static str,
    /// Its field.
    pub(super) field: &'static str,
    /// What it holds.
    pub(super) about: &'static str,
    /// Its type.
    pub(super) type_name: String,
    /// Its entries, where it has some.
    pub(super) entries: Vec<Entry>,
    /// Its values, where it has no entries.
    pub(super) values: Vec<Field>,
}

/// An entry of a section.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// Its field.
    pub(super) field: String,
    /// Its type.
    pub(super) type_name: String,
    /// Its path in the spec.
    pub(super) path: String,
    /// Its provider.
    pub(super) provider: Option<String>,
    /// Its values.
    pub(super) values: Vec<Field>,
}

/// A value.
#[expect(clippy::struct_field_names, reason = "what settings have are fields in every language")]
#[derive(Debug, Clone, Serialize)]
pub(super) struct Field {
    /// Its field.
    pub(super) field: String,
    /// The type of its options, where it has some that are closed.
    pub(super) type_name: Option<String>,
    /// The variable.
    pub(super) variable: String,
    /// The declaration's path in the spec; the section where the platform sets it.
    pub(super) path: String,
    /// `string`, `number`, `boolean`, `array`, `object`, `port`.
    pub(super) datatype: &'static str,
    /// What it has to be one of.
    pub(super) options: Vec<String>,
    /// The options as variants of its type, where it has one.
    pub(super) variants: Vec<String>,
    /// Whether it is never shown.
    pub(super) secret: bool,
    /// Whether it may be absent: not required, and without a default.
    pub(super) optional: bool,
    /// The value where it is absent.
    pub(super) default: Option<String>,
    /// What it is.
    pub(super) description: String,
}

/// What makes the client of an entry.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Factory {
    /// Its function.
    pub(super) name: String,
    /// The functions of a library that makes several kinds of clients.
    pub(super) forms: Vec<Form>,
    /// The entry's path in the spec.
    pub(super) path: String,
    /// The entry's field in the settings of its section.
    pub(super) entry: String,
    /// The entry's type, where it has settings.
    pub(super) type_name: Option<String>,
    /// The provider.
    pub(super) provider: &'static str,
    /// The library.
    pub(super) library: &'static str,
    /// How the library is imported and called, in the words of the language's templates.
    pub(super) code: &'static serde_json::Map<String, serde_json::Value>,
    /// Whether its client takes options.
    pub(super) has_options: bool,
    /// `chat` or `embedding`, for models.
    pub(super) kind: &'static str,
    /// The variable that chooses the model.
    pub(super) choice: Option<Field>,
    /// The ids to choose from.
    pub(super) models: Vec<String>,
    /// The entry's values by what they are in it.
    pub(super) parts: BTreeMap<String, Field>,
    /// The same values as the agent's settings have them.
    pub(super) held: BTreeMap<String, Field>,
}

/// A function that makes one kind of client.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Form {
    /// Its name.
    pub(super) name: String,
    /// What it makes, in the words of the language's templates.
    pub(super) code: &'static serde_json::Value,
}
