//! What code calls the names of a package of client code, by what of the spec each is of.

use std::collections::BTreeMap;

/// The names that a package of client code has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientCode {
    /// The language, as `ast.toml` calls it.
    pub language: &'static str,
    /// The package, as code imports it.
    pub module: String,
    /// Its folder, below that of what is generated.
    pub folder: String,
    /// By what they are of, as `models.chat` or `inputs.LEVEL`. Of two specs, the same place has the same kind of name.
    pub names: BTreeMap<String, Vec<CodeName>>,
}

/// A name in code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodeName {
    /// The section that it stands in, which is a module or a field: `models`.
    pub within: &'static str,
    /// The name itself: `async_chat`.
    pub name: String,
    /// Whether it is a type, which is told from others by its name alone.
    pub is_type: bool,
}
