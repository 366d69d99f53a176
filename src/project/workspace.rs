//! Where projects come from: many over one disk.

use std::path::{Path, PathBuf};

use super::Project;
use super::above::{Nearest, extended, nearest_options, shared};
use super::asked::{Asked, Noting};
use super::beside::{facts, foresee_cluster, hide, lock, options_file, rival, shadow, unlock};
use super::discover::{self, Found, Meant, shown};
use super::two::compile_by_two;
use crate::compile::{Correction, Facts, correct};
use crate::disk::{Disk, EntryKind, ReadError, is_stream, plain, read_stream};
use crate::options::{Options, Settings};
use crate::source::Source;

/// Many projects over one disk.
#[derive(Debug)]
pub(crate) struct Workspace<D> {
    disk: D,
    /// The folder that relative paths start from.
    cwd: PathBuf,
    /// The file that is read instead of the options beside each spec.
    config: Option<PathBuf>,
}

impl<D: Disk> Workspace<D> {
    pub(crate) fn new(disk: D, cwd: PathBuf, config: Option<PathBuf>) -> Self {
        Self { disk, cwd, config }
    }

    /// The disk, as it is read.
    pub(crate) fn disk(&self) -> &D {
        &self.disk
    }

    /// The file that is read instead of the options beside each spec.
    pub(crate) fn config(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    /// A path as the disk has it.
    pub(crate) fn absolute(&self, path: &Path) -> PathBuf {
        self.cwd.join(path)
    }

    /// The bytes of a file that the user named, which may be a stream such as `<(command)`.
    pub(crate) fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        if is_stream(path) {
            return Ok(read_stream(std::fs::File::open(path)?)?);
        }
        self.disk.read(&self.absolute(path))
    }

    /// The specs that paths mean, in their order; a folder stands for every spec below it.
    pub(crate) fn discover(&self, paths: &[PathBuf]) -> Vec<Found> {
        discover::all(paths, &self.cwd, &self.disk, &mut Vec::new())
    }

    /// The same, with the folders that were searched for them.
    pub(crate) fn search(&self, paths: &[PathBuf]) -> (Vec<Found>, Vec<PathBuf>) {
        let mut searched = Vec::new();
        let found = discover::all(paths, &self.cwd, &self.disk, &mut searched);
        (found, searched)
    }

    /// The folders above one whose files hold for it.
    pub(crate) fn above(&self, folder: &Path) -> Vec<PathBuf> {
        let folder = plain(&self.absolute(folder));
        let top = self.disk.top(&folder);
        folder.ancestors().take_while(|at| at.starts_with(&top)).map(Path::to_owned).collect()
    }

    /// The one spec that a path means; a folder stands for the spec in it, no path for the nearest one.
    pub(crate) fn discover_one(&self, path: Option<&Path>) -> Found {
        discover::one(path, &self.cwd, &self.disk)
    }

    /// The projects that paths mean, for commands whose results are of whole projects.
    pub(crate) fn projects(&self, paths: &[PathBuf], recursive: bool) -> Meant {
        discover::projects(paths, recursive, &self.cwd, &self.disk)
    }

    /// The file beside a spec that is not read because of it.
    pub(crate) fn shadowed_by(&self, spec: &Path) -> Option<&'static str> {
        let (name, path) = rival(spec)?;
        self.disk.kind(&path).is_ok_and(|kind| kind == EntryKind::File).then_some(name)
    }

    /// The project of a spec, whose text was read or is being written; `shadowed` is the other file of its folder.
    pub(crate) fn project(
        &self,
        spec: &Path,
        source: Source,
        shadowed: Option<&'static str>,
        flags: &Settings,
    ) -> Project {
        let file = self.absolute(spec);
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let rival = rival(&file).map(|(_, path)| path);
        let named = self.config().map(|named| self.absolute(named));
        let asked = [Some(file), rival, named].into_iter().flatten();
        let disk = Noting::new(&self.disk, Asked::of(asked));
        let Nearest { file: (said, options_file), hidden } = self.options(spec, &disk);
        let options = Options::new(said, flags.clone());
        let (lock, faults) = lock(&folder, &disk);
        let facts = |spec: &_| Facts { lock, ..facts(spec, &folder, &disk) };
        let mut compilation = compile_by_two(source, facts, &options);
        if !faults.is_empty() {
            unlock(&mut compilation, faults, &options);
        }
        if let Some(other) = shadowed {
            shadow(&mut compilation, other, &options);
        }
        if let Some(other) = hidden {
            hide(&mut compilation, &other, &options);
        }
        Project { folder, options, options_file, compilation, unfit: Vec::new(), asked: disk.into_asked() }
    }

    /// What the options of a spec say, and what is wrong with them.
    fn options(&self, spec: &Path, disk: &Noting<'_>) -> Nearest {
        match self.config() {
            Some(named) => {
                let file = extended(options_file(shown(named), self.read(named)), &self.absolute(named), disk);
                Nearest { file, hidden: None }
            }
            None => nearest_options(spec, &self.cwd, disk),
        }
    }

    /// The options that hold in a folder which is about to have its own, as those name them.
    pub(crate) fn shared(&self, folder: &Path) -> Option<String> {
        shared(&plain(&self.absolute(folder)), &self.disk)
    }

    /// Adds what there is to say of a project only where it goes to a cluster, as its options or its manifest say.
    pub(crate) fn foresee(&self, project: &mut Project) {
        let Project { folder, options, compilation, asked, .. } = project;
        let disk = Noting::new(&self.disk, std::mem::take(asked));
        foresee_cluster(compilation, options, folder, &disk);
        *asked = disk.into_asked();
    }

    /// Applies the fixes of a project, guesses too if they are wanted.
    pub(crate) fn correct(&self, project: Project, with_unsafe: bool) -> Correction {
        let Project { folder, options, compilation, .. } = project;
        correct(compilation, |spec| facts(spec, &folder, &self.disk), &options, with_unsafe)
    }
}
