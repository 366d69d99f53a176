//! Replacing the text of a file that the user wrote, as a whole or not at all.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::error::OutputError;

/// Replaces the text of a file; its permissions stay. A symbolic link, a read-only file and one that changed
/// since it was read are refused.
#[expect(clippy::disallowed_methods, reason = "output reads and writes the disk")]
pub fn rewrite(path: &Path, before: &[u8], after: &[u8]) -> Result<(), OutputError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let doing = || OutputError::io(format!("write `{name}`"));
    let refused = |why: &str| Err(OutputError::Refused(format!("`{name}` {why}")));
    let at = fs::symlink_metadata(path).map_err(doing())?;
    if at.file_type().is_symlink() {
        return refused("is a symbolic link, which is not written through; name the file that it leads to");
    }
    if at.permissions().readonly() {
        return refused("is read-only; make it writable first");
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".ast-").tempfile_in(folder).map_err(doing())?;
    file.as_file().set_permissions(at.permissions()).map_err(doing())?;
    file.write_all(after).map_err(doing())?;
    file.as_file().sync_all().map_err(doing())?;
    if fs::read(path).map_err(doing())? != before {
        return refused("was changed by somebody else meanwhile; run it again");
    }
    file.persist(path).map_err(|error| OutputError::Io(format!("write `{name}`"), error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes its files")]
    fn a_file_keeps_its_permissions_and_what_is_not_ours_is_refused() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "1").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        rewrite(&path, b"1", b"2").unwrap();
        assert_eq!(
            (fs::read(&path).unwrap(), path.metadata().unwrap().permissions().mode() & 0o777),
            (b"2".to_vec(), 0o640)
        );
        assert!(rewrite(&path, b"1", b"3").unwrap_err().to_string().contains("somebody else"));
        symlink(&path, &link).unwrap();
        assert!(rewrite(&link, b"2", b"3").unwrap_err().to_string().contains("symbolic link"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(rewrite(&path, b"2", b"3").unwrap_err().to_string().contains("read-only"));
        assert_eq!((fs::read(&path).unwrap(), fs::read_dir(folder.path()).unwrap().count()), (b"2".to_vec(), 2));
    }
}
