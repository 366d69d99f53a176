//! A value that is put together when a container starts.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// A text that a supply's value, or its presence, decides. Printed in the notation of a shell.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(inline, with = "String")]
pub enum Template {
    /// The value of a supply between two texts.
    Around {
        /// The text before.
        before: String,
        /// The supply.
        supply: String,
        /// The text after.
        after: String,
    },
    /// `text` where the supply has a value, else nothing.
    Present {
        /// The supply.
        supply: String,
        /// The text.
        text: &'static str,
    },
}

impl Template {
    /// The supply that it is made with.
    pub fn supply(&self) -> &str {
        match self {
            Self::Around { supply, .. } | Self::Present { supply, .. } => supply,
        }
    }

    /// Whether it shows the value.
    pub fn shows(&self) -> bool {
        matches!(self, Self::Around { .. })
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Around { before, supply, after } => write!(f, "{before}${{{supply}}}{after}"),
            Self::Present { supply, text } => write!(f, "${{{supply}:+{text}}}"),
        }
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
