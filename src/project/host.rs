//! The public hosts of a project, which another one of the same cluster can't have.

use std::collections::BTreeSet;

use super::Project;
use crate::compile::bind;
use crate::options::{Options, RouteKind};
use crate::plan::For;

/// Hosts that routes lead from, each with the environment that it is of, where the project has some.
pub(crate) type Hosts = BTreeSet<(String, Option<String>)>;

pub(super) fn of(project: &Project) -> Hosts {
    let routed = |options: &Options, environment: Option<&str>| -> Hosts {
        // Most projects are not reached from outside, and take no plan to see that.
        if options.settings.cluster.route.kind() == RouteKind::None {
            return Hosts::new();
        }
        let plan = bind(&project.compilation, options, For::Cluster);
        let routes = plan.cluster.into_iter().flat_map(|cluster| cluster.routes);
        routes.map(|route| (route.host, environment.map(str::to_owned))).collect()
    };
    let options = &project.options;
    // Where there are environments, each of them is deployed.
    let within = options.environments().filter_map(|name| Some(routed(&options.within(name)?, Some(name))));
    let within: Vec<Hosts> = within.collect();
    if within.is_empty() { routed(options, None) } else { within.into_iter().flatten().collect() }
}
