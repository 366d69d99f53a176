//! What programs are told of an env file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::cli::Status;
use crate::cli::accepted::Accepted;
use crate::cli::flags::Output;
use crate::cli::many::{Ended, value};
use crate::cli::session::Session;
use crate::diagnostic::render::json::{Finding, Version};
use crate::dotenv::{Problem, ProblemKind};
use crate::plan::For;
use crate::source::Source;

// What it is, its facts say.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "env-{Facts}")]
pub(in crate::cli) struct Answer<Facts> {
    /// The version of the contract.
    pub(super) version: Version,
    #[serde(flatten)]
    pub(super) facts: Facts,
    /// What there is to say of the spec.
    pub(super) diagnostics: Vec<Finding>,
}

/// The same where the spec has errors, and so no variables; its keys have always stood in this order.
#[derive(Debug, Serialize)]
pub(super) struct Refused<Facts> {
    #[serde(flatten)]
    pub(super) facts: Facts,
    pub(super) version: Version,
    pub(super) diagnostics: Vec<Finding>,
}

/// `ast env check --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "check")]
pub(in crate::cli) struct Checked {
    /// The env file, as messages show it.
    pub(super) file: String,
    /// What it is held to.
    #[serde(rename = "for")]
    pub(super) target: For,
    /// Whether the spec and the file have no error.
    pub(super) valid: bool,
    /// What is wrong with the file.
    pub(super) problems: Vec<Told>,
}

/// Something that is wrong with an env file. No value is ever part of it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(in crate::cli) struct Told {
    /// The variable; empty where a line has none.
    pub(in crate::cli) name: String,
    /// What kind of problem it is.
    pub(super) kind: ProblemKind,
    /// How bad it is.
    pub(super) severity: Severity,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
    /// The line of the name in the file, from 1; null where it is missing.
    #[schemars(range(min = 1))]
    pub(super) line: Option<usize>,
    /// Its column.
    #[serde(skip)]
    pub(super) column: usize,
}

/// How bad a problem of an env file is.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(super) enum Severity {
    /// The file can't be used as it is.
    Error,
    /// It can be used, but hardly does what was meant.
    Warning,
}

/// `ast env sync --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "sync")]
pub(in crate::cli) struct Synced {
    /// The env file, as messages show it.
    pub(super) file: String,
    /// Whether it was written.
    pub(super) written: bool,
    /// The names that were added.
    pub(super) added: Vec<String>,
    /// Those of them that got a value that was made up.
    pub(super) generated: Vec<String>,
    /// The required names that have no value yet.
    pub(super) missing: Vec<String>,
    /// The host ports that were chosen, by variable.
    #[schemars(extend("additionalProperties" = { "type": "integer", "minimum": 1, "maximum": 65535 }))]
    pub(super) ports: BTreeMap<String, u16>,
}

impl Checked {
    /// What there is to say where the file is not looked at.
    pub(super) fn nothing(file: String, target: For) -> Self {
        Self { file, target, valid: false, problems: Vec::new() }
    }
}

impl Synced {
    /// What there is to say where the file is not looked at.
    pub(super) fn nothing(file: String) -> Self {
        let (added, generated, missing, ports) = Default::default();
        Self { file, written: false, added, generated, missing, ports }
    }
}

/// What adds the lines that a file lacks; nothing where all of them are there.
pub(in crate::cli) fn adds_lines(problems: &[Told]) -> &'static str {
    let lacks_line = problems.iter().any(|problem| problem.kind == ProblemKind::Missing && problem.line.is_none());
    if lacks_line { "note: `ast env sync` adds the lines that are missing\n" } else { "" }
}

/// A spec with errors has no variables: programs get the answer without any, and people the findings.
pub(super) fn refuse(
    output: &Output,
    facts: impl Serialize,
    project: &Accepted,
    session: &mut Session<'_, '_>,
) -> Ended<Value> {
    if output.is_json() {
        let refused = Refused { facts, version: Version, diagnostics: project.findings() };
        return Ended::with(Status::Invalid, Some(value(&refused)));
    }
    project.tell(session);
    Status::Invalid.into()
}

impl Severity {
    /// The word that output uses.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl Told {
    pub(in crate::cli) fn of(problem: Problem, source: &Source) -> Self {
        let at = problem.span.map(|span| source.position(span.start));
        Self {
            name: problem.name,
            kind: problem.kind,
            severity: if problem.kind.is_error() { Severity::Error } else { Severity::Warning },
            message: problem.message,
            help: problem.help,
            line: at.map(|at| at.line),
            column: at.map_or(0, |at| at.column),
        }
    }
}
