//! A project on one side of a comparison: its plans, and what of its text may not be shown.

use crate::compile::bind;
use crate::delta::{Change, Said, Side};
use crate::disk::Disk;
use crate::options::{Options, Settings};
use crate::output::{MANIFEST, Manifest};
use crate::plan::{BoundPlan, For};
use crate::project::{Project, Workspace};
use crate::source::Source;

/// A project on one side.
pub(super) struct Loaded {
    pub(super) source: Source,
    local: BoundPlan,
    cluster: BoundPlan,
    settings: Settings,
    /// Whether it could be read whole.
    pub(super) is_whole: bool,
}

impl Loaded {
    pub(super) fn of<D: Disk>(project: Project, workspace: &Workspace<D>) -> Self {
        let Project { folder, options, options_file, compilation, .. } = project;
        let manifest = workspace.disk().read(&folder.join(MANIFEST)).ok();
        let manifest = manifest.and_then(|bytes| Manifest::parse(&bytes).ok()).unwrap_or_default();
        // What was generated there says with which flags.
        let with_flags = |targets: &[&str]| -> Options {
            let flags = targets.iter().find_map(|target| manifest.targets.get(*target)).cloned();
            options.repeating(flags.and_then(Settings::recorded).unwrap_or_default())
        };
        let (local, cluster) = (with_flags(&["compose", "env"]), with_flags(&["kubernetes", "helm"]));
        Self {
            local: bind(&compilation, &local, For::Local),
            cluster: bind(&compilation, &cluster, For::Cluster),
            is_whole: !compilation.report.has_errors() && !options_file.report.has_errors(),
            settings: options.settings,
            source: compilation.source,
        }
    }

    pub(super) fn side(&self) -> Side<'_> {
        Side { local: &self.local, cluster: &self.cluster, settings: &self.settings }
    }
}

/// A change in which nothing of what may be a secret of either side is shown.
pub(super) fn without_secrets(change: Change, hidden: &[&Source]) -> Change {
    let hide = |text: String| hidden.iter().fold(text, |text, source| source.without_hidden(&text).into_owned());
    let Said { before, item, after } = change.said;
    let said = Said { before: hide(before), item: hide(item), after: hide(after) };
    Change { from: change.from.map(hide), to: change.to.map(hide), message: hide(change.message), said, ..change }
}
