//! Replacing a single file of the user's as a whole: `.env`, or a spec that is corrected.
//!
//! The new text is staged in `.ast/stage`, which version control ignores and the next run clears: a killed run leaves
//! no copy of somebody's secrets beside the file. The folder is held meanwhile, so that two runs don't undo each
//! other's lines, and the file is looked at again before it is replaced.

use std::path::Path;

use super::error::OutputError;
use super::run::{Place, Run};
use crate::disk::{Folder, Found, is_open, owner_only, read_file};
use crate::document::LARGEST_FILE;

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Those who could read it before.
    Kept,
    /// Its owner alone.
    OwnerOnly,
}

/// A file of the user's, held against other runs until this is dropped.
#[derive(Debug)]
pub struct UserFile {
    run: Run,
    name: String,
    /// The bytes that are in it; none where it is not there.
    pub content: Option<Vec<u8>>,
    /// Whether others than its owner can read it.
    pub is_open: bool,
}

impl UserFile {
    /// Takes hold of a file, which need not be there; its folder has to be.
    ///
    /// # Errors
    /// A symbolic link, which may lead to what is somebody else's; anything that is not a regular file; a disk that
    /// refuses; another run that does not end.
    pub fn hold(path: &Path, state: Option<&Path>, waiting: &mut dyn FnMut()) -> Result<Self, OutputError> {
        let name = path.file_name().unwrap_or_default();
        let name = name.to_str().map(str::to_owned).ok_or_else(|| {
            let why = format!("`{}` can't be written: its name is not text in UTF-8; rename it", name.display());
            OutputError::Refused(why)
        })?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // One that is not there is not made for a single file.
        Folder::open(folder).map_err(OutputError::io(format!("open the folder of `{name}`")))?;
        let run = Run::begin(&mut Place { folder, state, waiting })?;
        let mut file = Self { run, name, content: None, is_open: false };
        (file.content, file.is_open) = file.look()?;
        Ok(file)
    }

    /// What is in the file now, and whether others can read it.
    fn look(&self) -> Result<(Option<Vec<u8>>, bool), OutputError> {
        let refused = |why: &str| Err(OutputError::Refused(format!("`{}` {why}", self.name)));
        match self.root()?.find(&self.name).map_err(OutputError::io(format!("read `{}`", self.name)))? {
            Found::Nothing => Ok((None, false)),
            Found::File(found) => {
                let is_open = is_open(&found.1.permissions());
                let content = read_file(found.0, LARGEST_FILE);
                let content = content.map_err(OutputError::io(format!("read `{}`", self.name)))?;
                if content.len() > LARGEST_FILE { refused("has more than 4 MiB") } else { Ok((Some(content), is_open)) }
            }
            Found::Link => refused("is a symbolic link, which is not written through; name the file that it leads to"),
            _ => refused("is not a regular file"),
        }
    }

    fn root(&self) -> Result<&Folder, OutputError> {
        let parts = self.run.parts().ok_or(OutputError::Busy)?;
        Ok(parts.0)
    }

    /// Replaces what is in the file.
    ///
    /// # Errors
    /// A file that is read-only, or that somebody else changed since it was held; a disk that refuses.
    pub fn replace(&self, content: &[u8], privacy: Privacy) -> Result<(), OutputError> {
        let (_, state) = self.run.parts().ok_or(OutputError::Busy)?;
        let replaced = self.stage_and_rename(content, privacy);
        // Whatever came of it, no copy stays.
        let cleared = state.clear_stage();
        replaced.and(cleared)
    }

    fn stage_and_rename(&self, content: &[u8], privacy: Privacy) -> Result<(), OutputError> {
        const STAGED: &str = "new-file";
        let doing = || OutputError::io(format!("write `{}`", self.name));
        let (root, state) = self.run.parts().ok_or(OutputError::Busy)?;
        let mut permissions = None;
        if let Found::File(found) = root.find(&self.name).map_err(doing())? {
            if found.1.permissions().readonly() {
                return Err(OutputError::Refused(format!("`{}` is read-only; make it writable first", self.name)));
            }
            permissions = Some(found.1.permissions());
        }
        let stage = state.stage()?;
        let permissions = if privacy == Privacy::OwnerOnly { owner_only().or(permissions) } else { permissions };
        stage.write_through(STAGED, content, permissions).map_err(doing())?;
        if self.look()?.0 != self.content {
            let why = format!("`{}` was changed by somebody else meanwhile; run it again", self.name);
            return Err(OutputError::Refused(why));
        }
        stage.rename(STAGED, root, &self.name).map_err(doing())
    }
}
