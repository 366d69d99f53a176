//! A repository that a stranger wrote, and around it what is none of their business.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use ast::cli::Status;
use sha2::{Digest, Sha256};

use crate::project::{GOOD, Outcome, Project};

/// What nobody may see.
pub(crate) const MARK: &str = "hunter2-5f3a";

/// The repository lies in `clone`, beside a file of the user's and a folder of theirs.
pub(crate) struct World {
    pub(crate) project: Project,
    before: BTreeMap<String, String>,
}

impl World {
    /// A clone with a spec in it, and what the stranger adds.
    pub(crate) fn new(attack: impl FnOnce(&Clone<'_>)) -> Self {
        let project = Project::new()
            .file("clone/astropods.yml", GOOD)
            .file("clone/.git/config", "[core]\n")
            .file("clone/.git/hooks/readme", "none\n")
            .file("home/netrc", format!("password {MARK}\n"))
            .file("home/folder/kept", MARK)
            .cwd("clone");
        attack(&Clone(&project));
        let before = outside(&project);
        Self { project, before }
    }

    /// Runs a command in the clone, and looks that nothing outside was touched or shown.
    #[track_caller]
    pub(crate) fn run(&self, command: &str) -> Outcome {
        let outcome = self.project.run(command);
        assert_eq!(outside(&self.project), self.before, "`ast {command}` touched what is not the project's");
        for text in [&outcome.stdout, &outcome.stderr] {
            assert!(!text.contains(MARK), "`ast {command}` shows what is not the project's: {text}");
        }
        outcome
    }

    /// Runs every command that reads or writes the folder.
    #[track_caller]
    pub(crate) fn run_all(&self) {
        for command in COMMANDS {
            self.run(command);
        }
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.project.path("clone").join(path)).unwrap()
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.project.path("clone").join(path).symlink_metadata().is_ok()
    }
}

/// What is run against each attack; the writing ones last.
const COMMANDS: [&str; 14] = [
    "validate",
    "validate . --format json",
    "plan",
    "plan --for cluster --format json",
    "explain ASTRO_AGENT_NAME",
    "env check",
    "fmt --diff",
    "fix --diff",
    "generate --check",
    "generate env compose --diff",
    "generate env compose kubernetes",
    "env sync",
    "fix --unsafe",
    "generate env --force",
];

/// The clone while the stranger writes it.
pub(crate) struct Clone<'a>(&'a Project);

impl Clone<'_> {
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path("clone").join(path)
    }

    /// What is not the project's.
    pub(crate) fn outside(&self, path: &str) -> PathBuf {
        self.0.path("home").join(path)
    }

    pub(crate) fn file(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn program(&self, path: &str, content: &str) {
        self.file(path, content);
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn link(&self, path: &str, to: impl AsRef<Path>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        symlink(to, path).unwrap();
    }

    pub(crate) fn pipe(&self, path: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&path);
        rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o644.into(), 0).unwrap();
    }

    /// What `ast` itself writes for this spec, with its manifest.
    pub(crate) fn generated(&self, targets: &str) {
        let outcome = self.0.run(&format!("generate {targets}"));
        assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
    }
}

pub(crate) fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything that is not the project's to change: git's own folder, the spec, and what lies beside the clone, each
/// with its text, its permissions and what kind it is.
fn outside(project: &Project) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![project.path("home"), project.path("clone/.git"), project.path("clone/.github")];
    let root = project.path("");
    while let Some(at) = open.pop() {
        let Ok(entries) = fs::read_dir(&at) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let meta = path.symlink_metadata().unwrap();
            let text = if meta.is_file() { fs::read_to_string(&path).unwrap() } else { String::new() };
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            found.insert(name, format!("{:o} {text}", meta.mode()));
            if meta.is_dir() {
                open.push(path);
            }
        }
    }
    let beside = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut beside: Vec<String> = beside.collect();
    beside.sort();
    found.insert("beside".into(), beside.join(" "));
    found
}
