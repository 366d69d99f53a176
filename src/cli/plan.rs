//! `ast plan`: what the spec compiles to, before anything is generated.

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::accepted::Accepted;
use super::flags::{Given, Output, Target};
use super::session::{Failure, Session, environment};
use super::settings::Flags;
use super::severities::Severities;
use crate::diagnostic::render::json::{self, Finding, Version};
use crate::disk::Disk as _;
use crate::dotenv;
use crate::plan::{
    BoundComponent, BoundContainer, BoundGateway, BoundPlan, BoundPlatform, Credential, Edge, For, Supply,
};
use crate::source::Source;
use crate::view;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast plan                        containers, variables, connections, and what is still missing
  ast plan --env-file prod.env    the same, with the values of a file
  ast plan --for cluster --host agent.example.com
  ast plan --format json | jq '.supplies[] | select(.required) | .name'")]
pub(super) struct Args {
    /// A spec, or the folder that it is in
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<true>,
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    severities: Severities,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let values = args.given.values(session)?;
    let (flags, deny_warnings) = args.severities.add_to(args.flags.settings())?;
    let mut project = match Accepted::load(args.path.as_deref(), &flags, values, session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    project.deny_warnings = deny_warnings;
    let options = project.loaded.options.clone();
    let plan = project.bind(args.target.target(), session);
    if let Err(status) = project.fits(&options, &plan, session) {
        return Ok(status);
    }
    project.advise(&options, &plan);
    if args.output.is_json() {
        session.print(&json::text(&Answer::of(&project, &plan)))?;
    } else {
        project.tell(session);
        let env = (plan.target == For::Local).then(|| filled(&project, session)).flatten();
        let known = |name: &str| project.has(name) || env.as_ref().is_some_and(|names| names.contains(name));
        session.show(&view::draw(&plan, &known, env.as_ref().map(|_| ".env")))?;
    }
    Ok(project.status())
}

/// The names that the `.env` beside the spec gives a value, where there is one: all that is said of it.
fn filled(project: &Accepted, session: &Session<'_, '_>) -> Option<BTreeSet<String>> {
    let bytes = session.disk().read(&project.folder().join(".env")).ok()?;
    let reading = dotenv::read(&Source::from_bytes(".env", bytes), &environment);
    let filled = reading.assignments.into_iter().filter(|found| found.counts() && !found.value.is_empty());
    Some(filled.map(|found| found.name).collect())
}

/// `ast plan --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "plan")]
pub(super) struct Answer<'a> {
    /// The version of the contract.
    version: Version,
    /// The spec, with `/`.
    path: &'a str,
    /// What the plan is bound to.
    #[serde(rename = "for")]
    target: For,
    /// The agent's name without its scope, if it could be read.
    name: Option<&'a str>,
    /// The name's scope.
    scope: Option<&'a str>,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
    /// The AI Gateway.
    gateway: &'a BoundGateway,
    /// Every entry, hosted ones too.
    components: &'a [BoundComponent],
    /// Every container.
    containers: &'a [BoundContainer],
    /// Who connects to whom, sorted.
    edges: &'a [Edge],
    /// The values that somebody, or `ast env sync`, provides; once each, by name.
    supplies: &'a [Supply],
    /// The credentials that the agent and its sidecar use.
    credentials: &'a [Credential],
    /// What only the platform serves.
    platform: &'a BoundPlatform,
}

impl<'a> Answer<'a> {
    fn of(project: &'a Accepted, plan: &'a BoundPlan) -> Self {
        Self {
            version: Version,
            path: project.loaded.path(),
            target: plan.target,
            name: plan.name.as_deref(),
            scope: plan.scope.as_deref(),
            diagnostics: project.findings(),
            gateway: &plan.gateway,
            components: &plan.components,
            containers: &plan.containers,
            edges: &plan.edges,
            supplies: &plan.supplies,
            credentials: &plan.credentials,
            platform: &plan.platform,
        }
    }
}
