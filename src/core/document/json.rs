//! The tree as JSON: for the schema's validator, and for values of free shape.

use serde_json::{Map, Number, Value};

use super::{Node, NodeKind, Scalar, ScalarType};

impl Node {
    /// The node as JSON. What could not be read is null: whoever looks at the result has to leave it alone.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            NodeKind::Broken => Value::Null,
            NodeKind::Scalar(scalar) => scalar.to_json(),
            NodeKind::Sequence(items) => items.iter().map(Self::to_json).collect(),
            NodeKind::Mapping(entries) => {
                let map: Map<_, _> = entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect();
                Value::Object(map)
            }
        }
    }
}

impl Scalar {
    fn to_json(&self) -> Value {
        match self.kind {
            ScalarType::Null => Value::Null,
            ScalarType::Bool => Value::Bool(self.as_bool().unwrap_or_default()),
            ScalarType::String => Value::String(self.text.clone()),
            // JSON has no infinities; a number that no bound accepts stands in for them.
            ScalarType::Integer | ScalarType::Float => {
                if let Some(integer) = self.as_integer() {
                    return Value::from(integer);
                }
                let number = self.as_number().unwrap_or(f64::MAX);
                Number::from_f64(number).map_or(Value::Null, Value::Number)
            }
        }
    }
}
