//! `ast explain`: what a name is, where it comes from, who gets it and what to set.

use std::path::PathBuf;

use super::Status;
use super::accepted::Accepted;
use super::flags::{Given, Output, Target};
use super::session::{Failure, Session};
use super::settings::Flags;
use crate::diagnostic::render::json::{self, Version};
use crate::project::Found;
use crate::view;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast explain POSTGRES_HOST        a variable of the agent in this folder
  ast explain unknown-provider     a code of `ast validate`
  ast explain redis                a provider, built in or of your own
  ast explain claude-sonnet-4-6    a model of the AI Gateway
  ast explain agent.healthcheck    a key of the language, and what it becomes
  ast explain cluster.registry     an option of ast.toml, or of a flag
  ast explain models.chat          an entry of the spec in this folder
  ast explain ports                where a word of another tool lives here
  ast explain --all                every code")]
pub(super) struct Args {
    /// A variable, a code, a provider, a model, an entry, a key or an option
    #[arg(value_name = "NAME", required_unless_present = "all")]
    name: Option<String>,
    /// The spec whose variables are meant, or the folder that it is in
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// List every code
    #[arg(long, conflicts_with = "name")]
    all: bool,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<false>,
    #[command(flatten)]
    given: Given,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let Some(name) = args.name.as_deref() else { return list(args, session) };
    let values = args.given.values(session)?;
    // Codes, providers and models are there without a spec.
    let has_spec = !matches!(session.workspace().discover_one(args.path.as_deref()), Found::Unusable { .. });
    let project = if has_spec || args.path.is_some() {
        match Accepted::load(args.path.as_deref(), &args.flags.settings(), values, session) {
            Ok(project) => Some(project),
            // What is wrong is told; what a word means can be asked all the same, and may be what is amiss.
            Err(_) if !view::explain(name, None).is_empty() => None,
            Err(status) => return Ok(status),
        }
    } else {
        None
    };
    let plan = project.as_ref().map(|project| project.bind(args.target.target(), session));
    let known = project.as_ref().zip(plan.as_ref()).map(|(project, plan)| (&project.loaded.compilation, plan));
    let found = view::explain(name, known);
    if found.is_empty() {
        let failure = Failure::new(format!("nothing is called `{name}`"));
        return Err(match view::nearest_name(name, plan.as_ref()) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None if project.is_none() => {
                failure.help("there is no spec here; name one after it, as in `ast explain NAME PATH`")
            }
            None => failure.help(
                "`ast plan` lists variables, `ast explain --all` codes, `ast providers` and `ast models` the catalogue",
            ),
        });
    }
    let text = if args.output.is_json() {
        let found = found.iter().map(|found| &found.answer).collect();
        json::text(&view::Explanations { version: Version, name, found })
    } else {
        found.iter().map(view::Explanation::text).collect::<Vec<_>>().join("\n")
    };
    if args.output.is_json() { session.print(&text) } else { session.show(&text) }?;
    Ok(Status::Fine)
}

fn list(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let text = if args.output.is_json() { json::text(&view::Codes::all()) } else { view::Codes::text() };
    session.print(&text)?;
    Ok(Status::Fine)
}
