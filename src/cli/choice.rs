//! What `ast init` takes for an interface and for a template, as arguments say them.

use crate::start::{Interface, Template};

/// How users reach an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Reached {
    Frontend,
    Messaging,
    #[value(aliases = ["frontend,messaging", "messaging,frontend"])]
    Both,
    None,
}

impl From<Reached> for Interface {
    fn from(reached: Reached) -> Self {
        match reached {
            Reached::Frontend => Self::Frontend,
            Reached::Messaging => Self::Messaging,
            Reached::Both => Self::Both,
            Reached::None => Self::None,
        }
    }
}

/// A template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Begun {
    Python,
    #[value(name = "langgraph")]
    LangGraph,
    Mastra,
    Rust,
}

impl From<Begun> for Template {
    fn from(begun: Begun) -> Self {
        match begun {
            Begun::Python => Self::Python,
            Begun::LangGraph => Self::LangGraph,
            Begun::Mastra => Self::Mastra,
            Begun::Rust => Self::Rust,
        }
    }
}
