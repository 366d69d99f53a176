//! The JSON Schema of the language: derived from the spec's types, and what checks a file's shape.

mod asked;
mod check;
mod codes;
mod derive;
mod elsewhere;
mod editor;
mod form;
pub(crate) mod listed;
mod nameless;
mod nearly;
pub mod node;
mod other;
mod provided;
pub(crate) mod reached;
mod shallow;
mod stores;
mod takes;
mod turn;
mod unknown_key;
mod usual;
mod words;
mod wrong_type;

/// The schema as it is published: what [`derive()`] made when it was written last.
pub const PUBLISHED: &str = include_str!("../../../schema/astropods.schema.json");

pub(crate) use check::SCHEMA;
pub use check::check;
pub use codes::CODES;
pub use derive::{derive, shape};
pub use elsewhere::word as elsewhere;
pub use nearly::word as nearly;
pub(crate) use other::{instead, meant, provider as other_provider};
pub use takes::takes;
pub(crate) use words::quoted_list;
