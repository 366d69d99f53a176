//! `ast plan`: what the spec compiles to, before anything is generated.

pub(super) mod across;

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Status;
use super::accepted::Accepted;
use super::environment::Environment;
use super::flags::{Given, Output, Target};
use super::made::mention;
use super::many::{Ended, one_or_many, value};
use super::session::{Failure, Session, environment};
use super::settings::Flags;
use super::severities::Severities;
use crate::compile::bind;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::render::json::{Finding, Version};
use crate::disk::Disk as _;
use crate::dotenv;
use crate::options::{ALL, Settings, Values};
use crate::plan::{
    BoundComponent, BoundContainer, BoundGateway, BoundPlan, BoundPlatform, Credential, Edge, For, Supply,
};
use crate::project::{Project, Wanted};
use crate::source::Source;
use crate::text::one_line;
use crate::view;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast plan                        containers, variables, connections, and what is still missing
  ast plan --env-file prod.env    the same, with the values of a file
  ast plan --only agent           one container, and what is missing for it
  ast plan --for cluster --host agent.example.com
  ast plan --env staging          the plan as an environment of ast.toml has it
  ast plan --env all              each variable in each environment, where it comes from, and what is missing
  ast plan agents/                every project below a folder, one after the other
  ast plan --format json | jq '.supplies[] | select(.required) | .name'")]
pub(super) struct Args {
    /// Specs, or the folders that they are in; a folder without a spec stands for those below it
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show this container alone, by its id or its service
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    environment: Environment,
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
    let target = args.target.of(&args.environment);
    let across = args.environment.name() == Some(ALL);
    if across && !args.only.is_empty() {
        let failure = Failure::new(format!("`--only` is one container of one plan, and `--env {ALL}` has many"));
        return Err(failure.help("leave one of them out"));
    }
    let asked = Asked { args, flags, values, target, across, deny_warnings };
    let nothing = || {
        if across {
            return across::nothing(target);
        }
        let plan = bind_nothing(target);
        value(&OfMany { version: Version, plan: Planned::of(&plan, Vec::new()) })
    };
    let meant = session.workspace().projects(&args.paths, false);
    one_or_many(&meant, args.output.is_json(), session, nothing, |wanted, session| one(wanted, &asked, session))
}

/// What a run is asked for.
struct Asked<'a> {
    args: &'a Args,
    flags: Settings,
    values: Values,
    /// What plans are bound to.
    target: For,
    /// Whether every environment is meant.
    across: bool,
    deny_warnings: bool,
}

/// Shows the plan of one project.
fn one(wanted: &Wanted, asked: &Asked<'_>, session: &mut Session<'_, '_>) -> Result<Ended<Value>, Failure> {
    let args = asked.args;
    let mut project = match Accepted::open(&wanted.found, &asked.flags, asked.values.clone(), session) {
        Ok(project) => project,
        Err(status) => return Ok(Ended::unusable(status)),
    };
    project.deny_warnings = asked.deny_warnings;
    if asked.across {
        return across::show(&project, asked, session);
    }
    args.environment.enter(&mut project)?;
    let options = project.loaded.options.clone();
    let plan = project.bind(asked.target, session);
    if let Err(status) = project.fits(&options, &plan, session) {
        return Ok(Ended::unusable(status));
    }
    let only = meant(&args.only, &plan)?;
    project.advise(&options, &plan);
    let is_many = session.project().is_some();
    if args.output.is_json() {
        let mut planned = Planned::of(&plan, project.findings());
        if !only.is_empty() {
            planned.containers = only;
        }
        let answer = if is_many {
            value(&OfMany { version: Version, plan: planned })
        } else {
            value(&Answer { version: Version, path: project.loaded.path(), plan: planned })
        };
        return Ok(Ended::with(project.status(), Some(answer)));
    }
    project.tell(session);
    let env = (plan.target == For::Local).then(|| filled(&project, session)).flatten();
    let known = |name: &str| project.has(name) || env.as_ref().is_some_and(|names| names.contains(name));
    let drawn = view::draw(&plan, &only, &known, env.as_ref().map(|_| ".env"));
    if is_many {
        session.show(&format!("{}\n\n{drawn}\n", one_line(project.loaded.path(), usize::MAX)))?;
    } else {
        session.show(&drawn)?;
    }
    mention(&project, plan.target, session);
    Ok(project.status().into())
}

/// The containers that `--only` means, in the order of the plan.
fn meant<'a>(only: &[String], plan: &'a BoundPlan) -> Result<Vec<&'a BoundContainer>, Failure> {
    let is = |container: &BoundContainer, word: &String| {
        container.id.to_string() == *word || container.service.as_ref() == Some(word)
    };
    if let Some(word) = only.iter().find(|word| !plan.containers.iter().any(|container| is(container, word))) {
        let ids: Vec<_> = plan.containers.iter().map(|container| container.id.to_string()).collect();
        let failure = Failure::new(format!("no container is called `{word}`"));
        return Err(match nearest(word, ids.iter().map(String::as_str)) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`ast plan` lists them"),
        });
    }
    Ok(plan.containers.iter().filter(|container| only.iter().any(|word| is(container, word))).collect())
}

/// What there is of a project that could not be opened.
fn bind_nothing(target: For) -> BoundPlan {
    let nothing = Project::alone(Source::new("", ""));
    bind(&nothing.compilation, &nothing.options, target)
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
    #[serde(flatten)]
    plan: Planned<'a>,
}

/// The same of one of many projects, whose path stands beside it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "plan")]
pub(super) struct OfMany<'a> {
    /// The version of the contract.
    version: Version,
    #[serde(flatten)]
    plan: Planned<'a>,
}

/// What is said of a plan.
#[derive(Debug, Serialize, JsonSchema)]
struct Planned<'a> {
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
    containers: Vec<&'a BoundContainer>,
    /// Who connects to whom, sorted.
    edges: &'a [Edge],
    /// The values that somebody, or `ast env sync`, provides; once each, by name.
    supplies: &'a [Supply],
    /// The credentials that the agent and its sidecar use.
    credentials: &'a [Credential],
    /// What only the platform serves.
    platform: &'a BoundPlatform,
}

impl<'a> Planned<'a> {
    fn of(plan: &'a BoundPlan, diagnostics: Vec<Finding>) -> Self {
        Self {
            target: plan.target,
            name: plan.name.as_deref(),
            scope: plan.scope.as_deref(),
            diagnostics,
            gateway: &plan.gateway,
            components: &plan.components,
            containers: plan.containers.iter().collect(),
            edges: &plan.edges,
            supplies: &plan.supplies,
            credentials: &plan.credentials,
            platform: &plan.platform,
        }
    }
}
