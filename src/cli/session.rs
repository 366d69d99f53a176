//! What every command has at hand: the streams, the global flags, and the folder.

mod apart;

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use apart::{Apart, Spoken};

pub(super) use super::failure::Failure;
use super::io::{Io, Terminal};
use super::paint::{painted, wrapped};
use super::{Color, Global, Status};
use crate::account::{self, Trouble, World};
use crate::diagnostic::render::human::Style;
use crate::disk::{RealDisk, reason, repository};
use crate::drive;
use crate::output::{OutputError, Place, Privacy, UserFile, clear_left_over};
use crate::project::{Hosts, Project, Workspace};
use crate::text;

/// What is said where a run waits for another.
pub(super) const WAITING: &str = "note: another `ast` writes to this folder; waiting for it\n";

/// How much of a project's folder is shown before what is said of it.
const LONGEST_NAME: usize = 200;

/// The columns where no terminal says.
const WIDTH: usize = 100;

/// What the process environment gives for a name that an env file refers to, as Compose does.
#[expect(clippy::disallowed_methods, reason = "no option is read from it: a file of the user's refers to it")]
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The time, in milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "when a request was made is what a log is read for")]
pub(super) fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| u64::try_from(since.as_millis()).ok()).unwrap_or_default()
}

/// The same in seconds, as servers have it.
fn seconds() -> u64 {
    now() / 1000
}

/// Waits for an answer of a server's.
pub(super) fn wait<T>(answer: impl Future<Output = Result<T, Trouble>>) -> Result<T, Failure> {
    let failed = |error: io::Error| Failure::new(format!("nothing can be asked: {}", reason(&error)));
    account::wait(answer).map_err(failed)?.map_err(Failure::from)
}

/// A run of one command.
pub(super) struct Session<'a, 'io> {
    pub(super) io: &'a mut Io<'io>,
    color: Color,
    workspace: Arc<Workspace<RealDisk>>,
    /// The folder of the project that this is about, where it is one of many.
    project: Option<String>,
    /// The command, as messages say it.
    pub(super) command: &'static str,
    /// What was said that other projects say too.
    common: Vec<String>,
    /// What is to be said once at the end of all projects that it holds for.
    alike: Vec<String>,
    /// The public hosts of the project.
    hosts: Hosts,
}

impl<'a, 'io> Session<'a, 'io> {
    pub(super) fn new(io: &'a mut Io<'io>, global: Global, command: &'static str) -> Self {
        let Global { color, config } = global;
        let workspace = Arc::new(Workspace::new(RealDisk::new(&io.cwd), io.cwd.clone(), config));
        Self {
            io,
            color,
            workspace,
            project: None,
            command,
            common: Vec::new(),
            alike: Vec::new(),
            hosts: Hosts::new(),
        }
    }

    /// What sessions of many projects start from.
    pub(super) fn apart(&self) -> Apart {
        Apart {
            color: self.color,
            workspace: self.workspace.clone(),
            cwd: self.io.cwd.clone(),
            state: self.io.state.clone(),
            config: self.io.config.clone(),
            terminal: self.io.terminal,
            command: self.command,
        }
    }

    /// The folder of the project that this is about, where it is one of many.
    pub(super) fn project(&self) -> Option<&str> {
        self.project.as_deref()
    }

    /// Says what other projects may say too, as it is of what they share: of many, once.
    pub(super) fn tell_once(&mut self, text: &str) {
        if self.project.is_none() { self.tell(text) } else { self.common.push(text.to_owned()) }
    }

    /// Says what may hold for other projects too: of many, once at the end, with those that it holds for.
    pub(super) fn note_alike(&mut self, text: &str) {
        if self.project.is_none() { self.note(text) } else { self.alike.push(text.to_owned()) }
    }

    /// Keeps the public hosts of one of many projects, which no other may have.
    pub(super) fn keep_hosts(&mut self, project: &Project) {
        if self.project.is_some() {
            self.hosts = project.hosts();
        }
    }

    /// Says what was said in a session of one of many projects.
    pub(super) fn pass(&mut self, said: &Spoken) {
        for text in &said.common {
            if !self.common.contains(text) {
                self.tell(text);
                self.common.push(text.clone());
            }
        }
        // Both were made for these streams.
        let _ = self.io.stdout.write_all(&said.stdout).and_then(|()| self.io.stdout.flush());
        let _ = self.io.stderr.write_all(&said.stderr).and_then(|()| self.io.stderr.flush());
    }

    /// What is known of logins.
    pub(super) fn world(&self) -> Result<World, Failure> {
        World::read(self.io.config.as_deref(), &environment, seconds).map_err(Failure::from)
    }

    /// Where a program is, by the PATH: not in the folder that the command was started in, nor in its repository, unless
    /// that is the one that its user is at home in.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        let path = environment("PATH").map(OsString::from);
        let home = environment("HOME").map(PathBuf::from);
        let is_home = |root: &Path| home.as_ref().is_some_and(|home| home.starts_with(root));
        let cwd = &self.io.cwd;
        let root = repository(cwd).filter(|root| !is_home(root));
        let is_strange = |folder: &Path| folder == cwd || root.is_some_and(|root| folder.starts_with(root));
        drive::find(name, path.as_deref(), is_strange)
    }

    /// Reads the disk as it is now, where folders may be others than they were.
    pub(super) fn look_anew(&mut self) {
        let config = self.workspace.config().map(Path::to_owned);
        let cwd = self.io.cwd.clone();
        self.workspace = Arc::new(Workspace::new(RealDisk::new(&cwd), cwd, config));
    }

    /// Clears the screen, where there is one.
    pub(super) fn clear_screen(&mut self) {
        if self.io.terminal.stdout {
            let _ = self.io.stdout.write_all(b"\x1b[2J\x1b[3J\x1b[H").and_then(|()| self.io.stdout.flush());
        }
    }

    /// Where projects come from.
    pub(super) fn workspace(&self) -> &Workspace<RealDisk> {
        &self.workspace
    }

    /// The same, for threads that go on while something is written.
    pub(super) fn shared_workspace(&self) -> Arc<Workspace<RealDisk>> {
        self.workspace.clone()
    }

    /// A path as the disk has it.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        self.workspace.absolute(path)
    }

    /// The disk, as it is read.
    pub(super) fn disk(&self) -> &RealDisk {
        self.workspace.disk()
    }

    /// The folder that is written to under a name; no link of a repository leads out of it.
    pub(super) fn folder(&self, path: &Path) -> Result<PathBuf, OutputError> {
        self.disk().within(&self.absolute(path)).map_err(|error| {
            OutputError::Refused(format!("`{}` can't be written to: {error}; name the folder itself", path.display()))
        })
    }

    /// The file that is written under a name, in such a folder.
    fn place(&self, path: &Path) -> Result<PathBuf, OutputError> {
        let folder = self.folder(path.parent().unwrap_or(Path::new("")))?;
        Ok(folder.join(path.file_name().unwrap_or_default()))
    }

    /// Takes hold of a file of the user's that is to be replaced.
    pub(super) fn hold(&mut self, path: &Path) -> Result<UserFile, OutputError> {
        let (path, state) = (self.place(path)?, self.io.state.clone());
        UserFile::hold(&path, state.as_deref(), &mut || self.note(WAITING))
    }

    /// Clears what a run left beside a file that was killed, where there is something.
    pub(super) fn clear_left_over(&mut self, path: &Path) -> Result<(), OutputError> {
        let (path, state) = (self.place(path)?, self.io.state.clone());
        let Some(folder) = path.parent() else { return Ok(()) };
        clear_left_over(&mut Place { folder, state: state.as_deref(), waiting: &mut || self.note(WAITING) })
    }

    /// Replaces a file of the user's that was read; one that changed since is refused, as is what is not a file.
    pub(super) fn rewrite(&mut self, path: &Path, before: &str, after: &str) -> Result<(), OutputError> {
        let file = self.hold(path)?;
        if file.content.as_deref() != Some(before.as_bytes()) {
            let why = format!("`{}` was changed by somebody else meanwhile; run it again", path.display());
            return Err(OutputError::Refused(why));
        }
        file.replace(after.as_bytes(), Privacy::Kept)
    }

    /// Does something of which what is said is kept, and shown nowhere yet.
    pub(super) fn aside<T>(&self, act: impl FnOnce(&mut Session<'_, '_>) -> T) -> (T, String) {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let mut io = Io {
            stdin: &mut io::empty(),
            stdout: &mut stdout,
            stderr: &mut stderr,
            cwd: self.io.cwd.clone(),
            state: self.io.state.clone(),
            config: self.io.config.clone(),
            terminal: Terminal::default(),
        };
        let config = self.workspace.config().map(Path::to_owned);
        let mut session = Session::new(&mut io, Global { color: Color::Never, config }, self.command);
        let done = act(&mut session);
        (done, String::from_utf8_lossy(&stderr).into_owned())
    }

    /// How findings are drawn on standard output.
    pub(super) fn style(&self) -> Style {
        self.style_on(self.io.terminal.stdout)
    }

    /// How findings are drawn on standard error.
    pub(super) fn error_style(&self) -> Style {
        self.style_on(self.io.terminal.stderr)
    }

    fn style_on(&self, is_terminal: bool) -> Style {
        let color = self.color.is_wanted(is_terminal, self.io.terminal);
        Style { color, width: self.io.terminal.width.unwrap_or(WIDTH).min(160) }
    }

    /// Writes an answer for people: whatever it quotes, a terminal obeys nothing but our own colours.
    pub(super) fn show(&mut self, answer: &str) -> Result<(), Failure> {
        let is_colored = self.style().color;
        let answer = text::on_terminal(answer, is_colored);
        // What has colours of its own was laid out with them.
        if answer.contains('\u{1b}') {
            return self.write(&answer);
        }
        let width = self.io.terminal.width.filter(|_| self.io.terminal.stdout);
        let answer = width.map_or(answer.clone(), |width| wrapped(&answer, width.max(40)).into());
        self.write(&painted(&answer, is_colored))
    }

    /// Writes lines that stay as they are, for people and for editors that match them: like [`Session::show`], but
    /// neither broken nor painted.
    pub(super) fn show_lines(&mut self, answer: &str) -> Result<(), Failure> {
        self.write(&text::on_terminal(answer, self.style().color))
    }

    /// Writes what programs read: byte by byte, unless a terminal would obey it.
    pub(super) fn print(&mut self, answer: &str) -> Result<(), Failure> {
        if self.io.terminal.stdout {
            self.write(&text::on_terminal(answer, self.style().color))
        } else {
            self.write(answer)
        }
    }

    /// Writes what programs read while it is made, so that it is never held at once; see [`Session::print`].
    pub(super) fn print_from(
        &mut self,
        make: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if self.io.terminal.stdout {
            let mut bytes = Vec::new();
            make(&mut bytes).map_err(OutputError::io("make the answer"))?;
            return self.print(&String::from_utf8_lossy(&bytes));
        }
        let written = make(self.io.stdout);
        self.settle(written)
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        let written = self.io.stdout.write_all(text.as_bytes());
        self.settle(written)
    }

    /// A reader that has seen enough is no failure.
    fn settle(&mut self, written: io::Result<()>) -> Result<(), Failure> {
        match written.and_then(|()| self.io.stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("standard output can't be written: {}", reason(&error))))
            }
            _ => Ok(()),
        }
    }

    /// Writes what was not asked for, of one of many projects with its folder before each message.
    pub(super) fn note(&mut self, text: &str) {
        match &self.project {
            Some(project) => {
                let project = text::one_line(project, LONGEST_NAME);
                let lines = text.split_inclusive('\n').map(|line| match line.chars().next() {
                    Some(first) if !first.is_whitespace() => format!("{project}: {line}"),
                    _ => line.to_owned(),
                });
                self.tell(&lines.collect::<String>());
            }
            None => self.tell(text),
        }
    }

    /// Writes what says itself which file it is about; nobody is left to be told when that fails.
    pub(super) fn tell(&mut self, text: &str) {
        let text = text::on_terminal(text, self.error_style().color);
        let _ = self.io.stderr.write_all(text.as_bytes()).and_then(|()| self.io.stderr.flush());
    }

    /// Says why the command failed.
    pub(super) fn fail(&mut self, failure: &Failure) -> Status {
        let help = failure.help.as_ref().map(|help| format!("  help: {help}\n")).unwrap_or_default();
        self.note(&format!("error: {}\n{help}", failure.message()));
        failure.status
    }
}
