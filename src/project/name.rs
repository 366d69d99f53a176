//! Projects of one name: only who sees many can find them.
//!
//! What is said of one is made while the project is at hand, and kept with its name: a workspace has thousands, and a
//! plan is a thousand times as large as that.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Project;
use crate::compile::beside;
use crate::diagnostic::codes::DUPLICATE_PROJECT;
use crate::diagnostic::{Diagnostic, Report};
use crate::disk::real;

/// What a project is called.
#[derive(Debug)]
pub(crate) struct Name {
    /// What Compose calls it.
    pub(super) key: String,
    whose: Whose,
    /// What is said where another has it; nothing where nobody wants to know.
    told: Report,
}

/// A project, and its name as its spec has it.
#[derive(Debug, Clone)]
pub(super) struct Whose {
    name: String,
    /// The file as the disk has it, and as messages show it.
    file: PathBuf,
    path: String,
}

/// The names of a run, each with the project that came first.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, Whose>);

impl Name {
    pub(super) fn of(project: &Project) -> Option<Self> {
        let compilation = &project.compilation;
        let name = compilation.plan.name.as_ref()?;
        let key = name.scope().map_or_else(|| name.name().to_owned(), |scope| format!("{scope}-{}", name.name()));
        let full = name.scope().map_or_else(|| key.clone(), |scope| format!("@{scope}/{}", name.name()));
        let root = compilation.document.cursor()?;
        let place = root.get("name")?.place;
        let help = "rename one, or keep them on different machines and in different clusters";
        let mut told = Report::default();
        told.push(Diagnostic::new(&DUPLICATE_PROJECT, place.pointer, place.span, "").help(help));
        let told = beside(compilation, &project.options, told);
        let path = project.path().to_owned();
        let file = project.folder.join(Path::new(&path).file_name()?);
        Some(Self { key, whose: Whose { name: full, file, path }, told })
    }

    /// What Compose calls it, and whose name it is.
    pub(super) fn into_whose(self) -> (String, Whose) {
        (self.key, self.whose)
    }

    /// What there is to say of it where another one came first.
    pub(super) fn told_beside(&self, first: &Whose) -> Report {
        let Self { whose: own, told, .. } = self;
        let mut told = told.clone();
        for found in &mut told {
            found.message = if first.name == own.name {
                format!("`{}` has the name `{}` too", first.path, own.name)
            } else {
                format!("`{}` is called `{}`, which Compose takes for the same", first.path, first.name)
            };
        }
        told
    }
}

impl Names {
    /// What there is to say of the next of a run, where one before it has its name. A file under two names is one.
    pub(crate) fn add(&mut self, next: &Name) -> Option<Report> {
        let Name { key, whose: own, .. } = next;
        let Some(first) = self.0.get(key) else {
            self.0.insert(key.clone(), own.clone());
            return None;
        };
        if first.file == own.file || real(&first.file) == real(&own.file) {
            return None;
        }
        Some(next.told_beside(first))
    }
}
