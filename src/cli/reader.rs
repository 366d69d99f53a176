//! From a found spec to its bytes, on any thread.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::session::Session;
use crate::disk::{ReadError, RealDisk, is_stream, read_stream};
use crate::project::{Found, Workspace, shown};
use crate::text::one_line;

/// What is a large spec, in bytes.
const LARGE: usize = 256 << 10;

/// What specs are read with, on any thread.
pub(super) struct Reader {
    workspace: Arc<Workspace<RealDisk>>,
    /// What standard input holds, if it is a spec.
    input: Option<Result<Vec<u8>, ReadError>>,
    large: Mutex<()>,
    /// The command, as messages say it.
    command: &'static str,
}

/// The commands that take many projects, each by the path of a folder that they are below.
const OF_MANY: [&str; 9] = ["validate", "audit", "fix", "fmt", "plan", "graph", "generate", "env check", "env sync"];

/// How much of a path is shown in a message.
const LONGEST_PATH: usize = 200;

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
        Self { workspace: session.shared_workspace(), input, large: Mutex::default(), command: session.command }
    }

    /// What a found spec holds.
    pub(super) fn read(&self, found: &Found) -> Read {
        let (name, shadowed, bytes) = match found {
            Found::Unusable { path, message, below } => {
                let bytes = Err(format!("{message}{}", self.way_on(below)));
                return Read { name: PathBuf::new(), path: path.clone(), shadowed: None, bytes };
            }
            Found::Stdin { name } => (name, None, self.input.clone().unwrap_or_else(|| Ok(Vec::new()))),
            Found::Spec { file, shadowed } => (file, *shadowed, self.workspace.read(file)),
        };
        Read { name: name.clone(), path: shown(name), shadowed, bytes: bytes.map_err(|error| error.to_string()) }
    }

    /// What to do where the spec that is meant may be one below the current folder.
    fn way_on(&self, below: &[PathBuf]) -> String {
        let Some(first) = below.first().map(|first| shown(first)) else { return String::new() };
        let first = one_line(&first, LONGEST_PATH);
        let there = match below.len() {
            1 => format!("there is `{first}`"),
            count => format!("there are {count} projects, the first `{first}`"),
        };
        let all = if OF_MANY.contains(&self.command) {
            format!("run `ast {} .` for all, or name it", self.command)
        } else {
            "name it".to_owned()
        };
        format!("; below it {there}: {all}")
    }

    /// Whether what was found has to be read in its order: what a stream gives, it gives once.
    pub(super) fn is_ordered(&self, found: &[Found]) -> bool {
        found.iter().filter_map(Found::file).chain(self.workspace.config()).any(is_stream)
    }

    /// Where projects come from.
    pub(super) fn workspace(&self) -> &Workspace<RealDisk> {
        &self.workspace
    }

    /// Waits for its turn, which lasts as long as what is given here: a large spec takes a hundred times of itself in
    /// memory, so that one is worked on at a time.
    pub(super) fn turn(&self, read: &Read) -> Option<MutexGuard<'_, ()>> {
        let is_large = read.bytes.as_ref().is_ok_and(|bytes| bytes.len() > LARGE);
        is_large.then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
