//! `.ast/dev` of a project: its files for Compose, what is remembered of it, and the lock that one run holds.
//!
//! What lies there may have come with a repository: no link is followed, files are made anew and put in the place of what
//! was there, and what is read is bounded and checked.

use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::kept::{Kept, digest};
use crate::cli::session::{Failure, Session};
use crate::dev::Memory;
use crate::disk::{Folder, Found, owner_only, read_file, reason};
use crate::project::Found as Spec;
use crate::tree::FileTree;

/// Its path below the folder of the spec.
const DEV: &str = ".ast/dev";
/// What is remembered.
const MEMORY: &str = "state.json";
/// The most that is read of it.
const LONGEST: usize = 64 << 10;

/// The folder.
#[derive(Debug)]
pub(super) struct Place {
    folder: Folder,
    /// Where it is.
    pub(super) path: PathBuf,
    /// What tells that what is remembered there was written by this user's `ast`.
    seal: Kept,
}

/// The hold on a project, until it is dropped.
#[derive(Debug)]
pub(super) struct Hold(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

fn failed(doing: &str, error: &std::io::Error) -> Failure {
    Failure::new(format!("could not {doing} `{DEV}`: {}", reason(error)))
}

impl Place {
    /// The folder of a project, made where it is not there.
    pub(super) fn create(project: &Path, session: &Session<'_, '_>) -> Result<Self, Failure> {
        let project = session.folder(project).map_err(Failure::from)?;
        let root = Folder::open(&project).map_err(|error| failed("open the folder of", &error))?;
        let (folder, _) = root.make(DEV).map_err(|error| failed("make", &error))?;
        let place = Self::at(folder, &project, session);
        place.write(".gitignore", "*\n")?;
        Ok(place)
    }

    /// The folder of a project that was started before; none where none was.
    pub(super) fn of(path: Option<&Path>, session: &Session<'_, '_>) -> Result<Option<Self>, Failure> {
        let spec = match session.workspace().discover_one(path) {
            Spec::Spec { file, .. } => session.absolute(&file),
            Spec::Stdin { .. } => return Err(Failure::new("a project that runs is in a folder")),
            Spec::Unusable { path, message, .. } => return Err(Failure::new(format!("`{path}`: {message}"))),
        };
        let project = session.folder(spec.parent().unwrap_or(Path::new(""))).map_err(Failure::from)?;
        let root = Folder::open(&project).map_err(|error| failed("open the folder of", &error))?;
        let Ok(folder) = root.folder(".ast").and_then(|ast| ast.folder("dev")) else { return Ok(None) };
        Ok(Some(Self::at(folder, &project, session)))
    }

    fn at(folder: Folder, project: &Path, session: &Session<'_, '_>) -> Self {
        let path = resolved(project).join(DEV);
        let seal = Kept::of(session.io.state.as_deref(), "dev", path.as_os_str().as_encoded_bytes());
        Self { folder, path, seal }
    }

    /// Takes hold of the project; none where another run has it.
    pub(super) fn hold(&self) -> Result<Option<Hold>, Failure> {
        let (file, _) = self.folder.lock_file("lock").map_err(|error| failed("lock", &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Hold(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed("lock", &error)),
        }
    }

    /// What is remembered, if this user's `ast` wrote it. Where that can't be told, the key is left out: whoever wrote it
    /// would have a key to the gateway.
    pub(super) fn memory(&self) -> Memory {
        let found = self.folder.find(MEMORY);
        let bytes = if let Ok(Found::File(found)) = found { read_file(found.0, LONGEST).ok() } else { None };
        let bytes = bytes.unwrap_or_default();
        let memory = Memory::read(&bytes);
        if self.seal.read().is_some_and(|seal| seal == digest(&bytes)) {
            memory
        } else if self.seal.has_place() {
            Memory::default()
        } else {
            Memory { key: None, ..memory }
        }
    }

    /// Remembers something.
    pub(super) fn remember(&self, memory: &Memory) -> Result<(), Failure> {
        let text = memory.text();
        self.write(MEMORY, &text)?;
        self.seal.write(Some(&digest(text.as_bytes())));
        Ok(())
    }

    /// Writes a file that its owner alone reads, in the place of what was there; one that says the same already stays.
    pub(super) fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        self.put(path, text, true)
    }

    /// Writes generated files, which containers read, whatever their user.
    pub(super) fn write_all(&self, tree: &FileTree) -> Result<(), Failure> {
        tree.iter().try_for_each(|(path, file)| self.put(path.as_str(), &file.content, false))
    }

    fn put(&self, path: &str, text: &str, is_private: bool) -> Result<(), Failure> {
        if let Ok(Found::File(found)) = self.folder.find(path)
            && read_file(found.0, text.len()).is_ok_and(|bytes| bytes == text.as_bytes())
        {
            return Ok(());
        }
        let wrote = || {
            self.folder.make(path.rsplit_once('/').map_or("", |(parent, _)| parent))?;
            // One that was killed may have left it.
            let _ = self.folder.remove("new");
            self.folder.write("new", text.as_bytes(), if is_private { owner_only() } else { None })?;
            self.folder.rename("new", &self.folder, path)
        };
        wrote().map_err(|error| failed("write to", &error))
    }

    /// A new log, in the place of that of the last run.
    pub(super) fn log(&self) -> Result<File, Failure> {
        self.write("log", "")?;
        let (file, _) = self.folder.lock_file("log").map_err(|error| failed("write to", &error))?;
        Ok(file)
    }
}

/// A path without links, as the engine is told it.
fn resolved(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Adds to a log; a full disk ends no agent.
pub(super) fn add(log: &mut File, text: &[u8]) {
    let _ = log.write_all(text);
}
