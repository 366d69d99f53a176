//! A kind of finding: its stable name, its severity and the text that explains it.

use schemars::JsonSchema;
use serde::Serialize;

/// How bad a finding is; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Severity {
    /// The spec does not compile.
    Error,
    /// It compiles, but hardly as it was meant.
    Warning,
    /// It can be written better.
    Advice,
}

impl Severity {
    /// The word that output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// The stage that finds it; only the severity of a rule can be lowered, where the rest can do without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Class {
    /// Not the YAML that we read.
    Syntax,
    /// Not the shape that the schema asks for.
    Schema,
    /// The right shape, but a rule of the language is broken.
    Rule,
}

impl Class {
    /// The word that output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Schema => "schema",
            Self::Rule => "rule",
        }
    }
}

/// A kind of finding. Its identity is its `id`.
#[derive(Debug)]
pub struct Code {
    /// Kebab-case, stable.
    pub id: &'static str,
    /// Which stage finds it.
    pub class: Class,
    /// The severity when nothing changes it.
    pub severity: Severity,
    /// One line, lower case, no full stop.
    pub summary: &'static str,
    /// Why it matters and what to write instead; Markdown, whole sentences.
    pub explanation: &'static str,
    /// A whole spec that has this finding.
    pub bad: &'static str,
    /// The same spec without it.
    pub good: &'static str,
    /// Whether everything that is generated rests on it. Were such a rule silenced, there would be a container without an
    /// image, two of one name, or a section that is not there, and nobody would be told.
    pub load_bearing: bool,
    /// How editors show what it blames.
    pub tag: Option<Tag>,
}

/// A way in which editors show text, beside underlining it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Struck through: there is a newer way to say it.
    Deprecated,
    /// Faded: it does nothing.
    Unnecessary,
}

/// An example of a code: the lines that matter, below the head that most examples share.
macro_rules! example {
    ($lines:literal) => {
        concat!("spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1", $lines)
    };
}
pub(crate) use example;

impl Code {
    /// What most codes have: each names the rest itself.
    pub const BASE: Self = Self {
        id: "",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "",
        explanation: "",
        bad: "",
        good: "",
        load_bearing: false,
        tag: None,
    };

    /// Whether its findings are errors whatever anybody says.
    pub fn is_fixed(&self) -> bool {
        self.severity == Severity::Error && (self.class != Class::Rule || self.load_bearing)
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}
