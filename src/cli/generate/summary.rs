//! What a deployment asks of a cluster: of the project's own options, of an environment, or of each.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::Status;
use super::super::accepted::Accepted;
use super::super::environment::within;
use super::super::session::{Failure, Session};
use super::Args;
use super::targets::TargetRun;
use super::tell::{Answered, Outcome, Summed};
use crate::compile::bind;
use crate::diagnostic::render::json::{Finding, Version};
use crate::options::{ALL, Options};
use crate::target::Footprint;
use crate::text::one_line;
use crate::view;

/// `ast generate --summary --env all --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "generate-summaries")]
pub(in crate::cli) struct SummedAll {
    /// The version of the contract.
    version: Version,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
    /// What the deployment of each environment asks of its cluster, sorted by name.
    environments: Vec<OfEnvironment>,
}

/// The same of one environment.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct OfEnvironment {
    /// Its name.
    name: String,
    /// What it asks of a cluster.
    summary: Footprint,
}

/// Says what the one target that is deployed asks for.
pub(super) fn summarise(
    args: &Args,
    runs: &[TargetRun],
    project: &Accepted,
    session: &mut Session<'_, '_>,
) -> Result<Outcome, Failure> {
    let is_deployed = |run: &&TargetRun| footprint(run, &run.options, project).is_some();
    let Some(run) = runs.iter().find(is_deployed) else {
        return Err(
            Failure::new("`--summary` needs a target that is deployed").help("run `ast generate kubernetes --summary`")
        );
    };
    let environments: Vec<&str> = run.options.environments().collect();
    if args.environment.as_deref() == Some(ALL) && !environments.is_empty() {
        return all(args, run, project, session);
    }
    let options = match &args.environment {
        Some(name) => within(&run.options, name)?,
        None => run.options.clone(),
    };
    if let Err(status) = fits(run, &options, project, session) {
        return Ok(status.into());
    }
    let Some(mut summary) = footprint(run, &options, project) else { return Ok(Status::Failed.into()) };
    if let Some(name) = &args.environment {
        lead_to(&mut summary, name);
    }
    if args.output.is_json() {
        let diagnostics = project.findings();
        return Ok(Outcome::with(
            Status::Fine,
            Some(Answered::Summed(Summed { version: Version, diagnostics, summary })),
        ));
    }
    session.show(&view::summary(&summary))?;
    if args.environment.is_none() && !environments.is_empty() {
        let names: Vec<_> = environments.iter().map(|name| one_line(name, LONGEST)).collect();
        session.note(&format!(
            "note: this is of the project's own options; `--env NAME` ({}) or `--env {ALL}` is of what is deployed\n",
            names.join(", ")
        ));
    }
    Ok(Status::Fine.into())
}

/// How much of a name is shown.
const LONGEST: usize = 80;

/// Says it of every environment.
fn all(args: &Args, run: &TargetRun, project: &Accepted, session: &mut Session<'_, '_>) -> Result<Outcome, Failure> {
    let mut environments = Vec::new();
    for name in run.options.environments() {
        let options = within(&run.options, name)?;
        if let Err(status) = fits(run, &options, project, session) {
            return Ok(status.into());
        }
        let summary = footprint(run, &options, project);
        environments.extend(summary.map(|mut summary| {
            lead_to(&mut summary, name);
            OfEnvironment { name: name.to_owned(), summary }
        }));
    }
    if args.output.is_json() {
        let diagnostics = project.findings();
        let answer = SummedAll { version: Version, diagnostics, environments };
        return Ok(Outcome::with(Status::Fine, Some(Answered::SummedAll(answer))));
    }
    let texts: Vec<String> = environments
        .iter()
        .map(|one| format!("environment {}, {}", one_line(&one.name, LONGEST), view::summary(&one.summary)))
        .collect();
    session.show(&texts.join("\n"))?;
    Ok(Status::Fine.into())
}

/// What an environment's own cluster needs beforehand is made by its overlay.
fn lead_to(summary: &mut Footprint, environment: &str) {
    for need in &mut summary.beforehand {
        *need = need.replace("(the folder namespace/)", &format!("(the folder overlays/{environment}/namespace/)"));
    }
}

fn footprint(run: &TargetRun, options: &Options, project: &Accepted) -> Option<Footprint> {
    run.target.footprint(&bind(&project.loaded.compilation, options, run.target.bound_to()))
}

/// Refuses options of an environment that don't fit the plan.
fn fits(run: &TargetRun, options: &Options, project: &Accepted, session: &mut Session<'_, '_>) -> Result<(), Status> {
    project.fits(options, &bind(&project.loaded.compilation, options, run.target.bound_to()), session)
}
