//! What people and programs are told of a plan and of the catalogue: drawings, explanations, lists.

mod catalogue;
pub mod code;
mod draw;
mod explain;
mod foreign;
mod summary;
mod tree;

pub use catalogue::{model_list, models_json, provider_list, providers_json, variables};
pub use code::codes_json;
pub use draw::draw;
pub use explain::{Explanation, explain, nearest_name};
pub use summary::summary;
