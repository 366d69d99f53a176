//! What is asked of a project's code: the containers that are built, with what the plan gives each.
//!
//! It holds nothing of the spec, so that another thread can be given it.

use std::path::PathBuf;

use super::asked::{Asked, asked};
use super::survey::Skipped;
use crate::compile::bind;
use crate::plan::{Build, EnvRow, For, Id};
use crate::project::Project;
use crate::source::Pointer;

/// What is asked of a project's code.
#[derive(Debug, Default)]
pub(crate) struct Task {
    /// The project's folder.
    pub(crate) folder: PathBuf,
    /// How many entries and switches of the spec open the gateway.
    pub(super) openings: usize,
    pub(super) built: Vec<Built>,
    pub(super) inputs: Vec<Asked>,
    /// Who stands for the project where nothing of it is built.
    pub(super) idle: Vec<Skipped>,
}

/// A container that is built.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) id: String,
    /// Where it is declared.
    pub(super) place: Pointer,
    pub(super) build: Build,
    /// What the plan gives it.
    pub(super) local: Vec<EnvRow>,
    pub(super) cluster: Vec<EnvRow>,
}

impl Task {
    /// What is asked of the code of a project.
    pub(crate) fn of(project: &Project) -> Self {
        let compilation = &project.compilation;
        let [local, mut cluster] = [For::Local, For::Cluster].map(|at| bind(compilation, &project.options, at));
        let openings = compilation.plan.gateway.declared_by.len();
        let inputs = asked(&local, compilation.source.text());
        let built = local.containers.into_iter().filter_map(|container| {
            let build = container.build?;
            let there = cluster.containers.iter_mut().find(|other| other.id == container.id);
            let cluster = there.map(|other| std::mem::take(&mut other.env)).unwrap_or_default();
            let place = compilation.plan.container(&container.id)?.place.pointer.clone();
            Some(Built { id: container.id.to_string(), place, build, local: container.env, cluster })
        });
        let built: Vec<Built> = built.collect();
        let idle = Skipped {
            container: Id::AGENT.to_string(),
            reason: "nothing of this project is built, its images are finished".to_owned(),
        };
        let idle = built.is_empty().then_some(idle).into_iter().collect();
        Self { folder: project.folder.clone(), openings, built, inputs, idle }
    }
}
