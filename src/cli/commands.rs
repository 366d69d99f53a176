//! The commands: what each is called and said to do, defined for all of them or for one alone.

use std::ffi::OsString;

use clap::{ColorChoice, CommandFactory, Subcommand};

use super::session::{Failure, Session};
use super::{Cli, Status, help};

/// The commands: a line here and a file of that name, with `Args` and `run`, make one.
macro_rules! commands {
    ($($(#[$meta:meta])* $name:ident => $module:ident,)*) => {
        use super::{$($module,)*};

        #[derive(Debug, Subcommand)]
        pub(super) enum Command {
            $($(#[$meta])* $name($module::Args),)*
        }

        impl Command {
            /// What defines a command and none of the others, by its name.
            fn alone(name: &str) -> Option<fn(clap::Command) -> clap::Command> {
                $(if name == stringify!($module) {
                    #[derive(Subcommand)]
                    enum Alone {
                        $(#[$meta])* $name($module::Args),
                    }
                    return Some(Alone::augment_subcommands);
                })*
                None
            }

            /// The command's name.
            pub(super) fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($module),)*
                }
            }

            pub(super) fn run(self, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
                match self {
                    $(Self::$name(args) => $module::run(&args, session),)*
                }
            }
        }
    };
}

/// No command.
#[derive(Debug, Subcommand)]
enum Nothing {}

commands! {
    /// Make a folder a project: look at it, or begin with a small agent
    Init => init,
    /// Check specs, and say what is wrong with them
    Validate => validate,
    /// Hold what the code reads of its environment against what the plan gives it
    Audit => audit,
    /// Correct what can be corrected; everything else stays byte for byte
    Fix => fix,
    /// Lay specs out evenly; what they say stays
    Fmt => fmt,
    /// Show what a spec compiles to: containers, variables, connections, what is missing
    Plan => plan,
    /// Draw who reaches whom, as SVG, Mermaid or DOT
    Graph => graph,
    /// Write into a README what runs, what has to be set and how it is started
    Docs => docs,
    /// Say what a variable, a code, a provider, a model, an entry or a key is
    Explain => explain,
    /// Generate files from the plan
    Generate => generate,
    /// Pin the images that are not built here, by asking their registries
    Lock => lock,
    /// Say what a change of a project means: what loses data, breaks, needs a value, restarts
    Diff => diff,
    /// Put an entry into the spec, completed from the catalogue
    Add => add,
    /// Take an entry out of the spec
    Remove => remove,
    /// Give an entry another name, wherever it stands
    Rename => rename,
    /// Check `.env`, or add to it what is missing
    Env => env,
    /// Run the agent's command on this machine, with its environment and a gateway
    Run => run,
    /// Log in to the platform, or to a gateway of your own
    Login => login,
    /// Log out, and leave nothing of a login here
    Logout => logout,
    /// Say who is logged in, and which account is used
    Whoami => whoami,
    /// List your accounts, or use another one
    Account => account,
    /// Say what keeps this machine from running a project, and what to do about it
    Doctor => doctor,
    /// Run the whole project on this machine: build, start, show logs, start again what changes
    Dev => dev,
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
    /// What the platform's own tool calls `dev`
    #[command(hide = true)]
    Project => project,
    /// Becomes a program that ends with the `ast` that started it
    #[command(hide = true)]
    Child => child,
}

/// How wide pages of the commands are.
const PAGE: usize = 88;

/// The commands as they are defined, for what is made of them.
pub fn definition() -> clap::Command {
    help::laid_out(Cli::<Command>::command(), PAGE).color(ColorChoice::Never).term_width(PAGE)
}

/// The same for one run: where its first word is a command, nothing is defined of the others.
pub(super) fn defined_for(args: &[OsString], width: usize) -> clap::Command {
    let name = args.get(1).and_then(|word| word.to_str()).unwrap_or_default();
    let command = match Command::alone(name) {
        Some(define) => define(Cli::<Nothing>::command()),
        None => Cli::<Command>::command(),
    };
    // A run that asks for no help has nobody who reads it; one that lacks a word of a longer command shows it too.
    let asks = args.iter().any(|word| ["-h", "--help", "help"].iter().any(|help| word == help));
    let is_shown = asks || args.len() == 1 || command.get_subcommands().any(clap::Command::has_subcommands);
    let command = if is_shown { help::laid_out(command, width) } else { command };
    command.color(ColorChoice::Never).term_width(width)
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;

    fn told(command: clap::Command, args: &[OsString]) -> String {
        let read = command.try_get_matches_from(args).and_then(|matches| Cli::<Command>::from_arg_matches(&matches));
        read.map_or_else(|error| error.to_string(), |cli| format!("{cli:?}"))
    }

    #[test]
    fn a_command_is_the_same_whether_the_others_are_defined_or_not() {
        let names: Vec<String> = definition().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        assert!(names.len() > 10 && names.iter().all(|name| Command::alone(name).is_some()), "{names:?}");
        for name in &names {
            for rest in [
                &["--help"][..],
                &["-h"],
                &[],
                &["--nothing"],
                &["a", "b", "c"],
                &["--color", "never"],
                &["check", "--help"],
            ] {
                let args: Vec<OsString> = ["ast", name].iter().chain(rest).map(OsString::from).collect();
                assert_eq!(told(defined_for(&args, PAGE), &args), told(definition(), &args), "{args:?}");
            }
        }
    }
}
