//! `ast plan`: what the spec compiles to, before anything is generated.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::Status;
use super::flags::{Given, Output, Target};
use super::project::Project;
use super::session::{Failure, Session, environment};
use super::settings::Flags;
use super::severities::Severities;
use crate::diagnostic::render::json;
use crate::disk::Disk as _;
use crate::dotenv;
use crate::plan::{BoundPlan, For};
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
    let mut project = match Project::load(args.path.as_deref(), &flags, values, session) {
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
        session.print(&json::text(&answer(&project, &plan)))?;
    } else {
        project.tell(session);
        let env = (plan.target == For::Local).then(|| filled(&project, session)).flatten();
        let known = |name: &str| project.has(name) || env.as_ref().is_some_and(|names| names.contains(name));
        session.show(&view::draw(&plan, &known, env.as_ref().map(|_| ".env")))?;
    }
    Ok(project.status())
}

/// The names that the `.env` beside the spec gives a value, where there is one: all that is said of it.
fn filled(project: &Project, session: &Session<'_, '_>) -> Option<BTreeSet<String>> {
    let bytes = session.disk().read(&project.folder().join(".env")).ok()?;
    let reading = dotenv::read(&Source::from_bytes(".env", bytes), &environment);
    let filled = reading.assignments.into_iter().filter(|found| found.counts() && !found.value.is_empty());
    Some(filled.map(|found| found.name).collect())
}

fn answer(project: &Project, plan: &BoundPlan) -> Value {
    let mut plan = match json!(plan) {
        Value::Object(plan) => plan,
        // A plan is a struct, and so an object.
        _ => Map::new(),
    };
    let mut answer = Map::from_iter([
        ("version".to_owned(), json!(json::VERSION)),
        ("path".to_owned(), json!(project.loaded.path())),
    ]);
    for key in ["for", "name", "scope"] {
        answer.extend(plan.shift_remove_entry(key));
    }
    answer.insert("diagnostics".to_owned(), json!(project.findings()));
    answer.extend(plan);
    Value::Object(answer)
}
