//! Client code: a typed package of exactly what the agent declares, in one language a target.
//!
//! One interface model of the plan ([`model`]) is built for a language's names ([`build`]) and printed by its
//! templates. It depends on names, types, defaults and origins alone, so that a local run and a cluster share it.

mod build;
mod identifier;
mod language;
mod mastra;
mod model;
mod python;
mod rust;

use language::{Language, When};
use model::Package;
use serde::Serialize;

use super::{NameClash, Target};
use crate::options::Layout;
use crate::output::{File, FileTree, RelativePath};
use crate::plan::BoundPlan;
use crate::template::render;

/// Every language; another one is a file here, its line, and its folder of templates.
#[cfg(test)]
static LANGUAGES: &[&Language] = &[&python::PYTHON, &mastra::MASTRA, &rust::RUST];

/// The target of one language.
pub(super) struct Sdk(&'static Language);

/// The target for Python.
pub(super) static PYTHON: Sdk = Sdk(&python::PYTHON);

/// The target for Mastra.
pub(super) static MASTRA: Sdk = Sdk(&mastra::MASTRA);

/// The target for Rust.
pub(super) static RUST: Sdk = Sdk(&rust::RUST);

impl Target for Sdk {
    fn id(&self) -> &'static str {
        self.0.target
    }

    fn summary(&self) -> &'static str {
        self.0.summary
    }

    fn check(&self, plan: &BoundPlan, layout: &Layout) -> Vec<NameClash> {
        build::package(plan, self.0, layout.sdk(self.0.folder).name.as_deref()).1
    }

    fn emit(&self, plan: &BoundPlan, layout: &Layout) -> Result<FileTree, String> {
        let language = self.0;
        let sdk = layout.sdk(language.folder);
        if let Some(name) = &sdk.name {
            (language.check_package)(name)
                .map_err(|expected| format!("`sdk.{}.name`: expected {expected}, found `{name}`", language.folder))?;
        }
        let (package, _) = build::package(plan, language, sdk.name.as_deref());
        let mut tree = FileTree::default();
        for file in language.files.iter().filter(|file| is_written(file.when, &package)) {
            let once = [None];
            let jobs: Vec<_> = package.jobs.iter().map(Some).collect();
            for job in if file.when == When::Job { &jobs[..] } else { &once[..] } {
                let name = job.and_then(|job| job.job.as_deref()).unwrap_or_default();
                let path = file.path.replace("{module}", &package.module).replace("{job}", name);
                let path = format!("{}/{path}", sdk.dir);
                let path = RelativePath::new(path.clone())
                    .map_err(|why| format!("`{path}` is no path for a generated file: {why}"))?;
                let context = Context { package: &package, job: *job };
                let content = render(&format!("sdk/{}/{}", language.folder, file.template), context)?;
                tree.insert(path, File { target: language.target, content, starter: false })?;
            }
        }
        Ok(tree)
    }
}

/// What a template sees.
#[derive(Serialize)]
struct Context<'a> {
    #[serde(flatten)]
    package: &'a Package,
    /// The job that the file is for.
    job: Option<&'a model::Settings>,
}

fn is_written(when: When, package: &Package) -> bool {
    let has = |section| package.factories.get(section).is_some_and(|factories| !factories.is_empty());
    match when {
        When::Always => true,
        When::Gateway => package.gateway.is_some(),
        When::Clients => {
            let options = |factory: &model::Factory| factory.has_options;
            package.gateway.is_some() || package.factories.values().flatten().any(options)
        }
        When::Models => has("models"),
        When::Knowledge => has("knowledge"),
        When::Integrations => has("integrations"),
        When::Ingestion | When::Job => !package.jobs.is_empty(),
    }
}
