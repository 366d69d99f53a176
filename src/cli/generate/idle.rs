//! What a run was told, or could have made, and has nothing of.

use std::rc::Rc;

use super::super::accepted::Accepted;
use super::super::session::Session;
use super::others::builds;
use super::targets::{Asked, TargetRun};
use crate::plan::{BoundPlan, For, Id};
use crate::text::one_line;

/// How much of an address is shown.
const LONGEST: usize = 200;

/// Says which options lead nowhere in the files that were just made.
pub(super) fn mention(plans: &[Rc<BoundPlan>], project: &Accepted, session: &mut Session<'_, '_>) {
    let cluster = plans.iter().find(|plan| plan.target == For::Cluster);
    let sent = cluster.filter(|plan| plan.cluster.as_ref().is_some_and(|cluster| cluster.routes.is_empty()));
    let agent = sent.and_then(|plan| plan.container(&Id::AGENT)?.variable("ASTRO_EXTERNAL_AGENT_URL"));
    if let Some(url) = agent.and_then(|row| row.value.as_deref()) {
        let url = one_line(url, LONGEST);
        session.note_alike(&format!(
            "note: users are sent to `{url}`, and no route leads there: `--route ingress` makes one, or `kind` under `[cluster.route]` in `ast.toml`\n"
        ));
    }
    let builds = builds(project);
    let said = project.loaded.options.said();
    let idle: Vec<String> = ["registry", "tag"]
        .into_iter()
        .filter(|flag| !builds && said.iter().any(|said| said.flag == *flag))
        .map(|flag| format!("`--{flag}`"))
        .collect();
    if !idle.is_empty() {
        let changes = if idle.len() == 1 { "changes nothing: it names" } else { "change nothing: they name" };
        session.note_alike(&format!(
            "note: {} {changes} what is built here, and nothing is; `[mirrors]` in `ast.toml` has images pulled from elsewhere\n",
            idle.join(" and ")
        ));
    }
}

/// Says what makes more than client code, where a plain run makes nothing else.
pub(super) fn mention_others(runs: &[TargetRun], asked: &Asked<'_>, session: &mut Session<'_, '_>) {
    let looks = asked.args.check || asked.args.diff;
    if asked.named.is_empty() && !looks && runs.iter().all(|run| run.target.id().starts_with("sdk-")) {
        session.note_alike(
            "note: only client code was generated here so far; `ast generate compose` makes the files of a local run, `kubernetes` or `helm` those of a cluster\n",
        );
    }
}
