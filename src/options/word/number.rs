//! Numbers with bounds.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::Word;

/// Numbers of at least one: what is expected, and what to do where a zero is found.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident, $expected:literal $(, help $help:literal)?;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "u32", into = "u32")]
        pub struct $name(u32);

        impl $name {
            /// The number.
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = String;

            fn try_from(number: u32) -> Result<Self, String> {
                if number > 0 {
                    return Ok(Self(number));
                }
                let message = concat!("expected ", $expected, ", found `0`").to_owned();
                $(let message = format!("{message}\nhelp: {}", $help);)?
                Err(message)
            }
        }

        impl From<$name> for u32 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl Word for $name {
            fn of_flag(text: &str) -> Result<Self, String> {
                u32::of_flag(text)?.try_into()
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "integer", "format": "uint32", "minimum": 1, "maximum": u32::MAX})
            }
        }
    )*};
}

numbers! {
    /// How many of something, or how long in seconds.
    Count, "a number above zero";
    /// A user of a container: not root.
    User, "a user other than root", help "no pod may run as root: give the id of the user that the image is made for";
}

impl Count {
    /// A count of ours.
    pub(crate) const fn fixed(number: u32) -> Self {
        Self(number)
    }
}
