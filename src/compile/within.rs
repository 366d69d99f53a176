//! What of an environment's options does not fit a spec, told where the environment says it.

use super::Unfit;
use crate::diagnostic::codes::INVALID_OPTIONS;
use crate::diagnostic::{Diagnostic, Severity};
use crate::options::{Options, Provenance};
use crate::plan::Misfit;
use crate::source::Pointer;

/// Adds what `misfits` finds of each environment's options that it did not find of the project's own.
pub(super) fn unfit(options: &Options, misfits: impl Fn(&Options) -> Vec<Misfit>, unfit: &mut Unfit) {
    for name in options.environments() {
        let Some(within) = options.within(name) else { continue };
        let table = Pointer::root().key("environments").key(name);
        for misfit in misfits(&within) {
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
        || (misfit.is_absent && said != Provenance::Nobody && misfit.severity != Severity::Advice)
}
