//! From arguments to an exit status: one file a command, each of which calls the façade and a renderer.

mod accepted;
mod answers;
mod completions;
mod env;
mod explain;
mod fix;
mod flags;
mod fmt;
mod generate;
mod git;
mod io;
mod load;
mod lsp;
mod man;
mod models;
mod plan;
mod providers;
mod reader;
mod relative;
mod schema;
mod session;
mod settings;
mod severities;
mod spec;
mod threads;
mod validate;
mod written;

pub use answers::answers;
pub use io::{Io, Terminal, process};

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};

use session::{Failure, Session};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Fine; warnings are allowed.
    Fine,
    /// The spec has errors, or what was checked does not hold.
    Invalid,
    /// Wrong usage, or something could not be read or written.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Compiles an agent's declaration, astropods.yml, into everything that the agent needs to run.
#[derive(Debug, Parser)]
#[command(name = "ast", version, propagate_version = false)]
#[command(after_help = "Examples:
  ast validate                 check the spec of this folder, or of the nearest folder above
  ast fix                      correct what can be corrected in it
  ast plan                     see what it compiles to, and what is still missing
  ast env sync                 add to .env what is missing there
  ast generate                 write the files of a local run

Exit status: 0 fine, 1 the spec has errors or a check failed, 2 wrong usage or a file that can't be
read or written.")]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
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

/// The commands: a line here and a file of that name, with `Args` and `run`, make one.
macro_rules! commands {
    ($($(#[$meta:meta])* $name:ident => $module:ident,)*) => {
        #[derive(Debug, Subcommand)]
        enum Command {
            $($(#[$meta])* $name($module::Args),)*
        }

        impl Command {
            fn run(self, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
                match self {
                    $(Self::$name(args) => $module::run(&args, session),)*
                }
            }
        }
    };
}

commands! {
    /// Check specs, and say what is wrong with them
    Validate => validate,
    /// Correct what can be corrected; everything else stays byte for byte
    Fix => fix,
    /// Lay specs out evenly; what they say stays
    Fmt => fmt,
    /// Show what a spec compiles to: containers, variables, connections, what is missing
    Plan => plan,
    /// Say what a variable, a code, a provider or a model is
    Explain => explain,
    /// Generate files from the plan
    Generate => generate,
    /// Check `.env`, or add to it what is missing
    Env => env,
    /// Serve an editor (language server)
    Lsp => lsp,
    /// List the built-in providers
    Providers => providers,
    /// List the models of the AI Gateway
    Models => models,
    /// Print the JSON Schema of the spec
    Schema => schema,
    /// Print what a shell completes
    Completions => completions,
    /// Print the manual page of a command
    Man => man,
    /// What the platform's own tool calls `validate`
    #[command(hide = true)]
    Spec => spec,
}

/// The commands as they are defined, for what is made of them.
pub fn definition() -> clap::Command {
    Cli::command().color(ColorChoice::Never)
}

/// Runs the command that the arguments ask for; the first of them is the program's name.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Io<'_>) -> Status {
    let width = io.terminal.width.unwrap_or(100).clamp(40, 120);
    let args: Vec<_> = args.into_iter().collect();
    // clap colours nothing by itself here: it would ask the environment.
    let command = Cli::command().term_width(width).color(ColorChoice::Never);
    let parsed = command.try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    match parsed {
        Ok(Cli { global, command }) => {
            let mut session = Session::new(io, global);
            command.run(&mut session).unwrap_or_else(|failure| session.fail(&failure))
        }
        Err(error) => {
            let text = error.render().to_string();
            // What was typed is quoted.
            let text = crate::text::lines(&text);
            let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            let out: &mut dyn std::io::Write = if asked { io.stdout } else { io.stderr };
            let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            let broken = written.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe);
            if asked && !broken { Status::Fine } else { Status::Failed }
        }
    }
}
