//! From arguments to an exit status: one file a command, each of which calls the façade and a renderer.

mod accepted;
mod account;
mod add;
mod answers;
mod audit;
mod begin;
mod callers;
mod child;
mod choice;
mod commands;
mod completions;
mod diff;
mod docs;
mod doctor;
#[cfg_attr(not(unix), path = "dev_elsewhere.rs")]
mod dev;
mod env;
mod environment;
mod explain;
mod failure;
mod fix;
mod flags;
mod fmt;
mod generate;
mod git;
mod graph;
mod help;
mod hidden;
mod hosted;
mod hosts;
mod import;
mod init;
mod io;
mod load;
mod lock;
mod login;
mod logout;
mod lsp;
mod made;
mod man;
mod many;
mod meant;
mod models;
mod moved;
mod own_keys;
mod paint;
mod plan;
mod project;
mod providers;
mod proxy;
mod reader;
mod readers;
mod relative;
mod remove;
mod rename;
mod revise;
mod run;
mod schema;
mod session;
mod settings;
mod severities;
mod spec;
mod threads;
mod unsaid;
mod validate;
mod watch;
mod whoami;
mod wizard;
mod written;

pub use answers::answers;
pub use commands::definition;
pub use io::{Io, Terminal, process};

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{FromArgMatches as _, Parser, Subcommand};

use commands::{Command, defined_for};
use session::Session;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Fine; warnings are allowed.
    Fine,
    /// The spec has errors, or what was checked does not hold.
    Invalid,
    /// Wrong usage, or something could not be read or written.
    Failed,
    /// Somebody has to log in first, or again.
    LoggedOut,
    /// As a program of the user's ended.
    Ended(u8),
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::Invalid => 1,
            Status::Failed => 2,
            Status::LoggedOut => 3,
            Status::Ended(status) => status,
        })
    }
}

/// Compiles an agent's declaration, astropods.yml, into everything that the agent needs to run.
#[derive(Debug, Parser)]
#[command(name = "ast", version, propagate_version = false)]
#[command(after_help = "Examples:
  ast init                     make this folder a project
  ast validate                 check the spec of this folder, or of the nearest folder above
  ast fix                      correct what can be corrected in it
  ast plan                     see what it compiles to, and what is still missing
  ast env sync                 add to .env what is missing there
  ast generate                 write the files of a local run
  ast run --gateway mock -- CMD    run the agent's command here, offline
  ast login                    use the hosted gateway in runs on this machine
  ast doctor                   see what keeps this machine from running it
  ast dev --gateway mock       run the whole project here, offline

Exit status: 0 fine, 1 the spec has errors or a check failed, 2 wrong usage or a file that can't be
read or written, 3 a login is needed.")]
struct Cli<C: Subcommand> {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: C,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
struct Global {
    /// Use colours: auto, always or never
    #[arg(long, global = true, help_heading = "Global options")]
    #[arg(value_enum, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: Color,
    /// Read options from FILE instead of `ast.toml` beside the spec
    #[arg(long, global = true, help_heading = "Global options", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    /// Whether a stream is coloured.
    fn is_wanted(self, is_terminal: bool, terminal: Terminal) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => terminal.color.unwrap_or(is_terminal),
        }
    }

    /// What the arguments say before they are read: for their help, and for what is wrong with them.
    fn of(args: &[OsString]) -> Self {
        let words = args.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--");
        let pairs = words.clone().zip(words.skip(1).chain([""]));
        let said = pairs.filter_map(|(word, next)| match word.strip_prefix("--color") {
            Some("") => Some(next),
            Some(value) => value.strip_prefix('='),
            None => None,
        });
        said.last().and_then(|word| <Self as clap::ValueEnum>::from_str(word, false).ok()).unwrap_or(Self::Auto)
    }
}

/// Runs the command that the arguments ask for; the first of them is the program's name.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> Status {
    let width = io.terminal.width.unwrap_or(100).clamp(40, 120);
    let args: Vec<_> = args.into_iter().collect();
    // clap colours nothing by itself here: it would ask the environment.
    let command = defined_for(&args, width);
    let color = Color::of(&args);
    let parsed =
        command.try_get_matches_from(args.clone()).and_then(|matches| Cli::<Command>::from_arg_matches(&matches));
    match parsed {
        Ok(Cli { global, command }) => {
            let mut session = Session::new(io, global, command.name());
            command.run(&mut session).unwrap_or_else(|failure| session.fail(&failure))
        }
        Err(mut error) => {
            meant::explain(&mut error, &args);
            if error.kind() == ErrorKind::MissingRequiredArgument {
                meant::show(&mut error, &defined_for(&args, width), &args);
            }
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let is_terminal = if asked { io.terminal.stdout } else { io.terminal.stderr };
            let is_colored = color.is_wanted(is_terminal, io.terminal);
            let text = error.render();
            let text = if is_colored { text.ansi().to_string() } else { text.to_string() };
            // What was typed is quoted.
            let text = crate::text::on_terminal(&text, is_colored);
            let out: &mut dyn std::io::Write = if asked { io.stdout } else { io.stderr };
            let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            let broken = written.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe);
            if asked && !broken { Status::Fine } else { Status::Failed }
        }
    }
}
