//! `ast plan --env all`: every environment of a project side by side.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Asked;
use crate::cli::accepted::Accepted;
use crate::cli::environment::within;
use crate::cli::many::{Ended, value};
use crate::cli::session::{Failure, Session};
use crate::diagnostic::render::json::{Finding, Version};
use crate::options::ALL;
use crate::plan::For;
use crate::source::Span;
use crate::view::{Environments, Sides, draw_environments, environments};

/// `ast plan --env all --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "plan-environments")]
pub(in crate::cli) struct Answer<'a> {
    /// The version of the contract.
    version: Version,
    /// The spec, with `/`.
    path: &'a str,
    #[serde(flatten)]
    across: Across,
}

/// The same of one of many projects, whose path stands beside it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "plan-environments")]
pub(in crate::cli) struct OfMany {
    /// The version of the contract.
    version: Version,
    #[serde(flatten)]
    across: Across,
}

/// What is said of the environments of a project.
#[derive(Debug, Serialize, JsonSchema)]
struct Across {
    /// What the plans are bound to.
    #[serde(rename = "for")]
    target: For,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
    #[serde(flatten)]
    environments: Environments,
}

/// What there is of a project that could not be opened.
pub(super) fn nothing(target: For) -> Value {
    let environments = Environments { environments: Vec::new(), variables: Vec::new(), options: Vec::new() };
    value(&OfMany { version: Version, across: Across { target, diagnostics: Vec::new(), environments } })
}

/// Shows the environments of one project.
pub(super) fn show(
    project: &Accepted,
    asked: &Asked<'_>,
    session: &mut Session<'_, '_>,
) -> Result<Ended<Value>, Failure> {
    let target = asked.target;
    let options = &project.loaded.options;
    if options.environments().next().is_none() {
        // Which says what to do.
        within(options, ALL)?;
    }
    let file = &project.loaded.options_file;
    let place = |span: Span| format!("{}:{}", file.path, file.source.position(span.start).line);
    let plan = &project.loaded.compilation.plan;
    let found = environments(Sides { plan, options, target, values: &asked.values, place: &place });
    let is_many = session.project().is_some();
    if asked.args.output.is_json() {
        let across = Across { target, diagnostics: project.findings(), environments: found };
        let answer = if is_many {
            value(&OfMany { version: Version, across })
        } else {
            value(&Answer { version: Version, path: project.loaded.path(), across })
        };
        return Ok(Ended::with(project.status(), Some(answer)));
    }
    project.tell(session);
    let words = match target {
        For::Local => "local",
        For::Cluster => "cluster",
    };
    let name = plan.name.as_ref().map_or("(no name)", |name| name.name());
    let title = format!("{name} for {words}");
    let drawn = draw_environments(&title, &found);
    session.show(&if is_many { format!("{}\n\n{drawn}\n", project.loaded.path()) } else { drawn })?;
    Ok(project.status().into())
}
