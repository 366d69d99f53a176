//! A session for each of many projects, on any thread, whose words are kept until its turn comes.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Session;
use crate::cli::Color;
use crate::cli::io::{Io, Terminal};
use crate::disk::RealDisk;
use crate::project::{Hosts, Workspace};

/// What a session of one of many projects starts from, on any thread.
pub(in crate::cli) struct Apart {
    pub(super) color: Color,
    pub(super) workspace: Arc<Workspace<RealDisk>>,
    pub(super) cwd: PathBuf,
    pub(super) state: Option<PathBuf>,
    pub(super) config: Option<PathBuf>,
    pub(super) terminal: Terminal,
    pub(super) command: &'static str,
}

/// What was said in such a session.
pub(in crate::cli) struct Spoken {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    pub(super) common: Vec<String>,
    /// The project, and what is to be said of all that it holds for.
    pub(in crate::cli) alike: (String, Vec<String>),
    /// Its public hosts.
    pub(in crate::cli) hosts: Hosts,
}

impl Apart {
    /// A path as the disk has it.
    pub(in crate::cli) fn absolute(&self, path: &Path) -> PathBuf {
        self.workspace.absolute(path)
    }

    /// Runs something for a project, and keeps what it says.
    pub(in crate::cli) fn run(&self, project: String, run: impl FnOnce(&mut Session<'_, '_>)) -> Spoken {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            cwd: self.cwd.clone(),
            state: self.state.clone(),
            config: self.config.clone(),
            terminal: self.terminal,
        };
        let workspace = self.workspace.clone();
        let (color, command) = (self.color, self.command);
        let (common, alike) = (Vec::new(), Vec::new());
        let of = Some(project.clone());
        let mut session =
            Session { io: &mut io, color, workspace, project: of, command, common, alike, hosts: Hosts::new() };
        run(&mut session);
        let Session { common, alike, hosts, .. } = session;
        Spoken { stdout, stderr, common, alike: (project, alike), hosts }
    }
}
