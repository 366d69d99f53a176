//! A value of a plain input.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{Word, text};

/// As long a value can be given to a process: Linux takes 128 KiB for one variable with its name.
const LONGEST: usize = 100 * 1024;

text! {
    /// A value of a plain input, as its variable has it.
    InputValue, r"^[^\x00]+$"
}

impl InputValue {
    /// A value, which no message repeats: it may be a secret that stands in the wrong place.
    ///
    /// # Errors
    /// What was expected.
    pub fn new(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("expected a value, found an empty text\nhelp: leave the line out".to_owned());
        }
        if text.contains('\0') || text.len() > LONGEST {
            return Err("expected a text of at most 100 KiB without the character NUL".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}
