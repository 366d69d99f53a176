//! A spec that a command works on: loaded, its findings told, its plan bound.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Status;
use super::discover::discover_one;
use super::load::{Loaded, Verdict, load};
use super::session::Session;
use crate::compile::advise;
use crate::diagnostic::render::{FileFindings, human, json};
use crate::diagnostic::{Report, Severity};
use crate::options::{Options, Settings, Values};
use crate::plan::{Binding, BoundPlan, For, Id, bind};
use crate::spec::Section;

/// A spec with the values that are known for it.
pub(super) struct Project {
    pub(super) loaded: Loaded,
    /// Whether a warning fails the run.
    pub(super) deny_warnings: bool,
    values: Values,
}

impl Project {
    /// Loads the spec that `path` means. What can't be used is told, and ends the command.
    pub(super) fn load(
        path: Option<&Path>,
        flags: &Settings,
        values: Values,
        session: &mut Session<'_, '_>,
    ) -> Result<Self, Status> {
        let found = discover_one(path, &session.io.cwd, session.disk());
        let outcome = load(found, flags, session);
        let failed: Vec<Verdict> = match outcome.spec {
            Ok(loaded) if outcome.options.is_none() => return Ok(Self { loaded, deny_warnings: false, values }),
            Ok(_) => outcome.options.into_iter().collect(),
            Err(verdict) => std::iter::once(verdict).chain(outcome.options).collect(),
        };
        let files: Vec<_> = failed.iter().map(Verdict::findings).collect();
        let text = human::render(&files, session.error_style());
        session.note(&text);
        Err(Status::Failed)
    }

    /// The plan, bound.
    pub(super) fn bind(&self, target: For, session: &mut Session<'_, '_>) -> BoundPlan {
        let plan =
            bind(&self.loaded.compilation.plan, &Binding::new(target, &self.loaded.options, self.values.clone()));
        self.tell_unread(&plan, session);
        plan
    }

    /// Says which of the given values and schedules nothing in the plan reads, which is not bound where none are given.
    pub(super) fn warn_of_unread(&self, target: For, session: &mut Session<'_, '_>) {
        if self.values.names().next().is_some() || !self.loaded.options.schedules.is_empty() {
            self.bind(target, session);
        }
    }

    fn tell_unread(&self, plan: &BoundPlan, session: &mut Session<'_, '_>) {
        let variables = plan.containers.iter().flat_map(|container| &container.env).map(|row| row.name.as_str());
        let supplies = plan.supplies.iter().map(|supply| supply.name.as_str());
        let given = self.values.names().next().is_some();
        let read: BTreeSet<&str> = if given { variables.chain(supplies).collect() } else { BTreeSet::new() };
        for name in self.values.names().filter(|name| !read.contains(name)) {
            session.note(&format!("warning: nothing reads `{name}`, which `--var` or `--env-file` gives\n"));
        }
        let is_scheduled = |name: &str| {
            let container = plan.container(&Id::entry(Section::Ingestion, name));
            container.is_some_and(|container| container.trigger == Some("schedule"))
        };
        for name in self.loaded.options.schedules.keys().filter(|name| !is_scheduled(name)) {
            session.note(&format!("warning: a schedule is given for `{name}`, which is no scheduled ingestion\n"));
        }
    }

    /// Adds what there is to say only for a cluster, or only for this machine.
    pub(super) fn advise(&mut self, options: &Options, plan: &BoundPlan) {
        advise(&mut self.loaded.compilation, options, plan);
    }

    /// Whether a value is known for a supply.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values.get(name).is_some_and(|value| !value.is_empty())
    }

    /// Tells errors and warnings on standard error, as the result goes to standard output.
    pub(super) fn tell(&self, session: &mut Session<'_, '_>) {
        let mut report = Report::default();
        for finding in &self.loaded.compilation.report {
            if finding.severity != Severity::Advice {
                report.push(finding.clone());
            }
        }
        if report.iter().next().is_some() {
            let findings =
                FileFindings { path: &self.loaded.path, source: &self.loaded.compilation.source, report: &report };
            let text = human::render(&[findings], session.error_style());
            session.note(&text);
        }
    }

    /// The findings for programs.
    pub(super) fn findings(&self) -> Vec<json::Finding<'_>> {
        let compilation = &self.loaded.compilation;
        json::findings(&self.loaded.path, &compilation.source, &compilation.report)
    }

    /// The status that the findings alone give.
    pub(super) fn status(&self) -> Status {
        let report = &self.loaded.compilation.report;
        let denied = self.deny_warnings && report.iter().any(|found| found.severity == Severity::Warning);
        if report.has_errors() || denied { Status::Invalid } else { Status::Fine }
    }

    /// The folder of the spec.
    pub(super) fn folder(&self) -> PathBuf {
        self.loaded.folder.clone()
    }
}
