//! Which env file a command is about: that of one project, or the one beside the spec of each of many.

use std::path::{Path, PathBuf};

use crate::cli::accepted::Accepted;
use crate::cli::many::below;
use crate::cli::session::{Failure, Session};
use crate::disk::{Disk as _, EntryKind};
use crate::project::{Found, Meant, NAMES, shown};

/// Where env files are.
pub(super) struct Place {
    /// The projects that are meant.
    pub(super) meant: Meant,
    /// The file that is named, which one project has.
    file: Option<PathBuf>,
    /// The folder that is generated into.
    out_dir: Option<PathBuf>,
}

impl Place {
    /// Tells an env file from projects: a folder and a spec are a project, anything else is the file.
    pub(super) fn of(
        what: &[PathBuf],
        specs: &[PathBuf],
        out_dir: Option<&Path>,
        session: &Session<'_, '_>,
    ) -> Result<Self, Failure> {
        let is_folder =
            |path: &Path| session.disk().kind(&session.absolute(path)).is_ok_and(|kind| kind == EntryKind::Folder);
        let is_spec = |path: &Path| path.file_name().is_some_and(|name| NAMES.iter().any(|spec| name == *spec));
        let (projects, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
            what.iter().partition(|path| is_spec(path) || is_folder(path));
        let paths: Vec<PathBuf> = specs.iter().chain(projects).cloned().collect();
        let meant = session.workspace().projects(&paths, false);
        let file = match files[..] {
            [] => None,
            [file] if !meant.is_many && out_dir.is_none() => Some(file.clone()),
            [file] => {
                let failure = Failure::new(format!("`{}` is the env file of one project", shown(file)));
                return Err(failure.help("name one project, or leave the file out"));
            }
            [_, second, ..] => {
                let failure = Failure::new(format!("`{}` is a second env file", shown(second)));
                return Err(failure.help("name one env file, or specs and folders"));
            }
        };
        Ok(Self { meant, file, out_dir: out_dir.map(Path::to_owned) })
    }

    /// Whether a file is named, which has to be there then.
    pub(super) fn is_named(&self) -> bool {
        self.file.is_some()
    }

    /// The env file of a project as messages show it, and where it is.
    pub(super) fn file(
        &self,
        found: &Found,
        project: &Accepted,
        session: &Session<'_, '_>,
    ) -> Result<(String, PathBuf), Failure> {
        let within = match &self.out_dir {
            Some(folder) if session.project().is_some() => Some(below(folder, found, session)?.join(".env")),
            folder => folder.as_ref().map(|folder| folder.join(".env")),
        };
        Ok(match self.file.as_ref().or(within.as_ref()) {
            Some(named) => (named.to_string_lossy().into_owned(), session.absolute(named)),
            None => {
                let beside = Path::new(project.loaded.path()).with_file_name(".env");
                (beside.to_string_lossy().into_owned(), project.folder().join(".env"))
            }
        })
    }
}
