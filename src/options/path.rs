//! A path that stays inside the project.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A relative path with `/`, without `.` and `..`, that can't leave the folder that it is relative to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProjectPath(String);

impl ProjectPath {
    /// A path as the user wrote it; the error continues "expected ".
    pub fn new(text: &str) -> Result<Self, String> {
        let expected = |what: &str| Err(format!("{what}, found `{text}`"));
        let drive = text.as_bytes().get(1) == Some(&b':');
        if text.starts_with('/') || drive || text.contains(|c: char| c == '\\' || c.is_control()) {
            return expected("a path relative to the project, with `/` between its parts");
        }
        let parts: Vec<_> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return expected("a path inside the project");
        }
        if parts.is_empty() {
            return expected("a path that names something");
        }
        // Compose and `ast env sync` keep the project's own values there, and it is in no repository.
        if parts == [".env"] {
            return expected("a path other than `.env`, which holds your values");
        }
        Ok(Self(parts.join("/")))
    }

    /// A path of ours that is known to be well-formed.
    pub(super) fn fixed(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The path, with `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ProjectPath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text).map_err(|error| format!("expected {error}"))
    }
}

impl From<ProjectPath> for String {
    fn from(path: ProjectPath) -> Self {
        path.0
    }
}

impl fmt::Display for ProjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for ProjectPath {
    fn schema_name() -> Cow<'static, str> {
        "ProjectPath".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1, "pattern": r"^(?!/)(?!.:)(?!\.env$)(?!(.*/)?\.\.(/|$))[^\\]+$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_can_not_leave_the_project() {
        for text in
            ["/etc", "../x", "a/../../x", "a/..", "C:/x", "a\\b", "", ".", "./", "a\0b", "a\nb", ".env", "./.env/"]
        {
            assert!(ProjectPath::new(text).is_err(), "{text:?}");
        }
        assert_eq!(ProjectPath::new("./a//b/").unwrap().as_str(), "a/b");
        assert_eq!(ProjectPath::new("config/.env").unwrap().as_str(), "config/.env");
        assert_eq!(ProjectPath::new("..a/b..").unwrap().as_str(), "..a/b..");
    }
}
