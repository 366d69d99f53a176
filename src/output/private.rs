//! Writing a single file of the user's, such as `.env`, that nobody else may read.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::error::OutputError;

/// Replaces a file as a whole, readable by its owner alone. A symbolic link is refused: what it
/// leads to may be somebody else's. So is a file that is read-only.
pub fn write_private(path: &Path, content: &[u8]) -> Result<(), OutputError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let existing = fs::symlink_metadata(path).ok();
    if existing.as_ref().is_some_and(|at| at.file_type().is_symlink()) {
        let why = format!("`{name}` is a symbolic link, which is not written through; name the file that it leads to");
        return Err(OutputError::Refused(why));
    }
    if existing.is_some_and(|at| at.permissions().readonly()) {
        return Err(OutputError::Refused(format!("`{name}` is read-only; make it writable")));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let doing = || OutputError::io(format!("write `{name}`"));
    let mut file = tempfile::Builder::new().prefix(".ast-").tempfile_in(folder).map_err(doing())?;
    file.as_file().set_permissions(Permissions::from_mode(0o600)).map_err(doing())?;
    file.write_all(content).map_err(doing())?;
    file.as_file().sync_all().map_err(doing())?;
    file.persist(path).map_err(|error| OutputError::Io(format!("write `{name}`"), error.error))?;
    Ok(())
}
