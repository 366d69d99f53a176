//! What git says of files, asked so that git obeys nothing of a folder that a stranger may have filled.

mod revision;

pub(super) use revision::{Missing, Revision};

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long git may take. It reads an index and some ignore files; one of these can be a pipe that nobody writes to.
const PATIENCE: Duration = Duration::from_secs(5);

/// What beats every configuration. A repository that lies inside of a work tree isn't the user's: git from 2.38 on takes
/// none that it merely comes across. The monitor and hooks are commands; a clone that fetches what it lacks runs some.
const SETTINGS: [&str; 4] =
    ["safe.bareRepository=explicit", "core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never"];

/// Variables that turn git to another repository than the one around the file, as they do in its hooks.
const MISLEADING: [&str; 10] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_TRACE",
];

/// Whether git tracks the file, or would add it. Only git itself knows all of its rules, the user's own too; where there
/// is no git, nobody commits.
pub(super) fn would_be_committed(file: &Path) -> bool {
    let (Some(Ok(folder)), Some(name)) = (file.parent().map(Path::canonicalize), file.file_name()) else {
        return false;
    };
    // Git starts where `.git` is: an older one takes a bare repository that lies nearer to the file.
    let Some(root) = folder.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok()) else {
        return false;
    };
    let Ok(path) = folder.join(name).strip_prefix(root).map(Path::to_owned) else { return false };
    // Without `--no-index`, it says of a tracked file that it is not ignored.
    status(root, &["check-ignore".as_ref(), "--quiet".as_ref(), "--".as_ref(), path.as_os_str()]) == Some(1)
}

/// Git in a folder, with nothing that the folder says of how it works.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--no-replace-objects"]).arg("-C").arg(folder);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for name in MISLEADING {
        command.env_remove(name);
    }
    command.envs([("GIT_NO_LAZY_FETCH", "1"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0")]);
    command
}

/// How git ended in a folder; none where it could not be started, or was still running.
fn status(folder: &Path, arguments: &[&OsStr]) -> Option<i32> {
    let mut command = command(folder);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let end = Instant::now() + PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.code(),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(2)),
            _ => {
                // It may have ended by itself just now.
                let _ = child.kill().and_then(|()| child.wait());
                return None;
            }
        }
    }
}
