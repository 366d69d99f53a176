//! A project in a folder of its own, and `ast` run in it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ast::cli::{self, Io, Status, Terminal};
use tempfile::TempDir;

/// The smallest spec without findings.
pub(crate) const GOOD: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";

/// A folder that is gone when this is dropped.
pub(crate) struct Project {
    root: TempDir,
    /// The folder below it that `ast` runs in.
    cwd: PathBuf,
    stdin: Vec<u8>,
    /// The user's state folder, which is no part of the project.
    state: TempDir,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: Status,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { root: TempDir::new().unwrap(), cwd: PathBuf::new(), stdin: Vec::new(), state: TempDir::new().unwrap() }
    }

    /// A copy of an example.
    pub(crate) fn example(name: &str) -> Self {
        let mut project = Self::new();
        let root = Path::new("examples").join(name);
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    open.push(path);
                } else {
                    let relative = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                    project = project.file(&relative, fs::read(&path).unwrap());
                }
            }
        }
        project
    }

    /// Adds a file; its folders are made.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Runs in a folder below the root.
    pub(crate) fn cwd(mut self, path: &str) -> Self {
        self.cwd = path.into();
        fs::create_dir_all(self.path(path)).unwrap();
        self
    }

    /// What standard input gives.
    pub(crate) fn stdin(mut self, content: impl AsRef<[u8]>) -> Self {
        content.as_ref().clone_into(&mut self.stdin);
        self
    }

    /// A path of the disk.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// Runs `ast` with arguments separated by spaces.
    pub(crate) fn run(&self, args: &str) -> Outcome {
        let args: Vec<_> = args.split_whitespace().map(OsString::from).collect();
        self.run_with(args, Terminal::default())
    }

    pub(crate) fn run_with(&self, args: Vec<OsString>, terminal: Terminal) -> Outcome {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let cwd = self.root.path().join(Path::new(&self.cwd));
        let (stdin, out, err) = (&mut self.stdin.as_slice(), &mut stdout, &mut stderr);
        let args = std::iter::once("ast".into()).chain(args);
        let status = cli::run(
            args,
            &mut Io {
                stdin,
                stdout: out,
                stderr: err,
                cwd,
                state: Some(self.state.path().to_owned()),
                config: None,
                terminal,
            },
        );
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Outcome { status, stdout: text(stdout), stderr: text(stderr) }
    }
}

/// A stream whose reader has gone, or whose disk is full.
pub(crate) struct Closed(pub(crate) io::ErrorKind);

impl io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
