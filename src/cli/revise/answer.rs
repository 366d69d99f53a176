//! What `ast add`, `ast remove` and `ast rename` answer programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::callers::Uncalled;
use crate::cli::diff::Touched;
use crate::cli::readers::Stale;
use crate::delta::Change;
use crate::diagnostic::render::json::{Finding, Version};

/// What each of the three answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Answer {
    /// The version of the contract.
    pub(super) version: Version,
    /// The spec, with `/`.
    pub(super) path: String,
    /// Whether the change was made; `false` with `--diff`, and where the project would not validate.
    pub(super) written: bool,
    /// The files that the change is in, with `/`.
    pub(super) files: Vec<String>,
    /// What there is to say of the spec after it.
    pub(super) diagnostics: Vec<Finding>,
    /// What it means, the worst first, as `ast diff` says it.
    pub(super) changes: Vec<Change>,
    /// The user's own files that no longer fit, as far as they are there: patches, values and secrets.
    pub(super) touched: Vec<Touched>,
    /// The names of generated client code that are gone, with the places that call them.
    pub(super) client: Vec<Uncalled>,
    /// The places in code that read a variable which is gone, or has another name.
    pub(super) reads: Vec<Stale>,
}

/// The same answer under the name of each command, as the schema has them.
macro_rules! answers {
    ($($name:ident $word:literal $title:literal,)*) => {
        $(
            #[doc = $title]
            #[derive(JsonSchema)]
            #[schemars(rename = $word)]
            #[expect(dead_code, reason = "the schema alone tells them apart")]
            pub(in crate::cli) struct $name(Answer);
        )*
    };
}

answers! {
    AddModel "add-model" "`ast add model --format json`",
    AddKnowledge "add-knowledge" "`ast add knowledge --format json`",
    AddIntegration "add-integration" "`ast add integration --format json`",
    AddIngestion "add-ingestion" "`ast add ingestion --format json`",
    AddProvider "add-provider" "`ast add provider --format json`",
    AddInput "add-input" "`ast add input --format json`",
    Remove "remove" "`ast remove --format json`",
    Rename "rename" "`ast rename --format json`",
}
