//! Numbers with bounds.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{Word, refused};

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
    /// The id of a user: not root's.
    UserId, "a user other than root", help "no pod may run as root: give the id of the user that the image is made for";
}

/// Who a container runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Said", into = "serde_json::Value")]
pub enum User {
    /// Whom the cluster chooses, which is never root.
    Any,
    /// The user with this id.
    Id(UserId),
}

/// What a user is said by, as far as a file can.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Id(u32),
    Text(String),
    Other(serde_json::Value),
}

const ANY: &str = "any";

impl TryFrom<Said> for User {
    type Error = String;

    fn try_from(said: Said) -> Result<Self, String> {
        match said {
            Said::Id(id) => UserId::try_from(id).map(Self::Id),
            Said::Text(text) if text == ANY => Ok(Self::Any),
            Said::Text(text) => Err(refused("the id of a user or `any`", &text)),
            Said::Other(value) => Err(refused("the id of a user or `any`", &value.to_string())),
        }
    }
}

impl From<User> for serde_json::Value {
    fn from(user: User) -> Self {
        match user {
            User::Any => ANY.into(),
            User::Id(id) => id.get().into(),
        }
    }
}

impl Word for User {
    fn of_flag(text: &str) -> Result<Self, String> {
        let said = text.parse().map_or_else(|_| Said::Text(text.to_owned()), Said::Id);
        said.try_into()
    }
}

impl JsonSchema for User {
    fn schema_name() -> Cow<'static, str> {
        "User".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["integer", "string"], "minimum": 1, "maximum": u32::MAX, "pattern": format!("^{ANY}$")})
    }
}

impl Count {
    /// A count of ours.
    pub(crate) const fn fixed(number: u32) -> Self {
        Self(number)
    }
}
