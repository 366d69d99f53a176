//! `ast` compiles `astropods.yml`, an agent's declaration, into everything that the agent needs to run.

pub mod compile;
pub mod diagnostic;
pub mod document;
pub mod plan;
pub mod provider;
pub mod rule;
pub mod schema;
pub mod source;
pub mod spec;
