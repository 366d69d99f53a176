//! `ast plan`: what the spec compiles to, before anything is generated.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::Status;
use super::flags::{Given, Output, Target};
use super::project::Project;
use super::session::{Failure, Session};
use super::settings::Flags;
use super::severities::Severities;
use crate::diagnostic::render::json;
use crate::plan::BoundPlan;
use crate::view;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast plan                        containers, variables, connections, and what is still missing
  ast plan --env-file .env        the same, with what `.env` sets
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
        session.show(&view::draw(&plan, &|name| project.has(name)))?;
    }
    Ok(project.status())
}

fn answer(project: &Project, plan: &BoundPlan) -> Value {
    let mut plan = match json!(plan) {
        Value::Object(plan) => plan,
        // A plan is a struct, and so an object.
        _ => Map::new(),
    };
    let mut answer =
        Map::from_iter([("version".to_owned(), json!(json::VERSION)), ("path".to_owned(), json!(project.loaded.path))]);
    for key in ["for", "name", "scope"] {
        answer.extend(plan.shift_remove_entry(key));
    }
    answer.insert("diagnostics".to_owned(), json!(project.findings()));
    answer.extend(plan);
    Value::Object(answer)
}
