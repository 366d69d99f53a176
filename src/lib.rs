//! `ast` compiles `astropods.yml`, an agent's declaration, into everything that the agent needs to run.

pub mod source;
pub mod diagnostic;
pub mod document;
pub mod options;
pub mod provider;
pub mod spec;
pub mod schema;
pub mod plan;
pub mod rule;
pub mod fix;
pub mod dotenv;
pub mod output;
mod template;
pub mod target;
pub mod compile;
pub mod view;
pub mod cli;
