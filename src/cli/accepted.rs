//! A spec that a command works on: loaded, its findings told, its plan bound.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Status;
use super::load::load;
use super::reader::Reader;
use super::session::Session;
use crate::compile::{advise, unfit_for};
use crate::diagnostic::render::{FileFindings, human, json};
use crate::diagnostic::{Report, Severity};
use crate::options::{Options, Settings, Values};
use crate::plan::{Binding, BoundPlan, For, Misfit, Names, bind};
use crate::project::{Found, Project};
use crate::text::one_line;

/// A project that nothing stops a command from working on, with the values that are known for it.
pub(super) struct Accepted {
    pub(super) loaded: Project,
    /// Whether a warning fails the run.
    pub(super) deny_warnings: bool,
    values: Values,
}

impl Accepted {
    /// Loads the spec that `path` means. What can't be used is told, and ends the command.
    pub(super) fn load(
        path: Option<&Path>,
        flags: &Settings,
        values: Values,
        session: &mut Session<'_, '_>,
    ) -> Result<Self, Status> {
        Self::open(&session.workspace().discover_one(path), flags, values, session)
    }

    /// Loads a spec that was found. What can't be used is told, and ends the command.
    pub(super) fn open(
        found: &Found,
        flags: &Settings,
        values: Values,
        session: &mut Session<'_, '_>,
    ) -> Result<Self, Status> {
        let reader = Reader::new(std::slice::from_ref(found), session);
        let loaded = load(reader.read(found), flags, &reader).map_err(|verdict| {
            tell(verdict.findings(), session);
            Status::Failed
        })?;
        let options = &loaded.options_file;
        if options.is_told() {
            let text = human::render(&[options.findings()], session.error_style());
            // Many projects may have the same file above them.
            if loaded.options.is_above() { session.tell_once(&text) } else { session.tell(&text) }
        }
        if options.report.has_errors() {
            return Err(Status::Failed);
        }
        tell_flags(&loaded.unfit, session)?;
        session.keep_hosts(&loaded);
        Ok(Self { loaded, deny_warnings: false, values })
    }

    /// Refuses options that a plan can't be deployed with, which may be those of an earlier run.
    pub(super) fn fits(
        &self,
        options: &Options,
        plan: &BoundPlan,
        session: &mut Session<'_, '_>,
    ) -> Result<(), Status> {
        if plan.target != For::Cluster {
            return Ok(());
        }
        let mut unfit = unfit_for(plan, options);
        if unfit.file.has_errors() {
            tell(FileFindings { report: &unfit.file, ..self.loaded.options_file.findings() }, session);
            return Err(Status::Failed);
        }
        // Its warnings are told already.
        unfit.flags.retain(|(_, misfit)| misfit.severity == Severity::Error);
        tell_flags(&unfit.flags, session)
    }

    /// The plan, bound.
    pub(super) fn bind(&self, target: For, session: &mut Session<'_, '_>) -> BoundPlan {
        let binding =
            Binding { target, names: Names::Agent, settings: &self.loaded.options.settings, values: &self.values };
        let plan = bind(&self.loaded.compilation.plan, &binding);
        self.tell_unread(&plan, session);
        plan
    }

    /// Says which of the given values nothing in the plan reads, which is not bound where none are given.
    pub(super) fn warn_of_unread(&self, target: For, session: &mut Session<'_, '_>) {
        if self.values.names().next().is_some() {
            self.bind(target, session);
        }
    }

    fn tell_unread(&self, plan: &BoundPlan, session: &mut Session<'_, '_>) {
        let variables = plan.containers.iter().flat_map(|container| &container.env).map(|row| row.name.as_str());
        let supplies = plan.supplies.iter().map(|supply| supply.name.as_str());
        let given = self.values.names().next().is_some();
        let read: BTreeSet<&str> = if given { variables.chain(supplies).collect() } else { BTreeSet::new() };
        for name in self.values.names().filter(|name| !read.contains(name)) {
            session.note_alike(&format!("warning: nothing reads `{name}`, which `--var` or `--env-file` gives\n"));
        }
    }

    /// Adds what there is to say only where it goes to a cluster.
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
            let source = &self.loaded.compilation.source;
            tell(FileFindings { path: self.loaded.path(), source, report: &report }, session);
        }
    }

    /// The findings for programs.
    pub(super) fn findings(&self) -> Vec<json::Finding> {
        let compilation = &self.loaded.compilation;
        json::findings(self.loaded.path(), &compilation.source, &compilation.report)
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

/// Tells the findings of a file on standard error.
pub(super) fn tell(findings: FileFindings<'_>, session: &mut Session<'_, '_>) {
    let text = human::render(&[findings], session.error_style());
    session.tell(&text);
}

/// How much of a message is shown on its line.
const MOST: usize = 400;

/// Says which flags do not fit the spec, all of them; an error among them ends the command.
fn tell_flags(unfit: &[(&'static str, Misfit)], session: &mut Session<'_, '_>) -> Result<(), Status> {
    for (flag, misfit) in unfit {
        let severity = misfit.severity.as_str();
        let (message, help) = (one_line(&misfit.message, MOST), one_line(&misfit.help, MOST));
        session.note_alike(&format!("{severity}: `--{flag}`: {message}\n  help: {help}\n"));
    }
    let is_error = |(_, misfit): &(&str, Misfit)| misfit.severity == Severity::Error;
    if unfit.iter().any(is_error) { Err(Status::Failed) } else { Ok(()) }
}
