//! Whether a schema of somebody else's takes a value.

use serde_json::Value;

/// Why a schema does not take a value, or is none itself.
pub fn takes(schema: &Value, value: &Value) -> Result<(), String> {
    let validator = jsonschema::validator_for(schema).map_err(|error| format!("its schema can't be read: {error}"))?;
    validator.validate(value).map_err(|error| {
        let place = error.instance_path().to_string();
        let place = if place.is_empty() { String::new() } else { format!(" at `{place}`") };
        format!("no value was found for its schema{place}: {error}")
    })
}
