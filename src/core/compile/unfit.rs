//! What of the options does not fit a spec, told where it is said: by the project, by one of its environments, by a flag.

use super::{Compilation, bind};
use crate::diagnostic::codes::INVALID_OPTIONS;
use crate::diagnostic::{Diagnostic, Report};
use crate::options::{Options, Provenance};
use crate::plan::{self, BoundPlan, For, Misfit};
use crate::source::Pointer;

/// Options that do not fit a spec.
#[derive(Debug, Default)]
pub struct Unfit {
    /// What `ast.toml` says, as findings in it.
    pub file: Report,
    /// What flags say, each with the flag's name.
    pub flags: Vec<(&'static str, Misfit)>,
}

/// What of the options does not fit a spec; nothing where the spec has errors, as they may be why.
pub fn unfit(compilation: &Compilation, options: &Options) -> Unfit {
    if compilation.report.has_errors() || !plan::may_misfit(&options.settings) {
        return Unfit::default();
    }
    let misfits = |options: &Options| plan::misfits(&bind(compilation, options, For::Cluster), &options.settings);
    let mut unfit = located(misfits(options), options);
    add_environments(options, misfits, &mut unfit);
    unfit
}

/// The same of a plan that is deployed: what the options still lack is found too. Where there are environments, each of
/// them is deployed, and what the project's own options leave out they may say.
pub fn unfit_for(plan: &BoundPlan, options: &Options) -> Unfit {
    let has_environments = options.environments().next().is_some();
    let lacking = if has_environments { Vec::new() } else { plan::lacking(&options.settings) };
    let mut unfit = located(plan::misfits(plan, &options.settings).into_iter().chain(lacking), options);
    add_environments(options, |options| plan::lacking(&options.settings), &mut unfit);
    unfit
}

/// Misfits, each where it is said.
fn located(misfits: impl IntoIterator<Item = Misfit>, options: &Options) -> Unfit {
    let mut unfit = Unfit::default();
    for misfit in misfits {
        let said = options.provenance(&misfit.setting);
        if misfit.is_absent && options.is_shared(said) {
            continue;
        }
        match said {
            Provenance::Flag(flag) => unfit.flags.push((flag, misfit)),
            Provenance::File(span) => {
                let Misfit { setting, severity, message, help, .. } = misfit;
                let found = Diagnostic { severity, ..Diagnostic::new(&INVALID_OPTIONS, setting, span, message) };
                unfit.file.push(found.help(help));
            }
            // A default fits everywhere.
            Provenance::Nobody => {}
        }
    }
    unfit
}

/// Adds what `misfits` finds of each environment's options that it did not find of the project's own.
fn add_environments(options: &Options, misfits: impl Fn(&Options) -> Vec<Misfit>, unfit: &mut Unfit) {
    for name in options.environments() {
        let Some(within) = options.within(name) else { continue };
        let table = Pointer::root().key("environments").key(name);
        for misfit in misfits(&within) {
            // A flag that beats it is told once, as a flag.
            if matches!(within.provenance(&misfit.setting), Provenance::Flag(_)) {
                continue;
            }
            let setting = Pointer::from(format!("{}{}", table.as_str(), misfit.setting.as_str()).as_str());
            let is_own = options.provenance(&misfit.setting);
            let (setting, said) = match options.provenance(&setting) {
                Provenance::Nobody => (table.clone(), options.provenance(&table)),
                said => (setting, said),
            };
            let Provenance::File(span) = said else { continue };
            let is_known = setting == table && is_told(unfit, &misfit, is_own);
            if is_known || (misfit.is_absent && options.is_shared(said)) {
                continue;
            }
            let Misfit { severity, message, help, .. } = misfit;
            let message = if setting == table { format!("in `{name}`: {message}") } else { message };
            let found = Diagnostic { severity, ..Diagnostic::new(&INVALID_OPTIONS, setting, span, message) };
            unfit.file.push(found.help(help));
        }
    }
}

/// Whether the project's own options have the same fault; one in a file that others share is none of it.
fn is_told(unfit: &Unfit, misfit: &Misfit, said: Provenance) -> bool {
    let in_file = unfit.file.iter().any(|found| found.message == misfit.message);
    in_file
        || unfit.flags.iter().any(|(_, other)| other.message == misfit.message)
        || (misfit.is_absent && said != Provenance::Nobody)
}
