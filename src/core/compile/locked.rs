//! What a lock leaves out: images of a plan that it does not have, which a target would pull by their tags.

use super::{Compilation, look_again};
use crate::diagnostic::codes::UNLOCKED_IMAGE;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::image::LOCK_FILE;
use crate::options::{Options, Values};
use crate::plan::{self, Binding, For, Names};

/// Adds which images of a plan its lock does not have; nothing where there is no lock. A check fails on them.
pub fn unlocked(compilation: &mut Compilation, options: &Options, target: For, is_check: bool) {
    if !compilation.plan.lock.is_there() {
        return;
    }
    let binding = Binding { target, names: Names::Agent, settings: &options.settings, values: &Values::default() };
    let plan = &compilation.plan;
    let mut report = Report::default();
    for image in plan::images(plan, &binding).iter().filter(|image| !plan.lock.has(&image.image)) {
        let of_id = |container: &&plan::Container| container.id.to_string() == image.id;
        let place = plan.containers.iter().find(of_id).or(plan.containers.first()).map(|container| &container.place);
        let message = format!("`{}` of `{}` is not in `{LOCK_FILE}`", image.image.as_str(), image.id);
        // Two targets may be bound alike.
        if compilation.report.iter().all(|found| found.message != message)
            && let Some(place) = place
        {
            let found = Diagnostic::at_key(&UNLOCKED_IMAGE, place, message);
            report.push(found.help("run `ast lock`: it asks for what is missing, and leaves the rest as it is"));
        }
    }
    look_again(compilation, options, report, |code| *code == UNLOCKED_IMAGE);
    let is_it = |found: &&mut Diagnostic| is_check && *found.code == UNLOCKED_IMAGE;
    compilation.report.iter_mut().filter(is_it).for_each(|found| found.severity = Severity::Error);
}
