//! Files that a spec names and that are not there, as an editor can make them.

use super::repair::{Purpose, Repair};
use crate::compile::Compilation;
use crate::diagnostic::Diagnostic;
use crate::spec::BuildPath;

/// What stands in a Dockerfile to begin with: one that builds, for its user to change.
const DOCKERFILE: &str = "\
# Copies this folder and starts what is in it: change both to what you have.
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD [\"python\", \"main.py\"]
";

/// A file to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// Where, from the folder of the spec; it never leads out of it.
    pub path: String,
    /// What stands in it.
    pub text: &'static str,
}

/// The Dockerfile of a build that lacks it, or its folder too.
pub(super) fn missing_file<'a>(compilation: &Compilation, finding: &'a Diagnostic) -> Option<Repair<'a>> {
    if finding.code.id != "missing-build-path" {
        return None;
    }
    let spec = compilation.spec.as_ref()?;
    let site = spec.builds().find(|site| {
        let written = [site.build.context.get(), site.build.dockerfile.get()];
        written.into_iter().flatten().any(|written| written.place.pointer == finding.pointer)
    })?;
    let BuildPath::Inside(path) = site.build.dockerfile_path() else { return None };
    let creation = Some(Creation { path: path.clone(), text: DOCKERFILE });
    Some(Repair { creation, ..Repair::new(&format!("create `{path}`"), Purpose::Create, Some(finding), Vec::new()) })
}
