//! What people and programs are told of a plan and of the catalogue: drawings, explanations, lists.

mod catalogue;
pub mod code;
mod consequence;
mod delta;
mod deployed;
pub mod docs;
mod draw;
mod environments;
mod explain;
mod explained;
mod foreign;
mod graph;
mod language;
mod published;
mod sbom;
mod setting;
mod summary;
mod tree;

pub use catalogue::{Models, Providers, variables};
pub use code::Codes;
pub use delta::{Changed, changed, changed_as_markdown};
pub use deployed::explain_deployed;
pub use draw::draw;
pub use environments::{Environments, Sides, draw_environments, environments};
pub use explain::{Explanation, explain, names, nearest_name};
pub use explained::{Explained, Explanations};
pub use graph::{Form, Picture, graph, graph_of_change, is_picture};
pub use language::{Absent, absent, reference};
pub use published::ports;
pub use sbom::{Contained, sbom};
pub use summary::summary;
