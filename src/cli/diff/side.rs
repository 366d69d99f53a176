//! A side of a comparison: a project as it was at some revision, or as it is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::LONGEST_PATH;
use super::chart::values;
use crate::cli::git::{Missing, Revision};
use crate::cli::session::{Failure, Session};
use crate::compile::{Compilation, bind};
use crate::delta::Side;
use crate::disk::{Disk, RealDisk};
use crate::options::{EnvironmentSettings, Options, Settings};
use crate::output::{MANIFEST, Manifest};
use crate::plan::{BoundPlan, For};
use crate::project::{Found, NAMES, OptionsFile, Project, Workspace, shown};
use crate::source::Source;
use crate::text::one_line;

/// What one side of a comparison is read from.
pub(in crate::cli) enum At {
    Files(Workspace<RealDisk>),
    /// With the name that it was asked for by.
    Revision(Workspace<Revision>, String),
}

/// A project on one side.
pub(in crate::cli) struct Loaded {
    pub(in crate::cli) compilation: Compilation,
    pub(in crate::cli) local: BoundPlan,
    pub(in crate::cli) cluster: BoundPlan,
    /// What holds on this machine, and in a cluster.
    here: Options,
    pub(super) options: Options,
    pub(super) folder: PathBuf,
    /// The targets that were generated.
    pub(super) targets: BTreeSet<String>,
    /// Whether it could be read whole.
    pub(in crate::cli) is_whole: bool,
    /// Its options, as they were read.
    pub(super) options_file: OptionsFile,
    chart: Option<BTreeSet<String>>,
}

impl At {
    /// The side that a name says, and where the spec is there: of a file or folder the spec in it, of a revision the same.
    pub(in crate::cli) fn named(
        name: &str,
        spec: &Path,
        session: &Session<'_, '_>,
    ) -> Result<(Self, PathBuf), Failure> {
        if !session.disk().exists(&session.absolute(Path::new(name))) {
            return Ok((Self::revision(name, spec.parent().unwrap_or(spec), false, session)?, spec.to_owned()));
        }
        match session.workspace().discover_one(Some(Path::new(name))) {
            Found::Spec { file, .. } => Ok((Self::files(session), session.absolute(&file))),
            found => Err(Failure::new(format!("`{}` has no spec", found.shown()))),
        }
    }

    pub(in crate::cli) fn files(session: &Session<'_, '_>) -> Self {
        let cwd = session.absolute(Path::new(""));
        Self::Files(Workspace::new(RealDisk::new(&cwd), cwd, session.workspace().config().map(Path::to_owned)))
    }

    /// A revision of the repository around a folder; beside a place, nothing else is meant by its name.
    pub(super) fn revision(
        name: &str,
        folder: &Path,
        is_placed: bool,
        session: &Session<'_, '_>,
    ) -> Result<Self, Failure> {
        let cwd = session.absolute(Path::new(""));
        let revision = Revision::open(name, folder).map_err(|Missing { why, help, is_meant }| {
            if !is_placed {
                return Failure::new(why).help(help);
            }
            let failure = Failure::new(format!("`{}` is no revision of this repository", one_line(name, LONGEST_PATH)));
            failure.help(if is_meant { &help } else { "beside a PATH, both names are revisions" })
        })?;
        let workspace = Workspace::new(revision, cwd, session.workspace().config().map(Path::to_owned));
        Ok(Self::Revision(workspace, name.to_owned()))
    }

    /// A file of the side, as git names one of a revision.
    pub(super) fn shown(&self, path: &str) -> String {
        match self {
            Self::Files(_) => path.to_owned(),
            Self::Revision(_, name) => format!("{name}:{path}"),
        }
    }

    /// The specs below a folder.
    pub(super) fn specs(&self, folder: &Path) -> Vec<PathBuf> {
        match self {
            Self::Files(workspace) => {
                let found = workspace.discover(&[folder.to_owned()]);
                found.iter().filter_map(Found::file).map(Path::to_owned).collect()
            }
            Self::Revision(workspace, _) => workspace.disk().specs(folder, &NAMES),
        }
    }

    /// The project of a spec, or of the other name that it may have had; none where there is none.
    pub(in crate::cli) fn load(&self, spec: &Path, flags: &Settings) -> Result<Option<Loaded>, Failure> {
        match self {
            Self::Files(workspace) => load(workspace, spec, flags),
            Self::Revision(workspace, _) => load(workspace, spec, flags),
        }
    }

    /// The project of a spec as an environment has it; none where it has none of this name.
    pub(super) fn load_within(&self, spec: &Path, environment: &str) -> Result<Option<Loaded>, Failure> {
        let loaded = self.load(spec, &Settings::default())?;
        Ok(loaded.and_then(|loaded| loaded.within(environment)))
    }

    /// The disk of the side.
    pub(super) fn disk(&self) -> &dyn Disk {
        match self {
            Self::Files(workspace) => workspace.disk(),
            Self::Revision(workspace, _) => workspace.disk(),
        }
    }
}

fn load<D: Disk>(workspace: &Workspace<D>, spec: &Path, flags: &Settings) -> Result<Option<Loaded>, Failure> {
    let others = NAMES.iter().map(|name| spec.with_file_name(name)).filter(|other| other != spec);
    for spec in std::iter::once(spec.to_owned()).chain(others) {
        match workspace.read(&spec) {
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(Failure::new(format!("`{}` can't be read: {error}", shown(&spec)))),
            Ok(bytes) => {
                let source = Source::from_bytes(shown(&spec), bytes);
                return Ok(Some(Loaded::of(workspace.project(&spec, source, None, flags), workspace)));
            }
        }
    }
    Ok(None)
}

impl Loaded {
    pub(in crate::cli) fn of<D: Disk>(project: Project, workspace: &Workspace<D>) -> Self {
        let Project { folder, options, options_file, compilation, .. } = project;
        let manifest = workspace.disk().read(&folder.join(MANIFEST)).ok();
        let manifest = manifest.and_then(|bytes| Manifest::parse(&bytes).ok()).unwrap_or_default();
        // What was generated there says with which flags.
        let with_flags = |targets: &[&str]| -> Options {
            let flags = targets.iter().find_map(|target| manifest.targets.get(*target)).cloned();
            options.repeating(flags.as_ref().and_then(Settings::recorded).unwrap_or_default())
        };
        let (local, cluster) = (with_flags(&["compose", "env"]), with_flags(&["kubernetes", "helm"]));
        let has_chart = manifest.targets.contains_key("helm")
            || options.settings.targets.iter().flatten().any(|target| target.as_str() == "helm");
        let is_whole = !compilation.report.has_errors() && !options_file.report.has_errors();
        Self {
            local: bind(&compilation, &local, For::Local),
            cluster: bind(&compilation, &cluster, For::Cluster),
            chart: (has_chart && is_whole).then(|| values(&compilation, &cluster)).flatten(),
            is_whole,
            targets: manifest.targets.into_keys().collect(),
            here: local,
            options: cluster,
            folder,
            options_file,
            compilation,
        }
    }

    /// Whether client code is generated of it: then there is some whose names can be called.
    pub(in crate::cli) fn has_client(&self) -> bool {
        let mut wanted = self.options.settings.targets.iter().flatten();
        wanted.any(|target| target.as_str().starts_with("sdk-"))
            || self.targets.iter().any(|target| target.starts_with("sdk-"))
    }

    /// The names of its environments.
    pub(super) fn environments(&self) -> Vec<&str> {
        self.options.environments().collect()
    }

    /// The same as an environment has it, where there is one of this name.
    pub(super) fn within(self, environment: &str) -> Option<Self> {
        let (here, options) = (self.here.within(environment)?, self.options.within(environment)?);
        Some(Self {
            local: bind(&self.compilation, &here, For::Local),
            cluster: bind(&self.compilation, &options, For::Cluster),
            here,
            options,
            ..self
        })
    }

    /// What an environment says otherwise.
    pub(super) fn said(&self, environment: &str) -> Option<&EnvironmentSettings> {
        self.options.settings.environments.get(environment)
    }

    /// Its plan in the cluster of an environment, and the settings there.
    pub(super) fn deployed(&self, environment: &str) -> Option<(BoundPlan, Settings)> {
        let options = self.options.within(environment)?;
        Some((bind(&self.compilation, &options, For::Cluster), options.settings))
    }

    pub(in crate::cli) fn side(&self) -> Side<'_> {
        Side {
            local: &self.local,
            cluster: &self.cluster,
            settings: &self.options.settings,
            chart: self.chart.as_ref(),
        }
    }
}
