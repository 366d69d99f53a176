//! From a found spec to its bytes, on any thread.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::discover::{Found, shown};
use super::session::{self, Session};
use crate::disk::{ReadError, RealDisk, is_stream, read_stream};

/// What is a large spec, in bytes.
const LARGE: usize = 256 << 10;

/// What specs are read with, on any thread.
pub(super) struct Reader {
    cwd: PathBuf,
    config: Option<PathBuf>,
    disk: Arc<RealDisk>,
    /// What standard input holds, if it is a spec.
    input: Option<Result<Vec<u8>, ReadError>>,
    large: Mutex<()>,
}

/// What was read of a found spec.
pub(super) struct Read {
    /// Its name.
    pub(super) name: PathBuf,
    /// The path as it was given, with `/`.
    pub(super) path: String,
    /// The other file of its folder, which is not read.
    pub(super) shadowed: Option<&'static str>,
    /// What it holds, or why nobody can tell.
    pub(super) bytes: Result<Vec<u8>, String>,
}

impl Reader {
    /// For what was found. Standard input is read now.
    pub(super) fn new(found: &[Found], session: &mut Session<'_, '_>) -> Self {
        let is_asked = found.iter().any(|found| matches!(found, Found::Stdin { .. }));
        let input = is_asked.then(|| read_stream(&mut session.io.stdin).map_err(ReadError::from));
        let config = session.config().map(Path::to_owned);
        let (cwd, disk) = (session.io.cwd.clone(), session.shared_disk());
        Self { cwd, config, disk, input, large: Mutex::default() }
    }

    /// What a found spec holds.
    pub(super) fn read(&self, found: &Found) -> Read {
        let (name, shadowed, bytes) = match found {
            Found::Unusable { path, message } => {
                return Read { name: PathBuf::new(), path: path.clone(), shadowed: None, bytes: Err(message.clone()) };
            }
            Found::Stdin { name } => (name, None, self.input.clone().unwrap_or_else(|| Ok(Vec::new()))),
            Found::Spec { file, shadowed } => (file, *shadowed, self.bytes(file)),
        };
        Read { name: name.clone(), path: shown(name), shadowed, bytes: bytes.map_err(|error| error.to_string()) }
    }

    /// The bytes of a file, which may be a stream such as `<(command)`.
    pub(super) fn bytes(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        session::read(path, &self.cwd, &self.disk)
    }

    /// Whether what was found has to be read in its order: what a stream gives, it gives once.
    pub(super) fn is_ordered(&self, found: &[Found]) -> bool {
        found.iter().filter_map(Found::file).chain(self.config()).any(is_stream)
    }

    /// The file that `--config` names.
    pub(super) fn config(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    /// A path as the disk has it.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        self.cwd.join(path)
    }

    /// The disk, as it is read.
    pub(super) fn disk(&self) -> &RealDisk {
        &self.disk
    }

    /// Waits for its turn, which lasts as long as what is given here: a large spec takes a hundred times of itself in
    /// memory, so that one is worked on at a time.
    pub(super) fn turn(&self, read: &Read) -> Option<MutexGuard<'_, ()>> {
        let is_large = read.bytes.as_ref().is_ok_and(|bytes| bytes.len() > LARGE);
        is_large.then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
