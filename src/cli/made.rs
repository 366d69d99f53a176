//! What generated files were made with and a command is not told: an answer about something else than was made misleads.

use std::collections::BTreeMap;

use super::accepted::Accepted;
use super::session::Session;
use crate::disk::Disk as _;
use crate::options::Settings;
use crate::output::{MANIFEST, Manifest};
use crate::plan::For;
use crate::target;
use crate::text::one_line;

/// How much of a flag is shown.
const MOST: usize = 200;

/// Says which flags the targets that are bound so have, and this run has not.
pub(super) fn mention(project: &Accepted, bound: For, session: &mut Session<'_, '_>) {
    let path = project.loaded.folder.join(MANIFEST);
    // Most have nothing generated with flags; what is wrong with the file is said by who writes it.
    let Some(manifest) = session.disk().read(&path).ok().and_then(|bytes| Manifest::parse(&bytes).ok()) else { return };
    let given = project.loaded.options.said();
    let mut missed: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for (name, flags) in manifest.targets {
        let Some(target) = target::by_id(&name).filter(|target| target.bound_to() == bound) else { continue };
        for said in Settings::recorded(flags).map(|flags| flags.said()).unwrap_or_default() {
            if !given.iter().any(|given| given.setting == said.setting) {
                missed.entry(one_line(&said.words, MOST).into_owned()).or_default().push(target.id());
            }
        }
    }
    if missed.is_empty() {
        return;
    }
    let words: Vec<_> = missed.iter().map(|(words, targets)| format!("`{words}` ({})", targets.join(", "))).collect();
    session.note(&format!(
        "note: files were generated with {}, which is not said here; say it too, or in `ast.toml` for both\n",
        words.join(", ")
    ));
}
