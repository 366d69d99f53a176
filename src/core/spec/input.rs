//! Inputs: values that the deployer is asked for.

use crate::source::Located;

use super::declare::{keywords, mapping};
use super::field::{Field, List, Retired, Text};
use super::word::InputName;

mapping! {
    /// A value that the deployer is asked for.
    Input {
        /// The environment variable that holds it; under `providers`, what follows the provider's prefix.
        #[schemars(extend("x-required" = true))]
        name: "name" => Located<InputName>,
        /// What kind of value it is. Numbers, booleans, arrays and objects are written as JSON.
        #[schemars(extend("x-required" = true))]
        datatype: "datatype" => Located<DataType>,
        /// Whether it must never be shown. A secret has no default.
        #[schemars(extend("default" = false))]
        secret: "secret" => Located<bool>; secrecy,
        /// What it is for, shown to the deployer.
        description: "description" => Text,
        /// How the platform asks for it.
        display_as: "display-as" => Located<DisplayAs>,
        /// What a `select` offers.
        options: "options" => List<Text>,
        /// The value where the deployer gives none; a string, whatever the datatype.
        default: "default" => Text,
        /// Whether the agent works without it.
        #[schemars(extend("default" = false))]
        optional: "optional" => Located<bool>,
        /// Legacy: write `optional`, which says the opposite.
        required: "required" => Retired,
    }
}

keywords! {
    /// What kind of value an input is.
    DataType {
        /// Text.
        String = "string",
        /// `true` or `false`.
        Boolean = "boolean",
        /// A JSON number.
        Number = "number",
        /// A JSON array.
        Array = "array",
        /// A JSON object.
        Object = "object",
    }
}

keywords! {
    /// How the platform asks for an input.
    DisplayAs {
        /// One line.
        ShortText = "short-text",
        /// Several lines.
        LongText = "long-text",
        /// A choice of `options`.
        Select = "select",
    }
}

impl Input {
    /// Whether it must never be shown: also where it can't be read whether it is.
    pub fn is_secret(&self) -> bool {
        self.secret.is_broken() || self.secret.value().unwrap_or(false)
    }

    /// Whether the agent works without it.
    pub fn is_optional(&self) -> bool {
        self.optional.value().unwrap_or(false)
    }

    /// The declared default; an empty one counts as none.
    pub fn default_text(&self) -> Option<&str> {
        self.default.text().filter(|default| !default.is_empty())
    }

    /// The variable's name, if it has a valid one.
    pub fn variable(&self) -> Option<&Located<InputName>> {
        match &self.name {
            Field::Present(name) => Some(name),
            Field::Absent | Field::Broken => None,
        }
    }
}

/// What may stand around a value that is more than a text: the blanks of JSON.
pub const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

impl DataType {
    /// Why `text` is not a value of this type; the same test everywhere: specs, `.env` files, generated code.
    ///
    /// The value itself is never part of the reason, as it may be a secret.
    pub fn check(self, text: &str) -> Result<(), &'static str> {
        let parsed = || serde_json::from_str::<serde_json::Value>(text);
        let (fits, expected) = match self {
            Self::String => (true, ""),
            Self::Boolean => (matches!(text.trim_matches(BLANKS), "true" | "false"), "expected `true` or `false`"),
            Self::Number => (parsed().is_ok_and(|value| value.is_number()), "expected a JSON number"),
            Self::Array => (parsed().is_ok_and(|value| value.is_array()), "expected a JSON array, as in `[\"a\"]`"),
            Self::Object => {
                (parsed().is_ok_and(|value| value.is_object()), "expected a JSON object, as in `{\"a\": 1}`")
            }
        };
        if fits { Ok(()) } else { Err(expected) }
    }
}
