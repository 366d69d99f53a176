//! The files of a revision, read from git's objects without checking anything out.

use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::{PATIENCE, command};
use crate::disk::{Disk, EntryKind, ReadError, plain, repository};
use crate::document::LARGEST_FILE;
use crate::text::one_line;

/// The longest list of a revision's files that is read, in bytes.
const LONGEST_LIST: u64 = 64 << 20;

/// A revision of a repository, as a disk at the place of its work tree. Links are followed where they stay in it.
pub(in crate::cli) struct Revision {
    /// The folder of the repository.
    root: PathBuf,
    /// The commit.
    commit: String,
    objects: Mutex<Objects>,
}

/// Why a revision can't be read.
pub(in crate::cli) struct Missing {
    pub(in crate::cli) why: String,
    /// What to do.
    pub(in crate::cli) help: String,
    /// Whether that names one that is there.
    pub(in crate::cli) is_meant: bool,
}

/// A git that is asked for objects one after the other, and what it answers.
struct Objects {
    child: Child,
    asks: ChildStdin,
    answers: Receiver<Option<Object>>,
}

/// What git says of a name.
struct Object {
    id: String,
    kind: EntryKind,
    content: Vec<u8>,
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revision").field("root", &self.root).field("commit", &self.commit).finish_non_exhaustive()
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It may have ended by itself just now.
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

impl Revision {
    /// A revision of the repository around a folder.
    ///
    /// # Errors
    /// Why there is none, and what to do.
    pub(in crate::cli) fn open(name: &str, folder: &Path) -> Result<Self, Missing> {
        let shown = one_line(name, 100).into_owned();
        let folder = plain(folder);
        let Some(root) = repository(&folder).map(Path::to_owned) else {
            let why = format!("`{shown}` is not a path, and there is no git repository here");
            return Err(Missing { why, help: "name two folders or files".into(), is_meant: false });
        };
        let missing = || {
            let why = format!("`{shown}` is neither a path nor a revision of this repository");
            let help = "look at `git log`; in CI, a shallow clone lacks it: fetch it, as by `fetch-depth: 0` of `actions/checkout`";
            Missing { why, help: help.to_owned(), is_meant: false }
        };
        if name.starts_with('-') || name.contains(['\n', '\0']) {
            return Err(missing());
        }
        let failed = || {
            let help = "install git, or name two folders".to_owned();
            Missing { why: "git can't be started".to_owned(), help, is_meant: false }
        };
        let mut objects = Objects::start(&root).ok_or_else(failed)?;
        // Asked as any object is, so that a git that hangs is left after a while.
        let commit = objects.ask(&format!("{name}^{{commit}}"));
        let Ok(Object { id: commit, .. }) = commit else {
            // A clone has the branches of where it comes from under another name.
            let there = objects.ask(&format!("refs/remotes/origin/{name}^{{commit}}")).is_ok();
            let meant = format!("did you mean `origin/{shown}`?");
            return Err(if there { Missing { help: meant, is_meant: true, ..missing() } } else { missing() });
        };
        if commit.is_empty() || !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(missing());
        }
        Ok(Self { root, commit, objects: Mutex::new(objects) })
    }

    /// The specs below a folder, as absolute paths, sorted.
    pub(in crate::cli) fn specs(&self, folder: &Path, names: &[&str]) -> Vec<PathBuf> {
        let folder = plain(folder);
        let Ok(below) = folder.strip_prefix(&self.root) else { return Vec::new() };
        let mut list = command(&self.root);
        list.args(["ls-tree", "-r", "-z", "--name-only", "--full-tree", &self.commit]);
        let Ok(mut child) = list.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn() else {
            return Vec::new();
        };
        let Some(from) = child.stdout.take() else { return Vec::new() };
        let (sender, read) = channel();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = from.take(LONGEST_LIST).read_to_end(&mut bytes);
            // Nobody waits any more where it took too long.
            drop(sender.send(read.map(|_| bytes)));
        });
        let read = read.recv_timeout(PATIENCE);
        let _ = child.kill().and_then(|()| child.wait());
        let Ok(Ok(bytes)) = read else { return Vec::new() };
        let files = bytes.split(|byte| *byte == 0).filter_map(|name| std::str::from_utf8(name).ok()).map(Path::new);
        let is_spec = |path: &&Path| {
            let inside = path.starts_with(below);
            let is_hidden = path.iter().any(|part| part.to_string_lossy().starts_with('.') || part == "node_modules");
            inside && !is_hidden && path.file_name().is_some_and(|name| names.iter().any(|other| name == *other))
        };
        let mut found: Vec<PathBuf> = files.filter(is_spec).map(|path| self.root.join(path)).collect();
        found.sort();
        found
    }

    fn object(&self, path: &Path) -> Result<Object, ReadError> {
        let not_found = || ReadError::from(std::io::Error::from(std::io::ErrorKind::NotFound));
        let way = plain(path);
        let way = way.strip_prefix(&self.root).ok().and_then(Path::to_str).ok_or_else(not_found)?;
        if way.contains(['\n', '\0']) {
            return Err(not_found());
        }
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        let way = if cfg!(windows) { way.replace('\\', "/") } else { way.to_owned() };
        objects.ask(&format!("{}:{way}", self.commit))
    }
}

impl Objects {
    /// The object of a name, which has no line break.
    fn ask(&mut self, name: &str) -> Result<Object, ReadError> {
        self.asks.write_all(format!("{name}\n").as_bytes()).and_then(|()| self.asks.flush())?;
        let kind = match self.answers.recv_timeout(PATIENCE) {
            Ok(Some(object)) => return Ok(object),
            Ok(None) => std::io::ErrorKind::NotFound,
            Err(_) => std::io::ErrorKind::TimedOut,
        };
        Err(std::io::Error::from(kind).into())
    }

    fn start(root: &Path) -> Option<Self> {
        let mut git = command(root);
        git.args(["cat-file", "--batch", "--follow-symlinks"]);
        let mut child = git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let (asks, from) = (child.stdin.take()?, child.stdout.take()?);
        let (sender, answers) = channel();
        // A git that hangs is not waited for: who asks has patience for so long.
        thread::spawn(move || {
            let mut from = BufReader::new(from);
            while let Ok(answer) = answer(&mut from) {
                if sender.send(answer).is_err() {
                    return;
                }
            }
        });
        Some(Self { child, asks, answers })
    }
}

/// One answer: `<id> <kind> <size>` and the content, or why there is none.
fn answer(from: &mut BufReader<ChildStdout>) -> std::io::Result<Option<Object>> {
    let mut line = Vec::new();
    if from.read_until(b'\n', &mut line)? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    let line = String::from_utf8_lossy(&line).into_owned();
    let words: Vec<&str> = line.trim_end().rsplitn(3, ' ').collect();
    let [size, kind, id] = words[..] else {
        // Where a link leads out, its text follows: `symlink <size>`, and `dangling`, `loop` and `notdir` alike.
        if let Some(size) = words.first().and_then(|size| size.parse::<u64>().ok()) {
            skip(from, size + 1)?;
        }
        return Ok(None);
    };
    let Ok(size) = size.parse::<u64>() else { return Ok(None) };
    let most = LARGEST_FILE as u64 + 1;
    let mut content = Vec::new();
    from.by_ref().take(size.min(most)).read_to_end(&mut content)?;
    skip(from, size.saturating_sub(most) + 1)?;
    let kind = match kind {
        "blob" => EntryKind::File,
        "tree" => EntryKind::Folder,
        _ => EntryKind::Other,
    };
    Ok(Some(Object { id: id.to_owned(), kind, content }))
}

fn skip(from: &mut BufReader<ChildStdout>, bytes: u64) -> std::io::Result<u64> {
    std::io::copy(&mut from.by_ref().take(bytes), &mut std::io::sink())
}

impl Disk for Revision {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let object = self.object(path)?;
        match object.kind {
            EntryKind::File => Ok(object.content),
            EntryKind::Folder => Err(std::io::Error::from(std::io::ErrorKind::IsADirectory).into()),
            EntryKind::Link | EntryKind::Other => Err(ReadError::NotRegular),
        }
    }

    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError> {
        if plain(path) == self.root {
            return Ok(EntryKind::Folder);
        }
        self.object(path).map(|object| object.kind)
    }

    fn top(&self, _: &Path) -> PathBuf {
        self.root.clone()
    }

    /// Nothing that compares revisions lists a folder.
    fn list(&self, _: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
        Ok(Vec::new())
    }
}
