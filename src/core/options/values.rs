//! Values of variables, which are never shown.

use std::collections::BTreeMap;
use std::fmt;

/// Values by supply name, from `--env-file` and `--var`. They may be secrets: no output has them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// Sets one; a later value beats an earlier one.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// Sets one from `NAME=VALUE`; the error never holds the value.
    pub fn assign(&mut self, text: &str) -> Result<(), String> {
        match text.split_once('=') {
            Some((name, value)) if is_name(name) => {
                self.insert(name, value);
                Ok(())
            }
            // What stands here may be a secret whose name was forgotten.
            _ => Err("expected NAME=VALUE, the name of letters, digits and `_`".to_owned()),
        }
    }

    /// A value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.keys().map(|name| (name, "…"))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_shown() {
        let mut values = Values::default();
        values.assign("KEY=s3cret=x").unwrap();
        assert_eq!(values.get("KEY"), Some("s3cret=x"));
        assert_eq!(format!("{values:?}"), r#"{"KEY": "…"}"#);
        for text in ["s3cret", "=s3cret", "1A=s3cret", "a b=s3cret"] {
            assert!(!values.assign(text).unwrap_err().contains("s3cret"));
        }
    }
}
