//! `ast` compiles `astropods.yml`, an agent's declaration, into everything that the agent needs to run.

pub mod diagnostic;
pub mod document;
pub mod source;
