//! Client code: a typed package of exactly what the agent declares, in one language a target.
//!
//! One interface model of the plan ([`model`]) is built for a language's names ([`build`]) and printed by its
//! templates. It depends on names, types, defaults and origins alone, so that a local run and a cluster share it.

mod build;
mod identifier;
mod language;
mod mastra;
mod model;
mod names;
mod python;
mod rust;
mod values;

use language::{Language, When};
use model::Package;
use serde::Serialize;

use super::{ClientCode, NameClash, Target};
use crate::options::Layout;
use crate::plan::BoundPlan;
use crate::template::Context;
use crate::tree::{File, FileTree};

/// Every language, in the order of help: another one is its file here, its line, and its folder of templates.
static LANGUAGES: &[&Language] = &[&python::PYTHON, &mastra::MASTRA, &rust::RUST];

/// A target for each language.
pub(super) fn targets() -> impl Iterator<Item = &'static dyn Target> {
    LANGUAGES.iter().map(|language| *language as &dyn Target)
}

impl Target for Language {
    fn id(&self) -> &'static str {
        self.target
    }

    fn summary(&self) -> &'static str {
        self.summary
    }

    fn check(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Vec<NameClash> {
        build::package(plan, self, layout.sdk(self.folder).name).map(|(_, clashes)| clashes).unwrap_or_default()
    }

    fn client(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Option<ClientCode> {
        let sdk = layout.sdk(self.folder);
        let (package, _) = build::package(plan, self, sdk.name)?;
        Some(names::names(&package, self, sdk.dir))
    }

    fn emit(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Result<FileTree, String> {
        let sdk = layout.sdk(self.folder);
        if let Some(name) = sdk.name {
            (self.check_package)(name)
                .map_err(|expected| format!("`sdk.{}.name`: expected {expected}, found `{name}`", self.folder))?;
        }
        let (package, _) = build::package(plan, self, sdk.name).ok_or("the plan has no agent")?;
        let mut tree = FileTree::default();
        let jobs: Vec<_> = package.jobs.iter().map(Some).collect();
        let context = Context::new(&package);
        for file in self.files.iter().filter(|file| is_written(file.when, &package)) {
            let once = [None];
            for job in if file.when == When::Job { &jobs[..] } else { &once[..] } {
                let name = job.and_then(|job| job.job.as_deref()).unwrap_or_default();
                let path = file.path.replace("{module}", &package.module).replace("{job}", name);
                let path = format!("{}/{path}", sdk.dir);
                let content = context.render(&format!("sdk/{}/{}", self.folder, file.template), &Job { job: *job })?;
                tree.insert(&path, File { target: self.target, content, starter: false })?;
            }
        }
        Ok(tree)
    }
}

/// What a template sees beside the package.
#[derive(Serialize)]
struct Job<'a> {
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
        When::Factories => package.gateway.is_some() || package.factories.values().any(|list| !list.is_empty()),
        When::Library(library) => package.extras.contains_key(library),
        When::Models => has("models"),
        When::Knowledge => has("knowledge"),
        When::Integrations => has("integrations"),
        When::Ingestion | When::Job => !package.jobs.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_templates_is_a_language() {
        let mut folders: Vec<_> = LANGUAGES.iter().map(|language| language.folder).collect();
        folders.sort_unstable();
        assert_eq!(folders, crate::options::LANGUAGES);
        for language in LANGUAGES {
            assert_eq!(language.target, format!("sdk-{}", language.folder));
        }
    }
}
