//! `ast explain`: what a name is, where it comes from, who gets it and what to set.

use std::path::PathBuf;

use super::Status;
use super::accepted::Accepted;
use super::environment::Environment;
use super::flags::{Given, Output, Target};
use super::session::{Failure, Session};
use super::settings::Flags;
use crate::compile::bind;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::render::json::{self, Version};
use crate::plan::For;
use crate::project::Found;
use crate::text::one_line;
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
  ast explain API_KEY --env prod   a variable as an environment of ast.toml has it
  ast explain api.example.com      who may connect to an address in a cluster
  ast explain --all                every code")]
pub(super) struct Args {
    /// A variable, a code, a provider, a model, an entry, a key, an option, a Secret or an address
    #[arg(id = "word", value_name = "NAME", required_unless_present = "all")]
    name: Option<String>,
    /// The spec whose variables are meant, or the folder that it is in
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// List every code
    #[arg(long, conflicts_with = "word")]
    all: bool,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    environment: Environment,
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
    let target = args.target.of(&args.environment);
    let project = if has_spec || args.path.is_some() || args.environment.name().is_some() {
        match Accepted::load(args.path.as_deref(), &args.flags.settings(), values, session) {
            Ok(mut project) => {
                args.environment.enter(&mut project)?;
                Some(project)
            }
            // What is wrong is told; what a word means can be asked all the same, and may be what is amiss.
            Err(_) if !view::explain(name, None).is_empty() => None,
            Err(status) => return Ok(status),
        }
    } else {
        None
    };
    let plan = project.as_ref().map(|project| project.bind(target, session));
    let known = project.as_ref().zip(plan.as_ref()).map(|(project, plan)| (&project.loaded.compilation, plan));
    let mut found = view::explain(name, known);
    if found.is_empty() {
        let near = view::nearest_name(name, plan.as_ref());
        let lacks = known.and_then(|(compilation, _)| view::absent(name, compilation));
        // What only a cluster has is asked of its plan, whatever the other one is for.
        let deployed =
            project.as_ref().map(|project| bind(&project.loaded.compilation, &project.loaded.options, For::Cluster));
        let is_near = near.is_some() || lacks.is_some();
        found.extend(view::explain_deployed(name, deployed.as_ref()).filter(|found| !is_near || found.is_sure()));
        if found.is_empty() {
            return Err(match lacks {
                Some(lacks) => absent(&lacks),
                None => match plan.as_ref().and_then(|plan| view::ports(name, plan)) {
                    Some(ports) => Failure::new(format!("nothing is called `{name}`")).help(ports),
                    None => unknown(name, near, project.is_none()),
                },
            });
        }
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

/// Why nothing is said of a name.
fn unknown(name: &str, near: Option<String>, is_alone: bool) -> Failure {
    let failure = Failure::new(format!("nothing is called `{name}`"));
    match near {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None if is_alone => failure.help("there is no spec here; name one after it, as in `ast explain NAME PATH`"),
        None => failure.help(
            "`ast plan` lists variables, `ast explain --all` codes, `ast providers` and `ast models` the catalogue",
        ),
    }
}

/// The same of an entry that a section does not have.
fn absent(lacks: &view::Absent) -> Failure {
    let view::Absent { section, entry, there } = lacks;
    let failure = Failure::new(format!("`{section}` has no entry `{}`", one_line(entry, LONGEST)));
    let shown = |name: &str| format!("`{section}.{}`", one_line(name, LONGEST));
    match nearest(entry, there.iter().map(String::as_str)) {
        Some(near) => failure.help(format!("did you mean {}?", shown(near))),
        None if there.is_empty() => {
            failure.help(format!("it has none; `ast explain {section}` says how one is written"))
        }
        None => {
            let more = if there.len() > MOST { ", …" } else { "" };
            let there: Vec<_> = there.iter().take(MOST).map(|name| shown(name)).collect();
            failure.help(format!("there are {}{more}", there.join(", ")))
        }
    }
}

/// As many entries are named, and so much of a name is shown.
const MOST: usize = 20;
const LONGEST: usize = 80;

fn list(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let text = if args.output.is_json() { json::text(&view::Codes::all()) } else { view::Codes::text() };
    session.print(&text)?;
    Ok(Status::Fine)
}
