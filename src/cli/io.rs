//! The edges of the process: its streams, its folder, and what its terminal can show.

use std::io::{self, IsTerminal as _, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use etcetera::BaseStrategy as _;

use super::session::environment;
use super::{Status, completions, paint};

/// What a run reads and writes; tests bring their own.
pub struct Io<'a> {
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// The asked-for output, and nothing else.
    pub stdout: &'a mut dyn Write,
    /// Everything else.
    pub stderr: &'a mut dyn Write,
    /// The folder that relative paths start from.
    pub cwd: PathBuf,
    /// Where this user's programs keep what they have to remember; none where the system doesn't say.
    pub state: Option<PathBuf>,
    /// Where this user's programs keep how they are configured; none where the system doesn't say.
    pub config: Option<PathBuf>,
    /// What the terminal can show.
    pub terminal: Terminal,
}

/// What the terminal can show.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal {
    /// Whether standard output is one.
    pub stdout: bool,
    /// Whether standard error is one.
    pub stderr: bool,
    /// Whether standard input is one.
    pub stdin: bool,
    /// Its columns, where known.
    pub width: Option<usize>,
    /// Whether the environment asks for colours or against them; none where it leaves that to the streams.
    pub color: Option<bool>,
}

impl Terminal {
    /// Whether any stream is one.
    pub(super) fn any(self) -> bool {
        self.stdin || self.stdout || self.stderr
    }
}

/// Runs with the arguments and streams of this process.
pub fn process() -> ExitCode {
    let (mut stdin, stdout, stderr) = (io::stdin(), io::stdout(), io::stderr());
    let terminal = Terminal {
        stdout: stdout.is_terminal(),
        stderr: stderr.is_terminal(),
        stdin: stdin.is_terminal(),
        width: width(&stdout),
        color: paint::asked(environment),
    };
    // Without a current folder, paths are left as they are and fail one by one.
    let cwd = std::env::current_dir().unwrap_or_default();
    let args: Vec<_> = std::env::args_os().collect();
    if let Some(shell) = std::env::var_os(completions::VARIABLE)
        && let Some(told) = completions::answer(&shell, &args, &cwd)
    {
        let written = io::stdout().write_all(&told);
        return if written.is_ok() { Status::Fine } else { Status::Failed }.into();
    }
    // Not locked: a language server reads and writes on threads of its own.
    let (stdin, stdout, stderr) = (&mut stdin, &mut io::BufWriter::new(stdout), &mut stderr.lock());
    let (state, config) = (state_folder(), config_folder());
    super::run(args, &mut Io { stdin, stdout, stderr, cwd, state, config, terminal }).into()
}

/// `$XDG_CONFIG_HOME/ast`, or what stands for it on this system.
fn config_folder() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::choose_native_strategy().ok()?;
    // On macOS, the other folder is for what its own settings write.
    let folder = if cfg!(target_os = "macos") { strategy.data_dir() } else { strategy.config_dir() };
    Some(folder.join("ast")).filter(|folder| folder.is_absolute())
}

/// `$XDG_STATE_HOME/ast`, or what stands for it on this system.
fn state_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(folder.join("ast")).filter(|folder| folder.is_absolute())
}

#[cfg(unix)]
fn width(stdout: &io::Stdout) -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(stdout).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

#[cfg(not(unix))]
fn width(_: &io::Stdout) -> Option<usize> {
    None
}
