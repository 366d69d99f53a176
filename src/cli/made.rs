//! What generated files were made with and a command is not told: an answer about something else than was made misleads.

use std::collections::BTreeMap;

use super::accepted::Accepted;
use super::session::Session;
use crate::disk::Disk as _;
use crate::options::{Said, Settings};
use crate::output::{MANIFEST, Manifest};
use crate::plan::For;
use crate::target::{self, Target};
use crate::text::one_line;

/// How much of a flag is shown.
const MOST: usize = 200;

/// Says which flags the targets that are bound so have, and this run has not.
pub(super) fn mention(project: &Accepted, bound: For, session: &mut Session<'_, '_>) {
    let path = project.loaded.folder.join(MANIFEST);
    // Most have nothing generated with flags; what is wrong with the file is said by who writes it.
    let Some(manifest) = session.disk().read(&path).ok().and_then(|bytes| Manifest::parse(&bytes).ok()) else { return };
    let options = &project.loaded.options;
    let (given, holds) = (options.said(), options.settings.said());
    let is_missed = |target: &dyn Target, said: &Said| {
        target.bound_to() == bound && !given.iter().any(|given| given.setting == said.setting) && !holds.contains(said)
    };
    if let Some(words) = flags(&manifest, is_missed) {
        session.note_alike(&format!(
            "note: files were generated with {words}, which is not said here; say it too, or in `ast.toml` for both\n"
        ));
    }
}

/// The flags of a manifest that are meant, each with its targets.
pub(super) fn flags(manifest: &Manifest, is_meant: impl Fn(&dyn Target, &Said) -> bool) -> Option<String> {
    let mut meant: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for (name, flags) in &manifest.targets {
        let Some(target) = target::by_id(name) else { continue };
        let said = Settings::recorded(flags).map(|flags| flags.said()).unwrap_or_default();
        for said in said.iter().filter(|said| is_meant(target, said)) {
            meant.entry(one_line(&said.words, MOST).into_owned()).or_default().push(target.id());
        }
    }
    let words: Vec<_> = meant.iter().map(|(words, targets)| format!("`{words}` ({})", targets.join(", "))).collect();
    (!words.is_empty()).then(|| words.join(", "))
}
