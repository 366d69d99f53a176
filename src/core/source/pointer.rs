//! Where in a document something stands.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// A path into a document in the notation of RFC 6901; the root is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, JsonSchema)]
#[schemars(inline, with = "String")]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The member `key` of what this points to.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let is_plain = !key.bytes().any(|byte| matches!(byte, b'~' | b'/'));
        let key = if is_plain { key.into() } else { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) };
        // In one allocation: it is made at every key of every text.
        Self([&self.0, "/", &*key].concat())
    }

    /// The item at `index` of the list that this points to.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The notation, for output.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The reference tokens from the root on, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        let is_escaped = self.0.contains('~');
        let unescaped = move |token: &str| {
            if is_escaped { token.replace("~1", "/").replace("~0", "~") } else { token.to_owned() }
        };
        self.0.split('/').skip(1).map(unescaped)
    }

    /// Whether it points into the top level's member `key`, or to it.
    pub fn is_within(&self, key: &str) -> bool {
        self.tokens().next().is_some_and(|first| first == key)
    }
}

impl From<&str> for Pointer {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
